// The books of standing orders: in any order of making, running, holding, stopping and leaving each day is paid once, also after a
// crash anywhere; and an audit that names what does not follow. SEED=… repeats a random run.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { parseBlock } from "../../bank/block.ts";
import type { Command } from "../../bank/command.ts";
import { DAY_MS } from "../../bank/days.ts";
import type { Event, EventOf } from "../../bank/event.ts";
import { does, HOLDING } from "../support/giving_commands.ts";
import { SEEDED } from "../support/ledger.ts";
import { auditOf, told } from "../support/told_books.ts";
import { MemoryJournal } from "../support/memory_journal.ts";
import { makes, runs, stops } from "../support/standing_commands.ts";

const STEPS = ["once", "week", "month"] as const;

const step = fc.record({ deed: fc.nat(9), which: fc.nat(5), id: fc.nat(200) });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const stories = fc.noBias(fc.array(step, { minLength: 80, maxLength: 160 }));

function commandOf({ deed, which, id }: Step, today: string): Command {
  const order = `s${which}`;
  const [owner, payee] = which % 2 === 0 ? ["donna", "dev"] : ["dev", "donna"];
  const every = STEPS[which % STEPS.length]!;
  const deeds: readonly (() => Command)[] = [
    () => makes(order, { owner: owner!, payee: payee!, every, firstOn: today }),
    () => runs(order, `t${id}`),
    () => runs(order, `t${id}`),
    () => runs(order, `u${id}`),
    () => ({ type: "confirm_hold", id: `t${id}`, owner: owner! }),
    () => ({ type: "cancel_hold", id: `t${id}`, owner: owner! }),
    () => id % 9 === 0 ? stops(order, owner) : runs(order, `v${id}`),
    () => does.policy(id % 2 === 0 ? HOLDING : {}),
    () => does.pay(`p${id}`, owner!, payee!, 30_000),
    () => ({ type: id % 2 === 0 ? "freeze" : "unfreeze", account: owner! }),
  ];
  return deeds[deed]!();
}

/** Days that were paid or that wait, by order. */
function paidTurns(journal: MemoryJournal): string[] {
  const turns: string[] = [];
  for (const [seq, bytes] of journal.blocks.entries()) {
    for (const event of parseBlock(bytes, seq).events) {
      if (event.type !== "transferred" && event.type !== "held" || !event.standing) continue;
      turns.push(`${event.standing.order} ${event.standing.turn}`);
    }
  }
  return turns;
}

Deno.test("standing orders: in whatever order, and with a crash anywhere, each of their days is paid once", async () => {
  let [payments, tries] = [0, 0];
  const property = fc.asyncProperty(stories, async (steps) => {
    const { journal, truth } = await told(steps, {
      names: ["donna", "dev", "olga"],
      amountMinor: 20_000,
      commandOf: (one, { clock }) =>
        commandOf(one, new Date(clock.nowMs).toISOString().slice(0, 10)),
      after({ id }, { clock }) {
        if (id % 4 === 0) clock.advance((1 + id % 5) * DAY_MS);
      },
    });
    const turns = paidTurns(journal);
    assert.equal(new Set(turns).size, turns.length, turns.join());
    payments += turns.length;
    const notices = [...truth.notices.values()].flat();
    tries += notices.filter(({ kind }) => kind === "standing_order_unpaid").length;
  });
  await fc.assert(property, { ...SEEDED, numRuns: 40, endOnFailure: true });
  if (!("seed" in SEEDED)) assert.ok(payments > 100 && tries > 30, `${payments}, ${tries}`);
});

const ABOUT = { order: "s1", payer: "donna", payee: "dev", amountMinor: 5, memo: "" };
const MADE: EventOf<"standing_order_made"> = {
  type: "standing_order_made",
  ...ABOUT,
  every: "week",
  firstOn: "2026-01-05",
};
const over: Event = { type: "standing_order_ended", ...ABOUT, why: "stopped" };
const unpaid = (turn: number, next: number | null, more: Partial<typeof ABOUT> = {}): Event => ({
  type: "standing_order_unpaid",
  ...ABOUT,
  ...more,
  turn,
  dueOn: "2026-01-05",
  why: "insufficient_funds",
  ...(next === null ? {} : { next: { turn: next, on: "2026-01-12" } }),
});
const paid = (id: string, turn: number, more: Partial<EventOf<"transferred">> = {}): Event => ({
  type: "transferred",
  kind: "transfer",
  id,
  from: "donna",
  to: "dev",
  amountMinor: 5,
  memo: "",
  standing: { order: "s1", turn, next: { turn: turn + 1, on: "2026-01-12" } },
  ...more,
});

const WRONG: readonly (readonly [what: string, events: readonly Event[], said: RegExp])[] = [
  ["made twice", [MADE, MADE], /standing order s1 was made before/],
  ["made by a stranger", [{ ...MADE, payer: "x" }], /there is no account x/],
  ["made to oneself", [{ ...MADE, payee: "donna" }], /payer and payee are the same/],
  ["ended unmade", [over], /s1 does not go on/],
  ["ended twice", [MADE, over, over], /s1 does not go on/],
  ["ended as another", [MADE, { ...over, amountMinor: 6 } as Event], /not the standing order that/],
  ["paid unmade", [paid("t1", 0)], /of the standing order s1, which was never made/],
  ["paid twice for a day", [MADE, paid("t1", 0), paid("t2", 0)], /turn 0 was paid before/],
  [
    "paid in part",
    [MADE, paid("t1", 0, { amountMinor: 4 })],
    /not what the standing order s1 says/,
  ],
  ["paid when it is over", [MADE, over, paid("t1", 0)], /s1 does not go on/],
  ["paid for a day before", [MADE, unpaid(0, 2), paid("t1", 1)], /about turn 1, and 2 comes next/],
  ["going back", [MADE, unpaid(0, 1), unpaid(1, 0)], /after turn 1 comes 0/],
];

for (const [what, events, said] of WRONG) {
  Deno.test(`standing orders: an audit finds one that is ${what}`, async () => {
    assert.match(await auditOf(["donna", "dev"], 1_000, events), said);
  });
}
