// A backup in one file, or one stream: what a bank keeps, as frames in order, ended by the SHA-256 of everything before. It goes
// by what is stored and not by how an engine keeps it. What has been cut or altered is found before anything is believed.
import { Buffer } from "node:buffer";
import { createHash, createHmac, type Hash, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import { decodeKey, encodeKey } from "./key_order.ts";
import type { KvKey } from "./kv.ts";

/** How every backup begins. */
const MAGIC = Buffer.from("bank backup 1\n");

/** What a frame is: one letter, then the bytes of its payload as a number of four bytes, then the payload. */
const ABOUT = 0x41;
const BLOCK = 0x42;
const ROW = 0x52;
const KEYS = 0x4b;
const SEAL = 0x53;
const END = 0x45;

const FRAME_HEAD_BYTES = 5;

/** A value of the store has 64 KiB at most; keys and what is said about a backup have less. */
const PAYLOAD_BYTES_MAX = 256 * 1024;

/** Bytes of one write. */
const CHUNK_BYTES = 1024 * 1024;

const hash64 = z.string().regex(/^[0-9a-f]{64}$/);

export const BackupAbout = z.object({
  bank: z.string(),
  currency: z.string(),
  /** SHA-256 of the bank's first block: which bank this is. */
  founding: hash64,
  /** Unix milliseconds, by the clock of the machine that made it. */
  madeAtMs: z.int().min(0).max(Date.UTC(9999, 0)),
  /** The newest block in it. */
  head: z.object({ seq: z.int().min(0), hash: hash64 }),
  /** The first block in it, where it is a part of a bank that is followed. */
  first: z.int().min(0).optional(),
  /** The newest block when people and documents were read, where that was not at `head`. */
  rowsAt: z.int().min(0).optional(),
  /** Format of the data directory. */
  format: z.int(),
  program: z.string(),
});
export type BackupAbout = z.infer<typeof BackupAbout>;

export type BackupFrame =
  | { readonly kind: "about"; readonly about: BackupAbout }
  /** Blocks come in order, from the first. */
  | { readonly kind: "block"; readonly bytes: Uint8Array }
  /** Everything else that is stored. */
  | { readonly kind: "row"; readonly key: KvKey; readonly value: Uint8Array }
  /** The keys of the bank, sealed with a passphrase (store/backup_keys.ts). */
  | { readonly kind: "keys"; readonly sealed: Uint8Array }
  /** The bank's word for everything before: whether it is its own can be told with its registry.key. */
  | { readonly kind: "seal"; readonly seal: BackupSeal };

export interface BackupSeal {
  readonly word: Uint8Array;
  /** SHA-256 of all that it is about. */
  readonly over: Uint8Array;
}

/** Only the bank's key can make it: SHA-256 alone would let a stranger change a backup and its hash with it. */
function wordFor(over: Uint8Array, registryKey: Uint8Array): Uint8Array {
  return createHmac("sha256", registryKey).update("backup of a bank").update(over).digest();
}

/** Whether the bank of this registry.key has made the backup. The comparison takes the same time for any word of the right length. */
export function isSealedBy({ word, over }: BackupSeal, registryKey: Uint8Array): boolean {
  const expected = wordFor(over, registryKey);
  return word.length === expected.length && timingSafeEqual(word, expected);
}

/** It was cut, altered, or is something else. */
export class BackupDamage extends Error {
  override readonly name = "BackupDamage";
}

/** @param write takes pieces in order; the next one waits for it. */
export class BackupWriter {
  readonly #write: (bytes: Uint8Array) => Promise<void>;
  readonly #hash: Hash = createHash("sha256");
  #waiting: Uint8Array[] = [MAGIC];
  #waitingBytes = MAGIC.length;
  #bytes = 0;

  constructor(write: (bytes: Uint8Array) => Promise<void>) {
    this.#write = write;
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#bytes + this.#waitingBytes;
  }

  about(about: BackupAbout): Promise<void> {
    return this.#frame(ABOUT, Buffer.from(JSON.stringify(about)));
  }

  block(bytes: Uint8Array): Promise<void> {
    return this.#frame(BLOCK, bytes);
  }

  row(key: KvKey, value: Uint8Array): Promise<void> {
    const place = encodeKey(key);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(place.length);
    return this.#frame(ROW, Buffer.concat([length, place, value]));
  }

  keys(sealed: Uint8Array): Promise<void> {
    return this.#frame(KEYS, sealed);
  }

  /** After all that it is about. */
  async seal(registryKey: Uint8Array): Promise<void> {
    await this.#flush();
    await this.#frame(SEAL, wordFor(this.#hash.copy().digest(), registryKey));
  }

  /** Nothing may be written after it. */
  async end(): Promise<void> {
    await this.#flush();
    const sum = this.#hash.digest();
    this.#bytes += FRAME_HEAD_BYTES + sum.length;
    await this.#write(Buffer.concat([headOf(END, sum.length), sum]));
  }

  async #frame(kind: number, payload: Uint8Array): Promise<void> {
    if (payload.length > PAYLOAD_BYTES_MAX) throw new Error("A frame of a backup is too large");
    this.#waiting.push(headOf(kind, payload.length), payload);
    this.#waitingBytes += FRAME_HEAD_BYTES + payload.length;
    if (this.#waitingBytes >= CHUNK_BYTES) await this.#flush();
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#waiting.splice(0));
    this.#waitingBytes = 0;
    this.#bytes += bytes.length;
    this.#hash.update(bytes);
    await this.#write(bytes);
  }
}

function headOf(kind: number, length: number): Uint8Array {
  const head = Buffer.alloc(FRAME_HEAD_BYTES, kind);
  head.writeUInt32BE(length, 1);
  return head;
}

/**
 * The frames of a backup. What they say may be believed only when the last one has been read: a backup that was cut or altered
 * ends with the error.
 * @throws {BackupDamage}
 */
export async function* readBackup(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<BackupFrame> {
  const hash = createHash("sha256");
  let begun = false;
  for await (const { kind, frame, payload } of framesIn(chunks)) {
    if (kind === END) {
      if (hash.digest().equals(payload)) return;
      throw new BackupDamage("It was altered, or damaged: its SHA-256 is another one");
    }
    const over = kind === SEAL ? hash.copy().digest() : null;
    hash.update(frame);
    const read = kind === MAGIC_KIND
      ? null
      : over
      ? { kind: "seal" as const, seal: { word: new Uint8Array(payload), over } }
      : frameOf(kind, payload);
    if (read === null) continue;
    if (begun && read.kind === "about") throw new BackupDamage("It says twice what it is of");
    if (!begun && read.kind !== "about") throw new BackupDamage("It does not say what it is of");
    begun = true;
    yield read;
  }
}

const MAGIC_KIND = -1;

interface RawFrame {
  readonly kind: number;
  /** With its head. */
  readonly frame: Uint8Array;
  readonly payload: Uint8Array;
}

async function* framesIn(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<RawFrame> {
  let rest: Buffer = Buffer.alloc(0);
  let begun = false;
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    let at = 0;
    if (!begun && rest.length >= MAGIC.length) {
      if (!rest.subarray(0, MAGIC.length).equals(MAGIC)) {
        throw new BackupDamage("It is not a backup of a bank");
      }
      [begun, at] = [true, MAGIC.length];
      yield { kind: MAGIC_KIND, frame: MAGIC, payload: MAGIC };
    }
    while (begun && rest.length - at >= FRAME_HEAD_BYTES) {
      const length = rest.readUInt32BE(at + 1);
      if (length > PAYLOAD_BYTES_MAX) throw new BackupDamage("It is damaged: a frame is too large");
      const end = at + FRAME_HEAD_BYTES + length;
      if (rest.length < end) break;
      const [kind, frame] = [rest[at]!, rest.subarray(at, end)];
      yield { kind, frame, payload: frame.subarray(FRAME_HEAD_BYTES) };
      if (kind === END) {
        if (end < rest.length) throw new BackupDamage("Something follows its end");
        return;
      }
      at = end;
    }
    rest = rest.subarray(at);
  }
  throw new BackupDamage(begun ? "Its end is missing: it was cut" : "It is not a backup of a bank");
}

function frameOf(kind: number, payload: Uint8Array): BackupFrame | null {
  switch (kind) {
    case ABOUT:
      return { kind: "about", about: aboutOf(payload) };
    case BLOCK:
      return { kind: "block", bytes: new Uint8Array(payload) };
    case ROW: {
      const bytes = Buffer.from(payload);
      try {
        const end = 2 + bytes.readUInt16BE(0);
        const key = end > 2 && end <= bytes.length ? decodeKey(bytes.subarray(2, end)) : [];
        if (key.length === 0) throw new Error("it has no key");
        return { kind: "row", key, value: new Uint8Array(bytes.subarray(end)) };
      } catch (error) {
        throw new BackupDamage(`A row cannot be read: ${(error as Error).message}`);
      }
    }
    case KEYS:
      return { kind: "keys", sealed: new Uint8Array(payload) };
    default:
      // Something that a later program has added.
      return null;
  }
}

function aboutOf(payload: Uint8Array): BackupAbout {
  try {
    return BackupAbout.parse(JSON.parse(Buffer.from(payload).toString()));
  } catch {
    throw new BackupDamage("What it says about itself cannot be read");
  }
}
