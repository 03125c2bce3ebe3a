// A backup, read from its beginning to its end: whole, and its journal adds up. Used after one was made, before one is believed,
// and while one is restored.
import * as fs from "node:fs";
import process from "node:process";
import { Audit } from "../../bank/audit.ts";
import { EMPTY_HEAD, hashOf, type Head, parseBlock } from "../../bank/block.ts";
import { paymentsIn } from "../../bank/trace.ts";
import {
  type BackupAbout,
  BackupDamage,
  type BackupFrame,
  type BackupSeal,
} from "../../store/backup_file.ts";
import type { KvKey } from "../../store/kv.ts";
import { usageError } from "../../console/exit.ts";
import { reasonText } from "../../console/reason_text.ts";
import { line } from "../../console/screen.ts";

/** The last block that is wanted: by its number, or the last one before anything happened after a moment. */
export type Until = { readonly block: number } | { readonly atMs: number };

export interface Taking {
  readonly until?: Until | undefined;
  about?(about: BackupAbout): void;
  keys?(sealed: Uint8Array): void;
  block?(seq: number, bytes: Uint8Array): Promise<void>;
  row?(key: KvKey, value: Uint8Array): Promise<void>;
}

export interface BackupContent {
  readonly about: BackupAbout;
  /** Of the blocks that are wanted. */
  readonly audit: Audit;
  readonly head: Head;
  /** Payments up to there. */
  readonly payments: number;
  /** It has the keys of the bank. */
  readonly sealedKeys: boolean;
  readonly people: number;
  /** The newest block when everything but the journal was read: where a bank is followed, it comes less often. */
  readonly rowsAt: number;
  /** One of each file; none in one that was made without a key. */
  readonly seals: readonly BackupSeal[];
}

/** Rows that would bring back what has ended since: sessions, the one-time code of an officer. The end is made anew. */
export const LEFT_OUT: ReadonlySet<string> = new Set(
  ["session", "session_of", "web_session", "staff_code", "recovery", "head"],
);

/** @throws {BackupDamage} when it is not whole, or its journal does not add up. */
export async function takeBackup(
  frames: AsyncIterable<BackupFrame>,
  taking: Taking,
): Promise<BackupContent> {
  const audit = new Audit({ trails: false });
  let about: BackupAbout | null = null;
  let [seq, payments, people] = [0, 0, 0];
  let [sealedKeys, cut] = [false, false];
  const seals: BackupSeal[] = [];
  for await (const frame of frames) {
    switch (frame.kind) {
      case "about":
        about = frame.about;
        taking.about?.(about);
        break;
      case "keys":
        sealedKeys = true;
        taking.keys?.(frame.sealed);
        break;
      case "seal":
        seals.push(frame.seal);
        break;
      case "block": {
        const { bytes } = frame;
        if (seq === 0 && hashOf(bytes) !== about?.founding) {
          throw new BackupDamage("Its journal is that of another bank than it says");
        }
        cut ||= isAfter(taking.until, seq, bytes);
        if (!cut) {
          if (!audit.take(bytes)) throw new BackupDamage(audit.problems[0]!);
          payments += paymentsIn(audit.events);
          await taking.block?.(seq, bytes);
        }
        seq++;
        break;
      }
      case "row":
        // It would pass by what is looked at.
        if (frame.key[0] === "journal") throw new BackupDamage("A block is where none belongs");
        if (frame.key[0] === "person") people++;
        await taking.row?.(frame.key, frame.value);
    }
  }
  if (!about) throw new BackupDamage("It does not say what it is of");
  if (seq !== about.head.seq + 1 || (!cut && audit.head.hash !== about.head.hash)) {
    throw new BackupDamage(`Its journal does not end at block ${about.head.seq}, as it says`);
  }
  const { problems: [problem] } = audit.report();
  if (problem !== undefined) throw new BackupDamage(problem);
  const head = audit.head.seq < 0 ? EMPTY_HEAD : audit.head;
  const rowsAt = about.rowsAt ?? about.head.seq;
  return { about, audit, head, payments, sealedKeys, people, rowsAt, seals };
}

function isAfter(until: Until | undefined, seq: number, bytes: Uint8Array): boolean {
  if (until === undefined) return false;
  return "block" in until ? seq > until.block : parseBlock(bytes, seq).at > until.atMs;
}

const CHUNK_BYTES = 1024 * 1024;

function readInto(file: number, chunk: Uint8Array, path: string): number {
  try {
    return fs.readSync(file, chunk);
  } catch (error) {
    throw usageError(line`Cannot read ${path}: ${reasonText(error)}`);
  }
}

/** @param path `-` for standard input. */
export async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  if (path === "-") {
    yield* process.stdin;
    return;
  }
  let file: number;
  try {
    file = fs.openSync(path, "r");
  } catch (error) {
    throw usageError(line`Cannot read ${path}: ${reasonText(error)}`);
  }
  try {
    for (;;) {
      const chunk = new Uint8Array(CHUNK_BYTES);
      const count = readInto(file, chunk, path);
      if (count === 0) return;
      yield chunk.subarray(0, count);
    }
  } finally {
    fs.closeSync(file);
  }
}
