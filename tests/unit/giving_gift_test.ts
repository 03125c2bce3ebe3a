// Gifts of money: what each one books, receipts without gaps, what may be deducted, who may know the donor, and
// refunds, whole and once.
import assert from "node:assert/strict";
import type { Command } from "../../bank/command.ts";
import { issued } from "../../bank/giving/decide_gift.ts";
import type { Gift } from "../../bank/giving/record.ts";
import { ID_AHEAD_MS_MAX } from "../../bank/limits.ts";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { ANONYMOUS } from "../../bank/trace.ts";
import { T0 } from "../support/ledger.ts";
import { GivingBooks, review, submitting } from "../support/giving.ts";
import { abroad, does, GIFT, HOLDING, ORG, OTHER } from "../support/giving_commands.ts";

const both = () => new GivingBooks({ live: [ORG, OTHER] });
const confirm = (id: string, owner = "donna"): Command => ({ type: "confirm_hold", id, owner });

Deno.test("gift: money goes to the organisation, with a receipt, and is counted", () => {
  const books = new GivingBooks();
  books.all([does.give("g1", { amountMinor: 2_500, memo: "for Diwali" })]);
  const { from, to, amountMinor, memo, kind, status } = books.ledger.transfers.get("g1")!;
  assert.deepEqual([from, to, amountMinor, memo, kind, status], [
    "donna",
    ORG,
    2_500,
    "for Diwali",
    "gift",
    "booked",
  ]);
  assert.deepEqual(books.gift("g1"), { ...GIFT, year: 2025, receipt: 1, eligible: "eligible" });
  const { gifts, givenMinor, refundedMinor, receipts } = books.organisation();
  assert.deepEqual([gifts, givenMinor, refundedMinor, receipts], [1, 2_500, 0, { 2025: 1 }]);
  assert.deepEqual([books.has(ORG)[0], books.has(abroad())[0], books.has("donna")[0]], [
    2_500,
    0,
    97_500,
  ]);
});

Deno.test("gift: by whom, to whom and for what it cannot be given", () => {
  const books = both();
  books.all(submitting({ account: "dev" }));
  books.all([does.need("n1"), does.need("n2", { organisation: OTHER })]);
  books.all([does.need("n3", { deadline: "2026-01-05" })]);
  const toNeed = (need: string) => does.give("g", { gift: { purpose: "need", need } });
  books.run([
    [does.give("g", { gift: { organisation: "nobody" } }), "no_such_organisation"],
    [does.give("g", { gift: { organisation: "donna" } }), "same_account"],
    [does.give("g", { gift: { organisation: "otto" } }), "no_such_organisation"],
    [does.give("g", { gift: { organisation: "dev" } }), "organisation_not_live"],
    [does.give("g", { from: "nobody" }), "no_such_account"],
    [does.give("g", { from: "cash" }), "no_such_account"],
    [does.give("g", { from: abroad(OTHER) }), "no_such_account"],
    [does.give("g", { from: ORG }), "same_account"],
    [does.give("g", { amountMinor: 100_001 }), "insufficient_funds"],
    [does.give(transferIdOf(T0 + ID_AHEAD_MS_MAX + 1, new Uint8Array(10))), "limit_exceeded"],
    [toNeed("nothing"), "no_such_need"],
    [toNeed("n2"), "no_such_need"],
    [does.give("g", { gift: { purpose: "need" } }), "no_such_need"],
    [does.give("g", { gift: { need: "n1" } }), "no_such_need"],
    [does.give("g", { gift: { purpose: "corpus", need: "n1" } }), "no_such_need"],
    [toNeed("n3"), "ok"],
    [{ type: "freeze", account: "dev" }, "ok"],
    [does.give("g9", { from: "dev" }), "account_frozen"],
    [{ type: "close_need", need: "n1", organisation: ORG }, "ok"],
    [toNeed("n1"), "id_reused"],
    [does.give("g9", { gift: { purpose: "need", need: "n1" } }), "need_closed"],
    [Date.UTC(2026, 0, 5, 18, 30) - T0],
    [does.give("g9", { gift: { purpose: "need", need: "n3" } }), "need_closed"],
    [does.give("g9", { amountMinor: 99_000 }), "ok"],
  ]);
  assert.deepEqual(books.receipts(), ["2025/1", "2025/2"]);
  assert.equal(books.ledger.needs.get("n3")!.givenMinor, 1_000);
});

