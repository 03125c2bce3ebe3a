// The gates that a REST request passes before it reaches the bank: its key, its body, its fields; and the pages of long
// answers. Each row says what is sent and which code is answered.
import { METHODS } from "../../api/methods.ts";
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { DOCUMENT_BYTES_MAX } from "../../bank/giving/document.ts";
import { readBody, readBytes } from "../../net/http/http_body.ts";
import { runtime } from "../../net/runtime_deno.ts";
import { HttpRefusal } from "../../net/http/http_problem.ts";
import { routeEntries } from "../../api/rest_routes.ts";
import type { Answer, RestClient, Sending } from "../support/rest_client.ts";
import { PASSWORD, WebBank } from "../support/web_bank.ts";

const UNKNOWN = "01a20bd5-8510-7266-8dc5-51817c336f23";

Deno.test("Idempotency-Key: wherever something is created once, it must be there and be one", async () => {
  await using web = await WebBank.open();
  const rest = await web.restCustomer("alice");
  const routes = routeEntries().filter(([, { key }]) => key !== undefined);
  assert.ok(routes.length >= 8);
  const rows: readonly (readonly [key: string | undefined, code: string])[] = [
    [undefined, "idempotency_key_missing"],
    ["", "idempotency_key_invalid"],
    ["1", "idempotency_key_invalid"],
    [UNKNOWN.toUpperCase(), "idempotency_key_invalid"],
    [crypto.randomUUID(), "idempotency_key_invalid"],
    [`"${UNKNOWN}`, "idempotency_key_invalid"],
    [`${UNKNOWN}, ${UNKNOWN}`, "idempotency_key_invalid"],
  ];
  for (const [method, { verb, path }] of routes) {
    for (const [key, code] of rows) {
      const sending: Sending = { body: {}, ...(key === undefined ? {} : { key }) };
      const answer = await rest.send(verb, `/v1${path}`, sending);
      assert.deepEqual([method, key, answer.status, answer.code], [method, key, 400, code]);
    }
  }
});

Deno.test("Idempotency-Key: the same request books once, another one with its key is refused", async () => {
  await using web = await WebBank.open();
  await web.customer("bobby");
  const rest = await web.restCustomer("alice");
  const key = web.newId();
  const wish = { to: "bobby", amountMinor: 2_500, memo: "rent" };
  // In quotation marks, as the IETF's draft has it, it is the same key.
  const pay = (body: unknown, as = key) => rest.post("/v1/transfers", body, { key: as });
  const twice = [key, `"${key}"`];
  const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => pay(wish, twice[n % 2])));
  for (const { status, text } of answers) {
    assert.deepEqual([status, text], [200, answers[0]!.text]);
  }
  assert.equal(answers[0]!.body.id, key);
  for (const other of [{ amountMinor: 2_501 }, { memo: "" }, { to: rest.account }]) {
    const { status, code } = await pay({ ...wish, ...other });
    assert.ok([409, 422].includes(status), `${status} ${code}`);
    assert.match(code, /^(id_reused|same_account)$/);
  }
  assert.equal((await pay({ ...wish, amountMinor: 2_501 })).code, "id_reused");
  assert.equal((await rest.get("/v1/account/balance")).body.bookedMinor, 100_000 - 2_500);
  const stranger = await web.restCustomer("carol");
  const theirs = await stranger.post("/v1/transfers", wish, { key });
  assert.deepEqual([theirs.status, theirs.code], [422, "id_reused"], "a key of somebody else");
});

/** A body that comes in pieces, so that nothing says beforehand how long it is. */
function pieces(bytes: number): ReadableStream<Uint8Array> {
  let left = bytes;
  return new ReadableStream({
    pull(controller) {
      const some = Math.min(left, 8_192);
      left -= some;
      if (some > 0) controller.enqueue(new Uint8Array(some).fill(0x20));
      else controller.close();
    },
  });
}

