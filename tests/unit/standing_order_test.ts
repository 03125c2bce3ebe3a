// Standing orders: each of their days is paid once; without money it is tried again on the next days; what cannot be paid ends.
import assert from "node:assert/strict";
import type { Command } from "../../bank/command.ts";
import { DAY_MS, daysLater } from "../../bank/days.ts";
import {
  STANDING_FIRST_DAYS_MAX,
  STANDING_MISSED_MAX,
  STANDING_ORDERS_MAX,
  STANDING_TRIES_MAX,
} from "../../bank/limits.ts";
import { noticeOf } from "../../bank/trace.ts";
import { GivingBooks } from "../support/giving.ts";
import { does, HOLDING, ORG } from "../support/giving_commands.ts";
import { T0 } from "../support/ledger.ts";
import { poor, rich } from "../support/orders.ts";
import { makes, runs, stops } from "../support/standing_commands.ts";

const TODAY = "2026-01-05";

/** In India, where the day begins at 18:30 UTC. */
function made(over: Parameters<typeof makes>[1] = {}): GivingBooks {
  const books = new GivingBooks();
  const zone = { type: "set_time_zone", zone: "Asia/Kolkata", chosen: true, by: "" } as const;
  books.all([zone, makes("s1", over)]);
  return books;
}

const orderOf = (books: GivingBooks) => books.ledger.standingOrders.get("s1")!;

/** Payments, the day of the next try, tries in vain, days in a row that were not paid, and why it has ended. */
function state(books: GivingBooks) {
  const { paid, nextOn, tries, missed, ended } = orderOf(books);
  return [paid, nextOn, tries, missed, ended];
}

/** It runs at the first moment of this day in India. */
function runOn(books: GivingBooks, day: string): string {
  books.nowMs = Date.parse(`${day}T00:00:00+05:30`);
  return books.code(runs("s1", `on ${day} ${books.events.length}`));
}

/** What the payer was told last. */
function told(books: GivingBooks) {
  return books.events.map(({ event }) => noticeOf(event)).filter((notice) => notice).at(-1);
}

Deno.test("standing order: it is made once by its id, by who can pay, to who can be paid", () => {
  const books = new GivingBooks();
  books.all([{ type: "freeze", account: "otto" }, { type: "close_account", account: "olga" }]);
  const far = daysLater(TODAY, STANDING_FIRST_DAYS_MAX + 1);
  books.run([
    [makes("s1", { owner: "nobody" }), "no_such_account"],
    [makes("s1", { owner: "otto" }), "account_frozen"],
    [makes("s1", { payee: "olga" }), "account_closed"],
    [makes("s1", { payee: "nobody" }), "no_such_account"],
    [makes("s1", { payee: "cash" }), "no_such_account"],
    [makes("s1", { payee: "donna" }), "same_account"],
    [makes("s1", { firstOn: "2026-01-04" }), "limit_exceeded"],
    [makes("s1", { firstOn: far }), "limit_exceeded"],
    [makes("s1"), "ok"],
    [makes("s1"), "again"],
    [makes("s1", { amountMinor: 1 }), "id_reused"],
    [makes("s1", { owner: "dev", payee: "donna" }), "id_reused"],
    [makes("s1", { times: 3 }), "id_reused"],
    [makes("s1", { lastOn: "2026-12-31" }), "id_reused"],
    [stops("s1", "dev"), "no_such_standing_order"],
    [stops("s2"), "no_such_standing_order"],
    [stops("s1"), "ok"],
    [stops("s1"), "again"],
    [makes("s1"), "again"],
    [runs("s1", "r1"), "again"],
  ]);
});

Deno.test("standing order: a customer has so many, and room again when one is stopped", () => {
  const books = new GivingBooks();
  for (let one = 0; one < STANDING_ORDERS_MAX; one++) books.all([makes(`s${one}`)]);
  books.run([
    [makes("more"), "limit_exceeded"],
    [makes("other", { owner: "dev", payee: "donna" }), "ok"],
    [stops("s7"), "ok"],
    [makes("more"), "ok"],
  ]);
});

Deno.test("standing order: paid when its day begins in the bank's zone, once, to the end of short months", () => {
  const books = made();
  books.run([[runs("s1", "early"), "again"]]);
  books.nowMs = Date.parse("2026-01-30T18:29:59.999Z");
  books.run([[runs("s1", "early"), "again"], [1], [runs("s1", "r1"), "ok"]]);
  books.run([[runs("s1", "r2"), "again"], [runs("s1", "r1"), "again"]]);
  assert.deepEqual(state(books), [1, "2026-02-28", 0, 0, null]);
  const days = ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"];
  for (const day of days) {
    assert.equal(runOn(books, daysLater(day, -1)), "again");
    assert.equal(runOn(books, day), "ok");
    assert.equal(runOn(books, day), "again");
  }
  assert.equal(books.ledger.accounts.get("dev")!.bookedMinor, 125_000);
});

