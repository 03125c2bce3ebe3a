// How long a session's alerts wait for company. On a quiet server not at all: an alert goes at once. When all sessions
// together send many datagrams, each costs the bank more than a payment, and a burst shares them.

/** Milliseconds between two flushes of one session. */
const GAP_MS_MIN = 1;
const GAP_MS_MAX = 40;

/** Datagrams of all sessions in a second up to which nothing waits; above it every so many more wait a millisecond. */
const FREE_PER_SECOND = 2_000;
const PER_SECOND_AND_MS = 200;

/** Milliseconds over which datagrams are counted. */
const WINDOW_MS = 100;

export class AlertPace {
  readonly #clock: () => number;
  #windowStartMs = 0;
  #sent = 0;
  #gapMs = GAP_MS_MIN;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  sent(): void {
    this.#sent++;
  }

  gapMs(): number {
    const passedMs = this.#clock() - this.#windowStartMs;
    if (passedMs >= WINDOW_MS || passedMs < 0) {
      const perSecond = 1_000 * this.#sent / Math.max(WINDOW_MS, passedMs);
      const wanted = (perSecond - FREE_PER_SECOND) / PER_SECOND_AND_MS;
      // What a longer gap has made fewer must not at once make the gap short again.
      const eased = Math.max(wanted, this.#gapMs * 0.9);
      this.#gapMs = Math.floor(Math.min(GAP_MS_MAX, Math.max(GAP_MS_MIN, eased)));
      this.#windowStartMs += passedMs;
      this.#sent = 0;
    }
    return this.#gapMs;
  }
}
