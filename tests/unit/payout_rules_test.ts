// The rules of payouts: from when on one may be asked for, what a batch takes, which lines of the other bank pay it or bring it back,
// and what of that can be taken back.
import assert from "node:assert/strict";
import type { Command } from "../../bank/command.ts";
import { OPEN_PAYOUTS_MAX } from "../../bank/limits.ts";
import { backIdOf, payoutOf } from "../../bank/payouts/payout.ts";
import { entryOf } from "../../bank/trace.ts";
import type { GivingBooks } from "../support/giving.ts";
import { does } from "../support/giving_commands.ts";
import {
  asks,
  cancels,
  lineFor,
  numberOf,
  payingOut,
  sends,
  sets,
} from "../support/payout_commands.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

const minor = ({ ledger }: GivingBooks, account: string) =>
  ledger.accounts.get(account)?.bookedMinor ?? 0;
const state = ({ ledger }: GivingBooks, payout: string) => payoutOf(ledger, payout)?.state;
const reverses = (id: string, transfer: string, by = "olga"): Command => (
  { type: "reverse", id, transfer, reason: "not uploaded", by }
);

Deno.test("payout: an account at another bank is new for a day, each time it is set", () => {
  const books = payingOut();
  books.run([
    [asks("p1"), "ok"],
    [sets({ destination: "d3" }), "ok"],
    [sets({ destination: "d3" }), "again"],
    [asks("p2"), "payout_account_new"],
    [DAY_MS - 1],
    [asks("p2"), "payout_account_new"],
    [1],
    [asks("p2"), "ok"],
    [sets({ destination: "", shown: "" }), "ok"],
    [asks("p3"), "no_payout_account"],
    [sets({ destination: "d4", setsFromMs: books.nowMs + 2 * DAY_MS }), "new_device"],
    [sets({ owner: "cash" }), "no_such_account"],
  ]);
  // Where it was to go when it was asked for.
  assert.equal(payoutOf(books.ledger, "p1")!.destination, "d1");
  assert.equal(payoutOf(books.ledger, "p2")!.destination, "d3");
});

Deno.test("payout: the money leaves at once, and is back when it is cancelled; the same again is the same", () => {
  const books = payingOut();
  const before = minor(books, "donna");
  books.run([
    [asks("p1"), "ok"],
    [asks("p1"), "again"],
    [asks("p1", { amountMinor: 1 }), "id_reused"],
    [asks("p1", { owner: "dev" }), "id_reused"],
    [does.pay("t1", "donna", "dev", 1), "ok"],
    [asks("t1"), "id_reused"],
    [asks("p9", { amountMinor: before }), "insufficient_funds"],
    [asks("p9", { owner: "olga" }), "no_payout_account"],
  ]);
  assert.deepEqual([minor(books, "donna"), minor(books, "payouts")], [before - 5_001, 5_000]);
  books.run([
    [cancels("p1", "dev"), "no_such_payout"],
    [cancels("p1"), "ok"],
    [cancels("p1"), "again"],
    [asks("p1"), "again"],
  ]);
  assert.deepEqual([minor(books, "donna"), minor(books, "payouts")], [before - 1, 0]);
  const [out, back] = ["p1", backIdOf("p1")].map((id) => books.ledger.transfers.get(id)!);
  assert.deepEqual([out!.reversedBy, back!.reverses], [back!.id, "p1"]);
});

Deno.test("payout: a frozen account asks for none, and none of it is sent; it can be cancelled", () => {
  const books = payingOut();
  books.run([
    [asks("p1"), "ok"],
    [{ type: "freeze", account: "donna" }, "ok"],
    [asks("p2"), "account_frozen"],
  ]);
  books.run([
    [sends(books.ledger, "b1", ["p1"]), "account_frozen"],
    [cancels("p1"), "ok"],
  ]);
});

