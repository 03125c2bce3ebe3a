// A gift in a minute, from a cold link to its thanks, for a stranger without money here: what was chosen is kept through becoming a
// customer, it is paid from another bank, and the open page says so when it is booked. Pages, fields and keys are counted.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { DAY_MS } from "../../bank/days.ts";
import { dayOf } from "../../bank/giving/calendar.ts";
import { paymentReferenceText } from "../../bank/pay_in/payment_reference.ts";
import type { Result } from "../../api/methods.ts";
import type { RefusedError } from "../../net/client/client.ts";
import { axe } from "../support/axe.ts";
import { pagesTest, said, sent, type Site } from "../support/browser.ts";
import { organisationOf } from "../support/donor_journey.ts";
import { givenLine } from "../support/line_commands.ts";
import { PASSWORD } from "../support/web_bank.ts";

/** What a visitor has had to do; docs/bench.md has the sums. */
interface Effort {
  pages: number;
  fields: number;
  keys: number;
}

const GIVE = "section[aria-labelledby=give] form";
const NEW = "section[aria-labelledby=new] form";

async function types(page: Page, effort: Effort, fields: Readonly<Record<string, string>>) {
  for (const [field, text] of Object.entries(fields)) {
    await page.fill(field, text);
    effort.fields++;
    effort.keys += text.length;
  }
}

async function goesOn(page: Page, effort: Effort, button: string): Promise<void> {
  await sent(page, button);
  effort.pages++;
}

/** From the address of an organisation to a gift that waits. @returns what it took, and the key of the gift. */
async function asStranger(site: Site, page: Page, userName: string): Promise<[Effort, string]> {
  const effort = { pages: 1, fields: 0, keys: 0 };
  await page.goto(organisationOf(site));
  // A sum is chosen already; it is said who gives.
  await page.locator(`${GIVE} [name=sum][value="1000"]`).check({ force: true });
  await page.check(`${GIVE} [name=foreign][value=no]`);
  effort.fields += 2;
  await goesOn(page, effort, `${GIVE} button`);
  assert.match(await said(page, "h1"), /Your gift to Anbu Illam Trust/);
  assert.match(await said(page, "main dl.pairs"), /Amount ₹1,000\.00 How often once/);
  await types(page, effort, {
    [`${NEW} [name=userName]`]: userName,
    [`${NEW} [name=displayName]`]: "Maya Rao",
    [`${NEW} [name=password]`]: PASSWORD,
  });
  await goesOn(page, effort, `${NEW} button`);
  assert.match(page.url(), /\/me\/give\?/, "what was chosen is kept");
  assert.match(await said(page, "main dl.pairs"), /Amount ₹1,000\.00/);
  await types(page, effort, { "[name=pan]": "ABCPE1234F" });
  await goesOn(page, effort, "main form button[name=way]");
  const [, key] = /\/me\/open-gifts\/([0-9a-f-]{36})$/.exec(page.url())!;
  return [effort, key!];
}

/** As staff do: the line of the bank's statement that has the reference. */
async function paid(site: Site, text: string, amountMinor: number) {
  const asha = await site.web.tcpLogIn("asha");
  const bookedOn = new Date(site.web.clock.read()).toISOString().slice(0, 10);
  await asha.call("bookLines", { lines: [givenLine(amountMinor, text, { bookedOn })] });
  asha.close();
}

async function openGifts(site: Site, userName: string): Promise<Result<"openGifts">["openGifts"]> {
  const donor = await site.web.tcpLogIn(userName);
  const { openGifts } = await donor.call("openGifts", {});
  donor.close();
  return openGifts;
}

async function inAMinute(site: Site): Promise<void> {
  const page = await site.page();
  const [effort, key] = await asStranger(site, page, "maya");
  const [gift] = await openGifts(site, "maya");
  assert.equal(gift!.openGift, key);
  const shown = await said(page, "main");
  assert.ok(shown.includes(paymentReferenceText(gift!.reference)), shown);
  assert.match(shown, /₹1,000\.00/);
  assert.equal(await page.locator("img.qr").count(), 1);
  assert.deepEqual(await axe(page), []);
  const before = site.web.bank.books.loop.ledger.organisations.get(gift!.organisation)!.givenMinor;
  await paid(site, `UPI/${gift!.reference}/MAYA`, 100_000);
  // The page has not been loaded again.
  await page.locator("main a[href$='/receipt']").waitFor();
  assert.match(await said(page, "main"), /Thank you: your gift is booked\. .*Given ₹1,000\.00/);
  const { givenMinor } = site.web.bank.books.loop.ledger.organisations.get(gift!.organisation)!;
  assert.equal(givenMinor - before, 100_000);
  assert.deepEqual(await axe(page), []);
  await sent(page, "main a[href$='/receipt']");
  assert.match(await said(page, ".receipt"), /Anbu Illam Trust.*ABCPE1234F.*₹1,000\.00/);
  assert.deepEqual(effort, { pages: 4, fields: 6, keys: 42 });
  await page.context().close();
}

