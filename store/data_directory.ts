// The data directory: one bank, one process. Creates it with mode 0700, takes the lock, keeps the small key
// files and opens the KV file. A directory that is something else is left alone. Every failure is a DataError that says
// what to do.
import * as fs from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import { bankFile, type KvPlatform } from "./bank_file.ts";
import { DataError } from "./data_error.ts";
import { MARK_FILE, type MarkFile, markFile } from "./head_mark.ts";
import type { Kv } from "./kv.ts";
import {
  closeToOthers,
  mayUse,
  readOrNull,
  reasonOf,
  secretFile,
  writeDurably,
} from "./private_files.ts";
import { STORE_FILE } from "./store_file.ts";
import type { FollowedPlace } from "./store_place.ts";
import { type OutsideWish, storeElsewhere } from "./store_wish.ts";

/**
 * Raised when what is stored changes in a way that an older program would misread. 2: a mark of the newest acknowledged
 * block beside the journal, and events about the bank itself.
 */
export const DATA_FORMAT = 2;

/** The first format with a mark. */
export const MARKED_FORMAT = 2;

/** What the directory needs from the platform. */
export interface Platform extends KvPlatform {
  /** Where the mark is kept; a file unless given. */
  markFile?(path: string): MarkFile;
  /** @returns null when another process holds the lock. */
  lockFile(path: string): Promise<{ release(): void } | null>;
}

/** A data directory whose lock this process holds. */
export interface DataDirectory {
  readonly path: string;
  /** The bank has been founded here: from then on no file that belongs to it may be missing. */
  readonly founded: boolean;
  /** The address of its store where that is elsewhere; null where it is `bank.kv`. */
  readonly store: string | null;
  /** It has had a mark of its newest block, which may not be missing. */
  readonly marked: boolean;
  /** Of a store elsewhere that is only followed: whether another server has it. */
  readonly place: FollowedPlace | null;
  /** When that was asked for which this process was last known to be the one that writes; null where no other can. */
  heardAtMs(): number | null;
  /** What `openKv` would open, for looking only; null where that cannot be done, or where nothing is founded. */
  look(): Promise<Kv | null>;
  /** Journal, registry and documents; closed with the directory. Opening writes the log of the last run into the file. */
  openKv(): Promise<Kv>;
  /** Where the newest acknowledged block is kept (store/head_mark.ts). */
  readonly mark: MarkFile;
  /** Written when the bank's first block and the mark of it are durable. */
  markFounded(): void;
  /**
   * Bytes of a private file, made by `make` while the bank is being founded.
   * @throws {DataError} when a founded bank has lost it.
   */
  secretFile(name: string, make: () => Uint8Array): Uint8Array;
  /** Bytes of a private file, or null. */
  read(name: string): Uint8Array | null;
  write(name: string, bytes: Uint8Array | string): void;
  /** The bank has moved on: its store elsewhere, if it had one, takes no bank any more. */
  leave(): Promise<void>;
  close(): void;
}

/**
 * Makes the directory where there is none, and locks it until it is closed.
 * @param outside for a store elsewhere, which is then taken for this process alone, or only followed.
 * @throws {DataError} when another process has it, or it is no bank's.
 */
