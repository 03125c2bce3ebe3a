// What caches may keep: the Cache-Control of every route of the app, as strangers, customers and staff get it; that public
// pages are the same for all visitors; and that nothing in them is about people who did not want it.
import assert from "node:assert/strict";
import { CACHE_RULES, type CacheRule } from "../../net/http/caching.ts";
import { routeEntries } from "../../api/rest_routes.ts";
import { ASSETS } from "../../web/assets.ts";
import { KNOWN_PLACES } from "../../web/discovery.ts";
import { LANGUAGES } from "../../web/languages.ts";
import type { Answer, RestClient, Sending } from "../support/rest_client.ts";
import { WebBank } from "../support/web_bank.ts";
import { type AppRoute, appRoutes, filledPath, placesOf } from "../support/web_routes.ts";

const PAGES = [
  "/",
  "/o/:organisation",
  "/o/:organisation/feed",
  "/needs",
  "/transparency",
  "/register",
  "/reference",
  "/problems/:code",
]
  .flatMap((path) =>
    LANGUAGES.map((language) =>
      language === "en" ? path : `/${language}${path === "/" ? "" : path}`
    )
  );

/** What is said to be shared; everything else is private. A new public route has to be added here by hand. */
const SHARED: ReadonlyMap<string, CacheRule> = new Map<string, CacheRule>([
  ...PAGES.map((path) => [path, "page"] as const),
  ...routeEntries().filter(([, { shared }]) => shared)
    .map(([, { path }]) => [`/v1${path}`, "data"] as const),
  ...["/favicon.ico", ...Object.keys(KNOWN_PLACES)].map((path) => [path, "page"] as const),
  ["/openapi.json", "data"],
  ["/.well-known/jwks.json", "data"],
  ["/v1/live/snapshot", "snapshot"],
  ["/assets/:name", "asset"],
]);

/** Known to the world by name, so that everything is there that needs one. */
const FILLED = {
  giving: true,
  published: { origin: "https://give.example", contact: "mailto:safe@give.example" },
};

function ruleOf({ verb, path }: AppRoute, status: number): string {
  if (status >= 400) return CACHE_RULES.error;
  const shared = SHARED.get(path === "/" ? path : path.replace(/\/$/, ""));
  if (verb === "GET" && shared) return CACHE_RULES[shared];
  return path === "/healthz" ? CACHE_RULES.error : CACHE_RULES.private;
}

Deno.test("the list of what is shared is what it was meant to be", () => {
  const data = [...SHARED].filter(([, rule]) => rule === "data").map(([path]) => path).sort();
  assert.deepEqual(data, [
    "/.well-known/jwks.json",
    "/openapi.json",
    "/v1/giving/totals",
    "/v1/needs",
    "/v1/organisations",
    "/v1/organisations/:organisation",
  ]);
});

/** As a browser and a program at once: both its cookie and its token. */
function sendingAs(client: RestClient | null, verb: string, path: string): Sending {
  const cookie: Record<string, string> = client
    ? { cookie: `__Host-bank=${client.refreshToken}` }
    : {};
  const headers = { ...cookie, "sec-fetch-site": "same-origin" };
  if (verb === "GET") return { headers };
  const form = { ...headers, "content-type": "application/x-www-form-urlencoded" };
  return path.startsWith("/v1/") ? { headers, body: {}, key: true } : { headers: form, raw: "a=b" };
}

const WHO = [null, "donor", "anbu", "asha"] as const;

function assertCached(what: string, route: AppRoute, { status, headers }: Answer): void {
  const rule = headers.get("cache-control") ?? "";
  assert.deepEqual([what, rule], [what, ruleOf(route, status)], `answered ${status}`);
  if (!rule.startsWith("public")) {
    assert.equal(headers.get("etag"), null, `${what}: private answers have no ETag`);
    assert.equal(headers.get("cache-tag"), null, what);
    return;
  }
  assert.equal(headers.get("set-cookie"), null, what);
  assert.doesNotMatch(headers.get("vary") ?? "", /cookie|authorization|\*/i, what);
  assert.match(headers.get("etag") ?? "", /^(W\/)?"[\w-]{22}"$/, what);
}

Deno.test("Cache-Control of every route, for strangers, customers and staff", async () => {
  await using web = await WebBank.open(FILLED);
  const places = await placesOf(web);
  const routes = await appRoutes();
  assert.ok(routes.length > 150, `${routes.length} routes`);
  const seen = new Set<string>();
  for (const who of WHO) {
    for (const route of routes) {
      const client = who === null ? null : await web.restLogIn(who);
      const verb = route.verb === "ALL" ? "GET" : route.verb;
      const path = filledPath(route.path, places);
      const sending = sendingAs(client, verb, path);
      const answer = await (client ?? web.rest()).send(verb, path, sending);
      assert.ok(answer.status < 500, `${verb} ${path}: ${answer.text.slice(0, 300)}`);
      const what = `${who}: ${verb} ${route.path}`;
      assertCached(what, route, answer);
      if (verb === "GET" && answer.status === 200) seen.add(route.path);
    }
  }
  for (const path of SHARED.keys()) {
    const listed = seen.has(path) || seen.has(`${path}/`);
    assert.ok(listed, `${path} was never answered 200`);
  }
  assert.deepEqual(web.log.lines.filter(({ level }) => level === "error"), []);
});

