// net/http/http_head.ts: where one request ends and the next begins, in whatever pieces they come, and the one that asks for a live
// connection among them.
import assert from "node:assert/strict";
import fc from "fast-check";
import { Buffer } from "node:buffer";
import { HEAD_BYTES_MAX, Requests } from "../../net/http/http_head.ts";
import { SEEDED } from "../support/ledger.ts";

const GET = "GET /a HTTP/1.1\r\nhost: x\r\n\r\n";
const LIVE =
  "GET /v1/live HTTP/1.1\r\nhost: x\r\nconnection: keep-alive, Upgrade\r\nupgrade: websocket\r\n\r\n";
const body = (text: string) => `POST /b HTTP/1.1\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
const CHUNKED = `POST /c HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n`;

interface Seen {
  readonly handedOn: string;
  /** What has come from where the live connection is asked for. */
  readonly live: string | null;
}

/** @param cuts places at which the text comes in pieces. */
function seen(text: string, cuts: readonly number[] = []): Seen {
  const requests = new Requests();
  let handedOn = "";
  const places = [0, ...[...new Set(cuts)].sort((a, b) => a - b), text.length];
  for (const [piece, from] of places.slice(0, -1).entries()) {
    const { bytes, asked } = requests.take(
      Buffer.from(text.slice(from, places[piece + 1]), "latin1"),
    );
    handedOn += Buffer.from(bytes).toString("latin1");
    if (asked) {
      const live = Buffer.from(asked.bytes).toString("latin1") + text.slice(places[piece + 1]);
      return { handedOn, live };
    }
  }
  return { handedOn, live: null };
}

const TABLE: readonly (readonly [name: string, before: string, live: boolean])[] = [
  ["the first", "", true],
  ["after others that have no body", GET + GET, true],
  ["after a body that tells its length", body("some text"), true],
  ["after a body that looks like it", body(LIVE) + GET, true],
  ["within a body", body(LIVE).slice(0, -LIVE.length), false],
  ["after a body that ends by itself", CHUNKED, false],
  ["after something that is no request", "\r\n", false],
  [
    "after two lengths",
    "POST / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\nx",
    false,
  ],
];

for (const [name, before, live] of TABLE) {
  Deno.test(`requests: ${name}, in any pieces`, () => {
    const text = before + LIVE + GET;
    const expected = live ? { handedOn: before, live: LIVE + GET } : { handedOn: text, live: null };
    assert.deepEqual(seen(text), expected);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: text.length - 1 })), (cuts) => {
        assert.deepEqual(seen(text, cuts), expected);
      }),
      SEEDED,
    );
  });
}

Deno.test("requests: a head that does not end is handed on, and nothing is kept of it", () => {
  const long = `GET /a HTTP/1.1\r\nx: ${"y".repeat(HEAD_BYTES_MAX)}`;
  assert.deepEqual(seen(long + LIVE), { handedOn: long + LIVE, live: null });
  assert.deepEqual(seen(GET + long.slice(0, 100)), { handedOn: GET, live: null });
});
