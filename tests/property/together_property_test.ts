// Payments that go together, by two writers of one journal that race, fail and wait: whatever happens, each lot of them is in one
// block as a whole or nowhere, as its caller was told; nothing is spent twice.
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Outcome } from "../../bank/batch.ts";
import type { PaymentTo } from "../../bank/command.ts";
import { Refusal } from "../../bank/refusal.ts";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { Books, dump, SEEDED, settled, sumMinor, T0, Teller } from "../support/ledger.ts";

const NAMES = ["alice", "bob", "carol"] as const;
const FUNDS = { alice: 100, bob: 50, carol: 0 };

const lot = fc.record({
  writer: fc.integer({ min: 0, max: 1 }),
  from: fc.constantFrom(...NAMES),
  payments: fc.array(
    fc.tuple(fc.constantFrom(...NAMES), fc.integer({ min: 1, max: 60 })),
    { minLength: 1, maxLength: 5 },
  ),
  together: fc.boolean(),
  /** Sent once more, as a client does whose answer was lost. */
  again: fc.boolean(),
  before: fc.constantFrom("nothing", "waits", "fails unwritten", "fails written", "goes on"),
});
type Lot = typeof lot extends fc.Arbitrary<infer T> ? T : never;

interface Asked {
  readonly ids: readonly string[];
  readonly together: boolean;
  readonly outcomes: readonly Outcome[];
}

const idOf = (number: number, place: number) =>
  transferIdOf(T0, new Uint8Array([number, place, 0, number, place, 0, 0, 0, 0, 0]));

async function ask(
  teller: Teller,
  { from, payments, together }: Lot,
  number: number,
): Promise<Asked> {
  const all: PaymentTo[] = payments.map(([to, amountMinor], place) => (
    { id: idOf(number, place), to, amountMinor, memo: "" }
  ));
  const outcomes = together
    ? [await teller.loop.submit({ type: "transfer_together", from, payments: all })]
    : await Promise.all(
      all.map((one) => teller.loop.submit({ type: "transfer", from, ...one })),
    );
  return { ids: all.map(({ id }) => id), together, outcomes };
}

async function run(lots: readonly Lot[]): Promise<void> {
  const one = new Teller();
  one.journal.rivalWrites(new Books({ funds: FUNDS }).events);
  await one.loop.replay();
  const two = new Teller(one.journal);
  two.nowMs++;
  await two.loop.replay();
  const { journal } = one;
  const asked: Promise<Asked>[] = [];
  for (const [number, each] of lots.entries()) {
    if (each.before === "waits") journal.hold();
    if (each.before === "goes on") journal.release();
    if (each.before === "fails written") journal.failAppend("written");
    if (each.before === "fails unwritten") journal.failAppend("unwritten");
    const teller = each.writer === 0 ? one : two;
    asked.push(ask(teller, each, number));
    if (each.again) asked.push(ask(teller, each, number));
    if (number % 2 === 0) await settled();
  }
  journal.release();
  const all = await Promise.all(asked);
  const fresh = new Teller(journal);
  await fresh.loop.replay();
  const { ledger } = fresh.loop;
  assert.equal(sumMinor(ledger), 0n);
  for (const name of NAMES) assert.ok(ledger.accounts.get(name)!.bookedMinor >= 0, name);
  const blocks = new Map<string, number>();
  for (const [block, events] of journal.events.entries()) {
    for (const event of events) {
      if (event.type !== "transferred") continue;
      assert.ok(!blocks.has(event.id), "booked twice");
      blocks.set(event.id, block);
    }
  }
  for (const told of all) assertTold(told, blocks);
  for (const teller of [one, two]) {
    // What is behind catches up with its next block.
    await teller.loop.submit({ type: "notice", account: "alice", notice: "new_device" });
  }
  const last = new Teller(journal);
  await last.loop.replay();
  assert.equal(dump(last.loop.ledger), dump(two.loop.ledger));
}

function assertTold({ ids, together, outcomes }: Asked, blocks: ReadonlyMap<string, number>): void {
  if (!together) {
    for (const [place, outcome] of outcomes.entries()) {
      if (!(outcome instanceof Refusal)) assert.ok(blocks.has(ids[place]!), "told, but not booked");
    }
    return;
  }
  const found = new Set(ids.map((id) => blocks.get(id)));
  assert.equal(found.size, 1, `in blocks ${[...found].join()}`);
  if (!(outcomes[0] instanceof Refusal)) assert.ok(!found.has(undefined), "told, but not booked");
}

Deno.test("together: over racing writers and failing stores, each lot is one block or nowhere", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(lot, { minLength: 1, maxLength: 12 }), run),
    { numRuns: 300, ...SEEDED },
  );
});
