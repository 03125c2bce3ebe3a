// What honest people meet while a bank is besieged; they themselves live in a thread (tests/siege/honest_worker.ts).
import type { Known } from "./speaker.ts";

export type Phase = "alone" | "attacked" | "after";

export interface Met {
  /** Milliseconds of each answer to the customer. */
  readonly latencies: readonly number[];
  /** Newcomers who were served or refused. */
  readonly newcomers: number;
  /** Everything that was refused to an honest customer, or never answered. */
  readonly refused: readonly string[];
}

export type Counted = Partial<Readonly<Record<Phase, Met>>>;

/** Of a bank in which they are customers already. */
export interface Place {
  readonly tcp: number;
  readonly http: number;
  readonly payer: Known;
  readonly payee: Known;
  readonly officer: Known;
}

export type Words =
  | { readonly type: "begin"; readonly place: Place }
  | { readonly type: "phase"; readonly phase: Phase }
  | { readonly type: "end" };

type Heard =
  | { readonly type: "begun" }
  | { readonly type: "entered" }
  | { readonly type: "failed"; readonly about: string }
  | { readonly type: "counted"; readonly counted: Counted };

export class Honest implements Disposable {
  readonly #worker = new Worker(new URL("./honest_worker.ts", import.meta.url), { type: "module" });

  private constructor() {}

  /** @throws when the bank does not take them. */
  static async begin(place: Place): Promise<Honest> {
    const honest = new Honest();
    const heard = honest.#next();
    honest.#say({ type: "begin", place });
    const word = await heard;
    if (word.type === "failed") throw new Error(word.about);
    return honest;
  }

  /** Settles when the customer knows, who then has a request under way at once. */
  async phase(phase: Phase): Promise<void> {
    const heard = this.#next();
    this.#say({ type: "phase", phase });
    const word = await heard;
    if (word.type !== "entered") throw new Error(JSON.stringify(word));
  }

  async end(): Promise<Counted> {
    const heard = this.#next();
    this.#say({ type: "end" });
    const word = await heard;
    if (word.type !== "counted") throw new Error(JSON.stringify(word));
    return word.counted;
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }

  #say(words: Words): void {
    this.#worker.postMessage(words);
  }

  #next(): Promise<Heard> {
    return new Promise((resolve, reject) => {
      this.#worker.onmessage = ({ data }) => resolve(data);
      this.#worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message));
      };
    });
  }
}

/** @param part 0.99 for the one that only a hundredth is slower than. */
export function quantile(latencies: readonly number[], part: number): number {
  const sorted = latencies.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}
