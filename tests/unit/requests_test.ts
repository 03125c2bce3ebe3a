// Payment requests as rules: one row per command, the last column is the answer. Donna and Dev have 1,000.00 each; the bank counts
// its days in UTC. After every row the sum of all accounts is zero.
import assert from "node:assert/strict";
import { DAY_MS } from "../../bank/days.ts";
import {
  OPEN_REQUESTS_MAX,
  REQUEST_BLOCKS_MAX,
  REQUESTS_PER_DAY_MAX,
  REQUESTS_PER_PAIR_MAX,
} from "../../bank/limits.ts";
import type { RequestBook } from "../../bank/requests/request_record.ts";
import { bookingOf } from "../../bank/trace.ts";
import { GivingBooks, type Row } from "../support/giving.ts";
import { does, HOLDING, ORG } from "../support/giving_commands.ts";
import { T0 } from "../support/ledger.ts";
import { asks, blocks, declines, lapses, paysFor, withdraws } from "../support/request_commands.ts";

const books = (rows: readonly Row[]): GivingBooks => {
  const made = new GivingBooks();
  made.run(rows);
  return made;
};

const table = (name: string, rows: readonly Row[]) =>
  Deno.test(`requests: ${name}`, () => void books(rows));

const HOLDS = does.policy(HOLDING);
const CALM = does.policy({});

table("asked once, for one amount, of one customer", [
  [asks("r1"), "ok"],
  [asks("r1"), "again"],
  [asks("r1", { dueOn: "2026-02-04" }), "again"],
  [asks("r1", { dueOn: "2026-02-05" }), "id_reused"],
  [asks("r1", { amountMinor: 5_001 }), "id_reused"],
  [asks("r1", { memo: "Rent!" }), "id_reused"],
  [asks("r1", { reference: "7" }), "id_reused"],
  [asks("r1", { payer: "olga" }), "id_reused"],
  [asks("r1", { owner: "dev", payer: "donna" }), "id_reused"],
  [asks("r2", { payer: "donna" }), "same_account"],
  [asks("r2", { payer: "nobody" }), "no_such_account"],
  [asks("r2", { payer: "cash" }), "no_such_account"],
  [asks("r2", { payer: `${ORG}-abroad` }), "no_such_account"],
  [asks("r2", { owner: "cash" }), "no_such_account"],
]);

table("two payments at once pay once", [
  [asks("r1"), "ok"],
  [paysFor("t1", "r1"), "ok"],
  [paysFor("t2", "r1"), "request_over"],
  [paysFor("t1", "r1"), "again"],
  [paysFor("t1", "r1", { request: "r2" }), "id_reused"],
  [does.pay("t1", "dev", "donna"), "id_reused"],
  [declines("r1"), "request_over"],
  [withdraws("r1"), "request_over"],
  [lapses("r1"), "again"],
]);

table("only what was asked, by who was asked", [
  [asks("r1"), "ok"],
  [paysFor("t1", "r1", { amountMinor: 4_999 }), "no_such_request"],
  [paysFor("t1", "r1", { to: "olga" }), "no_such_request"],
  [paysFor("t1", "r1", { from: "olga" }), "no_such_request"],
  [paysFor("t1", "r2"), "no_such_request"],
  [declines("r1", { owner: "donna" }), "no_such_request"],
  [withdraws("r1", "dev"), "no_such_request"],
  [declines("r2"), "no_such_request"],
]);

table("with the checks of a payment", [
  [asks("r1", { amountMinor: 100_001 }), "ok"],
  [paysFor("t1", "r1", { amountMinor: 100_001 }), "insufficient_funds"],
  [asks("r2"), "ok"],
  [{ type: "freeze", account: "dev" }, "ok"],
  [paysFor("t1", "r2"), "account_frozen"],
  [{ type: "unfreeze", account: "dev" }, "ok"],
  [{ type: "freeze", account: "donna" }, "ok"],
  [asks("r3"), "account_frozen"],
  [paysFor("t1", "r2"), "ok"],
  [asks("r4", { owner: "dev", payer: "donna" }), "ok"],
]);

table("declined, withdrawn: once, and then it cannot be paid", [
  [asks("r1"), "ok"],
  [declines("r1", { word: "no" }), "ok"],
  [declines("r1"), "again"],
  [paysFor("t1", "r1"), "request_over"],
  [withdraws("r1"), "request_over"],
  [asks("r2"), "ok"],
  [withdraws("r2"), "ok"],
  [withdraws("r2"), "again"],
  [paysFor("t1", "r2"), "request_over"],
  [declines("r2"), "request_over"],
]);

