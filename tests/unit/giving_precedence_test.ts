// When a gift has several things wrong with it, the one that comes first in bank/refusal.ts is answered: every combination
// of what can be wrong with who gives, to whom, for what, how much and by which id.
import assert from "node:assert/strict";
import type { CommandOf } from "../../bank/command.ts";
import type { Gift } from "../../bank/giving/record.ts";
import { ID_AHEAD_MS_MAX } from "../../bank/limits.ts";
import { type RefusalCode, REFUSALS } from "../../bank/refusal.ts";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { T0 } from "../support/ledger.ts";
import { GivingBooks, review } from "../support/giving.ts";
import { does, ORG, OTHER } from "../support/giving_commands.ts";

/** What is wrong, and how it is made so; null is wrong with nothing. */
type Fault = readonly [
  code: RefusalCode | null,
  over: Partial<Omit<CommandOf<"give">, "type" | "gift">>,
  gift?: Partial<Gift>,
];

const NONE: Fault = [null, {}];
const TOO_LATE = transferIdOf(T0 + ID_AHEAD_MS_MAX + 60_000, new Uint8Array(10));

/** One of each row, in every combination. */
const FAULTS: readonly (readonly Fault[])[] = [
  [
    ["no_such_account", { from: "nobody" }],
    ["no_such_account", { from: "cash" }],
    ["account_frozen", { from: "dev" }],
    ["account_closed", { from: "olga" }],
  ],
  [
    ["no_such_organisation", {}, { organisation: "nobody" }],
    ["organisation_not_live", {}, { organisation: OTHER }],
  ],
  [["foreign_not_allowed", {}, { foreign: true }]],
  [
    ["no_such_need", {}, { purpose: "need", need: "nothing" }],
    ["no_such_need", {}, { purpose: "need" }],
    ["no_such_need", {}, { need: "n1" }],
    ["need_closed", {}, { purpose: "need", need: "n1" }],
  ],
  [["insufficient_funds", { amountMinor: 1_000_000 }]],
  [["limit_exceeded", { id: TOO_LATE }]],
];

/** Sunrise takes nothing from abroad and has closed its need, Lotus is suspended, Dev is frozen, Olga has left. */
function troubled(): GivingBooks {
  const books = new GivingBooks({ live: [ORG, OTHER] });
  books.all([does.policy({ fcraRequired: 0 }), does.need("n1"), does.stop("suspended", OTHER)]);
  books.all([review(books.ledger, "fcra", { verdict: "refused" })]);
  books.all([{ type: "close_need", need: "n1", organisation: ORG }]);
  books.all([{ type: "freeze", account: "dev" }, { type: "close_account", account: "olga" }]);
  return books;
}

const combinations = FAULTS.reduce<readonly (readonly Fault[])[]>(
  (all, row) => all.flatMap((faults) => [NONE, ...row].map((fault) => [...faults, fault])),
  [[]],
);

const PLACES = Object.keys(REFUSALS);

Deno.test("precedence: of all that is wrong with a gift the first in the list is answered", () => {
  const books = troubled();
  assert.equal(combinations.length, 5 * 3 * 2 * 5 * 2 * 2);
  for (const faults of combinations) {
    const over = Object.assign({}, ...faults.map(([, over]) => over));
    const gift = Object.assign({}, ...faults.map(([, , gift = {}]) => gift));
    const codes = faults.flatMap(([code]) => code === null ? [] : [code]);
    const [first = "ok"] = codes.sort((a, b) => PLACES.indexOf(a) - PLACES.indexOf(b));
    const command = does.give("g1", { ...over, gift });
    assert.equal(books.would(command), first, JSON.stringify(command));
  }
});

Deno.test("precedence: a gift to oneself is one before anything that is wrong with it", () => {
  const books = troubled();
  books.run([
    [does.give("g1", { from: ORG }), "same_account"],
    [does.give("g1", { from: ORG, amountMinor: 1_000_000 }), "same_account"],
    [does.give("g1", { from: "otto", gift: { organisation: "otto" } }), "same_account"],
    [does.give("g1", { from: OTHER, gift: { organisation: OTHER } }), "same_account"],
    [does.give("g1", { from: "dev", gift: { organisation: "dev" } }), "same_account"],
    [does.give("g1", { from: "nobody", gift: { organisation: "nobody" } }), "no_such_account"],
  ]);
});
