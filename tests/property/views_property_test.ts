// Whatever happens to a bank with views in one process after another (crashes, orderly ends, a views store that fails
// with or without having written), each start has the books of the whole journal, and in the journal nothing
// happens twice. SEED=… repeats a run.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Event } from "../../bank/event.ts";
import { SEEDED, sumMinor } from "../support/ledger.ts";
import { MemoryJournal } from "../support/memory_journal.ts";
import { memoryKv } from "../support/service.ts";
import { Story, storyOf } from "../support/story.ts";
import { assertBooks, assertStatements, truthOf } from "../support/truth.ts";
import { ViewBank } from "../support/view_bank.ts";

/** How a process meets its end, and what its views store does before. */
interface Life {
  readonly seed: number;
  readonly steps: number;
  readonly end: "crash" | "close" | "crash while writing";
  /** Commits that fail, unwritten and written. */
  readonly failing: number;
  readonly failingWritten: number;
}

const life: fc.Arbitrary<Life> = fc.record({
  seed: fc.nat(),
  steps: fc.integer({ min: 1, max: 150 }),
  end: fc.constantFrom("crash", "close", "crash while writing"),
  failing: fc.constantFrom(0, 0, 1, 9),
  failingWritten: fc.constantFrom(0, 0, 1, 2),
});

const lives = fc.array(life, { minLength: 2, maxLength: 7 });

/** What may be booked once only: the id of a transfer, the end of a hold, a reversal of something. */
function onceOnly(event: Event): string[] {
  switch (event.type) {
    case "transferred":
      return event.reverses === undefined ? [event.id] : [event.id, `reverses ${event.reverses}`];
    case "held":
    case "voided":
      return [event.id];
    case "hold_confirmed":
    case "hold_ended":
      return [`ends ${event.id}`];
    default:
      return [];
  }
}

async function live(all: readonly Life[]): Promise<void> {
  const [journal, kv] = [new MemoryJournal(), await memoryKv()];
  let bank = await ViewBank.open({ journal, kv });
  const { clock } = bank;
  const story = new Story(bank);
  await story.begin();
  for (const { seed, steps, end, failing, failingWritten } of all) {
    Object.assign(bank.kept, { failing, failingWritten });
    await story.tell(storyOf(seed, steps));
    await assertBooks(bank, await truthOf(journal));
    if (end === "close") await Promise.all([bank.views.close(), bank.flush()]);
    else if (end === "crash while writing") await bank.tick();
    assert.ok(bank.failures.length <= failing + failingWritten, bank.failures.join());
    bank = await ViewBank.open({ journal, kv, clock });
    await assertBooks(bank, await truthOf(journal));
    story.goOn(bank);
  }
  await assertStatements(bank, await truthOf(journal));
  assert.equal(sumMinor(bank.ledger), 0n);
  const once = journal.events.flat().flatMap(onceOnly);
  assert.deepEqual(once.filter((what, place) => once.indexOf(what) < place), [], "twice");
  kv.close();
}

Deno.test("property: whichever way processes end, each start has the books of the whole journal", async () => {
  const property = fc.asyncProperty(lives, live);
  await fc.assert(property, { ...SEEDED, numRuns: 60, interruptAfterTimeLimit: 30_000 });
});
