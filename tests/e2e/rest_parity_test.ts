// The REST face says what the TCP protocol says: one story is told to two banks, one over each, and every answer is compared.
// A method without a row, or a route that is not one of the table, fails.
import assert from "node:assert/strict";
import { METHODS } from "../../api/methods.ts";
import { openApi } from "../../net/http/openapi.ts";
import { pathParameters, routeEntries, ROUTES, TCP_ONLY } from "../../api/rest_routes.ts";
import { GIVING } from "../support/parity_giving.ts";
import { ASKING } from "../support/parity_requests.ts";
import { ORDERING } from "../support/parity_standing.ts";
import { CARING } from "../support/parity_care.ts";
import { OWING } from "../support/parity_credit.ts";
import { PAYING_OUT } from "../support/parity_payouts.ts";
import { RECOVERING } from "../support/parity_recovery.ts";
import { STAFF } from "../support/parity_staff.ts";
import { TILLS } from "../support/parity_tills.ts";
import { BEGINNING, type Row, Scene } from "../support/parity_story.ts";
import type { Json } from "../support/rest_client.ts";
import { type Face, Normal, type Outcome, overRest, overTcp } from "../support/two_faces.ts";
import { WebBank } from "../support/web_bank.ts";
import { appRoutes } from "../support/web_routes.ts";

const STORY: readonly Row[] = [
  ...BEGINNING,
  ...ASKING,
  ...ORDERING,
  ...PAYING_OUT,
  ...OWING,
  ...TILLS,
  ...CARING,
  ...RECOVERING,
  ...STAFF,
  ...GIVING,
];

Deno.test("every method of the table is reached over HTTP, or it is said why not", () => {
  const routed = Object.keys(ROUTES);
  const without = Object.keys(TCP_ONLY);
  assert.deepEqual([...routed, ...without].sort(), Object.keys(METHODS).sort());
  for (const why of Object.values(TCP_ONLY)) assert.ok(why.length > 10);
  const addresses = routeEntries().map(([, { verb, path }]) => `${verb} ${path}`);
  assert.equal(new Set(addresses).size, addresses.length, "two methods at one address");
  for (const [method, route] of routeEntries()) {
    const fields = Object.keys(METHODS[method].params.shape);
    for (const name of [...pathParameters(route), ...(route.key ? [route.key] : [])]) {
      assert.ok(fields.includes(name), `${method} has no parameter ${name}`);
    }
    const reads = route.verb === "GET";
    assert.ok(!(reads && (route.money || route.key)), `${method}: GET changes nothing`);
    assert.ok(!route.shared || METHODS[method].access === "anyone", `${method} is not for all`);
  }
});

Deno.test("the description of the REST face has every route of the app, and no other", async () => {
  const { paths } = openApi({ bank: "Test Bank", version: "0.0.0" }) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const described = Object.entries(paths).flatMap(([path, verbs]) =>
    Object.keys(verbs).map((verb) => `${verb.toUpperCase()} ${path}`)
  );
  const there = (await appRoutes()).filter(({ verb, path }) =>
    path.startsWith("/v1/") && verb !== "ALL"
  ).map(({ verb, path }) => `${verb} ${path.replace(/:(\w+)/g, "{$1}")}`);
  assert.deepEqual(there.filter((route) => !described.includes(route)), []);
  assert.deepEqual(described.filter((route) => !there.includes(route)), []);
});

interface Described {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
}

Deno.test("the description says of each operation what it does, in the words of the method table", () => {
  const { paths, tags } = openApi({ bank: "Test Bank", version: "0.0.0" }) as {
    paths: Record<string, Record<string, Described>>;
    tags: readonly { readonly name: string; readonly description: string }[];
  };
  const all = Object.values(paths).flatMap((verbs) => Object.values(verbs));
  for (const { operationId, summary, description } of all) {
    assert.ok(summary?.length > 5 && description?.length > 10, `${operationId} says nothing`);
    const method = METHODS[operationId as keyof typeof METHODS];
    if (!method) continue;
    const docs = method.access === "staff" ? `For staff. ${method.docs}` : method.docs;
    assert.deepEqual([summary, description], [method.summary, docs]);
  }
  assert.ok(tags.every(({ description }) => description.length > 10));
  const used = new Set(all.flatMap((operation) => operation.tags));
  assert.deepEqual(tags.map(({ name }) => name).sort(), [...used].sort());
});

