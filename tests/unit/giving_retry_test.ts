// The same command once more, after its answer was lost: what has been done stays done whatever has happened since; the same
// id for something else is a mistake; what its owner has given up is not done any more.
import assert from "node:assert/strict";
import type { Command } from "../../bank/command.ts";
import { GivingBooks } from "../support/giving.ts";
import { abroad, does, HOLDING, ORG } from "../support/giving_commands.ts";

const voids = (id: string, owner: string): Command => ({ type: "void_transfer", id, owner });

/** One gift is given back, some foreign money is spent. */
function done(): GivingBooks {
  const books = new GivingBooks();
  books.all([
    does.give("g1"),
    does.give("g2"),
    does.give("f1", { gift: { foreign: true } }),
    does.refund("r1", "g1"),
    does.spend("s1"),
  ]);
  return books;
}

for (const how of ["suspended", "revoked"] as const) {
  Deno.test(`retry: what was done before it was ${how} was done, and nothing new is`, () => {
    const books = done();
    books.run([
      [does.stop(how), "ok"],
      [does.refund("r1", "g1"), "again"],
      [does.refund("r1", "g2"), "id_reused"],
      [does.refund("r1", "g1", { reason: "other" }), "id_reused"],
      [does.refund("r2", "g2"), "organisation_not_live"],
      [does.spend("s1"), "again"],
      [does.spend("s1", { amountMinor: 99 }), "id_reused"],
      [does.spend("s2"), "organisation_not_live"],
    ]);
    assert.deepEqual([books.has(ORG)[0], books.has(abroad())[0]], [1_000, 900]);
  });
}

Deno.test("retry: foreign money spent on something else is another spending", () => {
  const books = done();
  books.run([
    [does.spend("s1", { use: "administration" }), "id_reused"],
    [does.spend("a1", { use: "administration" }), "ok"],
    [does.spend("a1", { use: "administration" }), "again"],
    [does.spend("a1"), "id_reused"],
    [does.spend("g1"), "id_reused"],
    [does.pay("s1", "donna", "dev"), "id_reused"],
  ]);
  assert.equal(books.organisation().administrationMinor, 100);
});

Deno.test("retry: a gift that its donor has given up is not made any more", () => {
  const books = new GivingBooks();
  books.run([
    [voids("g1", "donna"), "ok"],
    [does.give("g1"), "transfer_void"],
    [does.give("g1", { amountMinor: 1 }), "transfer_void"],
    [does.give("g1", { gift: { organisation: "nobody" } }), "transfer_void"],
    [does.give("g1", { from: "dev" }), "id_reused"],
    [does.give("g2"), "ok"],
    [voids("g2", "donna"), "again"],
    [does.give("g2"), "again"],
    [does.policy(HOLDING), "ok"],
    [does.give("g1"), "transfer_void"],
  ]);
  assert.deepEqual([books.receipts(), books.has("donna")], [["2025/1"], [99_000, 99_000]]);
});
