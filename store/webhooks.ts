// Webhooks and what they could not deliver, sealed like the registry of people: their secrets sign in the bank's name. Implements the
// port that service/webhooks declares.
import * as z from "zod";
import type { DeadLetter, WebhookEdit, WebhookRecord } from "../bank/ports/webhooks.ts";
import { bytesOf, type Kv, type KvKey } from "./kv.ts";
import type { Seal } from "./seal.ts";
import { SealedRecords } from "./sealed_records.ts";

/** Their keys go on with the owner, an account or `bank`. */
const HOOK = "webhook";
const LETTER = "webhook_letter";

const Hook = z.object({
  id: z.string(),
  of: z.enum(["bank", "account"]),
  account: z.string(),
  url: z.string(),
  secrets: z.array(z.object({ secret: z.string(), untilMs: z.int().nullable() })),
  createdAtMs: z.int(),
  at: z.tuple([z.int(), z.int()]),
  delivered: z.int(),
  tries: z.int(),
  failingSinceMs: z.int().nullable(),
  failure: z.string().nullable(),
  gone: z.boolean(),
  nextLetter: z.int(),
});

const Letter = z.object({
  number: z.int(),
  message: z.string(),
  body: z.string(),
  tries: z.int(),
  failedAtMs: z.int(),
  failure: z.string(),
  again: z.boolean(),
});

/** Tries of a read-change-write before giving up: only our own process competes. */
const CHANGE_TRIES_MAX = 32;

/** Digits of a letter's number in its key, so that they stand in order. */
const NUMBER_DIGITS = 12;

export class KvWebhooks {
  readonly #kv: Kv;
  readonly #records: SealedRecords;

  constructor(kv: Kv, seal: Seal) {
    this.#kv = kv;
    this.#records = new SealedRecords(kv, seal);
  }

  get(id: string): Promise<WebhookRecord | null> {
    return this.#records.read(hookKey(id), Hook);
  }

  async all(): Promise<WebhookRecord[]> {
    const all: WebhookRecord[] = [];
    for await (const entry of this.#kv.list({ prefix: [HOOK] })) {
      const bytes = bytesOf(entry);
      if (bytes) all.push(this.#records.decode(entry.key as KvKey, bytes, Hook));
    }
    return all;
  }

  async change(id: string, edit: WebhookEdit, letter?: DeadLetter): Promise<WebhookRecord | null> {
    const key = hookKey(id);
    for (let tries = 0; tries < CHANGE_TRIES_MAX; tries++) {
      const entry = await this.#kv.get(key);
      const bytes = bytesOf(entry);
      const now = bytes && this.#records.decode(key, bytes, Hook);
      const next = edit(now);
      if (next === now) return now;
      let atomic = this.#kv.atomic().check({ key, versionstamp: entry.versionstamp });
      atomic = next === null
        ? atomic.delete(key)
        : atomic.set(key, this.#records.encode(key, next));
      if (letter && next !== null) {
        const place = letterKey(id, letter.number);
        atomic = atomic.set(place, this.#records.encode(place, letter));
      }
      if (!(await this.#records.commit(atomic)).ok) continue;
      if (next === null) await removeAll(this.#kv, [LETTER, ...id.split(".")]);
      return next;
    }
    throw new Error(`Cannot change a webhook: ${CHANGE_TRIES_MAX} tries were overtaken`);
  }

  async letters(
    id: string,
    { after, limit }: { readonly after: number; readonly limit: number },
  ): Promise<DeadLetter[]> {
    const letters: DeadLetter[] = [];
    const range = { prefix: [LETTER, ...id.split(".")], start: letterKey(id, after + 1) };
    for await (const entry of this.#kv.list(range, { batchSize: limit })) {
      if (letters.length === limit) break;
      const bytes = bytesOf(entry);
      if (bytes) letters.push(this.#records.decode(entry.key as KvKey, bytes, Letter));
    }
    return letters;
  }

  async setLetter(id: string, letter: DeadLetter): Promise<void> {
    const key = letterKey(id, letter.number);
    await this.#records.commit(this.#kv.atomic().set(key, this.#records.encode(key, letter)));
  }

  async removeLetter(id: string, number: number): Promise<void> {
    await this.#records.commit(this.#kv.atomic().delete(letterKey(id, number)));
  }
}

/** All that an account has, when its owner leaves. */
export async function forgetWebhooks(kv: Kv, account: string): Promise<void> {
  await removeAll(kv, [HOOK, account]);
  await removeAll(kv, [LETTER, account]);
}

async function removeAll(kv: Kv, prefix: KvKey): Promise<void> {
  const keys: KvKey[] = [];
  for await (const { key } of kv.list({ prefix })) keys.push(key as KvKey);
  for (const key of keys) await kv.atomic().delete(key).commit();
}

function hookKey(id: string): KvKey {
  return [HOOK, ...id.split(".")];
}

function letterKey(id: string, number: number): KvKey {
  return [LETTER, ...id.split("."), String(number).padStart(NUMBER_DIGITS, "0")];
}
