// A filled bank behind an edge, and what has to be so with every edge: how much it takes off the bank, that no visitor sees what
// belongs to another, and that live pages and changes come through.
import assert from "node:assert/strict";
import { LANGUAGES } from "../../web/languages.ts";
import { ASSETS } from "../../web/assets.ts";
import type { Edge, EdgeOptions } from "./edge.ts";
import { launchers, runProgram } from "./program.ts";
import { rawAnswer, see, together } from "./edge_visitor.ts";
import { RestClient } from "./rest_client.ts";
import { PASSWORD, WebBank } from "./web_bank.ts";

/** Asked for by the test under load. */
const REQUESTS = 2_400;
const AT_ONCE = 8;

export interface EdgeBank {
  readonly edge: Edge;
  readonly web: WebBank;
  /** Stops the bank; the edge goes on. */
  leave(): Promise<void>;
}

/** A filled bank, and the edge that is started in front of it. */
export async function bankBehind(
  start: (options: EdgeOptions) => Promise<Edge>,
): Promise<EdgeBank & AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  const web = opened.use(await WebBank.open({ giving: true }));
  const edge = await start({ originPort: web.bank.http!.port });
  const bank = opened.move();
  const leave = () => bank.disposeAsync();
  return {
    edge,
    web,
    leave,
    async [Symbol.asyncDispose]() {
      await leave();
      await edge[Symbol.asyncDispose]();
    },
  };
}

/** What `bank cdn-check` says of the site through the edge. */
export async function assertChecked({ edge }: EdgeBank): Promise<void> {
  const [launcher] = launchers();
  const args = ["cdn-check", `${edge.origin}/`, "--json"];
  const ran = await runProgram({ launcher: launcher!, args });
  const { problems, ratio } = JSON.parse(ran.out);
  assert.deepEqual([ran.code, problems], [0, []], ran.err);
  assert.ok(ratio >= 0.95, `hits: ${ratio}`);
}

export function publicPaths(web: WebBank): string[] {
  const { organisations } = web.bank.books.loop.ledger;
  // One of the demo's waits for the officers, and was given nothing.
  const known = web.filled!.organisations.filter((account) =>
    organisations.get(account)!.gifts > 0
  );
  const pages = ["/", "/needs", "/transparency", "/reference", "/problems/throttled"];
  const all = LANGUAGES.flatMap((language) =>
    [...pages, ...known.map((account) => `/o/${account}`)]
      .map((path) => language === "en" ? path : `/${language}${path === "/" ? "" : path}`)
  );
  return [...all, ...ASSETS.map(({ path }) => path), "/openapi.json"];
}

/** Mixed pages in all languages, every third visitor with a sign-in. @returns the share of hits. */
export async function assertLoad({ edge, web }: EdgeBank): Promise<number> {
  const paths = publicPaths(web);
  const somebody = await web.restCustomer("load.walker");
  const signedIn = { cookie: `__Host-bank=${somebody.refreshToken}` };
  const first = new Map<string, string>();
  let hits = 0;
  await together(AT_ONCE, REQUESTS, async (turn) => {
    const path = paths[(turn * 37) % paths.length]!;
    const seen = await see(edge.origin, path, { headers: turn % 3 === 0 ? signedIn : {} });
    assert.equal(seen.status, 200, `${path}: ${seen.text.slice(0, 200)}`);
    assert.equal(seen.headers.get("set-cookie"), null, path);
    if (seen.cache === "hit") hits++;
    else assert.equal(seen.cache, "miss", path);
    const known = first.get(path);
    if (known === undefined) first.set(path, seen.text);
    else assert.equal(seen.text === known, true, `${path}: other bytes, asked for the ${turn}th`);
  });
  assert.equal(first.size, paths.length);
  const ratio = hits / REQUESTS;
  assert.ok(ratio >= 0.95, `${hits} hits of ${REQUESTS}`);
  return ratio;
}

const OWN = ["/me", "/hi/me", "/me/account", "/me/donor", "/me/organisation", "/v1/account"];

