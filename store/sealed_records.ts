// Records that are sealed each for its own place in the store, as the registry of people keeps them. Where it would
// tell a stranger something, the time a look-up takes does not say whether a record is there.
import type * as z from "zod";
import { StorageError } from "../bank/journal.ts";
import { bytesOf, type Kv, type KvAtomic, type KvKey } from "./kv.ts";
import type { Seal } from "./seal.ts";

export class SealedRecords {
  readonly #kv: Kv;
  readonly #seal: Seal;
  /** What is opened in the place of a record that is not there, by the first word of its key. */
  readonly #standIns = new Map<string, Uint8Array>();

  constructor(kv: Kv, seal: Seal) {
    this.#kv = kv;
    this.#seal = seal;
  }

  async read<T>(key: KvKey, shape: z.ZodType<T>): Promise<T | null> {
    const bytes = bytesOf(await this.#kv.get(key));
    return bytes && this.decode(key, bytes, shape);
  }

  /** As `read`, and takes as long where nothing is: `standIn` is unsealed and parsed then. */
  async readAlike<T>(key: KvKey, shape: z.ZodType<T>, standIn: T): Promise<T | null> {
    const bytes = bytesOf(await this.#kv.get(key));
    if (bytes) return this.decode(key, bytes, shape);
    const kind = String(key[0]);
    const sealed = this.#standIns.get(kind) ?? this.encode([kind], standIn);
    this.#standIns.set(kind, sealed);
    this.decode([kind], sealed, shape);
    return null;
  }

  /** @throws {StorageError} when the disk does not take it. */
  async commit(atomic: KvAtomic): Promise<{ ok: boolean }> {
    try {
      return await atomic.commit();
    } catch (error) {
      throw new StorageError(`The registry of people could not be written: ${String(error)}`);
    }
  }

  encode(key: KvKey, record: unknown): Uint8Array {
    return this.#seal.close(new TextEncoder().encode(JSON.stringify(record)), placeOf(key));
  }

  decode<T>(key: KvKey, bytes: Uint8Array, shape: z.ZodType<T>): T {
    const plain = this.#seal.open(bytes, placeOf(key));
    return shape.parse(JSON.parse(new TextDecoder().decode(plain)));
  }
}

function placeOf(key: KvKey): string {
  return key.join("/");
}
