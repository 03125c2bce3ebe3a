// Standing orders through the router of a bank in memory: made, shown, told of, paid by due work, stopped.
import assert from "node:assert/strict";
import { DAY_MS } from "../../bank/days.ts";
import { standingOrderClock } from "../../service/standing_orders/due_standing_orders.ts";
import { StandingRegister } from "../../service/standing_orders/standing_register.ts";
import { UNKNOWN_PAYEES_PER_MINUTE } from "../../api/limits.ts";
import { type Customer, TestBank } from "../support/service.ts";

async function town() {
  const bank = await TestBank.open();
  const maya = await bank.customer("maya", { bookedMinor: 1_000 });
  const ravi = await bank.customer("ravi", { displayName: "Ravi Kumar" });
  return { bank, maya, ravi, [Symbol.asyncDispose]: () => bank[Symbol.asyncDispose]() };
}

type Town = Awaited<ReturnType<typeof town>>;

const dayAt = (bank: TestBank, days = 0) =>
  new Date(bank.clock.nowMs + days * DAY_MS).toISOString().slice(0, 10);

const wish = ({ bank }: Town, more: Readonly<Record<string, unknown>> = {}) => ({
  order: bank.transferId(),
  payee: "ravi",
  amountMinor: 300,
  memo: "Rent",
  every: "week" as const,
  firstOn: dayAt(bank),
  ...more,
});

const codeOf = async (who: Customer, params: object) =>
  (await who.answer("makeStandingOrder", params)).error?.data.code ?? "ok";

/** What comes due now happens. */
async function look({ bank }: Town): Promise<void> {
  const { host, loop, service } = bank;
  const still = { ...host, after: () => () => {} };
  await standingOrderClock(loop, service.standingOrders, still).look();
}

Deno.test("standing orders: made, paid by the bank itself on each of its days, stopped", async () => {
  await using there = await town();
  const { bank, maya, ravi } = there;
  const made = await maya.call("makeStandingOrder", wish(there));
  assert.deepEqual(made.next, [0, 7, 14].map((days) => dayAt(bank, days)));
  assert.equal(made.payeeName, "Ravi Kumar");
  await look(there);
  await look(there);
  assert.equal((await ravi.call("balance", {})).bookedMinor, 300);
  const [entry] = (await ravi.call("history", {})).entries;
  const { standingOrder } = await ravi.call("transferStatus", { id: entry!.transferId });
  assert.equal(standingOrder, made.order);
  bank.clock.advance(7 * DAY_MS);
  await look(there);
  bank.clock.advance(7 * DAY_MS);
  await look(there);
  assert.equal((await maya.call("balance", {})).bookedMinor, 100);
  bank.clock.advance(7 * DAY_MS);
  await look(there);
  const { orders: [late] } = await maya.call("standingOrders", {});
  assert.deepEqual([late!.paid, late!.lateFor, late!.next[0]], [3, dayAt(bank), dayAt(bank, 1)]);
  const stopped = await maya.call("stopStandingOrder", { order: made.order });
  assert.deepEqual([stopped.ended, stopped.next], ["stopped", []]);
  assert.equal((await maya.call("standingOrders", { active: true })).count, 0);
  assert.equal((await maya.call("standingOrders", {})).count, 1);
  assert.equal((await ravi.call("standingOrders", {})).count, 0, "the payee's list is their own");
});

Deno.test("standing orders: the payer is told of each one that is made, not paid or over", async () => {
  await using there = await town();
  const { maya } = there;
  const wanted = wish(there, { amountMinor: 5_000, every: "once" });
  await maya.call("makeStandingOrder", wanted);
  await look(there);
  await maya.call("stopStandingOrder", { order: wanted.order });
  const { alerts } = await maya.call("alertsSince", { entry: 1, notice: 0 });
  const told = alerts.flatMap((alert) => alert.stream === "notice" ? [alert] : [])
    .filter(({ kind }) => kind.startsWith("standing"));
  assert.deepEqual(
    told.map(({ kind, every, why, again, ended }) => [kind, every, why, again, ended]),
    [
      ["standing_order_made", "once", undefined, undefined, undefined],
      ["standing_order_unpaid", undefined, "insufficient_funds", true, undefined],
      ["standing_order_ended", undefined, undefined, undefined, "stopped"],
    ],
  );
  for (const alert of told) {
    assert.deepEqual(
      [alert.counterpartyName, alert.amountMinor, alert.memo, alert.order],
      ["Ravi Kumar", 5_000, "Rent", wanted.order],
    );
  }
});

Deno.test("standing orders: found due by a start, too, and over as soon as one side leaves", async () => {
  await using there = await town();
  const { bank, maya, ravi } = there;
  await maya.call("makeStandingOrder", wish(there, { firstOn: dayAt(bank, 300) }));
  const register = () => new StandingRegister(bank.loop.ledger);
  assert.deepEqual(register().due(dayAt(bank)), []);
  assert.equal(register().due(dayAt(bank, 300)).length, 1);
  await ravi.call("closeAccount", { password: "correct horse battery" });
  assert.equal(register().due(dayAt(bank)).length, 1);
  await look(there);
  const { orders: [order] } = await maya.call("standingOrders", {});
  assert.equal(order!.ended, "payee_left");
});

Deno.test("standing orders: who guesses customers by them is slowed down", async () => {
  await using there = await town();
  const { maya } = there;
  for (let guess = 0; guess < UNKNOWN_PAYEES_PER_MINUTE; guess++) {
    assert.equal(await codeOf(maya, wish(there, { payee: `guess${guess}` })), "no_such_payee");
  }
  assert.equal(await codeOf(maya, wish(there)), "throttled");
});
