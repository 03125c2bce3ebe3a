// The transfers in memory, by the time that their ids carry. A new id is looked for among those of its own quarter
// of a second only: a small table that is in the processor's cache, where one large table would not be.
import type { Transfer } from "./transfer.ts";
import type { Table } from "./table.ts";
import type { TransferId } from "./transfer_id.ts";

/** Characters of an id that name its bucket: 40 bits of its milliseconds and a hyphen, 256 ms. */
const BUCKET_CHARS = 11;

/** Greater than every id that begins with the name of the bucket. */
const AFTER = "g";

export type Bucket = ReadonlyMap<TransferId, Transfer>;

export class TransferTable implements Table<TransferId, Transfer> {
  readonly #buckets = new Map<string, Map<TransferId, Transfer>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(id: TransferId): Transfer | undefined {
    return this.#buckets.get(id.slice(0, BUCKET_CHARS))?.get(id);
  }

  add(id: TransferId, transfer: Transfer): void {
    const name = id.slice(0, BUCKET_CHARS);
    let bucket = this.#buckets.get(name);
    if (!bucket) this.#buckets.set(name, bucket = new Map());
    const before = bucket.size;
    bucket.set(id, transfer);
    this.#size += bucket.size - before;
  }

  edit(id: TransferId): Transfer {
    const transfer = this.get(id);
    if (!transfer) throw new Error(`No transfer ${id} to edit`);
    return transfer;
  }

  *rows(): IterableIterator<[TransferId, Transfer]> {
    for (const bucket of this.#buckets.values()) yield* bucket.entries();
  }

  /** Names of the buckets, oldest ids first. */
  names(): string[] {
    return [...this.#buckets.keys()].sort();
  }

  bucket(name: string): Bucket {
    return this.#buckets.get(name) ?? new Map();
  }

  /** Greater than every id that the bucket could have. */
  end(name: string): TransferId {
    return name + AFTER;
  }

  /** Lets a bucket go; @returns its end. */
  drop(name: string): TransferId {
    this.#size -= this.#buckets.get(name)?.size ?? 0;
    this.#buckets.delete(name);
    return this.end(name);
  }
}
