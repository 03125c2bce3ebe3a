// Credit through the router of a bank in memory: set by staff with a reason, told to the owner, used, listed with since when an account
// has been below zero.
import assert from "node:assert/strict";
import { alertText } from "../../terminal/alert_text.ts";
import { type Customer, PASSWORD, TestBank } from "../support/service.ts";

const password = PASSWORD;
const HOUR_MS = 3_600_000;
const INR = { code: "INR", scale: 2 };

async function town() {
  const bank = await TestBank.open();
  const maya = await bank.customer("maya", { bookedMinor: 1_000, displayName: "Maya Iyer" });
  const ravi = await bank.customer("ravi", { bookedMinor: 1_000 });
  const staff = await bank.staff("mona");
  return { bank, maya, ravi, staff, [Symbol.asyncDispose]: () => bank[Symbol.asyncDispose]() };
}

type Town = Awaited<ReturnType<typeof town>>;

const lets = ({ staff, maya }: Town, creditMinor: number | null) =>
  staff.call("setCredit", {
    account: maya.account,
    creditMinor,
    reason: "runs the shop",
    password,
  });

const pays = ({ bank }: Town, from: Customer, to: Customer, amountMinor: number) =>
  from.call("transfer", { id: bank.transferId(), to: to.account, amountMinor });

Deno.test("credits: what may be spent is told with it, and the owner is told of it", async () => {
  await using there = await town();
  const { maya } = there;
  const before = await maya.call("balance", {});
  assert.deepEqual([before.availableMinor, before.creditMinor], [1_000, undefined]);
  assert.deepEqual(await lets(there, 500), {
    account: maya.account,
    accountName: "Maya Iyer",
    bookedMinor: 1_000,
    creditMinor: 500,
    own: true,
  });
  const after = await maya.call("account", {});
  assert.deepEqual([after.availableMinor, after.creditMinor], [1_500, 500]);
  await pays(there, maya, there.ravi, 1_200);
  const owing = await maya.call("balance", {});
  assert.deepEqual([owing.bookedMinor, owing.availableMinor], [-200, 300]);
  await lets(there, 100);
  const low = await maya.call("balance", {});
  assert.deepEqual([low.availableMinor, low.creditMinor], [0, 100]);
  await lets(there, null);
  const { alerts } = await maya.call("alertsSince", { entry: 0, notice: 0 });
  const told = alerts.filter(({ kind }) => kind === "credit_set")
    .map((alert) => alertText(alert, INR).replace(/^\S+ +/, ""));
  assert.deepEqual(told, [
    "! Your account may go 5.00 INR below zero: runs the shop",
    "! Your account may go 1.00 INR below zero: runs the shop",
    "! Your credit is that of all customers again: runs the shop",
  ]);
});

Deno.test("credits: who is below zero is listed with since when, the furthest first", async () => {
  await using there = await town();
  const { bank, maya, ravi, staff } = there;
  await staff.call("setPolicy", { password, policy: { creditMinor: 5_000 } });
  assert.deepEqual(await staff.call("credits", {}), { accounts: [], count: 0, belowMinor: 0 });
  await pays(there, maya, ravi, 1_500);
  await pays(there, ravi, maya, 700);
  bank.clock.advance(HOUR_MS);
  await pays(there, maya, ravi, 800);
  const sinceMs = bank.clock.nowMs;
  bank.clock.advance(HOUR_MS);
  for (let payment = 0; payment < 450; payment++) await pays(there, maya, ravi, 1);
  await lets(there, 2_000);
  await staff.call("setCredit", {
    account: ravi.account,
    creditMinor: 0,
    reason: "asked for",
    password,
  });
  const { accounts, count, belowMinor } = await staff.call("credits", {});
  assert.deepEqual([count, belowMinor], [2, 1_050]);
  const [owes, has] = accounts;
  assert.deepEqual([owes!.account, owes!.bookedMinor, owes!.creditMinor, owes!.belowSinceMs], [
    maya.account,
    -1_050,
    2_000,
    sinceMs,
  ]);
  assert.deepEqual([has!.own, has!.creditMinor, has!.belowSinceMs], [true, 0, undefined]);
  const { accounts: [second], count: all } = await staff.call("credits", { after: 1, limit: 1 });
  assert.deepEqual([second!.account, all], [ravi.account, 2]);
});
