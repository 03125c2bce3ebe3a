// A customer's banking in a browser: balance, payments that ask once more, history, freezing, payments that wait, and word of
// what arrives meanwhile.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { pagesTest, pressedTwice, said, sent, signIn, type Site } from "../support/browser.ts";
import { PASSWORD } from "../support/web_bank.ts";

interface Payment {
  readonly to: string;
  readonly amount: string;
  readonly memo?: string;
}

async function asksToPay(page: Page, { to, amount, memo = "" }: Payment): Promise<void> {
  await page.goto("/me/account");
  const form = "section[aria-labelledby=transfer] form";
  await page.fill(`${form} [name=to]`, to);
  await page.fill(`${form} [name=amount]`, amount);
  await page.fill(`${form} [name=memo]`, memo);
  await sent(page, `${form} button`);
}

const available = (page: Page) => said(page, "[data-own-available]");
const newest = (page: Page) => said(page, "table tbody tr");

async function pays(site: Site): Promise<void> {
  const [, bobby] = [await site.web.customer("alice"), await site.web.customer("bobby")];
  const page = await site.page({ user: "alice" });
  await page.goto("/me/account");
  assert.equal(await available(page), "₹1,000.00");
  await asksToPay(page, { to: "bobby", amount: "12.34", memo: "Mangoes & more" });
  assert.match(await said(page, "main dl.pairs"), /To bobby .*₹12\.34 What for Mangoes & more/);
  await pressedTwice(page, "main form button", /done=paid/);
  assert.match(await said(page, "[role=status].note:visible"), /payment is booked/);
  assert.equal(await available(page), "₹987.66");
  assert.match(await newest(page), /bobby Mangoes & more [-−]₹?[-−]?12\.34 ₹987\.66/);
  const { bookedMinor } = await bobby.call("balance", {});
  assert.equal(bookedMinor, 101_234, "pressed twice, paid once");
  await page.context().close();
}

const WRONG: readonly (readonly [Payment, RegExp])[] = [
  [{ to: "nobody-here", amount: "1" }, /Nobody here is called "nobody-here"/],
  [{ to: "bobby", amount: "abc" }, /amount/i],
  [{ to: "bobby", amount: "1.999" }, /amount/i],
  [{ to: "bobby", amount: "0" }, /amount/i],
  [{ to: "bobby", amount: "100000" }, /Not enough money: ₹[\d,.]+ is available/],
  [{ to: "alice", amount: "1" }, /yourself/],
];

/** Before the password, before the button: with the numbers, and with the form to put it right. */
async function saysAtOnceWhatIsMissing(site: Site): Promise<void> {
  const page = await site.page({ user: "alice" });
  const block = site.web.bank.books.loop.head.seq;
  await asksToPay(page, { to: "bobby", amount: "1000", memo: "too much" });
  assert.equal(
    await said(page, "[role=alert]"),
    "Not enough money: ₹987.66 is available, ₹12.34 more is needed. " +
      "Choose a smaller amount, or pay money in with the bank's staff first. Pay money in",
  );
  const form = "section[aria-labelledby=transfer] form";
  assert.equal(await page.inputValue(`${form} [name=memo]`), "too much", "what was typed stays");
  assert.equal(await page.locator("form[action$='/me/transfer'][method=post]").count(), 0);
  await asksToPay(page, { to: "alice", amount: "1" });
  assert.match(await said(page, "[role=alert]"), /yourself/);
  await asksToPay(page, { to: "bobby", amount: "987.66" });
  assert.equal(await page.locator("[role=alert]").count(), 0, "all of it can be paid");
  assert.equal(site.web.bank.books.loop.head.seq, block, "looking books nothing");
  await page.context().close();
}

async function saysWhatIsWrong(site: Site): Promise<void> {
  const page = await site.page({ user: "alice" });
  const before = await (await site.web.tcpLogIn("alice")).call("balance", {});
  for (const [payment, says] of WRONG) {
    await asksToPay(page, payment);
    assert.match(await said(page, "[role=alert]"), says, JSON.stringify(payment));
  }
  const after = await (await site.web.tcpLogIn("alice")).call("balance", {});
  assert.equal(after.bookedMinor, before.bookedMinor);
  await page.context().close();
}