Deno.test("standing order: it ends with its last day, its number of days, or the only one", () => {
  const rows = [
    [{ lastOn: "2026-03-30" }, ["2026-01-31", "2026-02-28"]],
    [{ lastOn: "2026-03-31" }, ["2026-01-31", "2026-02-28", "2026-03-31"]],
    [{ times: 2 }, ["2026-01-31", "2026-02-28"]],
    [{ times: 5, lastOn: "2026-02-27" }, ["2026-01-31"]],
    [{ every: "once" }, ["2026-01-31"]],
    [{ every: "week", times: 2 }, ["2026-01-31", "2026-02-07"]],
    [{ every: "quarter", times: 2 }, ["2026-01-31", "2026-04-30"]],
    [{ every: "year", times: 2 }, ["2026-01-31", "2027-01-31"]],
  ] as const;
  for (const [over, days] of rows) {
    const books = made(over);
    for (const day of days) assert.equal(runOn(books, day), "ok", JSON.stringify(over));
    assert.deepEqual(state(books).filter((_, place) => [0, 4].includes(place)), [
      days.length,
      "done",
    ]);
    assert.equal(books.ledger.standingBooks.get("donna")!.active, 0);
    assert.equal(runOn(books, "2028-01-01"), "again");
  }
});

Deno.test("standing order: without money it is tried on the next three days, and the payer is told each time", () => {
  const books = made();
  books.all([poor("p1")]);
  for (const [place, day] of ["2026-01-31", "2026-02-01", "2026-02-02"].entries()) {
    assert.equal(runOn(books, day), "ok");
    assert.equal(runOn(books, day), "again");
    assert.deepEqual(state(books), [0, daysLater(day, 1), place + 1, 0, null]);
    const { standing } = told(books)!;
    assert.deepEqual(
      [standing!.dueOn, standing!.why, standing!.nextOn, standing!.again],
      ["2026-01-31", "insufficient_funds", daysLater(day, 1), true],
    );
  }
  books.all([rich("p2")]);
  assert.equal(runOn(books, "2026-02-03"), "ok");
  assert.deepEqual(state(books), [1, "2026-02-28", 0, 0, null]);
});

Deno.test("standing order: a day that stays unpaid is left out, and several in a row end it", () => {
  const books = made();
  books.all([poor("p1")]);
  const days = ["2026-01-31", "2026-02-28", "2026-03-31"];
  assert.equal(days.length, STANDING_MISSED_MAX);
  for (const day of days) {
    for (let late = 0; late < STANDING_TRIES_MAX; late++) {
      assert.equal(runOn(books, daysLater(day, late)), "ok", `${day} + ${late}`);
    }
  }
  assert.deepEqual(state(books), [0, "2026-04-03", 3, 2, "unpaid"]);
  assert.equal(told(books)!.standing!.ended, "unpaid");
  books.all([rich("p2")]);
  assert.equal(runOn(books, "2026-04-30"), "again");
});

Deno.test("standing order: one that is paid begins to count anew", () => {
  const books = made({ every: "week" });
  const unpaid = (day: string) => {
    for (let late = 0; late < STANDING_TRIES_MAX; late++) {
      assert.equal(runOn(books, daysLater(day, late)), "ok");
    }
  };
  books.all([poor("p1")]);
  unpaid("2026-01-31");
  unpaid("2026-02-07");
  assert.equal(orderOf(books).missed, STANDING_MISSED_MAX - 1);
  books.all([does.pay("p2", "dev", "donna", 5_000)]);
  assert.equal(runOn(books, "2026-02-14"), "ok");
  assert.deepEqual(state(books), [1, "2026-02-21", 0, 0, null]);
  unpaid("2026-02-21");
  unpaid("2026-02-28");
  assert.equal(orderOf(books).ended, null);
});

Deno.test("standing order: a frozen payer is tried again; an account that is closed ends it", () => {
  const books = made();
  books.all([{ type: "freeze", account: "donna" }]);
  assert.equal(runOn(books, "2026-01-31"), "ok");
  assert.equal(told(books)!.standing!.why, "account_frozen");
  books.all([{ type: "unfreeze", account: "donna" }]);
  assert.equal(runOn(books, "2026-02-01"), "ok");
  assert.equal(orderOf(books).paid, 1);
  books.all([
    { type: "close_account", account: "dev", sweep: { id: "sweep", to: "olga" } },
  ] as Command[]);
  books.run([[runs("s1", "r9"), "ok"], [runs("s1", "r10"), "again"]]);
  assert.equal(orderOf(books).ended, "payee_left");
  const left = made();
  left.all(
    [{ type: "close_account", account: "donna", sweep: { id: "sweep", to: "olga" } }] as Command[],
  );
  left.run([[runs("s1", "r1"), "ok"]]);
  assert.equal(orderOf(left).ended, "payer_left");
});

