// A bank's journal, people and documents, taken from one store to another: everything is copied, read back, compared byte by byte,
// and the copy's journal adds up from its first block. Only then the data directory names the new store. The old one is kept.
import { createHash, type Hash } from "node:crypto";
import * as fs from "node:fs";
import { join } from "node:path";
import { removeKv } from "./bank_file.ts";
import { DataError } from "./data_error.ts";
import type { Platform } from "./data_directory.ts";
import { Filling } from "./filling.ts";
import { encodeKey } from "./key_order.ts";
import { bytesOf, type Kv, type KvKey } from "./kv.ts";
import type { Outside } from "./postgres_open.ts";
import { placeText } from "./postgres_place.ts";
import { forgetStore, type StoreElsewhere, writeStore } from "./store_file.ts";

/** Told of every row, in the order of keys; a block of the journal has its number. */
export type Passing = (bytes: Uint8Array, block: number | null) => void;

/** What a store has in it. */
export interface Contents {
  readonly rows: number;
  /** SHA-256 of all keys and values, in order. */
  readonly hash: string;
}

export interface Destination {
  readonly kv: Kv;
  /** As people know it. */
  readonly text: string;
  /** From now on it is the store of this bank. @returns where the old one is kept, when this has renamed it. */
  settle(): Promise<string | null>;
  /** What was copied is left or removed; the bank is where it was. */
  giveUp(): void;
}

export async function copyAll(from: Kv, to: Kv, passing: Passing): Promise<Contents> {
  const filling = new Filling(to);
  const contents = await walk(from, passing, (key, bytes) => filling.row(key, bytes));
  await filling.written();
  return contents;
}

/** Reads everything. */
export async function readAll(kv: Kv, passing: Passing): Promise<Contents> {
  return await walk(kv, passing, () => Promise.resolve());
}

async function walk(
  kv: Kv,
  passing: Passing,
  take: (key: KvKey, bytes: Uint8Array) => Promise<void>,
): Promise<Contents> {
  const hash = createHash("sha256");
  let rows = 0;
  for await (const entry of kv.list({ prefix: [] })) {
    const key = entry.key as KvKey;
    const bytes = bytesOf(entry);
    if (!bytes) continue;
    framed(hash, encodeKey(key));
    framed(hash, bytes);
    rows++;
    await take(key, bytes);
    passing(bytes, key[0] === "journal" && key.length === 2 ? Number(key[1]) : null);
  }
  return { rows, hash: hash.digest("hex") };
}

/** With its length, so that no two contents are written alike. */
function framed(hash: Hash, bytes: Uint8Array): void {
  hash.update(`${bytes.length} `).update(bytes);
}

const FILLED = "bank.kv.moving";

/** Back into the data directory. Whatever is called bank.kv there is renamed, not removed. */
export async function intoDirectory(path: string, platform: Platform): Promise<Destination> {
  const filled = join(path, FILLED);
  removeKv(filled);
  const kv = await platform.openKv(filled);
  return {
    kv,
    text: join(path, "bank.kv"),
    settle() {
      kv.close();
      const kept = setAside(path);
      rename(filled, join(path, "bank.kv"));
      forgetStore(path);
      return Promise.resolve(kept);
    },
    giveUp() {
      kv.close();
      removeKv(filled);
    },
  };
}

/** Into a database in which no bank is yet. */
export async function intoStore(
  path: string,
  elsewhere: StoreElsewhere,
  outside: Outside,
): Promise<Destination> {
  const { openStore } = await import("./postgres_open.ts");
  const { kv, setState } = await openStore(elsewhere, outside, { path, as: "fill" });
  return {
    kv,
    text: placeText(elsewhere.place),
    async settle() {
      await setState("filled");
      writeStore(path, elsewhere);
      kv.close();
      return setAside(path);
    },
    giveUp: () => kv.close(),
  };
}

/** A program that knows no other stores must not take the old file for the bank. @returns its new name, or null. */
function setAside(path: string): string | null {
  const file = join(path, "bank.kv");
  if (!fs.existsSync(file)) return null;
  for (let number = 1;; number++) {
    const kept = `${file}.before-move-${number}`;
    if (fs.existsSync(kept)) continue;
    rename(file, kept);
    return kept;
  }
}

/** With what SQLite keeps beside it; the file itself last. */
function rename(from: string, to: string): void {
  try {
    for (const suffix of ["-wal", "-shm", "-journal", ""]) {
      if (fs.existsSync(from + suffix)) fs.renameSync(from + suffix, to + suffix);
    }
  } catch (error) {
    throw new DataError(`Cannot rename ${from}: ${String(error)}`);
  }
}