async function looksBack(site: Site): Promise<void> {
  const alice = await site.web.tcpLogIn("alice");
  for (let turn = 1; turn <= 30; turn++) {
    const about = { to: "bobby", amountMinor: 100 + turn, memo: `turn ${turn}` };
    await alice.call("transfer", { id: site.web.newId(), ...about });
  }
  const page = await site.page({ user: "alice" });
  await page.goto("/me/account");
  const memos = () => page.locator("table tbody tr td:nth-child(3)").allInnerTexts();
  const seen = await memos();
  assert.equal(seen.length, 25);
  await sent(page, "a:text-is('More')");
  seen.push(...await memos());
  const turns = seen.filter((memo) => memo.startsWith("turn"));
  assert.deepEqual(turns, Array.from({ length: 30 }, (_, at) => `turn ${30 - at}`));
  await page.context().close();
}

async function freezes(site: Site): Promise<void> {
  const page = await site.knownPage("alice");
  // It is signed out in the middle of things, and may say so.
  const other = await site.page({ user: "alice", troubled: true });
  await page.goto("/me/account");
  await sent(page, "section[aria-labelledby=freeze] button");
  await other.goto("/me/account");
  assert.match(other.url(), /\/sign-in/, "the other sign-in has ended");
  await asksToPay(page, { to: "bobby", amount: "1" });
  assert.match(await said(page, "[role=alert]"), /frozen; unfreeze it first/);
  await page.goto("/me/account");
  const form = "section[aria-labelledby=freeze] form";
  await page.fill(`${form} [name=password]`, "not the password");
  await sent(page, `${form} button`);
  assert.match(await said(page, "[role=alert]"), /password is wrong/);
  await page.fill(`${form} [name=password]`, PASSWORD);
  await sent(page, `${form} button`);
  await asksToPay(page, { to: "bobby", amount: "1" });
  await sent(page, "main form button");
  assert.match(page.url(), /done=paid/);
  for (const each of [page, other]) await each.context().close();
}

/** Much at once from a new device, known by its address: the bank waits for a second word. */
async function waits(site: Site): Promise<void> {
  const carol = await site.web.customer("carol");
  const { number } = await carol.call("account", {});
  await site.web.customer("dave");
  const officer = await site.web.tcpLogIn("asha");
  const about = { account: number, amountMinor: 2_000_000, memo: "" };
  await officer.call("cashIn", { id: site.web.newId(), ...about });
  const known = await site.knownPage("carol");
  const elsewhere = { "x-forwarded-for": "198.51.100.9" };
  const page = await site.page({ user: "carol", extraHTTPHeaders: elsewhere });
  const holdsOn = (at: Page) => at.locator("section[aria-labelledby=holds] li");
  const holds = holdsOn(page);
  for (const amount of ["6000", "6001"]) {
    await asksToPay(page, { to: "dave", amount });
    await sent(page, "main form button");
    assert.match(page.url(), /done=held/);
    const note = await said(page, "[role=status].note:visible");
    assert.match(note, /waits/);
    assert.doesNotMatch(note, /gift/, "it was a payment");
  }
  assert.deepEqual(await holds.count(), 2);
  assert.match(await holds.first().innerText(), /new device.* · Confirm it until/);
  assert.equal(await available(page), "₹8,999.00");
  const first = "section[aria-labelledby=holds] li:has-text('6,000.00')";
  await sent(page, `${first} button[value=confirm]`);
  assert.match(await said(page, "[role=alert]"), /Password: it is missing/);
  await page.fill(`${first} [name=password]`, PASSWORD);
  await sent(page, `${first} button[value=confirm]`);
  assert.match(await said(page, "[role=alert]"), /This browser is new to the bank/);
  assert.equal(await holds.count(), 2, "the thief of a password confirms nothing");
  await known.goto("/me/account");
  await known.fill(`${first} [name=password]`, PASSWORD);
  await sent(known, `${first} button[value=confirm]`);
  assert.equal(await holdsOn(known).count(), 1);
  await page.goto("/me/account");
  await sent(page, "section[aria-labelledby=holds] li button[value=cancel]");
  assert.equal(await holds.count(), 0);
  assert.equal(await available(page), "₹15,000.00");
  assert.match(await newest(page), /dave payment .*6,000\.00/);
  for (const each of [page, known]) await each.context().close();
}

