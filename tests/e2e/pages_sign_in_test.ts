// Signing up and in with a browser: what was typed stays when something is wrong, a second factor is set up and asked for,
// another password ends other sign-ins.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { openBrowser, pagesTest, said, sent, signIn, type Site } from "../support/browser.ts";
import { totpOf } from "../support/totp.ts";
import { PASSWORD } from "../support/web_bank.ts";

const BUTTON = "main form button";

async function signsUp(site: Site): Promise<void> {
  const page = await site.page();
  const next = "/me/account?done=saved";
  await page.goto(`/sign-up?next=${encodeURIComponent(next)}`);
  await page.fill("[name=userName]", "donor");
  await page.fill("[name=displayName]", "Nila Raj");
  await page.fill("[name=password]", PASSWORD);
  const taken = await sent(page, BUTTON);
  assert.equal(taken.status(), 409);
  assert.match(await said(page, "[role=alert]"), /taken; choose another/);
  assert.equal(await page.inputValue("[name=password]"), "", "a password is never sent back");
  await page.fill("[name=userName]", "nila");
  await page.fill("[name=displayName]", "Nila Raj");
  await page.fill("[name=password]", "password");
  await sent(page, BUTTON);
  assert.match(await said(page, "[role=alert]"), /longer or less common/);
  await page.fill("[name=userName]", "nila");
  await page.fill("[name=displayName]", "Nila Raj");
  await page.fill("[name=password]", PASSWORD);
  await sent(page, BUTTON);
  assert.ok(page.url().endsWith(next), page.url());
  assert.match(await said(page, "main"), /Nila Raj/);
  await page.context().close();
}

/** What was right need not be typed twice (WCAG 2.2, 3.3.7). */
async function keepsWhatWasTyped(site: Site): Promise<void> {
  const page = await site.page();
  const lost: string[] = [];
  const check = async (where: string, name: string, typed: string) => {
    if (await page.inputValue(`[name=${name}]`) !== typed) lost.push(`${where}: ${name}`);
  };
  await page.goto("/sign-up");
  await page.fill("[name=userName]", "donor");
  await page.fill("[name=displayName]", "Nila Raj");
  await page.fill("[name=password]", PASSWORD);
  await sent(page, BUTTON);
  await check("sign-up", "displayName", "Nila Raj");
  await page.goto("/sign-in?next=/me/account");
  await page.fill("[name=userName]", "donor");
  await page.fill("[name=password]", "not the password");
  await sent(page, BUTTON);
  assert.match(await said(page, "[role=alert]"), /user name or the password is wrong/);
  await check("sign-in", "userName", "donor");
  await page.fill("[name=userName]", "donor");
  await page.fill("[name=password]", PASSWORD);
  await sent(page, BUTTON);
  assert.ok(page.url().endsWith("/me/account"), "it still leads where it should");
  const form = "section[aria-labelledby=transfer]";
  await page.fill(`${form} [name=to]`, "nobody-here");
  await page.fill(`${form} [name=amount]`, "17");
  await page.fill(`${form} [name=memo]`, "For tea");
  await sent(page, `${form} button`);
  await check("payment", "amount", "17");
  await check("payment", "memo", "For tea");
  await page.context().close();
  assert.deepEqual(lost, []);
}

const codeNow = (site: Site, secret: string) => totpOf(secret, site.web.clock.read());

async function setsUpFactor(site: Site, page: Page): Promise<string> {
  await page.goto("/me/security");
  const form = "section[aria-labelledby=factor] form";
  await page.fill(`${form} [name=password]`, PASSWORD);
  await sent(page, `${form} button`);
  const secret = await said(page, "dd .hash");
  assert.match(secret, /^[A-Z2-7]{16,}$/);
  await page.fill(`${form} [name=code]`, codeNow(site, secret));
  await sent(page, `${form} button`);
  assert.match(await said(page, "section[aria-labelledby=factor]"), /asked for at every sign-in/);
  return secret;
}

async function secondFactor(site: Site): Promise<void> {
  await site.web.customer("meera");
  const page = await site.knownPage("meera");
  const secret = await setsUpFactor(site, page);
  await sent(page, "form[action$=sign-out] button");
  await page.goto("/sign-in?next=/me/security");
  await page.fill("[name=userName]", "meera");
  await page.fill("[name=password]", PASSWORD);
  await sent(page, BUTTON);
  assert.match(await said(page, "[role=alert]"), /code of your app/);
  // A code is good once: the next one comes half a minute later.
  site.web.clock.advance(31_000);
  await page.fill("[name=userName]", "meera");
  await page.fill("[name=password]", PASSWORD);
  await page.fill("[name=code]", codeNow(site, secret));
  await sent(page, BUTTON);
  assert.ok(page.url().endsWith("/me/security"), page.url());
  await page.context().close();
}

const CODES = "section[aria-labelledby=codes] li";

