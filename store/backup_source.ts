// Everything that a bank keeps, as it is at one moment, while it may be running.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { hashOf } from "../bank/block.ts";
import { DataError } from "./data_error.ts";
import { MARKED_FORMAT, openDataDirectory, type Platform, readFormat } from "./data_directory.ts";
import { type Mark, MARK_FILE, markFile, readMark } from "./head_mark.ts";
import type { Kv } from "./kv.ts";
import { KvJournal } from "./kv_journal.ts";
import type { Outside } from "./postgres_open.ts";
import { reasonOf } from "./private_files.ts";
import { openReadOnly } from "./readonly_kv.ts";
import { readStore, type StoreElsewhere } from "./store_file.ts";

/** What a bank has stored, as it was at one moment; `kv` is for reading alone. */
export interface BackupSource {
  readonly kv: Kv;
  readonly format: number;
  readonly head: { readonly seq: number; readonly hash: string };
  /** The bytes of the bank's first block. */
  readonly first: Uint8Array;
  block(seq: number): Promise<Uint8Array | null>;
  blocksFrom(seq: number): AsyncIterable<Uint8Array>;
  close(): void;
}

/**
 * @param options.running it has to be possible while the bank runs.
 * @param options.outside for a store elsewhere.
 * @throws {DataError} where there is no bank, where its journal does not reach as far as it has to, or where a running one
 * cannot be read.
 */
export async function openBackupSource(
  path: string,
  platform: Platform,
  { running = false, outside }: {
    readonly running?: boolean;
    readonly outside?: Outside | undefined;
  } = {},
): Promise<BackupSource> {
  const format = readFormat(path);
  if (!format?.founded) {
    throw new DataError(`There is no bank in ${path}: name its data directory with --data DIR`);
  }
  // Before the data: what is acknowledged meanwhile may be in the backup, what was acknowledged before has to be.
  const mark = markOf(path, format.number);
  const elsewhere = readStore(path);
  const { kv, close } = elsewhere
    ? await openElsewhere(elsewhere, outside)
    : await open(path, platform, running);
  try {
    const journal = new KvJournal(kv);
    const head = await journal.head();
    const marked = mark && mark.seq >= 0 ? await journal.block(mark.seq) : null;
    if (!head || (mark && mark.seq >= 0 && (!marked || hashOf(marked) !== mark.hash))) {
      throw new DataError(
        `The bank in ${path} has lost what it had acknowledged: \`bank audit\` tells. Nothing was backed up`,
      );
    }
    const first = await journal.block(0);
    if (!first) throw new DataError(`The journal of the bank in ${path} has no beginning`);
    return {
      kv,
      format: format.number,
      head,
      first,
      close,
      block: (seq) => journal.block(seq),
      blocksFrom: (seq) => journal.blocksFrom(seq),
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** What was acknowledged last, at little cost; null where that cannot be told without opening the bank. */
export function newestMarked(path: string): Mark | null {
  try {
    return readMark(markFile(join(path, MARK_FILE)));
  } catch {
    return null;
  }
}

/** @throws {DataError} where there has to be one, and nothing tells any more how far the journal went. */
function markOf(path: string, format: number): Mark | null {
  const file = join(path, MARK_FILE);
  const lost = (why: string) =>
    new DataError(
      `Nothing tells how far the journal of the bank in ${path} went: ${MARK_FILE} ${why}. \`bank audit\` tells more. ` +
        "Nothing was backed up",
    );
  if (!existsSync(file)) {
    if (format >= MARKED_FORMAT) throw lost("is missing");
    return null;
  }
  try {
    return readMark(markFile(file));
  } catch {
    throw lost("is damaged");
  }
}

/** Past the running bank: a snapshot hinders no writer. */
async function openElsewhere(
  elsewhere: StoreElsewhere,
  outside: Outside | undefined,
): Promise<Pick<BackupSource, "kv" | "close">> {
  if (!outside) throw new DataError("The journal of this bank is in a store elsewhere");
  const { openSnapshot } = await import("./postgres_open.ts");
  const kv = await openSnapshot(elsewhere, outside);
  return { kv, close: () => kv.close() };
}

/** Past the running bank where the platform can; else it must not be running. */
async function open(
  path: string,
  platform: Platform,
  running: boolean,
): Promise<Pick<BackupSource, "kv" | "close">> {
  let kv: Kv | null;
  try {
    kv = await openReadOnly(join(path, "bank.kv"), { snapshot: true });
  } catch (error) {
    throw new DataError(
      `Cannot read ${join(path, "bank.kv")}: ${
        reasonOf(error)
      }; check the disk. Nothing was backed up`,
    );
  }
  if (kv) return { kv, close: () => kv.close() };
  const lock = running ? null : await platform.lockFile(join(path, "bank.lock"));
  if (!lock) {
    throw new DataError(
      `Cannot read the bank in ${path} while it is running: that takes Node 22 or later, or the executable. ` +
        "Use one of them, or stop the bank first",
    );
  }
  lock.release();
  const directory = await openDataDirectory(path, platform);
  return { kv: await directory.openKv(), close: () => directory.close() };
}
