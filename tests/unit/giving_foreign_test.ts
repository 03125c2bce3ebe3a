// Foreign contributions: only with a valid FCRA registration, only into the designated account, out of it for programmes and
// at most a fifth of the year's for administration, never to another organisation.
import assert from "node:assert/strict";
import type { Command } from "../../bank/command.ts";
import { ADMINISTRATION_PERCENT_MAX } from "../../bank/giving/law.ts";
import { T0 } from "../support/ledger.ts";
import { GivingBooks, goingLive, opening, review } from "../support/giving.ts";
import { abroad, does, FACTS, GIFT, HOLDING, ORG, OTHER } from "../support/giving_commands.ts";

const foreign = (id: string, amountMinor: number): Command =>
  does.give(id, { amountMinor, gift: { foreign: true } });
const administration = (id: string, amountMinor: number): Command =>
  does.spend(id, { amountMinor, use: "administration" });

/** Sunrise has received so much from abroad this year. */
function received(amountMinor: number): GivingBooks {
  const books = new GivingBooks();
  books.all([foreign("f0", amountMinor)]);
  return books;
}

Deno.test("foreign: a gift from abroad goes to the designated account and nowhere else", () => {
  const books = received(5_000);
  assert.deepEqual([books.has(abroad())[0], books.has(ORG)[0]], [5_000, 0]);
  assert.equal(books.gift("f0").eligible, "foreign");
  books.all([does.give("g1")]);
  assert.deepEqual([books.has(abroad())[0], books.has(ORG)[0]], [5_000, 1_000]);
  assert.deepEqual(books.receipts(), ["2025/1", "2025/2"], "receipts of one row");
  const { foreignYear, foreignMinor, administrationMinor } = books.organisation();
  assert.deepEqual([foreignYear, foreignMinor, administrationMinor], [2025, 5_000, 0]);
  assert.deepEqual([books.organisation().givenMinor, books.organisation().gifts], [6_000, 2]);
});

Deno.test("foreign: it needs a registration that two officers have verified and that holds today", () => {
  const books = new GivingBooks({ live: [] });
  books.all([does.policy({ fcraRequired: 0 })]);
  books.all(goingLive(books.ledger, { facts: FACTS.filter((fact) => fact !== "fcra") }));
  books.run([
    [does.give("g1"), "ok"],
    [foreign("f1", 100), "foreign_not_allowed"],
    [does.order("o1", { gift: { ...GIFT, foreign: true } }), "foreign_not_allowed"],
    [does.fact("fcra", { validTo: "2026-01-06" }), "ok"],
    [foreign("f1", 100), "foreign_not_allowed"],
    [review(books.ledger, "fcra"), "facts_changed"],
    [does.document("fcra"), "ok"],
  ]);
  books.all(opening({ facts: ["fcra"] }));
  books.all([review(books.ledger, "fcra")]);
  assert.equal(books.would(foreign("f1", 100)), "foreign_not_allowed");
  books.all([review(books.ledger, "fcra", { verdict: "verified" })]);
  books.run([
    [foreign("f1", 100), "ok"],
    [Date.parse("2026-01-06T18:30:00Z") - T0 - 1],
    [foreign("f2", 100), "ok"],
    [1],
    [foreign("f3", 100), "foreign_not_allowed"],
    [does.give("g2"), "ok"],
  ]);
});

/** Ordinary commands cannot touch the designated account, not even those of its owner. */
const ORDINARY: readonly (readonly [command: Command, code: string])[] = [
  [does.pay("p1", "dev", abroad()), "no_such_account"],
  [does.pay("p1", ORG, abroad()), "no_such_account"],
  [does.pay("p1", abroad(), ORG), "no_such_account"],
  [does.pay("p1", abroad(), "dev"), "no_such_account"],
  [does.cashIn("c1", abroad(), 100), "no_such_account"],
  [
    { type: "cash_out", id: "c1", account: abroad(), amountMinor: 1, memo: "", by: "olga" },
    "no_such_account",
  ],
  [{ type: "freeze", account: abroad() }, "no_such_account"],
  [{ type: "unfreeze", account: abroad() }, "no_such_account"],
  [{ type: "close_account", account: abroad() }, "no_such_account"],
  [{ type: "close_account", account: "dev", sweep: { id: "s1", to: abroad() } }, "no_such_account"],
  [does.give("g1", { from: abroad() }), "no_such_account"],
  [does.give("g1", { gift: { organisation: abroad() } }), "no_such_organisation"],
  [does.spend("s1", { organisation: abroad() }), "no_such_organisation"],
  [does.spend("s1", { to: abroad() }), "no_such_account"],
  [does.spend("s1", { to: "cash" }), "no_such_account"],
  [does.spend("s1", { to: "nobody" }), "no_such_account"],
  [does.spend("s1", { organisation: "dev" }), "no_such_organisation"],
];

