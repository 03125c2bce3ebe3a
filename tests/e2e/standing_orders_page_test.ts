// Standing orders on the site: a form, a question that says what it will be, one order however often it is sent, and the way to
// stop it.
import assert from "node:assert/strict";
import { DAY_MS } from "../../bank/days.ts";
import { SiteVisitor, unescaped } from "../support/site_visitor.ts";
import { PASSWORD, WebBank } from "../support/web_bank.ts";

const PAGE = "/me/standing-orders";

async function visitor(web: WebBank): Promise<SiteVisitor> {
  const maya = new SiteVisitor(web.origin);
  await web.customer("maya");
  await web.customer("jon");
  await maya.signIn("maya", PASSWORD);
  return maya;
}

const dayAt = (web: WebBank, days: number) =>
  new Date(web.clock.read() + days * DAY_MS).toISOString().slice(0, 10);

const asked = (web: WebBank, more: Readonly<Record<string, string>> = {}) =>
  `${PAGE}/new?${new URLSearchParams({
    to: "jon",
    amount: "250",
    memo: "Rent",
    every: "month",
    first: dayAt(web, 3),
    until: "",
    ...more,
  })}`;

Deno.test("standing orders on the site: made once, shown with its days, stopped", async () => {
  await using web = await WebBank.open();
  const maya = await visitor(web);
  assert.match((await maya.fetch("/me/account")).text, /Standing orders<\/a>/);
  assert.match((await maya.fetch(PAGE)).text, /You have no standing orders/);
  const page = (await maya.fetch(asked(web))).location!;
  const question = await maya.fetch(page);
  assert.match(
    unescaped(question.text),
    /jon \(\d{4} \d{4} \d{4}\)[\s\S]*₹250\.00[\s\S]*every month/,
  );
  const form = { page, fields: { password: PASSWORD } };
  const both = await Promise.all([1, 2].map(() => maya.send(`${PAGE}/new`, form)));
  assert.deepEqual(both.map(({ location }) => location), Array(2).fill(`${PAGE}?done=ordered`));
  assert.equal(web.bank.books.loop.ledger.standingOrders.size, 1);
  assert.match((await maya.fetch(page)).text, /This was done already/);
  const { text } = await maya.fetch(PAGE);
  assert.match(unescaped(text), /₹250\.00 → jon, every month: Rent[\s\S]*Next: /);
  const stopped = await maya.send(`${PAGE}/stop`, { page: PAGE, fields: {} });
  assert.equal(stopped.location, `${PAGE}?done=stopped`);
  assert.match((await maya.fetch(PAGE)).text, /Those that have ended[\s\S]*you stopped it/);
});

Deno.test("standing orders on the site: what is wrong is said, with what was typed", async () => {
  await using web = await WebBank.open();
  const maya = await visitor(web);
  const rows = [
    [{ amount: "lots" }, /is no amount/],
    [{ to: "nemo" }, /Nobody here is called "nemo"/],
    [{ to: "maya" }, /yourself/],
    [{ first: "2026-02-30" }, /is no day: write it like/],
    [{ first: "2020-01-01" }, /That day has passed/],
    [{ until: dayAt(web, 1) }, /It would end before it begins/],
    [{ every: "day" }, /Choose how often it is paid/],
  ] as const;
  for (const [more, says] of rows) {
    const to = await maya.fetch(asked(web, more));
    const { text, status } = await maya.fetch(to.location!);
    assert.match(unescaped(text), says);
    assert.ok(status >= 400, `${status}: ${JSON.stringify(more)}`);
    assert.match(text, /value="Rent"/);
  }
  assert.equal(web.bank.books.loop.ledger.standingOrders.size, 0);
});
