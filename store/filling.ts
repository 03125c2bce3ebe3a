// Many rows into a store, in commits of a size that every store takes.
import type { Kv, KvAtomic, KvKey } from "./kv.ts";

/** Bytes and rows of one commit: Deno KV takes 819,200 and 1,000. */
const COMMIT_BYTES = 600_000;
const COMMIT_ROWS = 500;

export class Filling {
  readonly #kv: Kv;
  #atomic: KvAtomic | null = null;
  #bytes = 0;
  #rows = 0;

  constructor(kv: Kv) {
    this.#kv = kv;
  }

  async row(key: KvKey, value: Uint8Array): Promise<void> {
    if (this.#bytes + value.length > COMMIT_BYTES || this.#rows >= COMMIT_ROWS) {
      await this.written();
    }
    this.#atomic ??= this.#kv.atomic();
    this.#atomic.set(key, value);
    this.#bytes += value.length;
    this.#rows++;
  }

  /** All that was given is durable. */
  async written(): Promise<void> {
    const atomic = this.#atomic;
    if (atomic === null) return;
    [this.#atomic, this.#bytes, this.#rows] = [null, 0, 0];
    if (!(await atomic.commit()).ok) throw new Error("The store has refused what has no condition");
  }
}