const WRONG: readonly string[] = [
  "/nothing",
  "/hi/nothing",
  "/v1/nothing",
  "/o/100000000000",
  "/ta/o/100000000000",
  "/o/x",
  "/v1/organisations/100000000000",
  "/v1/organisations?limit=0",
  "/v1/organisations?sort=size",
  "/v1/needs?after=x",
  "/assets/",
  "/assets/style.css",
  "/assets/style.0000000000000000.css",
  "/assets/..%2fmain.ts",
  "/assets/%2e%2e/main.ts",
  ...ASSETS.map(({ path }) => path.replace(/\.[0-9a-f]{16}\./, ".0123456789abcdef.")),
  ...ASSETS.map(({ path }) => path.toUpperCase()),
  ...ASSETS.map(({ path }) => `/hi${path}`),
  "/.git/config",
  "/main.ts",
  "/?after=x%00",
];

Deno.test("errors are not kept, a wrong hash of an asset is one", async () => {
  await using web = await WebBank.open(FILLED);
  for (const path of WRONG) {
    const answer = await web.rest().get(path);
    const [rule] = [answer.headers.get("cache-control")];
    if (answer.status === 200 && path.startsWith("/?")) continue;
    assert.ok(answer.status >= 400 && answer.status < 500, `${path}: ${answer.status}`);
    assert.deepEqual([path, rule], [path, "no-store"]);
    assert.equal(answer.headers.get("etag"), null, path);
  }
  for (const { path, body } of ASSETS) {
    const answer = await fetch(web.origin + path);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const whole = typeof body === "string" ? new TextEncoder().encode(body) : body;
    assert.deepEqual([answer.status, bytes], [200, new Uint8Array(whole)], path);
  }
});

Deno.test("If-None-Match: weak and strong tags alike save the body, others do not", async () => {
  await using web = await WebBank.open(FILLED);
  const places = await placesOf(web);
  const rest = web.rest();
  for (const [route] of SHARED) {
    const path = filledPath(route, places);
    const whole = await rest.get(path);
    assert.equal(whole.status, 200, path);
    const tag = whole.headers.get("etag")!.replace(/^W\//, "");
    const asked = (value: string) => rest.get(path, { headers: { "if-none-match": value } });
    for (const value of [tag, `W/${tag}`, `"a", W/${tag}, "b"`, `"a",${tag}`, "*", ` ${tag} `]) {
      const { status, text, headers } = await asked(value);
      assert.deepEqual([path, value, status, text], [path, value, 304, ""]);
      assert.equal(headers.get("cache-control"), whole.headers.get("cache-control"), path);
      assert.equal(headers.get("etag")?.replace(/^W\//, ""), tag, path);
    }
    for (const value of ['"other"', "W/", tag.slice(1, -1), tag.toLowerCase() + "x", ""]) {
      assert.equal((await asked(value)).status, 200, `${path} with ${value}`);
    }
    const head = await rest.send("HEAD", path);
    assert.deepEqual([head.status, head.text], [200, ""], path);
    assert.equal(head.headers.get("cache-control"), whole.headers.get("cache-control"), path);
  }
});

Deno.test("tags name what an answer is about", async () => {
  await using web = await WebBank.open(FILLED);
  const places = await placesOf(web);
  const own = `org-${places.organisation}`;
  for (const [route, rule] of SHARED) {
    const { headers } = await web.rest().get(filledPath(route, places));
    const tags = (headers.get("cache-tag") ?? "").split(",").filter((tag) => tag !== "");
    assert.equal(headers.get("surrogate-key") ?? "", tags.join(" "), route);
    assert.equal(headers.get("cache-groups") ?? "", tags.map((tag) => `"${tag}"`).join(", "));
    if (route.includes(":organisation")) assert.ok(tags.includes(own), `${route}: ${tags}`);
    const changes = rule === "page" || rule === "snapshot" || route.startsWith("/v1/");
    if (changes && !/\/(?:reference|problems\/:code)$/.test(route)) {
      assert.ok(tags.length > 0, `${route} cannot be purged`);
    }
  }
});

Deno.test("public pages are the same bytes for all visitors", async () => {
  await using web = await WebBank.open(FILLED);
  const places = await placesOf(web);
  for (const [route] of SHARED) {
    const path = filledPath(route, places);
    const strange = await web.rest().get(path);
    for (const who of ["donor", "anbu", "asha"]) {
      const client = await web.restLogIn(who);
      const answer = await client.get(path, sendingAs(client, "GET", path));
      // Another sign-in is no change of what the directory shows, but it may be one of the journal.
      const plain = (text: string) => text.replace(/(data-block="|"block":|data-head>)\d+/g, "");
      if (/snapshot|totals|transparency/.test(path)) continue;
      assert.equal(plain(answer.text), plain(strange.text), `${path} for ${who}`);
    }
  }
});

Deno.test("what changes is seen at once, and kept answers are like fresh ones", async () => {
  await using web = await WebBank.open(FILLED);
  const donor = await web.restLogIn("donor");
  const [organisation = ""] = web.filled!.organisations;
  const paths = [
    `/o/${organisation}`,
    `/v1/organisations/${organisation}`,
    "/v1/giving/totals",
    "/",
  ];
  for (let turn = 0; turn < 3; turn++) {
    const before = await Promise.all(paths.map((path) => donor.get(path)));
    const again = await Promise.all(paths.map((path) => donor.get(path)));
    for (const [place, { text, headers }] of again.entries()) {
      assert.equal(text, before[place]!.text, String(paths[place]));
      const named = (all: Headers) => [...all].filter(([name]) => name !== "date");
      assert.deepEqual(named(headers), named(before[place]!.headers), String(paths[place]));
    }
    const body = { organisation, amountMinor: 5_000, foreign: false, visibility: "organisation" };
    assert.equal((await donor.post("/v1/gifts", body, { key: true })).status, 200);
    for (const [place, path] of paths.entries()) {
      const tag = before[place]!.headers.get("etag")!;
      const after = await donor.get(path, { headers: { "if-none-match": tag } });
      assert.equal(after.status, 200, `${path} has changed`);
      assert.notEqual(after.text, before[place]!.text, path);
    }
  }
});
