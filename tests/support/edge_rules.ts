// Rules that every edge has to keep, with an origin that does what no bank would do: one row or one small story per rule.
import assert from "node:assert/strict";
import { type EdgeOrigin, publicAnswer } from "./edge_origin.ts";
import { grownOld, rawAnswer, see, seeUntil, together } from "./edge_visitor.ts";

const OWN = { cookie: "__Host-bank=secret", authorization: "Bearer secret" };

/** What is asked for, what the origin is to see, and whether it may see who asks. */
const TARGETS: readonly (readonly [asked: string, target: RegExp, named: boolean])[] = [
  ["/?utm_source=a&fbclid=b", /^\/$/, false],
  ["/?q=rice&utm_source=a", /^\/\?.*\bq=rice\b(?!.*utm)/, false],
  ["/ta/?sort=recent&x=1", /^\/ta\/?\?.*\bsort=recent\b(?!.*x=1)/, false],
  ["/needs?after=5&x=1", /^\/needs\?after=5$/, false],
  ["/needs/?x=2", /^\/needs\/?$/, false],
  ["/o/123456789012?next=a", /^\/o\/123456789012$/, false],
  ["/ta/o/123456789012/feed?a=b", /^\/ta\/o\/123456789012\/feed$/, false],
  ["/hi/register?a=b", /^\/hi\/register$/, false],
  ["/hi/transparency?a=b", /^\/hi\/transparency$/, false],
  ["/v1/live/snapshot?organisation=7&x=1", /^\/v1\/live\/snapshot\?organisation=7$/, false],
  ["/v1/organisations?limit=2&unknown=1", /limit=2&unknown=1$/, false],
  ["/v1/giving/totals", /^\/v1\/giving\/totals$/, false],
  ["/assets/a.0123.css?v=1", /^\/assets\/a\.0123\.css/, false],
  ["/me?done=given", /^\/me\?done=given$/, true],
  ["/hi/me/account", /^\/hi\/me\/account$/, true],
  ["/v1/account", /^\/v1\/account$/, true],
  ["/v1/organisation", /^\/v1\/organisation$/, true],
  ["/v1/organisations/1/reviews", /reviews$/, true],
  ["/v1/needs/1", /^\/v1\/needs\/1$/, true],
  ["/sign-in?next=%2Fme", /^\/sign-in\?next=%2Fme$/, true],
  ["/o/123456789012/private", /private$/, true],
  ["/anything", /^\/anything$/, true],
];

export async function assertTargets({ edge, origin }: EdgeOrigin): Promise<void> {
  for (const [path, target, named] of TARGETS) {
    origin.says(({ target }) => publicAnswer(target));
    for (let time = 0; time < 2; time++) await see(edge.origin, path, { headers: OWN });
    assert.equal(origin.asked.length, named ? 2 : 1, `${path}: kept or not`);
    const [{ target: asked, headers }] = origin.asked as [typeof origin.asked[0]];
    assert.match(asked, target, path);
    const seen = [headers.get("cookie"), headers.get("authorization")];
    assert.deepEqual([path, ...seen], [
      path,
      ...named ? [OWN.cookie, OWN.authorization] : [null, null],
    ]);
    assert.equal(headers.get("host"), `127.0.0.1:${edge.port}`, path);
  }
}

/** The visitor's address is the last one, whatever the visitor says. */
export async function assertForwarded({ edge, origin }: EdgeOrigin): Promise<void> {
  for (const path of ["/o/200000000001", "/me"]) {
    for (const said of [null, "198.51.100.9"]) {
      origin.says(() => new Response("", { headers: { "cache-control": "no-store" } }));
      await see(edge.origin, path, { headers: said === null ? {} : { "x-forwarded-for": said } });
      const forwarded = origin.asked[0]!.headers.get("x-forwarded-for") ?? "";
      const hops = forwarded.split(/,\s*/);
      assert.deepEqual([path, hops.at(-1)], [path, "127.0.0.1"], forwarded);
      if (said !== null) assert.equal(hops.at(-2), said, forwarded);
    }
  }
}

/** Only GET and HEAD are public: a form sent to a public path keeps its cookie and is not kept. */
export async function assertOtherMethods({ edge, origin }: EdgeOrigin): Promise<void> {
  for (const verb of ["POST", "PUT", "DELETE"]) {
    origin.says((_, count) => publicAnswer(`${verb} ${count}`));
    for (const count of [1, 2]) {
      const seen = await see(edge.origin, "/v1/needs", { verb, headers: OWN, body: "a" });
      assert.deepEqual([seen.text, seen.cache], [`${verb} ${count}`, "miss"]);
    }
    assert.equal(origin.asked[0]!.headers.get("cookie"), OWN.cookie, verb);
    assert.equal(origin.asked[0]!.headers.get("authorization"), OWN.authorization, verb);
  }
}

const UNKEPT: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ["/o/300000000001", { "set-cookie": "__Host-bank=somebody" }],
  ["/o/300000000002", { "cache-control": "private, no-store" }],
  ["/o/300000000003", { "cache-control": "no-store" }],
  ["/o/300000000004", { "cache-control": "private, max-age=60" }],
];

