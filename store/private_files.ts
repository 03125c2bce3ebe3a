// Files that only their owner may read: written whole or not at all, and not used when others could have read them.
import { Buffer } from "node:buffer";
import * as fs from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { DataError } from "./data_error.ts";

/** @returns null when there is no such file. @throws {DataError} for a key that others may have read. */
export function readOrNull(path: string): Uint8Array | null {
  if (!fs.existsSync(path)) return null;
  if (isKey(path) && isOpen(path)) {
    throw new DataError(
      `Cannot use ${path}: other users of this machine may read it. If none of them could, close it ` +
        `(chmod 600 ${path}); otherwise take it for stolen. It was not used`,
    );
  }
  return new Uint8Array(fs.readFileSync(path));
}

/** Keys in a directory that others than their owner may read or write. */
export function openKeys(directory: string): string[] {
  return fs.readdirSync(directory).filter(isKey).map((name) => join(directory, name)).filter(
    isOpen,
  );
}

function isKey(path: string): boolean {
  return path.endsWith(".key") || path.endsWith("-key.pem");
}

/** Windows has no such modes; a link may lead to nothing yet. */
function isOpen(path: string): boolean {
  const { mode = 0 } = fs.statSync(path, { throwIfNoEntry: false }) ?? {};
  return process.platform !== "win32" && (mode & 0o077) !== 0;
}

/** The databases that older releases left open to others. */
export function closeToOthers(directory: string): void {
  for (const name of fs.readdirSync(directory)) {
    const path = join(directory, name);
    if (/^(bank|views)\./.test(name) && isOpen(path)) fs.chmodSync(path, 0o600);
  }
}

/**
 * A key. It is made before the bank is founded and never again: what was sealed could not be opened with another one.
 * @throws {DataError} when a founded bank misses it, or others may have read it.
 */
export function secretFile(
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
    discard(beside);
    throw new DataError(`Cannot write ${path}: ${reasonOf(error)}; is the disk full?`);
  }
}

/** Half of a file is worse than none. */
function discard(path: string): void {
  try {
    fs.rmSync(path, { force: true });
  } catch {
    // Why it could not be written is what is said.
  }
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether this user may read, write and enter a directory. Root may, whatever the mode says; Deno goes by the mode alone. */
export function mayUse(path: string): boolean {
  if (process.geteuid?.() === 0) return true;
  try {
    fs.accessSync(path, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The user id to which a path belongs, where root is at work on what is another's; else null. */
export function foreignOwner(path: string): number | null {
  if (process.geteuid?.() !== 0) return null;
  try {
    const { uid } = fs.statSync(path);
    return uid === 0 ? null : uid;
  } catch {
    // It is not there, or cannot be: said by what opens it.
    return null;
  }
}
