// The books of payouts: in any order of asking, sending, paying, returning, cancelling and taking back nothing is paid twice, also
// after a crash anywhere; and an audit that names what does not follow. SEED=… repeats a random run.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { parseBlock } from "../../bank/block.ts";
import type { Command } from "../../bank/command.ts";
import type { Event, EventOf } from "../../bank/event.ts";
import { payoutOf } from "../../bank/payouts/payout.ts";
import { does, GIFT } from "../support/giving_commands.ts";
import { SEEDED } from "../support/ledger.ts";
import { auditOf, told } from "../support/told_books.ts";
import { MemoryJournal } from "../support/memory_journal.ts";
import { asks, cancels, lineFor, numberOf, sends, sets } from "../support/payout_commands.ts";
import { memoryKv } from "../support/service.ts";
import { problemsIn } from "../support/truth.ts";
import { ViewBank } from "../support/view_bank.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

const step = fc.record({ deed: fc.nat(11), which: fc.nat(9), id: fc.nat(60) });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const stories = fc.noBias(fc.array(step, { minLength: 80, maxLength: 160 }));

/** Amounts that are alike where ids are not, so that a line may name the wrong one of the right amount. */
const amountOf = (which: number) => 100 + which % 3;

function commandOf({ deed, which, id }: Step, { ledger, clock }: ViewBank): Command {
  const [payout, owner] = [`p${which}`, which % 2 === 0 ? "donna" : "dev"];
  const amountMinor = amountOf(which);
  const bookedOn = new Date(clock.nowMs).toISOString().slice(0, 10);
  const line = (sign: 1 | -1, of: string, more: Partial<ReturnType<typeof lineFor>> = {}) =>
    lineFor(ledger, `l${id}`, of, { amountMinor: sign * amountMinor, bookedOn, ...more });
  const { number: _, ...unnamed } = line(id % 2 === 0 ? 1 : -1, payout);
  const waits = [...ledger.lines.rows()].find(([, { assignedBy }]) => !assignedBy)?.[0] ?? "l0";
  const batch = ledger.payoutBatches.get(numberOf(ledger, `b${which}`));
  const deeds: readonly (() => Command)[] = [
    () => asks(payout, { owner, amountMinor }),
    () => asks(payout, { owner, amountMinor }),
    () => sends(ledger, `b${which}`, [payout, `p${(which + 1) % 10}`]),
    () => sends(ledger, `b${which}`, [payout]),
    () => line(-1, payout),
    () => line(-1, `b${which}`, { amountMinor: -(batch?.amountMinor ?? amountMinor) }),
    () => line(1, payout),
    () => unnamed,
    () => ({
      type: "assign_line",
      id: `a${id}`,
      line: waits,
      to: "payouts",
      number: numberOf(ledger, payout),
      by: "olga",
    }),
    () => id % 3 === 0 ? cancels(payout, owner) : sets({ owner, destination: `d${id % 3}` }),
    () => ({ type: "reverse", id: `r${id}`, transfer: payout, reason: "", by: "olga" }),
    () => ({ type: id % 4 === 0 ? "freeze" : "unfreeze", account: owner }),
  ];
  return deeds[deed]!();
}

Deno.test("payouts: in whatever order, and with a crash anywhere, each is paid or back, and never both in one step", async () => {
  const ends = new Map<string, number>();
  const property = fc.asyncProperty(stories, async (steps) => {
    const { journal, truth } = await told(steps, {
      names: ["donna", "dev", "olga"],
      amountMinor: 20_000,
      commandOf,
      async begin(bank) {
        for (const owner of ["donna", "dev"]) await bank.say(sets({ owner }));
        bank.clock.advance(DAY_MS);
      },
      after({ id }, { clock }) {
        if (id % 20 === 0) clock.advance(DAY_MS);
      },
    });
    for (const { payout, why } of endsIn(journal)) {
      ends.set(why, (ends.get(why) ?? 0) + 1);
      const moved = payoutOf(truth.ledger, payout)!;
      assert.ok(moved.endedAtMs !== null);
    }
  });
  await fc.assert(property, { ...SEEDED, numRuns: 40, endOnFailure: true });
  if ("seed" in SEEDED) return;
  for (const why of ["paid", "returned", "cancelled", "taken_back"]) {
    assert.ok((ends.get(why) ?? 0) > 10, `${why}: ${ends.get(why)}`);
  }
});

function endsIn(journal: MemoryJournal): EventOf<"payout_ended">[] {
  return [...journal.blocks.entries()].flatMap(([seq, bytes]) =>
    parseBlock(bytes, seq).events.filter((event) => event.type === "payout_ended")
  );
}