Deno.test("standing order: to a stopped organisation it is tried again, not paid", () => {
  const books = made({ payee: ORG, every: "week" });
  books.all([does.stop()]);
  assert.equal(runOn(books, "2026-01-31"), "ok");
  assert.equal(told(books)!.standing!.why, "organisation_not_live");
});

Deno.test("standing order: an unusual payment waits for its payer, and the order goes on", () => {
  const books = made();
  books.all([does.policy(HOLDING)]);
  assert.equal(runOn(books, "2026-01-31"), "held");
  assert.equal(orderOf(books).paid, 0);
  assert.equal(books.ledger.accounts.get("donna")!.heldMinor, 5_000);
  const [id] = books.ledger.accounts.get("donna")!.holds;
  assert.equal(runOn(books, "2026-01-31"), "again");
  books.run([[{ type: "confirm_hold", id: id!, owner: "donna" }, "ok"]]);
  assert.deepEqual(state(books), [1, "2026-02-28", 0, 0, null]);
});

Deno.test("standing order: a bank that was down pays for the newest day, and says that it left others out", () => {
  const books = made();
  assert.equal(runOn(books, "2026-05-02"), "ok");
  const [left, paid] = books.events.slice(-2).map(({ event }) => event);
  assert.equal(left!.type === "standing_order_unpaid" && left.why, "not_run");
  assert.equal(paid!.type === "transferred" && paid.standing?.turn, 3);
  assert.deepEqual(state(books), [1, "2026-05-31", 0, 0, null]);
  assert.equal(runOn(books, "2026-05-03"), "again");
});

Deno.test("standing order: a clock that was years ahead pays no day twice, and leaves out none that comes", () => {
  const books = made();
  assert.equal(runOn(books, "2030-06-15"), "ok");
  assert.deepEqual(state(books).slice(0, 2), [1, "2030-06-30"]);
  books.all([{ type: "set_clock", atMs: T0 + 2 * DAY_MS, by: "olga" }]);
  assert.deepEqual(state(books).slice(0, 2), [1, "2026-01-31"]);
  assert.equal(runOn(books, "2026-01-31"), "ok");
  assert.equal(orderOf(books).paid, 2);
  const soon = made();
  assert.equal(runOn(soon, "2026-01-31"), "ok");
  soon.nowMs = Date.parse("2026-02-28T06:00:00+05:30");
  soon.run([[runs("s1", "by a clock that is ahead"), "ok"]]);
  soon.all([{ type: "set_clock", atMs: Date.parse("2026-02-10T06:00:00+05:30"), by: "olga" }]);
  assert.deepEqual(state(soon).slice(0, 2), [2, "2026-03-31"], "February is paid already");
});

Deno.test("standing order: a clock that ran ahead for weeks and is set back pays none of them again", () => {
  const books = made({ every: "week" });
  for (const day of ["2026-01-31", "2026-02-07", "2026-02-14", "2026-02-21"]) {
    assert.equal(runOn(books, day), "ok");
  }
  books.all([{ type: "set_clock", atMs: Date.parse("2026-02-01T09:00:00+05:30"), by: "olga" }]);
  assert.equal(orderOf(books).nextOn, "2026-02-28");
  for (const day of ["2026-02-07", "2026-02-14"]) assert.equal(runOn(books, day), "again");
  assert.equal(runOn(books, "2026-02-28"), "ok");
  // One of them was left out, and comes at its time.
  const gap = made({ every: "week" });
  assert.equal(runOn(gap, "2026-01-31"), "ok");
  assert.equal(runOn(gap, "2026-02-15"), "ok");
  gap.all([{ type: "set_clock", atMs: Date.parse("2026-02-01T09:00:00+05:30"), by: "olga" }]);
  const days = ["2026-02-07", "2026-02-14", "2026-02-21"];
  assert.deepEqual(days.map((day) => runOn(gap, day)), ["ok", "again", "ok"]);
});

Deno.test("standing order: over five years each month is paid once, whatever the hours at which it is looked at", () => {
  const books = made({ amountMinor: 10 });
  const days: string[] = [];
  for (let hour = 0; hour < 5 * 366 * 24; hour += 7) {
    books.nowMs = T0 + hour * 3_600_000;
    if (
      orderOf(books).nextOn > new Date(books.nowMs + 5.5 * 3_600_000).toISOString().slice(0, 10)
    ) {
      assert.equal(books.would(runs("s1", `at ${hour}`)), "again");
      continue;
    }
    days.push(orderOf(books).nextOn);
    assert.equal(books.code(runs("s1", `at ${hour}`)), "ok");
  }
  assert.equal(days.length, 60);
  assert.deepEqual(new Set(days.map((day) => day.slice(0, 7))).size, 60);
});
