// What a fact that has lapsed ends: an 80G approval only the deduction of gifts, every other one that is required the gifts
// themselves.
import assert from "node:assert/strict";
import type { FactKind } from "../../bank/giving/facts.ts";
import { isLive, stateOf } from "../../bank/giving/standing.ts";
import { policyOf } from "../../bank/suspicion.ts";
import type { Code } from "../support/ledger.ts";
import { GivingBooks, review } from "../support/giving.ts";
import { does, FACTS, HOLDING, ORG } from "../support/giving_commands.ts";

/** The last moment of the thirtieth of June in India. */
const LAST_MS = Date.parse("2026-06-30T18:29:59.999Z");

/** Sunrise is live; these hold until the end of June only. */
function until(...kinds: readonly FactKind[]): GivingBooks {
  const books = new GivingBooks();
  for (const fact of kinds) {
    books.all([does.fact(fact, { validTo: "2026-06-30", digest: "renewed" })]);
    books.all([review(books.ledger, fact)]);
    books.all([review(books.ledger, fact, { verdict: "verified" })]);
  }
  books.all([does.need("n1"), does.order("o1", { firstAtMs: LAST_MS + 1 })]);
  return books;
}

function standing(books: GivingBooks): readonly [string, boolean] {
  const now = { nowMs: books.nowMs, policy: policyOf(books.ledger) };
  return [stateOf(books.organisation(), now), isLive(books.organisation(), now)];
}

Deno.test("lapse: without an 80G approval gifts go on and are not deducted", () => {
  const books = until("eighty_g");
  books.nowMs = LAST_MS;
  assert.deepEqual(standing(books), ["expiring", true]);
  books.all([does.give("g1"), does.policy(HOLDING)]);
  assert.equal(books.code(does.give("g2")), "held");
  books.all([does.policy({})]);
  books.nowMs++;
  assert.deepEqual(standing(books), ["lapsed", true]);
  books.run([
    [does.give("g3"), "ok"],
    [does.give("g4", { gift: { visibility: "anonymous" } }), "ok"],
    [does.give("g5", { gift: { foreign: true } }), "ok"],
    [{ type: "confirm_hold", id: "g2", owner: "donna" }, "ok"],
    [does.runOrder("o1", "g6"), "ok"],
    [does.order("o2"), "ok"],
    [does.pledge("p1", 5), "ok"],
    [does.send("p1", 5), "ok"],
  ]);
  const told = ["g1", "g2", "g3", "g4", "g5", "g6"].map((id) => books.gift(id).eligible);
  assert.deepEqual(told, [
    "eligible",
    "approval_lapsed",
    "approval_lapsed",
    "anonymous",
    "foreign",
    "approval_lapsed",
  ]);
});

/** What has lapsed, whether a registration for foreign contributions is required, and what is answered then. */
const LAPSES: readonly (readonly [kinds: readonly FactKind[], fcraRequired: 0 | 1, code: Code])[] =
  [
    ...FACTS.map((kind) =>
      [[kind], 1, kind === "eighty_g" ? "ok" : "organisation_not_live"] as const
    ),
    [["eighty_g", "licence"], 1, "organisation_not_live"],
    [["eighty_g", "fcra"], 1, "organisation_not_live"],
    [["eighty_g", "fcra"], 0, "ok"],
    [["fcra"], 0, "ok"],
    [["licence"], 0, "organisation_not_live"],
  ];

for (const [kinds, fcraRequired, code] of LAPSES) {
  const rule = fcraRequired === 1 ? "required" : "not required";
  Deno.test(`lapse: ${kinds.join(" and ")}, with fcra ${rule}: ${code}`, () => {
    const books = until(...kinds);
    books.all([does.policy({ fcraRequired })]);
    books.nowMs = LAST_MS;
    assert.equal(books.would(does.give("g1")), "ok");
    books.nowMs++;
    assert.deepEqual([books.would(does.give("g1")), standing(books)[1]], [code, code === "ok"]);
    assert.equal(books.would(does.pledge("p1", 1)), code);
    if (code === "ok") return;
    assert.deepEqual(books.refusal(does.give("g1")), {
      code,
      organisation: ORG,
      state: "lapsed",
    });
  });
}

Deno.test("lapse: an approval that is not verified is another matter", () => {
  const books = until("eighty_g");
  books.nowMs = LAST_MS + 1;
  books.all([does.fact("eighty_g", { validTo: "2031-06-30", digest: "new" })]);
  assert.deepEqual(standing(books), ["submitted", false]);
  assert.equal(books.would(does.give("g1")), "organisation_not_live");
  books.all([review(books.ledger, "eighty_g")]);
  books.all([review(books.ledger, "eighty_g", { verdict: "verified" }), does.give("g1")]);
  assert.equal(books.gift("g1").eligible, "eligible");
});
