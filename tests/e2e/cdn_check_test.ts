// `bank cdn-check`: nothing to say about the bank itself, and every fault of a site that has them is found and named.
import assert from "node:assert/strict";
import { launchers, type Ran, runProgram } from "../support/program.ts";
import { WebBank } from "../support/web_bank.ts";

const [launcher] = launchers() as [ReturnType<typeof launchers>[number]];

interface Checked {
  readonly visited: readonly { readonly path: string; readonly status: number }[];
  readonly ratio: number | null;
  readonly problems: readonly string[];
}

async function check(url: string): Promise<{ readonly ran: Ran; readonly found: Checked }> {
  const ran = await runProgram({ launcher, args: ["cdn-check", url, "--json"] });
  return { ran, found: JSON.parse(ran.out) as Checked };
}

Deno.test("cdn-check: the bank itself has nothing to complain about, from whichever page one begins", async () => {
  await using web = await WebBank.open({ giving: true });
  const path = `/ta/o/${web.filled!.organisations[0]}`;
  const { ran, found } = await check(`${web.origin}${path}?q=1#x`);
  assert.deepEqual([ran.code, found.problems], [0, []], ran.err);
  assert.equal(found.visited[0]!.path, `${path}?q=1`);
  for (const asked of ["/", "/transparency", "/hi/needs", "/v1/giving/totals", "/me"]) {
    assert.ok(found.visited.some(({ path }) => path === asked), `${asked} was not looked at`);
  }
  assert.equal(found.ratio, null, "there is no edge that says hit or miss");
});

const KEPT = { "cache-control": "public, s-maxage=60", etag: '"1"' };
const OWN = { "cache-control": "private, no-store" };

/** A site on which each page has one fault. */
const FAULTY: Readonly<
  Record<string, readonly [body: string, headers: HeadersInit, status?: number]>
> = {
  "/": [
    ["/cookie", "/bare", "/vary", "/pan", "/token", "/gone", "/silent"]
      .map((path) => `<a href="${path}">x</a>`).join(""),
    KEPT,
  ],
  "/cookie": ["x", { ...KEPT, "set-cookie": "a=b" }],
  "/bare": ["x", { "cache-control": "public, s-maxage=60" }],
  "/vary": ["x", { ...KEPT, vary: "Cookie" }],
  "/pan": ["PAN AAATS1234F", KEPT],
  "/token": ['<input name="csrf" value="1">', KEPT],
  "/silent": ["x", {}],
  "/me": ["x", { ...KEPT, "x-cache": "HIT" }],
  "/me/account": ["x", OWN],
  "/sign-in": ["x", OWN],
  "/v1/account": ["x", OWN],
  "/sign-up": ["x", OWN],
  "/hi/me": ["x", { ...OWN, "x-cache": "HIT" }],
  "/hi/sign-in": ["x", OWN],
  "/ta/me": ["x", KEPT],
  "/ta/sign-in": ["x", OWN],
};

const FOUND: readonly (readonly [path: string, problem: string])[] = [
  ["/cookie", "a cookie on an answer that is kept for everybody"],
  ["/bare", "no ETag"],
  ["/vary", "varies by cookie"],
  ["/pan", "an unmasked PAN"],
  ["/token", "a token in a page that is kept for everybody"],
  ["/gone", "an error that may be kept"],
  ["/gone", "a dead link on /"],
  ["/silent", "no Cache-Control"],
  ["/me", "private, and may be kept"],
  ["/me", "private, and came from the edge"],
  ["/hi/me", "private, and came from the edge"],
  ["/ta/me", "private, and may be kept"],
];

Deno.test("cdn-check: what must never be is named with its path, and ends in failure", async () => {
  await using site = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => {
      const { pathname } = new URL(request.url);
      const same = request.headers.has("if-none-match");
      const [body, headers, status = 200] = FAULTY[pathname] ??
        ["gone", { "cache-control": "public, max-age=60" }, 404];
      if (same && pathname !== "/pan") return new Response(null, { headers, status: 304 });
      const html = pathname === "/" || pathname === "/token";
      const type = { "content-type": html ? "text/html" : "text/plain" };
      return new Response(body, { status, headers: { ...type, ...headers } });
    },
  );
  const { ran, found } = await check(`http://127.0.0.1:${site.addr.port}`);
  assert.equal(ran.code, 1, ran.err);
  for (const [path, problem] of FOUND) {
    assert.ok(found.problems.includes(`${path}: ${problem}`), `${path}: ${problem} was not found`);
  }
  assert.ok(found.problems.includes("/pan: asked with its own ETag it answers 200, not 304"));
  assert.ok(!found.problems.some((problem) => problem.startsWith("/sign-in:")));
});

Deno.test("cdn-check: an address that is none, and one where nobody is, are said in words", async () => {
  const none = await runProgram({ launcher, args: ["cdn-check", "give.example.org"] });
  assert.deepEqual([none.code, /expected the address of the site/.test(none.err)], [2, true]);
  const nobody = await runProgram({ launcher, args: ["cdn-check", "http://127.0.0.1:1/"] });
  assert.deepEqual(
    [nobody.code, /Cannot reach http:\/\/127/.test(nobody.err)],
    [1, true],
    nobody.err,
  );
});