Deno.test("who has not signed in learns that first, before a key or a body is looked at", async () => {
  await using web = await WebBank.open();
  const headers = { "content-type": "text/plain" };
  for (const [method, { verb, path }] of routeEntries()) {
    if (METHODS[method].access === "anyone") continue;
    const raw = verb === "GET" || verb === "DELETE" ? {} : { raw: "x".repeat(70_000) };
    const address = `/v1${path.replace(/:\w+/g, "x")}`;
    const answer = await web.rest().send(verb, address, { headers, ...raw });
    assert.deepEqual([method, answer.status, answer.code], [method, 401, "not_logged_in"]);
  }
});

type BodyRow = readonly [what: string, sending: Sending, status: number, code: string];

const JSON_MEDIA = { "content-type": "application/json" };
const typed = (media: string, raw = "{}"): Sending => ({ raw, headers: { "content-type": media } });
const text = (raw: BodyInit): Sending => ({ raw, headers: JSON_MEDIA });

const BODIES: readonly BodyRow[] = [
  ["64 KiB and one", text(" ".repeat(64 * 1024 + 1)), 413, "too_large"],
  ["64 KiB and one in pieces", text(pieces(64 * 1024 + 1)), 413, "too_large"],
  ["1 MiB in pieces", text(pieces(1024 * 1024)), 413, "too_large"],
  ["64 KiB of nothing", text(" ".repeat(64 * 1024)), 400, "not_json"],
  ["plain text", typed("text/plain"), 415, "wrong_media_type"],
  ["a form", typed("application/x-www-form-urlencoded", "a=b"), 415, "wrong_media_type"],
  ["a form with files", typed("multipart/form-data; boundary=x"), 415, "wrong_media_type"],
  ["nearly JSON", typed("application/jsonp"), 415, "wrong_media_type"],
  ["JSON somewhere", typed("text/plain, application/json"), 415, "wrong_media_type"],
  ["no type", { raw: new Uint8Array([123, 125]) }, 415, "wrong_media_type"],
  ["half an object", text("{"), 400, "not_json"],
  ["a list", text("[]"), 400, "not_json"],
  ["null", text("null"), 400, "not_json"],
  ["a text", text('"x"'), 400, "not_json"],
  ["a number", text("1"), 400, "not_json"],
  ["two objects", text("{}{}"), 400, "not_json"],
  ["not UTF-8", text(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d])), 400, "not_json"],
  ["NaN", text('{"amountMinor":NaN}'), 400, "not_json"],
  ["deep", text("[".repeat(60_000)), 400, "not_json"],
  [
    "deep and whole",
    text(`{"to":${"[".repeat(20_000)}${"]".repeat(20_000)}}`),
    422,
    "invalid_params",
  ],
  ["nothing at all", {}, 422, "invalid_params"],
  ["JSON with a charset", typed("Application/JSON; charset=utf-8"), 422, "invalid_params"],
];

Deno.test("bodies: size, media type and form", async () => {
  await using web = await WebBank.open();
  const rest = await web.restCustomer("alice");
  for (const [what, sending, status, code] of BODIES) {
    const answer = await rest.send("POST", "/v1/transfers", { key: true, ...sending });
    assert.deepEqual([what, answer.status, answer.code], [what, status, code], answer.text);
  }
  for (const path of ["/v1/session/refresh", "/v1/session/step-up", "/v1/session"]) {
    for (const [what, sending, status, code] of BODIES.slice(0, 20)) {
      if (sending.raw instanceof ReadableStream || what.startsWith("deep and")) continue;
      const answer = await rest.send("POST", path, sending);
      assert.deepEqual([path, what, answer.status, answer.code], [path, what, status, code]);
    }
  }
  assert.equal((await rest.get("/v1/account")).status, 200);
});

