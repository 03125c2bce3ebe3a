// The sums of limits: in any order of paying, holding, taking back and changing limits, over days and months and with a crash anywhere,
// no day has more than was allowed when it was paid; and the sums are those of the journal. SEED=… repeats a random run.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { parseBlock } from "../../bank/block.ts";
import type { Command } from "../../bank/command.ts";
import { dumpGiving } from "../support/giving_dump.ts";
import { does, HOLDING } from "../support/giving_commands.ts";
import { SEEDED } from "../support/ledger.ts";
import { MemoryJournal } from "../support/memory_journal.ts";
import { memoryKv } from "../support/service.ts";
import { assertBooks, truthOf } from "../support/truth.ts";
import { copyOf, ViewBank } from "../support/view_bank.ts";

const MAX = 5_000;

const step = fc.record({
  deed: fc.nat(9),
  id: fc.nat(120),
  amountMinor: fc.integer({ min: 1, max: 2_500 }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const stories = fc.noBias(fc.array(step, { minLength: 80, maxLength: 160 }));

function commandOf({ deed, id, amountMinor }: Step): Command {
  const [from, to] = id % 2 === 0 ? ["donna", "dev"] : ["dev", "donna"];
  const transfer = `t${id}`;
  const deeds: readonly (() => Command)[] = [
    ...Array.from({ length: 5 }, () => () => does.pay(transfer, from!, to!, amountMinor)),
    () => ({ type: "confirm_hold", id: transfer, owner: from! }),
    () => ({ type: "cancel_hold", id: transfer, owner: from! }),
    () => ({ type: "reverse", id: `b${id}`, transfer, reason: "", by: "olga" }),
    () => does.policy({ limitDayMinor: MAX, ...(id % 2 === 0 ? HOLDING : {}) }),
    () => ({
      type: "set_own_limits",
      owner: from!,
      limits: { monthMinor: 50 * amountMinor },
      raisesFromMs: 0,
    }),
  ];
  return deeds[deed]!();
}

/** Of each payer and day, what has been paid or is held, as the journal tells it in its order. */
function assertDays(journal: MemoryJournal): number {
  const days = new Map<string, number>();
  let counted = 0;
  const add = (who: string, day: string, amountMinor: number) => {
    const sum = (days.get(`${who} ${day}`) ?? 0) + amountMinor;
    days.set(`${who} ${day}`, sum);
    assert.ok(sum <= MAX && sum >= 0, `${who} has ${sum} on ${day}`);
  };
  for (const [seq, bytes] of journal.blocks.entries()) {
    for (const event of parseBlock(bytes, seq).events) {
      if (!("countedOn" in event) || event.type === "hold_confirmed") continue;
      if (event.type === "payout_asked") continue;
      const { countedOn = "", amountMinor, from, to } = event;
      const back = event.type === "hold_ended" || "reverses" in event;
      if (!back) counted++;
      add("reverses" in event ? to : from, countedOn, back ? -amountMinor : amountMinor);
    }
  }
  return counted;
}

Deno.test("limits: no day has more than it may, whatever is held, taken back and cut off, and the sums are those of the journal", async () => {
  let [counted, refused] = [0, 0];
  const property = fc.asyncProperty(stories, async (steps) => {
    const journal = new MemoryJournal();
    let bank = await ViewBank.open({ journal, kv: await memoryKv() });
    await bank.found(["donna", "dev", "olga"], 200_000);
    await bank.say(does.policy({ limitDayMinor: MAX }));
    for (const [place, one] of steps.entries()) {
      if (await bank.say(commandOf(one)) === "payment_limit") refused++;
      if (one.id % 11 === 0) bank.clock.advance(7 * 3_600_000);
      if (place % 9 === 0) await bank.tick();
      if (place % 31 !== 30) continue;
      const { clock, kept } = bank;
      bank = await ViewBank.open({ journal, kv: await copyOf(kept.kv), clock });
    }
    const truth = await truthOf(journal);
    assert.equal(dumpGiving(bank.ledger), dumpGiving(truth.ledger));
    await assertBooks(bank, truth);
    counted += assertDays(journal);
  });
  await fc.assert(property, { ...SEEDED, numRuns: 40, endOnFailure: true });
  if (!("seed" in SEEDED)) assert.ok(counted > 300 && refused > 100, `${counted}, ${refused}`);
});
