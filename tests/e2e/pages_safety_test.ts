// What other sites, caches and curious scripts get from the pages: nothing. Cookies, forms and frames of strangers, headers of
// every kind of answer, and where a sign-in leads.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { ASSETS } from "../../web/assets.ts";
import { pagesTest, said, sent, signIn, type Site } from "../support/browser.ts";
import { publicPaths } from "../support/page_list.ts";
import { PASSWORD } from "../support/web_bank.ts";

/** Another site on the same machine: to a browser the same "site", another origin. Its page has this in its body. */
function foreignSite(body: string) {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response(`<!doctype html><title>Foreign</title>${body}`, { headers: HTML }),
  );
  const origin = `http://127.0.0.1:${server.addr.port}`;
  return { origin, [Symbol.asyncDispose]: () => server.shutdown() };
}

const HTML = { "content-type": "text/html; charset=utf-8" };

async function cookies(site: Site): Promise<void> {
  const page = await site.page();
  const set: string[] = [];
  page.on("response", async (response) => {
    const headers = await response.headersArray().catch(() => []);
    for (const { name } of headers) {
      if (name.toLowerCase() === "set-cookie") set.push(response.url());
    }
  });
  for (const path of publicPaths(site)) await page.goto(path);
  assert.deepEqual(await page.context().cookies(), []);
  await signIn(page, "donor");
  const given = await page.context().cookies();
  assert.deepEqual(
    given.sort((a, b) => a.name < b.name ? -1 : 1).map((
      { name, httpOnly, secure, sameSite, path, domain },
    ) => (
      { name, httpOnly, secure, sameSite, path, domain }
    )),
    ["__Host-bank", "__Host-device"].map((name) => ({
      name,
      httpOnly: true,
      secure: true,
      sameSite: "Lax",
      path: "/",
      domain: "127.0.0.1",
    })),
  );
  assert.deepEqual(set.map((url) => new URL(url).pathname), ["/sign-in", "/sign-in"]);
  for (const path of publicPaths(site)) {
    await page.goto(path);
    assert.equal(await page.evaluate("document.cookie"), "");
    const html = await page.content();
    assert.doesNotMatch(html, /A\. Donor.*Sign out/s, `${path} knows who looks at it`);
    for (const { value } of given) assert.equal(html.includes(value), false);
  }
  assert.equal(set.length, 2);
  await page.context().close();
}

/** Each form as a stranger would send it in the donor's name. */
const FORMS: readonly (readonly [path: string, fields: Readonly<Record<string, string>>])[] = [
  ["/me/freeze", {}],
  ["/me/transfer", { to: "anbu", amount: "5" }],
  ["/me/give", { amount: "5", for: "general", visibility: "public", foreign: "no", every: "" }],
  ["/me/pledge", { quantity: "1" }],
  ["/me/donor", { name: "Mallory", address: "", pan: "" }],
  ["/me/organisation/register", { about: "mine", website: "" }],
  ["/sign-out", {}],
  ["/sign-in", { userName: "donor", password: PASSWORD }],
];

const formOf = (site: Site, place: number): string => {
  const [path, fields] = FORMS[place]!;
  const [organisation, need] = [site.web.filled!.organisations[0]!, site.web.filled!.needs[0]!];
  const all = { id: site.web.newId(), organisation, need, ...fields };
  const inputs = Object.entries(all).map(([name, value]) =>
    `<input name="${name}" value="${value}">`
  );
  const action = `${site.origin}${path}`;
  return `<form id="form${place}" method="post" action="${action}">${inputs.join("")}<button>` +
    `${path}</button></form>`;
};

async function foreignForms(site: Site): Promise<void> {
  const { donor } = site.web.filled!;
  const state = async () => ({
    account: await donor.call("account", {}),
    gifts: await donor.call("myGiving", {}),
    pledges: await donor.call("myPledges", {}),
    donor: await donor.call("donor", {}),
  });
  await using foreign = foreignSite(FORMS.map((_, place) => formOf(site, place)).join(""));
  const page = await site.page({ user: "donor", troubled: true });
  const before = await state();
  for (const [place, [path]] of FORMS.entries()) {
    await page.goto(foreign.origin);
    const answer = await sent(page, `#form${place} button`);
    assert.equal(answer.status(), 403, path);
    assert.match(await said(page, "main"), /did not come from our own pages/, path);
  }
  await page.goto("/me");
  assert.equal(await said(page, "h1"), "My giving", "still signed in");
  assert.deepEqual(await state(), before);
  await page.context().close();
}

/** What a script of another page can do. Each line says what came of it. */
const ATTEMPTS = (origin: string) =>
  `(async () => {
    const tried = [];
    const attempt = async (name, act) =>
      tried.push(name + ": " + await act().then((came) => String(came), () => "refused"));
    await attempt("read", () => fetch("${origin}/me", { credentials: "include" }));
    await attempt("ticket", () =>
      fetch("${origin}/me/live-ticket", { method: "POST", credentials: "include" }));
    await attempt("rest", () => fetch("${origin}/v1/account", { credentials: "include" }));
    await attempt("freeze unseen", async () => (await fetch("${origin}/me/freeze", {
      method: "POST", credentials: "include", mode: "no-cors",
      headers: { "content-type": "application/x-www-form-urlencoded" } })).type);
    await attempt("listen", () => new Promise((resolve, reject) => {
      const socket = new WebSocket("${origin.replace("http", "ws")}/v1/live");
      socket.onopen = () => resolve("open");
      socket.onerror = reject;
    }));
    return tried;
  })()`;

