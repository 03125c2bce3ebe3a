// A directory that follows a bank, step by step. Blocks come into it as soon as they are in the journal, chained and proved like
// the journal is; people and documents come whole, at a pace that costs a twentieth of the time at most. A file is on the disk
// before it has its name, so what is there counts, wherever this or the bank was cut.
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { join } from "node:path";
import { decodeBlock, hashOf, type Head } from "../../bank/block.ts";
import { type BackupAbout, BackupDamage, BackupWriter } from "../../store/backup_file.ts";
import { sealKeys } from "../../store/backup_keys.ts";
import { type BackupSource, newestMarked, openBackupSource } from "../../store/backup_source.ts";
import { bytesOf, type KvKey } from "../../store/kv.ts";
import type { World } from "../../console/world.ts";
import { outsideOf } from "../../server/outside.ts";
import { LEFT_OUT } from "./backup_reading.ts";
import {
  aboutOf,
  cannotWrite,
  isOfFile,
  keyFilesIn,
  registryKeyIn,
  syncDirectory,
  type Write,
  writePart,
} from "./backup_writing.ts";
import {
  journalName,
  type JournalPart,
  mergeable,
  PART_SUFFIX,
  peopleName,
} from "./followed_parts.ts";
import { type Copy, gone, type Kept, keptIn, mustGoOn, notGood } from "./followed_proof.ts";
import { framesOfPart, partsIn } from "./followed_reading.ts";

/** Bytes of blocks that are collected for one part. */
const PART_BYTES = 16 * 1024 * 1024;

/** Milliseconds between two looks at people and documents, at least. */
const PEOPLE_MS = 2_000;

/** So many times what a look took is waited before the next one. */
const PEOPLE_SHARE = 20;

export interface FollowingOptions extends Copy {
  readonly world: World;
  /** Seals the keys of the bank, where they are wanted. */
  readonly passphrase: string | null;
}

/** What one step has brought. */
export interface Step {
  /** Blocks that came. */
  readonly blocks: number;
  /** Time of the oldest of them, by the bank's clock. */
  readonly oldestAtMs: number | null;
  readonly head: Head;
}

