// Deno KV with a checksum in front of every value: a bit that flips on the disk is an error, not another amount. For the
// views; the journal has its own chain, and the registry of people is sealed.
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { StorageError } from "../bank/journal.ts";
import { bytesOf, type Kv, type KvAtomic, type KvEntry, type KvKey } from "./kv.ts";

/** Bytes of SHA-256 in front of the value; the key is in it, so that no row can stand in for another. */
const SUM_BYTES = 8;

/** Answered with `storage_failed`: nothing is shown, or booked, on such a ground. */
export class ViewDamage extends StorageError {
  override readonly name = "ViewDamage";
}

export class CheckedKv implements Kv {
  readonly #kv: Kv;

  constructor(kv: Kv) {
    this.#kv = kv;
  }

  /** @throws {ViewDamage} */
  async get(key: KvKey): Promise<KvEntry> {
    return checked(await this.#kv.get(key));
  }

  /** @throws {ViewDamage} */
  async *list(
    selector: { prefix: KvKey; start?: KvKey },
    options?: { batchSize?: number },
  ): AsyncIterable<KvEntry> {
    for await (const entry of this.#kv.list(selector, options)) yield checked(entry);
  }

  atomic(): KvAtomic {
    const atomic = this.#kv.atomic();
    const wrapped: KvAtomic = {
      check(...checks) {
        atomic.check(...checks);
        return wrapped;
      },
      set(key, value) {
        const bytes = value as Uint8Array;
        atomic.set(key, new Uint8Array(Buffer.concat([sumOf(key, bytes), bytes])));
        return wrapped;
      },
      delete(key) {
        atomic.delete(key);
        return wrapped;
      },
      commit: () => atomic.commit(),
    };
    return wrapped;
  }

  close(): void {
    this.#kv.close();
  }
}

function checked(entry: KvEntry): KvEntry {
  const bytes = bytesOf(entry);
  if (!bytes) return entry;
  const value = bytes.subarray(SUM_BYTES);
  const sum = sumOf(entry.key as KvKey, value);
  if (Buffer.compare(sum, bytes.subarray(0, SUM_BYTES)) !== 0) {
    throw new ViewDamage(`View ${entry.key.join("/")} is damaged`);
  }
  return { key: entry.key, value, versionstamp: entry.versionstamp };
}

function sumOf(key: KvKey, value: Uint8Array): Uint8Array {
  return createHash("sha256").update(key.join("/")).update(value).digest().subarray(0, SUM_BYTES);
}
