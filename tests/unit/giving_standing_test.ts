// How an organisation stands: every pair of states of its facts, and what lapses by itself on its day.
import assert from "node:assert/strict";
import type { FactKind } from "../../bank/giving/facts.ts";
import type { Fact, FactState, Organisation } from "../../bank/giving/record.ts";
import {
  holds,
  isLive,
  type ShownFactState,
  stateOf,
  validUntil,
} from "../../bank/giving/standing.ts";
import { type Code, T0 } from "../support/ledger.ts";
import { GivingBooks, review } from "../support/giving.ts";
import { does, FACTS, ORG } from "../support/giving_commands.ts";

const LIVE = new GivingBooks().organisation();

/** The state that is shown, as the record has it and with its last day. T0 is in the afternoon of 5 January 2026. */
const SHOWN: Readonly<
  Record<ShownFactState | "missing", readonly [FactState, string | null] | null>
> = {
  missing: null,
  checked: ["checked", "2029-03-31"],
  seen: ["seen", "2029-03-31"],
  refused: ["refused", "2029-03-31"],
  disputed: ["disputed", "2029-03-31"],
  lapsed: ["verified", "2026-01-04"],
  expiring: ["verified", "2026-01-05"],
  verified: ["verified", "2026-03-06"],
};
const ALL = Object.keys(SHOWN) as (keyof typeof SHOWN)[];

/** A live organisation with two facts that are something else. */
function standing(
  changed: Partial<Record<FactKind, keyof typeof SHOWN>>,
  over: Partial<Organisation> = {},
): Organisation {
  const facts = LIVE.facts.flatMap((fact): Fact[] => {
    const named = changed[fact.kind];
    if (named === undefined) return [fact];
    const shown = SHOWN[named];
    return shown === null ? [] : [{ ...fact, state: shown[0], validTo: shown[1] }];
  });
  return { ...LIVE, facts, ...over };
}

const at = (fcraRequired: 0 | 1, nowMs = T0) => ({ nowMs, policy: { fcraRequired } });

/** What the worse of two facts makes of the whole. */
function expectedOf(...facts: readonly (keyof typeof SHOWN)[]): string {
  const ranks = ["verified", "expiring", "lapsed"];
  const worst = Math.max(...facts.map((fact) => ranks.includes(fact) ? ranks.indexOf(fact) : 3));
  return ["live", "expiring", "lapsed", "submitted"][worst]!;
}

Deno.test("standing: of each pair of facts the worse one counts", () => {
  for (const licence of ALL) {
    for (const pan of ALL) {
      const organisation = standing({ licence, pan });
      const expected = expectedOf(licence, pan);
      assert.equal(stateOf(organisation, at(1)), expected, `${licence} and ${pan}`);
      assert.equal(isLive(organisation, at(1)), ["live", "expiring"].includes(expected));
      for (const stopped of ["suspended", "revoked"] as const) {
        assert.equal(stateOf({ ...organisation, stopped }, at(1)), stopped);
        assert.equal(isLive({ ...organisation, stopped }, at(1)), false);
        assert.equal(stateOf({ ...organisation, stopped, submitted: false }, at(1)), stopped);
      }
      assert.equal(stateOf({ ...organisation, submitted: false }, at(1)), "draft");
      assert.equal(isLive({ ...organisation, submitted: false }, at(1)), false);
    }
  }
});

Deno.test("standing: each fact that is required counts, an FCRA registration only where it is", () => {
  for (const kind of FACTS) {
    for (const shown of ALL) {
      const organisation = standing({ [kind]: shown });
      const expected = expectedOf(shown);
      assert.equal(stateOf(organisation, at(1)), expected, `${kind} ${shown}`);
      const lives = ["live", "expiring"].includes(expected) ||
        kind === "eighty_g" && shown === "lapsed";
      assert.equal(isLive(organisation, at(1)), lives, `${kind} ${shown}`);
      assert.equal(stateOf(organisation, at(0)), kind === "fcra" ? "live" : expected);
      assert.equal(
        stateOf(organisation, { nowMs: T0, policy: {} }),
        expected,
        "required unless set",
      );
      const fact = organisation.facts.find((known) => known.kind === kind) ?? null;
      assert.equal(holds(fact, T0), ["verified", "expiring"].includes(shown), `${kind} ${shown}`);
    }
  }
});

Deno.test("standing: it is valid until the first day on which something required ends", () => {
  assert.equal(validUntil(LIVE, at(1)), "2029-03-31");
  assert.equal(validUntil(standing({ fcra: "expiring" }), at(1)), "2026-01-05");
  assert.equal(validUntil(standing({ fcra: "expiring" }), at(0)), "2029-03-31");
  assert.equal(validUntil({ ...LIVE, facts: [] }, at(1)), null);
});

/** The approvals of Sunrise end on 31 March 2029. */
const TIMES: readonly (readonly [time: string, state: string, gift: Code, pledge: Code])[] = [
  ["2029-01-29T18:29:59Z", "live", "ok", "ok"],
  ["2029-01-30T18:29:59Z", "live", "ok", "ok"],
  ["2029-01-30T18:30:00Z", "expiring", "ok", "ok"],
  ["2029-03-31T18:29:59Z", "expiring", "ok", "ok"],
  ["2029-03-31T18:30:00Z", "lapsed", "organisation_not_live", "organisation_not_live"],
  ["2031-01-01T00:00:00Z", "lapsed", "organisation_not_live", "organisation_not_live"],
];

Deno.test("standing: approvals lapse by themselves, and say so sixty days before", () => {
  const books = new GivingBooks();
  books.all([does.need("n1", { deadline: "2035-12-31" })]);
  for (const [time, state, gift, pledge] of TIMES) {
    books.nowMs = Date.parse(time);
    assert.equal(stateOf(books.organisation(), at(1, books.nowMs)), state, time);
    assert.deepEqual([books.would(does.give("g")), books.would(does.pledge("p", 1))], [
      gift,
      pledge,
    ]);
  }
  assert.deepEqual(books.refusal(does.give("g")), {
    code: "organisation_not_live",
    organisation: ORG,
    state: "lapsed",
  });
});

Deno.test("standing: what has lapsed is live again when two officers agree on a new one", () => {
  const books = new GivingBooks();
  books.nowMs = Date.parse("2029-04-01T00:00:00Z");
  for (const fact of ["licence", "eighty_g", "fcra"] as const) {
    assert.equal(books.would(does.give("g")), "organisation_not_live");
    books.all([does.fact(fact, { validTo: "2034-03-31", digest: "renewed" })]);
    assert.equal(stateOf(books.organisation(), at(1, books.nowMs)), "submitted");
    books.all([review(books.ledger, fact)]);
    books.all([review(books.ledger, fact, { verdict: "verified" })]);
  }
  assert.equal(books.code(does.give("g")), "ok");
});
