// How an organisation stands: every pair of states of its facts, what lapses by itself on its day, and what a suspension,
// a revocation and a reinstatement stop and let go on.
import assert from "node:assert/strict";
import type { Command } from "../../bank/command.ts";
import { DAY_MS } from "../../bank/giving/calendar.ts";
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
import { abroad, does, FACTS, GivingBooks, ORG, OTHER, review } from "../support/giving.ts";

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
    ...{ code: "organisation_not_live", organisation: ORG, state: "lapsed" },
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

/** A home with a need, a pledge, gifts, an order that is due, foreign money, a payment and a gift that wait. */
function busy(): GivingBooks {
  const books = new GivingBooks();
  books.all([
    ...[does.need("n1"), does.need("n2"), does.pledge("p1", 5), does.pledge("p2", 5)],
    ...[does.pledge("p3", 5), does.give("g1"), does.give("g2", { gift: { foreign: true } })],
    ...[does.order("o1"), does.order("o2"), does.cashIn("c1", ORG, 1_000)],
    ...[does.policy({ drainingMinor: 1, drainingPercent: 1, holdReasons: 1 })],
  ]);
  assert.equal(books.code(does.pay("held", ORG, "dev")), "held");
  assert.equal(books.code(does.give("held-gift", { from: "dev" })), "held");
  books.all([does.policy({})]);
  return books;
}

const confirm = (id: string, owner: string): Command => ({ type: "confirm_hold", id, owner });
const NOT_LIVE = "organisation_not_live";

/** What may be done before, while it is suspended, and after: nothing of it is booked. */
const STOPS: readonly (readonly [command: Command, live: Code, stopped: Code])[] = [
  [does.give("new"), "ok", NOT_LIVE],
  [does.give("new", { gift: { foreign: true } }), "ok", NOT_LIVE],
  [does.give("new", { gift: { purpose: "need", need: "n1" } }), "ok", NOT_LIVE],
  [confirm("held-gift", "dev"), "ok", NOT_LIVE],
  [does.order("new"), "ok", NOT_LIVE],
  [does.pay("new", "dev", ORG), "ok", NOT_LIVE],
  [does.pledge("new", 1), "ok", NOT_LIVE],
  [does.send("p1", 5), "ok", NOT_LIVE],
  [does.pay("new", ORG, "dev"), "ok", "account_frozen"],
  [confirm("held", ORG), "ok", "account_frozen"],
  [does.spend("new"), "ok", NOT_LIVE],
  [does.refund("new", "g1"), "ok", NOT_LIVE],
  [does.need("new"), "ok", NOT_LIVE],
  [does.update("new"), "ok", NOT_LIVE],
  [does.fact("darpan"), "ok", NOT_LIVE],
  [does.document("licence", "new"), "ok", NOT_LIVE],
  [{ type: "describe_org", account: ORG, profile: "new" }, "ok", NOT_LIVE],
  [{ type: "submit_org", account: ORG }, "again", NOT_LIVE],
  [{ type: "unfreeze", account: ORG }, "again", NOT_LIVE],
  // Its own freeze outlives that of the officers.
  [{ type: "freeze", account: ORG }, "ok", "ok"],
  [{ type: "close_account", account: ORG }, "account_not_empty", "account_frozen"],
  // What brings things to their end goes on.
  [does.receive("p1", 5), "ok", "ok"],
  [does.cancel("p2"), "ok", "ok"],
  [does.stopOrder("o1"), "ok", "ok"],
  [{ type: "cancel_hold", id: "held", owner: ORG }, "ok", "ok"],
  [{ type: "reverse", id: "new", transfer: "g1", reason: "", by: "olga" }, "ok", "ok"],
  [does.cashIn("new", ORG, 1), "ok", "ok"],
];

const stoppings = [
  ["suspended", [does.stop()]],
  ["revoked", [does.stop("revoked")]],
  ["suspended, then revoked", [does.stop(), does.stop("revoked")]],
] as const;

for (const [how, commands] of stoppings) {
  Deno.test(`standing: ${how}: what stops and what goes on, money stays where it is`, () => {
    const books = busy();
    const answers = () => STOPS.map(([command]) => [command, books.would(command)]);
    assert.deepEqual(answers(), STOPS.map(([command, live]) => [command, live]));
    const money = () => [ORG, abroad(), "donna", "dev"].map((name) => books.has(name));
    const before = money();
    books.all(commands);
    assert.deepEqual(answers(), STOPS.map(([command, , stopped]) => [command, stopped]));
    assert.deepEqual(money(), before);
    const events = books.events.slice(-commands.length).map(({ event }) => event.type);
    assert.deepEqual(events, commands.map(() => "org_stopped"), "in one event each");
    const statuses = [ORG, abroad()].map((name) => books.account(name).status);
    assert.deepEqual(statuses, ["frozen", "frozen"]);
  });
}