Deno.test("documents: a file larger than 5 MiB is not read to its end", async () => {
  await using web = await WebBank.open();
  const rest = await web.restCustomer("alice");
  await rest.post("/v1/organisation", {});
  const path = `/v1/organisation/documents/${web.newId()}/content?fact=licence&fileName=a.pdf`;
  const headers = { "content-type": "application/pdf" };
  for (const raw of [new Uint8Array(DOCUMENT_BYTES_MAX + 1), pieces(DOCUMENT_BYTES_MAX + 1)]) {
    const answer = await rest.send("PUT", path, { raw, headers });
    assert.deepEqual([answer.status, answer.code], [413, "too_large"]);
  }
  const whole = await rest.send("PUT", path, { raw: new Uint8Array(DOCUMENT_BYTES_MAX), headers });
  assert.deepEqual([whole.status, whole.code], [422, "document_refused"]);
  const stranger = await web.rest().send("PUT", path, { raw: new Uint8Array(100), headers });
  assert.deepEqual([stranger.status, stranger.code], [401, "not_logged_in"]);
});

function requestOf(body: BodyInit | null, headers: Record<string, string> = {}): Request {
  return new Request("http://bank.example/", { method: "POST", body, headers });
}

Deno.test("bodies: one that does not come to its end in time is given up", async () => {
  const limits = { bytesMax: 100, after: runtime.after };
  let cancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(Buffer.from("{")),
    cancel: () => void (cancelled = true),
  });
  const refusal = await readBytes(requestOf(endless), { ...limits, msMax: 30 });
  assert.ok(refusal instanceof HttpRefusal);
  assert.deepEqual([refusal.code, cancelled], ["too_slow", true]);
  assert.equal(refusal.headers.connection, "close");
  const drip = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      controller.enqueue(Buffer.from(" "));
    },
  });
  const slow = await readBody(requestOf(drip, JSON_MEDIA), {
    ...limits,
    bytesMax: 1_000,
    msMax: 60,
  });
  assert.ok(slow instanceof HttpRefusal && slow.code === "too_slow", "the limit is for all of it");
  const exact = await readBytes(requestOf(pieces(100)), { ...limits, msMax: 1_000 });
  assert.ok(exact instanceof Uint8Array && exact.length === 100);
  const lying = requestOf(pieces(200), { "content-length": "10" });
  const over = await readBytes(lying, limits);
  assert.ok(over instanceof HttpRefusal && over.code === "too_large");
});

Deno.test("unknown fields are refused in bodies, paths' company and queries alike", async () => {
  await using web = await WebBank.open();
  await web.customer("bobby");
  const rest = await web.restCustomer("alice");
  const pay = '"to":"bobby","amountMinor":100';
  const rows: readonly (readonly [verb: string, path: string, sending: Sending])[] = [
    ["POST", "/v1/transfers", text(`{${pay},"fee":1}`)],
    ["POST", "/v1/transfers", text(`{${pay},"toString":1}`)],
    ["POST", "/v1/transfers", text(`{"__proto__":{${pay}}}`)],
    ["POST", "/v1/transfers", text(`{${pay},"__proto__":{"memo":"x"}}`)],
    ["POST", "/v1/transfers", text(`{${pay},"constructor":{"prototype":{}}}`)],
    ["GET", "/v1/account?number=1", {}],
    ["GET", "/v1/account/entries?limit=5&offset=3", {}],
    ["GET", "/v1/organisations?__proto__=x", {}],
    ["DELETE", "/v1/session?all=true", {}],
    ["PUT", "/v1/policy", { body: { password: PASSWORD, policy: {}, by: "x" } }],
  ];
  for (const [verb, path, sending] of rows) {
    const key = verb === "POST" ? { key: true as const } : {};
    const answer = await rest.send(verb, path, { ...key, ...sending });
    const what = `${verb} ${path} ${String(sending.raw ?? "")}`;
    assert.ok([403, 422].includes(answer.status), `${what} was answered ${answer.text}`);
  }
  assert.equal((await rest.get("/v1/account/balance")).body.bookedMinor, 100_000);
});

