// The page of the colleagues on the site: a code for one, a role that changes, and what needs two, proposed there and agreed to.
import assert from "node:assert/strict";
import { SiteVisitor, unescaped } from "../support/site_visitor.ts";
import { PASSWORD, WebBank } from "../support/web_bank.ts";

const PAGE = "/me/staff";
const password = PASSWORD;

/** The signed-in page of this person. */
async function visitor(web: WebBank, userName: string): Promise<SiteVisitor> {
  const made = new SiteVisitor(web.origin);
  await made.signIn(userName, PASSWORD);
  return made;
}

const act = (who: SiteVisitor, verb: string, fields: Readonly<Record<string, string>>) =>
  who.send(`${PAGE}/${verb}`, { page: PAGE, fields: { password, ...fields } });

Deno.test("staff on the site: a code makes a colleague, once, and a role that ends is gone at once", async () => {
  await using web = await WebBank.open();
  await web.customer("mona", true);
  await web.customer("tara");
  const [mona, tara] = [await visitor(web, "mona"), await visitor(web, "tara")];
  assert.doesNotMatch((await tara.fetch(PAGE)).text, /Who has which role/);
  const wrong = await act(mona, "invite", { role: "teller", reason: "busy", password: "a guess" });
  assert.equal(wrong.status, 401);
  const invited = await act(mona, "invite", { role: "teller", reason: "second counter" });
  const [, code] = /class="hash">([\d-]+)</.exec(invited.text)!;
  assert.doesNotMatch((await mona.fetch(PAGE)).text, new RegExp(code!), "it is shown once");
  assert.equal((await act(tara, "accept", { code: code! })).location, `${PAGE}?done=saved`);
  const seen = (await tara.fetch(PAGE)).text;
  assert.match(seen, /teller since/);
  assert.doesNotMatch(seen, /Invite a colleague|Change the role/, "a teller changes no role");
  assert.match((await tara.fetch("/me")).text, /href="\/me\/staff"/);
  const ended = await act(mona, "role", { role: "none", reason: "left" });
  assert.equal(ended.location, `${PAGE}?done=saved`);
  assert.doesNotMatch((await tara.fetch(PAGE)).text, /Who has which role/);
  assert.match(
    (await tara.fetch("/me/account")).text,
    /You are no longer one of the bank[^]*: left\./,
  );
});

Deno.test("staff on the site: what needs two is read in full, and done once another one agrees", async () => {
  await using web = await WebBank.open();
  const [mona] = [await web.customer("mona", true), await web.customer("max", true)];
  const ann = await web.customer("ann");
  const { number: account } = await ann.call("account", {});
  const [first, second] = [await visitor(web, "mona"), await visitor(web, "max")];
  const wish = {
    proposal: web.newId(),
    method: "cashIn" as const,
    params: { id: web.newId(), account, amountMinor: 25_000_000, memo: "van" },
    why: "sold the van",
    password,
  };
  await mona.call("propose", wish);
  const own = (await first.fetch(PAGE)).text;
  assert.match(own, /Withdraw it/);
  assert.doesNotMatch(own, /Agree: it is done at once/, "who proposed it is not asked");
  const other = unescaped((await second.fetch(PAGE)).text);
  assert.match(other, /Pay in ₹2,50,000\.00 in cash for ann[^]*Proposed by mona: sold the van/);
  assert.match(other, /<dt>memo<\/dt><dd>van<\/dd>/);
  assert.doesNotMatch(other, /25000000/, "amounts are said as people say them");
  assert.equal((await act(second, "agree", {})).location, `${PAGE}?done=saved`);
  assert.equal((await ann.call("history", { limit: 1 })).entries[0]!.amountMinor, 25_000_000);
  assert.match((await first.fetch(PAGE)).text, /agreed to, and done/);

  // Where rules need two, a code that is asked for here waits as well.
  await mona.call("setPolicy", { policy: { agreementMinor: 100_00 }, password });
  const asked = await act(first, "invite", { role: "auditor", reason: "new year" });
  const [, code] = /class="hash">([\d-]+)</.exec(asked.text)!;
  const accept = { code: code!, password };
  await assert.rejects(ann.call("acceptInvitation", accept), /staff_code_invalid/);
  await act(second, "agree", {});
  assert.equal((await ann.call("acceptInvitation", accept)).staffRole, "auditor");
});