for (const [command, code] of ORDINARY) {
  Deno.test(`foreign: the designated account: ${JSON.stringify(command)} is refused`, () => {
    const books = received(5_000);
    assert.equal(books.code(command), code);
    assert.deepEqual(books.has(abroad()), [5_000, 5_000]);
  });
}

Deno.test("foreign: an organisation that has it cannot be closed before it is spent", () => {
  const books = received(5_000);
  books.run([
    [{ type: "close_account", account: ORG }, "account_not_empty"],
    [does.spend("s1", { amountMinor: 5_000 }), "ok"],
    [{ type: "close_account", account: ORG }, "ok"],
  ]);
});

Deno.test("foreign: it is spent on programmes as far as there is some, never onward, once by its id", () => {
  const books = received(5_000);
  books.all(goingLive(books.ledger, { account: OTHER }));
  books.run([
    [does.spend("s1", { to: OTHER }), "foreign_onward"],
    [does.spend("s1", { to: ORG }), "foreign_onward"],
    [does.spend("s1", { amountMinor: 5_001 }), "insufficient_funds"],
    [does.spend("s1", { amountMinor: 4_000, memo: "rice" }), "ok"],
    [does.spend("s1", { amountMinor: 4_000, memo: "rice" }), "again"],
    [does.spend("s1", { amountMinor: 4_001, memo: "rice" }), "id_reused"],
    [does.spend("s1", { amountMinor: 4_000, memo: "rice", to: "donna" }), "id_reused"],
    [does.spend("f0", { amountMinor: 5_000, to: abroad() }), "id_reused"],
    [does.spend("s2", { amountMinor: 1_001 }), "insufficient_funds"],
    [does.spend("s2", { amountMinor: 1_000 }), "ok"],
  ]);
  assert.deepEqual([books.has(abroad())[0], books.has("dev")[0]], [0, 105_000]);
  assert.equal(books.organisation().administrationMinor, 0);
});

/** A fifth, rounded down: what may go to administration of what was received. */
const SHARES: readonly (readonly [receivedMinor: number, maxMinor: number])[] = [
  [1, 0],
  [4, 0],
  [5, 1],
  [9, 1],
  [10, 2],
  [99, 19],
  [100, 20],
  [104, 20],
  [105, 21],
  [12_345, 2_469],
];

for (const [receivedMinor, maxMinor] of SHARES) {
  Deno.test(`foreign: of ${receivedMinor} at most ${maxMinor} go to administration`, () => {
    const books = received(receivedMinor);
    books.all([does.give("g1"), does.cashIn("c1", ORG, 90_000)]);
    assert.deepEqual(
      books.refusal(administration("a1", maxMinor + 1)),
      receivedMinor < maxMinor + 1 ? null : {
        code: "limit_exceeded",
        limit: "administration_minor",
        max: maxMinor,
        used: 0,
      },
    );
    if (maxMinor > 0) books.run([[administration("a1", maxMinor), "ok"]]);
    if (receivedMinor > maxMinor) books.run([[administration("a2", 1), "limit_exceeded"]]);
    assert.equal(books.organisation().administrationMinor, maxMinor);
  });
}

Deno.test("foreign: the share is exact for the largest amounts, too", () => {
  assert.equal(ADMINISTRATION_PERCENT_MAX, 20);
  const books = received(1_000);
  const foreignMinor = Number.MAX_SAFE_INTEGER;
  books.ledger.organisations.edit(ORG).foreignMinor = foreignMinor;
  const { max } = books.refusal(administration("a1", foreignMinor)) ?? {};
  assert.equal(max, undefined, "there is not so much");
  books.ledger.accounts.edit(abroad()).bookedMinor = foreignMinor;
  // So that there is room for it at the payee's.
  books.ledger.accounts.edit("dev").bookedMinor = 0;
  const refusal = books.refusal(administration("a1", foreignMinor))!;
  assert.equal(BigInt(refusal.max as number), BigInt(foreignMinor) * 20n / 100n);
});

