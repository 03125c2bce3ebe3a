// bank/decide.ts as ledgers: one row per command, the last column is the answer. The bank begins with alice
// (100), bob (0) and no rule that holds a payment. After every row the sum of all accounts is zero.
import assert from "node:assert/strict";
import { HOLD_LIFETIME_MS, ISSUED_MINOR_MAX, OPEN_HOLDS_MAX } from "../../bank/limits.ts";
import { Refusal } from "../../bank/refusal.ts";
import { Books, type BooksOptions, type Row } from "../support/ledger.ts";

const ledger = (name: string, rows: readonly Row[], options?: BooksOptions) =>
  Deno.test(`decide: ${name}`, () => new Books(options).run(rows));

ledger("opening an account, with and without a welcome, once", [
  ["carol", "opens", "ok"],
  ["carol", "opens", "again"],
  ["dave", "opens", 50, "ok"],
  ["dave", "opens", 50, "again"],
  ["dave", "has", 50, 50, "ok"],
  ["welcome", "has", -50, -50, "ok"],
]);

ledger("a welcome does not take the id of another transfer", [
  ["alice", "pays", "bob", 7, "t1", "ok"],
  ["carol", "opens", 50, "t1", "id_reused"],
]);

ledger("paying", [
  ["alice", "pays", "bob", 7, "t1", "lunch", "ok"],
  ["alice", "has", 93, 93, "ok"],
  ["bob", "pays", "alice", 7, "t2", "ok"],
  ["alice", "pays", "bob", 100, "t3", "ok"],
  ["alice", "pays", "nobody", 1, "t4", "no_such_account"],
  ["nobody", "pays", "bob", 1, "t4", "no_such_account"],
  ["bob", "pays", "bob", 1, "t4", "same_account"],
]);

ledger("the same id: the same content once, any other content never", [
  ["alice", "pays", "bob", 7, "t1", "lunch", "ok"],
  ["alice", "pays", "bob", 7, "t1", "lunch", "again"],
  ["alice", "pays", "bob", 8, "t1", "lunch", "id_reused"],
  ["alice", "pays", "bob", 7, "t1", "dinner", "id_reused"],
  ["bob", "pays", "alice", 7, "t1", "lunch", "id_reused"],
  ["bob", "pays in", 7, "t1", "lunch", "id_reused"],
  ["alice", "takes out", 7, "t1", "lunch", "id_reused"],
  ["boss", "reverses", "t1", "t1", "id_reused"],
  ["bob", "closes", "alice", "t1", "id_reused"],
  ["alice", "closes", "bob", "s1", "ok"],
  ["alice", "pays", "bob", 7, "t1", "lunch", "again"],
  ["bob", "pays in", 5, "c1", "ok"],
  ["bob", "pays in", 5, "c1", "again"],
  ["bob", "pays in", 6, "c1", "id_reused"],
  ["bob", "takes out", 5, "c1", "id_reused"],
  ["bob", "takes out", 5, "c2", "ok"],
  ["bob", "takes out", 5, "c2", "again"],
]);

ledger("a voided id is never used, a used one is not voided", [
  ["alice", "voids", "t1", "ok"],
  ["alice", "voids", "t1", "again"],
  ["alice", "pays", "bob", 7, "t1", "transfer_void"],
  ["alice", "takes out", 7, "t1", "transfer_void"],
  ["bob", "pays", "alice", 7, "t1", "id_reused"],
  ["bob", "voids", "t1", "id_reused"],
  ["boss", "reverses", "paid in alice", "t1", "id_reused"],
  ["alice", "confirms", "t1", "not_held"],
  ["alice", "cancels", "t1", "not_held"],
  ["clock", "expires", "t1", "not_held"],
  ["boss", "reverses", "t1", "r1", "not_reversible"],
  ["alice", "pays", "bob", 7, "t2", "ok"],
  ["alice", "voids", "t2", "again"],
]);

