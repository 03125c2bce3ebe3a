// Needs and pledges: never more is promised than is needed; what is not kept returns; what the organisation has counted is
// what counts; thanks come after what they are for.
import assert from "node:assert/strict";
import {
  NEEDS_MAX,
  PLEDGE_LIFETIME_MS,
  PLEDGE_TRANSIT_MS,
  QUANTITY_MAX,
} from "../../bank/limits.ts";
import type { Need, Pledge } from "../../bank/giving/record.ts";
import { T0 } from "../support/ledger.ts";
import { GivingBooks } from "../support/giving.ts";
import { does, ORG, OTHER } from "../support/giving_commands.ts";

/** Sunrise needs forty blankets. */
function needing(over: Partial<Need> = {}): GivingBooks {
  const books = new GivingBooks();
  books.all([does.need("n1", over)]);
  return books;
}

/** What is promised and what has come. */
function counts(books: GivingBooks, need = "n1"): readonly [number, number, string] {
  const { pledged, delivered, status } = books.ledger.needs.get(need)!;
  return [pledged, delivered, status];
}

const pledgeOf = (books: GivingBooks, pledge = "p1"): Readonly<Pledge> =>
  books.ledger.pledges.get(pledge)!;

Deno.test("pledge: no more than is needed, to the last piece", () => {
  const books = needing();
  books.run([
    [does.pledge("p0", 41), "over_pledged"],
    [does.pledge("p1", 12), "ok"],
    [does.pledge("p2", 28, { donor: "dev" }), "ok"],
    [does.pledge("p3", 1, { donor: "dev" }), "over_pledged"],
  ]);
  assert.deepEqual(counts(books), [40, 0, "open"]);
  assert.deepEqual(books.refusal(does.pledge("p3", 1)), {
    code: "over_pledged",
    need: "n1",
    left: 0,
  });
  assert.deepEqual(needing().refusal(does.pledge("p1", 41)), {
    code: "over_pledged",
    need: "n1",
    left: 40,
  });
});

Deno.test("pledge: once by its id, whatever happened to it since", () => {
  const books = needing();
  books.run([
    [does.pledge("p1", 12), "ok"],
    [does.pledge("p1", 12), "again"],
    [does.pledge("p1", 13), "id_reused"],
    [does.pledge("p1", 12, { donor: "dev" }), "id_reused"],
    [does.need("n2"), "ok"],
    [does.pledge("p1", 12, { need: "n2" }), "id_reused"],
    [does.cancel("p1"), "ok"],
    [does.pledge("p1", 12), "again"],
    [does.stop(), "ok"],
    [does.pledge("p1", 12), "again"],
  ]);
  assert.deepEqual(counts(books), [0, 0, "open"]);
});

Deno.test("pledge: by whom, and for what, it cannot be made", () => {
  const books = needing();
  books.run([
    [does.need("past", { deadline: "2026-01-04" }), "need_closed"],
    [does.need("today", { deadline: "2026-01-05" }), "ok"],
    [does.pledge("p1", 1, { need: "nothing" }), "no_such_need"],
    [does.pledge("p1", 1, { donor: ORG }), "same_account"],
    [does.pledge("p1", 1, { donor: "nobody" }), "no_such_account"],
    [{ type: "freeze", account: "dev" }, "ok"],
    [does.pledge("p1", 1, { donor: "dev" }), "account_frozen"],
    [{ type: "close_account", account: "otto" }, "ok"],
    [does.pledge("p1", 1, { donor: "otto" }), "account_closed"],
    [{ type: "close_need", need: "n1", organisation: OTHER }, "no_such_need"],
    [{ type: "close_need", need: "n1", organisation: ORG }, "ok"],
    [{ type: "close_need", need: "n1", organisation: ORG }, "again"],
    [does.pledge("p1", 1), "need_closed"],
    [does.pledge("p2", 1, { need: "today" }), "ok"],
    // 18:30 in UTC is midnight in India.
    [Date.UTC(2026, 0, 5, 18, 30) - T0 - 1],
    [does.pledge("p3", 1, { need: "today" }), "ok"],
    [1],
    [does.pledge("p4", 1, { need: "today" }), "need_closed"],
  ]);
});

