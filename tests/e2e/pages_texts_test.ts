// What an organisation says in its own words, in browsers: marked on public pages until an officer has read it, shown to the officer as what
// changed, and gone when it is taken down, with a word to the organisation.
import assert from "node:assert/strict";
import { organisationOf } from "../support/donor_journey.ts";
import { pagesTest, said, sent, type Site } from "../support/browser.ts";
import { PASSWORD } from "../support/web_bank.ts";

const organisation = (site: Site): string => site.web.filled!.organisations[0]!;
const reviewPath = (site: Site): string => `/me/reviews/${organisation(site)}`;

const ABOUT = "section[aria-labelledby=about] form";
const part = (text: string): string => `form.texts [data-text="${text}"]`;

/** Of the public page. */
async function markOf(site: Site): Promise<string | null> {
  const page = await site.page();
  await page.goto(organisationOf(site));
  const state = await page.locator("[data-text-state]").getAttribute("data-text-state");
  await page.context().close();
  return state;
}

async function marked(site: Site): Promise<void> {
  const page = await site.page();
  await page.goto("/");
  const card = `li:has(a[href="${organisationOf(site)}"])`;
  assert.match(await said(page, card), /not checked yet/);
  await page.goto(organisationOf(site));
  assert.match(await said(page, "[data-part=about]"), /not been checked by an officer yet/);
  assert.match(await said(page, "[data-part=needed] li"), /not checked yet/);
  await page.goto(`/ta${organisationOf(site)}`);
  assert.match(await said(page, "[data-part=needed] li"), /இன்னும் சரிபார்க்கப்படவில்லை/);
  await page.goto("/needs");
  assert.match(await said(page, "ul.needs li"), /not checked yet/);
  await page.context().close();
}

async function officerReads(site: Site): Promise<void> {
  const page = await site.page({ user: "asha" });
  await page.goto(reviewPath(site));
  await page.check(`${part("profile")} [value=confirmed]`);
  await page.fill("form.texts [name=password]", "not the password");
  assert.equal((await sent(page, "form.texts > button")).status(), 401);
  assert.ok(await page.locator(`${part("profile")} [value=confirmed]`).isChecked());
  await page.fill("form.texts [name=password]", PASSWORD);
  await sent(page, "form.texts > button");
  assert.match(await said(page, part("profile")), /read by an officer/);
  assert.equal(await markOf(site), "confirmed");
  await page.context().close();
}

/** The officer's page shows what went and what came. */
async function changes(site: Site): Promise<void> {
  const manager = await site.page({ user: "anbu" });
  await manager.goto("/me/organisation");
  const before = await manager.inputValue(`${ABOUT} [name=about]`);
  await manager.fill(`${ABOUT} [name=about]`, `${before} We also feed peacocks.`);
  await sent(manager, `${ABOUT} button`);
  assert.equal(await markOf(site), "unchecked");
  const officer = await site.page({ user: "asha" });
  await officer.goto("/me/reviews");
  const row = "tbody tr:has-text('Anbu Illam')";
  assert.ok(Number(await said(officer, `${row} td[data-label='Texts to read']`)) > 0);
  await officer.goto(reviewPath(site));
  assert.equal(await said(officer, `${part("profile")} ins`), "We also feed peacocks.");
  assert.equal(await officer.locator(`${part("profile")} del`).count(), 0);
  await officer.check(`${part("profile")} [value=taken_down]`);
  await officer.fill("form.texts [name=password]", PASSWORD);
  assert.equal((await sent(officer, "form.texts > button")).status(), 422);
  assert.match(await said(officer, "[role=alert]"), /say why you take it down/);
  await officer.fill(`${part("profile")} [name="reason.profile"]`, "Peacocks are not yours.");
  await officer.fill("form.texts [name=password]", PASSWORD);
  await sent(officer, "form.texts > button");
  const stranger = await site.page();
  await stranger.goto(organisationOf(site));
  const about = await said(stranger, "[data-part=about]");
  assert.ok(about.startsWith(before) && !about.includes("peacocks"), about);
  await manager.goto("/me/organisation");
  assert.match(
    await said(manager, "section[aria-labelledby=hidden]"),
    /peacocks\. Taken down: Peacocks are not yours\./,
  );
  await manager.goto("/me/account");
  assert.match(
    await said(manager, "section[aria-labelledby=notices]"),
    /taken down a text of yours \(description and website\): Peacocks are not yours\./,
  );
  for (const page of [manager, officer, stranger]) await page.context().close();
}

async function needTakenDown(site: Site): Promise<void> {
  const stranger = await site.page();
  await stranger.goto(organisationOf(site));
  const needed = stranger.locator("[data-part=needed] li");
  const count = await needed.count();
  const [need] = site.web.filled!.needs;
  const officer = await site.page({ user: "asha" });
  await officer.goto(reviewPath(site));
  await officer.check(`${part(need!)} [value=taken_down]`);
  await officer.fill(`${part(need!)} [name="reason.${need}"]`, "Not for children.");
  await officer.fill("form.texts [name=password]", PASSWORD);
  await sent(officer, "form.texts > button");
  await stranger.locator(`[data-need-left="${need}"]`).waitFor({ state: "detached" });
  assert.equal(await needed.count(), count - 1, "the open page has learnt it");
  for (const page of [officer, stranger]) await page.context().close();
}

pagesTest("public texts", {
  "what no officer has read is marked for everybody": marked,
  "an officer confirms, with the password": officerReads,
  "what changed is shown to the officer, and gone when it is taken down": changes,
  "a need that is taken down leaves open pages": needTakenDown,
});
