// What giving tells people: each side of a pledge what the other did, donors what became of their recurring gifts, an
// organisation what officers decided; and no one is told what they did themselves.
import assert from "node:assert/strict";
import { dayOf } from "../../bank/giving/calendar.ts";
import { PLEDGE_LIFETIME_MS } from "../../bank/limits.ts";
import { noticeOf } from "../../bank/trace.ts";
import { alertText } from "../../terminal/alert_text.ts";
import { RIGHT } from "../support/facts.ts";
import { approved, donorNamed, gives, liveHome } from "../support/giving_people.ts";
import { type Customer, PASSWORD, TestBank } from "../support/service.ts";

const DAY_MS = 86_400_000;
const INR = { code: "INR", scale: 2 };

/** The account's notices in words, without those of its approval, and nothing told twice. */
async function told(customer: Customer, after = 0): Promise<string[]> {
  const { alerts } = await customer.call("alertsSince", { entry: 1_000_000, notice: after });
  return alerts.map((alert) => alertText(alert, INR).replace(/^\S+\s+/, ""));
}

async function noticesOf(bank: TestBank, { account }: Customer): Promise<number> {
  return await Promise.resolve(bank.loop.ledger.accounts.get(account)!.notices);
}

Deno.test("giving alerts: each side of a pledge is told what the other one did", async () => {
  await using bank = await TestBank.open();
  const { manager } = await liveHome(bank);
  const ann = await bank.customer("ann", { displayName: "Ann Lee", bookedMinor: 1_000 });
  const before = await noticesOf(bank, manager);
  const need = bank.transferId();
  const deadline = dayOf(bank.clock.nowMs + 60 * DAY_MS);
  await manager.call("addNeed", {
    need,
    item: "blankets",
    unit: "pieces",
    quantity: 40,
    priority: "urgent",
    deadline,
  });
  const promised = async (quantity: number) => {
    const pledge = bank.transferId();
    await ann.call("pledge", { pledge, need, quantity });
    return pledge;
  };
  const first = await promised(5);
  await ann.call("sendPledge", { pledge: first, quantity: 4 });
  await manager.call("receivePledge", { pledge: first, quantity: 3 });
  await ann.call("cancelPledge", { pledge: await promised(2) });
  const lapsing = await promised(7);
  bank.clock.advance(PLEDGE_LIFETIME_MS + 1);
  await bank.loop.submit({ type: "lapse_pledge", pledge: lapsing });
  assert.deepEqual(await told(manager, before), [
    "+ Ann Lee promises you 5 blankets",
    "+ On its way from Ann Lee: 4 blankets",
    "+ Ann Lee promises you 2 blankets",
    "! Ann Lee cannot keep a promise: 2 blankets",
    "+ Ann Lee promises you 7 blankets",
  ]);
  assert.deepEqual(await told(ann), [
    "+ Sunrise Trust has received from you: 3 blankets",
    "! Your promise to Sunrise Trust has lapsed: 7 blankets",
  ]);
});

Deno.test("giving alerts: a recurring gift that is left out or ends says why, one that is stopped says nothing", async () => {
  await using bank = await TestBank.open();
  const { manager, officers: [officer] } = await liveHome(bank);
  const ann = await bank.customer("ann", { bookedMinor: 100 });
  const startsOrder = async () => {
    const order = bank.transferId();
    await ann.call("startOrder", {
      order,
      organisation: manager.account,
      amountMinor: 5_000,
      foreign: false,
      every: "week",
    });
    return order;
  };
  const runs = async (order: string) =>
    await bank.loop.submit({ type: "run_order", order, id: bank.transferId() });
  const stopped = await startsOrder();
  await ann.call("stopOrder", { order: stopped });
  const order = await startsOrder();
  await runs(order);
  await officer.call("stopOrganisation", {
    organisation: manager.account,
    how: "suspended",
    reason: "a complaint",
    password: PASSWORD,
  });
  bank.clock.advance(8 * DAY_MS);
  await runs(order);
  assert.deepEqual(await told(ann), [
    "! The recurring gift of 50.00 INR to Sunrise Trust was left out this time: there was not enough money",
    "! The recurring gift of 50.00 INR to Sunrise Trust has ended: the organisation cannot receive anything now",
  ]);
});

Deno.test("giving alerts: an organisation learns what officers decided", async () => {
  await using bank = await TestBank.open();
  const { manager, officers: [officer] } = await liveHome(bank);
  const before = await told(manager);
  assert.equal(before.length, 7, "each of its facts was verified");
  assert.ok(before.includes("+ Two officers have verified the PAN of your organisation"));
  const { set } = await officer.call("review", { organisation: manager.account });
  await officer.call("reviewFact", {
    organisation: manager.account,
    fact: "darpan",
    verdict: "refused",
    set,
    reason: "not in the register",
    password: PASSWORD,
  });
  assert.deepEqual(await told(manager, before.length), [
    "! An officer refused the Darpan id of your organisation: not in the register",
  ]);
});

Deno.test("giving alerts: a gift from abroad bears the name of the organisation, also when that changes", async () => {
  await using bank = await TestBank.open();
  const home = await liveHome(bank);
  const donor = await donorNamed(bank, "ann");
  const payee = async () =>
    (await donor.call("history", { limit: 1 })).entries[0]!.counterpartyName;
  await gives(bank, donor, home, { foreign: true });
  assert.equal(await payee(), RIGHT.name.legalName);
  await home.manager.call("setFact", {
    fact: "name",
    fields: { ...RIGHT.name, legalName: "Sunset Trust" },
  });
  await approved(home);
  assert.equal(await payee(), "Sunset Trust");
});

Deno.test("giving alerts: events of older journals tell no one anything", () => {
  for (
    const event of [
      { type: "pledge_sent", pledge: "p", quantity: 1, expiresAtMs: 1 },
      { type: "pledge_received", pledge: "p", need: "n", promised: 1, quantity: 1 },
      { type: "pledge_ended", pledge: "p", need: "n", promised: 1, why: "lapsed" },
      { type: "order_skipped", order: "o", nextAtMs: 1, why: "insufficient_funds" },
      { type: "order_ended", order: "o", why: "unpaid" },
    ] as const
  ) assert.equal(noticeOf(event), null, event.type);
});
