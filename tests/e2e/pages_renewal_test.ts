// Lists of an open page that renew themselves: what the visitor has typed stays, an older copy of the page never takes away what
// was shown, and a promise that arrives counts down like those that were there.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { pagesTest, type Site } from "../support/browser.ts";
import { organisationOf } from "../support/donor_journey.ts";

const ARRIVING = "section[aria-labelledby=arriving]";

async function opened(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.locator('html[data-live="yes"]').waitFor();
}

async function promises(site: Site, quantity: number): Promise<string> {
  const { donor, needs } = site.web.filled!;
  const pledge = site.web.newId();
  await donor.call("pledge", { pledge, need: needs[0]!, quantity });
  return pledge;
}

async function gives(site: Site, amountMinor: number): Promise<void> {
  const { donor, organisations } = site.web.filled!;
  const about = { organisation: organisations[0]!, visibility: "public" as const, foreign: false };
  await donor.call("give", { id: site.web.newId(), amountMinor, ...about });
}

async function promiseAppears(site: Site): Promise<void> {
  const desk = await site.page({ user: "anbu" });
  await opened(desk, "/me/organisation");
  const pledge = await promises(site, 2);
  const form = desk.locator(`${ARRIVING} form[action$="${pledge}"]`);
  await form.waitFor({ timeout: 5_000 }).catch(() => {
    assert.fail("a promise that was just made is not on the open desk");
  });
  await desk.context().close();
}

/** The count of a delivery is what counts: it may not turn into another while its form is open. */
async function countStays(site: Site): Promise<void> {
  const first = await promises(site, 5);
  const desk = await site.page({ user: "anbu" });
  await opened(desk, "/me/organisation");
  const field = desk.locator(`${ARRIVING} form[action$="${first}"] [name=quantity]`);
  await field.fill("3");
  // Looks somewhere else before pressing the button.
  await desk.click("h1");
  const second = await promises(site, 1);
  // A gift, too: whatever happens to the organisation renews its lists.
  await gives(site, 1_201);
  await desk.locator(`${ARRIVING} form[action$="${second}"]`).waitFor();
  assert.equal(await field.inputValue(), "3", "what the manager counted was replaced");
  await desk.context().close();
}

/** An edge may answer with a copy from before: the page does not go back in time. */
async function neverOlder(site: Site): Promise<void> {
  const path = organisationOf(site);
  const page = await site.page();
  const before = await (await fetch(site.origin + path)).text();
  await opened(page, path);
  const list = page.locator("[data-part=happened]");
  await gives(site, 8_801);
  await list.filter({ hasText: "₹88.01" }).waitFor();
  const old = (url: URL) => url.pathname === path;
  await page.route(old, (route) => route.fulfill({ body: before, contentType: "text/html" }));
  const asked = page.waitForResponse((response) => old(new URL(response.url())));
  await gives(site, 8_802);
  await (await asked).finished();
  const gone = list.filter({ hasNotText: "₹88.01" }).waitFor({ timeout: 1_500 });
  const wentBack = await gone.then(() => true, () => false);
  assert.equal(wentBack, false, "a gift that was shown is not shown any more");
  await page.unroute(old);
  await list.filter({ hasText: "₹88.02" }).waitFor();
  await page.context().close();
}

async function newPromiseCountsDown(site: Site): Promise<void> {
  const manager = await site.page({ user: "banyan" });
  await opened(manager, "/me/organisation");
  const until = manager.locator(`${ARRIVING} [data-until]`);
  assert.equal(await until.count(), 0, "nothing was promised to this one yet");
  const { donor, organisations } = site.web.filled!;
  const { needs } = await donor.call("organisation", { organisation: organisations[1]! });
  const { need } = needs.find(({ left }) => left > 0)!;
  await donor.call("pledge", { pledge: site.web.newId(), need, quantity: 1 });
  await until.filter({ hasText: /^\d+:\d\d:\d\d$/ }).waitFor({ timeout: 5_000 });
  await manager.context().close();
}

pagesTest("lists that renew themselves", {
  "a promise appears on the open desk": promiseAppears,
  "what the manager has counted stays in its field": countStays,
  "an older copy takes nothing away that was shown": neverOlder,
  "the first promise on an empty desk counts down": newPromiseCountsDown,
});
