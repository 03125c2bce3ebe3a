// The data directory: one bank, one process. Creates it with mode 0700, takes the lock, keeps the small key
// files and opens the KV file. Every failure is a DataError that says what to do.
import { Buffer } from "node:buffer";
import * as fs from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import type { Kv } from "./kv.ts";

/** Raised when what is stored changes in a way that an older program would misread. */
export const DATA_FORMAT = 1;

export class DataError extends Error {
  override readonly name = "DataError";
}

/** What the directory needs from the platform. */
export interface Platform {
  openKv(path: string): Promise<Kv>;
  /** @returns null when another process holds the lock. */
  lockFile(path: string): Promise<{ release(): void } | null>;
}

export interface DataDirectory {
  readonly path: string;
  readonly kv: Kv;
  /** The bank has been founded here: from then on no file that belongs to it may be missing. */
  readonly founded: boolean;
  /** Written when the bank's first block is durable. */
  markFounded(): void;
  /**
   * Bytes of a private file, made by `make` while the bank is being founded.
   * @throws {DataError} when a founded bank has lost it.
   */
  secretFile(name: string, make: () => Uint8Array): Uint8Array;
  /** Bytes of a private file, or null. */
  read(name: string): Uint8Array | null;
  write(name: string, bytes: Uint8Array | string): void;
  close(): void;
}

export async function openDataDirectory(
  given: string,
  platform: Platform,
): Promise<DataDirectory> {
  const path = resolve(given);
  makePrivate(path);
  const lock = await takeLock(path, platform);
  try {
    const founded = checkFormat(path);
    await checkPages(join(path, "bank.kv"));
    const kv = await openKv(path, { platform, founded });
    return {
      path,
      kv,
      founded,
      markFounded: () => writeDurably(join(path, "format"), `${DATA_FORMAT}\n${FOUNDED}\n`),
      secretFile: (name, make) => secretFile(join(path, name), { make, founded }),
      read: (name) => readOrNull(join(path, name)),
      write: (name, bytes) => writeDurably(join(path, name), bytes),
      close() {
        kv.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function makePrivate(path: string): void {
  try {
    fs.mkdirSync(path, { recursive: true, mode: 0o700 });
    fs.accessSync(path, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK);
    if (!fs.statSync(path).isDirectory()) throw new Error("it is not a directory");
    if (process.platform !== "win32") fs.chmodSync(path, 0o700);
  } catch (error) {
    throw new DataError(
      `Cannot use data directory ${path}: ${reasonOf(error)}; ` +
        "choose one that this user may write with --data DIR",
    );
  }
}

async function takeLock(path: string, platform: Platform) {
  const file = join(path, "bank.lock");
  let lock;
  try {
    lock = await platform.lockFile(file);
  } catch (error) {
    throw new DataError(
      `Cannot lock data directory ${path}: ${reasonOf(error)}; remove ${file} if it is not a file`,
    );
  }
  if (lock) return lock;
  throw new DataError(
    `Cannot open data directory ${path}: another bank is running on it (lock file ${file}); ` +
      "stop that one first or choose another directory with --data DIR",
  );
}

/** Second line of the file "format" once the bank is founded. */
const FOUNDED = "founded";

export interface DataFormat {
  /** `DATA_FORMAT`, or a larger one that this program does not know. */
  readonly number: number;
  readonly founded: boolean;
}

/**
 * What a data directory is, without touching it. @returns null where there is no bank.
 * @throws {DataError} when that cannot be told.
 */
export function readFormat(path: string): DataFormat | null {
  const cannot = (why: string) => new DataError(`Cannot open data directory ${path}: ${why}`);
  let text: string;
  try {
    text = fs.readFileSync(join(path, "format"), "utf8");
  } catch (error) {
    const missing = (error as { code?: string }).code === "ENOENT";
    if (!missing) throw cannot(`its file "format" cannot be read: ${reasonOf(error)}`);
    if (!fs.existsSync(join(path, "bank.kv"))) return null;
    throw cannot('its file "format" is missing; restore the whole directory from a backup');
  }
  const [first = "", second = ""] = text.split("\n");
  const number = first === "" ? NaN : Number(first);
  const newer = Number.isInteger(number) && number > DATA_FORMAT;
  const known = number === DATA_FORMAT && (second === "" || second === FOUNDED);
  if (!newer && !known) throw cannot('its file "format" is damaged; restore a backup');
  return { number, founded: second === FOUNDED };
}

/** @returns whether the bank has been founded. */
function checkFormat(path: string): boolean {
  const format = readFormat(path);
  if (format === null) {
    writeDurably(join(path, "format"), `${DATA_FORMAT}\n`);
    return false;
  }
  if (format.number === DATA_FORMAT) return format.founded;
  throw new DataError(
    `Cannot open data directory ${path}: it has format ${format.number}, this program knows ` +
      `${DATA_FORMAT}; install a newer bank`,
  );
}

/** Bytes of a data file up to which every page is looked at before it is used: half a second. */
const CHECKED_BYTES_MAX = 256 * 2 ** 20;

/**
 * Deno KV ends the whole process over a damaged page; SQLite itself says so.
 * @throws {DataError} when a page is damaged.
 */
export async function checkPages(file: string): Promise<void> {
  const { size = 0 } = fs.statSync(file, { throwIfNoEntry: false }) ?? {};
  if (size === 0 || size > CHECKED_BYTES_MAX) return;
  let found: string;
  try {
    const { DatabaseSync } = await import("node:sqlite");
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      found = Object.values(database.prepare("PRAGMA quick_check(1)").get() ?? {}).join();
    } finally {
      database.close();
    }
  } catch (error) {
    // Node before 22 has no SQLite of its own; there the journal's chain finds what is damaged.
    if (/node:sqlite/.test(String(error))) return;
    found = reasonOf(error);
  }
  if (found !== "ok") throw damagedKv(file, found);
}

async function openKv(
  path: string,
  { platform, founded }: { readonly platform: Platform; readonly founded: boolean },
): Promise<Kv> {
  const file = join(path, "bank.kv");
  const lost = founded && !fs.existsSync(file);
  if (lost) throw damagedKv(file, "it is missing");
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

function damagedKv(file: string, reason: string): DataError {
  return new DataError(
    `Cannot open data file ${file}: ${reason}; ` +
      "nothing was changed; check the disk and restore the directory from a backup",
  );
}

function readOrNull(path: string): Uint8Array | null {
  return fs.existsSync(path) ? new Uint8Array(fs.readFileSync(path)) : null;
}

function secretFile(
  path: string,
  { make, founded }: { readonly make: () => Uint8Array; readonly founded: boolean },
): Uint8Array {
  const known = readOrNull(path);
  if (known) return known;
  if (founded) throw new DataError(`${path} is missing; restore it from a backup`);
  const bytes = make();
  writeDurably(path, bytes);
  return bytes;
}

/** @throws {DataError}. Complete or absent: written beside, fsynced, then renamed. Mode 0600. */
export function writeDurably(path: string, bytes: Uint8Array | string): void {
  const beside = `${path}.new`;
  try {
    const file = fs.openSync(beside, "w", 0o600);
    try {
      fs.writeFileSync(file, typeof bytes === "string" ? Buffer.from(bytes) : bytes);
      fs.fsyncSync(file);
    } finally {
      fs.closeSync(file);
    }
    fs.renameSync(beside, path);
  } catch (error) {
    throw new DataError(`Cannot write ${path}: ${reasonOf(error)}; is the disk full?`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