export class Following {
  readonly #options: FollowingOptions;
  readonly #founding: string;
  #head: Head;
  #chain: JournalPart[];
  #rows = "";
  #peopleDueMs = 0;
  #keys: { readonly of: string; readonly sealed: Uint8Array } = {
    of: "",
    sealed: new Uint8Array(),
  };

  private constructor(options: FollowingOptions, { founding, head, chain }: Kept) {
    this.#options = options;
    [this.#founding, this.#head, this.#chain] = [founding, head, chain];
  }

  /** Reads and proves what is there, and removes what was cut. @throws {CommandError} when it is broken or another bank's. */
  static async begin(options: FollowingOptions): Promise<Following> {
    const source = await sourceOf(options);
    try {
      return new Following(options, await keptIn(options, source));
    } finally {
      source.close();
    }
  }

  /** The newest block that is on the disk there. */
  get head(): Head {
    return this.#head;
  }

  /** @returns what has come, or null where there was nothing. */
  async step(): Promise<Step | null> {
    const { world: { host }, data, directory } = this.#options;
    const { seq, hash } = this.#head;
    const last = this.#chain.at(-1);
    if (last && !fs.existsSync(join(directory, last.name))) throw gone(directory, last);
    const mark = newestMarked(data);
    const quiet = mark !== null && mark.seq === seq && mark.hash === hash;
    if (quiet && host.clock() < this.#peopleDueMs) return null;
    const source = await sourceOf(this.#options);
    try {
      await mustGoOn(source, { directory, founding: this.#founding, head: this.#head });
      const step = await this.#takeBlocks(source);
      if (host.clock() >= this.#peopleDueMs) await this.#takePeople(source);
      return step;
    } catch (error) {
      if (error instanceof BackupDamage) throw notGood(directory, error);
      throw isOfFile(error) ? cannotWrite(directory, error) : error;
    } finally {
      source.close();
    }
  }

  async #takeBlocks(source: BackupSource): Promise<Step | null> {
    const from = this.#head.seq;
    let oldestAtMs: number | null = null;
    let [head, bytes, blocks]: [Head, number, Uint8Array[]] = [this.#head, 0, []];
    for await (const block of source.blocksFrom(from + 1)) {
      const { at } = decodeBlock(block, head);
      oldestAtMs ??= at;
      head = { seq: head.seq + 1, hash: hashOf(block), at };
      blocks.push(block);
      bytes += block.length;
      if (bytes < PART_BYTES) continue;
      await this.#addPart(source, blocks, head);
      [bytes, blocks] = [0, []];
    }
    if (blocks.length > 0) await this.#addPart(source, blocks, head);
    return head.seq === from ? null : { blocks: head.seq - from, oldestAtMs, head };
  }

  async #addPart(source: BackupSource, blocks: readonly Uint8Array[], head: Head): Promise<void> {
    const { directory } = this.#options;
    const part = { first: head.seq - blocks.length + 1, last: head.seq };
    const name = journalName(part);
    await this.#write(
      { source, name, kind: "journal" },
      { head, first: part.first },
      async (to) => {
        for (const block of blocks) await to.block(block);
      },
    );
    this.#head = head;
    this.#chain.push({ name, ...part });
    const run = mergeable(this.#chain, (one) => fs.statSync(join(directory, one.name)).size);
    if (run.length > 0) await this.#merge(source, run);
  }

  async #merge(source: BackupSource, run: readonly JournalPart[]): Promise<void> {
    const { directory } = this.#options;
    const [{ first }, { last }] = [run[0]!, run.at(-1)!];
    const name = journalName({ first, last });
    await this.#write(
      { source, name, kind: "journal" },
      { head: this.#head, first },
      async (to) => {
        let next = first;
        for (const part of run) {
          let block = part.first;
          for await (const frame of framesOfPart(directory, part.name)) {
            if (frame.kind !== "block" || block++ < next) continue;
            await to.block(frame.bytes);
            next = block;
          }
        }
      },
    );
    for (const part of run) fs.rmSync(join(directory, part.name));
    this.#chain.splice(-run.length, run.length, { name, first, last });
  }

  async #takePeople(source: BackupSource): Promise<void> {
    const { world: { host }, directory, passphrase } = this.#options;
    const beganMs = host.clock();
    if (passphrase !== null) this.#sealKeys(passphrase);
    const hash = createHash("sha256").update(this.#keys.of);
    for await (const [key, value] of rowsOf(source)) hash.update(key.join("/")).update(value);
    const rows = hash.digest("hex");
    if (rows !== this.#rows) {
      const { sealed } = this.#keys;
      const name = peopleName(source.head.seq);
      await this.#write({ source, name, kind: "people" }, { head: source.head }, async (to) => {
        if (sealed.length > 0) await to.keys(sealed);
        for await (const [key, value] of rowsOf(source)) await to.row(key, value);
      });
      for (const old of partsIn(directory).people) {
        if (old.name !== name) fs.rmSync(join(directory, old.name));
      }
      this.#rows = rows;
    }
    const tookMs = host.clock() - beganMs;
    this.#peopleDueMs = host.clock() + Math.max(PEOPLE_MS, tookMs * PEOPLE_SHARE);
  }

  /** Half a second each time: only when they are others. */
  #sealKeys(passphrase: string): void {
    const { world: { host }, data } = this.#options;
    const keys = keyFilesIn(data);
    const hash = createHash("sha256");
    for (const [name, bytes] of Object.entries(keys)) hash.update(name).update(bytes);
    const of = hash.digest("hex");
    if (of !== this.#keys.of) this.#keys = { of, sealed: sealKeys(keys, passphrase, host.random) };
  }

  async #write(
    { source, name, kind }: { source: BackupSource; name: string; kind: "journal" | "people" },
    about: Pick<BackupAbout, "first"> & { readonly head: Pick<Head, "seq" | "hash"> },
    fill: (to: BackupWriter) => Promise<void>,
  ): Promise<void> {
    const { world, data, directory } = this.#options;
    const part = join(directory, `${kind}${PART_SUFFIX}.part`);
    const { head: { seq, hash }, ...first } = about;
    await writePart(part, async (write: Write) => {
      const to = new BackupWriter(write);
      const madeAtMs = world.host.clock();
      await to.about({ ...aboutOf(source, world), madeAtMs, head: { seq, hash }, ...first });
      await fill(to);
      await to.seal(registryKeyIn(data));
      await to.end();
    });
    fs.renameSync(part, join(directory, name));
    syncDirectory(directory);
  }
}

function sourceOf({ data, world }: FollowingOptions): Promise<BackupSource> {
  return openBackupSource(data, world.runtime, { running: true, outside: outsideOf(world) });
}

async function* rowsOf({ kv }: BackupSource): AsyncGenerator<readonly [KvKey, Uint8Array]> {
  for await (const entry of kv.list({ prefix: [] })) {
    const key = entry.key as KvKey;
    if (key[0] === "journal" || LEFT_OUT.has(String(key[0]))) continue;
    const bytes = bytesOf(entry);
    if (bytes) yield [key, bytes];
  }
}
