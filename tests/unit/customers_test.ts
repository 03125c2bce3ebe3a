// Staff and the accounts of customers through the router of a bank in memory: each look is told and stands in the journal, a freeze of the
// staff ends the sessions and stays until staff let it go, and auditors see what all of them have done.
import assert from "node:assert/strict";
import { LOOK_UPS_PER_MINUTE } from "../../api/limits.ts";
import { alertText } from "../../terminal/alert_text.ts";
import { type Customer, PASSWORD, TestBank } from "../support/service.ts";

const password = PASSWORD;
const DAY_MS = 24 * 3_600_000;
const INR = { code: "INR", scale: 2 };

async function office() {
  const bank = await TestBank.open();
  const mona = await bank.staff("mona", { displayName: "Mona Das" });
  const ada = await bank.customer("ada", { displayName: "Ada Rao" });
  const about = { account: ada.account, role: "auditor", reason: "hired", password } as const;
  await mona.call("setStaffRole", about);
  const maya = await bank.customer("maya", { bookedMinor: 5_000, displayName: "Maya Iyer" });
  return { bank, mona, ada, maya, [Symbol.asyncDispose]: () => bank[Symbol.asyncDispose]() };
}

const looks = (who: Customer, account: string, reason = "she asks why a payment was refused") =>
  who.call("viewAccount", { account, reason });

async function noticesOf(customer: Customer): Promise<string[]> {
  const { alerts } = await customer.call("alertsSince", { entry: 0, notice: 0 });
  return alerts.filter(({ stream }) => stream === "notice")
    .map((alert) => alertText(alert, INR).replace(/^\S+ +/, ""));
}

Deno.test("customers: a look shows the account, and is told to its owner with the reason", async () => {
  await using there = await office();
  const { bank, mona, ada, maya } = there;
  await maya.call("transfer", { id: bank.transferId(), to: ada.account, amountMinor: 700 });
  await maya.call("setLimits", { password, limits: { dayMinor: 900 } });
  const seen = await looks(mona, maya.account);
  const { accountName, userName, status, bookedMinor, sessions, secondFactor } = seen;
  assert.deepEqual({ accountName, userName, status, bookedMinor, sessions, secondFactor }, {
    accountName: "Maya Iyer",
    userName: "maya",
    status: "open",
    bookedMinor: 4_300,
    sessions: 1,
    secondFactor: false,
  });
  assert.deepEqual(seen.entries.map(({ amountMinor }) => amountMinor), [-700, 5_000]);
  assert.equal(seen.limits.limits.dayMinor, 900);
  assert.deepEqual(seen.holds, []);
  const told = await noticesOf(maya);
  assert.deepEqual(
    told.at(-1),
    "! Staff have looked at your account: she asks why a payment was refused",
  );
  const { entries } = await mona.call("viewAccount", {
    account: maya.account,
    reason: "further back",
    after: "2",
    limit: 1,
  });
  assert.deepEqual(entries.map(({ number }) => number), [1]);
});

Deno.test("customers: without a reason, of no customer, or of one's own there is nothing to see", async () => {
  await using there = await office();
  const { mona, maya } = there;
  const { seq } = there.bank.loop.head;
  const account = maya.account;
  assert.equal(await mona.code("viewAccount", { account, reason: " " }), "invalid_params");
  assert.equal(
    await mona.code("viewAccount", { account: "100000000000", reason: "x" }),
    "no_such_account",
  );
  assert.equal(await mona.code("viewAccount", { account: "cash", reason: "x" }), "no_such_account");
  const own = { account: mona.account, reason: "x" };
  assert.equal(await mona.code("viewAccount", own), "same_staff");
  assert.equal(await mona.code("freezeAccount", own), "same_staff");
  assert.equal(
    await maya.code("viewAccount", { account: mona.account, reason: "x" }),
    "not_allowed",
  );
  assert.equal(there.bank.loop.head.seq, seq, "and nothing was written");
});

Deno.test("customers: what staff freeze ends the owner's sessions, and stays until staff let it go", async () => {
  await using there = await office();
  const { bank, mona, ada, maya } = there;
  const account = maya.account;
  const frozen = await mona.call("freezeAccount", { account, reason: "her phone was stolen" });
  assert.deepEqual(frozen, { account, status: "frozen" });
  assert.equal(await maya.code("balance", {}), "not_logged_in");
  assert.equal(
    await bank.stranger().code("resume", { sessionToken: maya.token }),
    "session_expired",
  );
  bank.clock.advance(1);
  const back = await bank.signedIn(maya.person);
  const pays = { id: bank.transferId(), to: ada.account, amountMinor: 1 };
  assert.equal(await back.code("transfer", pays), "account_frozen");
  const refused = await back.refused("unfreeze", { password });
  assert.deepEqual([refused.code, refused.reason], ["frozen_by_staff", "her phone was stolen"]);
  const seen = await looks(mona, account);
  assert.deepEqual([seen.status, seen.staffFreeze], ["frozen", "her phone was stolen"]);
  const free = { account, reason: "she has a new one", password };
  assert.equal(await ada.code("unfreezeAccount", free), "not_allowed");
  const guess = { ...free, password: "a guess" };
  assert.equal(await mona.code("unfreezeAccount", guess), "wrong_credentials");
  assert.deepEqual(await mona.call("unfreezeAccount", free), { account, status: "open" });
  await back.call("transfer", pays);
  const told = (await noticesOf(back)).filter((text) => /frozen|go again/.test(text));
  assert.deepEqual(told, [
    "! Staff have frozen your account: her phone was stolen. Nothing is paid, and all sessions have ended",
    "! Staff have let your account go again: she has a new one",
  ]);
});

