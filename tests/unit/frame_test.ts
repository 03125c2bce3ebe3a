// api/frame.ts, fed whole, byte by byte and at every split: what it yields must not depend on how the bytes
// arrive. Limits are tried one under, at and one over.
import assert from "node:assert/strict";
import { FrameDecoder, ProtocolError } from "../../api/frame.ts";

const encode = (text: string) => new TextEncoder().encode(text);

interface Fed {
  readonly frames: string[];
  /** Why the decoder gave up, or null. */
  readonly reason: string | null;
}

function feed(decoder: FrameDecoder, chunks: Iterable<Uint8Array>): Fed {
  const frames: string[] = [];
  try {
    for (const chunk of chunks) decoder.push(chunk, (frame) => frames.push(frame));
  } catch (error) {
    assert(error instanceof ProtocolError, String(error));
    return { frames, reason: error.reason };
  }
  return { frames, reason: null };
}

function everyWay(bytes: Uint8Array): Uint8Array[][] {
  const ways = [[bytes], [...bytes].map((byte) => Uint8Array.of(byte))];
  for (let at = 0; at <= bytes.length; at++) {
    ways.push([bytes.subarray(0, at), bytes.subarray(at)]);
  }
  return ways;
}

function feedEveryWay(bytes: Uint8Array, bytesMax: number, expected: Fed): void {
  for (const [way, chunks] of everyWay(bytes).entries()) {
    assert.deepEqual(feed(new FrameDecoder(bytesMax), chunks), expected, `way ${way}`);
  }
}

const GOOD: [string, string, string[]][] = [
  ["one frame", "abc\n", ["abc"]],
  ["several frames in a chunk", "a\nbc\ndef\n", ["a", "bc", "def"]],
  ["a frame that is not finished", "abc\nde", ["abc"]],
  ["CRLF", "abc\r\nde\r\n", ["abc", "de"]],
  ["CRLF and LF mixed", "abc\r\nde\nf\r\n", ["abc", "de", "f"]],
  ["a CR inside a frame stays", "a\rb\n", ["a\rb"]],
  ["only the last CR belongs to the line end", "ab\r\r\n", ["ab\r"]],
  ["empty lines", "\n\nabc\n\n\nd\n", ["abc", "d"]],
  ["empty lines with CRLF", "\r\nabc\r\n\r\n", ["abc"]],
  ["two, three and four bytes a character", "é\n₹\n🏦é₹\n", ["é", "₹", "🏦é₹"]],
  ["a byte order mark is not swallowed", "\uFEFFab\n", ["\uFEFFab"]],
  ["a NUL is a character like others", "a\0b\n", ["a\0b"]],
  ["spaces are not trimmed", " a \n", [" a "]],
  ["nothing at all", "", []],
];

for (const [name, text, frames] of GOOD) {
  Deno.test(`frame: ${name}, whole, byte by byte and at every split`, () => {
    feedEveryWay(encode(text), 100, { frames, reason: null });
  });
}

const BAD_UTF8: [string, number[]][] = [
  ["a byte that never occurs", [0xff]],
  ["a continuation without a beginning", [0x80]],
  ["a character that is cut off", [0xe2, 0x82]],
  ["an overlong form", [0xc0, 0xaf]],
  ["a surrogate half", [0xed, 0xa0, 0x80]],
  ["above U+10FFFF", [0xf4, 0x90, 0x80, 0x80]],
];

for (const [name, bytes] of BAD_UTF8) {
  Deno.test(`frame: ${name} is not UTF-8, and the good frames before it are yielded`, () => {
    const all = Uint8Array.of(...encode("good\nbetter\n"), ...bytes, ...encode("\nafter\n"));
    feedEveryWay(all, 100, { frames: ["good", "better"], reason: "not_utf8" });
  });
}

const LIMITS: [string, string, Fed][] = [
  ["one under", "x".repeat(9) + "\n", { frames: ["x".repeat(9)], reason: null }],
  ["at", "x".repeat(10) + "\n", { frames: ["x".repeat(10)], reason: null }],
  ["one over", "x".repeat(11) + "\n", { frames: [], reason: "frame_too_long" }],
  ["at, unfinished", "x".repeat(10), { frames: [], reason: null }],
  ["one over, unfinished", "x".repeat(11), { frames: [], reason: "frame_too_long" }],
  ["bytes, not characters, at", "é".repeat(5) + "\n", { frames: ["ééééé"], reason: null }],
  ["bytes, not characters, over", "é".repeat(5) + "x\n", { frames: [], reason: "frame_too_long" }],
  ["good, then one over", "ab\n" + "x".repeat(11), { frames: ["ab"], reason: "frame_too_long" }],
  ["each frame counts for itself", "x".repeat(10) + "\n" + "y".repeat(10) + "\n", {
    frames: ["x".repeat(10), "y".repeat(10)],
    reason: null,
  }],
];

for (const [name, text, expected] of LIMITS) {
  Deno.test(`frame: limit of 10 bytes: ${name}`, () => {
    feedEveryWay(encode(text), 10, expected);
  });
}

Deno.test("frame: the line end does not count, CRLF neither", () => {
  const frame = "x".repeat(10);
  feedEveryWay(encode(frame + "\r\n"), 10, { frames: [frame], reason: null });
});

Deno.test("frame: a chunk may be reused after it was pushed", () => {
  const decoder = new FrameDecoder(100);
  const buffer = encode("ab");
  assert.deepEqual(framesOf(decoder, buffer), []);
  buffer.set(encode("c\n"));
  assert.deepEqual(framesOf(decoder, buffer), ["abc"]);
});

Deno.test("frame: the limit may be raised while a frame is under way", () => {
  const decoder = new FrameDecoder(4);
  assert.deepEqual(framesOf(decoder, encode("abcd")), []);
  decoder.allow(8);
  assert.deepEqual(framesOf(decoder, encode("efgh\n")), ["abcdefgh"]);
});

Deno.test("frame: a lowered limit holds for what is under way too", () => {
  const decoder = new FrameDecoder(8);
  assert.deepEqual(framesOf(decoder, encode("abcdef")), []);
  decoder.allow(4);
  assert.equal(feed(decoder, [encode("\n")]).reason, "frame_too_long");
});

function framesOf(decoder: FrameDecoder, chunk: Uint8Array): string[] {
  const frames: string[] = [];
  decoder.push(chunk, (frame) => frames.push(frame));
  return frames;
}
