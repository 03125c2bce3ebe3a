// What a suspension, a revocation and a reinstatement of an organisation stop and let go on.
import assert from "node:assert/strict";
import type { Command } from "../../bank/command.ts";
import { DAY_MS } from "../../bank/days.ts";
import type { Code } from "../support/ledger.ts";
import { GivingBooks } from "../support/giving.ts";
import { abroad, does, ORG, OTHER } from "../support/giving_commands.ts";

/** A home with a need, a pledge, gifts, an order that is due, foreign money, a payment and a gift that wait. */
function busy(): GivingBooks {
  const books = new GivingBooks();
  books.all([
    does.need("n1"),
    does.need("n2"),
    does.pledge("p1", 5),
    does.pledge("p2", 5),
    does.pledge("p3", 5),
    does.give("g1"),
    does.give("g2", { gift: { foreign: true } }),
    does.order("o1"),
    does.order("o2"),
    does.cashIn("c1", ORG, 1_000),
    does.policy({ drainingMinor: 1, drainingPercent: 1, holdReasons: 1 }),
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
  Deno.test(`stopped: ${how}: what stops and what goes on, money stays where it is`, () => {
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

Deno.test("stopped: a recurring gift ends when it is due and its organisation is stopped", () => {
  const books = busy();
  books.all([does.stop()]);
  books.run([[does.runOrder("o1", "run"), "ok"], [does.runOrder("o1", "run"), "again"]]);
  assert.equal(books.ledger.orders.get("o1")?.ended, "organisation_stopped");
  assert.equal(books.ledger.transfers.get("run"), undefined);
});

Deno.test("stopped: what is reinstated goes on as before", () => {
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
  Deno.test(`stopped: reinstated after ${before.map(({ type }) => type).join(", ") || "nothing"}`, () => {
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

Deno.test("stopped: a revocation after a suspension remembers the freeze before both", () => {
  const books = new GivingBooks();
  books.all([freeze, does.stop(), does.stop("revoked")]);
  const told = books.events.slice(-2).map(({ event }) => "frozen" in event && event.frozen);
  assert.deepEqual([...told, books.organisation().frozen], [true, true, true]);
});

Deno.test("stopped: who is revoked stays so; who is linked reinstates no organisation", () => {
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

Deno.test("stopped: its owner is told that it is stopped and that it goes on, once each", () => {
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
