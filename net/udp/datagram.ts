// Sealed datagrams: the byte format, AES-256-GCM with a key per direction and the counter as nonce, and the replay
// window. Bytes in, bytes out; owns no socket. docs/protocol.md describes the format with test vectors.
import { createCipheriv, createDecipheriv } from "node:crypto";

/** Bytes of the largest datagram: fits the smallest IPv6 path (1,280) with headers to spare. */
export const DATAGRAM_BYTES_MAX = 1_200;

const VERSION = 1;
const SESSION_BYTES = 8;
const COUNTER_AT = 1 + SESSION_BYTES;
const HEADER_BYTES = COUNTER_AT + 8;
const TAG_BYTES = 16;
const NONCE_BYTES = 12;

/** Bytes of plain text that fit into one datagram. */
export const DATAGRAM_TEXT_BYTES_MAX = DATAGRAM_BYTES_MAX - HEADER_BYTES - TAG_BYTES;

/** Why a datagram was dropped; counted, never answered. */
export type Dropped =
  | "oversized"
  | "truncated"
  | "wrong_version"
  | "unknown_session"
  | "replayed"
  | "forged"
  | "malformed";

/** Eight bytes in hex, in clear at the front of each datagram: which keys to use. */
export type DatagramSession = string;

/** @returns the session a datagram claims to belong to, or why it cannot be one. */
export function sessionOf(bytes: Uint8Array): { session: DatagramSession } | Dropped {
  if (bytes.length > DATAGRAM_BYTES_MAX) return "oversized";
  if (bytes.length < HEADER_BYTES + TAG_BYTES + 1) return "truncated";
  if (bytes[0] !== VERSION) return "wrong_version";
  let session = "";
  for (let at = 1; at < COUNTER_AT; at++) session += bytes[at]!.toString(16).padStart(2, "0");
  return { session };
}

/** Seals what one side says; its counter is the nonce and never repeats. */
export class DatagramSealer {
  readonly #key: Uint8Array;
  readonly #session: Uint8Array;
  #counter = 0;

  /** @param key 32 bytes, used by this side only. */
  constructor(key: Uint8Array, session: DatagramSession) {
    this.#key = key;
    this.#session = Uint8Array.from(session.match(/../g) ?? [], (hex) => parseInt(hex, 16));
  }

  seal(text: Uint8Array): Uint8Array {
    const datagram = new Uint8Array(HEADER_BYTES + text.length + TAG_BYTES);
    datagram[0] = VERSION;
    datagram.set(this.#session, 1);
    this.#counter++;
    new DataView(datagram.buffer).setBigUint64(COUNTER_AT, BigInt(this.#counter));
    const header = datagram.subarray(0, HEADER_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonceOf(header));
    cipher.setAAD(header);
    datagram.set(cipher.update(text), HEADER_BYTES);
    cipher.final();
    datagram.set(cipher.getAuthTag(), HEADER_BYTES + text.length);
    return datagram;
  }
}

export interface Opened {
  readonly text: Uint8Array;
  /** No datagram with a larger counter has come before. */
  readonly newest: boolean;
}

/** Opens what the other side sealed, each datagram once. */
export class DatagramOpener {
  readonly #key: Uint8Array;
  readonly #window = new ReplayWindow();

  /** @param key 32 bytes, used by the other side only. */
  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** @param datagram one that `sessionOf` has accepted. */
  open(datagram: Uint8Array): Opened | Dropped {
    const header = datagram.subarray(0, HEADER_BYTES);
    const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
    const counter = Number(view.getBigUint64(COUNTER_AT));
    if (!Number.isSafeInteger(counter) || counter === 0) return "malformed";
    if (!this.#window.isFresh(counter)) return "replayed";
    const body = datagram.subarray(HEADER_BYTES, datagram.length - TAG_BYTES);
    const decipher = createDecipheriv("aes-256-gcm", this.#key, nonceOf(header));
    decipher.setAAD(header);
    decipher.setAuthTag(datagram.subarray(datagram.length - TAG_BYTES));
    try {
      const text = decipher.update(body);
      decipher.final();
      // Only a genuine datagram may move the window.
      const newest = this.#window.mark(counter);
      return { text: new Uint8Array(text), newest };
    } catch {
      return "forged";
    }
  }
}

function nonceOf(header: Uint8Array): Uint8Array {
  const nonce = new Uint8Array(NONCE_BYTES);
  nonce.set(header.subarray(COUNTER_AT), NONCE_BYTES - 8);
  return nonce;
}

/** How far behind the newest counter a late datagram may be. */
const WINDOW = 1_024;

/** RFC 6479: a ring of bits; what is older than the ring counts as seen. */
export class ReplayWindow {
  readonly #seen = new Uint8Array(WINDOW);
  #newest = 0;

  isFresh(counter: number): boolean {
    if (counter > this.#newest) return true;
    return counter > this.#newest - WINDOW && this.#seen[counter % WINDOW] === 0;
  }

  /** @returns true when nothing newer has been seen. */
  mark(counter: number): boolean {
    const newest = counter > this.#newest;
    if (newest) {
      const from = Math.max(this.#newest + 1, counter - WINDOW + 1);
      for (let passed = from; passed < counter; passed++) this.#seen[passed % WINDOW] = 0;
      this.#newest = counter;
    }
    this.#seen[counter % WINDOW] = 1;
    return newest;
  }
}
