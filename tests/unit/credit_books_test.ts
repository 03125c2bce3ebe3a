// The books with credit: in any order of setting, paying, holding and taking back no payment takes an account below its floor, also
// after a crash anywhere; and an audit that names what does. SEED=… repeats a random run.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { parseBlock } from "../../bank/block.ts";
import type { Command } from "../../bank/command.ts";
import type { Event } from "../../bank/event.ts";
import { does, HOLDING } from "../support/giving_commands.ts";
import { SEEDED } from "../support/ledger.ts";
import { auditOf, told } from "../support/told_books.ts";
import { MemoryJournal } from "../support/memory_journal.ts";
import { memoryKv } from "../support/service.ts";
import { problemsIn } from "../support/truth.ts";
import { ViewBank } from "../support/view_bank.ts";

const WHO = ["donna", "dev", "ravi"] as const;

const step = fc.record({ deed: fc.nat(9), who: fc.nat(2), minor: fc.nat(900), id: fc.nat(999) });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const stories = fc.noBias(fc.array(step, { minLength: 80, maxLength: 160 }));

function commandOf({ deed, who, minor, id }: Step, { ledger }: ViewBank): Command {
  const [from, to] = [WHO[who]!, WHO[(who + 1 + id % 2) % 3]!];
  const pays = () => does.pay(`p${id}`, from, to, 1 + minor);
  const holds = ledger.accounts.get(from)?.holds ?? [];
  const deeds: readonly (() => Command)[] = [
    pays,
    pays,
    pays,
    pays,
    () => ({ type: "reverse", id: `r${id}`, transfer: `p${id % 99}`, reason: "", by: "olga" }),
    () => ({ type: "confirm_hold", id: holds[0] ?? "none", owner: from }),
    () => ({ type: "cancel_hold", id: holds[0] ?? "none", owner: from }),
    () => ({
      type: "set_credit",
      account: from,
      creditMinor: id % 5 === 0 ? null : minor,
      reason: "",
      by: "olga",
    }),
    () => does.policy({ creditMinor: minor % 300, ...(id % 2 === 0 ? HOLDING : {}) }),
    () => ({ type: "cash_out", id: `o${id}`, account: from, amountMinor: 9, memo: "", by: "olga" }),
  ];
  return deeds[deed]!();
}

/** Worked out from the bytes alone. @returns how often an account was below zero. */
function assertFloors(journal: MemoryJournal): number {
  const booked = new Map<string, number>();
  const held = new Map<string, number>();
  const own = new Map<string, number | null>();
  let [all, below] = [0, 0];
  const add = (of: Map<string, number>, who: string, minor: number) =>
    of.set(who, (of.get(who) ?? 0) + minor);
  const takes = (who: string, what: string) => {
    if (!(WHO as readonly string[]).includes(who)) return;
    const left = (booked.get(who) ?? 0) - (held.get(who) ?? 0);
    if (left < 0) below++;
    assert.ok(left + (own.get(who) ?? all) >= 0, `${who} is at ${left} after ${what}`);
  };
  const each = (event: Event) => {
    if (event.type === "credit_set") own.set(event.account, event.creditMinor);
    if (event.type === "policy_set") all = event.policy.creditMinor ?? 0;
    if (event.type === "transferred" || event.type === "hold_confirmed") {
      add(booked, event.from, -event.amountMinor);
      add(booked, event.to, event.amountMinor);
    }
    if (event.type === "held") add(held, event.from, event.amountMinor);
    if (event.type === "hold_confirmed" || event.type === "hold_ended") {
      add(held, event.from, -event.amountMinor);
    }
    // What was held before credit was lowered may still be paid.
    if (event.type === "transferred" || event.type === "held") takes(event.from, event.type);
  };
  for (const [seq, bytes] of journal.blocks.entries()) parseBlock(bytes, seq).events.forEach(each);
  return below;
}

Deno.test("credit: in whatever order, and with a crash anywhere, no payment goes below the floor", async () => {
  let below = 0;
  const property = fc.asyncProperty(stories, async (steps) => {
    const { journal } = await told(steps, {
      names: [...WHO, "olga"],
      amountMinor: 500,
      commandOf,
    });
    below += assertFloors(journal);
  });
  await fc.assert(property, { ...SEEDED, numRuns: 40, endOnFailure: true });
  if (!("seed" in SEEDED)) assert.ok(below > 100, `${below}`);
});

const gave = (id: string, amountMinor: number): Event => (
  { type: "transferred", kind: "transfer", id, from: "donna", to: "dev", amountMinor, memo: "" }
);
const credit = (creditMinor: number): Event => (
  { type: "credit_set", account: "donna", creditMinor, reason: "", by: "dev" }
);

const STORIES: readonly (readonly [what: string, events: readonly Event[], said: RegExp])[] = [
  ["within its credit", [credit(50), gave("t1", 1_050)], /^$/],
  ["lowered below what is used", [credit(50), gave("t1", 1_050), credit(0)], /^$/],
  [
    "below its floor",
    [credit(50), gave("t1", 1_051)],
    /account donna is below zero by 51, and its credit is 50/,
  ],
  ["of a stranger", [{ ...credit(5), account: "x" } as Event], /there is no account x/],
  ["set by a stranger", [{ ...credit(5), by: "x" } as Event], /there is no account x/],
];

for (const [what, events, said] of STORIES) {
  Deno.test(`credit: what an audit says of an account ${what}`, async () => {
    assert.match(await auditOf(["donna", "dev"], 1_000, events), said);
  });
}

Deno.test("credit: an audit finds what left an account whose credit was lowered below what is used", async () => {
  const journal = new MemoryJournal();
  const bank = await ViewBank.open({ journal, kv: await memoryKv() });
  await bank.found(["donna", "dev"], 1_000);
  bank.kept.close();
  journal.rivalWrites([credit(50), gave("t1", 1_050)]);
  journal.rivalWrites([credit(0)]);
  assert.deepEqual(await problemsIn(journal), []);
  journal.rivalWrites([gave("t2", 1)]);
  assert.match(
    (await problemsIn(journal)).join("\n"),
    /account donna is below zero by 51, and its credit is 0/,
  );
});
