// A donor in a browser: finds an organisation, signs in on the way, gives once and monthly, promises things, keeps the
// receipt. What cannot be given is said in words that help.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { PDFS_PER_MINUTE } from "../../api/limits.ts";
import { pagesTest, said, sent, signIn, type Site } from "../support/browser.ts";
import {
  asksToGive,
  findsOrganisation,
  givesMonthly,
  givesOnce,
  giving,
  keepsPromise,
  keepsReceipt,
  organisationOf,
  pressesTwice,
} from "../support/donor_journey.ts";

async function journey(site: Site, page: Page): Promise<void> {
  await findsOrganisation(site, page);
  await givesOnce(site, page);
  await keepsReceipt(site, page);
  await keepsPromise(site, page, true);
  await givesMonthly(site, page);
  await pressesTwice(site, page);
}

/** The address that the form of a gift leads to, with something wrong in it. */
const giveAt = (site: Site, changes: Record<string, string>): string => {
  const about = {
    organisation: site.web.filled!.organisations[0]!,
    amount: "10",
    for: "general",
    visibility: "organisation",
    every: "",
    foreign: "no",
  };
  return `/me/give?${new URLSearchParams({ ...about, ...changes })}`;
};

const WRONG: readonly (readonly [changes: Record<string, string>, says: RegExp])[] = [
  [{ amount: "" }, /amount/i],
  [{ amount: "abc" }, /amount/i],
  [{ amount: "0" }, /amount/i],
  [{ amount: "-5" }, /amount/i],
  [{ amount: "1.234" }, /amount/i],
  [{ amount: "1e3" }, /amount/i],
  [{ amount: "99999999999999999999" }, /amount/i],
  [{ every: "daily" }, /how often/],
  [{ organisation: "" }, /organisation/i],
  [{ organisation: "0000-0000-0000" }, /organisation/i],
];

