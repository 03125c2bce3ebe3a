// An organisation that has closed its account: nothing reaches it any more, neither what is new nor what waited, and what was
// promised to it comes to its end.
import assert from "node:assert/strict";
import type { Command } from "../../bank/command.ts";
import { type Code, T0 } from "../support/ledger.ts";
import { GivingBooks } from "../support/giving.ts";
import { abroad, does, GIFT, HOLDING, ORG, OTHER } from "../support/giving_commands.ts";

const closes: Command = { type: "close_account", account: ORG };
const confirm = (id: string): Command => ({ type: "confirm_hold", id, owner: "donna" });
const toNeed = { purpose: "need", need: "n1" } as const;

/** With a need, pledges, orders and gifts that wait; Lotus is live, too. */
function waiting(): GivingBooks {
  const books = new GivingBooks({ live: [ORG, OTHER] });
  books.all([
    does.need("n1"),
    does.pledge("p1", 5),
    does.pledge("p2", 5),
    does.pledge("p3", 5),
    does.order("o1"),
    does.order("o2", { gift: { ...GIFT, ...toNeed } }),
    does.order("o3", { gift: { ...GIFT, foreign: true } }),
    does.policy(HOLDING),
  ]);
  for (const [id, gift] of [["h1", {}], ["h2", { foreign: true }], ["h3", toNeed]] as const) {
    assert.equal(books.code(does.give(id, { gift })), "held");
  }
  books.all([does.policy({})]);
  return books;
}

/** Before and after: nothing of it is booked. */
const DEEDS: readonly (readonly [command: Command, before: Code, after: Code])[] = [
  [does.give("new"), "ok", "organisation_not_live"],
  [does.give("new", { gift: toNeed }), "ok", "organisation_not_live"],
  [does.give("new", { gift: { foreign: true } }), "ok", "organisation_not_live"],
  [does.give("new", { from: OTHER, amountMinor: 0 }), "ok", "organisation_not_live"],
  [confirm("h1"), "ok", "organisation_not_live"],
  [confirm("h2"), "ok", "organisation_not_live"],
  [confirm("h3"), "ok", "organisation_not_live"],
  [does.pledge("new", 1), "ok", "organisation_not_live"],
  [does.send("p1", 5), "ok", "organisation_not_live"],
  [does.order("new"), "ok", "organisation_not_live"],
  [does.order("new", { gift: { ...GIFT, foreign: true } }), "ok", "organisation_not_live"],
  [does.pay("new", "donna", ORG), "ok", "account_closed"],
  [does.give("new", { gift: { organisation: OTHER } }), "ok", "ok"],
  [does.cancel("p2"), "ok", "ok"],
  [does.stopOrder("o1"), "ok", "ok"],
  [{ type: "cancel_hold", id: "h1", owner: "donna" }, "ok", "ok"],
];

Deno.test("closed: an organisation receives nothing any more, what was begun can be ended", () => {
  const books = waiting();
  const answers = () => DEEDS.map(([command]) => [command, books.would(command)]);
  assert.deepEqual(answers(), DEEDS.map(([command, before]) => [command, before]));
  books.all([closes]);
  assert.deepEqual(answers(), DEEDS.map(([command, , after]) => [command, after]));
});

Deno.test("closed: that is what is said of it", () => {
  const books = waiting();
  books.all([closes]);
  for (const command of [does.give("new"), confirm("h1"), does.pledge("new", 1), does.order("o")]) {
    assert.deepEqual(books.refusal(command), {
      code: "organisation_not_live",
      organisation: ORG,
      state: "closed",
    });
  }
});

Deno.test("closed: recurring gifts end when they are due, and none of them is given", () => {
  const books = waiting();
  books.all([closes]);
  for (const order of ["o1", "o2", "o3"]) {
    assert.equal(books.code(does.runOrder(order, `run ${order}`)), "ok");
    assert.equal(books.ledger.orders.get(order)!.ended, "organisation_stopped");
  }
  assert.deepEqual([books.receipts(), books.has(ORG), books.has(abroad())], [[], [0, 0], [0, 0]]);
  assert.equal(books.nowMs, T0);
});
