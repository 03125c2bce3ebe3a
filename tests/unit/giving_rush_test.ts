// Many at once, through commit loops over one journal: a thousand pledges for forty blankets are forty blankets, and the
// receipts of gifts that race each other have no gaps.
import assert from "node:assert/strict";
import type { Command } from "../../bank/command.ts";
import { CommitLoop } from "../../bank/commit_loop.ts";
import { codeOf, settled, T0 } from "../support/ledger.ts";
import { MemoryJournal } from "../support/memory_journal.ts";
import { founding, goingLive } from "../support/giving.ts";
import { does, ORG, OTHER } from "../support/giving_commands.ts";
import { dumpGiving } from "../support/giving_dump.ts";

async function openLoop(journal: MemoryJournal): Promise<CommitLoop> {
  const fail = (error: unknown) => assert.fail(String(error));
  const loop = new CommitLoop({ journal, clock: () => T0, onFailure: fail, onFatal: fail });
  await loop.replay();
  return loop;
}

async function all(loop: CommitLoop, commands: Iterable<Command>): Promise<void> {
  for (const command of commands) assert.equal(codeOf(await loop.submit(command)), "ok");
}

/** So many writers over one journal in which Sunrise and Lotus are live and Sunrise needs forty blankets. */
async function openLoops(journal: MemoryJournal, writers: number): Promise<CommitLoop[]> {
  const first = await openLoop(journal);
  await all(first, founding((name) => name));
  for (const account of [ORG, OTHER]) await all(first, goingLive(first.ledger, { account }));
  await all(first, [does.need("n1")]);
  return [first, ...writers === 1 ? [] : [await openLoop(journal)]];
}

/** All writers end with the same tables, which are those of the journal. */
async function assertSame(loops: readonly CommitLoop[], journal: MemoryJournal): Promise<void> {
  const replayed = await openLoop(journal);
  for (const loop of loops) {
    await loop.drain();
    await loop.replay();
    assert.equal(dumpGiving(loop.ledger), dumpGiving(replayed.ledger));
  }
}

const QUANTITIES = [1, 1, 3, 2, 5];

for (const writers of [1, 2] as const) {
  Deno.test(`pledge: a thousand at once for forty blankets, ${writers} writers: forty are promised`, async () => {
    const journal = new MemoryJournal();
    const loops = await openLoops(journal, writers);
    journal.hold();
    const pledges = Array.from({ length: 1_000 }, (_, number) => {
      const quantity = QUANTITIES[number % QUANTITIES.length]!;
      const command = does.pledge(`p${number}`, quantity, { donor: number % 2 ? "donna" : "dev" });
      return { quantity, answer: loops[number % writers]!.submit(command) };
    });
    await settled();
    journal.release();
    const answers = await Promise.all(pledges.map(async ({ quantity, answer }) => (
      { quantity, code: codeOf(await answer) }
    )));
    const kept = answers.filter(({ code }) => code === "ok");
    assert.equal(kept.reduce((sum, { quantity }) => sum + quantity, 0), 40);
    assert.ok(answers.every(({ code }) => code === "ok" || code === "over_pledged"));
    const written = journal.events.flat().filter(({ type }) => type === "pledged");
    assert.equal(written.length, kept.length);
    await assertSame(loops, journal);
    for (const { ledger } of loops) assert.equal(ledger.needs.get("n1")!.pledged, 40);
  });

  Deno.test(`gift: three hundred at once, some refused, ${writers} writers: receipts have no gaps`, async () => {
    const journal = new MemoryJournal();
    const loops = await openLoops(journal, writers);
    journal.hold();
    const answers = Array.from({ length: 300 }, (_, number) => {
      const organisation = [ORG, OTHER][number % 3 % 2]!;
      // One in five asks for more than there is, one in seven for a need that is not there.
      const amountMinor = number % 5 === 0 ? 1_000_000 : 100 + number;
      const purpose = number % 7 === 0 ? { purpose: "need" as const, need: "nothing" } : {};
      const gift = { organisation, ...purpose };
      const command = does.give(`g${number}`, {
        from: number % 2 ? "donna" : "dev",
        amountMinor,
        gift,
      });
      return loops[number % writers]!.submit(command);
    });
    await settled();
    journal.release();
    const codes = (await Promise.all(answers)).map(codeOf);
    assert.deepEqual([...new Set(codes)].sort(), ["insufficient_funds", "no_such_need", "ok"]);
    const receipts: Record<string, number[]> = { [ORG]: [], [OTHER]: [] };
    for (const event of journal.events.flat()) {
      if (event.type === "transferred" && event.gift) {
        receipts[event.gift.organisation]!.push(event.gift.receipt!);
      }
    }
    for (const [account, numbers] of Object.entries(receipts)) {
      assert.deepEqual(numbers, numbers.map((_, place) => place + 1), account);
      assert.ok(numbers.length > 50, `${account}: ${numbers.length}`);
    }
    await assertSame(loops, journal);
  });
}
