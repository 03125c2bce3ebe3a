// bank/decide_together.ts and bank/foretell.ts: payments that happen all or not at all, on tables of payments; and what is foretold
// is what then happens.
import assert from "node:assert/strict";
import fc from "fast-check";
import type { PaymentTo } from "../../bank/command.ts";
import { decide } from "../../bank/decide.ts";
import { foretell } from "../../bank/foretell.ts";
import { apply } from "../../bank/apply.ts";
import { BLOCK_BYTES_MAX, BLOCK_FRAME_BYTES_MAX } from "../../bank/limits.ts";
import { Refusal } from "../../bank/refusal.ts";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { Books, dump, SEEDED, T0, Teller } from "../support/ledger.ts";

const id = (number: number, atMs = T0) =>
  transferIdOf(atMs, new Uint8Array([number >> 8, 0, 0, number % 256, 0, 0, 0, 0, 0, 0]));

type Line = readonly [number: number, to: string, amountMinor: number, memo?: string];

const payments = (...lines: readonly Line[]): PaymentTo[] =>
  lines.map(([number, to, amountMinor, memo = ""]) => ({ id: id(number), to, amountMinor, memo }));

const together = (books: Books, ...lines: readonly Line[]) => {
  const command = {
    type: "transfer_together" as const,
    from: "alice",
    payments: payments(...lines),
  };
  const before = dump(books.ledger);
  const outcome = decide(books.ledger, command, books.nowMs);
  assert.equal(dump(books.ledger), before, "deciding changed the ledger");
  if (outcome instanceof Refusal) return outcome;
  for (const event of outcome) {
    apply(books.ledger, event, { atMs: books.nowMs, ref: 0, changes: books.changes });
  }
  return outcome.length;
};

const booked = ({ ledger }: Books, name: string) => ledger.accounts.get(name)!.bookedMinor;

const town = () => new Books({ funds: { alice: 100, bob: 0, carol: 0, dora: 0 } });

Deno.test("together: all are booked, and the same again books nothing", () => {
  const books = town();
  const lines: readonly Line[] = [[1, "bob", 40], [2, "carol", 30, "rent"], [3, "bob", 30]];
  assert.equal(together(books, ...lines), 3);
  assert.deepEqual(["alice", "bob", "carol"].map((name) => booked(books, name)), [0, 70, 30]);
  assert.equal(together(books, ...lines), 0);
  assert.equal(booked(books, "alice"), 0);
});

Deno.test("together: the first that cannot be booked refuses all, and is named", () => {
  const rows: readonly [readonly Line[], index: number, why: string][] = [
    [[[1, "bob", 60], [2, "carol", 41]], 1, "insufficient_funds"],
    [[[1, "bob", 60], [2, "nobody", 1], [3, "dora", 99]], 1, "no_such_account"],
    [[[1, "alice", 1]], 0, "same_account"],
    [[[1, "bob", 1], [2, "cash", 1]], 1, "no_such_account"],
    [[[1, "bob", 1], [1, "bob", 2]], 1, "id_reused"],
    [[[1, "bob", 1], [2, "dora", 1]], 1, "account_closed"],
    [[[1, "bob", 1], [3, "carol", 1], [4, "dora", 2]], 2, "account_closed"],
  ];
  for (const [lines, index, why] of rows) {
    const books = town();
    if (why === "account_closed") books.say("dora", "closes");
    const outcome = together(books, ...lines);
    assert.ok(outcome instanceof Refusal, why);
    const { code, detail } = outcome;
    assert.deepEqual([code, detail.index, detail.why], ["together_refused", index, why]);
    assert.equal(detail.id, id(lines[index]![0]));
    assert.equal(booked(books, "alice"), 100);
  }
});

Deno.test("together: numbers of the refusal are those that explain it, after the payments before it", () => {
  const { detail } = together(town(), [1, "bob", 60], [2, "carol", 41]) as Refusal;
  const { availableMinor, bookedMinor, heldMinor, amountMinor } = detail;
  assert.deepEqual([availableMinor, bookedMinor, heldMinor, amountMinor], [40, 40, 0, 41]);
});

