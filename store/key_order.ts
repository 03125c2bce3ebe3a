// Keys as bytes whose order is that of Deno KV (its encoding, that of FoundationDB's tuples): what looks into its file goes by it,
// and so do stores that only know bytes. Texts and numbers; nothing else is a part of a key here.
import { Buffer } from "node:buffer";
import type { KvKey } from "./kv.ts";

/** First bytes of the parts of a key. */
const TEXT = 0x02;
const NUMBER = 0x21;
const NUMBER_BYTES = 8;

/** Ends a text; where one has a zero itself, ESCAPED stands behind it. */
const END = 0x00;
const ESCAPED = 0xff;

/** Set in a number below zero. Turned over, it puts the others behind those. */
const SIGN = 0x80;

/** Behind every key that begins with the same parts. */
const LAST = Buffer.of(0xff);

export function encodeKey(key: KvKey): Uint8Array {
  return Buffer.concat(key.map((part) => typeof part === "string" ? text(part) : number(part)));
}

/** Of all keys that begin with these parts: where they begin, itself not one of them, and what is behind them. */
export function rangeOf(
  prefix: KvKey,
): { readonly after: Uint8Array; readonly before: Uint8Array } {
  const after = encodeKey(prefix);
  return { after, before: Buffer.concat([after, LAST]) };
}

function text(part: string): Uint8Array {
  const bytes = part.includes("\0") ? part.replaceAll("\0", "\0\u0001") : part;
  const encoded = Buffer.from(`\u0002${bytes}\0`);
  if (bytes === part) return encoded;
  // No text in UTF-8 has the byte that stands behind a zero.
  for (let at = encoded.indexOf(END); at < encoded.length - 1; at = encoded.indexOf(END, at + 2)) {
    encoded[at + 1] = ESCAPED;
  }
  return encoded;
}

function number(part: number): Uint8Array {
  const bytes = Buffer.alloc(1 + NUMBER_BYTES, NUMBER);
  bytes.writeDoubleBE(part, 1);
  turnOver(bytes, 1, (bytes[1]! & SIGN) !== 0);
  return bytes;
}

/** Of a number below zero every bit, so that the one that is further from it comes first. */
function turnOver(bytes: Uint8Array, at: number, negative: boolean): void {
  if (!negative) bytes[at]! ^= SIGN;
  else for (let place = at; place < at + NUMBER_BYTES; place++) bytes[place]! ^= 0xff;
}

/** @throws when the bank has no such keys. */
export function decodeKey(bytes: Uint8Array): (string | number)[] {
  const parts: (string | number)[] = [];
  const rest = Buffer.from(bytes);
  for (let at = 0; at < rest.length;) {
    const kind = rest[at];
    const end = kind === TEXT ? endOfText(rest, at) : at + NUMBER_BYTES;
    if ((kind !== TEXT && kind !== NUMBER) || end < 0 || end >= rest.length) {
      throw new Error("A key of the store has an unknown form");
    }
    if (kind === TEXT) parts.push(textIn(rest.subarray(at + 1, end)));
    else {
      turnOver(rest, at + 1, (rest[at + 1]! & SIGN) === 0);
      parts.push(rest.readDoubleBE(at + 1));
    }
    at = end + 1;
  }
  return parts;
}

function endOfText(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(END, from);
  while (at >= 0 && bytes[at + 1] === ESCAPED) at = bytes.indexOf(END, at + 2);
  return at;
}

function textIn(bytes: Buffer): string {
  if (!bytes.includes(END)) return bytes.toString();
  const plain = bytes.filter((byte, place) => !(byte === ESCAPED && bytes[place - 1] === END));
  return Buffer.from(plain).toString();
}
