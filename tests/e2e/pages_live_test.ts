// Pages that are open show what happens elsewhere without being loaded again: from another browser, from a program over TCP,
// after the bank was away, and where no live connection can be made.
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { startBank } from "../../server/bank_server.ts";
import { plainHasher } from "../../simulation/plain_hasher.ts";
import { groupedOf } from "../../bank/money.ts";
import { hasChromium, openBrowser, pagesTest, PATIENCE_MS, sent } from "../support/browser.ts";
import type { Site } from "../support/browser.ts";
import { asksToGive, organisationOf } from "../support/donor_journey.ts";
import { PASSWORD, WebBank } from "../support/web_bank.ts";

const LIVE = 'html[data-live="yes"]';

/** A page that keeps a mark for as long as it is not loaded again. */
async function watching(page: Page, path: string): Promise<Page> {
  await page.goto(path);
  await page.locator(LIVE).waitFor();
  await page.evaluate("document.body.dataset.mark = 'kept'");
  return page;
}

async function assertNotLoadedAgain(page: Page): Promise<void> {
  assert.equal(await page.locator("body").getAttribute("data-mark"), "kept");
}

const money = (minor: number): string => `₹${groupedOf(minor, { code: "INR", scale: 2 })}`;

/** Waits until the place says so. */
async function shows(page: Page, selector: string, text: string): Promise<void> {
  const exact = new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
  const place = page.locator(selector).first();
  await place.filter({ hasText: exact }).waitFor().catch(async () => {
    assert.fail(`${selector} says "${await place.textContent()}" and never "${text}"`);
  });
}

const firstOrganisation = (site: Site): string => site.web.filled!.organisations[0]!;

const viewOf = (site: Site) =>
  site.web.filled!.donor.call("organisation", { organisation: firstOrganisation(site) });

/** The numbers that the public page of the organisation shows are those that the bank tells programs. */
async function showsWhatBankSays(site: Site, page: Page): Promise<void> {
  const view = await viewOf(site);
  await shows(page, `[data-org-gifts="${view.organisation}"]`, String(view.gifts));
  await shows(page, `[data-org-given="${view.organisation}"]`, money(view.givenMinor));
  for (const { need, pledged, delivered, left, quantity, status } of view.needs) {
    if (status !== "open") continue;
    await shows(page, `[data-need-pledged="${need}"]`, String(pledged));
    await shows(page, `[data-need-delivered="${need}"]`, String(delivered));
    await shows(page, `[data-need-left="${need}"]`, String(left));
    const widths = page.locator(`[data-bar="${need}"] rect`);
    const drawn = await widths.evaluateAll((rects) =>
      rects.map((rect) => Number((rect as unknown as SvgRect).getAttribute("width")))
    );
    assert.deepEqual(drawn.map((width) => width.toFixed(6)), [
      (delivered / quantity * 100).toFixed(6),
      (pledged / quantity * 100).toFixed(6),
    ], need);
  }
}

interface SvgRect {
  getAttribute(name: string): string | null;
}

async function otherBrowser(site: Site): Promise<void> {
  const stranger = await watching(await site.page(), organisationOf(site));
  const directory = await watching(await site.page(), "/");
  const donor = await site.page({ user: "donor" });
  const before = await viewOf(site);
  await asksToGive(site, donor, { amount: "33", visibility: "public" });
  await sent(donor, "main form button");
  const { organisation } = before;
  await shows(stranger, `[data-org-gifts="${organisation}"]`, String(before.gifts + 1));
  await shows(directory, `[data-org-given="${organisation}"]`, money(before.givenMinor + 3_300));
  await donor.goto(organisationOf(site));
  await donor.fill("ul.needs > li:first-child [name=quantity]", "3");
  await sent(donor, "ul.needs > li:first-child form button");
  await sent(donor, "main form button");
  const after = await viewOf(site);
  const sum = (view: typeof before) => view.needs.reduce((all, { pledged }) => all + pledged, 0);
  assert.equal(sum(after), sum(before) + 3);
  await showsWhatBankSays(site, stranger);
  for (const page of [stranger, directory]) await assertNotLoadedAgain(page);
  for (const page of [stranger, directory, donor]) await page.context().close();
}