/** Also when many ask for the same at the same time: then each has an answer of its own. */
export async function assertNeverKept({ edge, origin }: EdgeOrigin): Promise<void> {
  for (const [path, headers] of UNKEPT) {
    origin.says((_, count) => publicAnswer(`answer ${count}`, undefined, headers));
    const texts = new Set<string>();
    await together(8, 24, async () => {
      const seen = await see(edge.origin, path);
      assert.deepEqual([path, seen.status, seen.cache], [path, 200, "miss"]);
      texts.add(seen.text);
    });
    assert.equal(texts.size, 24, `${path}: two had the same answer`);
  }
}

/** Many who come first share one question. */
export async function assertOneQuestion({ edge, origin }: EdgeOrigin): Promise<void> {
  origin.says(() => publicAnswer("shared"));
  await together(16, 64, async () => {
    assert.equal((await see(edge.origin, "/o/400000000001")).text, "shared");
  });
  assert.equal(origin.asked.length, 1);
}

const SHORT = "public, max-age=0, s-maxage=1, stale-while-revalidate=600, stale-if-error=86400";

/** Old at first, while the edge fetches the new one by itself. */
export async function assertRevalidates({ edge, origin }: EdgeOrigin): Promise<void> {
  origin.says(() => publicAnswer("old", SHORT));
  await see(edge.origin, "/needs?after=1");
  origin.says(() => publicAnswer("new", SHORT));
  await grownOld(2_100);
  const first = await see(edge.origin, "/needs?after=1");
  assert.deepEqual([first.text, first.cache], ["old", "hit"]);
  await seeUntil(
    "the new page",
    2_000,
    async () => (await see(edge.origin, "/needs?after=1")).text === "new",
  );
  assert.equal(origin.asked[0]!.headers.get("if-none-match")?.replace("W/", ""), '"old"');
}

/** Older than stale-while-revalidate: new while the origin is there, old when it is not, new when it is back. */
export async function assertStaleOnlyWhileAway({ edge, origin }: EdgeOrigin): Promise<void> {
  const rule = "public, max-age=0, s-maxage=1, stale-while-revalidate=1, stale-if-error=86400";
  const path = "/needs?after=2";
  const text = async () => (await see(edge.origin, path)).text;
  origin.says(() => publicAnswer("old", rule));
  assert.equal(await text(), "old");
  origin.says(() => publicAnswer("new", rule));
  await grownOld(3_100);
  assert.equal(await text(), "new", "two seconds are over: nobody sees the old one");
  origin.says(() => new Response("broken", { status: 500 }));
  await grownOld(3_100);
  for (let time = 0; time < 3; time++) assert.equal(await text(), "new", "the origin fails");
  await origin.stop();
  for (let time = 0; time < 3; time++) assert.equal(await text(), "new", "the origin is away");
  origin.says(() => publicAnswer("newest", rule));
  origin.start();
  await seeUntil("the origin is back", 8_000, async () => await text() === "newest");
}

/** Gone soon after it was taken down, and for good. */
export async function assertTakenDown({ edge, origin }: EdgeOrigin): Promise<void> {
  const gone = () =>
    new Response("gone", { status: 404, headers: { "cache-control": "no-store" } });
  for (const path of ["/o/500000000001", "/v1/organisations/500000000001"]) {
    origin.says(() => publicAnswer("here", SHORT));
    assert.equal((await see(edge.origin, path)).status, 200);
    origin.says(gone);
    const isGone = async () => (await see(edge.origin, path)).status === 404;
    await seeUntil(`${path} is gone`, 4_000, isGone);
    for (let time = 0; time < 5; time++) assert.ok(await isGone(), `${path} came back`);
    origin.says(() => publicAnswer("again", SHORT));
    await seeUntil(
      `${path} is back`,
      7_000,
      async () => (await see(edge.origin, path)).text === "again",
    );
  }
}

const UPGRADE = ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"];

/** What comes after an upgrade that the origin refuses does not reach it with an address of the visitor's choice. */
export async function assertRefusedUpgrade({ edge, origin }: EdgeOrigin): Promise<void> {
  origin.says(() => new Response("no", { status: 403, headers: { "content-length": "2" } }));
  const host = `Host: 127.0.0.1:${edge.port}`;
  const lines = [
    "GET /v1/live HTTP/1.1",
    host,
    ...UPGRADE,
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "",
    "GET /me HTTP/1.1",
    host,
    "X-Forwarded-For: 203.0.113.66",
    "",
    "",
  ];
  const said = await rawAnswer(edge.port, lines.join("\r\n"));
  assert.match(said, /^HTTP\/1\.1 403 /);
  for (const { target, headers } of origin.asked) {
    const forwarded = headers.get("x-forwarded-for") ?? "";
    assert.match(forwarded, /127\.0\.0\.1$/, `${target} came past the edge`);
  }
}
