// Gifts that begin without a balance: nothing is counted before their money has come, and each way in which it can come, or not come,
// ends as docs/money.md says.
import assert from "node:assert/strict";
import { DAY_MS } from "../../bank/days.ts";
import { dayOf } from "../../bank/giving/calendar.ts";
import { giftIdOf, openGiftOf } from "../../bank/giving/open_gift.ts";
import { OPEN_GIFT_LIFETIME_MS } from "../../bank/limits.ts";
import { GivingBooks } from "../support/giving.ts";
import { does, HOLDING, ORG } from "../support/giving_commands.ts";
import { T0 } from "../support/ledger.ts";
import { dumpGiving } from "../support/giving_dump.ts";

const of = (books: GivingBooks, openGift = "g1") => openGiftOf(books.ledger, openGift)!;

/** A line that has the reference of the gift. */
const pays = (books: GivingBooks, line: string, over: Parameters<typeof does.bookLine>[1] = {}) =>
  does.bookLine(line, {
    bookedOn: dayOf(books.nowMs),
    number: of(books).number,
    ...over,
  });

/** How it stands, what its donor has got of it, what the home has, and what the donor was told. */
function state(books: GivingBooks) {
  const { ended, givenMinor, why } = of(books);
  const told = books.changes.notices.filter(({ giving }) => giving?.openGift === "g1");
  return {
    ended,
    givenMinor,
    donor: books.has("donna")[0] - 100_000,
    home: books.has(ORG)[0],
    told: told.map(({ kind, giving }) =>
      `${kind} ${giving!.givenMinor ?? ""} ${giving!.why ?? ""}`
    ),
    ...(why === undefined ? {} : { why }),
  };
}

function opened(): GivingBooks {
  const books = new GivingBooks();
  assert.equal(books.code(does.openGift("g1")), "ok");
  return books;
}

Deno.test("open gift: it counts nowhere until its money has come, and needs no balance", () => {
  const books = new GivingBooks();
  books.all([does.need("n1")]);
  const counted = () =>
    JSON.stringify([books.organisation(), books.ledger.needs.get("n1"), books.has("donna")]);
  const before = counted();
  const need = { purpose: "need" as const, need: "n1" };
  const gift = { organisation: ORG, visibility: "public" as const, foreign: false, ...need };
  books.all([does.openGift("g1", { amountMinor: 5_000_000, gift })]);
  assert.equal(counted(), before);
  assert.deepEqual(books.receipts(), []);
  assert.equal(of(books).expiresAtMs, T0 + OPEN_GIFT_LIFETIME_MS);
  assert.match(of(books).number, /^0[0-9]{9}$/);
  books.all([pays(books, "l1", { amountMinor: 5_000_000 })]);
  assert.notEqual(counted(), before);
  assert.equal(books.ledger.needs.get("n1")!.givenMinor, 5_000_000);
  assert.deepEqual(books.receipts(), ["2025/1"]);
  assert.deepEqual(books.has("donna"), [100_000, 100_000]);
});

Deno.test("open gift: paid exactly it is booked in the events of the line, with a receipt, and is not held", () => {
  const books = opened();
  books.all([does.policy({ ...HOLDING, newDeviceMinor: 1 })]);
  books.all([{ type: "notice", account: "donna", notice: "new_device" }]);
  const held = books.say(does.give("x"));
  assert.ok(Array.isArray(held) && held[0].type === "held");
  const outcome = books.say(pays(books, "l1"));
  assert.ok(Array.isArray(outcome));
  const kinds = outcome.map((event) => event.type === "transferred" ? event.kind : event.type);
  assert.deepEqual(kinds.slice(-3), ["paid_in", "gift", "open_gift_paid"]);
  assert.deepEqual(state(books), {
    ended: "given",
    givenMinor: 1_000,
    donor: 0,
    home: 1_000,
    told: [],
  });
  assert.equal(books.gift(giftIdOf("l1")).receipt, 1);
  assert.equal(of(books).transfer, giftIdOf("l1"));
});

Deno.test("open gift: less than asked is given as it came, more stays with its donor, and the donor is told", () => {
  for (
    const [cameMinor, givenMinor, donor] of [[400, 400, 0], [1_700, 1_000, 700]] as const
  ) {
    const books = opened();
    books.all([pays(books, "l1", { amountMinor: cameMinor })]);
    const told = [`open_gift_paid ${givenMinor} `];
    assert.deepEqual(state(books), { ended: "given", givenMinor, donor, home: givenMinor, told });
  }
});

Deno.test("open gift: paid twice, the second time is the donor's; the same line again is nothing", () => {
  const books = opened();
  books.run([
    [pays(books, "l1"), "ok"],
    [pays(books, "l1"), "again"],
    [pays(books, "l2"), "ok"],
    [pays(books, "l2"), "again"],
  ]);
  assert.deepEqual(state(books), {
    ended: "given",
    givenMinor: 1_000,
    donor: 1_000,
    home: 1_000,
    told: ["open_gift_paid 0 given"],
  });
  assert.deepEqual(books.receipts(), ["2025/1"]);
});

