// The directory of backups: a name for each, and which go when a new one is there.
import * as fs from "node:fs";
import { basename, join } from "node:path";
import { type BackupAbout, readBackup } from "../../store/backup_file.ts";
import { chunksOf } from "./backup_reading.ts";
import { type Keep, superfluous } from "./retention.ts";

export const BACKUP_SUFFIX = ".bankbackup";

/** Nothing is written over: two banks may use one directory in the same second. @returns the name that it got. */
export function named(part: string, wanted: string): string {
  const stem = wanted.slice(0, -BACKUP_SUFFIX.length);
  for (let copy = 1;; copy++) {
    const file = copy === 1 ? wanted : `${stem}-${copy}${BACKUP_SUFFIX}`;
    if (fs.existsSync(file)) continue;
    fs.renameSync(part, file);
    return file;
  }
}

interface Removing {
  readonly directory: string;
  readonly keep: Keep;
  /** The one that was just made: it stays, whatever the clocks of others said. */
  readonly file: string;
  readonly about: BackupAbout;
}

/** Only whole backups of this bank are counted, and only they may go. */
export async function removeOld(
  { directory, keep, file: made, about }: Removing,
): Promise<string[]> {
  const backups: { readonly file: string; readonly madeAtMs: number }[] = [];
  for (const name of fs.readdirSync(directory)) {
    const file = join(directory, name);
    if (!name.endsWith(BACKUP_SUFFIX) || file === made) continue;
    const found = await wholeOf(file);
    // One of a time to come is of a clock that was ahead: it is not counted, and stays.
    const counts = found?.founding === about.founding && found.madeAtMs <= about.madeAtMs;
    if (counts) backups.push({ file, madeAtMs: found.madeAtMs });
  }
  backups.push({ file: made, madeAtMs: about.madeAtMs });
  const old = superfluous(backups, keep).map(({ file }) => file).filter((file) => file !== made);
  for (const file of old) fs.rmSync(file);
  return old.map((file) => basename(file));
}

/** What a backup says about itself, if it is whole; null for other files. */
async function wholeOf(file: string): Promise<BackupAbout | null> {
  let about: BackupAbout | null = null;
  try {
    for await (const frame of readBackup(chunksOf(file))) {
      if (frame.kind === "about") about = frame.about;
    }
    return about;
  } catch {
    return null;
  }
}
