// Credit: who sets it, how far an account may go with it and no further, whatever kind of payment it is, and what becomes of one that
// was lowered below what is used.
import assert from "node:assert/strict";
import type { Command } from "../../bank/command.ts";
import { CREDIT_MINOR_MAX, ISSUED_MINOR_MAX } from "../../bank/limits.ts";
import { Refusal } from "../../bank/refusal.ts";
import { GivingBooks } from "../support/giving.ts";
import { abroad, does, HOLDING, type Over } from "../support/giving_commands.ts";
import { asks, cancels, sets } from "../support/payout_commands.ts";
import { makes, runs } from "../support/standing_commands.ts";

/** Donna and Dev have 1,000.00. */
const FUNDS = 100_000;
const DAY_MS = 24 * 60 * 60 * 1000;

const credits = (creditMinor: number | null, over: Over<"set_credit"> = {}): Command => ({
  type: "set_credit",
  account: "donna",
  creditMinor,
  reason: "runs the shop",
  by: "olga",
  ...over,
});
const pays = (id: string, amountMinor: number) => does.pay(id, "donna", "dev", amountMinor);

Deno.test("credit: an account goes as far below zero as it may, and no further", () => {
  const books = new GivingBooks();
  books.run([
    [pays("p1", FUNDS + 1), "insufficient_funds"],
    [credits(500), "ok"],
    [credits(500), "again"],
    [pays("p2", FUNDS + 501), "insufficient_funds"],
    [pays("p3", FUNDS + 200), "ok"],
    [pays("p4", 301), "insufficient_funds"],
    [pays("p5", 300), "ok"],
    [pays("p6", 1), "insufficient_funds"],
    [does.pay("p7", "dev", "donna", 50), "ok"],
    [pays("p8", 50), "ok"],
  ]);
  assert.deepEqual(books.has("donna"), [-500, 0]);
  const refused = books.say(pays("p9", 7));
  assert.ok(refused instanceof Refusal);
  const detail = { amountMinor: 7, availableMinor: 0, bookedMinor: -500, heldMinor: 0 };
  assert.deepEqual(refused.detail, detail);
});

Deno.test("credit: the bank's for all, and of one account instead of it", () => {
  const books = new GivingBooks();
  books.run([
    [does.policy({ creditMinor: 100 }), "ok"],
    [pays("p1", FUNDS + 100), "ok"],
    [pays("p2", 1), "insufficient_funds"],
    [credits(0), "ok"],
    [does.pay("p3", "dev", "donna", 100), "ok"],
    [pays("p4", 1), "insufficient_funds"],
    [credits(null), "ok"],
    [credits(null), "again"],
    [pays("p5", 100), "ok"],
    [does.pay("p6", "olga", "dev", 100), "ok"],
  ]);
  // Neither the bank's own accounts nor what came from abroad goes below zero with it.
  assert.deepEqual(books.has(abroad()), [0, 0]);
  books.run([[does.spend("s1", { to: "dev", amountMinor: 1 }), "insufficient_funds"]]);
});

Deno.test("credit: lowered below what is used it takes nothing away, and lets nothing more out", () => {
  const books = new GivingBooks();
  books.run([
    [credits(500), "ok"],
    [pays("p1", FUNDS + 400), "ok"],
    [credits(100), "ok"],
    [pays("p2", 1), "insufficient_funds"],
    [does.pay("p3", "dev", "donna", 299), "ok"],
    [pays("p4", 1), "insufficient_funds"],
    [does.pay("p5", "dev", "donna", 1), "ok"],
    [pays("p6", 1), "insufficient_funds"],
    [does.pay("p7", "dev", "donna", 1), "ok"],
    [pays("p8", 1), "ok"],
  ]);
  assert.deepEqual(books.has("donna"), [-100, 0]);
});