async function foreignScripts(site: Site): Promise<void> {
  await using foreign = foreignSite("");
  const page = await site.page({ user: "donor", troubled: true });
  await page.goto(foreign.origin);
  assert.deepEqual(await page.evaluate(ATTEMPTS(site.origin)), [
    "read: refused",
    "ticket: refused",
    "rest: refused",
    // Resource policy keeps even the opaque answer away.
    "freeze unseen: refused",
    "listen: refused",
  ]);
  const { status } = await site.web.filled!.donor.call("account", {});
  assert.equal(status, "open");
  await page.context().close();
}

async function frames(site: Site): Promise<void> {
  const paths = ["/", "/sign-in", "/me"];
  const inside = paths.map((path) => `<iframe src="${site.origin}${path}"></iframe>`);
  await using foreign = foreignSite(inside.join(""));
  const page = await site.page({ user: "donor", troubled: true });
  await page.goto(foreign.origin, { waitUntil: "load" });
  for (const frame of page.frames().slice(1)) {
    assert.match(frame.url(), /^chrome-error:/, "shown inside of another page");
  }
  assert.equal(page.frames().length, 1 + paths.length);
  await page.context().close();
}

const HEADERS: Readonly<Record<string, RegExp>> = {
  "content-security-policy": /default-src 'none'.*frame-ancestors 'none'/,
  "x-frame-options": /^DENY$/,
  "x-content-type-options": /^nosniff$/,
  "referrer-policy": /^same-origin$/,
  "strict-transport-security": /max-age=\d{7}/,
  "cross-origin-opener-policy": /^same-origin$/,
  "cross-origin-resource-policy": /^same-origin$/,
};

/** Every kind of answer, also those that are no page. */
async function headers(site: Site): Promise<void> {
  const paths = [
    ...publicPaths(site),
    "/me",
    "/nothing/here",
    "/v1/nothing",
    "/assets/style.0.css",
    "/openapi.json",
    "/healthz",
    "/v1/live",
    "/reference",
    ASSETS[0]!.path,
    "/hi/",
    "/ta/needs",
  ];
  for (const path of paths) {
    const answer = await fetch(site.origin + path, { redirect: "manual" });
    await answer.body?.cancel();
    for (const [name, form] of Object.entries(HEADERS)) {
      assert.match(answer.headers.get(name) ?? "", form, `${path} ${name}`);
    }
    const policy = answer.headers.get("content-security-policy")!;
    assert.doesNotMatch(policy, /unsafe|\*|https?:/, path);
    assert.equal(answer.headers.get("access-control-allow-origin"), null);
    assert.equal(answer.headers.get("set-cookie"), null, path);
  }
}

const ELSEWHERE = [
  "https://evil.example/",
  "//evil.example/",
  "/\\evil.example",
  "/%5Cevil.example",
  "/%2Fevil.example",
  "javascript:alert(1)",
  "/me\r\nset-cookie: a=b",
  "///evil.example",
  "/.//evil.example",
  "/@evil.example",
  "",
  "evil.example",
  "/\tevil",
  "/%09/evil.example",
];

async function signInLeadsHome(site: Site): Promise<void> {
  const page = await site.page();
  for (const next of ELSEWHERE) {
    await page.context().clearCookies();
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await signInHere(page);
    assert.equal(new URL(page.url()).origin, site.origin, next);
  }
  await page.context().close();
}

async function signInHere(page: Page): Promise<void> {
  await page.fill("[name=userName]", "donor");
  await page.fill("[name=password]", PASSWORD);
  await sent(page, "main form button");
}

/** Words of people are words, wherever they are shown. */
async function wordsAreWords(site: Site): Promise<void> {
  const page = await site.page();
  const evil =
    `"><img src=x onerror="document.title='evil'"><script>document.title='evil'</script>`;
  const paths = [`/?q=${encodeURIComponent(evil)}`, `/sign-in?next=${encodeURIComponent(evil)}`];
  for (const path of paths) {
    await page.goto(path);
    assert.equal(await page.locator("img[src=x]").count(), 0, path);
  }
  assert.equal(await page.inputValue("[name=userName]"), "");
  await page.goto(paths[0]!);
  assert.equal(await page.inputValue("[name=q]"), evil);
  await page.context().close();
}

/** A path that begins like another host's address names that host in no link. */
async function linksStayHere(site: Site): Promise<void> {
  for (
    const path of ["//evil.example/", "/hi//evil.example/", "///evil.example", "/ta///evil.example"]
  ) {
    const answer = await fetch(`${site.origin}${path}`, { headers: { accept: "text/html" } });
    assert.equal(answer.status, 404, path);
    assert.doesNotMatch(await answer.text(), /(href|action|src)="\/\//, path);
  }
}

pagesTest("safety", {
  "no link leads to another host": linksStayHere,
  "two cookies, for the signed-in alone, which no script sees": cookies,
  "forms of another site are turned away and do nothing": foreignForms,
  "scripts of another site read nothing and hear nothing": foreignScripts,
  "no page is shown inside of another site": frames,
  "every answer carries its security headers and no cookie": headers,
  "a sign-in leads to our own pages alone": signInLeadsHome,
  "what people type is shown as words": wordsAreWords,
});
