// How recurring gifts end: left out too often, or for good when they are due.
import assert from "node:assert/strict";
import type { Command } from "../../bank/command.ts";
import { ORDER_SKIPS_MAX } from "../../bank/limits.ts";
import { GivingBooks } from "../support/giving.ts";
import { does, GIFT, ORG } from "../support/giving_commands.ts";
import { due, FIRST_MS, forNeed, ordered, orderOf, poor, state } from "../support/orders.ts";

/** What leaves it out each time, and as what it ends then. */
const LEFT_OUT: readonly (readonly [what: string, step: Command, why: string])[] = [
  ["the donor has no money", poor("p1"), "unpaid"],
  ["the donor is frozen", { type: "freeze", account: "donna" }, "unpaid"],
  [
    "nobody confirms it",
    does.policy({ drainingMinor: 1, drainingPercent: 1, holdReasons: 1 }),
    "unconfirmed",
  ],
  [
    "the organisation is being checked again",
    does.fact("pan", { digest: "new" }),
    "organisation_waiting",
  ],
];

for (const [what, step, why] of LEFT_OUT) {
  Deno.test(`order: three times in a row ${what}: it ends, and says so`, () => {
    const books = ordered();
    books.all([step]);
    for (let time = 1; time < ORDER_SKIPS_MAX; time++) due(books, `r${time}`);
    assert.equal(orderOf(books).ended, null);
    due(books, "last");
    assert.equal(orderOf(books).ended, why);
  });
}

Deno.test("order: it ends as soon as its organisation is stopped, long before it is due", () => {
  const books = ordered();
  books.run([
    [does.runOrder("o1", "r1"), "again"],
    [does.stop(), "ok"],
    [does.runOrder("o1", "r1"), "ok"],
    [does.reinstate(), "ok"],
  ]);
  assert.equal(orderOf(books).ended, "organisation_stopped");
});

/** What ends it when it is due, for good. */
const ENDS: readonly (readonly [what: string, step: Command, why: string])[] = [
  ["its donor stopped it", does.stopOrder("o1"), "stopped"],
  ["the organisation is suspended", does.stop(), "organisation_stopped"],
  ["the organisation is revoked", does.stop("revoked"), "organisation_stopped"],
  ["the organisation has left", { type: "close_account", account: ORG }, "organisation_stopped"],
  [
    "the donor has left",
    { type: "close_account", account: "donna", sweep: { id: "s1", to: "dev" } },
    "account_closed",
  ],
];

for (const [what, step, why] of ENDS) {
  Deno.test(`order: ${what}: it ends and gives nothing`, () => {
    const books = ordered();
    books.all([step]);
    due(books, "r1");
    assert.deepEqual(state(books), [0, 0, "2026-01-31", why]);
    assert.equal(books.code(does.runOrder("o1", "r2")), "again");
    assert.deepEqual(books.receipts(), []);
  });
}

/** What closes the need that it is for, or lets its time pass. */
const NEED_ENDS: readonly (readonly [
  what: string,
  steps: readonly Command[],
  over?: Parameters<typeof does.need>[1],
])[] = [
  ["its need is closed", [{ type: "close_need", need: "n1", organisation: ORG }]],
  ["its need is met", [does.pledge("p1", 40), does.receive("p1", 40)]],
  ["the time of its need is over", [], { deadline: "2026-01-30" }],
];

for (const [what, steps, over] of NEED_ENDS) {
  Deno.test(`order: ${what}: it ends and gives nothing`, () => {
    const books = new GivingBooks();
    const gift = { ...GIFT, ...forNeed("n1") };
    books.all([does.need("n1", over), does.order("o1", { firstAtMs: FIRST_MS, gift }), ...steps]);
    assert.deepEqual([due(books, "r1"), state(books)], ["ok", [0, 0, "2026-01-31", "need_closed"]]);
    assert.deepEqual([books.receipts(), due(books, "r2")], [[], "again"]);
  });
}