async function saysWhatIsWrong(site: Site): Promise<void> {
  const page = await site.page({ user: "donor" });
  const before = await giving(site);
  for (const [changes, says] of WRONG) {
    const answer = await page.goto(giveAt(site, changes));
    const about = JSON.stringify(changes);
    let alert = "";
    if (answer!.status() >= 400) alert = await said(page, "[role=alert]");
    else {
      // What the form cannot see, the bank says when it is sent.
      await sent(page, "main form button");
      alert = await said(page, "[role=alert]");
    }
    assert.match(alert, says, about);
    assert.doesNotMatch(alert, /undefined|NaN|\[object|invalid_params|:\s*$/, about);
  }
  assert.deepEqual(await giving(site), before);
  await page.context().close();
}

/** The browser itself holds back what is not complete. */
async function missingFieldsStay(site: Site): Promise<void> {
  const page = await site.page();
  await page.goto(organisationOf(site));
  const form = "section[aria-labelledby=give] form";
  const invalid = () => page.locator(`${form} input:invalid`).first().getAttribute("name");
  await page.click(`${form} button`);
  assert.equal(await invalid(), "foreign");
  assert.ok(page.url().endsWith(organisationOf(site)), "the page was left");
  await page.context().close();
}

/** The PAN is asked for in the gift itself; without it no page promises a deduction. */
async function asksForPan(site: Site): Promise<void> {
  const page = await site.page({ user: "donor" });
  await page.goto("/me/donor");
  await page.fill("[name=pan]", "");
  await sent(page, "main form button");
  const gift = async (pan: string) => {
    await page.goto(giveAt(site, { amount: "11" }));
    assert.match(await said(page, "main dl.pairs"), /Tax deduction only with your PAN/);
    if (pan !== "") await page.fill("[name=pan]", pan);
    await sent(page, "main form button");
  };
  const receipt = async () => {
    const { gifts: [newest] } = await giving(site);
    await page.goto(`/me/gifts/${newest!.transferId}/receipt`);
    return await said(page, "main");
  };
  await gift("");
  assert.match(await receipt(), /Tax deduction None: no PAN had been given/);
  await gift("12345");
  assert.match(await said(page, "[role=alert]"), /This is not a PAN/);
  assert.equal(await page.inputValue("[name=pan]"), "12345");
  await page.fill("[name=pan]", "abcpe1234f");
  await sent(page, "main form button");
  assert.match(page.url(), /done=given$/, await said(page, "main"));
  assert.match(await receipt(), /ABCPE1234F.*Tax deduction The approval was verified/);
  await page.goto(giveAt(site, { amount: "11" }));
  assert.match(await said(page, "main dl.pairs"), /Tax deduction yes, with your PAN ABCPE1234F/);
  await page.goto(giveAt(site, { amount: "11", visibility: "anonymous" }));
  assert.match(await said(page, "main dl.pairs"), /Tax deduction none: an anonymous gift/);
  await page.context().close();
}

/** More than there is, then less: the question itself says so, and asks again; looking books nothing. */
async function correctsItself(site: Site): Promise<void> {
  const page = await site.page({ user: "donor" });
  const block = site.web.bank.books.loop.head.seq;
  await page.goto(giveAt(site, { amount: "9000000" }));
  assert.match(await said(page, "[role=status].note"), /₹[\d,.]+ is in your account here\. Pay/);
  assert.deepEqual(await page.locator("main form button").allInnerTexts(), [
    "Pay ₹90,00,000.00 by UPI or bank transfer",
  ]);
  const says =
    /Not enough money: ₹[\d,.]+ is available, ₹[\d,.]+ more is needed\. Choose a smaller/;
  await page.goto(giveAt(site, { amount: "9000000", every: "month" }));
  assert.equal(await page.locator("[role=alert]").count(), 0, "it may begin without money");
  assert.match(await said(page, "[role=status].note"), says);
  assert.match(await said(page, "[role=status].note"), /the first gift is left out/);
  await page.goto(giveAt(site, { amount: "nothing" }));
  const form = "section[aria-labelledby=give] form";
  await page.fill(`${form} [name=amount]`, "13");
  await sent(page, `${form} button`);
  assert.match(await said(page, "main form[method=post] button"), /₹13\.00/);
  assert.equal(site.web.bank.books.loop.head.seq, block, "looking books nothing");
  await page.context().close();
}

/** A donor who filled something in wrong can go back and change it. */
async function leadsBack(site: Site): Promise<void> {
  const page = await site.page({ user: "donor" });
  await page.goto(giveAt(site, { amount: "abc" }));
  const ways = page.locator(`main a[href="${organisationOf(site)}"], main [name=amount]:visible`);
  assert.ok(await ways.count() > 0, "the page leads neither back to the form nor shows it");
  await page.context().close();
}

async function overPledging(site: Site): Promise<void> {
  const page = await site.page({ user: "donor" });
  const need = site.web.filled!.needs[0]!;
  const rows: readonly (readonly [string, RegExp])[] = [
    ["100000", /Only \d+ are still needed/],
    ["0", /quantity|how many|number/i],
    ["-1", /quantity|how many|number/i],
    ["1.5", /quantity|how many|number/i],
    ["many", /quantity|how many|number/i],
  ];
  for (const [quantity, says] of rows) {
    const answer = await page.goto(`/me/pledge?need=${need}&quantity=${quantity}`);
    assert.ok(answer!.status() >= 400, "what cannot be promised is no question");
    assert.equal(await page.locator("main form button").count(), 0);
    assert.match(await said(page, "[role=alert]"), says, quantity);
  }
  await page.context().close();
}

/** Hindi stays Hindi, through the sign-in and to the end. */
async function staysInLanguage(site: Site): Promise<void> {
  const page = await site.page();
  await page.goto(`/hi${organisationOf(site)}`);
  const form = "section[aria-labelledby=give] form";
  await page.fill(`${form} [name=amount]`, "12");
  await page.check(`${form} [name=foreign][value=no]`);
  await sent(page, `${form} button`);
  const seen = [new URL(page.url()).pathname];
  await signIn(page, "donor");
  seen.push(new URL(page.url()).pathname);
  await sent(page, "main form button");
  seen.push(new URL(page.url()).pathname.replace(/[^/]+$/, "…"));
  assert.deepEqual(seen, ["/hi/sign-in", "/hi/me/give", "/hi/me/thanks/…"]);
  assert.equal(await page.locator("html").getAttribute("lang"), "hi");
  await page.goto("/hi/sign-in");
  await page.fill("[name=userName]", "donor");
  await page.fill("[name=password]", "only for these tests");
  await sent(page, "main form button");
  assert.equal(new URL(page.url()).pathname, "/hi/me", "signing in by itself");
  await page.context().close();
}

/** What a gift was not yet confirmed for is not booked, however often the page is loaded. */
async function lookingBooksNothing(site: Site): Promise<void> {
  const page = await site.page({ user: "donor" });
  const before = await giving(site);
  await asksToGive(site, page, { amount: "66.66" });
  await page.reload();
  await page.reload();
  assert.deepEqual(await giving(site), before);
  await page.context().close();
}

/** Whether a gift comes from abroad is for its donor to say: the form does not say it for them. */
async function saysWhoOneIs(site: Site): Promise<void> {
  const page = await site.page({ user: "donor" });
  const answer = await page.goto(giveAt(site, { foreign: "" }));
  if (answer!.status() < 400) {
    const text = await said(page, "main dl.pairs");
    assert.doesNotMatch(text, /a citizen of India/, "taken for a citizen without having said so");
  }
  await page.context().close();
}

async function showsNamesAsWished(site: Site): Promise<void> {
  const page = await site.page({ user: "donor" });
  const listed = async (amount: string) => {
    const row = page.locator("section[aria-labelledby=happened] tr", { hasText: amount });
    return (await row.innerText()).replace(/\s+/g, " ");
  };
  const rows = [["public", "61.01"], ["organisation", "61.02"], ["anonymous", "61.03"]] as const;
  for (const [visibility, amount] of rows) {
    await asksToGive(site, page, { amount, visibility });
    await sent(page, "main form button");
    assert.match(page.url(), /done=given/);
    await page.goto(organisationOf(site));
    const name = visibility === "public" ? / A\. Donor / : /somebody who is not named/;
    assert.match(await listed(amount), name);
  }
  await page.context().close();
}

/** Drawing one takes time from all other visitors. */
async function drawsNotTooMany(site: Site): Promise<void> {
  const page = await site.page({ user: "donor" });
  const cookies = await page.context().cookies();
  const { gifts: [gift] } = await giving(site);
  const asked = (form: "pdf" | "json") =>
    fetch(`${site.origin}/me/gifts/${gift!.transferId}/receipt.${form}`, {
      headers: { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; ") },
    });
  let answer = await asked("pdf");
  // At the turn of a minute the count begins again.
  for (let n = 0; n < 2 * PDFS_PER_MINUTE && answer.ok; n++) {
    await answer.body?.cancel();
    answer = await asked("pdf");
  }
  assert.equal(answer.status, 429);
  assert.match(await answer.text(), /Too many tries; wait a little/);
  const signed = await asked("json");
  assert.equal(signed.status, 200, "the signed document costs nothing");
  await signed.body?.cancel();
  await page.context().close();
}

pagesTest("a donor", {
  "finds, gives, keeps the receipt, promises, gives monthly, presses twice": async (site) => {
    const page = await site.page();
    await journey(site, page);
    await page.context().close();
  },
  "wrong amounts and organisations are said in words": saysWhatIsWrong,
  "missing fields stay in the form": missingFieldsStay,
  "the PAN is asked for in the gift, and nothing is promised without": asksForPan,
  "not enough money is said with what there is": correctsItself,
  "a wrong amount leads back to where it can be changed": leadsBack,
  "wrong quantities are said in words": overPledging,
  "the language stays": staysInLanguage,
  "nobody is taken for a citizen without saying so": saysWhoOneIs,
  "names are shown to whom the donor wished": showsNamesAsWished,
  "looking at the confirmation books nothing": lookingBooksNothing,
  "not too many receipts are drawn": drawsNotTooMany,
});