const NUMBER = "0000000001";
const ABOUT = { payout: "p1", number: NUMBER, account: "donna", amountMinor: 5, shown: "0001" };
const money = (
  id: string,
  [from, to]: readonly [string, string],
  more: Partial<EventOf<"transferred">> = {},
): Event => ({
  type: "transferred",
  kind: "payout",
  id,
  from,
  to,
  amountMinor: 5,
  memo: "",
  ...more,
});
const SET: Event = {
  type: "payout_account_set",
  account: "donna",
  destination: "d1",
  shown: "0001",
  usableFromMs: 0,
};
const OPENED: Event = { type: "account_opened", account: "payouts", kind: "house", ordinal: 4 };
const OUT = money("p1", ["donna", "payouts"]);
const ASKED: EventOf<"payout_asked"> = {
  type: "payout_asked",
  ...ABOUT,
  destination: "d1",
  memo: "",
};
const BATCH: EventOf<"payout_batch_made"> = {
  type: "payout_batch_made",
  batch: "b1",
  number: "0000000002",
  payouts: [NUMBER],
  amountMinor: 5,
  by: "dev",
};
const ended = (
  why: EventOf<"payout_ended">["why"],
  before: EventOf<"payout_ended">["before"],
  transfer: string,
): Event => ({ type: "payout_ended", ...ABOUT, why, before, transfer });
const BACK = money("r1", ["payouts", "donna"], { kind: "reversal", reverses: "p1" });
const CASH = money("c1", ["donna", "cash"], { kind: "cash_out" });
const ASKED_FOR = [SET, OPENED, OUT, ASKED];

const GIFT_OPENED: Event = {
  type: "gift_opened",
  openGift: "o1",
  number: NUMBER,
  donor: "donna",
  organisation: "dev",
  amountMinor: 5,
  gift: GIFT,
  expiresAtMs: 0,
};

const WRONG: readonly (readonly [what: string, events: readonly Event[], said: RegExp])[] = [
  ["set by a stranger", [{ ...SET, account: "x" }], /there is no account x/],
  ["asked for and not taken out", [SET, OPENED, ASKED], /p1 did not take its money out of donna/],
  [
    "asked for with less",
    [SET, OPENED, { ...OUT, amountMinor: 4 } as Event, ASKED],
    /did not take/,
  ],
  ["going elsewhere", [SET, OPENED, OUT, { ...ASKED, destination: "d2" }], /had not said that/],
  ["of a strange number", [SET, OPENED, OUT, { ...ASKED, number: "1" }], /1 is no number of/],
  ["asked for twice", [...ASKED_FOR, ASKED], /number 0000000001 was taken before/],
  ["known by the number of a gift", [...ASKED_FOR, GIFT_OPENED], /number 0000000001 was taken/],
  ["sent twice", [...ASKED_FOR, BATCH, { ...BATCH, number: "0000000003" }], /does not wait/],
  ["twice in a batch", [...ASKED_FOR, { ...BATCH, payouts: [NUMBER, NUMBER] }], /a payout twice/],
  ["in a batch of another sum", [...ASKED_FOR, { ...BATCH, amountMinor: 6 }], /add up to 5, not 6/],
  ["sent by its owner", [...ASKED_FOR, { ...BATCH, by: "donna" }], /is of donna, who made/],
  ["sent by a stranger", [...ASKED_FOR, { ...BATCH, by: "x" }], /there is no account x/],
  ["in a batch of its own number", [...ASKED_FOR, { ...BATCH, number: NUMBER }], /taken before/],
  ["over and never asked for", [ended("cancelled", "waiting", "r1")], /p1 was not asked for/],
  ["over as another", [...ASKED_FOR, BATCH, BACK, ended("cancelled", "waiting", "r1")], /was sent/],
  [
    "cancelled when sent",
    [...ASKED_FOR, BATCH, BACK, ended("cancelled", "sent", "r1")],
    /is sent is/,
  ],
  ["paid by nothing", [...ASKED_FOR, ended("paid", "waiting", "l1")], /l1 did not move the money/],
  ["paid in cash", [...ASKED_FOR, CASH, ended("paid", "waiting", "c1")], /c1 did not move/],
  ["back without money", [...ASKED_FOR, ended("cancelled", "waiting", "p1")], /p1 did not move/],
  ["back, and still open", [...ASKED_FOR, BACK], /payouts has 0, those that have not left are 5/],
  [
    "taken out, and not asked for",
    [SET, OPENED, OUT],
    /payouts has 5, those that have not left are 0/,
  ],
];

for (const [what, events, said] of WRONG) {
  Deno.test(`payouts: an audit finds one that is ${what}`, async () => {
    assert.match(await auditOf(["donna", "dev"], 1_000, events), said);
  });
}

Deno.test("payouts: an audit has nothing to say of one that was asked for, sent, paid and returned", async () => {
  const journal = new MemoryJournal();
  const bank = await ViewBank.open({ journal, kv: await memoryKv() });
  await bank.found(["donna", "dev", "olga"], 1_000);
  bank.kept.close();
  assert.deepEqual(await problemsIn(journal), []);
  const again = await ViewBank.open({ journal, kv: await memoryKv() });
  await again.say(sets());
  again.clock.advance(DAY_MS);
  const bookedOn = new Date(again.clock.nowMs).toISOString().slice(0, 10);
  await again.say(asks("p1", { amountMinor: 50 }));
  await again.say(sends(again.ledger, "b1", ["p1"]));
  await again.say(lineFor(again.ledger, "l1", "p1", { amountMinor: -50, bookedOn }));
  await again.say(lineFor(again.ledger, "l2", "p1", { amountMinor: 50, bookedOn }));
  assert.equal(payoutOf(again.ledger, "p1")?.state, "returned");
  assert.deepEqual(await problemsIn(journal), []);
  await again.say(does.pay("t1", "donna", "dev", 1_000));
  assert.equal(again.ledger.accounts.get("donna")?.bookedMinor, 0);
});
