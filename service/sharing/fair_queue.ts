// Work of which only a little can run at once. Each one who asks has a line of their own, and the lines take turns, so that whoever
// asks for much waits for themselves. Lines of those who are known come three times as often as those of strangers.
import { Refusal } from "../../bank/refusal.ts";

export interface FairQueueRule {
  /** As a metric calls it. */
  readonly name: string;
  /** At once. */
  readonly running: number;
  /** Waiting, of all together; more are told `busy`. */
  readonly waiting: number;
  /** Waiting in one line. */
  readonly each: number;
}

/** In whose line, and whether the bank knows them: by a machine or a session. */
export interface Asking {
  readonly line: string;
  readonly known: boolean;
}

/** Turns of those who are known for one of a stranger. */
const KNOWN_TURNS = 3;

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
  readonly #known = new Lines();
  readonly #strange = new Lines();
  #running = 0;
  #turn = 0;
  /** Told `busy`, since the start. */
  refused = 0;

  constructor(readonly rule: FairQueueRule) {}

  get waiting(): number {
    return this.#known.size + this.#strange.size;
  }

  /** @returns what the work made, or the refusal `busy`. */
  async run<T>({ line, known }: Asking, work: () => Promise<T>): Promise<T | Refusal> {
    if (this.#running >= this.rule.running) {
      const may = await this.#wait(known ? this.#known : this.#strange, line);
      if (!may) return this.#busy();
    } else this.#running++;
    try {
      return await work();
    } finally {
      this.#next();
    }
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
      if (this.waiting <= waiting) return;
      // Strangers make room first, and of them whoever waits with most.
      (this.#strange.pop() ?? this.#known.pop())?.(false);
    });
  }

  #next(): void {
    this.#turn = (this.#turn + 1) % (KNOWN_TURNS + 1);
    const [first, second] = this.#turn === 0
      ? [this.#strange, this.#known]
      : [this.#known, this.#strange];
    const begin = first.shift() ?? second.shift();
    if (begin) begin(true);
    else this.#running--;
  }
}
