// Sealed datagrams: what is sealed opens once and only with the right key, whatever else arrives is dropped with
// the right reason and moves nothing. The hex vectors are those of docs/protocol.md, opened here by Web Crypto.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import {
  DATAGRAM_BYTES_MAX,
  DATAGRAM_TEXT_BYTES_MAX,
  DatagramOpener,
  DatagramSealer,
  type Dropped,
  type Opened,
  ReplayWindow,
  sessionOf,
} from "../../net/udp/datagram.ts";
import { alertsText, headText, hereText, parseText } from "../../net/udp/datagram_text.ts";

const KEY = Uint8Array.from({ length: 32 }, (_, at) => at);
const OTHER_KEY = Uint8Array.from({ length: 32 }, (_, at) => 255 - at);
const SESSION = "0011223344556677";
const HEADER_BYTES = 17;
const OVERHEAD_BYTES = HEADER_BYTES + 16;
const WINDOW = 1_024;

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const text = (words: string) => new TextEncoder().encode(words);

function sealed(words: string, count = 1, key = KEY): Uint8Array[] {
  const sealer = new DatagramSealer(key, SESSION);
  return Array.from({ length: count }, () => sealer.seal(text(words)));
}

/** Both gates, as hub and listener hold them: what was opened, or why it was dropped. */
function take(opener: DatagramOpener, datagram: Uint8Array): string {
  const found = sessionOf(datagram);
  if (typeof found === "string") return found;
  if (found.session !== SESSION) return "unknown_session";
  const opened: Opened | Dropped = opener.open(datagram);
  return typeof opened === "string" ? opened : new TextDecoder().decode(opened.text);
}

Deno.test("datagram: what is sealed opens, once, with session in clear and counters from 1", () => {
  const opener = new DatagramOpener(KEY);
  fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 1_167 }), (given) => {
    const datagram = new DatagramSealer(KEY, SESSION).seal(given);
    assert.equal(datagram.length, given.length + OVERHEAD_BYTES);
    assert.deepEqual(sessionOf(datagram), { session: SESSION });
    assert.deepEqual(new DatagramOpener(KEY).open(datagram), { text: given, newest: true });
  }));
  for (const [at, datagram] of sealed("hi", 3).entries()) {
    assert.equal(hex(datagram.subarray(0, HEADER_BYTES)), `01${SESSION}000000000000000${at + 1}`);
    assert.equal(take(opener, datagram), "hi");
    assert.equal(take(opener, datagram), "replayed");
  }
});

Deno.test("datagram: two of the same text have nothing but the header in common", () => {
  const [one, two] = sealed("the same words, twice", 2).map((each) => hex(each).slice(34));
  assert.notEqual(one, two);
  assert.notEqual(one!.slice(0, 16), two!.slice(0, 16));
});

Deno.test("datagram: any flipped bit is noticed, and the genuine one still opens after it", () => {
  const [genuine] = sealed("attack at dawn");
  const opener = new DatagramOpener(KEY);
  for (let at = 0; at < genuine!.length; at++) {
    for (let bit = 0; bit < 8; bit++) {
      const datagram = genuine!.slice();
      datagram[at]! ^= 1 << bit;
      const expected = at === 0
        ? ["wrong_version"]
        : at < 9
        ? ["unknown_session"]
        : at < HEADER_BYTES
        ? ["forged", "malformed"]
        : ["forged"];
      const why = take(opener, datagram);
      assert.ok(expected.includes(why), `byte ${at} bit ${bit}: ${why}`);
      // The header is authenticated even where no gate looks at it first.
      if (at < 9) assert.equal(opener.open(datagram), "forged", `byte ${at} bit ${bit}`);
    }
  }
  assert.equal(take(opener, genuine!), "attack at dawn");
});

Deno.test("datagram: truncated at every length, and with bytes behind", () => {
  const [genuine] = sealed("attack at dawn");
  const opener = new DatagramOpener(KEY);
  for (let length = 0; length < genuine!.length; length++) {
    const expected = length <= OVERHEAD_BYTES ? "truncated" : "forged";
    assert.equal(take(opener, genuine!.slice(0, length)), expected, `${length} bytes`);
  }
  const longer = new Uint8Array(genuine!.length + 1);
  longer.set(genuine!);
  assert.equal(take(opener, longer), "forged");
  assert.equal(take(opener, genuine!), "attack at dawn");
});