/** A payment arrives while the page is open. */
async function hears(site: Site): Promise<void> {
  const page = await site.page({ user: "bobby" });
  await page.goto("/me/account");
  await page.locator('html[data-live="yes"]').waitFor();
  const news = page.locator("[data-own-news]");
  assert.equal(await news.isVisible(), false);
  await page.evaluate("document.body.dataset.mark = 'kept'");
  const before = await available(page);
  const alice = await site.web.tcpLogIn("alice");
  await alice.call("transfer", {
    id: site.web.newId(),
    to: "bobby",
    amountMinor: 4_242,
    memo: "Good news",
  });
  await news.waitFor({ state: "visible" });
  assert.match(await news.innerText(), /Something happened to your account/);
  assert.notEqual(await available(page), before);
  assert.equal(await page.locator("body").getAttribute("data-mark"), "kept");
  await sent(page, "[data-own-news] a");
  assert.match(await newest(page), /Good news ₹42\.42/);
  assert.equal(await page.locator("[data-own-news]").isVisible(), false);
  await page.context().close();
}

async function leaves(site: Site): Promise<void> {
  const page = await site.page({ user: "alice" });
  await page.goto("/me/account");
  await sent(page, "form[action$=sign-out] button");
  const kept = (await page.context().cookies()).map(({ name }) => name);
  assert.deepEqual(kept, ["__Host-device"], "the browser stays known to the bank");
  await page.goBack();
  await page.waitForURL(/\/sign-in/);
  assert.equal(await page.locator("[data-own-available]").count(), 0);
  await page.context().close();
}

/** A customer who goes back and presses again has still paid once. */
async function backAndAgain(site: Site): Promise<void> {
  const page = await site.page({ user: "alice" });
  const alice = await site.web.tcpLogIn("alice");
  const before = (await alice.call("balance", {})).bookedMinor;
  await asksToPay(page, { to: "bobby", amount: "5.25" });
  assert.match(await said(page, "main dl.pairs"), /^From .*\(alice\) To bobby/);
  const asked = page.url();
  await sent(page, "main form button");
  assert.match(page.url(), /done=paid/);
  for (const again of [() => page.goBack(), () => page.goto(asked)]) {
    await again();
    assert.equal(await said(page, "h1"), "This was done already");
    assert.equal(await page.locator("main form").count(), 0);
  }
  assert.equal((await alice.call("balance", {})).bookedMinor, before - 525);
  await page.context().close();
}

/** A page that was made for one customer pays nothing of another one's. */
async function madeForAnother(site: Site): Promise<void> {
  const page = await site.page({ user: "alice" });
  const bobby = await site.web.tcpLogIn("bobby");
  const before = (await bobby.call("balance", {})).bookedMinor;
  await asksToPay(page, { to: "dave", amount: "1" });
  const second = await page.context().newPage();
  await second.goto("/me");
  await sent(second, "header form button");
  await signIn(second, "bobby");
  await sent(page, "main form button");
  assert.match(await said(page, "[role=alert]"), /made for another customer/);
  assert.equal((await bobby.call("balance", {})).bookedMinor, before);
  await page.context().close();
}

/** Last, because it moves the clock of the whole bank. */
async function provesAgain(site: Site): Promise<void> {
  const page = await site.page({ user: "bobby" });
  await site.web.passes(16 * 60_000);
  await asksToPay(page, { to: "alice", amount: "2" });
  const button = "main form button";
  await page.fill("main form [name=password]", "not the password");
  await sent(page, button);
  assert.match(await said(page, "[role=alert]"), /password is wrong/);
  await page.fill("main form [name=password]", PASSWORD);
  await sent(page, button);
  assert.match(page.url(), /done=paid/);
  await asksToPay(page, { to: "alice", amount: "3" });
  assert.equal(await page.locator("main form [name=password]").count(), 0, "proved just now");
  await page.context().close();
}

pagesTest("banking", {
  "a payment asks once more, is booked once, and stands in the history": pays,
  "what is missing is said before anything is asked": saysAtOnceWhatIsMissing,
  "what cannot be paid is said in words": saysWhatIsWrong,
  "history goes back page by page": looksBack,
  "a frozen account pays nothing until the password is given": freezes,
  "an unusual payment waits to be confirmed or cancelled": waits,
  "a payment that arrives is told on the open page": hears,
  "going back and pressing again pays nothing more": backAndAgain,
  "a page that was made for one customer pays nothing of another": madeForAnother,
  "after signing out, nothing is shown any more": leaves,
  "long after the sign-in, money needs the password again": provesAgain,
});
