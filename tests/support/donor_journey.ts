// What a donor does in a browser, step by step. Needs no script in the page: the same journey is made with scripts off.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { isSignedBy, type Statement } from "../../bank/signature.ts";
import type { Result } from "../../api/methods.ts";
import { pressedTwice, said, sent, signIn, type Site } from "./browser.ts";

export const organisationOf = (site: Site): string => `/o/${site.web.filled!.organisations[0]}`;

export const giving = (site: Site): Promise<Result<"myGiving">> =>
  site.web.filled!.donor.call("myGiving", {});

/** Finds the first organisation by its name, as a stranger. */
export async function findsOrganisation(site: Site, page: Page): Promise<void> {
  await page.goto("/");
  assert.match(await said(page, "main [role=status]"), /Found: 11/);
  await page.fill("[name=q]", "anbu");
  await sent(page, "form.search button");
  assert.match(await said(page, "main [role=status]"), /Found: 1$/);
  assert.equal(await page.locator("article.card").count(), 1);
  await sent(page, "article.card h2 a");
  assert.equal(await said(page, "h1"), "Anbu Illam Trust");
  assert.ok(page.url().endsWith(organisationOf(site)), page.url());
  await page.goto("/?q=nobody+has+this+name");
  assert.match(await said(page, "main"), /Found: 0 Nothing fits/);
}

export interface Wish {
  readonly amount: string;
  readonly every?: "month" | "week";
  readonly visibility?: string;
}

/** Fills in the form of the organisation's page and goes on to what asks once more. */
export async function asksToGive(site: Site, page: Page, wish: Wish): Promise<void> {
  await page.goto(organisationOf(site));
  const form = page.locator("section[aria-labelledby=give] form");
  await form.locator("[name=amount]").fill(wish.amount);
  await form.locator(`[name=every][value="${wish.every ?? ""}"]`).check({ force: true });
  await form.locator("[name=visibility]").selectOption(wish.visibility ?? "organisation");
  await form.locator("[name=foreign][value=no]").check();
  await sent(page, "section[aria-labelledby=give] form button");
}

/** A stranger's gift: through the sign-in and back. */
export async function givesOnce(site: Site, page: Page): Promise<void> {
  await site.becomesKnown(page, "donor");
  const before = await giving(site);
  await asksToGive(site, page, { amount: "1,125.50", visibility: "public" });
  assert.match(page.url(), /\/sign-in\?next=/);
  await signIn(page, "donor");
  assert.match(page.url(), /\/me\/give\?/);
  const shown = await said(page, "main dl.pairs");
  for (const part of ["Anbu Illam Trust", "₹1,125.50", "once", "everybody", "a citizen of India"]) {
    assert.ok(shown.includes(part), `${part} is missing in: ${shown}`);
  }
  assert.equal(await said(page, "main form button"), "Give ₹1,125.50");
  await sent(page, "main form button");
  assert.match(page.url(), /\/me\/thanks\/[0-9a-f-]+\?done=given$/, await said(page, "main"));
  assert.match(await said(page, "[role=status].note"), /your gift is booked/);
  await page.goto("/me");
  const { gifts } = await giving(site);
  assert.equal(gifts.length, Math.min(before.gifts.length + 1, gifts.length));
  const { amountMinor, visibility, refunded } = gifts[0]!;
  assert.deepEqual([amountMinor, visibility, refunded], [112_550, "public", false]);
  const newest = await said(page, "ul.needs > li");
  assert.match(newest, /^Anbu Illam Trust .*whatever is needed most ₹1,125\.50 booked/);
}

/** What a link hands over. @param name that it has as a file. */
export async function downloaded(
  page: Page,
  link: string,
  name = /^receipt-\d{12}-\d{4}-\d{2}-\d{6}\.(pdf|json)$/,
): Promise<Uint8Array<ArrayBuffer>> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(link)]);
  assert.match(download.suggestedFilename(), name);
  return new Uint8Array(readFileSync(await download.path()));
}

/** Its receipt: on the page, as PDF, and signed. */
export async function keepsReceipt(site: Site, page: Page): Promise<void> {
  await page.goto("/me");
  await sent(page, "ul.needs > li:first-child a[href$='/receipt']");
  const shown = await said(page, ".receipt");
  for (const part of ["Anbu Illam Trust", "₹1,125.50", "A. Donor", "AAATA1200F"]) {
    assert.ok(shown.includes(part), `${part} is missing in: ${shown}`);
  }
  assert.match(shown, /One Thousand One Hundred Twenty Five .*Fifty Paise/i);
  const pdf = await downloaded(page, "a[href$='receipt.pdf']");
  assert.equal(new TextDecoder().decode(pdf.slice(0, 5)), "%PDF-");
  const json = new TextDecoder().decode(await downloaded(page, "a[href$='receipt.json']"));
  const receipt = JSON.parse(json) as Statement;
  assert.equal(isSignedBy(receipt, site.web.bank.signingKey), true);
  assert.equal(receipt.amountMinor, 112_550);
  assert.equal(isSignedBy({ ...receipt, amountMinor: 1 }, site.web.bank.signingKey), false);
}