ledger("cash in and out", [
  ["bob", "pays in", 30, "c1", "ok"],
  ["bob", "takes out", 31, "c2", "insufficient_funds"],
  ["bob", "takes out", 30, "c2", "ok"],
  ["nobody", "pays in", 1, "c3", "no_such_account"],
  ["bob", "closes", "ok"],
  ["bob", "pays in", 1, "c4", "account_closed"],
  ["bob", "takes out", 1, "c4", "account_closed"],
]);

ledger("a held payment: reserved, confirmed once", [
  ["boss", "holds from", 10, "ok"],
  ["alice", "pays", "bob", 9, "t0", "ok"],
  ["alice", "pays", "bob", 30, "h1", "held"],
  ["alice", "has", 91, 61, "ok"],
  ["alice", "pays", "bob", 30, "h1", "again"],
  ["alice", "pays", "bob", 62, "h2", "insufficient_funds"],
  ["alice", "takes out", 62, "c1", "insufficient_funds"],
  ["bob", "confirms", "h1", "no_such_transfer"],
  ["boss", "reverses", "h1", "r1", "not_reversible"],
  ["alice", "confirms", "h1", "ok"],
  ["alice", "has", 61, 61, "ok"],
  ["bob", "has", 39, 39, "ok"],
  ["alice", "confirms", "h1", "again"],
  ["alice", "cancels", "h1", "not_held"],
  ["alice", "pays", "bob", 30, "h1", "again"],
  ["boss", "reverses", "h1", "r1", "ok"],
]);

ledger("a held payment: cancelled by its owner alone", [
  ["boss", "holds from", 10, "ok"],
  ["alice", "pays", "bob", 30, "h1", "held"],
  ["bob", "cancels", "h1", "no_such_transfer"],
  ["alice", "freezes", "ok"],
  ["alice", "cancels", "h1", "ok"],
  ["alice", "cancels", "h1", "again"],
  ["alice", "has", 100, 100, "ok"],
  ["alice", "confirms", "h1", "not_held"],
  ["clock", "expires", "h1", "not_held"],
  ["alice", "pays", "bob", 30, "h1", "again"],
]);

ledger("a held payment: expires at its time, not before", [
  ["boss", "holds from", 10, "ok"],
  ["alice", "pays", "bob", 30, "h1", "held"],
  ["alice", "pays", "bob", 20, "h2", "held"],
  ["time", "passes", HOLD_LIFETIME_MS - 1, "ok"],
  ["clock", "expires", "h1", "not_held"],
  ["alice", "confirms", "h2", "ok"],
  ["time", "passes", 1, "ok"],
  ["alice", "confirms", "h1", "not_held"],
  ["clock", "expires", "h1", "ok"],
  ["clock", "expires", "h1", "again"],
  ["alice", "confirms", "h1", "not_held"],
  ["alice", "cancels", "h1", "not_held"],
  ["alice", "has", 80, 80, "ok"],
]);

ledger("a held payment meets what has happened since", [
  ["boss", "holds from", 10, "ok"],
  ["alice", "pays", "bob", 30, "h1", "held"],
  ["alice", "freezes", "ok"],
  ["alice", "confirms", "h1", "account_frozen"],
  ["alice", "unfreezes", "ok"],
  ["bob", "closes", "ok"],
  ["alice", "confirms", "h1", "account_closed"],
  ["alice", "cancels", "h1", "ok"],
]);

Deno.test("decide: so many held payments at once and no more", () => {
  const books = new Books({ funds: { alice: OPEN_HOLDS_MAX * 10, bob: 0 } });
  books.say("boss", "holds from", 10);
  const holds = Array.from({ length: OPEN_HOLDS_MAX }, (_, number) => `h${number}`);
  books.run(holds.map((id) => ["alice", "pays", "bob", 10, id, "held"]));
  books.say("alice", "pays in", 20, "c1");
  const refused = books.say("alice", "pays", "bob", 10, "more");
  const detail = { limit: "open_holds", max: OPEN_HOLDS_MAX, used: OPEN_HOLDS_MAX };
  assert.deepEqual(refused, new Refusal("limit_exceeded", detail));
  books.run([
    ["alice", "pays", "bob", 21, "more", "insufficient_funds"],
    ["alice", "pays", "bob", 9, "small", "ok"],
    ["alice", "cancels", "h0", "ok"],
    ["alice", "pays", "bob", 10, "more", "held"],
  ]);
});