table(
  "a payment that waits keeps the request from being paid twice, and gives it back when it is over",
  [
    [asks("r1"), "ok"],
    [HOLDS, "ok"],
    [paysFor("t1", "r1"), "held"],
    [paysFor("t2", "r1"), "request_over"],
    [declines("r1"), "request_over"],
    [{ type: "cancel_hold", id: "t1", owner: "dev" }, "ok"],
    [paysFor("t2", "r1"), "held"],
    [{ type: "confirm_hold", id: "t1", owner: "dev" }, "not_held"],
    [{ type: "confirm_hold", id: "t2", owner: "dev" }, "ok"],
    [CALM, "ok"],
    [paysFor("t3", "r1"), "request_over"],
  ],
);

table("what waits cannot be confirmed any more when the request is over", [
  [asks("r1"), "ok"],
  [asks("r2", { dueOn: "2026-01-05" }), "ok"],
  [HOLDS, "ok"],
  [paysFor("t1", "r1"), "held"],
  [withdraws("r1"), "ok"],
  [{ type: "confirm_hold", id: "t1", owner: "dev" }, "request_over"],
  [{ type: "cancel_hold", id: "t1", owner: "dev" }, "ok"],
  [14 * DAY_MS],
  [paysFor("t2", "r2"), "held"],
  [DAY_MS],
  [lapses("r2"), "ok"],
  [{ type: "confirm_hold", id: "t2", owner: "dev" }, "not_held"],
]);

const MIDNIGHT = Date.UTC(2026, 0, 20) - T0;

table("it lapses two weeks after the day on which it is due, whether the bank has noticed or not", [
  [asks("r1", { dueOn: "2026-01-05" }), "ok"],
  [asks("r2", { dueOn: "2026-01-05" }), "ok"],
  [MIDNIGHT - 1],
  [lapses("r1"), "again"],
  [paysFor("t1", "r2"), "ok"],
  [1],
  [paysFor("t2", "r1"), "request_over"],
  [declines("r1"), "request_over"],
  [withdraws("r1"), "request_over"],
  [lapses("r1"), "ok"],
  [lapses("r1"), "again"],
  [asks("r3", { dueOn: "2026-01-19" }), "limit_exceeded"],
  [asks("r3", { dueOn: "2027-01-22" }), "limit_exceeded"],
  [asks("r3", { dueOn: "2027-01-21" }), "ok"],
]);

Deno.test("requests: days are those of the bank's zone", () => {
  const zone = "Asia/Kolkata";
  const made = books([[{ type: "set_time_zone", zone, chosen: true, by: "olga" }, "ok"]]);
  made.nowMs = Date.parse("2026-03-01T00:30:00+05:30");
  made.run([
    [asks("r1", { dueOn: "2026-02-28" }), "limit_exceeded"],
    [asks("r1", { dueOn: "2026-03-01" }), "ok"],
  ]);
  const { lapsesAtMs } = made.ledger.requests.get("r1")!;
  assert.equal(lapsesAtMs, Date.parse("2026-03-16T00:00:00+05:30"));
});

table("one side leaves: it is over", [
  [{ type: "open_account", account: "carol" }, "ok"],
  [asks("r1", { owner: "carol" }), "ok"],
  [lapses("r1"), "again"],
  [{ type: "close_account", account: "carol" }, "ok"],
  [paysFor("t1", "r1", { to: "carol" }), "account_closed"],
  [lapses("r1"), "ok"],
  [asks("r2", { payer: "carol" }), "account_closed"],
]);

table("who is blocked does not ask, and may again", [
  [blocks("dev", "donna"), "ok"],
  [blocks("dev", "donna"), "again"],
  [asks("r1"), "requests_blocked"],
  [asks("r1", { owner: "dev", payer: "donna" }), "ok"],
  [blocks("dev", "donna", false), "ok"],
  [blocks("dev", "donna", false), "again"],
  [asks("r2"), "ok"],
  [blocks("dev", "donna"), "ok"],
  [paysFor("t1", "r2"), "ok"],
  [blocks("dev", "dev"), "same_account"],
  [blocks("dev", "nobody"), "no_such_account"],
  [blocks("dev", "cash"), "no_such_account"],
]);