/** Promises two of something and sends one. @param scripts whether the time left counts down. */
export async function keepsPromise(site: Site, page: Page, scripts: boolean): Promise<void> {
  const { donor } = site.web.filled!;
  const known = new Set((await donor.call("myPledges", {})).pledges.map(({ pledge }) => pledge));
  await page.goto(organisationOf(site));
  const form = "ul.needs > li:first-child form";
  await page.fill(`${form} [name=quantity]`, "2");
  await sent(page, `${form} button`);
  assert.match(await said(page, "main dl.pairs"), /Anbu Illam Trust .* 2 \w+/);
  await sent(page, "main form button");
  assert.match(page.url(), /\/me\?done=pledged$/);
  const { pledges } = await donor.call("myPledges", {});
  const made = pledges.filter(({ pledge }) => !known.has(pledge));
  assert.deepEqual(made.map(({ quantity, status }) => [quantity, status]), [[2, "reserved"]]);
  const line = `section[aria-labelledby=pledges] li:has(form[action*="${made[0]!.pledge}"])`;
  const until = page.locator(`${line} [data-until]`);
  if (scripts) await until.filter({ hasText: /^\d+:\d\d:\d\d$/ }).waitFor();
  else assert.match(await until.innerText(), /\d{4}/, "without scripts it names the day");
  await page.fill(`${line} [name=quantity]`, "1");
  await sent(page, `${line} form[action$=sent] button`);
  assert.match(page.url(), /\/me\?done=saved$/);
  const after = (await donor.call("myPledges", {})).pledges;
  const sentNow = after.find(({ pledge }) => pledge === made[0]!.pledge)!;
  assert.deepEqual([sentNow.status, sentNow.sent], ["sent", 1]);
  assert.match(await said(page, "section[aria-labelledby=pledges]"), /on its way/);
}

/** Starts a monthly gift and stops it. */
export async function givesMonthly(site: Site, page: Page): Promise<void> {
  const { donor } = site.web.filled!;
  await asksToGive(site, page, { amount: "75", every: "month" });
  assert.match(await said(page, "main dl.pairs"), /every month/);
  await sent(page, "main form button");
  assert.match(page.url(), /\/me\?done=started$/);
  assert.match(await said(page, "[role=status].note"), /recurring gift has begun/);
  const open = async () =>
    (await donor.call("myOrders", {})).orders.filter(({ ended }) => ended === null)
      .map(({ amountMinor, every }) => [amountMinor, every]);
  assert.deepEqual(await open(), [[7_500, "month"]]);
  assert.match(await said(page, "section[aria-labelledby=orders] tbody"), /Anbu .* every month/);
  await sent(page, "section[aria-labelledby=orders] button");
  assert.deepEqual(await open(), []);
  assert.match(await said(page, "section[aria-labelledby=orders] tbody"), /ended/);
}

/** Sends what the page's form would send, and loses the answer: the page stays as it is. */
async function sendsUnanswered(site: Site, page: Page): Promise<void> {
  const cookies = await page.context().cookies();
  const taken = Promise.withResolvers<number>();
  await page.route("**/me/give", async (route) => {
    const answer = await fetch(route.request().url(), {
      method: "POST",
      redirect: "manual",
      body: route.request().postData() ?? "",
      headers: {
        cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; "),
        origin: site.origin,
        "content-type": "application/x-www-form-urlencoded",
      },
    });
    await answer.body?.cancel();
    await route.abort("aborted");
    taken.resolve(answer.status);
  }, { times: 1 });
  await page.click("main form button", { noWaitAfter: true });
  assert.equal(await taken.promise, 303);
}

/** A second press before the answer of the first, and one more because the first answer was lost. */
export async function pressesTwice(site: Site, page: Page): Promise<void> {
  const given = async (minor: number) =>
    (await giving(site)).gifts.filter(({ amountMinor }) => amountMinor === minor).length;
  await asksToGive(site, page, { amount: "41.07" });
  await pressedTwice(page, "main form button", /done=given/);
  assert.equal(await given(4_107), 1, "pressed twice, given once");
  await asksToGive(site, page, { amount: "41.08" });
  await sendsUnanswered(site, page);
  assert.equal(await given(4_108), 1);
  await sent(page, "main form button");
  assert.match(page.url(), /done=given/);
  assert.equal(await given(4_108), 1, "the answer was lost, given once");
}
