// Payment limits: what counts in a day and a month of the bank's zone, and what is given back.
import assert from "node:assert/strict";
import type { Command } from "../../bank/command.ts";
import { usedOf } from "../../bank/payment_limits/payment_limits.ts";
import { Refusal } from "../../bank/refusal.ts";
import type { GivingBooks } from "../support/giving.ts";
import { does, HOLDING } from "../support/giving_commands.ts";
import { limitedBank as bank, OVER, pays } from "../support/limit_commands.ts";
import { makes, runs } from "../support/standing_commands.ts";

const DAY = { limitDayMinor: 10_000 };

const used = (books: GivingBooks) => {
  const { dayMinor, monthMinor, payees } = usedOf(books.ledger, "donna", books.nowMs);
  return [dayMinor, monthMinor, payees.length];
};

Deno.test("limits: where there are none nothing is counted", () => {
  const books = bank({});
  books.run([[pays("p1", 99_000), "ok"]]);
  assert.equal(books.ledger.paymentLimits.size, 0);
  assert.equal("countedOn" in books.events.at(-1)!.event, false);
});

Deno.test("limits: a day's sum begins anew at midnight in the bank's zone, a month's with its first day", () => {
  const books = bank({ limitDayMinor: 10_000, limitMonthMinor: 15_000 });
  books.run([[pays("p1", 6_000), "ok"], [pays("p2", 4_001), OVER], [pays("p3", 4_000), "ok"], [
    pays("p4", 1),
    OVER,
  ]]);
  const said = books.say(pays("p5", 1));
  assert.ok(said instanceof Refusal);
  assert.deepEqual(said.detail, {
    limit: "dayMinor",
    max: 10_000,
    used: 10_000,
    resetsOn: "2026-01-31",
  });
  books.nowMs = Date.parse("2026-01-31T00:00:00+05:30") - 1;
  books.run([[pays("p6", 1), OVER], [1], [pays("p6", 1), "ok"], [pays("p7", 5_000), OVER]]);
  const month = books.say(pays("p8", 5_000)) as Refusal;
  assert.deepEqual(month.detail, {
    limit: "monthMinor",
    max: 15_000,
    used: 10_001,
    resetsOn: "2026-02-01",
  });
  books.run([[pays("p9", 4_999), "ok"], [pays("p10", 1), OVER]]);
  books.nowMs = Date.parse("2026-02-01T00:00:00+05:30");
  books.run([[pays("p11", 10_000), "ok"]]);
  assert.deepEqual(used(books), [10_000, 10_000, 1]);
});

Deno.test("limits: one payment, and how many others are paid in a day", () => {
  const books = bank({ limitPaymentMinor: 5_000, limitDayPayees: 2 });
  books.run([
    [pays("p1", 5_001), OVER],
    [pays("p2", 5_000), "ok"],
    [pays("p3", 1, "otto"), "ok"],
    [pays("p4", 1, "olga"), OVER],
    [pays("p5", 1, "otto"), "ok"],
    [does.pay("p6", "dev", "otto", 1), "ok"],
  ]);
  const said = books.say(pays("p7", 5_001)) as Refusal;
  assert.deepEqual(said.detail, { limit: "paymentMinor", max: 5_000, used: 0, resetsOn: "" });
});

Deno.test("limits: what is held counts, and is given back when it is not confirmed", () => {
  const books = bank({ ...DAY, ...HOLDING });
  books.run([[pays("p1", 6_000), "held"], [pays("p2", 6_000), OVER]]);
  books.run([[{ type: "cancel_hold", id: "p1", owner: "donna" }, "ok"]]);
  assert.deepEqual(used(books), [0, 0, 0]);
  books.run([
    [pays("p3", 6_000), "held"],
    [{ type: "confirm_hold", id: "p3", owner: "donna" }, "ok"],
    [pays("p4", 4_001), OVER],
  ]);
  assert.deepEqual(used(books), [6_000, 6_000, 1]);
  // On another day it is given back to the month alone.
  books.nowMs = Date.parse("2026-01-30T23:59:00+05:30");
  books.run([[pays("p5", 4_000), "held"], [120_000]]);
  books.run([[{ type: "cancel_hold", id: "p5", owner: "donna" }, "ok"]]);
  assert.deepEqual(used(books), [0, 6_000, 0]);
});

