// A journal block: the events of one batch, chained to the block before by its SHA-256. The bytes are the
// truth: the hash is taken over exactly what is stored, a UTF-8 JSON object with the members in this order.
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { type Event, eventProblem, eventText } from "./event.ts";
import { BLOCK_BYTES_MAX, BLOCK_FRAME_BYTES_MAX } from "./limits.ts";

/** A block as it is decoded from its bytes. */
export interface Block {
  /** 0, 1, 2 … */
  readonly seq: number;
  /** Lower-case hex SHA-256 of the bytes of block seq−1; 64 zeros for block 0. */
  readonly prev: string;
  /** Unix time in milliseconds; smaller than that of the block before only where staff set the clock back. */
  readonly at: number;
  readonly events: readonly Event[];
}

/** Where a journal ends. */
export interface Head {
  /** Sequence number of the newest block, −1 before the first. */
  readonly seq: number;
  readonly hash: string;
  readonly at: number;
}

/** Of a journal without blocks. */
export const EMPTY_HEAD: Head = { seq: -1, hash: "0".repeat(64), at: 0 };

/** What is stored is no block of this journal: its bytes, its number or its chain are wrong, or it is missing. */
export class JournalDamage extends Error {
  override readonly name = "JournalDamage";
}

/** SHA-256 in lower-case hex, as `prev` and heads have it. */
export function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Collects encoded events until a block is full. */
export class BlockDraft {
  readonly #events: string[] = [];
  #bytes = BLOCK_FRAME_BYTES_MAX;

  constructor(readonly at: number) {}

  get empty(): boolean {
    return this.#events.length === 0;
  }

  /** @returns false, and keeps nothing, when the events do not fit any more. */
  add(events: readonly Event[]): boolean {
    const texts: string[] = [];
    let bytes = this.#bytes;
    for (const event of events) {
      const text = eventText(event);
      bytes += bytesIn(event, text);
      texts.push(text);
    }
    if (bytes > BLOCK_BYTES_MAX) return false;
    this.#bytes = bytes;
    for (const text of texts) this.#events.push(text);
    return true;
  }

  encode(head: Head): Uint8Array {
    const { at } = this;
    const open = `{"seq":${head.seq + 1},"prev":"${head.hash}","at":${at},"events":[`;
    return Buffer.from(`${open}${this.#events.join(",")}]}`);
  }
}

function bytesIn(event: Event, text: string): number {
  // Without a memo a payment has nothing but ASCII: counting would cost more than all the rest.
  const ascii = event.type === "transferred" && event.memo === "";
  return 1 + (ascii ? text.length : Buffer.byteLength(text));
}

/** Bytes that these events take in a block, and how many they may take. */
export function roomFor(events: readonly Event[]): { bytes: number; bytesMax: number } {
  let bytes = 0;
  for (const event of events) bytes += bytesIn(event, eventText(event));
  return { bytes, bytesMax: BLOCK_BYTES_MAX - BLOCK_FRAME_BYTES_MAX };
}

/**
 * Reads the block that must follow `head`.
 * @throws {JournalDamage} when the bytes are not a block, or not that one.
 */
export function decodeBlock(bytes: Uint8Array, head: Head): Block {
  const seq = head.seq + 1;
  const block = parseBlock(bytes, seq);
  if (block.prev !== head.hash) {
    throw new JournalDamage(
      `Journal block ${seq} does not follow block ${head.seq}: ` +
        `expected prev ${head.hash.slice(0, 16)}…, found ${block.prev.slice(0, 16)}…`,
    );
  }
  if (block.at < head.at && !setsClockBack(block)) {
    throw damaged(seq, "it is older than the block before");
  }
  return block;
}

/** Such a block has nothing else in it. */
function setsClockBack({ at, events: [first, ...more] }: Block): boolean {
  return first?.type === "clock_set" && first.toMs === at && more.length === 0;
}

/**
 * Reads block `seq` without looking at its place in the chain.
 * @throws {JournalDamage} when the bytes are not that block.
 */
export function parseBlock(bytes: Uint8Array, seq: number): Block {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(bytes));
  } catch {
    throw damaged(seq, "it is not UTF-8 JSON");
  }
  const block = value as Partial<Block> | null;
  const wrong = block === null || typeof block !== "object"
    ? "it is not an object"
    : !Number.isSafeInteger(block.seq) || block.seq! < 0
    ? '"seq" has an unknown form'
    : typeof block.prev !== "string" || !/^[0-9a-f]{64}$/.test(block.prev)
    ? '"prev" has an unknown form'
    : !Number.isSafeInteger(block.at) || block.at! < 0
    ? '"at" has an unknown form'
    : !Array.isArray(block.events) || block.events.length === 0
    ? '"events" has an unknown form'
    : block.seq !== seq
    ? `it says it is ${block.seq}`
    : eventsProblem(block.events);
  if (wrong !== null) throw damaged(seq, wrong);
  return block as Block;
}

function eventsProblem(events: readonly unknown[]): string | null {
  for (const [place, event] of events.entries()) {
    const problem = eventProblem(event);
    if (problem !== null) return `"events.${place}.${problem}" has an unknown form`;
  }
  return null;
}

function damaged(seq: number, reason: string): JournalDamage {
  return new JournalDamage(`Journal block ${seq} is damaged: ${reason}`);
}
