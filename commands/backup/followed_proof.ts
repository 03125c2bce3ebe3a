// Whether a directory may be followed into: what is there is whole, of this bank, and nothing that the bank does not have any more.
import * as fs from "node:fs";
import { join } from "node:path";
import { decodeBlock, EMPTY_HEAD, hashOf, type Head } from "../../bank/block.ts";
import { BackupDamage, isSealedBy } from "../../store/backup_file.ts";
import type { BackupSource } from "../../store/backup_source.ts";
import { CommandError, EXIT } from "../../console/exit.ts";
import { line } from "../../console/screen.ts";
import { registryKeyIn } from "./backup_writing.ts";
import { inOrder, type JournalPart } from "./followed_parts.ts";
import { framesOfPart, partsIn } from "./followed_reading.ts";

export interface Copy {
  /** The data directory. */
  readonly data: string;
  readonly directory: string;
}

/** The directory is not what it has to be: in words, with what to do. */
function cannotFollow(directory: string, why: string): CommandError {
  return new CommandError(EXIT.refused, line`Cannot follow the bank into ${directory}: ` + why);
}

const OTHER = "Name another directory, which may be new";

export function notGood(directory: string, { message }: BackupDamage): CommandError {
  return cannotFollow(directory, line`it is not good. ${message}. ${OTHER}`);
}

/** A disk that is not mounted any more leaves an empty directory, in which nothing would be safe. */
export function gone(directory: string, { name }: JournalPart): CommandError {
  return cannotFollow(directory, line`${name} is not there any more. Is it still mounted?`);
}

export interface Kept {
  readonly founding: string;
  readonly head: Head;
  readonly chain: JournalPart[];
}

/** What is there, proved from its first block. */
export async function keptIn(
  { directory, data }: Copy,
  source: BackupSource,
): Promise<Kept> {
  const parts = partsIn(directory);
  const [strange] = parts.strange;
  if (strange !== undefined) {
    throw cannotFollow(directory, line`there is something else in it (${strange}). ${OTHER}`);
  }
  for (const name of parts.unfinished) fs.rmSync(join(directory, name));
  const { chain, over, missing } = inOrder(parts);
  if (missing !== null) {
    throw cannotFollow(directory, line`it is broken, block ${missing} is missing in it. ${OTHER}`);
  }
  const founding = hashOf(source.first);
  const registryKey = registryKeyIn(data);
  let head = EMPTY_HEAD;
  try {
    for (const part of chain) head = await proved({ directory, part, head, founding, registryKey });
  } catch (error) {
    if (!(error instanceof BackupDamage)) throw error;
    throw notGood(directory, error);
  }
  await mustGoOn(source, { directory, founding, head });
  for (const { name } of over) fs.rmSync(join(directory, name));
  return { founding, head, chain };
}

interface Proving {
  readonly directory: string;
  readonly part: JournalPart;
  /** Where the part before ends. */
  readonly head: Head;
  readonly founding: string;
  readonly registryKey: Uint8Array;
}

/** @returns where it ends. */
async function proved({ directory, part, head, founding, registryKey }: Proving): Promise<Head> {
  let block = part.first;
  for await (const frame of framesOfPart(directory, part.name)) {
    if (frame.kind === "about" && frame.about.founding !== founding) {
      throw new BackupDamage(`${part.name} is of another bank`);
    }
    if (frame.kind === "seal" && !isSealedBy(frame.seal, registryKey)) {
      throw new BackupDamage(`${part.name} was changed by someone without the keys of this bank`);
    }
    if (frame.kind !== "block" || block++ <= head.seq) continue;
    const { bytes } = frame;
    try {
      head = { seq: head.seq + 1, hash: hashOf(bytes), at: decodeBlock(bytes, head).at };
    } catch (error) {
      throw new BackupDamage(`${part.name}: ${(error as Error).message}`);
    }
  }
  if (head.seq === part.last) return head;
  throw new BackupDamage(`${part.name} has other blocks than its name says`);
}

/** The bank has to have what it had: one that has lost something must not have its last copy written over. */
export async function mustGoOn(
  source: BackupSource,
  { directory, founding, head }: Pick<Proving, "directory" | "founding" | "head">,
): Promise<void> {
  if (hashOf(source.first) !== founding) {
    throw cannotFollow(directory, `it is of another bank. ${OTHER}`);
  }
  if (head.seq < 0) return;
  const block = await source.block(head.seq);
  if (block && hashOf(block) === head.hash) return;
  throw cannotFollow(
    directory,
    line`it goes up to block ${head.seq}, and the bank ${
      block ? "has another block there" : `ends at block ${source.head.seq}`
    }: it was restored, or has lost what it had. What it lost is in that directory (bank restore ${directory}); ` +
      "keep it, and follow into a new one",
  );
}
