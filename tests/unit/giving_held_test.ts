// Gifts that wait for their donors: no receipt and no count before they are confirmed, and what may have happened to the
// organisation, the need or the donor meanwhile.
import assert from "node:assert/strict";
import type { Command } from "../../bank/command.ts";
import { HOLD_LIFETIME_MS, OPEN_HOLDS_MAX } from "../../bank/limits.ts";
import { GivingBooks } from "../support/giving.ts";
import { does, GIFT, HOLDING, ORG } from "../support/giving_commands.ts";

const confirm = (id: string, owner = "donna"): Command => ({ type: "confirm_hold", id, owner });

Deno.test("held gift: it has no receipt until its owner confirms it, then the next one", () => {
  const books = new GivingBooks();
  books.all([does.give("g1"), does.policy(HOLDING)]);
  books.run([
    [does.give("g2"), "held"],
    [does.give("g2"), "again"],
    [does.give("g2", { gift: { visibility: "anonymous" } }), "id_reused"],
    [does.refund("r2", "g2"), "not_reversible"],
    [does.policy({}), "ok"],
    [does.give("g3"), "ok"],
  ]);
  assert.deepEqual([books.gift("g2"), books.has("donna")], [GIFT, [98_000, 97_000]]);
  assert.deepEqual([books.organisation().gifts, books.has(ORG)[0]], [2, 2_000]);
  books.run([[confirm("g2", "dev"), "no_such_transfer"], [confirm("g2"), "ok"], [
    confirm("g2"),
    "again",
  ]]);
  assert.deepEqual(books.receipts(), ["2025/1", "2025/2", "2025/3"]);
  assert.deepEqual(books.gift("g2"), { ...GIFT, year: 2025, receipt: 3, eligible: "eligible" });
  assert.deepEqual([books.organisation().gifts, books.has(ORG)[0]], [3, 3_000]);
  books.run([[does.refund("r2", "g2"), "ok"], [does.refund("r3", "g2"), "already_reversed"]]);
  assert.deepEqual([books.has("donna"), books.organisation().refundedMinor], [
    [98_000, 98_000],
    1_000,
  ]);
});

Deno.test("held gift: its receipt is of the tax year in which it is confirmed", () => {
  const books = new GivingBooks();
  books.nowMs = Date.parse("2026-03-31T18:00:00Z");
  books.all([does.give("g1"), does.policy(HOLDING)]);
  books.run([[does.give("g2"), "held"], [HOLD_LIFETIME_MS - 1], [confirm("g2"), "ok"]]);
  assert.deepEqual(books.receipts(), ["2025/1", "2026/1"]);
});

/** What happens while a gift waits, and what its owner is answered then. */
const MEANWHILE: readonly (readonly [what: string, steps: readonly Command[], code: string])[] = [
  ["nothing", [], "ok"],
  ["the organisation is suspended", [does.stop()], "organisation_not_live"],
  ["it is suspended and reinstated", [does.stop(), does.reinstate()], "ok"],
  ["its PAN changes", [does.fact("pan", { digest: "new" })], "organisation_not_live"],
  ["the need is closed", [{ type: "close_need", need: "n1", organisation: ORG }], "need_closed"],
  [
    "the organisation is closed",
    [{ type: "close_account", account: ORG }],
    "organisation_not_live",
  ],
  ["the donor is frozen", [{ type: "freeze", account: "donna" }], "account_frozen"],
];

for (const [what, steps, code] of MEANWHILE) {
  Deno.test(`held gift: meanwhile ${what}`, () => {
    const books = new GivingBooks();
    books.all([does.need("n1"), does.policy(HOLDING)]);
    assert.equal(books.code(does.give("g1", { gift: { purpose: "need", need: "n1" } })), "held");
    books.all(steps);
    assert.equal(books.code(confirm("g1")), code);
    if (code === "ok") return;
    assert.deepEqual([books.receipts(), books.organisation().gifts, books.has(ORG)[0]], [[], 0, 0]);
    books.run([[{ type: "cancel_hold", id: "g1", owner: "donna" }, "ok"]]);
    assert.deepEqual(books.has("donna"), [100_000, 100_000]);
  });
}

Deno.test("held gift: so many may wait, and none of them counts before it is confirmed", () => {
  const books = new GivingBooks();
  books.all([does.need("n1"), does.policy(HOLDING)]);
  for (let number = 0; number < OPEN_HOLDS_MAX; number++) {
    const gift = { purpose: "need", need: "n1" } as const;
    assert.equal(books.code(does.give(`g${number}`, { gift })), "held");
  }
  books.run([
    [does.give("more"), "limit_exceeded"],
    [HOLD_LIFETIME_MS],
    [confirm("g0"), "not_held"],
    [{ type: "expire_hold", id: "g0" }, "ok"],
    [does.give("more"), "held"],
  ]);
  assert.deepEqual([books.organisation().givenMinor, books.ledger.needs.get("n1")!.givenMinor], [
    0,
    0,
  ]);
});