async function withoutScripts(site: Site): Promise<void> {
  const page = await site.page({ javaScriptEnabled: false });
  await asStranger(site, page, "ravi");
  const [gift] = await openGifts(site, "ravi");
  await page.goto("/me");
  assert.match(await said(page, "section[aria-labelledby=open-gifts]"), /Anbu Illam Trust/);
  await sent(page, "section[aria-labelledby=open-gifts] tbody a");
  await paid(site, gift!.reference, 40_000);
  await page.reload();
  assert.match(await said(page, "main"), /your gift is booked\. .*Given ₹400\.00/);
  await page.goto("/me");
  assert.equal(await page.locator("section[aria-labelledby=open-gifts]").count(), 0);
  assert.match(await said(page, "ul.needs > li"), /₹400\.00 booked/);
  await page.context().close();
}

/** Who has an account signs in on the same page; a slip keeps the page and what was chosen. */
async function asCustomer(site: Site): Promise<void> {
  const page = await site.page();
  await page.goto(organisationOf(site));
  await page.fill(`${GIVE} [name=amount]`, "77");
  await page.locator(`${GIVE} [name=every][value=month]`).check({ force: true });
  await page.check(`${GIVE} [name=foreign][value=no]`);
  await sent(page, `${GIVE} button`);
  assert.match(await said(page, "main dl.pairs"), /₹77\.00 How often every month/);
  await page.fill(`${NEW} [name=userName]`, "donor");
  await page.fill(`${NEW} [name=displayName]`, "Donor");
  await page.fill(`${NEW} [name=password]`, PASSWORD);
  await sent(page, `${NEW} button`);
  assert.match(await said(page, "[role=alert]"), /taken/);
  assert.equal(await page.inputValue(`${NEW} [name=displayName]`), "Donor");
  const known = "section[aria-labelledby=known] form";
  await page.fill(`${known} [name=userName]`, "donor");
  await page.fill(`${known} [name=password]`, PASSWORD);
  await sent(page, `${known} button`);
  assert.match(await said(page, "main dl.pairs"), /₹77\.00 .*every month/);
  await page.context().close();
}

/** A need with a price is a sum to press, and then the gift is for it. */
async function forWhatItCosts(site: Site): Promise<void> {
  const { web } = site;
  const manager = await web.tcpLogIn("anbu");
  const need = web.newId();
  const deadline = dayOf(web.clock.read() + 30 * DAY_MS);
  const about = { item: "Lamps", quantity: 4, deadline, priceMinor: 321_50 };
  await manager.call("addNeed", { need, ...about });
  assert.equal(
    await codeOf(manager.call("addNeed", { need, ...about, priceMinor: 1 })),
    "id_reused",
  );
  const page = await site.page({ user: "donor" });
  await page.goto(organisationOf(site));
  assert.match(
    await said(page, `${GIVE} fieldset:has([name=sum])`),
    /^Amount ₹321\.50 Lamps ₹500\.00 ₹1,000\.00$/,
  );
  await page.locator(`${GIVE} [name=sum][value$="${need}"]`).check({ force: true });
  await page.check(`${GIVE} [name=foreign][value=no]`);
  await sent(page, `${GIVE} button`);
  assert.match(await said(page, "main dl.pairs"), /Amount ₹321\.50 For Lamps/);
  await manager.call("closeNeed", { need });
  manager.close();
  await page.context().close();
}

function codeOf(answer: Promise<unknown>): Promise<string> {
  return answer.then(() => "ok", (error: RefusedError) => error.refusal.code);
}

async function givesUp(site: Site): Promise<void> {
  const page = await site.page();
  await asStranger(site, page, "lata");
  await sent(page, "main form button");
  assert.match(await said(page, "main"), /You gave up this gift of ₹1,000\.00/);
  assert.deepEqual((await openGifts(site, "lata")).map(({ state }) => state), ["cancelled"]);
  const answer = await page.goto("/me/open-gifts/01a20bd5-8510-7266-8dc5-51817c336f23");
  assert.equal(answer!.status(), 404);
  await page.context().close();
}

/** On a phone the way to give stays in sight, whatever is read. */
async function staysAtHand(site: Site): Promise<void> {
  const page = await site.page({ viewport: { width: 360, height: 640 } });
  await page.goto(organisationOf(site));
  await page.evaluate("scrollTo(0, document.body.scrollHeight)");
  const box = await page.locator(".jump a").boundingBox();
  assert.ok(box && box.y > 0 && box.y + box.height <= 640, JSON.stringify(box));
  await page.click(".jump a");
  await page.waitForURL(/#give$/);
  await page.context().close();
}

pagesTest("a gift in a minute", {
  "a stranger: chosen, joined, paid from another bank, thanked": inAMinute,
  "the same without scripts, and less comes": withoutScripts,
  "a customer signs in inside the gift": asCustomer,
  "what a need costs is a sum to press": forWhatItCosts,
  "it is given up": givesUp,
  "on a phone the way to give stays at hand": staysAtHand,
});
