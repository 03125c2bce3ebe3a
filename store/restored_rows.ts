// What is stored beside a journal that was cut at an earlier block: what belongs to later blocks goes.
import { Buffer } from "node:buffer";
import { DataError } from "./data_error.ts";
import type { Kv, KvKey } from "./kv.ts";
import { KvGivingStore } from "./giving_store.ts";
import { AccountRecord } from "./people_records.ts";
import { Registry } from "./registry.ts";
import { Seal } from "./seal.ts";

/** What the blocks that are left know. */
export interface LeftBlocks {
  readonly block: number;
  readonly hasAccount: (account: string) => boolean;
  readonly hasTransfer: (id: string) => boolean;
}

export interface RestoredRows {
  readonly registryKey: Uint8Array;
  readonly random: (bytes: number) => Uint8Array;
  /** Null where no block was cut off. */
  readonly left: LeftBlocks | null;
}

/** @returns how many people have gone. @throws {DataError} when the key is that of another bank. */
export async function settleRows(
  kv: Kv,
  { registryKey, random, left }: RestoredRows,
): Promise<number> {
  const seal = new Seal(registryKey, random);
  if (!await new Registry(kv, seal).fits(true)) {
    throw new DataError(
      "These are not the keys of this bank: registry.key does not fit. Nothing was restored",
    );
  }
  return left ? await cutTo(kv, seal, left) : 0;
}

async function cutTo(kv: Kv, seal: Seal, left: LeftBlocks): Promise<number> {
  let people = 0;
  for await (const entry of kv.list({ prefix: [] })) {
    const key = entry.key as KvKey;
    if (isLeft(key, () => opened(entry.value as Uint8Array, key, seal), left)) continue;
    if (key[0] === "person") people++;
    await kv.atomic().delete(key).commit();
  }
  const giving = new KvGivingStore(kv, seal);
  const upTo = await giving.particularsUpTo();
  await giving.setParticulars([], Math.min(upTo, left.block));
  return people;
}

function isLeft(key: KvKey, record: () => unknown, left: LeftBlocks): boolean {
  const [table, second] = key;
  switch (table) {
    case "person":
    case "read":
    case "leaving":
    case "donor":
    case "org":
      return left.hasAccount(String(second));
    case "webhook":
    case "webhook_letter":
      return second === "bank" || left.hasAccount(String(second));
    case "user_name":
      return left.hasAccount(AccountRecord.parse(record()).account);
    case "receipt":
    case "receipt_handed_out":
      return left.hasTransfer(String(second));
    case "receipt_particulars":
      return Number(second) <= left.block;
    default:
      return true;
  }
}

function opened(bytes: Uint8Array, key: KvKey, seal: Seal): unknown {
  return JSON.parse(Buffer.from(seal.open(bytes, key.join("/"))).toString());
}
