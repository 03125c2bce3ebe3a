// Stories that are told to a bank with views, with a crash now and then, and what must be true of any bank at the end of any story; and
// what an audit says of a journal that no rule has looked at.
import assert from "node:assert/strict";
import type { Command } from "../../bank/command.ts";
import type { Event } from "../../bank/event.ts";
import { dumpGiving } from "./giving_dump.ts";
import type { Code } from "./ledger.ts";
import { MemoryJournal } from "./memory_journal.ts";
import { memoryKv } from "./service.ts";
import { assertBooks, assertStatements, problemsIn, type Truth, truthOf } from "./truth.ts";
import { copyOf, ViewBank } from "./view_bank.ts";

/** Steps between two moments of rest, and between two crashes. */
const [REST, CRASH] = [9, 31];

export interface Telling<Step> {
  readonly names: readonly string[];
  /** Of each of them, at the beginning. */
  readonly amountMinor: number;
  readonly commandOf: (step: Step, bank: ViewBank) => Command;
  /** Before the first step, once all of them are there. */
  readonly begin?: (bank: ViewBank) => Promise<void>;
  /** After each step and what became of it, such as time that passes. */
  readonly after?: (step: Step, bank: ViewBank, code: Code) => void;
}

export interface Told {
  readonly bank: ViewBank;
  readonly journal: MemoryJournal;
  readonly truth: Truth;
}

/** Ends with a bank whose books, statements and journal tell the same, and an audit that finds nothing. */
export async function told<Step>(
  steps: readonly Step[],
  { names, amountMinor, commandOf, begin, after }: Telling<Step>,
): Promise<Told> {
  const journal = new MemoryJournal();
  let bank = await ViewBank.open({ journal, kv: await memoryKv() });
  await bank.found(names, amountMinor);
  await begin?.(bank);
  for (const [place, step] of steps.entries()) {
    const code = await bank.say(commandOf(step, bank));
    after?.(step, bank, code);
    if (place % REST === 0) await bank.tick();
    if (place % CRASH !== CRASH - 1) continue;
    const { clock, kept } = bank;
    bank = await ViewBank.open({ journal, kv: await copyOf(kept.kv), clock });
  }
  const truth = await truthOf(journal);
  assert.equal(dumpGiving(bank.ledger), dumpGiving(truth.ledger));
  await assertBooks(bank, truth);
  await assertStatements(bank, truth);
  assert.deepEqual(await problemsIn(journal), []);
  return { bank, journal, truth };
}

/** A founded bank, and blocks that another writer has put behind it. @returns what an audit says, line by line. */
export async function auditOf(
  names: readonly string[],
  amountMinor: number,
  ...blocks: readonly (readonly Event[])[]
): Promise<string> {
  const journal = new MemoryJournal();
  const bank = await ViewBank.open({ journal, kv: await memoryKv() });
  await bank.found(names, amountMinor);
  bank.kept.close();
  for (const events of blocks) journal.rivalWrites([...events]);
  return (await problemsIn(journal)).join("\n");
}
