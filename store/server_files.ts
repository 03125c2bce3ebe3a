// What makes a data directory one of a bank that has its journal elsewhere: the keys, the certificate, where the store is, and the
// newest block that was acknowledged.
import * as fs from "node:fs";
import { join, resolve } from "node:path";
import { KEY_FILES } from "./backup_keys.ts";
import {
  FOUNDED_FORMAT,
  type Platform,
  prepareDirectory,
  readFormat,
  takeLock,
} from "./data_directory.ts";
import { DataError } from "./data_error.ts";
import { MARK_FILE } from "./head_mark.ts";
import { readOrNull, writeDurably } from "./private_files.ts";
import { STORE_CA_FILE, STORE_FILE } from "./store_file.ts";

export const SERVER_FILES = [...KEY_FILES, MARK_FILE, STORE_CA_FILE, STORE_FILE] as const;

type ServerFile = typeof SERVER_FILES[number];
export type ServerFiles = Readonly<Partial<Record<ServerFile, Uint8Array>>>;

/** The issuers of the certificate of the store are named only where the system does not know them. */
const NEEDED = SERVER_FILES.filter((name) => name !== STORE_CA_FILE);

/** @throws {DataError} where there is no bank, or its journal is in this directory. */
export function serverFilesIn(given: string): ServerFiles {
  const path = resolve(given);
  if (!readFormat(path)?.founded) {
    throw new DataError(`There is no bank in ${path}: name its data directory with --data DIR`);
  }
  const found = SERVER_FILES.map((name) => [name, readOrNull(join(path, name))] as const);
  const files: ServerFiles = Object.fromEntries(found.filter(([, bytes]) => bytes !== null));
  if (!files[STORE_FILE]) {
    throw new DataError(
      `The journal of the bank in ${path} is in that directory, and no other server can have it. \`bank move\` takes it into ` +
        "PostgreSQL; `bank backup` makes a copy of all of it",
    );
  }
  const missing = missingOf(files);
  if (missing.length === 0) return files;
  throw new DataError(`${join(path, missing[0]!)} is missing; restore it from a backup`);
}

function missingOf(files: ServerFiles): ServerFile[] {
  return NEEDED.filter((name) => !files[name]);
}

/**
 * @param files of which the last is written when all others are on the disk: what was cut can be done again.
 * @throws {DataError} when the directory has something in it, or files are missing.
 */
export async function becomeServer(
  given: string,
  platform: Pick<Platform, "lockFile">,
  files: ServerFiles,
): Promise<void> {
  const path = resolve(given);
  const [missing] = missingOf(files);
  if (missing) throw new DataError(`There is no ${missing} in it. Nothing was changed`);
  prepareDirectory(path);
  const lock = await takeLock(path, platform);
  try {
    if (fs.existsSync(join(path, "format"))) {
      throw new DataError(
        `There is a bank in ${path} already. Nothing was changed. Choose an empty or a new directory with --data DIR`,
      );
    }
    for (const name of SERVER_FILES) {
      const bytes = files[name];
      if (bytes) writeDurably(join(path, name), bytes);
    }
    writeDurably(join(path, "format"), FOUNDED_FORMAT);
  } finally {
    lock.release();
  }
}
