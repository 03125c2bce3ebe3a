// Tills and the safe: what counts in which, when they can be opened and closed, by whom, and how what differs is booked.
import assert from "node:assert/strict";
import type { Command } from "../../bank/command.ts";
import { Refusal } from "../../bank/refusal.ts";
import { safeMinor } from "../../bank/tills/cash.ts";
import { GivingBooks } from "../support/giving.ts";
import type { Over } from "../support/giving_commands.ts";
import { staffing } from "../support/staff_commands.ts";

/** Olga is a manager, Otto a teller; what customers have was paid in before any till was there. */
const opens = (floatMinor: number, by = "otto"): Command => ({ type: "open_till", floatMinor, by });
const closes = (
  id: string,
  [countedMinor, expectedMinor]: readonly [number, number],
  over: Over<"close_till"> = {},
): Command => ({
  type: "close_till",
  id,
  countedMinor,
  expectedMinor,
  reason: "",
  till: "otto",
  by: "otto",
  ...over,
});
const counts = (
  id: string,
  [countedMinor, expectedMinor]: readonly [number, number],
  over: Over<"count_safe"> = {},
): Command => (
  { type: "count_safe", id, countedMinor, expectedMinor, reason: "", by: "olga", ...over }
);
const cash = (
  type: "cash_in" | "cash_out",
  id: string,
  amountMinor: number,
  by = "otto",
): Command => ({ type, id, account: "donna", amountMinor, memo: "", by });

function office() {
  const books = new GivingBooks();
  books.all(staffing(0));
  const teller = { account: "otto", role: "teller", suspended: false, reason: "", by: "" } as const;
  books.all([{ type: "appoint", ...teller }]);
  const safe = () => safeMinor(books.ledger);
  const booked = (account: string) => books.ledger.accounts.get(account)?.bookedMinor;
  return { books, safe, booked };
}

Deno.test("tills: what a teller takes and gives counts in the open till, all else in the safe", () => {
  const { books, safe } = office();
  const before = safe();
  books.run([
    [cash("cash_in", "c1", 70), "ok"],
    [opens(500), "ok"],
    [opens(500), "again"],
    [opens(600), "till_open"],
    [cash("cash_in", "c2", 300), "ok"],
    [cash("cash_out", "c3", 50), "ok"],
    [cash("cash_in", "c4", 9, "olga"), "ok"],
  ]);
  const { floatMinor, inMinor, outMinor } = books.ledger.tills.get("otto")!;
  assert.deepEqual([floatMinor, inMinor, outMinor], [500, 300, 50]);
  assert.equal(safe(), before + 70 - 500 + 9);
  books.run([
    [closes("e1", [750, 750]), "ok"],
    [closes("e1", [750, 750]), "again"],
    [closes("e2", [750, 750]), "no_open_till"],
    [opens(1), "ok"],
  ]);
  assert.equal(safe(), before + 70 + 9 + 300 - 50 - 1);
});

Deno.test("tills: what is taken back at an open till counts in it, both ways", () => {
  const { books } = office();
  const back = (id: string, transfer: string): Command => (
    { type: "reverse", id, transfer, reason: "typed wrong", by: "otto" }
  );
  books.run([
    [cash("cash_in", "c1", 500), "ok"],
    [cash("cash_out", "c2", 40), "ok"],
    [opens(1_000), "ok"],
    [back("r1", "c1"), "ok"],
    [back("r2", "c2"), "ok"],
    [closes("e1", [540, 1_000]), "cash_changed"],
    [closes("e1", [540, 540]), "ok"],
  ]);
});

Deno.test("tills: what is missing or too much is booked with the reason, once, and stays", () => {
  const { books, safe, booked } = office();
  const before = safe();
  books.run([
    [opens(100), "ok"],
    [closes("e1", [98, 100], { reason: "wrong change" }), "ok"],
    [closes("e1", [98, 100], { reason: "wrong change" }), "again"],
    [closes("e1", [97, 100], { reason: "wrong change" }), "id_reused"],
    [opens(100), "ok"],
    [closes("e2", [105, 100], { reason: "found" }), "ok"],
    [
      { type: "reverse", id: "r1", transfer: "e1", reason: "no", by: "olga" },
      "not_reversible",
    ],
  ]);
  assert.deepEqual([booked("differences"), safe()], [3, before + 3]);
  const { kind, memo, from, to } = books.ledger.transfers.get("e1")!;
  assert.deepEqual([kind, memo, from, to], [
    "cash_difference",
    "wrong change",
    "differences",
    "cash",
  ]);
  books.run([
    [counts("s1", [before, before + 2], { reason: "x" }), "cash_changed"],
    [counts("s1", [before, before + 3], { reason: "recount" }), "ok"],
    [counts("s1", [before, before + 3], { reason: "recount" }), "again"],
    [counts("s2", [before, before]), "ok"],
  ]);
  assert.deepEqual([booked("differences"), safe()], [0, before]);
});

Deno.test("tills: the refusal says what should be there now", () => {
  const { books } = office();
  books.run([[opens(100), "ok"], [cash("cash_in", "c1", 20), "ok"]]);
  const refused = books.say(closes("e1", [100, 100]));
  assert.ok(refused instanceof Refusal);
  assert.deepEqual(refused.detail, { expectedMinor: 120 });
});

Deno.test("tills: that of a colleague is closed by a manager and by no one else, also when the role is gone", () => {
  const { books } = office();
  const ends = {
    account: "otto",
    role: "none",
    suspended: false,
    reason: "left",
    by: "olga",
  } as const;
  books.run([
    [opens(100), "ok"],
    [opens(5, "olga"), "ok"],
    [closes("e1", [5, 5], { till: "olga" }), "not_allowed"],
    [{ type: "appoint", ...ends }, "ok"],
    [closes("e2", [100, 100], { by: "olga" }), "ok"],
    [closes("e3", [5, 5], { till: "olga", by: "olga" }), "ok"],
  ]);
});

Deno.test("tills: a large difference needs two, over what was counted", () => {
  const { books, booked } = office();
  const large = 10_000_000;
  const short = { reason: "robbed" };
  books.run([
    [opens(large), "ok"],
    [closes("e1", [1, large], short), "ok"],
    [opens(large + 1), "ok"],
    [closes("e2", [1, large + 1], short), "agreement_needed"],
    [closes("e2", [1, large + 1], { ...short, agreedBy: "olga" }), "ok"],
  ]);
  assert.equal(booked("differences"), 0 - large - large + 1);
  assert.deepEqual(books.events.at(-1)!.event, {
    type: "till_closed",
    account: "otto",
    closing: "e2",
    countedMinor: 1,
    expectedMinor: large + 1,
    transfer: "e2",
    reason: "robbed",
    by: "otto",
    agreedBy: "olga",
  });
});