ledger("reversal: everything goes back, once only", [
  ["alice", "pays", "bob", 7, "t1", "ok"],
  ["boss", "reverses", "t9", "r1", "no_such_transfer"],
  ["boss", "reverses", "t1", "r1", "typo", "ok"],
  ["alice", "has", 100, 100, "ok"],
  ["bob", "has", 0, 0, "ok"],
  ["boss", "reverses", "t1", "r1", "typo", "again"],
  ["boss", "reverses", "t1", "r1", "other", "id_reused"],
  ["boss", "reverses", "paid in alice", "r1", "typo", "id_reused"],
  ["boss", "reverses", "t1", "r2", "already_reversed"],
  ["boss", "reverses", "r1", "r2", "not_reversible"],
  ["alice", "pays", "bob", 7, "t1", "again"],
]);

ledger("reversal: of cash and welcome, only while the money is there", [
  ["carol", "opens", 20, "ok"],
  ["carol", "pays", "bob", 1, "t1", "ok"],
  ["boss", "reverses", "welcome-carol", "r1", "insufficient_funds"],
  ["bob", "pays", "carol", 1, "t2", "ok"],
  ["boss", "reverses", "welcome-carol", "r1", "ok"],
  ["welcome", "has", 0, 0, "ok"],
  ["alice", "takes out", 40, "c1", "ok"],
  ["boss", "reverses", "paid in alice", "r2", "insufficient_funds"],
  ["boss", "reverses", "c1", "r3", "ok"],
  ["boss", "reverses", "paid in alice", "r2", "ok"],
  ["cash", "has", 0, 0, "ok"],
  ["boss", "reverses", "t1", "r4", "insufficient_funds"],
]);

ledger("reversal: neither from nor to a closed account, held money stays held", [
  ["alice", "pays", "bob", 50, "t1", "ok"],
  ["boss", "holds from", 10, "ok"],
  ["bob", "pays", "alice", 20, "h1", "held"],
  ["boss", "reverses", "t1", "r1", "insufficient_funds"],
  ["bob", "cancels", "h1", "ok"],
  ["bob", "freezes", "ok"],
  ["boss", "reverses", "t1", "r1", "ok"],
  ["bob", "unfreezes", "ok"],
  ["boss", "holds from", 0, "ok"],
  ["alice", "pays", "bob", 5, "t2", "ok"],
  ["alice", "closes", "bob", "s1", "ok"],
  ["boss", "reverses", "t2", "r2", "account_closed"],
  ["boss", "reverses", "s1", "r2", "account_closed"],
]);

ledger("freezing stops paying, not receiving", [
  ["alice", "freezes", "ok"],
  ["alice", "freezes", "again"],
  ["alice", "pays", "bob", 1, "t1", "account_frozen"],
  ["alice", "closes", "bob", "s1", "account_frozen"],
  ["alice", "takes out", 1, "t1", "account_frozen"],
  ["bob", "pays in", 5, "c1", "ok"],
  ["bob", "pays", "alice", 5, "t2", "ok"],
  ["alice", "unfreezes", "ok"],
  ["alice", "pays", "bob", 1, "t1", "ok"],
  ["nobody", "freezes", "no_such_account"],
]);

ledger("closing: empty or swept, and for good", [
  ["nobody", "closes", "no_such_account"],
  ["alice", "closes", "account_not_empty"],
  ["alice", "closes", "alice", "s1", "same_account"],
  ["alice", "closes", "bob", "s1", "ok"],
  ["alice", "closes", "again"],
  ["alice", "has", 0, 0, "ok"],
  ["bob", "has", 100, 100, "ok"],
  ["carol", "opens", "ok"],
  ["carol", "closes", "alice", "s2", "account_closed"],
  ["bob", "pays", "alice", 1, "t1", "account_closed"],
  ["alice", "pays", "bob", 1, "t1", "account_closed"],
  ["alice", "freezes", "account_closed"],
  ["alice", "signs in anew", "account_closed"],
  ["nobody", "signs in anew", "no_such_account"],
]);