Deno.test("what the path and the key say cannot be said otherwise in the body", async () => {
  await using web = await WebBank.open();
  await web.customer("bobby");
  const rest = await web.restCustomer("alice");
  const [key, other] = [web.newId(), web.newId()];
  const body = { to: "bobby", amountMinor: 100, id: other };
  const answer = await rest.post("/v1/transfers", body, { key });
  if (answer.status === 200) assert.equal(answer.body.id, key);
  assert.equal((await rest.get(`/v1/transfers/${other}`)).status, 404);
  const closing = await rest.post(`/v1/holds/${key}/cancel`, { id: other });
  assert.notEqual(closing.body.id, other);
});

/** Follows the links from page to page. @returns what is on each. */
async function walked(rest: RestClient, path: string, list: string): Promise<unknown[][]> {
  const pages: unknown[][] = [];
  for (let next: string | null = path; next !== null;) {
    const answer: Answer = await rest.get(next);
    assert.equal(answer.status, 200, `${next}: ${answer.text}`);
    pages.push(answer.body[list] as unknown[]);
    const link = answer.headers.get("link");
    next = link === null
      ? null
      : /^<(\/v1\/[^>]+)>; rel="next"$/.exec(link)?.[1] ?? assert.fail(link);
    assert.ok(pages.length < 200, `${path} has no end`);
  }
  return pages;
}

Deno.test("cursors: every page once, nothing twice, nothing left out", async () => {
  await using web = await WebBank.open({ giving: true });
  const rest = await web.restLogIn("donor");
  const nowMs = web.clock.read();
  const rows: readonly (readonly [path: string, list: string, by: string])[] = [
    ["/v1/organisations?sort=name", "organisations", "organisation"],
    ["/v1/organisations?sort=urgent", "organisations", "organisation"],
    ["/v1/organisations?sort=recent&needs=true", "organisations", "organisation"],
    ["/v1/needs?x", "needs", "need"],
    ["/v1/gifts?x", "gifts", "transferId"],
    ["/v1/account/entries?x", "entries", "number"],
    [`/v1/account/statement?fromMs=0&toMs=${nowMs}`, "entries", "number"],
  ];
  for (const [given, list, by] of rows) {
    const path = given.replace("?x", "");
    const join = path.includes("?") ? "&" : "?";
    const whole = (await walked(rest, `${path}${join}limit=100`, list)).flat();
    const keyOf = (item: unknown) => (item as Record<string, unknown>)[by];
    for (const limit of [1, 2, 3, 5, 7, whole.length]) {
      const pages = await walked(rest, `${path}${join}limit=${limit}`, list);
      assert.deepEqual(pages.flat().map(keyOf), whole.map(keyOf), `${path}, ${limit} a page`);
      assert.ok(pages.every((page) => page.length <= limit), path);
    }
    assert.ok(whole.length >= 10, `${path} has ${whole.length} only`);
    assert.equal(new Set(whole.map(keyOf)).size, whole.length, path);
  }
});

Deno.test("cursors: nonsense is refused or begins anew, and never fails", async () => {
  await using web = await WebBank.open({ giving: true });
  const rest = await web.restLogIn("donor");
  const paths = ["organisations", "needs", "gifts", "account/entries", "account/statement"];
  const nonsense = [
    "",
    "-1",
    "1.5",
    "x",
    "-3.x",
    "1e9.x",
    "99999999999999999999",
    "NaN",
    "%00",
    "🙂",
  ];
  for (const path of paths) {
    const more = path.endsWith("statement") ? `fromMs=0&toMs=${web.clock.read()}&` : "";
    for (const after of nonsense) {
      const answer = await rest.get(`/v1/${path}?${more}after=${after}`);
      assert.ok([200, 422].includes(answer.status), `${path} after ${after}: ${answer.text}`);
    }
  }
  assert.deepEqual(web.log.lines.filter(({ level }) => level === "error"), []);
});