Deno.test("customers: a session of before a freeze is not taken up, though its record stayed when the bank was killed", async () => {
  await using there = await office();
  const { bank, mona, maya } = there;
  const { account } = maya;
  const token = await bank.token(account);
  const about = { account, reason: "her phone was stolen", by: mona.account } as const;
  bank.clock.advance(1);
  // As the journal has it when the bank is killed before it has ended the sessions.
  await bank.loop.submit({ type: "staff_freeze", ...about });
  const resumes = () => bank.stranger().code("resume", { sessionToken: token });
  assert.equal(await resumes(), "session_expired");
  await bank.loop.submit({ type: "staff_unfreeze", ...about });
  assert.equal(await resumes(), "session_expired", "nor when it has been let go");
  bank.clock.advance(1);
  const back = await bank.signedIn(maya.person);
  assert.equal((await back.call("account", {})).status, "open");
});

Deno.test("customers: looks are as few in a minute as look-ups of payees", async () => {
  await using there = await office();
  const { mona, maya } = there;
  const about = { account: maya.account, reason: "again", limit: 1 };
  for (let look = 0; look < LOOK_UPS_PER_MINUTE; look++) await mona.call("viewAccount", about);
  assert.equal(await mona.code("viewAccount", about), "throttled");
});

Deno.test("customers: staff let go what its owner has frozen, and freeze what is frozen already", async () => {
  await using there = await office();
  const { mona, maya } = there;
  const account = maya.account;
  await maya.call("freeze", {});
  const free = { account, reason: "she came with her passport", password };
  assert.equal((await mona.call("unfreezeAccount", free)).status, "open");
  await maya.call("freeze", {});
  await mona.call("freezeAccount", { account, reason: "police" });
  there.bank.clock.advance(1);
  const back = await there.bank.signedIn(maya.person);
  assert.equal(await back.code("unfreeze", { password }), "frozen_by_staff");
  const { seq } = there.bank.loop.head;
  await mona.call("freezeAccount", { account, reason: "police" });
  assert.equal(there.bank.loop.head.seq, seq, "once is enough");
});

Deno.test("customers: what staff have done on a day is listed with who, whose and why, page by page", async () => {
  await using there = await office();
  const { bank, mona, ada, maya } = there;
  bank.clock.advance(DAY_MS);
  const day = new Date(bank.clock.nowMs).toISOString().slice(0, 10);
  await looks(mona, maya.account, "asked for");
  const cash = { id: bank.transferId(), account: maya.account, amountMinor: 90, memo: "sold eggs" };
  await mona.call("cashIn", cash);
  await mona.call("openTill", { floatMinor: 5 });
  await mona.call("setPolicy", { password, policy: { creditMinor: 10 } });
  await maya.call("transfer", { id: bank.transferId(), to: ada.account, amountMinor: 1 });
  bank.clock.advance(DAY_MS);
  await looks(mona, maya.account, "the next day");
  const { acts, count } = await ada.call("staffActs", { day });
  const told = acts.map(({ act, byName, accountName, amountMinor, reason }) => (
    { act, byName, accountName, amountMinor, reason }
  ));
  const mine = { byName: "Mona Das", accountName: "Maya Iyer" };
  assert.deepEqual(told, [
    { act: "account_viewed", ...mine, amountMinor: undefined, reason: "asked for" },
    { act: "cash_in", ...mine, amountMinor: 90, reason: "sold eggs" },
    {
      act: "till_opened",
      byName: "Mona Das",
      accountName: "Mona Das",
      amountMinor: undefined,
      reason: undefined,
    },
    {
      act: "policy_set",
      ...mine,
      accountName: undefined,
      amountMinor: undefined,
      reason: undefined,
    },
  ]);
  assert.equal(count, 4);
  const page = await ada.call("staffActs", { day, after: 1, limit: 1 });
  assert.deepEqual(page.acts.map(({ act }) => act), ["cash_in"]);
  assert.equal(page.count, 4);
  assert.equal(await maya.code("staffActs", { day }), "not_allowed");
});
