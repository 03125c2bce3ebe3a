// A journal block: the events of one batch, chained to the block before by its SHA-256. The bytes are the
// truth: the hash is taken over exactly what is stored, a UTF-8 JSON object with the members in this order.
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import * as z from "zod";
import { Event } from "./event.ts";
import { BLOCK_BYTES_MAX, BLOCK_FRAME_BYTES_MAX } from "./limits.ts";

export interface Block {
  /** 0, 1, 2 … */
  readonly seq: number;
  /** Lower-case hex SHA-256 of the bytes of block seq−1; 64 zeros for block 0. */
  readonly prev: string;
  /** Unix time in milliseconds, never smaller than that of the block before. */
  readonly at: number;
  readonly events: readonly Event[];
}

export interface Head {
  /** Sequence number of the newest block, −1 before the first. */
  readonly seq: number;
  readonly hash: string;
  readonly at: number;
}

export const EMPTY_HEAD: Head = { seq: -1, hash: "0".repeat(64), at: 0 };

const BlockShape = z.object({
  seq: z.int().min(0),
  prev: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.int().min(0),
  events: z.array(Event).min(1),
});

export class JournalDamage extends Error {
  override readonly name = "JournalDamage";
}

export function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

const encoder = new TextEncoder();
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
    const texts = events.map((event) => JSON.stringify(event));
    let bytes = this.#bytes;
    for (const text of texts) bytes += Buffer.byteLength(text) + 1;
    if (bytes > BLOCK_BYTES_MAX) return false;
    this.#bytes = bytes;
    this.#events.push(...texts);
    return true;
  }

  encode(head: Head): Uint8Array {
    const { at } = this;
    const open = `{"seq":${head.seq + 1},"prev":"${head.hash}","at":${at},"events":[`;
    return encoder.encode(`${open}${this.#events.join(",")}]}`);
  }
}

/**
 * Reads the block that must follow `head`.
 * @throws {JournalDamage} when the bytes are not a block, or not that one.
 */
export function decodeBlock(bytes: Uint8Array, head: Head): Block {
  const seq = head.seq + 1;
  let shape;
  try {
    shape = BlockShape.safeParse(JSON.parse(decoder.decode(bytes)));
  } catch {
    throw new JournalDamage(`Journal block ${seq} is damaged: it is not UTF-8 JSON`);
  }
  if (!shape.success) {
    const at = shape.error.issues[0]?.path.join(".") ?? "";
    throw new JournalDamage(`Journal block ${seq} is damaged: "${at}" has an unknown form`);
  }
  const block = shape.data as Block;
  if (block.seq !== seq) {
    throw new JournalDamage(`Journal block ${seq} is damaged: it says it is ${block.seq}`);
  }
  if (block.prev !== head.hash) {
    throw new JournalDamage(
      `Journal block ${seq} does not follow block ${head.seq}: ` +
        `expected prev ${head.hash.slice(0, 16)}…, found ${block.prev.slice(0, 16)}…`,
    );
  }
  if (block.at < head.at) {
    throw new JournalDamage(`Journal block ${seq} is damaged: it is older than the block before`);
  }
  return block;
}
