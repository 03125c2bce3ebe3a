// How files of backups are written: under a lock, whole on the disk before they get their names, with the keys and the seal of the
// bank in them.
import * as fs from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { hashOf, parseBlock } from "../../bank/block.ts";
import type { BackupAbout } from "../../store/backup_file.ts";
import { KEY_FILES, type KeyFiles } from "../../store/backup_keys.ts";
import type { BackupSource } from "../../store/backup_source.ts";
import { DataError } from "../../store/data_error.ts";
import { readOrNull } from "../../store/private_files.ts";
import { readSecret } from "../../terminal/secret_file.ts";
import { CommandError, EXIT, usageError } from "../../console/exit.ts";
import { reasonText } from "../../console/reason_text.ts";
import { line } from "../../console/screen.ts";
import type { World } from "../../console/world.ts";

/** Shorter ones are guessed. */
const PASSPHRASE_CHARS_MIN = 12;

export async function readPassphrase(file: string): Promise<string> {
  const passphrase = await readSecret(file);
  if ([...passphrase].length >= PASSPHRASE_CHARS_MIN) return passphrase;
  throw usageError(
    line`Cannot use the passphrase in ${file}: it is shorter than ${PASSPHRASE_CHARS_MIN} characters`,
  );
}

/** In a directory of backups. */
const LOCK_FILE = ".bankbackup.lock";

/** Keeps two backups out of one directory, which is made where it is not there. */
export async function lockOf({ runtime }: World, directory: string): Promise<{ release(): void }> {
  let lock;
  try {
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    lock = await runtime.lockFile(join(directory, LOCK_FILE));
  } catch (error) {
    throw cannotWrite(directory, error);
  }
  if (lock) return lock;
  throw new CommandError(EXIT.tryAgain, line`Another backup is being made in ${directory}`);
}

export function cannotWrite(path: string, error: unknown): CommandError {
  return new CommandError(EXIT.refused, line`Cannot write ${path}: ${reasonText(error)}`);
}

export type Write = (bytes: Uint8Array) => Promise<void>;

/** A file that is on the disk when this ends, under a name that does not count yet. */
export async function writePart(
  part: string,
  fill: (write: Write) => Promise<void>,
): Promise<void> {
  let file: number | null = null;
  try {
    file = fs.openSync(part, "w", 0o600);
    const to = file;
    await fill((bytes) => {
      for (let from = 0; from < bytes.length;) from += fs.writeSync(to, bytes, from);
      return Promise.resolve();
    });
    fs.fsyncSync(file);
  } catch (error) {
    throw isOfFile(error) ? cannotWrite(part, error) : error;
  } finally {
    if (file !== null) fs.closeSync(file);
  }
}

/** The system has refused it: no room, no such directory, a mount that is gone. */
export function isOfFile(error: unknown): boolean {
  return typeof (error as NodeJS.ErrnoException).code === "string" && !(error instanceof DataError);
}

/** Names that were given are on the disk. */
export function syncDirectory(directory: string): void {
  if (process.platform === "win32") return;
  const opened = fs.openSync(directory, "r");
  try {
    fs.fsyncSync(opened);
  } finally {
    fs.closeSync(opened);
  }
}

/** What every file says of the bank that it is of. */
export function aboutOf(
  { first, format }: BackupSource,
  { version }: World,
): Omit<BackupAbout, "madeAtMs" | "head"> {
  const founded = parseBlock(first, 0).events.find(({ type }) => type === "founded");
  const { name: bank = "", currency = "" } = founded?.type === "founded" ? founded : {};
  return { bank, currency, founding: hashOf(first), format, program: `bank ${version}` };
}

/** The key files in a data directory. */
export function keyFilesIn(path: string): KeyFiles {
  const keys = KEY_FILES.flatMap((name) => {
    const bytes = readOrNull(join(path, name));
    return bytes ? [[name, bytes] as const] : [];
  });
  return Object.fromEntries(keys);
}

export function registryKeyIn(path: string): Uint8Array {
  const key = readOrNull(join(path, "registry.key"));
  if (key) return key;
  throw new DataError(`${path}/registry.key is missing: nothing was backed up`);
}