Deno.test("standing: a recurring gift ends when it is due and its organisation is stopped", () => {
  const books = busy();
  books.all([does.stop()]);
  books.run([[does.runOrder("o1", "run"), "ok"], [does.runOrder("o1", "run"), "again"]]);
  assert.equal(books.ledger.orders.get("o1")?.ended, "organisation_stopped");
  assert.equal(books.ledger.transfers.get("run"), undefined);
});

Deno.test("standing: what is reinstated goes on as before", () => {
  const books = busy();
  books.run([
    [does.reinstate(), "again"],
    [does.stop(), "ok"],
    [does.stop(), "again"],
    [does.reinstate(), "ok"],
    [does.reinstate(), "again"],
  ]);
  const answers = STOPS.map(([command]) => [command, books.would(command)]);
  assert.deepEqual(answers, STOPS.map(([command, live]) => [command, live]));
});

const freeze: Command = { type: "freeze", account: ORG };
const unfreeze: Command = { type: "unfreeze", account: ORG };

/** What happens before it is suspended, and whether it is frozen when it has been reinstated. */
const FREEZES: readonly (readonly [before: readonly Command[], frozen: boolean])[] = [
  [[], false],
  [[freeze], true],
  [[freeze, unfreeze], false],
  [[freeze, does.stop(), does.reinstate()], true],
  [[does.stop(), freeze, does.reinstate()], true],
  [[does.stop(), freeze, does.reinstate(), unfreeze], false],
  [[freeze, does.stop(), does.reinstate(), unfreeze], false],
];

for (const [before, frozen] of FREEZES) {
  Deno.test(`standing: reinstated after ${before.map(({ type }) => type).join(", ") || "nothing"}`, () => {
    const books = new GivingBooks();
    books.all([...before, does.stop()]);
    const statuses = () => [ORG, abroad()].map((name) => books.account(name).status);
    assert.deepEqual([books.organisation().frozen, ...statuses()], [frozen, "frozen", "frozen"]);
    books.all([does.reinstate()]);
    assert.deepEqual(statuses(), [frozen ? "frozen" : "open", "open"]);
    const told = books.events.slice(-2).map(({ event }) => "frozen" in event && event.frozen);
    assert.deepEqual([...told, books.organisation().frozen], [frozen, frozen, false]);
    books.run([[frozen ? unfreeze : freeze, "ok"]]);
  });
}

Deno.test("standing: a revocation after a suspension remembers the freeze before both", () => {
  const books = new GivingBooks();
  books.all([freeze, does.stop(), does.stop("revoked")]);
  const told = books.events.slice(-2).map(({ event }) => "frozen" in event && event.frozen);
  assert.deepEqual([...told, books.organisation().frozen], [true, true, true]);
});

Deno.test("standing: who is revoked stays so; who is linked reinstates nobody", () => {
  const books = new GivingBooks();
  books.all([does.cashIn("c1", ORG, 1_000), does.pay("p1", ORG, "otto"), does.stop()]);
  books.run([
    [does.reinstate("otto"), "officer_linked"],
    [does.reinstate(ORG), "officer_linked"],
    [does.stop("revoked"), "ok"],
    [does.stop("revoked"), "again"],
    [does.stop("suspended"), "again"],
    [does.reinstate(), "organisation_not_live"],
    [does.stop("suspended", OTHER), "no_such_organisation"],
    [does.reinstate("olga", OTHER), "no_such_organisation"],
  ]);
  assert.equal(books.organisation().stopped, "revoked");
});

Deno.test("standing: its owner is told that it is stopped and that it goes on, once each", () => {
  const books = new GivingBooks();
  const before = books.account(ORG).notices;
  books.all([does.stop(), does.reinstate()]);
  const told = books.changes.notices.filter(({ account }) => account === ORG);
  assert.deepEqual(told.slice(before).map(({ kind }) => kind), ["frozen", "unfrozen"]);
  assert.equal(books.account(ORG).notices, before + 2);
  assert.equal(books.account(abroad()).notices, 0);
  books.nowMs += DAY_MS;
  assert.equal(books.code(does.give("g1")), "ok");
});