async function overTcp(site: Site): Promise<void> {
  const { donor, needs } = site.web.filled!;
  const stranger = await watching(await site.page(), organisationOf(site));
  const totals = await watching(await site.page(), "/transparency");
  const needsPage = await watching(await site.page(), "/needs");
  const organisation = firstOrganisation(site);
  const about = { organisation, visibility: "anonymous" as const, foreign: false };
  await donor.call("give", { id: site.web.newId(), amountMinor: 2_222, ...about });
  await donor.call("pledge", { pledge: site.web.newId(), need: needs[0]!, quantity: 2 });
  await showsWhatBankSays(site, stranger);
  const now = await donor.call("givingTotals", {});
  await shows(totals, "[data-total-given]", money(now.givenMinor));
  await shows(totals, "[data-total-gifts]", String(now.gifts));
  const need = (await viewOf(site)).needs.find((each) => each.need === needs[0])!;
  await shows(needsPage, `[data-need-left="${need.need}"]`, String(need.left));
  for (const page of [stranger, totals, needsPage]) {
    await assertNotLoadedAgain(page);
    await page.context().close();
  }
}

/** Block and hash of the journal's head are one thing: a hash beside another block would look like a lie. */
async function headIsOne(site: Site): Promise<void> {
  const { donor } = site.web.filled!;
  const page = await watching(await site.page(), "/transparency");
  const organisation = firstOrganisation(site);
  await donor.call("give", {
    id: site.web.newId(),
    amountMinor: 1_234,
    organisation,
    foreign: false,
  });
  const { block } = await donor.call("givingTotals", {});
  await shows(page, "[data-head]", String(block));
  const { hash } = await donor.call("head", { seq: block });
  assert.equal(await page.locator("[data-head-hash]").textContent(), hash);
  await assertNotLoadedAgain(page);
  await page.context().close();
}

/** Every visitor sees how long a promise keeps others from bringing the same. */
async function promiseCountsDown(site: Site): Promise<void> {
  const { donor, needs } = site.web.filled!;
  const [, need = ""] = needs;
  const { organisation } = (await donor.call("needs", { limit: 100 })).needs
    .find((each) => each.need === need)!;
  const page = await watching(await site.page(), `/o/${organisation}`);
  const pledge = site.web.newId();
  await donor.call("pledge", { pledge, need, quantity: 1 });
  const left = page.locator(`[data-need-free="${need}"]`);
  await left.filter({ hasText: /^\d+:\d\d:\d\d$/ }).waitFor();
  // It is on its way, so no promise is waited for any more.
  await donor.call("sendPledge", { pledge, quantity: 1 });
  const { freeAtMs } = (await donor.call("needs", { limit: 100 })).needs
    .find((each) => each.need === need)!;
  if (freeAtMs === null) await left.waitFor({ state: "hidden" });
  else assert.equal(await left.getAttribute("data-until"), String(freeAtMs));
  await page.context().close();
}

/** A visitor who cannot see the bar hears what it says now. */
async function barIsReadAloud(site: Site): Promise<void> {
  const { donor, needs } = site.web.filled!;
  const page = await watching(await site.page(), organisationOf(site));
  await donor.call("pledge", { pledge: site.web.newId(), need: needs[0]!, quantity: 1 });
  const { pledged } = (await viewOf(site)).needs.find(({ need }) => need === needs[0])!;
  await shows(page, `[data-need-pledged="${needs[0]}"]`, String(pledged));
  const label = await page.locator(`[data-bar="${needs[0]}"]`).getAttribute("aria-label");
  assert.match(label!, new RegExp(`${pledged} promised`), "the label of the bar is stale");
  await page.context().close();
}

/** The list of the newest gifts is a place where people look for their own. */
async function newGiftIsListed(site: Site): Promise<void> {
  const { donor } = site.web.filled!;
  const page = await watching(await site.page(), organisationOf(site));
  const organisation = firstOrganisation(site);
  const about = { organisation, visibility: "public" as const, foreign: false };
  await donor.call("give", { id: site.web.newId(), amountMinor: 7_777, ...about });
  const { gifts } = await viewOf(site);
  await shows(page, `[data-org-gifts="${organisation}"]`, String(gifts));
  const listed = page.locator("section[aria-labelledby=happened]").filter({ hasText: "₹77.77" });
  await listed.waitFor({ timeout: 2_000 }).catch(() => {
    assert.fail("the gift is counted, but the list of gifts does not show it until it is loaded");
  });
  await page.context().close();
}

/** A manager's desk shows a promise that was just made. */
async function promiseReachesDesk(site: Site): Promise<void> {
  const { donor, needs } = site.web.filled!;
  const desk = await site.page({ user: "anbu" });
  await watching(desk, "/me/organisation");
  await donor.call("pledge", { pledge: site.web.newId(), need: needs[1]!, quantity: 1 });
  const { pledged } = (await viewOf(site)).needs.find(({ need }) => need === needs[1])!;
  await shows(desk, `[data-need-pledged="${needs[1]}"]`, String(pledged));
  await assertNotLoadedAgain(desk);
  await desk.context().close();
}

