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
  /** Bytes of a private file, made by `make` when it is not there yet. */
  secretFile(name: string, make: () => Uint8Array): Uint8Array;
  has(name: string): boolean;
  remove(name: string): void;
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
    checkFormat(path);
    const kv = await openKv(path, platform);
    return {
      path,
      kv,
      secretFile: (name, make) => secretFile(join(path, name), make),
      has: (name) => fs.existsSync(join(path, name)),
      remove: (name) => fs.rmSync(join(path, name), { force: true }),
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
  const lock = await platform.lockFile(file);
  if (lock) return lock;
  throw new DataError(
    `Cannot open data directory ${path}: another bank is running on it (lock file ${file}); ` +
      "stop that one first or choose another directory with --data DIR",
  );
}

function checkFormat(path: string): void {
  const file = join(path, "format");
  if (!fs.existsSync(file)) {
    if (fs.existsSync(join(path, "bank.kv"))) {
      throw new DataError(
        `Cannot open data directory ${path}: its file "format" is missing; ` +
          "restore the whole directory from a backup",
      );
    }
    fs.writeFileSync(file, `${DATA_FORMAT}\n`, { mode: 0o600 });
    return;
  }
  const format = Number(fs.readFileSync(file, "utf8"));
  if (format === DATA_FORMAT) return;
  throw new DataError(
    Number.isInteger(format) && format > DATA_FORMAT
      ? `Cannot open data directory ${path}: it has format ${format}, this program knows ` +
        `${DATA_FORMAT}; install a newer bank`
      : `Cannot open data directory ${path}: its file "format" is damaged; restore a backup`,
  );
}

async function openKv(path: string, platform: Platform): Promise<Kv> {
  const file = join(path, "bank.kv");
  let kv: Kv | null = null;
  try {
    kv = await platform.openKv(file);
    await kv.get(["journal", 0]);
    return kv;
  } catch (error) {
    kv?.close();
    throw new DataError(
      `Cannot open data file ${file}: ${reasonOf(error)}; ` +
        "nothing was changed; check the disk and restore the directory from a backup",
    );
  }
}

function secretFile(path: string, make: () => Uint8Array): Uint8Array {
  if (fs.existsSync(path)) return new Uint8Array(fs.readFileSync(path));
  const bytes = make();
  writeDurably(path, bytes);
  return bytes;
}

/** Complete or absent: written beside, fsynced, then renamed. Mode 0600. */
export function writeDurably(path: string, bytes: Uint8Array | string): void {
  const beside = `${path}.new`;
  const file = fs.openSync(beside, "w", 0o600);
  try {
    fs.writeFileSync(file, typeof bytes === "string" ? Buffer.from(bytes) : bytes);
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
  fs.renameSync(beside, path);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
