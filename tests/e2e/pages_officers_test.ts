// Two officers in two browsers: the first sees each fact of a new organisation, the second agrees, then it is public.
// One of them can do neither twice; what is stopped takes nothing any more.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { pagesTest, said, sent, type Site } from "../support/browser.ts";
import { PASSWORD } from "../support/web_bank.ts";

/** The one that waits. */
const waiting = (site: Site): string => site.web.filled!.organisations.at(-1)!;

const reviewPath = (site: Site): string => `/me/reviews/${waiting(site)}`;

const choice = (value: string): string => `form.verdicts [type=radio][value=${value}]`;

/** The only password of the form with all verdicts. */
const PASSWORD_FIELD = "form.verdicts [name=password]";

async function signs(page: Page, password = PASSWORD): Promise<number> {
  await page.fill(PASSWORD_FIELD, password);
  return (await sent(page, "form.verdicts > button")).status();
}

/** Gives the same verdict on every fact that offers it, and signs once. @returns on how many. */
async function decideAll(page: Page, value: "seen" | "verified"): Promise<number> {
  const offered = page.locator(choice(value));
  const count = await offered.count();
  for (let n = 0; n < count; n++) await offered.nth(n).check();
  assert.equal(await signs(page), 200, await said(page, "main"));
  return count;
}

/** All documents, as an officer has to before a verdict. */
async function opensAll(page: Page): Promise<void> {
  for (const link of await page.locator("a", { hasText: "Open the document" }).all()) {
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    await download.path();
  }
}

async function strangersTurnedAway(site: Site): Promise<void> {
  const page = await site.page({ user: "donor" });
  for (const path of ["/me/reviews", reviewPath(site)]) {
    const answer = await page.goto(path);
    assert.equal(answer!.status(), 403);
    assert.match(await said(page, "[role=alert]"), /Your role at the bank does not allow this/);
  }
  assert.equal(await page.locator("a[href='/me/reviews']").count(), 0);
  const found = await page.goto(`/o/${waiting(site)}`);
  assert.equal(found!.status(), 404);
  await page.context().close();
}

async function firstSees(site: Site): Promise<void> {
  const page = await site.page({ user: "asha" });
  await sent(page, "nav a[href='/me/reviews']");
  await sent(page, "tbody tr:has-text('Lotus Pond Trust') a");
  assert.equal(await said(page, "h1"), "Lotus Pond Trust");
  const opened = page.locator("a", { hasText: "Open the document" });
  assert.equal(await opened.count(), 3);
  const [download] = await Promise.all([page.waitForEvent("download"), opened.first().click()]);
  assert.match(download.suggestedFilename(), /^document-[0-9a-f-]{36}\.pdf$/);
  assert.match(readFileSync(await download.path(), "latin1"), /^%PDF-1\.4[^]*%%EOF\s*$/);
  assert.equal(await signs(page), 422);
  assert.match(await said(page, "[role=alert]"), /choose a verdict for one fact at least/);
  const pan = "section[aria-label^=PAN]";
  await page.check(`${pan} [value=seen]`);
  assert.equal(await signs(page, "not the password"), 401);
  assert.match(await said(page, "[role=alert]"), /password is wrong/);
  assert.ok(await page.locator(`${pan} [value=seen]`).isChecked(), "what was chosen stays");
  const approval = "section[aria-label^='80G']";
  assert.match(await said(page, approval), /not opened by you yet/);
  await page.check(`${approval} [value=seen]`);
  assert.equal(await signs(page), 409);
  assert.match(
    await said(page, "[role=alert]"),
    /You have not opened the document of “80G approval/,
  );
  await opensAll(page);
  assert.equal(await decideAll(page, "seen"), 6, "one was signed beside it");
  // And may not be the second one, too.
  assert.equal(await page.locator(choice("verified")).count(), 0);
  assert.match(await said(page, pan), /a second officer has to agree/);
  await page.locator(`${pan} [value=refused]`).evaluate((radio) =>
    (radio as unknown as { value: string }).value = "verified"
  );
  await page.check(`${pan} [value=verified]`);
  assert.ok(await signs(page) >= 400);
  assert.match(await said(page, "[role=alert]"), /PAN .*: .*a second officer has to agree/);
  await page.context().close();
}