Deno.test("open gift: it lapses after 14 days; who paid in time has given, who paid later has not", () => {
  const books = opened();
  books.nowMs = T0 + OPEN_GIFT_LIFETIME_MS - 1;
  assert.equal(books.code(does.lapseOpenGift("g1")), "again");
  books.nowMs++;
  books.run([[does.lapseOpenGift("g1"), "ok"], [does.lapseOpenGift("g1"), "again"]]);
  assert.equal(state(books).ended, "lapsed");
  books.nowMs += 3 * DAY_MS;
  books.all([pays(books, "l1")]);
  const late = { ended: "lapsed", givenMinor: 0, donor: 1_000, home: 0 };
  const told = ["open_gift_lapsed  ", "open_gift_paid 0 lapsed"];
  assert.deepEqual(state(books), { ...late, told });
  // The other bank booked it in time, its statement is read late.
  books.all([pays(books, "l2", { bookedOn: dayOf(T0 + OPEN_GIFT_LIFETIME_MS - DAY_MS) })]);
  assert.deepEqual(state(books), {
    ended: "given",
    givenMinor: 1_000,
    donor: 1_000,
    home: 1_000,
    told,
  });
});

Deno.test("open gift: late before its end was noted is late, too", () => {
  const books = opened();
  books.nowMs = T0 + OPEN_GIFT_LIFETIME_MS + 2 * DAY_MS;
  books.all([pays(books, "l1")]);
  assert.deepEqual([state(books).ended, state(books).donor], ["lapsed", 1_000]);
});

Deno.test("open gift: what cannot be given any more stays with its donor, who is told why", () => {
  const need = { purpose: "need" as const, need: "n1" };
  const gift = { organisation: ORG, visibility: "public" as const, foreign: false, ...need };
  const stories: readonly (readonly [Parameters<GivingBooks["all"]>[0], string])[] = [
    [[does.stop()], "organisation_not_live"],
    [[{ type: "close_need", need: "n1", organisation: ORG }], "need_closed"],
    [[{ type: "freeze", account: "donna" }], "account_frozen"],
  ];
  for (const [meanwhile, why] of stories) {
    const books = new GivingBooks();
    books.all([does.need("n1"), does.openGift("g1", { gift }), ...meanwhile]);
    books.all([pays(books, "l1")]);
    const told = [`open_gift_paid 0 ${why}`];
    const is = { ended: "refused", givenMinor: 0, donor: 1_000, home: 0, told, why };
    assert.deepEqual(state(books), is);
    assert.deepEqual(books.receipts(), []);
  }
  // Its account is closed: then the line waits for staff, like every other.
  const books = new GivingBooks();
  books.all([{ type: "open_account", account: "gone" }]);
  books.all([does.openGift("g1", { donor: "gone" }), { type: "close_account", account: "gone" }]);
  books.all([pays(books, "l1")]);
  assert.deepEqual([of(books).ended, books.has("suspense")[0]], [null, 1_000]);
});

Deno.test("open gift: its donor gives it up, no other does, and not twice", () => {
  const books = opened();
  const before = dumpGiving(books.ledger);
  books.run([
    [does.openGift("g1"), "again"],
    [does.openGift("g1", { amountMinor: 1_001 }), "id_reused"],
    [does.openGift("g1", { donor: "dev" }), "id_reused"],
    [does.cancelOpenGift("g1", "dev"), "no_such_open_gift"],
    [does.cancelOpenGift("g2"), "no_such_open_gift"],
    [does.openGift("g2", { donor: ORG }), "same_account"],
    [does.stop(), "ok"],
    [does.openGift("g2"), "organisation_not_live"],
    [does.reinstate("otto"), "ok"],
  ]);
  assert.notEqual(before, "");
  books.run([
    [does.cancelOpenGift("g1"), "ok"],
    [does.cancelOpenGift("g1"), "again"],
    [does.lapseOpenGift("g1"), "again"],
    [pays(books, "l1"), "ok"],
  ]);
  const told = ["open_gift_paid 0 cancelled"];
  const is = { ended: "cancelled", givenMinor: 0, donor: 1_000, home: 0, told };
  assert.deepEqual(state(books), is);
  const other = opened();
  other.all([pays(other, "l1")]);
  assert.equal(other.code(does.cancelOpenGift("g1")), "open_gift_over");
});

Deno.test("open gift: a line is taken back after the gift that it paid, never before", () => {
  const books = opened();
  books.all([does.pay("p", "donna", "dev", 100_000), pays(books, "l1")]);
  const reverse = (id: string, transfer: string) => (
    { type: "reverse" as const, id, transfer, reason: "charged back", by: "olga" }
  );
  books.run([
    [reverse("r1", "l1"), "insufficient_funds"],
    [reverse("r2", giftIdOf("l1")), "ok"],
    [reverse("r3", "l1"), "ok"],
  ]);
  assert.deepEqual([books.has("suspense")[0], books.has(ORG)[0], books.has("donna")[0]], [
    1_000,
    0,
    0,
  ]);
  assert.equal(books.organisation().refundedMinor, 1_000);
});