Deno.test("datagram: the largest that fits, and one byte more", () => {
  const sealer = new DatagramSealer(KEY, SESSION);
  const opener = new DatagramOpener(KEY);
  const largest = sealer.seal(new Uint8Array(DATAGRAM_TEXT_BYTES_MAX).fill(0x61));
  assert.equal(largest.length, DATAGRAM_BYTES_MAX);
  assert.equal(take(opener, largest).length, DATAGRAM_TEXT_BYTES_MAX);
  const over = sealer.seal(new Uint8Array(DATAGRAM_TEXT_BYTES_MAX + 1));
  assert.equal(take(opener, over), "oversized");
});

Deno.test("datagram: another key (another session, or the other direction) opens nothing", () => {
  const [fromClient] = sealed("here", 1, KEY);
  const atClient = new DatagramOpener(OTHER_KEY);
  const atServer = new DatagramOpener(KEY);
  assert.equal(take(atClient, fromClient!), "forged");
  assert.equal(take(atServer, sealed("here", 1, OTHER_KEY)[0]!), "forged");
  assert.equal(take(atServer, fromClient!), "here");
});

Deno.test("datagram: counters that no sealer makes are malformed", () => {
  const opener = new DatagramOpener(KEY);
  for (const counter of [0n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]) {
    const datagram = sealed("hi")[0]!;
    new DataView(datagram.buffer).setBigUint64(9, counter);
    assert.equal(take(opener, datagram), "malformed", String(counter));
  }
});

Deno.test("datagram: reordered within the window opens, behind the window counts as replayed", () => {
  const datagrams = sealed("hi", 2 * WINDOW + 2);
  const rows: [number, string, boolean?][] = [
    [3, "hi", true],
    [1, "hi", false],
    [1, "replayed"],
    [2, "hi", false],
    [WINDOW + 4, "hi", true],
    [4, "replayed"],
    [5, "hi", false],
    [5, "replayed"],
    [WINDOW + 3, "hi", false],
    [WINDOW + 4, "replayed"],
    [2 * WINDOW + 2, "hi", true],
    [WINDOW + 2, "replayed"],
    [WINDOW + 3, "replayed"],
    [WINDOW + 5, "hi", false],
  ];
  const opener = new DatagramOpener(KEY);
  for (const [counter, expected, newest] of rows) {
    const opened = opener.open(datagrams[counter - 1]!);
    if (typeof opened === "string") assert.equal(opened, expected, `counter ${counter}`);
    else assert.deepEqual(["hi", opened.newest], [expected, newest], `counter ${counter}`);
  }
});

Deno.test("replay window: a forged datagram far ahead does not move it", () => {
  const opener = new DatagramOpener(KEY);
  const [first, second] = sealed("hi", 2);
  const ahead = second!.slice();
  new DataView(ahead.buffer).setBigUint64(9, 1_000_000n);
  assert.equal(take(opener, ahead), "forged");
  assert.deepEqual([take(opener, first!), take(opener, second!)], ["hi", "hi"]);
});

Deno.test("replay window: does what a set of all counters would", () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -WINDOW - 3, max: 3 }) },
    { weight: 2, arbitrary: fc.integer({ min: -5, max: 2 * WINDOW + 3 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 1_000_000_000 }) },
  );
  fc.assert(fc.property(fc.array(step, { maxLength: 300, size: "max" }), (steps) => {
    const window = new ReplayWindow();
    const seen = new Set<number>();
    let newest = 0;
    for (const offset of steps) {
      const counter = Math.max(1, newest + offset);
      const fresh = counter > newest - WINDOW && !seen.has(counter);
      assert.equal(window.isFresh(counter), fresh, `${counter} after ${newest}`);
      if (!fresh) continue;
      assert.equal(window.mark(counter), counter > newest);
      seen.add(counter);
      newest = Math.max(newest, counter);
    }
  }));
});

Deno.test("datagram: random bytes never throw and never open", () => {
  const opener = new DatagramOpener(KEY);
  const anyBytes = fc.uint8Array({ maxLength: DATAGRAM_BYTES_MAX + 10 });
  fc.assert(
    fc.property(anyBytes, fc.boolean(), (bytes, dressed) => {
      const datagram = bytes.slice();
      if (dressed && datagram.length > 9) datagram.set(Buffer.from(`01${SESSION}`, "hex"));
      const found = sessionOf(datagram);
      if (typeof found === "string") return;
      assert.equal(typeof opener.open(datagram), "string");
    }),
    { numRuns: 2_000 },
  );
  assert.equal(take(opener, sealed("still works")[0]!), "still works");
});