Deno.test("credit: what is held is held of it, and stays when it is lowered", () => {
  const books = new GivingBooks();
  books.run([[credits(500), "ok"], [does.policy(HOLDING), "ok"], [
    pays("p1", FUNDS + 300),
    "held",
  ]]);
  assert.deepEqual(books.has("donna"), [FUNDS, 200]);
  books.run([
    [credits(0), "ok"],
    [pays("p2", 1), "insufficient_funds"],
    [{ type: "confirm_hold", id: "p1", owner: "donna" }, "ok"],
  ]);
  assert.deepEqual(books.has("donna"), [-300, 0]);
});

Deno.test("credit: gifts, standing orders, payouts and cash out may use it; what is taken back may not", () => {
  const books = new GivingBooks();
  const reverses: Command = { type: "reverse", id: "r1", transfer: "p1", reason: "", by: "olga" };
  books.run([
    [credits(1_000), "ok"],
    [does.pay("p1", "dev", "donna", 100), "ok"],
    [does.give("g1", { from: "donna", amountMinor: FUNDS + 200 }), "ok"],
    [makes("s1", { every: "once", firstOn: "2026-01-05", amountMinor: 100 }), "ok"],
    [runs("s1", "t1"), "ok"],
    [
      { type: "cash_out", id: "c1", account: "donna", amountMinor: 100, memo: "", by: "olga" },
      "ok",
    ],
    [sets(), "ok"],
    [DAY_MS],
    [asks("o1", { amountMinor: 100 }), "ok"],
    [asks("o2", { amountMinor: 601 }), "insufficient_funds"],
    [cancels("o1"), "ok"],
  ]);
  assert.deepEqual(books.has("donna"), [-300, 700]);
  // Taking back is paying, too, as far as what is available goes.
  books.run([[reverses, "ok"]]);
  assert.deepEqual(books.has("donna"), [-400, 600]);
});

Deno.test("credit: set by staff for others, by two of them from the amount on; closed only when nothing is owed", () => {
  const books = new GivingBooks();
  for (const account of ["olga", "otto"]) {
    const role = { role: "manager" as const, suspended: false, reason: "", by: "" as const };
    books.code({ type: "appoint", account, ...role });
  }
  const closes: Command = {
    type: "close_account",
    account: "donna",
    sweep: { id: "z1", to: "dev" },
  };
  books.run([
    [credits(5, { account: "olga" }), "same_staff"],
    [credits(5, { account: "nemo" }), "no_such_account"],
    [credits(5, { account: "cash" }), "no_such_account"],
    [does.policy({ agreementMinor: 1_000 }), "ok"],
    [credits(1_000), "agreement_needed"],
    [credits(999), "ok"],
    [pays("p1", FUNDS + 1), "ok"],
    [closes, "account_in_debt"],
    [does.pay("p2", "dev", "donna", 1), "ok"],
    [closes, "ok"],
  ]);
});

Deno.test("credit: no balance leaves the whole numbers that are exact", () => {
  const books = new GivingBooks();
  books.run([
    [does.cashIn("c1", "dev", ISSUED_MINOR_MAX - 2 * FUNDS), "ok"],
    [credits(CREDIT_MINOR_MAX), "ok"],
    [pays("p1", FUNDS + 1), "limit_exceeded"],
    [makes("s1", { every: "once", firstOn: "2026-01-05", amountMinor: FUNDS + 1 }), "ok"],
    [runs("s1", "t1"), "ok"],
  ]);
  assert.deepEqual(books.has("donna"), [FUNDS, FUNDS + CREDIT_MINOR_MAX]);
  // What Dev has goes to an organisation, which Donna then has no room to give to.
  books.run([
    [pays("p2", FUNDS), "ok"],
    [does.give("g1", { from: "dev", amountMinor: ISSUED_MINOR_MAX - 1 }), "ok"],
    [does.give("g2", { from: "donna", amountMinor: 2 }), "limit_exceeded"],
    [does.give("g3", { from: "donna", amountMinor: 1 }), "ok"],
  ]);
});