/** The codes are on the page that switches the factor on, and on no other; one opens, new ones void the rest. */
async function lostPhone(site: Site): Promise<void> {
  await site.web.customer("devi");
  const page = await site.knownPage("devi");
  await setsUpFactor(site, page);
  const codes = await page.locator(CODES).allInnerTexts();
  assert.equal(codes.length, 10);
  await page.goto("/me/security");
  assert.equal(await page.locator(CODES).count(), 0);
  const signIn = async (code: string) => {
    await sent(page, "form[action$=sign-out] button");
    await page.goto("/sign-in?next=/me/security");
    for (const given of ["", code]) {
      await page.fill("[name=userName]", "devi");
      await page.fill("[name=password]", PASSWORD);
      if (given !== "") await page.fill("[name=code]", given);
      await sent(page, BUTTON);
    }
  };
  await signIn(codes[0]!);
  const factor = "section[aria-labelledby=factor]";
  assert.match(await said(page, factor), /Recovery codes left: 9/);
  await page.fill(`${factor} [name=password]`, PASSWORD);
  await page.fill(`${factor} [name=code]`, codes[1]!);
  await sent(page, `${factor} button[formaction]`);
  const renewed = await page.locator(CODES).allInnerTexts();
  assert.equal(new Set([...codes, ...renewed]).size, 20);
  await signIn(renewed[9]!);
  assert.match(await said(page, factor), /Recovery codes left: 9/);
  await page.context().close();
}

/** A mistyped code does not throw the secret away that is already in the app. */
async function mistypedCode(site: Site): Promise<void> {
  await site.web.customer("ravi");
  const page = await site.knownPage("ravi");
  await page.goto("/me/security");
  const form = "section[aria-labelledby=factor] form";
  await page.fill(`${form} [name=password]`, PASSWORD);
  await sent(page, `${form} button`);
  const secret = await said(page, "dd .hash");
  await page.fill(`${form} [name=code]`, "000000");
  await sent(page, `${form} button`);
  assert.equal(await page.locator("[role=alert]").count(), 1);
  assert.equal(await page.locator(`${form} [name=code]`).count(), 1, "the code can be given again");
  await page.fill(`${form} [name=code]`, codeNow(site, secret));
  await sent(page, `${form} button`);
  assert.match(await said(page, "section[aria-labelledby=factor]"), /asked for at every sign-in/);
  await page.context().close();
}

async function otherPassword(site: Site): Promise<void> {
  await site.web.customer("tara");
  const page = await site.knownPage("tara");
  // It is signed out in the middle of things, and may say so.
  const other = await site.page({ user: "tara", troubled: true });
  await page.goto("/me/security");
  const form = "form[action$='/security/password']";
  await page.fill(`${form} [name=password]`, "not the password");
  await page.fill(`${form} [name=newPassword]`, "another good one");
  await sent(page, `${form} button`);
  assert.match(await said(page, "[role=alert]"), /password is wrong/);
  await page.fill(`${form} [name=password]`, PASSWORD);
  await page.fill(`${form} [name=newPassword]`, "another good one");
  await sent(page, `${form} button`);
  assert.match(page.url(), /done=saved/);
  await page.goto("/me/account");
  assert.equal(await said(page, "h1"), "Banking", "this sign-in goes on");
  await other.goto("/me/account");
  assert.match(other.url(), /\/sign-in/, "the other one has ended");
  await signIn(other, "tara", "another good one");
  for (const each of [page, other]) await each.context().close();
}

/** As in a school or a camp: no certificate, and a name that is not this machine's. */
async function plainHttp(site: Site): Promise<void> {
  await using browser = await openBrowser("--host-resolver-rules=MAP bank.lan 127.0.0.1");
  const page = await browser.newPage({ baseURL: `http://bank.lan:${new URL(site.origin).port}` });
  for (const path of ["/sign-in", "/hi/sign-in"]) {
    await page.goto(path);
    await page.fill("[name=userName]", "donor");
    await page.fill("[name=password]", PASSWORD);
    await sent(page, BUTTON);
    assert.match(await said(page, "[role=alert]"), /https/);
    assert.match(page.url(), /\/sign-in\/kept\?next=/);
  }
  // Where a proxy brings https, or on this machine, nothing of it is seen.
  const own = await site.page();
  await signIn(own, "donor");
  await own.goto("/sign-in/kept?next=/me/account");
  assert.ok(own.url().endsWith("/me/account"), own.url());
  await own.context().close();
}

pagesTest("signing in", {
  "a new customer signs up, and is told what to choose otherwise": signsUp,
  "what was typed stays": keepsWhatWasTyped,
  "a second factor is set up and asked for": secondFactor,
  "a lost phone: recovery codes open, once, and can be made anew": lostPhone,
  "a mistyped code can be given again": mistypedCode,
  "another password ends other sign-ins": otherPassword,
  "over plain http from another machine it is said why no one stays signed in": plainHttp,
});
