// Payment limits: who may set what, from when it is in force, and what an audit says of those who are not there.
import assert from "node:assert/strict";
import type { Command } from "../../bank/command.ts";
import type { Event } from "../../bank/event.ts";
import { OWN_LIMITS_LATER_MS } from "../../bank/limits.ts";
import type { LimitChanges } from "../../bank/payment_limits/command.ts";
import { limitOf } from "../../bank/payment_limits/payment_limits.ts";
import { limitedBank as bank, OVER, own, pays, staff } from "../support/limit_commands.ts";
import { MemoryJournal } from "../support/memory_journal.ts";
import { memoryKv } from "../support/service.ts";
import { problemsIn } from "../support/truth.ts";
import { ViewBank } from "../support/view_bank.ts";

Deno.test("limits: one's own are lower at once and higher after a day", () => {
  const books = bank({});
  books.run([[own({ dayMinor: 5_000 }), "ok"], [own({ dayMinor: 5_000 }), "again"], [
    pays("p1", 5_001),
    OVER,
  ]]);
  books.run([[own({ dayMinor: 9_000, monthMinor: 9_000 }), "ok"], [
    own({ dayMinor: 9_000 }),
    "again",
  ]]);
  books.run([[pays("p2", 5_001), OVER], [own({ paymentMinor: 100 }), "ok"], [
    pays("p3", 101),
    OVER,
  ]]);
  assert.equal(
    limitOf(books.ledger, "donna", "monthMinor", books.nowMs),
    9_000,
    "a new limit is at once",
  );
  books.run([[OWN_LIMITS_LATER_MS - 1], [pays("p4", 101), OVER], [
    own({ paymentMinor: null }),
    "ok",
  ]]);
  books.run([[1], [pays("p4", 101), OVER], [OWN_LIMITS_LATER_MS], [pays("p4", 9_000), "ok"]]);
  books.run([[own({ dayMinor: null, monthMinor: null }), "ok"], [pays("p5", 1), OVER]]);
  books.run([[OWN_LIMITS_LATER_MS], [pays("p5", 50_000), "ok"]]);
  books.run([[own({ dayMinor: 0 }), "again"]]);
});

Deno.test("limits: one's own are never above those of the bank; staff set others for an account, not for their own", () => {
  const books = bank();
  books.run([[own({ dayMinor: 90_000 }), "ok"], [pays("p1", 10_001), OVER]]);
  books.run([[staff({ dayMinor: 20_000 }), "ok"], [staff({ dayMinor: 20_000 }), "again"], [
    pays("p1", 20_001),
    OVER,
  ], [pays("p1", 20_000), "ok"]]);
  books.run([[staff({ dayMinor: 0 }), "ok"], [pays("p2", 50_000), "ok"], [
    staff({ dayMinor: null }),
    "ok",
  ], [pays("p3", 1), OVER]]);
  books.run([
    [staff({ dayMinor: 1 }, { account: "olga" }), "same_staff"],
    [staff({ dayMinor: 1 }, { account: "nobody" }), "no_such_account"],
    [staff({ dayMinor: 1 }, { account: "cash" }), "no_such_account"],
  ]);
});

Deno.test("limits: whether one is raised is seen when it is decided, and a machine that is new raises none", () => {
  const books = bank({});
  const raisesFromMs = books.nowMs + 60_000;
  const strange = (limits: LimitChanges): Command => (
    { type: "set_own_limits", owner: "donna", limits, raisesFromMs }
  );
  books.run([
    [strange({ dayMinor: 900 }), "ok"],
    [own({ dayMinor: 100 }), "ok"],
    [strange({ dayMinor: 900 }), "new_device"],
    [strange({ dayMinor: null }), "new_device"],
    [strange({ dayMinor: 50, monthMinor: 500 }), "ok"],
    [60_000],
    [strange({ dayMinor: 900 }), "ok"],
  ]);
});

Deno.test("limits: to lower one of one's own leaves the time of another that is to be higher", () => {
  const books = bank({});
  books.run([[own({ dayMinor: 500, paymentMinor: 500 }), "ok"], [own({ dayMinor: 900 }), "ok"]]);
  const { fromMs } = books.ledger.paymentLimits.get("donna")!.later!;
  books.run([[60_000], [own({ paymentMinor: 400 }), "ok"]]);
  assert.equal(books.ledger.paymentLimits.get("donna")!.later!.fromMs, fromMs);
  books.run([[60_000], [own({ paymentMinor: 450 }), "ok"]]);
  assert.ok(books.ledger.paymentLimits.get("donna")!.later!.fromMs > fromMs);
});

const SET = { account: "donna", limits: { dayMinor: 5 }, reason: "", by: "dev" };

const STRANGERS: readonly Event[] = [
  { type: "own_limits_set", account: "x", own: {} },
  { type: "account_limits_set", ...SET, account: "x" },
  { type: "account_limits_set", ...SET, by: "x" },
];

for (const [place, event] of STRANGERS.entries()) {
  Deno.test(`limits: an audit finds ${event.type} of who is not there, ${place}`, async () => {
    const journal = new MemoryJournal();
    const opened = await ViewBank.open({ journal, kv: await memoryKv() });
    await opened.found(["donna", "dev"]);
    opened.kept.close();
    journal.rivalWrites([event]);
    assert.match((await problemsIn(journal))[0] ?? "", /there is no account x/);
  });
}