Deno.test("together: one that would be held refuses all, and so does one that waits since before", () => {
  const books = new Books({ funds: { alice: 1_000, bob: 0, carol: 0 } });
  books.say("boss", "holds from", 50);
  const refused = together(books, [1, "bob", 10], [2, "carol", 60]) as Refusal;
  assert.deepEqual([refused.code, refused.detail.why], ["together_refused", "held"]);
  assert.deepEqual(refused.detail.reasons, ["draining"]);
  books.say("alice", "pays", "carol", 60, id(2));
  const again = together(books, [1, "bob", 10], [2, "carol", 60]) as Refusal;
  assert.deepEqual([again.detail.why, again.detail.index], ["held", 1]);
  books.say("alice", "confirms", id(2));
  assert.equal(together(books, [1, "bob", 10], [2, "carol", 60]), 1, "what was booked is there");
  books.say("alice", "pays", "carol", 61, id(3));
  books.say("alice", "cancels", id(3));
  const over = together(books, [4, "bob", 1], [3, "carol", 61]) as Refusal;
  assert.deepEqual([over.detail.why, over.detail.index], ["id_reused", 1]);
});

Deno.test("together: what would not fit into one block is refused with the bytes", () => {
  const books = new Books({ funds: { alice: 10_000, bob: 0 } });
  const max = BLOCK_BYTES_MAX - BLOCK_FRAME_BYTES_MAX;
  const lines = (count: number) =>
    Array.from({ length: count }, (_, number): Line => [number, "bob", 1, "₹".repeat(140)]);
  const refused = together(books, ...lines(500)) as Refusal;
  assert.deepEqual([refused.code, refused.detail.limit], ["limit_exceeded", "together_bytes"]);
  assert.ok(Number(refused.detail.used) > max && refused.detail.max === max);
  const most = Math.floor(max / (Number(refused.detail.used) / 500));
  assert.equal(together(books, ...lines(most)), most);
});

Deno.test("together: through the commit loop it is one block", async () => {
  const teller = await Teller.open();
  const { loop, journal } = teller;
  const blocks = journal.blocks.length;
  const command = { type: "transfer_together" as const, from: "alice" };
  const good = payments([1, "bob", 40], [2, "bob", 60]);
  const bad = payments([3, "bob", 1], [4, "bob", 1]);
  const [refused, outcome] = await Promise.all([
    loop.submit({ ...command, payments: payments([1, "bob", 40], [2, "bob", 61]) }),
    loop.submit({ ...command, payments: good }),
  ]);
  assert.ok(refused instanceof Refusal && !(outcome instanceof Refusal));
  assert.equal(outcome.length, 2);
  assert.equal(journal.blocks.length, blocks + 1);
  assert.ok(await loop.submit({ ...command, payments: bad }) instanceof Refusal);
  assert.equal(journal.blocks.length, blocks + 1, "a refusal writes nothing");
});

Deno.test("foretold is what happens, payment by payment", () => {
  const line = fc.record({
    number: fc.integer({ min: 1, max: 6 }),
    to: fc.constantFrom("alice", "bob", "carol", "nobody"),
    amountMinor: fc.integer({ min: 1, max: 80 }),
  });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), fc.integer({ min: 0, max: 60 }), (all, from) => {
      const books = town();
      books.say("boss", "holds from", from);
      const asked = payments(
        ...all.map(({ number, to, amountMinor }): Line => [number, to, amountMinor]),
      );
      const before = dump(books.ledger);
      const told = foretell(books.ledger, { from: "alice", payments: asked }, books.nowMs);
      assert.equal(dump(books.ledger), before);
      let sumMinor = 0;
      for (const [place, { to, amountMinor, id: own }] of asked.entries()) {
        const outcome = books.say("alice", "pays", to, amountMinor, own);
        const foreseen = told.each[place]!;
        if ("status" in foreseen) assert.deepEqual(outcome, []);
        else assert.deepEqual(foreseen, outcome);
        if (!(outcome instanceof Refusal) && outcome.length > 0) sumMinor += amountMinor;
      }
      assert.equal(told.sumMinor, sumMinor);
      const { bookedMinor, heldMinor } = books.ledger.accounts.get("alice")!;
      assert.deepEqual([told.availableMinor, told.leftMinor], [100, bookedMinor - heldMinor]);
    }),
    SEEDED,
  );
});

Deno.test("foretold: whether one payment of the sum would wait", () => {
  const books = new Books({ funds: { alice: 1_000, bob: 0 } });
  books.say("boss", "holds from", 100);
  const ask = (...lines: Line[]) =>
    foretell(books.ledger, { from: "alice", payments: payments(...lines) }, books.nowMs).reasons;
  assert.deepEqual(ask([1, "bob", 60], [2, "bob", 39]), []);
  assert.deepEqual(ask([1, "bob", 60], [2, "bob", 40]), ["draining"]);
});
