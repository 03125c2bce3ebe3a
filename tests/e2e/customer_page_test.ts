// A customer's account at the desk of the staff on the site: looked at with a reason, frozen, let go again; and what staff have done.
import assert from "node:assert/strict";
import { SiteVisitor, unescaped } from "../support/site_visitor.ts";
import { PASSWORD, WebBank } from "../support/web_bank.ts";

const PAGE = "/me/staff/customer";
const password = PASSWORD;

async function visitor(web: WebBank, name: string, staff: boolean) {
  const one = new SiteVisitor(web.origin);
  const link = await web.customer(name, staff);
  await one.signIn(name, PASSWORD);
  return { one, link };
}

Deno.test("customers on the site: a look with a reason, which the customer reads, and none without", async () => {
  await using web = await WebBank.open();
  const { one: mona, link: staff } = await visitor(web, "mona", true);
  const { one: maya, link } = await visitor(web, "maya", false);
  assert.equal((await maya.fetch(PAGE)).status, 403);
  assert.equal((await maya.fetch("/me/staff/acts")).status, 403);
  const looks = (to: string, reason: string) =>
    mona.send(`${PAGE}/view`, { page: PAGE, fields: { to, reason } });
  const nobody = await looks("nobody", "x");
  assert.match(unescaped(nobody.text), /value="nobody"/);
  assert.ok(nobody.status >= 400);
  assert.match(unescaped((await looks("maya", " ")).text), /value="maya"/);
  const seen = unescaped((await looks("maya", "asks about a fee")).text);
  assert.match(seen, /<h1>maya<\/h1>[^]*the customer is told of it[^]*Freeze it/);
  const told = unescaped((await maya.fetch("/me/account")).text);
  assert.match(told, /Staff have looked at your account: asks about a fee\./);
  const acts = unescaped((await mona.fetch("/me/staff/acts")).text);
  assert.match(acts, /mona[^]*looked at the account[^]*maya[^]*asks about a fee/);
  assert.match(unescaped((await mona.fetch("/me/staff/acts?day=2020-01-01")).text), /Nothing on/);
  await link.call("closeAccount", {
    password,
    sweep: { id: web.newId(), to: (await staff.call("account", {})).number },
  });
  const gone = unescaped((await looks("maya", "her heirs ask")).text);
  assert.match(gone, /somebody who has left[^]*This look stands in the journal\.<[^]*closed/);
  assert.doesNotMatch(gone, /Freeze it/);
});

Deno.test("customers on the site: frozen by staff, signed out, not let go by the owner, and let go by staff", async () => {
  await using web = await WebBank.open();
  const { one: mona } = await visitor(web, "mona", true);
  const { one: maya, link } = await visitor(web, "maya", false);
  const { number } = await link.call("account", {});
  const acts = (act: string, fields: Record<string, string>) =>
    mona.send(`${PAGE}/${act}`, { page: PAGE, fields: { account: number, ...fields } });
  const frozen = await acts("freeze", { reason: "her phone was stolen" });
  assert.equal(frozen.location, `${PAGE}?done=staff_froze`);
  assert.match((await maya.fetch("/me/account")).location ?? "", /\/sign-in/);
  await maya.signIn("maya", PASSWORD);
  const own = unescaped((await maya.fetch("/me/account")).text);
  assert.match(own, /staff have frozen your account: her phone was stolen\. Talk to them/);
  assert.doesNotMatch(own, /action="\/me\/unfreeze"/);
  const shown = await mona.send(`${PAGE}/view`, {
    page: PAGE,
    fields: { to: "maya", reason: "came in" },
  });
  assert.match(unescaped(shown.text), /Frozen by staff[^]*her phone was stolen[^]*Let it go again/);
  const guessed = await acts("unfreeze", { reason: "a new phone", password: "a guess" });
  assert.match(unescaped(guessed.text), /password/);
  const free = await acts("unfreeze", { reason: "a new phone", password });
  assert.equal(free.location, `${PAGE}?done=staff_unfroze`);
  const after = unescaped((await maya.fetch("/me/account")).text);
  assert.match(after, /let your account go again: a new phone/);
});
