// What every answer of the web face has in common: security headers on all of them, problems (RFC 9457) that say the code and
// no secret, no invitation to other origins, and a limit of requests for each source.
import assert from "node:assert/strict";
import { REFUSALS } from "../../bank/refusal.ts";
import { HTTP_CODES } from "../../net/http/http_problem.ts";
import { FAILURES_PER_NAME_AND_SOURCE, REQUESTS_PER_MINUTE } from "../../api/limits.ts";
import { ERRORS } from "../../api/message.ts";
import { routeEntries } from "../../api/rest_routes.ts";
import { type Answer, answerOf, type RestClient, type Sending } from "../support/rest_client.ts";
import { PASSWORD, WebBank } from "../support/web_bank.ts";

const UNKNOWN = "01a20bd5-8510-7266-8dc5-51817c336f23";

const HEADERS: Readonly<Record<string, RegExp>> = {
  "content-security-policy": /default-src 'none'/,
  "strict-transport-security": /^max-age=[0-9]{8}/,
  "x-content-type-options": /^nosniff$/,
  "x-frame-options": /^DENY$/,
  "referrer-policy": /^same-origin$/,
  "cross-origin-opener-policy": /^same-origin$/,
  "cross-origin-resource-policy": /^same-origin$/,
  "permissions-policy": /camera=\(\)/,
};

function assertSecure(what: string, { headers }: Pick<Answer, "headers">): void {
  for (const [name, form] of Object.entries(HEADERS)) {
    assert.match(headers.get(name) ?? "", form, `${what}: ${name}`);
  }
  for (const [name] of headers) {
    assert.doesNotMatch(name, /^(access-control-|server$|x-powered-by)/, what);
  }
}

const CODES = new Set([
  ...Object.keys(REFUSALS),
  ...Object.keys(ERRORS),
  ...Object.keys(HTTP_CODES),
]);

/** RFC 9457, and nothing in it that could help an attacker. */
function assertProblem(what: string, answer: Answer): void {
  const { status, headers, body, text } = answer;
  assert.equal(headers.get("content-type"), "application/problem+json", `${what}: ${text}`);
  assert.equal(headers.get("cache-control"), "no-store", what);
  assert.equal(body.status, status, `${what}: the status in the body: ${text}`);
  assert.ok(CODES.has(String(body.code)), `${what}: ${body.code}`);
  assert.equal(body.type, `/problems/${body.code}`, what);
  assert.equal(typeof body.title, "string", what);
  assert.equal(typeof body.retryable, "boolean", what);
  assert.equal(headers.has("set-cookie"), false, what);
  assert.equal(body.retryable === true, headers.has("retry-after"), `${what}: Retry-After`);
  if (status === 401) assert.match(headers.get("www-authenticate") ?? "", /^Bearer/, what);
  assert.doesNotMatch(text, /\n\s+at |\.tsx?:|node:|file:|Error:|\/tmp\/|sessionToken/, what);
  assert.equal(text.includes(PASSWORD), false, what);
}

const KINDS: readonly (readonly [status: number, verb: string, path: string, sending: Sending])[] =
  [
    [200, "GET", "/v1/ping", {}],
    [200, "GET", "/v1/account", {}],
    [200, "GET", "/v1/organisations", {}],
    [200, "GET", "/openapi.json", {}],
    [200, "GET", "/.well-known/jwks.json", {}],
    [200, "GET", "/healthz", {}],
    [200, "GET", "/v1/live/snapshot", {}],
    [200, "POST", "/v1/live/tickets", {}],
    [200, "GET", "/", {}],
    [200, "GET", "/hi/needs", {}],
    [200, "GET", "/sign-in", {}],
    [200, "HEAD", "/", {}],
    [200, "HEAD", "/v1/organisations", {}],
    [303, "GET", "/me", {}],
    [303, "GET", "/ta/me/account", {}],
    [304, "GET", "/v1/organisations", { headers: { "if-none-match": "*" } }],
    [304, "GET", "/", { headers: { "if-none-match": "*" } }],
  ];

