// Recurring gifts: each is due once, is left out when there is no money, ends after three such times or when its
// organisation is stopped; what a bank that was down has missed stays missed.
import assert from "node:assert/strict";
import { DAY_MS } from "../../bank/days.ts";
import { dayOf } from "../../bank/giving/calendar.ts";
import { ORDER_AHEAD_MS_MAX, ORDER_SKIPS_MAX } from "../../bank/limits.ts";
import { due, FIRST_MS, forNeed, ordered, orderOf, poor, rich, state } from "../support/orders.ts";
import { T0 } from "../support/ledger.ts";
import { GivingBooks, review } from "../support/giving.ts";
import { abroad, does, GIFT, ORG, OTHER } from "../support/giving_commands.ts";

Deno.test("order: it is begun once by its id, by who can give", () => {
  const books = new GivingBooks();
  books.all([{ type: "freeze", account: "otto" }, { type: "close_account", account: "olga" }]);
  books.all([does.need("n1")]);
  books.run([
    [does.order("o1", { donor: ORG }), "same_account"],
    [does.order("o1", { donor: "nobody" }), "no_such_account"],
    [does.order("o1", { donor: "otto" }), "account_frozen"],
    [does.order("o1", { donor: "olga" }), "account_closed"],
    [does.order("o1", { gift: { ...GIFT, organisation: "nobody" } }), "no_such_organisation"],
    [does.order("o1", { gift: { ...GIFT, ...forNeed("nothing") } }), "no_such_need"],
    [does.order("o1", { gift: { ...GIFT, purpose: "need" } }), "no_such_need"],
    [does.order("o1", { gift: { ...GIFT, need: "n1" } }), "no_such_need"],
    [does.order("o1"), "ok"],
    [does.order("o1"), "again"],
    [does.order("o1", { amountMinor: 1_001 }), "id_reused"],
    [does.order("o1", { donor: "dev" }), "id_reused"],
    [does.order("o1", { every: "week" }), "id_reused"],
    [does.order("o1", { gift: { ...GIFT, organisation: OTHER } }), "id_reused"],
    [does.order("o1", { gift: { ...GIFT, purpose: "corpus" } }), "id_reused"],
    [does.order("o1", { gift: { ...GIFT, ...forNeed("n1") } }), "id_reused"],
    [does.order("o1", { gift: { ...GIFT, visibility: "anonymous" } }), "id_reused"],
    [does.order("o1", { gift: { ...GIFT, foreign: true } }), "id_reused"],
    [does.stop(), "ok"],
    [does.order("o1"), "again"],
    [does.order("o2"), "organisation_not_live"],
  ]);
});

Deno.test("order: its first gift lies within a year, whatever number is given", () => {
  for (const firstAtMs of [T0 + ORDER_AHEAD_MS_MAX + 1, 8_640_000_000_000_001, 2 ** 53 - 1]) {
    const books = new GivingBooks();
    assert.equal(books.code(does.order("o1", { firstAtMs })), "limit_exceeded", String(firstAtMs));
    assert.equal(books.code(does.order("o1", { firstAtMs: T0 + ORDER_AHEAD_MS_MAX })), "ok");
  }
});

Deno.test("order: it begins today at the earliest", () => {
  const books = ordered({ firstAtMs: T0 - 40 * DAY_MS });
  assert.equal(orderOf(books).nextAtMs, T0);
  books.run([[does.runOrder("o1", "r1"), "ok"], [does.runOrder("o1", "r2"), "again"]]);
  assert.deepEqual(state(books), [1, 0, "2026-02-05", null]);
});