Deno.test("gift: one organisation may give to another, and that is a gift like any", () => {
  const books = both();
  books.all([does.give("g1"), does.give("g2", { from: ORG, gift: { organisation: OTHER } })]);
  assert.deepEqual([books.has(ORG)[0], books.has(OTHER)[0]], [0, 1_000]);
});

Deno.test("gift: once by its id, with everything that it is about", () => {
  const books = both();
  books.all([does.need("n1"), does.pay("p1", "donna", "dev", 1_000)]);
  books.run([
    [does.give("g1", { memo: "x", gift: { purpose: "need", need: "n1" } }), "ok"],
    [does.give("g1", { memo: "x", gift: { purpose: "need", need: "n1" } }), "again"],
    [does.give("g1", { gift: { purpose: "need", need: "n1" } }), "id_reused"],
    [does.give("g1", { memo: "x" }), "id_reused"],
    [does.give("g1", { memo: "x", gift: { need: "n1" } }), "id_reused"],
    [
      does.give("g1", { memo: "x", from: "dev", gift: { purpose: "need", need: "n1" } }),
      "id_reused",
    ],
  ]);
  books.run([
    [does.give("g2"), "ok"],
    [does.give("g2", { amountMinor: 1_001 }), "id_reused"],
    [does.give("g2", { gift: { visibility: "anonymous" } }), "id_reused"],
    [does.give("g2", { gift: { foreign: true } }), "id_reused"],
    [does.give("g2", { gift: { organisation: OTHER } }), "id_reused"],
    [does.give("g2", { gift: { purpose: "corpus" } }), "id_reused"],
    [does.pay("g2", "donna", ORG, 1_000), "id_reused"],
    [does.give("p1"), "id_reused"],
    [does.stop(), "ok"],
    [does.give("g2"), "again"],
  ]);
  assert.deepEqual(books.receipts(), ["2025/1", "2025/2"]);
});

Deno.test("receipt: numbers without gaps, for each organisation and tax year, refusals take none", () => {
  const books = both();
  const toOther = { gift: { organisation: OTHER } };
  books.run([
    [does.give("g1"), "ok"],
    [does.give("g2", { amountMinor: 1_000_000 }), "insufficient_funds"],
    [does.give("g3"), "ok"],
    [does.give("g4", toOther), "ok"],
    [does.give("g3"), "again"],
    [does.refund("r1", "g3"), "ok"],
    [does.give("g5", { gift: { visibility: "anonymous" } }), "ok"],
    [Date.parse("2026-03-31T18:29:59.999Z") - T0],
    [does.give("g6"), "ok"],
    [1],
    [does.give("g7"), "ok"],
    [does.give("g8", { from: "nobody" }), "no_such_account"],
    [does.give("g9"), "ok"],
    [does.give("g10", toOther), "ok"],
  ]);
  assert.deepEqual(books.receipts(), ["2025/1", "2025/2", "2025/3", "2025/4", "2026/1", "2026/2"]);
  assert.deepEqual(books.receipts(OTHER), ["2025/1", "2026/1"]);
  assert.deepEqual(books.organisation().receipts, { 2025: 4, 2026: 2 });
});

Deno.test("receipt: what may be deducted, and why not", () => {
  const books = new GivingBooks();
  const eligible = (gift: Partial<Gift>) =>
    issued(books.ledger, { ...GIFT, ...gift }, books.nowMs).eligible;
  assert.equal(eligible({}), "eligible");
  assert.equal(eligible({ visibility: "organisation", purpose: "corpus" }), "eligible");
  assert.equal(eligible({ visibility: "anonymous" }), "anonymous");
  assert.equal(eligible({ foreign: true }), "foreign");
  assert.equal(eligible({ foreign: true, visibility: "anonymous" }), "anonymous");
  books.nowMs = Date.parse("2029-03-31T18:29:59.999Z");
  assert.equal(eligible({}), "eligible");
  books.nowMs++;
  assert.equal(eligible({}), "approval_lapsed");
  books.all([review(books.ledger, "eighty_g", { verdict: "refused" })]);
  assert.equal(eligible({}), "approval_missing");
});

