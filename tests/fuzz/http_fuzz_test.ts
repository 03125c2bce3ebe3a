// What comes over HTTP before anything of a library has seen it: heads of requests and bodies.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { readBody } from "../../net/http/http_body.ts";
import { HEAD_BYTES_MAX, parseHead, Requests } from "../../net/http/http_head.ts";
import { HttpRefusal } from "../../net/http/http_problem.ts";
import { bent, corpus, fuzz, textOf } from "./fuzzing.ts";

const WORDS = [
  "\r\n",
  "\r\n\r\n",
  "\n",
  ":",
  " ",
  "\t",
  "\u0000",
  "content-length: ",
  "upgrade: websocket",
  "transfer-encoding: chunked",
  "constructor: 1",
  "__proto__: 1",
  "HTTP/1.1",
  "GET / ",
];

const heads = bent(corpus("heads"), WORDS);

Deno.test("fuzz: of requests all is handed on in order, whatever the pieces", async () => {
  await fuzz(fc.tuple(heads, fc.array(fc.nat(2_000), { maxLength: 8 })), ([bytes, cuts]) => {
    const whole = new Requests().take(bytes);
    const begun = bytes.subarray(0, whole.bytes.length);
    assert.ok(Buffer.from(whole.bytes).equals(begun), "something else is handed on");
    const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length];
    places.sort((a, b) => a - b);
    const requests = new Requests();
    const parts: Uint8Array[] = [];
    let live = false;
    for (const [piece, from] of places.slice(0, -1).entries()) {
      const taken = requests.take(bytes.subarray(from, places[piece + 1]));
      parts.push(taken.bytes);
      live = taken.asked !== null;
      if (live) break;
    }
    assert.equal(live, whole.asked !== null);
    if (live) assert.ok(Buffer.concat(parts).equals(Buffer.from(whole.bytes)));
  });
});

Deno.test("fuzz: a head has names in lower case and values of one line, or is none", async () => {
  await fuzz(heads, (bytes) => {
    const head = parseHead(bytes);
    if (!head) return;
    assert.match(head.url, /^\/\S*$/);
    for (const [name, value] of Object.entries(head.headers)) {
      assert.equal(name, name.toLowerCase());
      assert.ok(typeof value === "string" && !value.includes("\r\n"), JSON.stringify(value));
    }
  });
});

Deno.test("heads: names that every object has are read like any other", () => {
  const text = "GET / HTTP/1.1\r\nconstructor: one\r\n__proto__: two\r\n\r\n";
  const headers = parseHead(Buffer.from(text))!.headers;
  const found = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  assert.deepEqual(found, ["constructor: one", "__proto__: two"]);
});

/** How much longer a head with something in its middle may take than one of letters alone. */
const SLOWER_MAX = 50;

for (const [name, filling] of [["spaces", " "], ["tabs", "\t"], ["commas", ","]] as const) {
  Deno.test(`heads: one full of ${name} takes no longer than one of letters`, () => {
    const headOf = (middle: string) =>
      Buffer.from(`GET / HTTP/1.1\r\nx: a${middle.repeat(HEAD_BYTES_MAX - 40)}b\r\n\r\n`);
    const took = (bytes: Uint8Array) => {
      const began = performance.now();
      parseHead(bytes);
      return performance.now() - began;
    };
    // The best of some: whatever else the machine does is no matter.
    const best = (bytes: Uint8Array) => Math.min(...Array.from({ length: 5 }, () => took(bytes)));
    const [letters, others] = [best(headOf("a")), best(headOf(filling))];
    const limit = Math.max(letters, 0.2) * SLOWER_MAX;
    assert.ok(others <= limit, `${others.toFixed(1)} ms instead of ${letters.toFixed(1)} ms`);
  });
}

const BODY_BYTES_MAX = 512;

const types = fc.constantFrom("application/json", "application/json; charset=utf-8", "", "text/x");

Deno.test("fuzz: a body is an object or a refusal, and never larger than allowed", async () => {
  const bodies = bent(corpus("bodies"), ["{", "}", "[", '"', ":", ",", "null", "1e999", "\u00ff"]);
  const parts = fc.integer({ min: 1, max: 64 });
  await fuzz(fc.tuple(bodies, types, parts), async ([bytes, type, each]) => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += each) {
          controller.enqueue(bytes.slice(at, at + each));
        }
        controller.close();
      },
    });
    const headers = type === "" ? [] : [["content-type", type] as [string, string]];
    const request = new Request("http://bank/", { method: "POST", headers, body });
    const after = () => () => {};
    const found = await readBody(request, { bytesMax: BODY_BYTES_MAX, after });
    if (bytes.length > BODY_BYTES_MAX) assert.ok(found instanceof HttpRefusal, "it was too large");
    if (found instanceof HttpRefusal) return;
    const said = bytes.length === 0 ? {} : JSON.parse(textOf(bytes));
    assert.deepEqual(found, said);
  });
});