Deno.test("order: when it is due it becomes a gift like any other, once", () => {
  const books = ordered();
  books.run([
    [does.runOrder("o1", "r1"), "again"],
    [FIRST_MS - T0 - 1],
    [does.runOrder("o1", "r1"), "again"],
    [1],
    [does.runOrder("nothing", "r1"), "again"],
    [does.runOrder("o1", "r1"), "ok"],
    [does.runOrder("o1", "r1"), "again"],
    [does.runOrder("o1", "r2"), "again"],
  ]);
  assert.deepEqual(state(books), [1, 0, "2026-02-28", null]);
  assert.deepEqual([books.receipts(), books.has(ORG)[0], books.has("donna")[0]], [
    ["2025/1"],
    1_000,
    99_000,
  ]);
  const { kind, gift } = books.ledger.transfers.get("r1")!;
  assert.deepEqual([kind, gift], ["gift", {
    ...GIFT,
    year: 2025,
    receipt: 1,
    eligible: "eligible",
    order: "o1",
    nextAtMs: orderOf(books).nextAtMs,
  }]);
  books.run([[does.refund("b1", "r1"), "ok"]]);
  assert.deepEqual(state(books), [1, 0, "2026-02-28", null], "what is given back stays given");
});

Deno.test("order: an id that is another transfer's makes no gift, and the order stays due", () => {
  const books = ordered({ firstAtMs: T0 });
  books.run([
    [does.pay("p1", "dev", "donna"), "ok"],
    [does.runOrder("o1", "p1"), "again"],
    [does.runOrder("o1", "r1"), "ok"],
  ]);
});

Deno.test("order: month after month, on the 31st where there is one", () => {
  const books = ordered();
  const days: string[] = [];
  for (let month = 1; month <= 5; month++) {
    books.nowMs = orderOf(books).nextAtMs;
    days.push(dayOf(books.nowMs));
    books.all([does.runOrder("o1", `r${month}`)]);
  }
  assert.deepEqual(days, ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]);
  assert.deepEqual(books.receipts(), ["2025/1", "2025/2", "2025/3", "2026/1", "2026/2"]);
});

/** Down for so many days from when it was due: when it is due next. */
const DOWN: readonly (readonly [every: "week" | "month", days: number, next: string])[] = [
  ["month", 0, "2026-02-28"],
  ["month", 27, "2026-02-28"],
  ["month", 28, "2026-03-31"],
  ["month", 100, "2026-05-31"],
  ["month", 800, "2028-04-30"],
  ["week", 6, "2026-02-07"],
  ["week", 7, "2026-02-14"],
  ["week", 100, "2026-05-16"],
];

for (const [every, days, next] of DOWN) {
  Deno.test(`order: each ${every}: a bank that was down for ${days} days gives once and goes on`, () => {
    const books = ordered({ every });
    books.run([
      [FIRST_MS - T0 + days * DAY_MS],
      [does.runOrder("o1", "r1"), "ok"],
      [does.runOrder("o1", "r2"), "again"],
    ]);
    assert.deepEqual(state(books), [1, 0, next, null]);
    assert.equal((orderOf(books).nextAtMs - FIRST_MS) % DAY_MS, 0, "at the same time of the day");
    assert.equal(books.has(ORG)[0], 1_000);
  });
}

Deno.test("order: without money it is left out, after three times in a row it ends", () => {
  assert.equal(ORDER_SKIPS_MAX, 3);
  const books = ordered();
  books.all([poor("p1")]);
  assert.deepEqual([due(books, "r1"), state(books)], ["ok", [0, 1, "2026-02-28", null]]);
  assert.equal(books.code(does.runOrder("o1", "r1")), "again", "not twice a day");
  assert.deepEqual([due(books, "r2"), state(books)], ["ok", [0, 2, "2026-03-31", null]]);
  assert.deepEqual([due(books, "r3"), state(books)], ["ok", [0, 2, "2026-03-31", "unpaid"]]);
  books.all([rich("p2")]);
  books.run([[400 * DAY_MS], [does.runOrder("o1", "r4"), "again"]]);
  assert.deepEqual([books.receipts(), books.has(ORG)[0]], [[], 0]);
});