const VECTORS: readonly {
  readonly what: string;
  readonly text: Uint8Array;
  readonly hex: string;
}[] = [
  {
    what: "here: entry 5, notice 2, answer, not heard",
    text: hereText({ entry: 5, notice: 2, answer: true, heard: false }),
    hex: "010011223344556677000000000000000114d7bffc44f4301e" +
      "0e2b5139eca63af7159d5e5e7b063d54beaeacb9d45736a906aa",
  },
  {
    what: "alerts",
    text: alertsText(['{"stream":"entry","number":1}']),
    hex: "0100112233445566770000000000000001978dc4de3780427b6f437303cec354" +
      "8367e63e7846dc21e9116571fb1c010e031993d5e8e007762414b703d60f3d2b80",
  },
];

Deno.test("datagram: the vectors of the protocol document", async () => {
  const key = await crypto.subtle.importKey("raw", KEY, "AES-GCM", false, ["decrypt"]);
  for (const vector of VECTORS) {
    assert.equal(hex(new DatagramSealer(KEY, SESSION).seal(vector.text)), vector.hex, vector.what);
    const datagram = Uint8Array.from(Buffer.from(vector.hex, "hex"));
    const iv = Uint8Array.from([0, 0, 0, 0, ...datagram.subarray(9, HEADER_BYTES)]);
    const additionalData = datagram.slice(0, HEADER_BYTES);
    const body = datagram.slice(HEADER_BYTES);
    const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, key, body);
    assert.deepEqual(new Uint8Array(opened), vector.text, vector.what);
  }
  const [here, alerts] = VECTORS.map((vector) => vector.text);
  assert.equal(hex(here!), "010100000000000000050000000000000002");
  assert.equal(hex(alerts!), `82${hex(text('[{"stream":"entry","number":1}]'))}`);
  assert.deepEqual(parseText(here!), {
    type: "here",
    entry: 5,
    notice: 2,
    answer: true,
    heard: false,
  });
});

const number = fc.maxSafeNat();

Deno.test("datagram text: what is said is understood", () => {
  const required = ["entry", "notice"] as const;
  const reach = { entry: number, notice: number, announced: number };
  const position = fc.record(reach, { requiredKeys: [...required] });
  fc.assert(fc.property(position, fc.boolean(), fc.boolean(), (where, answer, heard) => {
    const here = { ...where, answer, heard };
    assert.deepEqual(parseText(hereText(here)), { type: "here", ...here });
    assert.deepEqual(parseText(headText(where)), { type: "head", ...where });
    // The server's answer to a hello is never larger than the hello.
    assert.ok(headText(where).length <= hereText(here).length);
  }));
  fc.assert(fc.property(fc.array(fc.jsonValue()), (values) => {
    const alerts = values.map((value) => JSON.parse(JSON.stringify(value)));
    const said = alertsText(alerts.map((alert) => JSON.stringify(alert)));
    assert.deepEqual(parseText(said), { type: "alerts", alerts });
  }));
});

Deno.test("datagram text: everything else is malformed", () => {
  const here = hereText({ entry: 1, notice: 1, answer: true, heard: true });
  const tooLarge = here.slice();
  tooLarge[2] = 0xff;
  const rows: [string, Uint8Array][] = [
    ["empty", new Uint8Array()],
    ["an unknown type", here.with(0, 0x02)],
    ["cut", here.subarray(0, 17)],
    ["longer", new Uint8Array([...here, 0])],
    ["a number above 2^53", tooLarge],
    ["alerts without JSON", new Uint8Array([0x82])],
    ["alerts cut", alertsText(["{}"]).subarray(0, 3)],
    ["alerts that are no list", text("_{}").with(0, 0x82)],
    ["alerts that are not UTF-8", new Uint8Array([0x82, 0x5b, 0x22, 0xff, 0x22, 0x5d])],
  ];
  for (const [what, bytes] of rows) assert.equal(parseText(bytes), "malformed", what);
});

Deno.test("datagram text: random bytes never throw", () => {
  const types = fc.constantFrom(0x01, 0x81, 0x82, 0x00, 0xff);
  fc.assert(
    fc.property(types, fc.uint8Array({ maxLength: 40 }), (type, rest) => {
      const said = parseText(new Uint8Array([type, ...rest]));
      assert.ok(said === "malformed" || ["here", "head", "alerts"].includes(said.type));
    }),
    { numRuns: 2_000 },
  );
});
