// A directory that follows a bank, read as one backup: the frames of all its parts in order. It may be followed on meanwhile:
// what is read is what was there at the beginning.
import * as fs from "node:fs";
import { join } from "node:path";
import {
  type BackupAbout,
  BackupDamage,
  type BackupFrame,
  readBackup,
} from "../../store/backup_file.ts";
import { usageError } from "../../console/exit.ts";
import { line } from "../../console/screen.ts";
import { chunksOf } from "./backup_reading.ts";
import { newestIn, partsOf, partWith } from "./followed_parts.ts";

export const partsIn = (directory: string) => partsOf(fs.readdirSync(directory));

/** The frames of one part. @throws {BackupDamage} when it is not whole, or has no seal. */
export async function* framesOfPart(directory: string, name: string): AsyncGenerator<BackupFrame> {
  let sealed = false;
  try {
    for await (const frame of readBackup(chunksOf(join(directory, name)))) {
      sealed ||= frame.kind === "seal";
      yield frame;
    }
  } catch (error) {
    if (!(error instanceof BackupDamage)) throw error;
    throw new BackupDamage(`${name}: ${error.message}`);
  }
  if (!sealed) throw new BackupDamage(`${name}: It has no seal of its bank`);
}

/** What a part says about itself, before anything of it can be believed. */
async function aboutPart(directory: string, name: string): Promise<BackupAbout> {
  for await (const frame of framesOfPart(directory, name)) {
    if (frame.kind === "about") return frame.about;
  }
  throw new BackupDamage(`${name}: It does not say what it is of`);
}

/** All of it, as a backup would have it. @throws {BackupDamage} when something is missing. */
export async function* framesOfFollowed(directory: string): AsyncGenerator<BackupFrame> {
  const parts = partsIn(directory);
  const last = newestIn(parts);
  const newest = partWith(parts, last);
  const people = parts.people.at(-1);
  if (!newest) {
    throw usageError(
      line`Cannot read ${directory}: it is a directory that follows no bank; name a backup in it`,
    );
  }
  if (!people) throw new BackupDamage("People and keys have never come into it");
  const [journal, rows] = [
    await aboutPart(directory, newest.name),
    await aboutPart(directory, people.name),
  ];
  const madeAtMs = Math.max(journal.madeAtMs, rows.madeAtMs);
  yield { kind: "about", about: { ...journal, madeAtMs, rowsAt: rows.head.seq } };
  yield* within(framesOfPart(directory, people.name), journal);
  for (let next = 0; next <= last;) {
    // Looked for anew: parts become one while this is read.
    const part = partWith(partsIn(directory), next);
    if (!part) throw new BackupDamage(`Block ${next} is missing in it`);
    let block = part.first;
    for await (const frame of within(framesOfPart(directory, part.name), journal)) {
      if (frame.kind !== "block") yield frame;
      else if (block++ >= next && block - 1 <= last) yield frame;
    }
    if (block !== part.last + 1) {
      throw new BackupDamage(`${part.name}: It has other blocks than its name says`);
    }
    next = part.last + 1;
  }
}

/** Without what it says of itself, which has to be of the same bank. */
async function* within(
  frames: AsyncIterable<BackupFrame>,
  { founding }: BackupAbout,
): AsyncGenerator<BackupFrame> {
  for await (const frame of frames) {
    if (frame.kind !== "about") yield frame;
    else if (frame.about.founding !== founding) {
      throw new BackupDamage("Its parts are of several banks");
    }
  }
}