const PROBLEMS: readonly (readonly [code: string, verb: string, path: string, sending: Sending])[] =
  [
    ["no_such_page", "GET", "/nothing", {}],
    ["no_such_page", "GET", "/v1/nothing", {}],
    ["no_such_page", "GET", "/v1", {}],
    ["no_such_page", "GET", "/v1/%2e%2e/account", {}],
    ["method_not_allowed", "PATCH", "/v1/account", {}],
    ["method_not_allowed", "DELETE", "/v1/account", {}],
    ["method_not_allowed", "BREW", "/v1/ping", {}],
    ["method_not_allowed", "OPTIONS", "/v1/account", {}],
    ["no_such_page", "GET", "/assets/style.0000000000000000.css", {}],
    ["method_not_allowed", "GET", "/v1/session", {}],
    ["not_logged_in", "GET", "/v1/account", { token: null }],
    ["token_invalid", "GET", "/v1/account", { token: "x" }],
    ["token_invalid", "POST", "/v1/session/refresh", { body: { refreshToken: "x" } }],
    ["not_allowed", "GET", "/v1/reviews", {}],
    ["not_allowed", "POST", "/v1/staff/audit", { body: {} }],
    ["wrong_credentials", "POST", "/v1/session", { body: { userName: "zoe", password: "x" } }],
    ["user_name_taken", "POST", "/v1/customers", {
      body: { userName: "alice", password: PASSWORD },
    }],
    ["weak_password", "POST", "/v1/customers", { body: { userName: "zoe", password: "zoe" } }],
    ["invalid_params", "POST", "/v1/customers", { body: { password: PASSWORD } }],
    ["invalid_params", "GET", "/v1/transfers/x", {}],
    ["no_such_transfer", "GET", `/v1/transfers/${UNKNOWN}`, {}],
    ["no_such_block", "GET", "/v1/journal/999999/head", {}],
    ["no_such_organisation", "GET", "/v1/organisations/100000000000", {}],
    ["no_such_organisation", "GET", "/v1/organisation", {}],
    ["no_such_payee", "GET", "/v1/payees/nobody", {}],
    ["no_such_pledge", "POST", `/v1/pledges/${UNKNOWN}/cancel`, { body: {} }],
    ["no_such_order", "DELETE", `/v1/recurring-gifts/${UNKNOWN}`, {}],
    ["no_such_open_gift", "POST", `/v1/open-gifts/${UNKNOWN}/cancel`, {}],
    ["idempotency_key_missing", "POST", "/v1/transfers", { body: {} }],
    ["not_json", "POST", "/v1/transfers", {
      raw: "{",
      headers: { "content-type": "application/json" },
    }],
    ["wrong_media_type", "POST", "/v1/transfers", { raw: "{}" }],
    ["too_large", "POST", "/v1/transfers", { raw: " ".repeat(70_000) }],
  ];

Deno.test("every kind of answer has the security headers and lets no other origin in", async () => {
  await using web = await WebBank.open();
  const rest = await web.restCustomer("alice");
  const origin = { origin: "https://elsewhere.example" };
  for (const [status, verb, path, sending] of KINDS) {
    const headers = { ...origin, ...sending.headers };
    const answer = await rest.send(verb, path, { ...sending, headers });
    assert.equal(answer.status, status, `${verb} ${path}: ${answer.text.slice(0, 200)}`);
    assertSecure(`${verb} ${path}`, answer);
  }
  for (const [code, verb, path, sending] of PROBLEMS) {
    const headers = { ...origin, ...sending.headers };
    const answer = await rest.send(verb, path, { ...sending, headers });
    assert.equal(answer.code, code, `${verb} ${path}: ${answer.text}`);
    assertSecure(`${verb} ${path}`, answer);
    assertProblem(`${verb} ${path}`, answer);
  }
  assert.deepEqual(web.log.lines.filter(({ level }) => level === "error"), []);
});

