// `bank backup`: everything that a bank keeps, as it is at one moment, in one file, while the bank may be running. The file gets
// its name when it has been read back and its journal adds up; only then may older ones go.
import * as fs from "node:fs";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import { BackupDamage, BackupWriter, readBackup } from "../../store/backup_file.ts";
import { sealKeys } from "../../store/backup_keys.ts";
import { type BackupSource, openBackupSource } from "../../store/backup_source.ts";
import { bytesOf, type KvKey } from "../../store/kv.ts";
import { type BackupContent, chunksOf, takeBackup } from "./backup_reading.ts";
import { CommandError, EXIT, usageError } from "../../console/exit.ts";
import type { BackupValue } from "../program.ts";
import {
  aboutOf,
  keyFilesIn,
  lockOf,
  readPassphrase,
  registryKeyIn,
  syncDirectory,
  writePart,
} from "./backup_writing.ts";
import { BACKUP_SUFFIX, named, removeOld } from "./backup_keeping.ts";
import { type Keep, readKeep } from "./retention.ts";
import { line } from "../../console/screen.ts";
import { dataDirectory } from "../settings/data_place.ts";
import { outsideOf } from "../../server/outside.ts";
import type { World } from "../../console/world.ts";

export async function backup(world: World, words: BackupValue): Promise<number> {
  const { env, runtime } = world;
  const keep = words.keep === undefined ? null : readKeep(words.keep);
  if (words.keep !== undefined && keep === null) {
    throw usageError(line`Cannot read --keep "${words.keep}": expected a list such as 7d,4w,12m`);
  }
  const passphrase = words.passphraseFile === undefined
    ? null
    : await readPassphrase(words.passphraseFile);
  const path = resolve(dataDirectory(words, env));
  if (process.platform !== "win32") process.umask(0o077);
  const target = words.to === "-" ? null : targetOf(words.to, new Date(world.host.clock()));
  if (target === null && keep !== null) throw usageError("Cannot use --keep with standard output");
  const source = await openBackupSource(path, runtime, { outside: outsideOf(world) });
  const job = { world, words, source, path, passphrase };
  try {
    if (target === null) return await toOutput(job);
    const lock = await lockOf(world, target.directory);
    try {
      return await toFile(job, target, keep);
    } finally {
      lock.release();
    }
  } finally {
    source.close();
  }
}

interface Job {
  readonly world: World;
  readonly words: BackupValue;
  readonly source: BackupSource;
  /** The data directory. */
  readonly path: string;
  readonly passphrase: string | null;
}

interface Target {
  readonly directory: string;
  readonly file: string;
}

/** A directory in which the file gets a name of its own, or a file. */
function targetOf(given: string, now: Date): Target {
  if (given === "") throw usageError("Cannot back up to an empty name: name a directory or a file");
  const path = resolve(given);
  const found = fs.statSync(path, { throwIfNoEntry: false });
  if (!found?.isDirectory() && given.endsWith(BACKUP_SUFFIX)) {
    if (found) throw usageError(line`${path} is there already: a backup is never written over`);
    return { directory: dirname(path), file: path };
  }
  if (found && !found.isDirectory()) {
    throw usageError(
      line`Cannot back up to ${path}: it is neither a directory nor ends with ${BACKUP_SUFFIX}`,
    );
  }
  const time = now.toISOString().slice(0, 19).replace(/[-:]/g, "");
  return { directory: path, file: join(path, `bank-${time}Z${BACKUP_SUFFIX}`) };
}

async function toFile(
  job: Job,
  { directory, file: wanted }: Target,
  keep: Keep | null,
): Promise<number> {
  const { world: { host, screen }, words } = job;
  const startedMs = host.clock();
  for (const name of fs.readdirSync(directory)) {
    if (name.endsWith(`${BACKUP_SUFFIX}.part`)) fs.rmSync(join(directory, name));
  }
  const part = `${wanted}.part`;
  try {
    await writePart(part, (write) => writeAll(job, write));
    const content = await readBack(part);
    const bytes = fs.statSync(part).size;
    const file = named(part, wanted);
    syncDirectory(directory);
    const removed = keep ? await removeOld({ directory, keep, file, about: content.about }) : [];
    if (words.json) screen.out(JSON.stringify({ file, bytes, ...plain(content), removed }));
    else {
      const seconds = (host.clock() - startedMs) / 1000;
      screen.out(line`${file}`);
      screen.out(`  ${contentText(content)}`);
      screen.out(`  ${sizeText(bytes)} in ${seconds.toFixed(1)} s, read back: everything adds up`);
      for (const old of removed) screen.out(line`  removed ${old}`);
      if (!content.sealedKeys) screen.say(withoutKeys(job.path));
    }
    return EXIT.done;
  } catch (error) {
    fs.rmSync(part, { force: true });
    throw error;
  }
}

async function readBack(part: string): Promise<BackupContent> {
  try {
    return await takeBackup(readBackup(chunksOf(part)), {});
  } catch (error) {
    if (!(error instanceof BackupDamage)) throw error;
    throw new CommandError(
      EXIT.refused,
      line`The backup was written and is not good: ${error.message}. It was removed; older ones were kept. ` +
        "`bank audit` tells whether the bank itself is damaged",
    );
  }
}

async function toOutput(job: Job): Promise<number> {
  const { screen } = job.world;
  if (process.stdout.isTTY) {
    throw usageError("Cannot write a backup to a terminal: send it on, or name a directory");
  }
  await writeAll(job, async (bytes) => {
    screen.out(bytes);
    const fault = await screen.written();
    if (fault) throw new CommandError(EXIT.refused, line`The backup is cut: ${fault.reason}`);
  });
  if (job.passphrase === null) screen.say(withoutKeys(job.path));
  return EXIT.done;
}

async function writeAll(job: Job, write: (bytes: Uint8Array) => Promise<void>): Promise<void> {
  const { world, source, path, passphrase } = job;
  const { kv, head } = source;
  const writer = new BackupWriter(write);
  const madeAtMs = world.host.clock();
  await writer.about({ ...aboutOf(source, world), madeAtMs, head });
  if (passphrase !== null) {
    await writer.keys(sealKeys(keyFilesIn(path), passphrase, world.host.random));
  }
  for await (const entry of kv.list({ prefix: [] })) {
    const key = entry.key as KvKey;
    const bytes = bytesOf(entry);
    if (!bytes) continue;
    await (key[0] === "journal" && key.length === 2 ? writer.block(bytes) : writer.row(key, bytes));
  }
  await writer.seal(registryKeyIn(path));
  await writer.end();
}

export function contentText({ about, head, payments, people }: BackupContent): string {
  const made = new Date(about.madeAtMs).toISOString().slice(0, 19).replace("T", " ");
  return line`${about.bank} (${about.currency}) as of ${made} UTC: block ${head.seq}, ${payments} payments, ` +
    line`${people} people`;
}

export function plain({ about, head: { seq, hash }, payments, people, sealedKeys }: BackupContent) {
  const { bank, currency, madeAtMs } = about;
  return { bank, currency, madeAtMs, head: { seq, hash }, payments, people, keys: sealedKeys };
}

function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function withoutKeys(path: string): string {
  return line`The keys of the bank are not in it. Without registry.key and signing.key it is of no use: keep copies of ` +
    line`${path}/*.key and ${path}/tls-*.pem in another safe place, or give --passphrase-file.`;
}