ledger("of several reasons, the one that REFUSALS lists first", [
  ["carol", "opens", "ok"],
  ["carol", "closes", "ok"],
  ["alice", "pays", "bob", 90, "t1", "ok"],
  ["bob", "freezes", "ok"],
  ["bob", "pays", "nobody", 9, "t1", "id_reused"],
  ["bob", "pays", "nobody", 9, "t3", "no_such_account"],
  ["carol", "pays", "carol", 9, "t3", "same_account"],
  ["bob", "pays", "bob", 9, "t3", "same_account"],
  ["bob", "pays", "carol", 9, "t3", "account_closed"],
  ["bob", "pays", "alice", 9, "t3", "account_frozen"],
  ["alice", "pays", "carol", 999, "t3", "account_closed"],
  ["bob", "closes", "carol", "t3", "account_closed"],
  ["bob", "unfreezes", "ok"],
  ["boss", "holds from", 10, "ok"],
  ["alice", "pays", "bob", 10, "h1", "held"],
  ["boss", "reverses", "h1", "r1", "not_reversible"],
  ["alice", "closes", "account_not_empty"],
  ["alice", "closes", "bob", "s1", "holds_open"],
]);

const MAX = ISSUED_MINOR_MAX;
const none = { funds: { alice: 0, bob: 0 } };

ledger("never more than 2^53-1 is issued, by welcome or by cash", [
  ["carol", "opens", MAX - 10, "ok"],
  ["dave", "opens", 11, "limit_exceeded"],
  ["dave", "opens", 4, "ok"],
  ["alice", "pays in", 7, "c1", "limit_exceeded"],
  ["alice", "pays in", 6, "c1", "ok"],
  ["erin", "opens", 1, "limit_exceeded"],
  ["carol", "pays", "alice", MAX - 10, "t1", "ok"],
  ["alice", "takes out", 3, "c3", "ok"],
  ["bob", "pays in", 4, "c4", "limit_exceeded"],
  ["bob", "pays in", 3, "c4", "ok"],
  ["boss", "reverses", "c3", "r1", "limit_exceeded"],
], none);

ledger("no house account leaves the safe integers, however often money comes and goes", [
  ["alice", "pays in", MAX, "c1", "ok"],
  ["alice", "takes out", MAX, "c2", "ok"],
  ["carol", "opens", MAX, "ok"],
  ["carol", "takes out", MAX, "c3", "ok"],
  ["cash", "has", MAX, MAX, "ok"],
  ["dave", "opens", 1, "limit_exceeded"],
  ["bob", "pays in", MAX, "c4", "ok"],
  ["bob", "pays in", 1, "c5", "limit_exceeded"],
  ["boss", "reverses", "c3", "r1", "limit_exceeded"],
  ["bob", "takes out", MAX, "c6", "ok"],
  ["boss", "reverses", "c3", "r1", "ok"],
], none);

ledger("house accounts are not paid, swept to or handed cash", [
  ["alice", "pays", "cash", 1, "t1", "no_such_account"],
  ["alice", "closes", "welcome", "s1", "no_such_account"],
  ["cash", "pays in", 1, "c1", "no_such_account"],
  ["cash", "takes out", 1, "c1", "no_such_account"],
]);

const AS_HOUSE: readonly Row[] = [
  ["cash", "pays", "alice", 1, "t1", "no_such_account"],
  ["cash", "freezes", "no_such_account"],
  ["cash", "closes", "no_such_account"],
  ["welcome", "closes", "no_such_account"],
  ["cash", "closes", "alice", "s1", "no_such_account"],
];
for (const row of AS_HOUSE) ledger(`house accounts are no customers: ${row.join(" ")}`, [row]);
