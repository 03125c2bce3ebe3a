// What comes over the wire: frames, messages, datagrams. Whatever the bytes are, each reader says what it is documented to say.
import assert from "node:assert/strict";
import fc from "fast-check";
import { DatagramOpener, DatagramSealer, sessionOf } from "../../net/udp/datagram.ts";
import { parseText } from "../../net/udp/datagram_text.ts";
import { Refusal } from "../../bank/refusal.ts";
import { FrameDecoder, ProtocolError } from "../../api/frame.ts";
import { answerError, parseRequest, RemoteError } from "../../api/message.ts";
import { METHODS } from "../../api/methods.ts";
import { bent, corpus, fuzz, textOf } from "./fuzzing.ts";

const FRAME_BYTES_MAX = 96;

const WORDS = ["\n", "\r\n", "\r", "\u00ff", "\u00c3\u00a9", "{", "}", "[", '"', "\\u0000", "null"];

const frames = bent(corpus("frames"), WORDS);

/** Cut into pieces at these places. */
function read(bytes: Uint8Array, cuts: readonly number[]) {
  const decoder = new FrameDecoder(FRAME_BYTES_MAX);
  const taken: string[] = [];
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length];
  places.sort((a, b) => a - b);
  try {
    for (const [piece, from] of places.slice(0, -1).entries()) {
      decoder.push(bytes.subarray(from, places[piece + 1]), (frame) => taken.push(frame));
    }
  } catch (error) {
    assert.ok(error instanceof ProtocolError, String(error));
    return { taken, reason: error.reason };
  }
  return { taken, reason: null };
}

Deno.test("fuzz: frames are the same in any pieces, and none is longer than allowed", async () => {
  await fuzz(fc.tuple(frames, fc.array(fc.nat(2_000), { maxLength: 8 })), ([bytes, cuts]) => {
    const whole = read(bytes, []);
    assert.deepEqual(read(bytes, cuts), whole);
    const longest = Math.max(
      0,
      ...whole.taken.map((frame) => new TextEncoder().encode(frame).length),
    );
    assert.ok(longest <= FRAME_BYTES_MAX, `a frame of ${longest} bytes`);
  });
});

const MEMBERS = [
  '"jsonrpc":"2.0"',
  '"id":1',
  '"id":null',
  '"method":"transfer"',
  '"params":{}',
  "__proto__",
  '"constructor"',
  "1e999",
  "-0",
  "9007199254740993",
  "\\ud800",
  '{"toString":1}',
  "[[[[",
];

const messages = bent(corpus("messages"), MEMBERS);

Deno.test("fuzz: a message is a request or one of two mistakes, and its parameters fit or do not", async () => {
  const methods = Object.values(METHODS);
  await fuzz(fc.tuple(messages, fc.constantFrom(...methods)), ([bytes, { params }]) => {
    const request = parseRequest(textOf(bytes));
    if (typeof request === "string") {
      return assert.ok(["not_json", "invalid_request"].includes(request));
    }
    assert.equal(typeof request.method, "string");
    assert.ok(["string", "number"].includes(typeof request.id));
    // Never throws, whatever stands there.
    assert.equal(typeof params.safeParse(request.params).success, "boolean");
  });
});

Deno.test("fuzz: the error of an answer is a refusal or a remote error", async () => {
  const errors = fc.oneof(
    fc.jsonValue(),
    fc.record({ message: fc.jsonValue(), data: fc.jsonValue() }),
    fc.record({ message: fc.string(), data: fc.record({ code: fc.jsonValue() }) }),
  );
  await fuzz(errors, (error) => {
    const found = answerError(error);
    assert.ok(found instanceof Refusal || found instanceof RemoteError);
  });
});

Deno.test("errors: what cannot be made a text is a remote error, too", () => {
  for (const message of [{ toString: 1, valueOf: 1 }, { toString: null }]) {
    assert.ok(answerError({ message, data: {} }) instanceof RemoteError);
  }
});

const DROPPED = ["oversized", "truncated", "wrong_version", "replayed", "forged", "malformed"];

Deno.test("fuzz: a sealed datagram is opened once, and nothing else ever", async () => {
  const key = new Uint8Array(32).fill(7);
  const session = "0123456789abcdef";
  const sealed = corpus("datagrams").map((text) => new DatagramSealer(key, session).seal(text));
  await fuzz(bent(sealed, ["\u0001", "\u0000\u0000", "\u00ff\u00ff"]), (bytes) => {
    const found = sessionOf(bytes);
    if (typeof found === "string") return assert.ok(DROPPED.includes(found), found);
    const opener = new DatagramOpener(key);
    const opened = opener.open(bytes);
    if (typeof opened === "string") return assert.ok(DROPPED.includes(opened), opened);
    assert.ok(sealed.some((one) => one.every((byte, at) => byte === bytes[at])), "it was forged");
    assert.equal(opener.open(bytes), "replayed");
  });
});

Deno.test("fuzz: what a datagram says is one of four things or malformed", async () => {
  await fuzz(
    bent(corpus("datagrams"), ["\u0001", "\u0081", "\u0082", "\u0083", "[", "]", "{}"]),
    (bytes) => {
      const said = parseText(bytes);
      if (said === "malformed") return;
      assert.ok(["here", "head", "alerts", "news"].includes(said.type));
      if (said.type === "here" || said.type === "head") {
        assert.ok(
          said.entry >= 0 && said.notice >= 0,
        );
      }
    },
  );
});