Deno.test("requests: so many are open to one payer, and a place is free again when one is over", () => {
  const made = new GivingBooks();
  for (let n = 0; n < REQUESTS_PER_PAIR_MAX; n++) made.all([asks(`r${n}`)]);
  const max = REQUESTS_PER_PAIR_MAX;
  const over = { code: "limit_exceeded", limit: "requests_to_payer", max, used: max };
  assert.deepEqual(made.refusal(asks("one more")), over);
  const ways = [
    paysFor("t1", "r0"),
    declines("r1"),
    withdraws("r2"),
  ];
  for (const [place, way] of ways.entries()) {
    made.all([way, asks(`more${place}`)]);
    assert.deepEqual(made.refusal(asks("one more")), over);
  }
  made.all([asks("other", { payer: "olga" })]);
});

/** Donna's book says so. */
function booked(over: Partial<RequestBook>): GivingBooks {
  const made = new GivingBooks();
  const book = { account: "donna", day: "", asked: 0, openTo: {}, blocked: [], changed: 0 };
  made.ledger.requestBooks.add("donna", { ...book, ...over });
  return made;
}

Deno.test("requests: so many are made in a day of the bank", () => {
  const max = REQUESTS_PER_DAY_MAX;
  const made = booked({ day: "2026-01-05", asked: max - 1 });
  made.all([asks("r1")]);
  const over = { code: "limit_exceeded", limit: "requests_today", max, used: max };
  assert.deepEqual(made.refusal(asks("r2")), over);
  made.nowMs += DAY_MS;
  made.all([asks("r2")]);
  assert.deepEqual(made.ledger.requestBooks.get("donna")!.asked, 1);
});

Deno.test("requests: so many are open", () => {
  const max = OPEN_REQUESTS_MAX;
  const made = booked({ openTo: { olga: max - 3, otto: 2 } });
  made.all([asks("r1")]);
  const over = { code: "limit_exceeded", limit: "open_requests", max, used: max };
  assert.deepEqual(made.refusal(asks("r2")), over);
  made.all([paysFor("t1", "r1"), asks("r2")]);
});

Deno.test("requests: so many customers are blocked", () => {
  const max = REQUEST_BLOCKS_MAX;
  const names = Array.from({ length: max }, (_, n) => `p${n}`);
  const made = booked({ blocked: names.slice(1) });
  made.all([blocks("donna", "olga")]);
  const over = { code: "limit_exceeded", limit: "blocked", max, used: max };
  assert.deepEqual(made.refusal(blocks("donna", "otto")), over);
  made.all([blocks("donna", "olga", false), blocks("donna", "otto")]);
});

Deno.test("requests: the payment names the request, the request the payment, and a reversal leaves it paid", () => {
  const made = books([
    [asks("r1", { reference: "INV 7", memo: "Rent" }), "ok"],
    [paysFor("t1", "r1", { memo: "INV 7 Rent" }), "ok"],
    [{ type: "reverse", id: "b1", transfer: "t1", reason: "mistake", by: "olga" }, "ok"],
    [paysFor("t2", "r1", { memo: "INV 7 Rent" }), "request_over"],
  ]);
  assert.equal(made.ledger.transfers.get("t1")!.request, "r1");
  const { status, transfer, endedAtMs } = made.ledger.requests.get("r1")!;
  assert.deepEqual([status, transfer, endedAtMs], ["paid", "t1", T0]);
  assert.equal(made.events.filter(({ event }) => bookingOf(event)?.request === "r1").length, 1);
});

Deno.test("requests: payer and asker are told, the journal has no names", () => {
  const made = books([
    [asks("r1", { reference: "7" }), "ok"],
    [declines("r1", { word: "not mine" }), "ok"],
    [asks("r2"), "ok"],
    [withdraws("r2"), "ok"],
    [asks("r3", { dueOn: "2026-01-05" }), "ok"],
    [15 * DAY_MS],
    [lapses("r3"), "ok"],
  ]);
  const told = made.changes.notices.filter(({ request }) => request);
  assert.deepEqual(told.map(({ account, kind }) => `${account} ${kind}`), [
    "dev payment_requested",
    "donna request_declined",
    "dev payment_requested",
    "dev request_withdrawn",
    "dev payment_requested",
    "donna request_lapsed",
  ]);
  assert.deepEqual(told[1]!.request, {
    request: "r1",
    amountMinor: 5_000,
    memo: "Rent",
    reference: "7",
    dueOn: "2026-02-04",
    counterparty: "dev",
    word: "not mine",
  });
});