Deno.test("payout: so many may be open, and limits count them", () => {
  const books = payingOut({ limitDayMinor: 40 * 100 });
  const ids = Array.from({ length: OPEN_PAYOUTS_MAX }, (_, place) => `p${place}`);
  books.run(ids.map((id) => [asks(id, { amountMinor: 100 }), "ok"] as const));
  books.run([
    [asks("more", { amountMinor: 100 }), "limit_exceeded"],
    [cancels("p0"), "ok"],
    [asks("more", { amountMinor: 100 }), "ok"],
    [cancels("p1"), "ok"],
    [asks("much", { amountMinor: 2_101 }), "payment_limit"],
    [asks("much", { amountMinor: 2_100 }), "ok"],
  ]);
});

Deno.test("payout: a batch takes those that wait, each once, and none of who makes it", () => {
  const books = payingOut();
  books.run([
    [asks("p1"), "ok"],
    [asks("p2", { owner: "dev", amountMinor: 70 }), "ok"],
    [asks("p3"), "ok"],
    [cancels("p3"), "ok"],
  ]);
  const { ledger } = books;
  books.run([
    [sends(ledger, "b1", ["p1", "p3"]), "payout_over"],
    [sends(ledger, "b1", ["p1", "nothing"]), "no_such_payout"],
    [sends(ledger, "b1", ["p1", "p2"], { by: "dev" }), "same_staff"],
    [sends(ledger, "b1", ["p1", "p2"]), "ok"],
    [sends(ledger, "b1", ["p1", "p2"]), "again"],
    [sends(ledger, "b1", ["p1"]), "id_reused"],
    [sends(ledger, "b2", ["p1"]), "payout_over"],
    [cancels("p1"), "payout_over"],
  ]);
  const batch = ledger.payoutBatches.get(numberOf(ledger, "b1"))!;
  assert.deepEqual([batch.amountMinor, batch.by, batch.agreedBy], [5_070, "olga", null]);
  assert.deepEqual([state(books, "p1"), state(books, "p2")], ["sent", "sent"]);
});

Deno.test("payout: a batch from the amount of four eyes needs two, and its owners agree to none", () => {
  const books = payingOut({ agreementMinor: 5_000 });
  books.run([[asks("p1"), "ok"], [asks("p2", { amountMinor: 4_999 }), "ok"]]);
  const { ledger } = books;
  for (const account of ["olga", "otto", "donna"]) {
    const role = { role: "manager" as const, suspended: false, reason: "", by: "" as const };
    books.code({ type: "appoint", account, ...role });
  }
  books.run([[sends(ledger, "b1", ["p1"]), "agreement_needed"]]);
  const command = sends(ledger, "b1", ["p1"]) as Extract<Command, { type: "make_payout_batch" }>;
  books.run([[{ type: "propose", proposal: "x1", command, why: "", by: "olga" }, "ok"]]);
  const { hash } = ledger.proposals.get("x1")!;
  books.run([
    [{ type: "agree", proposal: "x1", hash, by: "olga" }, "same_staff"],
    [{ type: "agree", proposal: "x1", hash, by: "donna" }, "same_staff"],
    [{ type: "agree", proposal: "x1", hash, by: "otto" }, "ok"],
    [sends(ledger, "b2", ["p2"]), "ok"],
  ]);
  assert.equal(ledger.payoutBatches.get(numberOf(ledger, "b1"))!.agreedBy, "otto");
});

Deno.test("payout: a line pays it by its reference and its amount, once for ever", () => {
  const books = payingOut();
  books.run([[asks("p1"), "ok"], [asks("p2"), "ok"]]);
  const { ledger } = books;
  books.run([
    [sends(ledger, "b1", ["p1"]), "ok"],
    [lineFor(ledger, "l0", "p1", { amountMinor: -4_999 }), "ok"],
    [lineFor(ledger, "l1", "p1"), "ok"],
    [lineFor(ledger, "l1", "p1"), "again"],
    // Paid by hand, without a file.
    [lineFor(ledger, "l2", "p2"), "ok"],
    // The same again as another line is money of another customer.
    [lineFor(ledger, "l3", "p1"), "ok"],
  ]);
  assert.deepEqual([state(books, "p1"), state(books, "p2")], ["paid", "paid"]);
  assert.deepEqual([minor(books, "payouts"), minor(books, "suspense")], [0, -9_999]);
  const waits = [...ledger.lines.rows()].map(([id]) => id);
  assert.deepEqual(waits, ["l0", "l3"]);
});

