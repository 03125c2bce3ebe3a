// Work of which only a little can run at once. Each caller has a line of their own, and the lines take turns, so that a caller
// who asks for much delays only themselves. Of four turns each rank has one; what it has no use for goes to the best known who wait, so
// that strangers get no more than a quarter while others wait, and staff always get theirs.
import { Refusal } from "../../bank/refusal.ts";
import { type Rank, RANKS } from "./rank.ts";
import type { Usage } from "./usage.ts";

export interface FairQueueRule {
  /** As a metric calls it. */
  readonly name: string;
  readonly unit: string;
  /** At once. */
  readonly running: number;
  /** Waiting, of all together; more are told `busy`. */
  readonly waiting: number;
  /** Waiting in one line. */
  readonly each: number;
}

/** In whose line, and how well the bank knows them. */
export interface Asking {
  readonly line: string;
  readonly rank: Rank;
}

const BEST_FIRST = RANKS.toReversed();

type Begin = (may: boolean) => void;

class Lines {
  readonly #lines = new Map<string, Begin[]>();
  size = 0;

  of(line: string): number {
    return this.#lines.get(line)?.length ?? 0;
  }

  push(line: string, begin: Begin): void {
    const waiting = this.#lines.get(line);
    if (waiting) waiting.push(begin);
    else this.#lines.set(line, [begin]);
    this.size++;
  }

  /** The next in turn. */
  shift(): Begin | null {
    const [first] = this.#lines;
    if (!first) return null;
    const [line, waiting] = first;
    const begin = waiting.shift()!;
    this.#lines.delete(line);
    if (waiting.length > 0) this.#lines.set(line, waiting);
    this.size--;
    return begin;
  }

  /** The last one of the longest line, which has to go. */
  pop(): Begin | null {
    let longest = "";
    for (const [line, { length }] of this.#lines) if (length > this.of(longest)) longest = line;
    const waiting = this.#lines.get(longest);
    const begin = waiting?.pop();
    if (!waiting || !begin) return null;
    if (waiting.length === 0) this.#lines.delete(longest);
    this.size--;
    return begin;
  }
}

export class FairQueue {
  readonly #lines: Readonly<Record<Rank, Lines>> = {
    stranger: new Lines(),
    newcomer: new Lines(),
    known: new Lines(),
    staff: new Lines(),
  };
  #running = 0;
  #turn = 0;
  #peak = 0;
  /** Told `busy`, since the start. */
  refused = 0;

  constructor(readonly rule: FairQueueRule) {}

  get waiting(): number {
    const { stranger, newcomer, known, staff } = this.#lines;
    return stranger.size + newcomer.size + known.size + staff.size;
  }

  /** @returns what the work made, or the refusal `busy`. */
  async run<T>({ line, rank }: Asking, work: () => Promise<T>): Promise<T | Refusal> {
    if (this.#running >= this.rule.running) {
      const may = await this.#wait(this.#lines[rank], line);
      if (!may) return this.#busy();
    } else {
      this.#running++;
      this.#peak = Math.max(this.#peak, this.#running);
    }
    try {
      return await work();
    } finally {
      this.#next();
    }
  }

  usage(): Usage {
    const { name, unit, running, waiting } = this.rule;
    const used = this.#running + this.waiting;
    return { name, unit, max: running + waiting, used, peak: this.#peak, refused: this.refused };
  }

  #busy(): Refusal {
    this.refused++;
    return new Refusal("busy", { waiting: this.waiting });
  }

  #wait(lines: Lines, line: string): Promise<boolean> {
    const { waiting, each } = this.rule;
    if (lines.of(line) >= each) return Promise.resolve(false);
    return new Promise((begin) => {
      lines.push(line, begin);
      if (this.waiting > waiting) this.#makeRoom();
      this.#peak = Math.max(this.#peak, this.#running + this.waiting);
    });
  }

  /** The least known make room first, and of them the one with the longest line. */
  #makeRoom(): void {
    for (const rank of RANKS) {
      const begin = this.#lines[rank].pop();
      if (begin) return begin(false);
    }
  }

  #next(): void {
    this.#turn = (this.#turn + 1) % RANKS.length;
    for (const rank of [RANKS[this.#turn]!, ...BEST_FIRST]) {
      const begin = this.#lines[rank].shift();
      if (begin) return begin(true);
    }
    this.#running--;
  }
}