Deno.test("foreign: the share grows with what comes and is counted together", () => {
  const books = received(1_000);
  books.run([
    [administration("a1", 150), "ok"],
    [administration("a2", 51), "limit_exceeded"],
    [administration("a2", 50), "ok"],
    [administration("a1", 150), "again"],
    [administration("a3", 1), "limit_exceeded"],
    [foreign("f1", 500), "ok"],
    [administration("a3", 100), "ok"],
    [administration("a4", 1), "limit_exceeded"],
    [does.spend("s1", { amountMinor: 1_200 }), "ok"],
  ]);
  assert.deepEqual([books.organisation().administrationMinor, books.has(abroad())[0]], [300, 0]);
});

const takenBack = (id: string, transfer: string): Command => (
  { type: "reverse", id, transfer, reason: "", by: "olga" }
);

Deno.test("foreign: administration that is taken back may be spent again in its year", () => {
  const books = received(1_000);
  books.run([
    [administration("a1", 150), "ok"],
    [does.spend("s1", { amountMinor: 300 }), "ok"],
    [administration("a2", 51), "limit_exceeded"],
    [takenBack("b1", "a1"), "ok"],
    [takenBack("b1", "a1"), "again"],
    // What went to a programme was no part of the share.
    [takenBack("b2", "s1"), "ok"],
    [administration("a2", 201), "limit_exceeded"],
    [administration("a2", 200), "ok"],
    [administration("a3", 1), "limit_exceeded"],
  ]);
  assert.deepEqual([books.organisation().administrationMinor, books.has(abroad())[0]], [200, 800]);
  const spending = { organisation: ORG, use: "administration", year: 2025 };
  for (const id of ["a1", "b1"]) {
    assert.deepEqual(books.ledger.transfers.get(id)!.spending, spending, id);
  }
});

Deno.test("foreign: administration that is taken back later changes nothing in the new year", () => {
  const books = received(1_000);
  books.run([
    [administration("a1", 150), "ok"],
    [Date.parse("2026-04-01T00:00:00Z") - T0],
    [foreign("f1", 1_000), "ok"],
    [administration("a2", 200), "ok"],
    [takenBack("b1", "a1"), "ok"],
    [administration("a3", 1), "limit_exceeded"],
  ]);
  const { foreignYear, administrationMinor } = books.organisation();
  assert.deepEqual([foreignYear, administrationMinor], [2026, 200]);
});

Deno.test("foreign: what is given back no longer counts, in its own year only", () => {
  const books = received(1_000);
  books.run([
    [foreign("f1", 500), "ok"],
    [does.refund("r1", "f1"), "ok"],
    [administration("a1", 201), "limit_exceeded"],
    [Date.parse("2026-04-01T00:00:00Z") - T0],
    [foreign("f2", 100), "ok"],
    [does.refund("r2", "f0"), "ok"],
  ]);
  const { foreignYear, foreignMinor, refundedMinor } = books.organisation();
  assert.deepEqual([foreignYear, foreignMinor, refundedMinor], [2026, 100, 1_500]);
  assert.deepEqual([books.has(abroad())[0], books.has("donna")[0]], [100, 99_900]);
});

Deno.test("foreign: each tax year has its own share, from midnight in India", () => {
  const books = received(1_000);
  books.run([
    [Date.parse("2026-03-31T18:30:00Z") - T0 - 1],
    [administration("a1", 100), "ok"],
    [1],
    // Nothing has come this year, so nothing of it may go.
    [administration("a2", 1), "limit_exceeded"],
    [does.spend("s1"), "ok"],
    [foreign("f1", 50), "ok"],
    [administration("a2", 11), "limit_exceeded"],
    [administration("a2", 10), "ok"],
  ]);
  const { foreignYear, foreignMinor, administrationMinor } = books.organisation();
  assert.deepEqual([foreignYear, foreignMinor, administrationMinor], [2026, 50, 10]);
});

Deno.test("foreign: a gift that waits counts in the year in which it is confirmed", () => {
  const books = new GivingBooks();
  books.nowMs = Date.parse("2026-03-31T18:00:00Z");
  books.all([does.policy(HOLDING)]);
  books.run([
    [foreign("f1", 1_000), "held"],
    [60 * 60_000],
    [{ type: "confirm_hold", id: "f1", owner: "donna" }, "ok"],
  ]);
  assert.deepEqual([books.organisation().foreignYear, books.has(abroad())[0]], [2026, 1_000]);
});