export async function openDataDirectory(
  given: string,
  platform: Platform,
  outside?: OutsideWish,
): Promise<DataDirectory> {
  const path = resolve(given);
  prepareDirectory(path);
  const lock = await takeLock(path, platform);
  try {
    const { founded, number } = checkFormat(path);
    const elsewhere = await storeElsewhere(path, { founded, outside });
    const bank = elsewhere ?? bankFile(join(path, "bank.kv"), { platform, founded });
    return {
      path,
      founded,
      store: elsewhere?.text ?? null,
      place: elsewhere?.place ?? null,
      heardAtMs: () => elsewhere?.heardAtMs() ?? null,
      marked: founded && number >= MARKED_FORMAT,
      mark: (platform.markFile ?? markFile)(join(path, MARK_FILE)),
      look: () => bank.look(),
      openKv: () => bank.open(),
      markFounded: () => writeDurably(join(path, "format"), FOUNDED_FORMAT),
      secretFile: (name, make) => secretFile(join(path, name), { make, founded }),
      read: (name) => readOrNull(join(path, name)),
      write: (name, bytes) => writeDurably(join(path, name), bytes),
      leave: () => bank.leave(),
      close() {
        bank.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Makes the directory, or makes sure that it is a bank's or empty. Only one that is a bank's, or was made here, is closed. */
export function prepareDirectory(path: string): void {
  const cannot = (why: string) =>
    new DataError(
      `Cannot use data directory ${path}: ${why}; ` +
        "choose one that this user may write with --data DIR",
    );
  let strange: string | undefined;
  try {
    if (fs.existsSync(path) && !fs.statSync(path).isDirectory()) throw cannot("it is a file");
    const made = fs.mkdirSync(path, { recursive: true, mode: 0o700 }) !== undefined;
    if (!mayUse(path)) throw cannot("this user may not use it");
    const bank = ["format", "bank.kv"].some((name) => fs.existsSync(join(path, name)));
    if (!bank && !made) strange = fs.readdirSync(path).find((name) => !BEGUN.test(name));
    if (bank && process.platform !== "win32") fs.chmodSync(path, 0o700);
  } catch (error) {
    throw error instanceof DataError ? error : cannot(reasonOf(error));
  }
  if (strange === undefined) return closeToOthers(path);
  throw new DataError(
    `Cannot use data directory ${path}: it is not a bank's, and not empty (there is ${strange}). Nothing was ` +
      "changed. Choose an empty or a new one with --data DIR",
  );
}

/** Files of a bank that may be there before its format is: what a start that was cut has left, or was put there for it. */
const BEGUN =
  /^(bank\.(lock|lock\.node|mark)|views\.kv.*|format\.new|store(\.json|-ca\.pem)(\.new)?|(tls-(key|cert)\.pem|(registry|signing)\.key)(\.new)?)$/;

/** @throws {DataError} when another process has it, or the file cannot be made. */
export async function takeLock(
  path: string,
  platform: Pick<Platform, "lockFile">,
): Promise<{ release(): void }> {
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

/** The file "format" of a bank that is founded. */
export const FOUNDED_FORMAT = `${DATA_FORMAT}\n${FOUNDED}\n`;

/** First line of the file "format" while a backup is being put there. */
export const RESTORING = "restoring";

export interface DataFormat {
  /** 1 to `DATA_FORMAT`, or a larger one that this program does not know. */
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
    if (!["bank.kv", STORE_FILE].some((name) => fs.existsSync(join(path, name)))) return null;
    throw cannot('its file "format" is missing; restore the whole directory from a backup');
  }
  const [first = "", second = ""] = text.split("\n");
  if (first === RESTORING) {
    throw cannot("a restore into it was cut; run `bank restore` with the same directory again");
  }
  const number = first === "" ? NaN : Number(first);
  const newer = Number.isInteger(number) && number > DATA_FORMAT;
  const known = number >= 1 && number <= DATA_FORMAT && Number.isInteger(number) &&
    (second === "" || second === FOUNDED);
  if (!newer && !known) throw cannot('its file "format" is damaged; restore a backup');
  return { number, founded: second === FOUNDED };
}

function checkFormat(path: string): DataFormat {
  const format = readFormat(path);
  if (format === null) {
    writeDurably(join(path, "format"), `${DATA_FORMAT}\n`);
    return { number: DATA_FORMAT, founded: false };
  }
  if (format.number <= DATA_FORMAT) return format;
  throw new DataError(
    `Cannot open data directory ${path}: it has format ${format.number}, this program knows ` +
      `${DATA_FORMAT}; install a newer bank`,
  );
}