Deno.test("payout: one line pays all of a batch that is left of it", () => {
  const books = payingOut();
  books.run([[asks("p1"), "ok"], [asks("p2"), "ok"], [asks("p3"), "ok"]]);
  const { ledger } = books;
  books.run([
    [sends(ledger, "b1", ["p1", "p2", "p3"]), "ok"],
    [reverses("r1", "p1"), "ok"],
    [lineFor(ledger, "l1", "b1", { amountMinor: -15_000 }), "ok"],
  ]);
  assert.equal(minor(books, "payouts"), 10_000);
  books.run([[lineFor(ledger, "l2", "b1", { amountMinor: -10_000 }), "ok"]]);
  assert.deepEqual(["p1", "p2", "p3"].map((id) => state(books, id)), [
    "taken_back",
    "paid",
    "paid",
  ]);
  assert.equal(minor(books, "payouts"), 0);
  // Nothing is left of it: what names it now is not about it.
  books.run([[lineFor(ledger, "l3", "b1", { amountMinor: -5_000 }), "ok"]]);
  assert.equal(minor(books, "payouts"), 0);
});

Deno.test("payout: what the other bank returns is back in the account in the same block, once", () => {
  const books = payingOut();
  const before = minor(books, "donna");
  books.run([[asks("p1"), "ok"]]);
  const { ledger } = books;
  const back = { amountMinor: 5_000, memo: "RETURN AC CLOSED" };
  books.run([
    [lineFor(ledger, "l0", "p1", back), "ok"],
    [sends(ledger, "b1", ["p1"]), "ok"],
    [lineFor(ledger, "l1", "p1"), "ok"],
    [lineFor(ledger, "l2", "p1", { ...back, amountMinor: 4_900 }), "ok"],
    [lineFor(ledger, "l3", "p1", back), "ok"],
    [lineFor(ledger, "l4", "p1", back), "ok"],
  ]);
  assert.equal(state(books, "p1"), "returned");
  assert.deepEqual([minor(books, "donna"), minor(books, "payouts")], [before, 0]);
  // Before it was sent nothing can come back, nor another amount, nor twice: staff look at these.
  assert.deepEqual([...ledger.lines.rows()].map(([id]) => id), ["l0", "l2", "l4"]);
  const [entry] = books.changes.postings.map(entryOf)
    .filter(({ transfer, account }) => transfer === backIdOf("p1") && account === "donna");
  assert.deepEqual([entry!.kind, entry!.memo], ["reversal", "RETURN AC CLOSED"]);
});

Deno.test("payout: that it came back may be read before that it left", () => {
  const books = payingOut();
  const before = minor(books, "donna");
  books.run([[asks("p1"), "ok"], [asks("p2"), "ok"]]);
  const { ledger } = books;
  books.run([
    [sends(ledger, "b1", ["p1", "p2"]), "ok"],
    [lineFor(ledger, "l1", "p1", { amountMinor: 5_000 }), "ok"],
  ]);
  assert.deepEqual([minor(books, "donna"), minor(books, "payouts")], [before - 5_000, 10_000]);
  books.run([[lineFor(ledger, "l2", "b1", { amountMinor: -10_000 }), "ok"]]);
  assert.deepEqual([state(books, "p1"), state(books, "p2")], ["returned", "paid"]);
  assert.deepEqual([minor(books, "payouts"), minor(books, "suspense")], [0, 0]);
  const told = books.changes.notices.filter(({ kind }) => kind === "payout_ended");
  assert.deepEqual(told.map(({ payout }) => payout?.ended), ["returned", "paid"]);
  books.run([[lineFor(ledger, "l3", "p1"), "ok"]]);
  assert.equal(minor(books, "suspense"), -5_000);
});

