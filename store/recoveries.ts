// Recoveries that are under way, sealed like the registry of people. Implements the port that service/identity/recovery.ts declares.
import * as z from "zod";
import { bytesOf, type Kv, type KvKey } from "./kv.ts";
import type { Seal } from "./seal.ts";
import { SealedRecords } from "./sealed_records.ts";

/** Also what erases them when a customer leaves. */
export const RECOVERY = "recovery";

const Recovery = z.object({
  account: z.string(),
  secondFactor: z.boolean(),
  reason: z.string(),
  startedBy: z.string(),
  startedAtMs: z.int(),
  expiresAtMs: z.int(),
  firstHash: z.string(),
  agreed: z.object({ by: z.string(), hash: z.string() }).nullable(),
});
type Recovery = z.infer<typeof Recovery>;

/** Opened where there is none, so that asking takes as long. */
const NONE: Recovery = {
  account: "000000000000",
  secondFactor: false,
  reason: "",
  startedBy: "000000000000",
  startedAtMs: 0,
  expiresAtMs: 0,
  agreed: null,
  firstHash: "0".repeat(64),
};

/** Tries of a read-change-write before giving up: only our own process competes. */
const CHANGE_TRIES_MAX = 32;

export class KvRecoveries {
  readonly #kv: Kv;
  readonly #records: SealedRecords;

  constructor(kv: Kv, seal: Seal) {
    this.#kv = kv;
    this.#records = new SealedRecords(kv, seal);
  }

  get(account: string): Promise<Recovery | null> {
    return this.#records.readAlike([RECOVERY, account], Recovery, NONE);
  }

  async all(): Promise<Recovery[]> {
    const all: Recovery[] = [];
    for await (const entry of this.#kv.list({ prefix: [RECOVERY] })) {
      const bytes = bytesOf(entry);
      if (bytes) all.push(this.#records.decode(entry.key as KvKey, bytes, Recovery));
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
      const now = bytes && this.#records.decode(key, bytes, Recovery);
      const next = edit(now);
      if (next === now) return now;
      const atomic = this.#kv.atomic().check({ key, versionstamp: entry.versionstamp });
      const change = next === null
        ? atomic.delete(key)
        : atomic.set(key, this.#records.encode(key, next));
      if ((await this.#records.commit(change)).ok) return next;
    }
    throw new Error(`Cannot change a recovery: ${CHANGE_TRIES_MAX} tries were overtaken`);
  }
}
