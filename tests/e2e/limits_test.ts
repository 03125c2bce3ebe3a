// Payment limits as commands and pages: shown, set by their owner and by staff, told in the refusal with what is used and from when
// it counts anew.
import assert from "node:assert/strict";
import { join } from "node:path";
import { deskAt, type Row, runTable } from "../support/desk.ts";
import { launcherNamed, runProgram, scratch, startServer } from "../support/program.ts";
import { SiteVisitor, unescaped } from "../support/site_visitor.ts";
import { PASSWORD, WebBank } from "../support/web_bank.ts";

const launcher = launcherNamed(undefined);

const pay = (amount: string) => ["transfer", "bob", amount, "--yes"];

/** Limits of one account and of all, set by staff. */
function ofStaff(account: string, secret: readonly string[]): Row[] {
  return [
    [
      "ann",
      [...secret, "account-limits", account, "--day", "1", "--reason", "x"],
      1,
      /staff|manager/,
    ],
    ["asha", ["account-limits", account, "--payment", "50"], 2, /Give --reason/],
    [
      "asha",
      [...secret, "account-limits", account, "--payment", "50", "--reason", "asked for"],
      0,
      /One payment +50\.00 INR/,
    ],
    ["ann", pay("50.01"), 1, /one payment may be 50\.00 INR at most/],
    ["ann", ["alerts"], 0, /! The bank has set payment limits for your account: asked for/],
    [
      "asha",
      [...secret, "policy", "--yes", "--set", "limit-month=220"],
      0,
      /limit-month +220\.00 INR/,
    ],
    ["ann", pay("20.01"), 1, /201\.00 INR of 220\.00 INR a month are used/],
    ["ann", pay("19"), 0, /Sent 19\.00 INR/],
    [
      "asha",
      [...secret, "policy", "--yes", "--set", "limit-day=0"],
      2,
      /"off" takes the limit away/,
    ],
    ["asha", [...secret, "policy", "--yes", "--set", "limit-day=900"], 0, /limit-day +900\.00 INR/],
  ];
}

Deno.test("limits at the terminal: one's own at once, raised later; those of staff with a reason", async () => {
  using dir = scratch();
  const data = join(dir.path, "data");
  await using server = await startServer({ launcher, data, args: ["--welcome", "1000"] });
  const desk = deskAt({ launcher, dir, server });
  await desk.signUp("asha", "--staff-code", server.staffCode!);
  const { answer: ann } = await desk.signUp("ann");
  await desk.signUp("bob");
  const secret = ["--password-file", join(dir.path, "password")];
  const file = dir.file("pay.csv", "payee,amount\nbob,1\nbob,200\n");
  await runTable(desk, [
    ["ann", ["limits"], 0, /One payment +none +none +none\n/],
    ["ann", ["limits", "--day", "lots"], 2, /lots[^]*or off for no limit/],
    ["ann", ["limits", "--payees", "0"], 2, /expected a number from 1 to 1000/],
    ["ann", [...secret, "limits", "--day", "300", "--payees", "5"], 0, /A day +300\.00 INR/],
    ["ann", pay("200"), 0, /Sent 200\.00 INR to bob/],
    [
      "ann",
      pay("100.01"),
      1,
      /200\.00 INR of 300\.00 INR a day are used\. From \d{4}-\d\d-\d\d on/,
    ],
    ["ann", [...secret, "limits", "--day", "900"], 0, /Your own from .*: .* a day 900\.00 INR/],
    ["ann", pay("100.01"), 1, /a day are used/],
    [
      "ann",
      ["pay-file", file, "--yes"],
      1,
      /1 lines were paid\.\n1 were not paid(?![^]*before you repeat)/,
    ],
    ["ann", ["alerts"], 0, /! Your payment limits were changed/],
  ]);
  await runTable(desk, ofStaff(ann.account, secret));
  await server.stop();
  const { code, out, err } = await runProgram({ launcher, args: ["audit", "--data", data] });
  assert.equal(code, 0, `in whatever order rules were set: ${out}${err}`);
});

Deno.test("limits on the site: what is in force, one's own, and a payment that is over them", async () => {
  await using web = await WebBank.open();
  const maya = new SiteVisitor(web.origin);
  await web.customer("maya");
  await web.customer("jon");
  await maya.signIn("maya", PASSWORD);
  const page = "/me/limits";
  assert.match((await maya.fetch("/me/account")).text, /Payment limits<\/a>/);
  assert.match((await maya.fetch(page)).text, /One payment[\s\S]*no limit/);
  const fields = { paymentMinor: "", dayMinor: "300", monthMinor: "", dayPayees: "5" };
  const set = (more: Readonly<Record<string, string>>) =>
    maya.send(`${page}/set`, { page, fields: { ...fields, password: PASSWORD, ...more } });
  assert.match((await set({ dayMinor: "lots" })).text, /is no amount/);
  assert.match(unescaped((await set({ dayPayees: "1001" })).text), /no number from 1 to 1000/);
  assert.match((await set({ password: "not mine at all" })).text, /role="alert"/);
  assert.equal((await set({})).location, `${page}?done=saved`);
  assert.match(unescaped((await maya.fetch(page)).text), /₹300\.00[\s\S]*₹0\.00, from .* on anew/);
  const to = (await maya.fetch("/me/transfer?to=jon&amount=300.01&memo=Tea")).location!;
  const over = await maya.fetch(to);
  assert.equal(over.status, 409);
  assert.match(over.text, /Over your limit: ₹0\.00 of ₹300\.00 a day are used/);
});
