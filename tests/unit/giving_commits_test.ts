// How records of giving get into the views: what is taken for one commit is bounded in bytes and in number, what cannot be
// written is taken again, and the largest records there are go through real Deno KV.
import assert from "node:assert/strict";
import type { Need } from "../../bank/giving/record.ts";
import { DurableLedger } from "../../bank/ledger.ts";
import { GivingView } from "../../store/giving_view.ts";
import { founding, goingLive } from "../support/giving.ts";
import { does } from "../support/giving_commands.ts";
import { dumpGiving } from "../support/giving_dump.ts";
import { idOf } from "../support/giving_story.ts";
import { MemoryJournal } from "../support/memory_journal.ts";
import { memoryKv } from "../support/service.ts";
import { truthOf } from "../support/truth.ts";
import { ViewBank } from "../support/view_bank.ts";

/** As store/view_writer.ts has it: half of what Deno KV takes in one commit. */
const COMMIT_BYTES_MAX = 384 * 1024;

const LONG = "x".repeat(4 * 1024);

function needOf(number: number, item: string): Need {
  return {
    need: `n${number}`,
    organisation: "sunrise",
    item,
    unit: "pieces",
    quantity: 1,
    priority: "soon",
    deadline: "2026-12-31",
    addedAtMs: 0,
    status: "open",
    pledged: 0,
    delivered: 0,
    givenMinor: 0,
    changed: number,
  };
}

/** A view for which so many records wait, each noted in its own block. */
function waiting(records: number, item: string): GivingView {
  const ledger = new DurableLedger();
  const view = new GivingView(ledger);
  for (let number = 0; number < records; number++) {
    const need = needOf(number, item);
    ledger.giving.needs.add(need.need, need);
    view.note(number, [{ table: "needs", key: need.need }]);
  }
  return view;
}

const bytesOf = (rows: readonly { readonly bytes: Uint8Array }[]) =>
  rows.reduce((sum, { bytes }) => sum + bytes.length, 0);

/** Takes until nothing waits: how many at a time. */
function taken(view: GivingView, bytesMax: number): number[] {
  const counts: number[] = [];
  while (view.oldest < Infinity) {
    const { rows } = view.take(bytesMax);
    const all = bytesOf(rows);
    // Only the last one may reach beyond the bound.
    assert.ok(all - rows.at(-1)!.bytes.length < bytesMax, `${all} bytes of ${bytesMax}`);
    counts.push(rows.length);
  }
  return counts;
}

/** So many records wait, of so many bytes beside what each of them has: how many are taken at a time. */
const TAKES:
  readonly (readonly [records: number, item: string, bytesMax: number, counts: number[]])[] = [
    [250, LONG, COMMIT_BYTES_MAX, [92, 92, 66]],
    [250, "x", COMMIT_BYTES_MAX, [200, 50]],
    [200, "x", COMMIT_BYTES_MAX, [200]],
    [3, LONG, 1, [1, 1, 1]],
    [0, LONG, COMMIT_BYTES_MAX, []],
  ];

for (const [records, item, bytesMax, counts] of TAKES) {
  Deno.test(`commits: ${records} records with ${item.length} letters, ${bytesMax} bytes at a time`, () => {
    assert.deepEqual(taken(waiting(records, item), bytesMax), counts);
  });
}

Deno.test("commits: without room for anything nothing is taken, and nothing is lost", () => {
  const view = waiting(3, LONG);
  for (const bytesMax of [0, -1]) {
    const { rows, taken } = view.take(bytesMax);
    assert.deepEqual([rows.length, taken.size, view.oldest], [0, 0, 0]);
  }
  assert.deepEqual(taken(view, 1), [1, 1, 1]);
});

Deno.test("commits: what was not written is the first that is taken again", () => {
  const view = waiting(100, LONG);
  const first = view.take(10_000);
  assert.equal(view.oldest, first.rows.length);
  view.putBack(first.taken);
  assert.equal(view.oldest, 0);
  const again = view.take(10_000);
  assert.deepEqual(again.rows.map(({ key }) => key), first.rows.map(({ key }) => key));
});

Deno.test("commits: a quarter of a thousand records of four kilobytes get through, several commits long", async () => {
  const journal = new MemoryJournal();
  const bank = await ViewBank.open({ journal, kv: await memoryKv() });
  let number = 0;
  for (const command of founding(() => idOf(number++))) assert.equal(await bank.say(command), "ok");
  for (const command of goingLive(bank.ledger)) assert.equal(await bank.say(command), "ok");
  await bank.flush();
  const before = bank.kept.commits.length;
  for (let need = 0; need < 250; need++) {
    assert.equal(await bank.say(does.need(`n${need}`, { item: LONG })), "ok");
  }
  // Not until all is written: that would be for ever if none of it could be.
  for (let ticks = 0; ticks < 50 && bank.timers.size > 0; ticks++) await bank.tick();
  assert.deepEqual([bank.failures, bank.timers.size], [[], 0]);
  const sizes = bank.kept.commits.slice(before).map((ops) =>
    ops.reduce((sum, { value }) => sum + (value instanceof Uint8Array ? value.length : 0), 0)
  );
  assert.ok(sizes.length >= 3, `${sizes}`);
  assert.ok(sizes.every((bytes) => bytes < 2 * COMMIT_BYTES_MAX), `${sizes}`);
  const again = await ViewBank.open({ journal, kv: bank.kept.kv, clock: bank.clock });
  assert.equal(dumpGiving(again.ledger), dumpGiving((await truthOf(journal)).ledger));
  assert.equal(again.timers.size, 0, "nothing is left to be written");
  bank.kept.close();
});
