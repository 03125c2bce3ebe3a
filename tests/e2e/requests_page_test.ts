// Payment requests on the site: asked in one form, paid on a page that says what it will be, declined, taken back; and the page of a
// shop's link, which asks before it pays.
import assert from "node:assert/strict";
import { SiteVisitor, unescaped } from "../support/site_visitor.ts";
import { PASSWORD, WebBank } from "../support/web_bank.ts";

const PAGE = "/me/requests";

async function visitors(web: WebBank): Promise<{ maya: SiteVisitor; jon: SiteVisitor }> {
  const [maya, jon] = [new SiteVisitor(web.origin), new SiteVisitor(web.origin)];
  await web.customer("maya");
  await web.customer("jon");
  await maya.signIn("maya", PASSWORD);
  await jon.signIn("jon", PASSWORD);
  return { maya, jon };
}

const ASKED = { from: "jon", amount: "250", memo: "Rent", reference: "INV 7", due: "" };

async function ask(visitor: SiteVisitor, more: Partial<typeof ASKED> = {}) {
  return await visitor.send(`${PAGE}/ask`, { page: PAGE, fields: { ...ASKED, ...more } });
}

function requestIn(text: string): string {
  return /name="request" value="([^"]+)"/.exec(text)![1]!;
}

Deno.test("requests on the site: asked, shown, paid once", async () => {
  await using web = await WebBank.open();
  const { maya, jon } = await visitors(web);
  assert.match((await jon.fetch(PAGE)).text, /No request waits for you/);
  assert.equal((await ask(maya)).location, `${PAGE}?done=asked`);
  assert.match((await jon.fetch("/me/account")).text, /Payment requests<\/a> \(1\)/);
  const { text } = await jon.fetch(PAGE);
  assert.match(unescaped(text), /₹250\.00 → maya: INV 7 Rent/);
  const page = `${PAGE}/pay?request=${requestIn(text)}`;
  const asked = await jon.fetch((await jon.fetch(page)).location!);
  assert.match(asked.text, /Pay ₹250\.00/);
  const form = { page, fields: { password: PASSWORD } };
  const both = await Promise.all([1, 2].map(() => jon.send(`${PAGE}/pay`, form)));
  const done = both.filter(({ location }) => location === `${PAGE}?done=paid`);
  assert.equal(done.length, 1, both.map(({ status }) => status).join());
  assert.match((await jon.fetch(PAGE)).text, /What you were asked for[\s\S]*paid/);
  assert.match((await maya.fetch(PAGE)).text, /What you have asked for[\s\S]*paid/);
  assert.match((await maya.fetch("/me/account")).text, /₹1,250\.00/);
});

Deno.test("requests on the site: declined with a word, taken back, turned away and allowed again", async () => {
  await using web = await WebBank.open();
  const { maya, jon } = await visitors(web);
  await ask(maya);
  const act = (who: SiteVisitor, verb: string, fields: Record<string, string> = {}) =>
    who.send(`${PAGE}/${verb}`, { page: PAGE, fields });
  const declined = await act(jon, "decline", { word: "not mine", verb: "block" });
  assert.equal(declined.location, `${PAGE}?done=declined`);
  assert.match((await maya.fetch(PAGE)).text, /declined<\/span> “not mine”/);
  assert.match((await maya.fetch("/me/account")).text, /jon declines to pay ₹250\.00/);
  assert.match((await ask(maya)).text, /does not want to be asked by you/);
  assert.equal((await act(jon, "allow")).location, `${PAGE}?done=saved`);
  await ask(maya);
  assert.equal((await act(maya, "withdraw")).location, `${PAGE}?done=withdrawn`);
  assert.match((await jon.fetch(PAGE)).text, /No request waits for you/);
});

Deno.test("requests on the site: what is wrong is said, with what was typed", async () => {
  await using web = await WebBank.open();
  const { maya } = await visitors(web);
  const much = await ask(maya, { amount: "lots", memo: "Rent of May" });
  assert.equal(much.status, 422);
  assert.match(much.text, /value="Rent of May"/);
  const some = await ask(maya, { from: "jon, nemo; maya" });
  assert.match(unescaped(some.text), /nemo: Nobody here is called "nemo"/);
  assert.match(some.text, /maya: You cannot pay yourself/);
  assert.equal(await web.bank.books.loop.ledger.requests.size, 1);
  const late = await ask(maya, { due: "2020-01-01" });
  assert.match(late.text, /That day has passed/);
  assert.equal((await maya.fetch(`${PAGE}/pay?request=x&id=${web.newId()}`)).status, 404);
});

Deno.test("requests on the site: a shop's link fills in the payment and asks before it pays", async () => {
  const published = { origin: "https://bank.example", contact: null };
  await using web = await WebBank.open({ published });
  const shop = await web.customer("shop");
  const { jon } = await visitors(web);
  const { page = "" } = await shop.call("paymentLink", { amountMinor: 12_50, memo: "Tea & cake" });
  const path = page.replace(published.origin, "");
  assert.notEqual(path, page);
  const stranger = await new SiteVisitor(web.origin).fetch(path);
  assert.equal(stranger.location, `/sign-in?next=${encodeURIComponent(path)}`);
  const to = (await jon.fetch(path)).location!;
  const asked = await jon.fetch((await jon.fetch(to)).location!);
  assert.match(unescaped(asked.text), /shop[\s\S]*Tea & cake[\s\S]*Pay ₹12\.50/);
  assert.equal((await shop.call("balance", {})).bookedMinor, 1_000_00, "nothing is paid yet");
  const paid = await jon.send("/me/transfer", { page: to, fields: { password: PASSWORD } });
  assert.equal(paid.location, "/me/account?done=paid");
  const open = (await shop.call("paymentLink", {})).page!.replace(published.origin, "");
  const { number } = await shop.call("account", {});
  assert.ok((await jon.fetch(open)).text.includes(`value="${number}"`), "the payee is filled in");
});

Deno.test("requests on the site: the page of a link shows it and its code, with what was typed", async () => {
  const published = { origin: "https://bank.example", contact: null };
  await using web = await WebBank.open({ published });
  const { maya } = await visitors(web);
  const made = await maya.fetch(`${PAGE}/link?amount=12.50&memo=Tea`);
  assert.match(
    unescaped(made.text),
    /<code>https:\/\/bank\.example\/me\/pay\?to=\d{12}&amount=12\.50&memo=Tea<\/code>/,
  );
  assert.match(made.text, /src="data:image\/svg\+xml;base64,/);
  const wrong = await maya.fetch(`${PAGE}/link?amount=lots&memo=Tea`);
  assert.equal(wrong.status, 422);
  assert.doesNotMatch(wrong.text, /class="qr"/);
});
