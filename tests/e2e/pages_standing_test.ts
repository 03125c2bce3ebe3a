// What an open page says of an organisation and of one's own gifts stays true: suspended, reinstated, thanked, given, without
// loading the page again, also for who is typing.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { pagesTest, said, type Site } from "../support/browser.ts";
import { organisationOf } from "../support/donor_journey.ts";
import { PASSWORD } from "../support/web_bank.ts";

const LIVE = 'html[data-live="yes"]';

async function watching(page: Page, path: string): Promise<Page> {
  await page.goto(path);
  await page.locator(LIVE).waitFor();
  await page.evaluate("document.body.dataset.mark = 'kept'");
  return page;
}

async function closeUntouched(pages: readonly Page[]): Promise<void> {
  for (const page of pages) {
    assert.equal(await page.locator("body").getAttribute("data-mark"), "kept", page.url());
    await page.context().close();
  }
}

async function suspension(site: Site): Promise<void> {
  const organisation = site.web.filled!.organisations[0]!;
  const typing = await watching(await site.page(), organisationOf(site));
  await typing.fill("section[aria-labelledby=give] [name=amount]", "500");
  const directory = await watching(await site.page(), "/");
  const officer = await site.web.tcpLogIn("asha");
  const stop = {
    organisation,
    how: "suspended" as const,
    reason: "complaints",
    password: PASSWORD,
  };
  await officer.call("stopOrganisation", stop);
  const standing = (page: Page, state: string) =>
    page.locator(`[data-org-state="${organisation}"]`).filter({ hasText: state }).waitFor();
  for (const page of [typing, directory]) await standing(page, "suspended");
  await typing.locator("section[aria-labelledby=give] form").waitFor({ state: "detached" });
  await typing.locator("ul.needs form").waitFor({ state: "detached" });
  assert.match(await said(typing, "[data-part=give]"), /cannot receive anything now/);

  // Who comes by an address that was kept is told before anything is asked.
  const donor = await site.page({ user: "donor" });
  const about = { organisation, amount: "10", for: "general", visibility: "organisation" };
  await donor.goto(`/me/give?${new URLSearchParams({ ...about, every: "", foreign: "no" })}`);
  assert.match(await said(donor, "[role=alert]"), /cannot receive anything now/);
  assert.equal(await donor.locator("main form[method=post] button").count(), 0);
  await donor.context().close();

  await officer.call("reinstateOrganisation", { organisation, password: PASSWORD });
  await typing.locator("section[aria-labelledby=give] form").waitFor();
  await standing(directory, "verified");
  officer.close();
  await closeUntouched([typing, directory]);
}

async function thanks(site: Site): Promise<void> {
  const stranger = await watching(await site.page(), organisationOf(site));
  const manager = await site.web.tcpLogIn("anbu");
  const text = "Forty pairs of shoes are worn every day.";
  await manager.call("postUpdate", { update: site.web.newId(), text });
  await stranger.locator("[data-part=happened] article").filter({ hasText: text }).waitFor();
  manager.close();
  await closeUntouched([stranger]);
}

async function ownGifts(site: Site): Promise<void> {
  const { donor, organisations } = site.web.filled!;
  const page = await watching(await site.page({ user: "donor" }), "/me");
  const about = { organisation: organisations[0]!, visibility: "organisation" as const };
  await donor.call("give", {
    id: site.web.newId(),
    amountMinor: 77_701,
    foreign: false,
    ...about,
  });
  await page.locator("[data-part=given] td").filter({ hasText: "₹777.01" }).waitFor();
  await closeUntouched([page]);
}

pagesTest("what stands", {
  "a suspended organisation is one on every open page, also for who is typing": suspension,
  "thanks appear where they belong": thanks,
  "one's own gifts appear": ownGifts,
});
