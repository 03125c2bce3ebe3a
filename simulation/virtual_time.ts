// Time that passes only when told to, and chance that repeats: everything in a simulation happens at a virtual moment,
// in an order that its seed decides.

export class VirtualTime {
  now: number;
  #sequence = 0;
  /** Sorted by moment, then by order of asking. */
  readonly #waiting: Waiting[] = [];

  constructor(startMs: number) {
    this.now = startMs;
  }

  get idle(): boolean {
    return this.#waiting.length === 0;
  }

  /** In whole milliseconds, as clocks count them. */
  readonly after = (ms: number, act: () => void): () => void => {
    const waiting: Waiting = {
      atMs: this.now + Math.max(0, Math.round(ms)),
      sequence: this.#sequence++,
      act,
    };
    this.#waiting.splice(this.#placeOf(waiting), 0, waiting);
    return () => {
      waiting.act = null;
    };
  };

  /** Goes to the next moment at which something happens, and lets it happen. */
  step(): void {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      if (!next.act) continue;
      this.now = Math.max(this.now, next.atMs);
      return next.act();
    }
  }

  #placeOf({ atMs, sequence }: Waiting): number {
    let [low, high] = [0, this.#waiting.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#waiting[middle]!;
      const before = other.atMs < atMs || (other.atMs === atMs && other.sequence < sequence);
      if (before) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

interface Waiting {
  readonly atMs: number;
  readonly sequence: number;
  act: (() => void) | null;
}

/** mulberry32: small, fast, the same on every machine. Not for secrets. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 up to, but not, 1. */
  draw(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to `below` − 1. */
  whole(below: number): number {
    return Math.floor(this.draw() * below);
  }

  happens(probability: number): boolean {
    return this.draw() < probability;
  }

  one<T>(list: readonly T[]): T {
    return list[this.whole(list.length)]!;
  }

  readonly bytes = (count: number): Uint8Array =>
    Uint8Array.from({ length: count }, () => this.whole(256));
}