Deno.test("a preflight of another origin gets no permission", async () => {
  await using web = await WebBank.open();
  const headers = {
    origin: "https://elsewhere.example",
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization,idempotency-key",
  };
  for (const path of ["/v1/transfers", "/v1/session", "/v1/organisations", "/me", "/v1/live"]) {
    const answer = await web.rest().send("OPTIONS", path, { headers });
    assert.ok(answer.status >= 400, path);
    assertSecure(path, answer);
  }
});

/** Sends words over a bare connection. @returns the answer when its head and its length have come. */
async function spoken(web: WebBank, path: string, lines: readonly string[]): Promise<Answer> {
  const { port } = web.bank.http!;
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const words = [`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`, ...lines, "", ""];
  await connection.write(new TextEncoder().encode(words.join("\r\n")));
  let text = "";
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(8_192);
  while (true) {
    const count = await connection.read(buffer);
    text += decoder.decode(buffer.subarray(0, count ?? 0), { stream: true });
    const [head = "", body = ""] = text.split("\r\n\r\n");
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (count !== null && (!text.includes("\r\n\r\n") || body.length < length)) continue;
    const [first = "", ...rest] = head.split("\r\n");
    const headers = rest.map((line) => line.split(/: (.*)/).slice(0, 2) as [string, string]);
    const status = Number(first.split(" ")[1]);
    return await answerOf(
      new Response(status === 101 ? null : body, {
        status: status === 101 ? 200 : status,
        headers,
      }),
    );
  }
}

const UPGRADE = [
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
];

Deno.test("a live connection that is turned away gets an answer like every other", async () => {
  await using web = await WebBank.open();
  const rows: readonly (readonly [path: string, lines: readonly string[], code: string])[] = [
    ["/nothing", [], "no_such_page"],
    ["/v1/live", ["Origin: https://elsewhere.example"], "wrong_origin"],
    ["/v1/live", ["Origin: null"], "wrong_origin"],
    ["/v1/live", ["Origin: http://127.0.0.1"], "wrong_origin"],
  ];
  // Before anything was asked for, the face may still be on its way (tests/unit/face_door_test.ts).
  await web.rest("127.0.0.1").get("/v1/hello");
  for (const [path, lines, code] of rows) {
    const answer = await spoken(web, path, [...UPGRADE, ...lines]);
    assert.equal(answer.code, code, answer.text);
    assertProblem(`${path} ${lines}`, answer);
    assertSecure(`${path} ${lines}`, answer);
  }
});

Deno.test("problems whose details have names of their own keep the names of a problem", async () => {
  await using web = await WebBank.open({ giving: true });
  const donor = await web.restLogIn("donor");
  const { pledges } = (await donor.get("/v1/pledges")).body as {
    pledges: { pledge: string; status: string }[];
  };
  const received = pledges.find(({ status }) => status === "received")!;
  const over = await donor.post(`/v1/pledges/${received.pledge}/cancel`);
  assert.equal(over.code, "pledge_over");
  assertProblem("a pledge that is over", over);
  const { gifts } = (await donor.get("/v1/gifts")).body as { gifts: { transferId: string }[] };
  const booked = await donor.post(`/v1/holds/${gifts[0]!.transferId}/cancel`);
  assert.equal(booked.code, "not_held");
  assertProblem("a payment that is not held", booked);
});

Deno.test("a query that no header can hold is no failure of ours", async () => {
  await using web = await WebBank.open({ giving: true });
  const rest = web.rest();
  const [known = ""] = web.filled!.organisations;
  const rows = ["%0a", "%0d%0aset-cookie:%20a=b", "%E0%A4%85", "%00", "a%22b,c", "x".repeat(5_000)];
  for (const organisation of [known, ...rows]) {
    const answer = await rest.get(`/v1/live/snapshot?organisation=${organisation}`);
    assert.ok(answer.status < 500, `${organisation.slice(0, 30)}: ${answer.text.slice(0, 200)}`);
    assert.equal(answer.headers.has("set-cookie"), false);
    const tag = answer.headers.get("cache-groups") ?? "";
    assert.ok(answer.status >= 400 || /^"(org-[0-9]{12}|directory)"$/.test(tag), tag.slice(0, 100));
  }
});