Deno.test("limits: a reversal and a refund give back what they take back, in the day and the month of the payment", () => {
  const books = bank();
  const reverse = (id: string, transfer: string): Command => ({
    type: "reverse",
    id,
    transfer,
    reason: "",
    by: "olga",
  });
  books.run([[pays("p1", 10_000), "ok"], [pays("p2", 1), OVER], [reverse("r1", "p1"), "ok"], [
    pays("p3", 10_000),
    "ok",
  ]]);
  books.nowMs = Date.parse("2026-01-31T09:00:00+05:30");
  books.run([[pays("p4", 2_000), "ok"], [reverse("r2", "p3"), "ok"]]);
  assert.deepEqual(used(books), [2_000, 2_000, 1]);
  books.nowMs = Date.parse("2026-02-01T09:00:00+05:30");
  books.run([[reverse("r3", "p4"), "ok"]]);
  assert.deepEqual(used(books), [0, 0, 0]);
  books.run([[does.give("g1", { amountMinor: 9_000 }), "ok"], [pays("p5", 1_001), OVER]]);
  books.run([[does.refund("b1", "g1"), "ok"], [pays("p5", 10_000), "ok"]]);
});

Deno.test("limits: gifts, recurring gifts, standing orders and payments together count; cash, corrections and sweeps do not", () => {
  const books = bank();
  books.run([
    [does.give("g1", { amountMinor: 4_000 }), "ok"],
    [makes("s1", { amountMinor: 4_000, firstOn: "2026-01-30" }), "ok"],
    [runs("s1", "r1"), "ok"],
  ]);
  assert.deepEqual(used(books), [8_000, 8_000, 2]);
  const payments = [1, 2].map((place) => ({
    id: `t${place}`,
    to: "dev",
    amountMinor: 1_500,
    memo: "",
  }));
  const together = (count: number): Command => (
    { type: "transfer_together", from: "donna", payments: payments.slice(0, count) }
  );
  books.run([[together(2), "together_refused"], [together(1), "ok"]]);
  books.run([[{
    type: "cash_out",
    id: "c1",
    account: "donna",
    amountMinor: 20_000,
    memo: "",
    by: "olga",
  }, "ok"]]);
  assert.deepEqual(used(books), [9_500, 9_500, 2]);
  const unpaid = makes("s2", { amountMinor: 501, firstOn: "2026-01-30" });
  books.run([[unpaid, "ok"], [runs("s2", "r2"), "ok"]]);
  const { event } = books.events.at(-1)!;
  assert.equal(event.type === "standing_order_unpaid" && event.why, OVER);
  books.run([[
    { type: "close_account", account: "donna", sweep: { id: "sweep", to: "dev" } } as Command,
    "ok",
  ]]);
});

Deno.test("limits: a payee whose payment was given up or taken back is no payee of the day, one of two payments is", () => {
  const books = bank({ limitDayPayees: 1, ...HOLDING });
  books.run([
    [pays("p1", 6_000), "held"],
    [pays("p2", 10, "otto"), OVER],
    [{ type: "cancel_hold", id: "p1", owner: "donna" }, "ok"],
    [does.policy({ limitDayPayees: 1 }), "ok"],
    [pays("p3", 10, "otto"), "ok"],
    [pays("p4", 10, "otto"), "ok"],
    [{ type: "reverse", id: "r1", transfer: "p3", reason: "", by: "olga" }, "ok"],
    [pays("p5", 10), OVER],
    [{ type: "reverse", id: "r2", transfer: "p4", reason: "", by: "olga" }, "ok"],
    [pays("p6", 10), "ok"],
  ]);
});

Deno.test("limits: a time zone that is set to and fro begins no day anew that is not over", () => {
  const books = bank();
  const zone = (name: string): Command => ({
    type: "set_time_zone",
    zone: name,
    chosen: true,
    by: "olga",
  });
  books.nowMs = Date.parse("2026-01-30T20:00:00+05:30");
  books.run([[pays("p1", 10_000), "ok"], [pays("p2", 1), OVER]]);
  books.run([[zone("Pacific/Kiritimati"), "ok"], [pays("p3", 10_000), "ok"], [
    zone("Asia/Kolkata"),
    "ok",
  ]]);
  books.run([[pays("p4", 1), OVER], [24 * 3_600_000], [pays("p5", 1), OVER]]);
  books.run([[24 * 3_600_000], [pays("p6", 10_000), "ok"]]);
});

Deno.test("limits: a clock that had been years ahead leaves no day that never ends", () => {
  const books = bank();
  const now = books.nowMs;
  books.nowMs += 4 * 366 * 24 * 3_600_000;
  books.run([[pays("p1", 10_000), "ok"]]);
  books.all([{ type: "set_clock", atMs: now, by: "olga" }]);
  books.nowMs = now;
  books.run([[pays("p2", 1), OVER], [24 * 3_600_000], [pays("p3", 10_000), "ok"]]);
});

Deno.test("limits: a standing order that no limit of this moment would let through is not made", () => {
  const books = bank();
  books.run([
    [makes("s1", { amountMinor: 10_001, firstOn: "2026-01-31" }), OVER],
    [makes("s1", { amountMinor: 10_000, firstOn: "2026-01-31" }), "ok"],
  ]);
});
