// "Report this page" in browsers: a visitor without an account tells the officers, keeps a number, and learns what came of it; no one else
// sees anything of it, and the number stands in no address.
import assert from "node:assert/strict";
import { organisationOf } from "../support/donor_journey.ts";
import { pagesTest, said, sent, type Site } from "../support/browser.ts";
import { PASSWORD } from "../support/web_bank.ts";

const WORDS = "They asked me to pay to another account.";
let number = "";

const organisation = (site: Site): string => site.web.filled!.organisations[0]!;

async function reports(site: Site): Promise<void> {
  const page = await site.page();
  await page.goto(organisationOf(site));
  await sent(page, "a:text-is('Report this page')");
  assert.equal(await said(page, "h1"), "Report this page");
  await page.check("[name=reason][value=pay_elsewhere]");
  await page.fill("[name=words]", WORDS);
  await Promise.all([
    page.waitForResponse((answer) => answer.request().method() === "POST"),
    page.locator("main form button").dblclick(),
  ]);
  number = await said(page, "[data-report-number]");
  assert.match(number, /^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
  assert.ok(!page.url().includes(number.slice(0, 4)), page.url());
  assert.deepEqual(await page.context().cookies(), [], "nobody is remembered");
  await sent(page, "main a:text-is('What came of my report?')");
  await page.fill("[name=number]", number.toLowerCase().replaceAll("-", " "));
  await sent(page, "main form button");
  const status = await said(page, "main dl.pairs");
  assert.match(status, /Anbu Illam.*I was asked to pay past this bank.*have not answered yet/);
  assert.ok(!page.url().includes(number.slice(0, 4)), page.url());
  await page.context().close();
}

async function staysConfidential(site: Site): Promise<void> {
  const manager = await site.page({ user: "anbu" });
  for (const path of ["/me/organisation", "/me/account", organisationOf(site)]) {
    await manager.goto(path);
    assert.equal((await manager.content()).includes(WORDS), false, path);
  }
  assert.equal((await manager.goto(`/me/reviews/${organisation(site)}`))!.status(), 403);
  await manager.context().close();
}

async function isAnswered(site: Site): Promise<void> {
  const officer = await site.page({ user: "asha" });
  await officer.goto("/me/reviews");
  const row = "tbody tr:has-text('Anbu Illam')";
  assert.equal(
    await said(officer, `${row} td[data-label=Reports]`),
    "1",
    "pressed twice, sent once",
  );
  await officer.goto(`/me/reviews/${organisation(site)}`);
  const report = "article[data-report]";
  assert.match(await said(officer, report), new RegExp(WORDS));
  await officer.fill(`${report} [name=answer]`, "We have spoken to the home.");
  await officer.fill(`${report} [name=password]`, "not the password");
  await sent(officer, `${report} button`);
  assert.match(await said(officer, "[role=alert]"), /password is wrong/);
  assert.equal(
    await officer.inputValue(`${report} [name=answer]`),
    "We have spoken to the home.",
  );
  await officer.fill(`${report} [name=password]`, PASSWORD);
  await sent(officer, `${report} button`);
  assert.match(await said(officer, report), /closed .*Answer We have spoken to the home\./);
  const page = await site.page();
  await page.goto("/hi/report/follow");
  await page.fill("[name=number]", number);
  await sent(page, "main form button");
  assert.match(await said(page, "main dl.pairs"), /उत्तर दिया गया.*We have spoken to the home\./);
  for (const each of [page, officer]) await each.context().close();
}

async function saysWhatIsWrong(site: Site): Promise<void> {
  const page = await site.page();
  await page.goto("/report/follow");
  await page.fill("[name=number]", "0000-0000-0000-0000");
  assert.equal((await sent(page, "main form button")).status(), 404);
  assert.match(await said(page, "[role=alert]"), /no report with this number/);
  await page.fill("[name=number]", "12");
  await sent(page, "main form button");
  assert.match(await said(page, "[role=alert]"), /Number of the report/);
  assert.equal((await page.goto("/report?organisation=100000000000"))!.status(), 404);
  await page.goto(`/report?organisation=${organisation(site)}`);
  await page.click("main form button");
  assert.equal(await page.locator("[name=reason]:invalid").count() > 0, true);
  await page.context().close();
}

pagesTest("reports", {
  "a visitor reports a page and keeps a number": reports,
  "the organisation learns nothing of it": staysConfidential,
  "an officer answers, and the visitor reads it": isAnswered,
  "what is wrong is said in words": saysWhatIsWrong,
});