Deno.test("payout: a line without a reference is assigned to it, where the amount is the same", () => {
  const books = payingOut();
  books.run([[asks("p1"), "ok"], [asks("p2", { amountMinor: 70 }), "ok"]]);
  const { ledger } = books;
  const assigns = (id: string, line: string, of: string, by = "olga"): Command => (
    { type: "assign_line", id, line, to: "payouts", number: numberOf(ledger, of), by }
  );
  const { number: _, ...plain } = lineFor(ledger, "l1", "p1");
  books.run([
    [sends(ledger, "b1", ["p1", "p2"]), "ok"],
    [plain, "ok"],
    [assigns("a1", "l1", "p2"), "no_such_payout"],
    [{ type: "assign_line", id: "a1", line: "l1", to: "payouts", by: "olga" }, "no_such_payout"],
    [assigns("a1", "l1", "p1", "donna"), "same_staff"],
    [assigns("a1", "l1", "p1"), "ok"],
    [assigns("a1", "l1", "p1"), "again"],
    [reverses("r1", "a1"), "not_reversible"],
  ]);
  assert.deepEqual([state(books, "p1"), minor(books, "payouts")], ["paid", 70]);
  const returned = { ...plain, id: "l2", amountMinor: 5_000 };
  books.run([[returned, "ok"], [assigns("a2", "l2", "p1"), "ok"]]);
  assert.deepEqual([state(books, "p1"), minor(books, "suspense")], ["returned", 0]);
});

Deno.test("payout: staff take back what is not paid yet, with a reason, and nothing else of it", () => {
  const books = payingOut();
  books.run([[asks("p1"), "ok"], [asks("p2"), "ok"]]);
  const { ledger } = books;
  books.run([
    [reverses("r0", "p1", "donna"), "same_staff"],
    [sends(ledger, "b1", ["p1", "p2"]), "ok"],
    [reverses("r1", "p1"), "ok"],
    [reverses("r1", "p1"), "again"],
    [reverses("r2", "p1"), "not_reversible"],
    [lineFor(ledger, "l2", "p2"), "ok"],
    [reverses("r3", "p2"), "not_reversible"],
    [reverses("r4", "l2"), "not_reversible"],
    [lineFor(ledger, "l3", "p2", { amountMinor: 5_000 }), "ok"],
    [reverses("r5", "l3"), "not_reversible"],
    [reverses("r6", backIdOf("p2")), "not_reversible"],
  ]);
  assert.deepEqual([state(books, "p1"), state(books, "p2")], ["taken_back", "returned"]);
});

Deno.test("payout: an account with payouts under way is not closed; what is returned later waits for staff", () => {
  const books = payingOut();
  const closes: Command = {
    type: "close_account",
    account: "donna",
    sweep: { id: "s1", to: "dev" },
  };
  books.run([[asks("p1"), "ok"], [closes, "payouts_open"]]);
  const { ledger } = books;
  books.run([
    [lineFor(ledger, "l1", "p1"), "ok"],
    [closes, "ok"],
    [lineFor(ledger, "l2", "p1", { amountMinor: 5_000 }), "ok"],
  ]);
  assert.deepEqual([state(books, "p1"), minor(books, "suspense")], ["paid", 5_000]);
});

Deno.test("payout: with four eyes on all that is large, two assign what comes back", () => {
  const books = payingOut();
  books.run([[asks("p1"), "ok"]]);
  const { ledger } = books;
  books.run([[lineFor(ledger, "l1", "p1"), "ok"], [does.policy({ agreementMinor: 5_000 }), "ok"]]);
  books.run([[lineFor(ledger, "l2", "p1", { amountMinor: 5_000 }), "ok"]]);
  assert.deepEqual([state(books, "p1"), minor(books, "suspense")], ["paid", 5_000]);
});