/** No live connection through whatever stands between: asked for every few seconds instead. */
async function polling(site: Site): Promise<void> {
  const { donor } = site.web.filled!;
  const page = await site.page();
  await page.clock.install();
  await page.routeWebSocket("**/v1/live*", (socket) => void socket.close());
  await page.goto(organisationOf(site));
  await page.evaluate("document.body.dataset.mark = 'kept'");
  const organisation = firstOrganisation(site);
  const about = { organisation, visibility: "anonymous" as const, foreign: false };
  await donor.call("give", { id: site.web.newId(), amountMinor: 1_111, ...about });
  const { gifts } = await viewOf(site);
  const place = page.locator(`[data-org-gifts="${organisation}"]`);
  const untilMs = Date.now() + PATIENCE_MS;
  while (await place.textContent() !== String(gifts)) {
    assert.ok(Date.now() < untilMs, "never shown without a live connection");
    await page.clock.runFor(1_000);
  }
  assert.notEqual(await page.locator("html").getAttribute("data-live"), "yes");
  await assertNotLoadedAgain(page);
  await page.context().close();
}

/** A copy that an edge keeps is older than what the bank remembers: loading it again brings the same copy again. */
async function noStorm(site: Site): Promise<void> {
  const page = await site.page();
  await page.routeWebSocket("**/v1/live*", (socket) => {
    socket.send(JSON.stringify({ type: "reset", block: 1 }));
  });
  let loads = 0;
  const predicate = () => ++loads === 4;
  const storm = page.waitForEvent("load", { predicate, timeout: 3_000 }).then(() => true);
  await page.goto(organisationOf(site)).catch(() => {});
  assert.equal(await storm.catch(() => false), false, "the page loads itself again and again");
  await page.context().close();
}

pagesTest("live", {
  "a gift and a pledge in one browser move the numbers and bars in others": otherBrowser,
  "a gift and a pledge over TCP, too, on every public page": overTcp,
  "block and hash of the head change together": headIsOne,
  "a promise counts down on everybody's page": promiseCountsDown,
  "where WebSockets are blocked, the change comes by asking": polling,
  "a promise moves the numbers on the manager's desk": promiseReachesDesk,
  "what a bar says to those who cannot see it moves with it": barIsReadAloud,
  "a new gift appears in the list of gifts": newGiftIsListed,
  "a page that cannot become newer does not load itself for ever": noStorm,
});

async function startedAgain(web: WebBank) {
  const { bank, world, dir } = web;
  const port = bank.http!.port;
  await bank.stop();
  return () =>
    startBank(world, {
      hostname: "127.0.0.1",
      port: bank.tcp.port,
      data: join(dir.path, "data"),
      bankName: undefined,
      currency: undefined,
      welcome: "1000.00",
      newStaffCode: false,
      http: { hostname: "127.0.0.1", port },
      hasher: plainHasher,
      onFatal: (error) => web.log.error("fatal", { error }),
    });
}

Deno.test({
  name: "pages: live: a bank that was away comes back, and open pages show what they missed",
  ignore: !hasChromium,
  async fn() {
    await using browser = await openBrowser();
    const web = await WebBank.open({ giving: true });
    const [organisation = ""] = web.filled!.organisations;
    const context = await browser.newContext({ baseURL: web.origin });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    await page.goto(`/o/${organisation}`);
    await page.locator(LIVE).waitFor();
    const before = Number(await page.locator(`[data-org-gifts="${organisation}"]`).textContent());
    const start = await startedAgain(web);
    await page.locator('html[data-live="no"]').waitFor();
    const bank = await start();
    const donor = await web.tcp();
    await donor.call("logIn", { userName: "donor", password: PASSWORD });
    const about = { organisation, visibility: "public" as const, foreign: false };
    await donor.call("give", { id: web.newId(), amountMinor: 5_000, ...about });
    await shows(page, `[data-org-gifts="${organisation}"]`, String(before + 1));
    await page.locator(LIVE).waitFor();
    // And it goes on from there.
    await donor.call("give", { id: web.newId(), amountMinor: 5_000, ...about });
    await shows(page, `[data-org-gifts="${organisation}"]`, String(before + 2));
    donor.close();
    await context.close();
    await bank.stop();
    web.filled!.close();
    web.dir[Symbol.dispose]();
  },
});
