// Payouts on the site: an account elsewhere, a payout after a question that says where it goes, one however often it is sent; and the
// desk of the staff, who tick what is sent and get its files.
import assert from "node:assert/strict";
import { SiteVisitor, unescaped } from "../support/site_visitor.ts";
import { PASSWORD, WebBank } from "../support/web_bank.ts";

const PAGE = "/me/payouts";
const DESK = "/me/staff/payouts";
const DAY_MS = 24 * 60 * 60 * 1000;

const PAYEE = { holder: "Maya Iyer", account: "30201099887", ifsc: "SBIN0001234" };
const password = PASSWORD;

async function visitor(web: WebBank, name: string, staff = false): Promise<SiteVisitor> {
  const one = new SiteVisitor(web.origin);
  await web.customer(name, staff);
  await one.signIn(name, PASSWORD);
  return one;
}

/** In the same browser. */
async function dayLater(web: WebBank, one: SiteVisitor): Promise<void> {
  web.clock.advance(DAY_MS);
  await one.signIn("maya", PASSWORD);
}

Deno.test("payouts on the site: an account is set, a payout asked for once, cancelled, and sent by staff", async () => {
  await using web = await WebBank.open();
  const maya = await visitor(web, "maya");
  const early = await maya.send(`${PAGE}/account`, { page: PAGE, fields: { ...PAYEE, password } });
  assert.match(early.text, /This browser is new to the bank/);
  await dayLater(web, maya);
  assert.match((await maya.fetch("/me/account")).text, /Payouts to another bank<\/a>/);
  assert.match((await maya.fetch(PAGE)).text, /Say first which account at another bank is yours/);
  const wrong = [
    [{ holder: "மாயா" }, /in Latin letters/],
    [{ account: "12" }, /6 to 20 digits/],
    [{ ifsc: "" }, /An IFSC has 11/],
    [{ password: "a guess" }, /password/],
  ] as const;
  for (const [more, says] of wrong) {
    const fields = { ...PAYEE, password, ...more };
    const { text, status } = await maya.send(`${PAGE}/account`, { page: PAGE, fields });
    assert.match(unescaped(text), says);
    assert.ok(status >= 400);
    assert.match(unescaped(text), new RegExp(`value="${fields.holder}"`), "what was typed is kept");
  }
  const set = await maya.send(`${PAGE}/account`, { page: PAGE, fields: { ...PAYEE, password } });
  assert.equal(set.location, `${PAGE}?done=saved`);
  const fresh = unescaped((await maya.fetch(PAGE)).text);
  assert.match(fresh, /Payouts go to Maya Iyer, 30201099887 \(SBIN0001234\)[^]*is new here/);
  const asked = `${PAGE}/new?amount=250&memo=Rent`;
  const soon = await maya.fetch((await maya.fetch(asked)).location!);
  assert.match(unescaped(soon.text), /The account at the other bank is new here/);
  await dayLater(web, maya);
  const page = (await maya.fetch(asked)).location!;
  const question = unescaped((await maya.fetch(page)).text);
  assert.match(question, /Maya Iyer, 30201099887 \(SBIN0001234\)[^]*₹250\.00[^]*Rent/);
  const form = { page, fields: { password } };
  const both = await Promise.all([1, 2].map(() => maya.send(`${PAGE}/new`, form)));
  assert.deepEqual(both.map(({ location }) => location), Array(2).fill(`${PAGE}?done=payout`));
  assert.equal(web.bank.books.loop.ledger.payouts.size, 1);
  assert.match((await maya.fetch(page)).text, /This was done already/);
  const cancelled = await maya.send(`${PAGE}/cancel`, { page: PAGE, fields: {} });
  assert.equal(cancelled.location, `${PAGE}?done=payout_cancelled`);
  const over = unescaped((await maya.fetch(PAGE)).text);
  assert.match(over, /cancelled; the money is back[^]*…9887[^]*Rent[^]*₹250\.00/);
  assert.equal((await maya.fetch(DESK)).status, 403);
});

