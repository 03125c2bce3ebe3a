// A donor whose browser runs no scripts: the same journey, step by step, and every page that has something to say says it.
import assert from "node:assert/strict";
import { pagesTest, said, type Site } from "../support/browser.ts";
import {
  findsOrganisation,
  givesMonthly,
  givesOnce,
  keepsPromise,
  keepsReceipt,
  organisationOf,
  pressesTwice,
} from "../support/donor_journey.ts";

async function journey(site: Site): Promise<void> {
  const page = await site.page({ javaScriptEnabled: false });
  const loaded: string[] = [];
  page.on("websocket", (socket) => loaded.push(socket.url()));
  await findsOrganisation(site, page);
  await givesOnce(site, page);
  await keepsReceipt(site, page);
  await keepsPromise(site, page, false);
  await givesMonthly(site, page);
  await pressesTwice(site, page);
  assert.deepEqual(loaded, []);
  await page.context().close();
}

/** What the script would have shown is there when the page is loaded again. */
async function loadedAgain(site: Site): Promise<void> {
  const page = await site.page({ javaScriptEnabled: false });
  await page.goto(organisationOf(site));
  const { donor, organisations } = site.web.filled!;
  const organisation = organisations[0]!;
  const about = { organisation, visibility: "anonymous" as const, foreign: false };
  await donor.call("give", { id: site.web.newId(), amountMinor: 3_333, ...about });
  await page.reload();
  const { gifts } = await donor.call("organisation", { organisation });
  assert.equal(await said(page, `[data-org-gifts="${organisation}"]`), String(gifts));
  await page.context().close();
}

pagesTest("scripts off", {
  "a donor finds, gives, keeps the receipt, promises, gives monthly, presses twice": journey,
  "a page that is loaded again shows what is new": loadedAgain,
});