Deno.test("pledge: what is not sent in time returns when its time is over, once", () => {
  const books = needing();
  books.run([
    [does.pledge("p1", 40), "ok"],
    [PLEDGE_LIFETIME_MS - 1],
    [does.lapse("p1"), "again"],
    [does.pledge("p2", 1), "over_pledged"],
    [1],
    [does.send("p1", 40), "pledge_over"],
    [does.lapse("p1"), "ok"],
    [does.lapse("p1"), "again"],
    [does.cancel("p1"), "pledge_over"],
    [does.receive("p1", 40), "pledge_over"],
    [does.lapse("p9"), "no_such_pledge"],
    [does.pledge("p2", 40), "ok"],
  ]);
  assert.equal(pledgeOf(books).status, "lapsed");
  assert.deepEqual(counts(books), [40, 0, "open"]);
});

Deno.test("pledge: what was sent has longer to arrive", () => {
  const books = needing();
  books.run([
    [does.pledge("p1", 12), "ok"],
    [PLEDGE_LIFETIME_MS - 1],
    [does.send("p1", 12), "ok"],
    [PLEDGE_TRANSIT_MS - 1],
    [does.lapse("p1"), "again"],
    [1],
    [does.lapse("p1"), "ok"],
  ]);
  assert.deepEqual([pledgeOf(books).status, ...counts(books)], ["lapsed", 0, 0, "open"]);
});

Deno.test("pledge: its donor cancels it, also on its way, once", () => {
  const books = needing();
  books.run([
    [does.pledge("p1", 12), "ok"],
    [does.cancel("p1", "dev"), "no_such_pledge"],
    [does.cancel("p1"), "ok"],
    [does.cancel("p1"), "again"],
    [does.send("p1", 12), "pledge_over"],
    [does.pledge("p2", 12), "ok"],
    [does.send("p2", 12), "ok"],
    [does.cancel("p2"), "ok"],
    [does.lapse("p2"), "pledge_over"],
  ]);
  assert.deepEqual([pledgeOf(books).status, ...counts(books)], ["cancelled", 0, 0, "open"]);
});

Deno.test("pledge: its donor says what was sent: no more than was promised, once", () => {
  const books = needing();
  books.run([
    [does.pledge("p1", 12), "ok"],
    [does.send("p1", 12, "dev"), "no_such_pledge"],
    [does.send("p1", 13), "limit_exceeded"],
    [does.send("p1", 10), "ok"],
    [does.send("p1", 10), "again"],
    [does.send("p1", 11), "id_reused"],
  ]);
  const { sent, received, quantity, status, expiresAtMs } = pledgeOf(books);
  assert.deepEqual([sent, received, quantity, status], [10, null, 12, "sent"]);
  assert.equal(expiresAtMs, books.nowMs + PLEDGE_TRANSIT_MS);
  assert.deepEqual(counts(books), [12, 0, "open"], "what is promised is so until it is counted");
});

/** Twelve of forty are promised; so many are sent, so many are counted. */
const DELIVERIES: readonly (readonly [sent: number, counted: number, left: number])[] = [
  [12, 12, 28],
  [12, 10, 30],
  [12, 15, 25],
  [10, 12, 28],
  [12, 0, 40],
  [12, 39, 1],
];

for (const [sent, counted, left] of DELIVERIES) {
  Deno.test(`pledge: of 12 promised ${sent} are sent and ${counted} counted`, () => {
    const books = needing();
    books.run([
      [does.pledge("p1", 12), "ok"],
      [does.send("p1", sent), "ok"],
      [does.receive("p1", counted, OTHER), "no_such_pledge"],
      [does.receive("p1", counted), "ok"],
      [does.receive("p1", counted), "again"],
      [does.receive("p1", counted + 1), "pledge_over"],
      [does.cancel("p1"), "pledge_over"],
      [does.pledge("p2", left + 1), "over_pledged"],
      [does.pledge("p2", left), "ok"],
    ]);
    const { quantity, received, status } = pledgeOf(books);
    assert.deepEqual([pledgeOf(books).sent, received, quantity, status], [
      sent,
      counted,
      12,
      "received",
    ]);
    assert.deepEqual(counts(books), [left, counted, "open"]);
  });
}

