// The client's order in alerts: whatever comes twice, late, out of order or not at all, each (stream, number) comes out
// once and in order. Owns no socket; says when something is missing.
import type { Position } from "../../bank/trace.ts";
import type { AlertView } from "../../api/answers.ts";

/** Alerts kept that came before one that is still missing; beyond it they are fetched again. */
const EARLY_MAX = 1_024;

type Stream = AlertView["stream"];

export class AlertReceiver {
  readonly #next: Record<Stream, number>;
  readonly #early: Record<Stream, Map<number, AlertView>> = { entry: new Map(), notice: new Map() };
  readonly #known: Record<Stream, number>;

  /** @param from up to here everything has been shown. */
  constructor(from: Position) {
    this.#next = { entry: from.entry + 1, notice: from.notice + 1 };
    this.#known = { entry: from.entry, notice: from.notice };
  }

  /** Up to here everything has been shown. */
  get position(): Position {
    return { entry: this.#next.entry - 1, notice: this.#next.notice - 1 };
  }

  /** True when the bank has alerts that did not arrive. */
  get missing(): boolean {
    return this.#known.entry >= this.#next.entry || this.#known.notice >= this.#next.notice;
  }

  /** @returns those that are to be shown now, in order. */
  take(alerts: readonly AlertView[]): AlertView[] {
    const shown: AlertView[] = [];
    for (const alert of alerts) {
      const { stream, number } = alert;
      this.#known[stream] = Math.max(this.#known[stream], number);
      const early = this.#early[stream];
      if (number < this.#next[stream]) continue;
      if (number > this.#next[stream]) {
        if (early.size < EARLY_MAX) early.set(number, alert);
        continue;
      }
      shown.push(alert);
      this.#next[stream]++;
      this.#unpark(stream, shown);
    }
    return shown;
  }

  /** How far the bank says the account goes. */
  learn({ entry, notice }: Position): void {
    this.#known.entry = Math.max(this.#known.entry, entry);
    this.#known.notice = Math.max(this.#known.notice, notice);
  }

  #unpark(stream: Stream, shown: AlertView[]): void {
    const early = this.#early[stream];
    for (let alert = early.get(this.#next[stream]); alert; alert = early.get(this.#next[stream])) {
      early.delete(this.#next[stream]);
      shown.push(alert);
      this.#next[stream]++;
    }
  }
}
