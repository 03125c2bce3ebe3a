// Recoveries that are under way, sealed like the registry of people. Implements the port that net/recovery.ts declares.
import * as z from "zod";
import { StorageError } from "../bank/journal.ts";
import { bytesOf, type Kv, type KvAtomic, type KvKey } from "./kv.ts";
import type { Seal } from "./seal.ts";

/** Also what erases them when a customer leaves. */
export const RECOVERY = "recovery";

const Recovery = z.object({
  account: z.string(),
  secondFactor: z.boolean(),
  reason: z.string(),
  startedBy: z.string(),
  startedAtMs: z.int(),
  expiresAtMs: z.int(),
  agreed: z.object({ by: z.string(), codeHash: z.string() }).nullable(),
});
type Recovery = z.infer<typeof Recovery>;

/** Tries of a read-change-write before giving up: only our own process competes. */
const CHANGE_TRIES_MAX = 32;

export class KvRecoveries {
  readonly #kv: Kv;
  readonly #seal: Seal;

  constructor(kv: Kv, seal: Seal) {
    this.#kv = kv;
    this.#seal = seal;
  }

  async get(account: string): Promise<Recovery | null> {
    const key = [RECOVERY, account];
    const bytes = bytesOf(await this.#kv.get(key));
    return bytes && this.#decode(key, bytes);
  }

  async all(): Promise<Recovery[]> {
    const all: Recovery[] = [];
    for await (const entry of this.#kv.list({ prefix: [RECOVERY] })) {
      const bytes = bytesOf(entry);
      if (bytes) all.push(this.#decode(entry.key as KvKey, bytes));
    }
    return all;
  }

  async change(
    account: string,
    edit: (now: Recovery | null) => Recovery | null,
  ): Promise<Recovery | null> {
    const key = [RECOVERY, account];
    for (let tries = 0; tries < CHANGE_TRIES_MAX; tries++) {
      const entry = await this.#kv.get(key);
      const bytes = bytesOf(entry);
      const now = bytes && this.#decode(key, bytes);
      const next = edit(now);
      if (next === now) return now;
      const atomic = this.#kv.atomic().check({ key, versionstamp: entry.versionstamp });
      const change = next === null ? atomic.delete(key) : atomic.set(key, this.#encode(key, next));
      if ((await this.#commit(change)).ok) return next;
    }
    throw new Error(`Cannot change a recovery: ${CHANGE_TRIES_MAX} tries were overtaken`);
  }

  /** @throws {StorageError} when the disk does not take it. */
  async #commit(atomic: KvAtomic): Promise<{ ok: boolean }> {
    try {
      return await atomic.commit();
    } catch (error) {
      throw new StorageError(`A recovery could not be written: ${String(error)}`);
    }
  }

  #encode(key: KvKey, record: Recovery): Uint8Array {
    return this.#seal.close(new TextEncoder().encode(JSON.stringify(record)), key.join("/"));
  }

  #decode(key: KvKey, bytes: Uint8Array): Recovery {
    const plain = this.#seal.open(bytes, key.join("/"));
    return Recovery.parse(JSON.parse(new TextDecoder().decode(plain)));
  }
}