Deno.test("its title is the same for every bank and release: generated clients are named after it", () => {
  const about = (bank: string, version: string) =>
    (openApi({ bank, version }).info as Readonly<Record<string, unknown>>).title;
  assert.equal(about("Village Bank", "0.2.0"), about("Camp", "9.0.0"));
});

Deno.test("every method has a row that works, and every one with fields a row that is refused", () => {
  const told = (good: boolean) =>
    new Set(STORY.filter(([, , , code]) => (code === "ok") === good).map(([, method]) => method));
  const [works, refused] = [told(true), told(false)];
  for (const [method] of routeEntries()) {
    // Only two organisations that claim one fact have a dispute: tests/unit/giving_dispute_test.ts.
    assert.ok(works.has(method) || method === "settleDispute", `${method} has no row`);
    const fields = Object.keys(METHODS[method].params.shape).length;
    assert.ok(refused.has(method) || fields === 0 || NEVER.has(method), `${method}: no refusal`);
  }
});

/** What they take is not refused; the form of it is tested for all below. */
const NEVER: ReadonlySet<string> = new Set(["describeOrganisation"]);

async function told(face: Face): Promise<readonly (readonly [string, unknown])[]> {
  const scene = new Scene(face);
  const normal = new Normal();
  const answers: (readonly [string, unknown])[] = [];
  for (const [place, [who, method, params, code]] of STORY.entries()) {
    const given = typeof params === "function" ? params(scene) : params;
    const outcome = await face.call(who, method, given);
    const row = `row ${place}: ${who} ${method}`;
    assert.equal(outcome.code, code, `${row}: ${JSON.stringify(outcome.body)}`);
    scene.note(who, outcome);
    answers.push([row, normal.of(outcome)]);
  }
  return answers;
}

async function staffed(): Promise<WebBank> {
  const web = await WebBank.open();
  for (const officer of ["asha", "bala"]) await web.customer(officer, true);
  return web;
}

Deno.test("one story over TCP and over REST: every answer is the same", async () => {
  await using tcp = await staffed();
  await using rest = await staffed();
  const expected = await told(overTcp(tcp));
  const actual = await told(overRest(rest));
  for (const [place, answer] of expected.entries()) assert.deepEqual(actual[place], answer);
  for (const web of [tcp, rest]) {
    assert.deepEqual(web.log.lines.filter(({ level }) => level === "error"), []);
  }
});

/** Something of the right form for each parameter that stands in a path. */
const PLACEHOLDERS: Json = {
  seq: 1,
  year: 2026,
  part: 0,
  day: "2026-01-05",
  fact: "pan",
  payee: "bob",
  organisation: "100000000000",
  account: "100000000000",
  text: "profile",
  webhook: "100000000000.0000000000000000",
  ...Object.fromEntries(
    "id pledge order openGift need update document report request payout batch".split(" ").map((
      name,
    ) => [
      name,
      "01a20bd5-8510-7266-8dc5-51817c336f23",
    ]),
  ),
};

Deno.test("gates over TCP and over REST: strangers, customers, fields that nobody knows", async () => {
  await using web = await WebBank.open();
  await web.customer("bob");
  const [tcp, rest] = [overTcp(web), overRest(web)];
  const password = "only for these tests";
  await tcp.call("ann", "signUp", { userName: "ann", password });
  await rest.call("ann", "logIn", { userName: "ann", password });
  for (const [method, route] of routeEntries()) {
    // What a later client says about itself must not keep it out.
    if (method === "hello") continue;
    const own = [...pathParameters(route), ...(route.key ? [route.key] : [])];
    const params: Json = Object.fromEntries(own.map((name) => [name, PLACEHOLDERS[name]]));
    for (const who of ["nobody", "ann"]) {
      const strange = { ...params, nonsense: "x" };
      const expected: Outcome = await tcp.call(who, method, strange);
      const actual: Outcome = await rest.call(who, method, strange);
      assert.notEqual(expected.code, "ok", method);
      assert.deepEqual([method, who, actual], [method, who, expected]);
    }
    if (METHODS[method].access === "anyone") continue;
    const stranger = await rest.call("nobody", method, params);
    assert.deepEqual([method, stranger.code], [method, "not_logged_in"]);
    if (METHODS[method].access !== "staff") continue;
    const customer = await rest.call("ann", method, params);
    assert.deepEqual([method, customer.code], [method, "not_allowed"]);
  }
});