async function secondAgrees(site: Site): Promise<void> {
  const stranger = await site.page();
  assert.equal((await stranger.goto(`/o/${waiting(site)}`))!.status(), 404);
  const page = await site.page({ user: "bala" });
  await page.goto(reviewPath(site));
  await opensAll(page);
  assert.equal(await decideAll(page, "verified"), 7);
  await stranger.goto("/?q=lotus");
  await sent(stranger, "article.card h2 a");
  assert.equal(await said(stranger, "h1"), "Lotus Pond Trust");
  assert.equal(await stranger.locator("section[aria-labelledby=give]").count(), 1);
  const proof = await said(stranger, "section[aria-labelledby=proof] ul");
  assert.equal(proof.match(/verified by two officers/g)?.length, 7, proof);
  assert.doesNotMatch(proof, /asha|bala/i, "roles, never names");
  assert.doesNotMatch(proof, /AAATL1211F(?!2)/, "the PAN is masked");
  for (const each of [page, stranger]) await each.context().close();
}

async function refusing(site: Site): Promise<void> {
  const page = await site.page({ user: "asha" });
  const other = site.web.filled!.organisations[4]!;
  await page.goto(`/me/reviews/${other}`);
  const darpan = "section[aria-label^=NGO]";
  await page.check(`${darpan} [value=refused]`);
  assert.equal(await signs(page), 422);
  assert.match(await said(page, "[role=alert]"), /NGO Darpan id: .*say why you refuse/);
  assert.ok(await page.locator(`${darpan} [value=refused]`).isChecked());
  await page.fill(
    `${darpan} [type=text], ${darpan} input:not([type])`,
    "It belongs to somebody else",
  );
  assert.equal(await signs(page), 200);
  assert.match(await said(page, "section[aria-label^=NGO] h2"), /refused/);
  const manager = await site.page({ user: "ekta" });
  await manager.goto("/me/organisation");
  await manager.click("summary:has-text('NGO Darpan id')");
  assert.match(await said(manager, "details[open]"), /belongs to somebody else/);
  for (const each of [page, manager]) await each.context().close();
}

async function stopsAndLetsGoOn(site: Site): Promise<void> {
  const path = `/o/${waiting(site)}`;
  const donor = await site.page({ user: "donor" });
  const about = { organisation: waiting(site), amount: "10", foreign: "no" };
  await donor.goto(`/me/give?${new URLSearchParams(about)}`);
  const page = await site.page({ user: "bala" });
  await page.goto(reviewPath(site));
  const form = "section[aria-labelledby=stop] form";
  await page.fill(`${form} [name=reason]`, "A complaint");
  await page.fill(`${form} [name=password]`, PASSWORD);
  await sent(page, `${form} button`);
  assert.match(await said(page, "main .state"), /suspended/);
  await sent(donor, "main form button");
  assert.match(await said(donor, "[role=alert]"), /cannot receive anything now/);
  await donor.goto(path);
  assert.equal(await donor.locator("section[aria-labelledby=give]").count(), 0);
  assert.match(await said(donor, "[role=status].note"), /cannot receive anything now/);
  assert.doesNotMatch(await said(donor, "main"), /A complaint/, "the reason is for officers");
  await page.context().close();
  const other = await site.page({ user: "asha" });
  await other.goto(reviewPath(site));
  await other.fill(`${form} [name=password]`, PASSWORD);
  await sent(other, `${form} button`);
  await donor.reload();
  assert.equal(await donor.locator("section[aria-labelledby=give]").count(), 1);
  for (const each of [other, donor]) await each.context().close();
}

pagesTest("two officers", {
  "nobody else sees what waits": strangersTurnedAway,
  "the first sees each fact, and cannot agree alone": firstSees,
  "the second agrees, and everybody finds it": secondAgrees,
  "a refusal says why to the manager": refusing,
  "stopping ends gifts at once, letting go on brings them back": stopsAndLetsGoOn,
});