/** Two at once: each sees their own, and a visitor who is not signed in sees nothing. */
export async function assertPrivate({ edge, web }: EdgeBank): Promise<void> {
  const people = await Promise.all(["mango", "papaya"].map(async (userName) => {
    const client = through({ edge, web });
    const displayName = `Somebody ${userName}`;
    await client.begin("/v1/customers", { userName, displayName, password: PASSWORD });
    const cookie = `__Host-bank=${client.refreshToken}`;
    const authorization = `Bearer ${client.accessToken}`;
    return { account: client.account, headers: { cookie, authorization } };
  }));
  const found = [0, 0];
  await together(AT_ONCE, 360, async (turn) => {
    const path = OWN[Math.floor(turn / 3) % OWN.length]!;
    const who = people[turn % 3];
    const seen = await see(edge.origin, path, who ? { headers: who.headers } : {});
    assert.equal(seen.cache, "miss", path);
    assert.match(seen.headers.get("cache-control") ?? "", /no-store/, path);
    assert.equal(seen.status, who ? 200 : path.startsWith("/v1") ? 401 : 303, path);
    people.forEach(({ account }, place) => {
      const grouped = account.replace(/(\d{4})(?=\d)/g, "$1 ");
      const names = seen.text.includes(account) || seen.text.includes(grouped);
      if (!names) return;
      assert.equal(who?.account, account, `${path} names somebody else`);
      found[place]!++;
    });
  });
  assert.ok(found.every((times) => times >= 40), `own pages name their own: ${found}`);
}

function through({ edge, web }: Pick<EdgeBank, "edge" | "web">): RestClient {
  return new RestClient(edge.origin, { source: "192.0.2.7", newId: () => web.newId() });
}

const FORM = {
  "content-type": "application/x-www-form-urlencoded",
  "sec-fetch-site": "same-origin",
};

/** The cookie goes only to the one who signed in. */
export async function assertSignIn({ edge, web }: EdgeBank): Promise<void> {
  await web.customer("cherry");
  const body = new URLSearchParams({ userName: "cherry", password: PASSWORD }).toString();
  const signedIn = await see(edge.origin, "/sign-in?next=/me", {
    verb: "POST",
    headers: FORM,
    body,
  });
  assert.deepEqual([signedIn.status, signedIn.cache], [303, "miss"], signedIn.text);
  const cookie = signedIn.headers.get("set-cookie")!.split(";")[0]!;
  const own = await see(edge.origin, "/me", { headers: { cookie } });
  assert.equal(own.status, 200);
  for (const path of ["/sign-in", "/sign-in?next=/me", "/me", "/sign-up", "/hi/sign-in"]) {
    for (let time = 0; time < 2; time++) {
      const { headers, cache } = await see(edge.origin, path);
      assert.deepEqual([path, headers.get("set-cookie"), cache], [path, null, "miss"]);
    }
  }
}

