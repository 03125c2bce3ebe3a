// The file of Deno KV in which a bank keeps everything, unless its store is elsewhere. Looked at page by page before it is used:
// Deno KV ends the whole process over a damaged one.
import * as fs from "node:fs";
import { DataError } from "./data_error.ts";
import type { Kv } from "./kv.ts";
import { reasonOf } from "./private_files.ts";
import { openReadOnly } from "./readonly_kv.ts";

/** What opens it. */
export interface KvPlatform {
  openKv(path: string): Promise<Kv>;
  /** For looking only; store/readonly_kv.ts unless given. */
  lookAtKv?(path: string): Promise<Kv | null>;
}

/** Journal, registry and documents of a bank, wherever they are. */
export interface BankKv {
  /** What `open` would open, for looking only; null where that cannot be done, or where nothing is founded. */
  look(): Promise<Kv | null>;
  open(): Promise<Kv>;
  /** The bank has moved on. */
  leave(): Promise<void>;
  close(): void;
}

export function bankFile(
  file: string,
  { platform, founded }: { readonly platform: KvPlatform; readonly founded: boolean },
): BankKv {
  let kv: Kv | null = null;
  let checked: Promise<void> | null = null;
  const check = () => checked ??= checkBankKv(file, founded);
  return {
    async look() {
      if (!founded) return null;
      await check();
      return await (platform.lookAtKv ?? openReadOnly)(file);
    },
    async open() {
      await check();
      return kv ??= await openBankKv(file, { platform, founded });
    },
    leave: () => Promise.resolve(),
    close: () => kv?.close(),
  };
}

/** Bytes of a data file up to which every page is looked at before it is used: half a second. */
const CHECKED_BYTES_MAX = 256 * 2 ** 20;

/** Deno KV ends the whole process over a damaged page; SQLite itself says so. @returns what is damaged, or null. */
export async function damagedPage(file: string): Promise<string | null> {
  const { size = 0 } = fs.statSync(file, { throwIfNoEntry: false }) ?? {};
  if (size === 0 || size > CHECKED_BYTES_MAX) return null;
  // What a power cut has left half written while SQLite made the file, it has to undo first.
  const readOnly = !fs.existsSync(`${file}-journal`);
  let found: string;
  try {
    const { DatabaseSync } = await import("node:sqlite");
    const database = new DatabaseSync(file, { readOnly });
    try {
      found = Object.values(database.prepare("PRAGMA quick_check(1)").get() ?? {}).join();
    } finally {
      database.close();
    }
  } catch (error) {
    // Node before 22 has no SQLite of its own; there the journal's chain finds what is damaged.
    if (/node:sqlite/.test(String(error))) return null;
    found = reasonOf(error);
  }
  return found === "ok" ? null : found.replace(/\s+/g, " ");
}

async function openBankKv(
  file: string,
  { platform, founded }: { readonly platform: KvPlatform; readonly founded: boolean },
): Promise<Kv> {
  let kv: Kv | null = null;
  try {
    kv = await platform.openKv(file);
    const { value } = await kv.get(["journal", 0]);
    if (founded && value === null) throw new Error("its journal is gone");
    return kv;
  } catch (error) {
    kv?.close();
    throw damagedKv(file, reasonOf(error));
  }
}

/** A founding that was cut has promised nothing: what cannot be read of it is made again. */
async function checkBankKv(file: string, founded: boolean): Promise<void> {
  if (founded && !fs.existsSync(file)) throw damagedKv(file, "it is missing");
  const damage = await damagedPage(file);
  if (damage === null) return;
  if (founded) throw damagedKv(file, damage);
  removeKv(file);
}

/** A file of Deno KV with all that SQLite keeps beside it. */
export function removeKv(file: string): void {
  for (const suffix of ["", "-wal", "-shm", "-journal"]) {
    fs.rmSync(`${file}${suffix}`, { force: true });
  }
}

function damagedKv(file: string, reason: string): DataError {
  return new DataError(
    `Cannot open data file ${file}: ${reason}; ` +
      "nothing was changed; check the disk and restore the directory from a backup",
  );
}