/** Requests at once that a test machine takes well. */
const AT_ONCE = 100;

Deno.test("requests: one source has a limit, and is told when to come again", async () => {
  await using web = await WebBank.open();
  const [greedy, modest] = [web.rest("198.51.100.1"), web.rest("198.51.100.2")];
  web.clock.advance(60_000 - web.clock.read() % 60_000);
  const answers: Answer[] = [];
  for (let sent = 0; sent < REQUESTS_PER_MINUTE + AT_ONCE; sent += AT_ONCE) {
    answers.push(
      ...await Promise.all(Array.from({ length: AT_ONCE }, () => greedy.get("/healthz"))),
    );
  }
  const refused = answers.filter(({ status }) => status === 429);
  assert.equal(answers.length - refused.length, REQUESTS_PER_MINUTE);
  for (const answer of refused.slice(0, 3)) {
    assertProblem("too many", answer);
    assertSecure("too many", answer);
    const seconds = Number(answer.headers.get("retry-after"));
    assert.ok(Number.isInteger(seconds) && seconds >= 1 && seconds <= 60, String(seconds));
  }
  assert.equal((await modest.get("/healthz")).status, 200);
  web.clock.advance(60_000);
  assert.equal((await greedy.get("/healthz")).status, 200);
});

async function guesses(rest: (turn: number) => RestClient, count: number): Promise<string[]> {
  const codes: string[] = [];
  const body = { userName: "alice", password: "a guess" };
  for (let turn = 0; turn < count; turn++) {
    codes.push((await rest(turn).post("/v1/session", body)).code);
  }
  return codes;
}

Deno.test("guesses of a password are slowed down, whatever address they claim to come from", async () => {
  const count = FAILURES_PER_NAME_AND_SOURCE + 1;
  await using open = await WebBank.open({ trustedProxies: [] });
  await open.customer("alice");
  const spoofed = await guesses((turn) => open.rest(`192.0.2.${turn}`), count);
  assert.equal(spoofed.at(-1), "throttled", "nobody believes an address that a client claims");
  const late = await open.rest().post("/v1/session", { userName: "alice", password: PASSWORD });
  assert.deepEqual([late.status, late.code], [429, "throttled"]);
  assertProblem("throttled", late);
  await using behind = await WebBank.open();
  await behind.customer("alice");
  const apart = await guesses((turn) => behind.rest(`192.0.2.${turn}`), count);
  assert.equal(apart.includes("throttled"), false, "a proxy of ours tells sources apart");
  const prefixed = await guesses((turn) => behind.rest(`10.0.0.${turn}, 192.0.2.99`), count);
  assert.equal(prefixed.at(-1), "throttled", "what a client puts in front is not believed");
});

Deno.test("another verb: 405 with what the path takes, and 404 only where nothing is", async () => {
  await using web = await WebBank.open();
  for (const [, { verb, path }] of routeEntries()) {
    const address = `/v1${path.replace(/:\w+/g, "1")}`;
    const other = verb === "DELETE" ? "PATCH" : "PROPFIND";
    const answer = await web.rest("127.0.0.1").send(other, address, {});
    assert.equal(answer.status, 405, `${other} ${address}`);
    const allow = (answer.headers.get("allow") ?? "").split(", ");
    assert.ok(allow.includes(verb) && !allow.includes(other), `${address}: ${allow}`);
  }
  assert.equal((await web.rest("127.0.0.1").send("GET", "/v1/nothing/here", {})).status, 404);
});