Deno.test("payouts at the desk: what is ticked is sent, and its files are those of the batch", async () => {
  await using web = await WebBank.open();
  const asha = await visitor(web, "asha", true);
  assert.match((await asha.fetch("/me/staff")).text, /Payouts to send<\/a>/);
  assert.match((await asha.fetch(DESK)).text, /No payout waits/);
  const { loop } = web.bank.books;
  const [[by] = [""]] = loop.ledger.staff.rows();
  await loop.submit({ type: "set_policy", policy: { payoutAccountHours: 0 }, by });
  const maya = await web.customer("maya");
  await maya.call("setPayoutAccount", { password, payee: PAYEE });
  const wishes = [1_00, 2_00].map((amountMinor) => (
    { id: web.newId(), amountMinor, memo: "<b>Rent</b>", password }
  ));
  const payouts = [];
  for (const wish of wishes) payouts.push(await maya.call("askPayout", wish));
  const desk = unescaped((await asha.fetch(DESK)).text);
  assert.match(desk, /2 wait, ₹3\.00[^]*Maya Iyer, 30201099887 \(SBIN0001234\)/);
  assert.doesNotMatch((await asha.fetch(DESK)).text, /<b>Rent/);
  const none = await asha.send(`${DESK}/send`, { page: DESK, fields: { password, payout: "" } });
  assert.ok(none.status >= 400);
  const fields = { password, payout: payouts[1]!.reference };
  const sent = await asha.send(`${DESK}/send`, { page: DESK, fields });
  assert.equal(sent.location, `${DESK}?done=batched`);
  const [[, batch] = ["", null]] = loop.ledger.payoutBatches.rows();
  assert.equal(batch!.amountMinor, 2_00);
  const shown = (await asha.fetch(DESK)).text;
  const links = [...shown.matchAll(/href="(\/me\/staff\/payouts\/file\?[^"]+)"/g)]
    .map(([, link]) => unescaped(link!));
  assert.equal(links.length, 4);
  assert.match(
    unescaped((await asha.fetch(links[0]!)).text),
    /own account is not known/,
  );
  const details = { holder: "Lakeside", account: "50200012345678", ifsc: "ICIC0000001" };
  await loop.submit({ type: "set_bank_details", details, by });
  for (const link of links) {
    const file = await asha.fetch(link);
    assert.equal(file.status, 200);
    assert.match(file.media, /^(text\/csv|application\/xml); charset=utf-8$/);
    assert.ok(
      file.text.includes(payouts[1]!.reference) && !file.text.includes(payouts[0]!.reference),
    );
  }
  const stranger = new SiteVisitor(web.origin);
  await stranger.signIn("maya", PASSWORD);
  assert.equal((await stranger.fetch(links[0]!)).status, 403);
});

Deno.test("payouts at the desk: from the amount of four eyes on a batch is proposed", async () => {
  await using web = await WebBank.open();
  const asha = await visitor(web, "asha", true);
  await visitor(web, "bala", true);
  const { loop } = web.bank.books;
  const [[by] = [""]] = loop.ledger.staff.rows();
  const policy = { payoutAccountHours: 0, agreementMinor: 1_00 };
  await loop.submit({ type: "set_policy", policy, by });
  const maya = await web.customer("maya");
  await maya.call("setPayoutAccount", { password, payee: PAYEE });
  await maya.call("askPayout", { id: web.newId(), amountMinor: 1_00, memo: "", password });
  const [[, payout] = ["", null]] = loop.ledger.payouts.rows();
  const { payouts: [told] } = await maya.call("payouts", {});
  const fields = { password, payout: told!.reference };
  const sent = await asha.send(`${DESK}/send`, { page: DESK, fields });
  assert.equal(sent.location, `${DESK}?done=proposed`);
  assert.equal(payout!.state, "waiting");
  const bala = new SiteVisitor(web.origin);
  await bala.signIn("bala", PASSWORD);
  const page = "/me/staff";
  const waits = unescaped((await bala.fetch(page)).text);
  assert.match(waits, /Send payouts of ₹1\.00 to another bank/);
  assert.ok(waits.includes(told!.reference));
  const agreed = await bala.send(`${page}/agree`, { page, fields: { password } });
  assert.equal(agreed.location, `${page}?done=saved`);
  assert.equal(loop.ledger.payoutBatches.size, 1);
});