Deno.test("order: a gift in between begins the count anew", () => {
  const books = ordered();
  const told: (readonly [number, number])[] = [];
  const months = [poor("m1"), null, rich("m3"), does.pay("m4", "donna", "dev", 98_500), null];
  for (const [month, step] of months.entries()) {
    if (step) books.all([step]);
    assert.equal(due(books, `r${month}`), "ok");
    told.push([orderOf(books).given, orderOf(books).skipped]);
  }
  assert.deepEqual(told, [[0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]);
  assert.equal(orderOf(books).ended, null);
});

Deno.test("order: a frozen donor is left out, too", () => {
  const books = ordered();
  books.all([{ type: "freeze", account: "donna" }]);
  assert.deepEqual([due(books, "r1"), state(books)], ["ok", [0, 1, "2026-02-28", null]]);
  const [last] = books.events.slice(-1).map(({ event }) => event);
  assert.equal(last?.type === "order_skipped" && last.why, "account_frozen");
});

Deno.test("order: an organisation that is being checked again is left out, and given to when it is live again", () => {
  const books = ordered();
  books.all([does.fact("pan", { digest: "new" })]);
  assert.deepEqual([due(books, "r1"), state(books)], ["ok", [0, 1, "2026-02-28", null]]);
  const [last] = books.events.slice(-1).map(({ event }) => event);
  assert.equal(last?.type === "order_skipped" && last.why, "organisation_not_live");
  books.all([review(books.ledger, "pan")]);
  books.all([review(books.ledger, "pan", { verdict: "verified" })]);
  assert.equal(due(books, "r2"), "ok");
  assert.deepEqual([orderOf(books).given, orderOf(books).skipped], [1, 0]);
});

Deno.test("order: a payment that is unusual waits for its donor, like every gift", () => {
  const books = ordered();
  books.all([does.policy({ drainingMinor: 1, drainingPercent: 1, holdReasons: 1 })]);
  const before = books.has("donna")[0];
  assert.equal(due(books, "r1"), "held");
  const held = books.events.slice(-2).map(({ event }) => event.type);
  assert.deepEqual(held, ["held", "order_skipped"]);
  assert.deepEqual([state(books), books.receipts()], [[0, 1, "2026-02-28", null], []]);
  assert.equal(books.has("donna")[0], before, "nothing has left");
  assert.equal(books.code({ type: "confirm_hold", id: "r1", owner: "donna" }), "ok");
  assert.deepEqual([orderOf(books).given, orderOf(books).skipped], [1, 0]);
  assert.equal(books.receipts().length, 1);
});

Deno.test("order: it is stopped by its donor, once, and by nobody else", () => {
  const books = ordered();
  books.run([
    [does.stopOrder("o1", "dev"), "no_such_order"],
    [does.stopOrder("nothing"), "no_such_order"],
    [does.stopOrder("o1"), "ok"],
    [does.stopOrder("o1"), "again"],
  ]);
});

Deno.test("order: one that was suspended meanwhile and is reinstated before it is due goes on", () => {
  const books = ordered();
  books.all([does.stop(), does.reinstate()]);
  assert.deepEqual([due(books, "r1"), state(books)], ["ok", [1, 0, "2026-02-28", null]]);
});

Deno.test("order: a foreign one goes to the designated account, one for a need is counted there", () => {
  const books = ordered({ gift: { ...GIFT, foreign: true } });
  books.all([
    does.need("n1"),
    does.order("o2", { gift: { ...GIFT, purpose: "need", need: "n1" } }),
  ]);
  books.run([[FIRST_MS - T0], [does.runOrder("o1", "r1"), "ok"], [
    does.runOrder("o2", "r2"),
    "ok",
  ]]);
  assert.deepEqual([books.has(abroad())[0], books.has(ORG)[0]], [1_000, 1_000]);
  assert.deepEqual([books.organisation().foreignMinor, books.ledger.needs.get("n1")!.givenMinor], [
    1_000,
    1_000,
  ]);
});