Deno.test("pledge: what comes without having been sent is counted all the same", () => {
  const books = needing();
  books.run([
    [does.pledge("p1", 12), "ok"],
    [does.receive("p1", QUANTITY_MAX + 1), "limit_exceeded"],
    [does.receive("p1", 12), "ok"],
  ]);
  assert.deepEqual([pledgeOf(books).sent, ...counts(books)], [null, 0, 12, "open"]);
});

Deno.test("need: it closes when enough has come; what was promised may still arrive or lapse", () => {
  const books = needing();
  books.run([
    [does.pledge("p1", 20), "ok"],
    [does.pledge("p2", 10), "ok"],
    [does.pledge("p3", 10), "ok"],
    [does.receive("p1", 39), "ok"],
    [does.pledge("p4", 1), "over_pledged"],
    [does.receive("p2", 1), "ok"],
    [does.pledge("p4", 1), "need_closed"],
    [does.receive("p3", 10), "ok"],
  ]);
  assert.deepEqual(counts(books), [0, 50, "closed"]);
});

Deno.test("need: one that its organisation closes takes nothing new and lets what is promised end", () => {
  const books = needing();
  books.run([
    [does.pledge("p1", 5), "ok"],
    [does.pledge("p2", 5), "ok"],
    [{ type: "close_need", need: "n1", organisation: ORG }, "ok"],
    [does.send("p1", 5), "ok"],
    [does.receive("p1", 5), "ok"],
    [does.cancel("p2"), "ok"],
  ]);
  assert.deepEqual(counts(books), [0, 5, "closed"]);
});

Deno.test("need: so many in the life of an organisation", () => {
  const books = new GivingBooks();
  books.ledger.organisations.edit(ORG).needs = NEEDS_MAX - 1;
  books.run([
    [does.need("n1"), "ok"],
    [does.need("n1"), "again"],
    [does.need("n2"), "limit_exceeded"],
    [does.need("n2", { organisation: OTHER }), "no_such_organisation"],
  ]);
});

Deno.test("need: once by its id, with everything that it says", () => {
  const books = needing();
  const others: readonly Partial<Need>[] = [
    { item: "beds" },
    { unit: "boxes" },
    { quantity: 41 },
    { priority: "urgent" } as const,
    { deadline: "2027-01-01" },
  ];
  books.run([[does.need("n1"), "again"]]);
  for (const over of others) assert.equal(books.code(does.need("n1", over)), "id_reused");
});

Deno.test("update: thanks come after what they are for", () => {
  const books = needing();
  const forNeed = (update: string) => does.update(update, { need: "n1" });
  books.run([
    [does.update("u1"), "nothing_delivered"],
    [forNeed("u1"), "nothing_delivered"],
    [does.pledge("p1", 12), "ok"],
    [does.send("p1", 12), "ok"],
    [forNeed("u1"), "nothing_delivered"],
    [does.receive("p1", 0), "ok"],
    [forNeed("u1"), "nothing_delivered"],
    [does.pledge("p2", 12), "ok"],
    [does.receive("p2", 1), "ok"],
    [forNeed("u1"), "ok"],
    [forNeed("u1"), "again"],
    [does.update("u1", { need: "n1", sha256: "other" }), "id_reused"],
    [does.update("u1"), "id_reused"],
    [does.update("u1", { need: "n2" }), "id_reused"],
    [does.update("u2", { need: "nothing" }), "no_such_need"],
    [does.update("u2"), "nothing_delivered"],
    [does.give("g1"), "ok"],
    [does.update("u2"), "ok"],
    [does.refund("r1", "g1"), "ok"],
    [does.update("u3"), "nothing_delivered"],
    [does.update("u4", { organisation: OTHER }), "no_such_organisation"],
  ]);
});

Deno.test("update: money for the need is a delivery, money for something else is not", () => {
  const books = needing();
  const thanks = does.update("u1", { need: "n1" });
  books.run([
    [does.give("g1"), "ok"],
    [thanks, "nothing_delivered"],
    [does.give("g2", { gift: { purpose: "need", need: "n1" } }), "ok"],
    [thanks, "ok"],
    [does.refund("r1", "g2"), "ok"],
    [does.update("u2", { need: "n1" }), "nothing_delivered"],
  ]);
});