/** Who stands in the entries of the organisation and of the donor, for the gift and its refund. */
const SIDES = [
  ["public", "donna"],
  ["organisation", "donna"],
  ["anonymous", ANONYMOUS],
] as const;

for (const [visibility, shown] of SIDES) {
  Deno.test(`gift: ${visibility}: who stands in the statements, also when it waited and is given back`, () => {
    const books = new GivingBooks();
    books.all([does.give("g1", { gift: { visibility } }), does.policy(HOLDING)]);
    assert.equal(books.code(does.give("g2", { gift: { visibility } })), "held");
    books.all([confirm("g2"), does.refund("r1", "g1"), does.refund("r2", "g2")]);
    const lines = (account: string) =>
      books.entries(account)
        .filter(({ transfer }) => /^[gr]/.test(transfer))
        .map((
          { transfer, kind, amountMinor, counterparty },
        ) => [transfer, kind, amountMinor, counterparty]);
    assert.deepEqual(lines(ORG), [
      ["g1", "gift", 1_000, shown],
      ["g2", "gift", 1_000, shown],
      ["r1", "reversal", -1_000, shown],
      ["r2", "reversal", -1_000, shown],
    ]);
    assert.deepEqual(lines("donna"), [
      ["g1", "gift", -1_000, ORG],
      ["g2", "gift", -1_000, ORG],
      ["r1", "reversal", 1_000, ORG],
      ["r2", "reversal", 1_000, ORG],
    ]);
    const told = JSON.stringify(
      books.entries(ORG).filter(({ transfer }) => /^[gr]/.test(transfer)),
    );
    assert.equal(told.includes("donna"), shown === "donna");
  });
}

Deno.test("gift: one that is worth an alert says so and is booked", () => {
  const books = new GivingBooks();
  books.all([does.policy({ drainingMinor: 1, drainingPercent: 1 }), does.give("g1")]);
  const [event] = books.events.slice(-1).map(({ event }) => event);
  assert.deepEqual(event?.type === "transferred" && event.reasons, ["draining"]);
  assert.equal(books.changes.notices.at(-1)?.kind, "suspicious");
});

Deno.test("refund: whole, once, by the organisation that has it, and the totals say so", () => {
  const books = both();
  books.all([does.need("n1"), does.give("g1", { gift: { purpose: "need", need: "n1" } })]);
  books.all([does.give("g2", { amountMinor: 300 }), does.pay("p1", "donna", ORG, 50)]);
  books.run([
    [does.refund("r1", "g1", { organisation: OTHER }), "no_such_transfer"],
    [does.refund("r1", "nothing"), "no_such_transfer"],
    [does.refund("r1", "p1"), "no_such_transfer"],
    [does.refund("r1", "g1", { organisation: "donna" }), "no_such_transfer"],
    [does.refund("g2", "g1"), "id_reused"],
    [does.refund("r1", "g1"), "ok"],
    [does.refund("r1", "g1"), "again"],
    [does.refund("r1", "g2"), "id_reused"],
    [does.refund("r2", "g1"), "already_reversed"],
    [does.refund("r2", "r1"), "not_reversible"],
    [{ type: "reverse", id: "r2", transfer: "g1", reason: "", by: "olga" }, "already_reversed"],
  ]);
  const { gifts, givenMinor, refundedMinor, receipts } = books.organisation();
  assert.deepEqual([gifts, givenMinor, refundedMinor, receipts], [2, 1_300, 1_000, { 2025: 2 }]);
  assert.equal(books.ledger.needs.get("n1")!.givenMinor, 0);
  assert.deepEqual([books.has(ORG)[0], books.has("donna")[0]], [350, 99_650]);
});