/** A strong tag becomes a weak one where the edge packs: both save the body. */
export async function assertConditional({ edge, web }: EdgeBank): Promise<void> {
  for (const path of publicPaths(web).slice(0, 6)) {
    await see(edge.origin, path);
    const whole = await see(edge.origin, path);
    assert.equal(whole.cache, "hit", path);
    const tag = whole.headers.get("etag")!;
    for (const value of [tag, tag.replace(/^W\//, "")]) {
      const seen = await see(edge.origin, path, { headers: { "if-none-match": value } });
      assert.deepEqual([path, value, seen.status, seen.text], [path, value, 304, ""]);
      assert.equal(seen.cache, "hit", path);
    }
    const other = await see(edge.origin, path, { headers: { "if-none-match": '"other"' } });
    assert.deepEqual([other.status, other.text === whole.text], [200, true], path);
    const head = await see(edge.origin, path, { verb: "HEAD" });
    assert.deepEqual([head.status, head.text, head.cache], [200, "", "hit"], path);
  }
}

/** Public pages are packed for browsers that accept it; private ones are not: their size would tell what is in them. */
export async function assertPacked({ edge, web }: EdgeBank): Promise<void> {
  const { refreshToken } = await web.restCustomer("plum");
  const lines = ["HTTP/1.1", `Host: 127.0.0.1:${edge.port}`, "Connection: close"];
  const rows = [
    ["/", "gzip", true],
    ["/", "identity", false],
    // The first who asks takes nothing packed: that must not decide for the others.
    ["/needs?after=700", "identity", false],
    ["/needs?after=700", "gzip, br", true],
    ["/me", "gzip", false],
  ] as const;
  for (const [path, takes, packed] of rows) {
    const cookie = `Cookie: __Host-bank=${refreshToken}`;
    const about = [...lines, cookie, `Accept-Encoding: ${takes}`, "", ""].join("\r\n");
    const said = await rawAnswer(edge.port, `GET ${path} ${about}`);
    assert.match(said, /^HTTP\/1\.1 200 /, path);
    assert.deepEqual([path, takes, /\r\ncontent-encoding: gzip\r\n/i.test(said)], [
      path,
      takes,
      packed,
    ]);
    if (packed) assert.match(said, /\r\nvary: accept-encoding\r\n/i, path);
  }
}

export async function assertErrorsAreNotKept({ edge }: EdgeBank): Promise<void> {
  const wrong = ["/o/100000000000", "/o/1", "/nothing", "/hi/nothing", "/assets/no.0123.css"];
  for (const path of [...wrong, "/v1/organisations/100000000000", "/v1/organisations?no=1"]) {
    for (let time = 0; time < 3; time++) {
      const { status, cache, headers } = await see(edge.origin, path);
      assert.ok(status >= 400 && status < 500, `${path}: ${status}`);
      assert.deepEqual([path, cache], [path, "miss"]);
      assert.equal(headers.get("cache-control"), "no-store", path);
    }
  }
}

/** A gift over TCP; what it adds is in the totals. */
export async function giveSome({ web }: Pick<EdgeBank, "web">): Promise<void> {
  const { donor, organisations } = web.filled!;
  await donor.call("give", {
    id: web.newId(),
    organisation: organisations[0]!,
    amountMinor: 5_000,
    visibility: "anonymous",
    foreign: false,
  });
}

/** The first message at once, and the gift without asking again. */
export async function assertLive({ edge, web }: EdgeBank): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${edge.port}/v1/live`);
  const messages: { type: string; totals: { gifts: number } }[] = [];
  const [first, second, closed] = [0, 0, 0].map(() => Promise.withResolvers<void>());
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.type === "changes") messages.push(message);
    if (messages.length === 1) first!.resolve();
    if (messages.length === 2) second!.resolve();
  };
  socket.onclose = () => closed!.resolve();
  socket.onerror = () => first!.reject(new Error("no live connection through the edge"));
  await first!.promise;
  await giveSome({ web });
  await second!.promise;
  assert.equal(messages[1]!.totals.gifts, messages[0]!.totals.gifts + 1);
  socket.close();
  await closed!.promise;
}

/** The bank is gone: what was kept is shown, a page of one customer is an error that is not kept. */
export async function assertAway({ edge, web, leave }: EdgeBank): Promise<void> {
  const paths = publicPaths(web);
  const kept = new Map<string, string>();
  for (const path of paths) kept.set(path, (await see(edge.origin, path)).text);
  await leave();
  for (const path of paths) {
    const seen = await see(edge.origin, path);
    assert.deepEqual([path, seen.status, seen.cache], [path, 200, "hit"], seen.text.slice(0, 200));
    assert.equal(seen.text === kept.get(path), true, `${path}: other bytes`);
  }
  for (const path of ["/me", "/sign-in", "/v1/account", "/needs?after=999999"]) {
    for (let time = 0; time < 2; time++) {
      const { status, cache } = await see(edge.origin, path);
      assert.ok([502, 503, 504].includes(status), `${path}: ${status}`);
      assert.deepEqual([path, cache], [path, "miss"]);
    }
  }
}
