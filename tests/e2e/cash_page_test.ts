// Cash on the site: a till opened and closed with what was counted, what is missing said with a reason, a large difference asked of a
// colleague, and the day as page and as files.
import assert from "node:assert/strict";
import { isSignedBy } from "../../bank/signature.ts";
import { SiteVisitor, unescaped } from "../support/site_visitor.ts";
import { PASSWORD, WebBank } from "../support/web_bank.ts";

const PAGE = "/me/staff/cash";
const password = PASSWORD;

async function visitor(web: WebBank, name: string, staff: boolean) {
  const one = new SiteVisitor(web.origin);
  const link = await web.customer(name, staff);
  await one.signIn(name, PASSWORD);
  return { one, link };
}

async function desk(web: WebBank) {
  const { one: mona, link } = await visitor(web, "mona", true);
  const { one: maya } = await visitor(web, "maya", false);
  const send = (act: string, fields: Record<string, string>) =>
    mona.send(`${PAGE}/${act}`, { page: PAGE, fields });
  const shown = async () => unescaped((await mona.fetch(PAGE)).text);
  return { mona, maya, link, send, shown };
}

Deno.test("cash on the site: a till is opened, closed with what was counted, and says what is missing", async () => {
  await using web = await WebBank.open();
  const { maya, send, shown } = await desk(web);
  assert.equal((await maya.fetch(PAGE)).status, 403);
  assert.match(await shown(), /No till is open\.[^]*Open your till[^]*Count the safe/);
  const wrong = await send("open", { amount: "a lot" });
  assert.match(unescaped(wrong.text), /"a lot" is no amount of cash[^]*value="a lot"/);
  assert.equal((await send("open", { amount: "100" })).location, `${PAGE}?done=till`);
  assert.match(await shown(), /Open tills[^]*₹100\.00[^]*Close your till/);
  const short = await send("close", { amount: "98" });
  assert.match(
    unescaped(short.text),
    /₹2\.00 are missing\. Count again, or say why\.[^]*value="98"/,
  );
  assert.equal(short.status, 422);
  const closed = await send("close", { amount: "98", reason: "wrong change" });
  assert.equal(closed.location, `${PAGE}?done=counted`);
  assert.match(await shown(), /No till is open\./);
  assert.equal(web.bank.books.loop.ledger.accounts.get("differences")?.bookedMinor, -200);
});

Deno.test("cash on the site: what came in since the page was made is not counted over", async () => {
  await using web = await WebBank.open();
  const { mona, link, send } = await desk(web);
  await send("open", { amount: "100" });
  const page = (await mona.fetch(PAGE)).text;
  assert.match(page, /name="sum" value="10000"/);
  const { account } = await link.call("payee", { payee: "maya" });
  const closing = { amount: "100", sum: "10000", reason: "" };
  await link.call("cashIn", { id: web.newId(), account, amountMinor: 500 });
  const stale = await send("close", closing);
  assert.match(unescaped(stale.text), /₹105\.00 should be there now\. Count again/);
  assert.equal(stale.status, 409);
});

Deno.test("cash on the site: a large difference is asked of a colleague, who agrees on the page", async () => {
  await using web = await WebBank.open();
  const { link, send, shown } = await desk(web);
  const { one: max } = await visitor(web, "max", true);
  await link.call("setPolicy", { password, policy: { agreementMinor: 1_000 } });
  await send("open", { amount: "100" });
  const fields = { amount: "50", reason: "the drawer was open" };
  const two = await send("close", fields);
  assert.match(unescaped(two.text), /a colleague has to agree[^]*Ask a colleague/);
  const guessed = await send("close", { ...fields, two: "yes", password: "a guess" });
  assert.match(unescaped(guessed.text), /password[^]*Ask a colleague/);
  const asked = await send("close", { ...fields, two: "yes", password });
  assert.equal(asked.location, `${PAGE}?done=proposed`);
  const waiting = unescaped((await max.fetch("/me/staff")).text);
  assert.match(waiting, /Close a till with a difference of ₹50\.00[^]*the drawer was open/);
  await max.send("/me/staff/agree", { page: "/me/staff", fields: { password } });
  assert.match(await shown(), /No till is open\./);
});

Deno.test("cash on the site: the day as a page, and as PDF, CSV and signed JSON", async () => {
  await using web = await WebBank.open();
  const { mona, maya, send } = await desk(web);
  await send("open", { amount: "100" });
  await send("close", { amount: "98", reason: "wrong change" });
  const today = unescaped((await mona.fetch("/me/staff/day")).text);
  assert.match(today, /not over[^]*differences of cash[^]*−₹2\.00[^]*wrong change/);
  assert.match(today, /All accounts add up to<\/dt>\s*<dd>₹0\.00/);
  assert.equal((await maya.fetch("/me/staff/day")).status, 403);
  assert.equal((await mona.fetch("/me/staff/day?day=never")).status, 422);
  const [, day] = /name="day" value="([\d-]+)"/.exec(today)!;
  const file = (form: string) =>
    mona.fetch(`/me/staff/day/file?${new URLSearchParams({ day: day!, for: form })}`);
  const [pdf, csv, json] = [await file("pdf"), await file("csv"), await file("json")];
  assert.match(pdf.text, /^%PDF-1\.7/);
  assert.match(csv.text, /till_closed,\d+,mona,[^\n]*,100\.00,98\.00,-2\.00,wrong change/);
  const report = JSON.parse(json.text);
  assert.ok(isSignedBy(report, web.bank.books.signing.publicKey));
  assert.equal(report.counted[0].differenceMinor, -200);
});
