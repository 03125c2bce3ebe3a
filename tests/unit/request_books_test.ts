// The books of payment requests: any order of asking, paying, holding, declining and leaving pays a request once, also after a crash
// anywhere; and an audit that names what does not follow. SEED=… repeats a random run.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Command } from "../../bank/command.ts";
import type { Event, EventOf } from "../../bank/event.ts";
import { bookingOf } from "../../bank/trace.ts";
import { parseBlock } from "../../bank/block.ts";
import { does, HOLDING } from "../support/giving_commands.ts";
import { SEEDED } from "../support/ledger.ts";
import { auditOf, told } from "../support/told_books.ts";
import { MemoryJournal } from "../support/memory_journal.ts";
import { asks, blocks, declines, lapses, paysFor, withdraws } from "../support/request_commands.ts";

const SIDES = [["donna", "dev"], ["dev", "donna"], ["donna", "olga"]] as const;

const step = fc.record({ deed: fc.nat(12), which: fc.nat(7), other: fc.nat(2), id: fc.nat(60) });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const stories = fc.noBias(fc.array(step, { minLength: 80, maxLength: 160 }));

function commandOf({ deed, which, id }: Step): Command {
  const request = `q${which}`;
  const [owner, payer] = SIDES[which % SIDES.length]!;
  const [transfer, sides] = [`t${id}`, { from: payer, to: owner }];
  const deeds: readonly (() => Command)[] = [
    () => asks(request, { owner, payer }),
    () => asks(request, { owner, payer }),
    () => paysFor(transfer, request, sides),
    () => paysFor(transfer, request, sides),
    () => paysFor(transfer, request, { ...sides, amountMinor: 4_999 }),
    () => declines(request, { owner: payer }),
    () => withdraws(request, owner),
    () => lapses(request),
    () => ({ type: "confirm_hold", id: transfer, owner: payer }),
    () => ({ type: "cancel_hold", id: transfer, owner: payer }),
    () => does.policy(id % 2 === 0 ? HOLDING : {}),
    () => blocks(payer, owner, id % 3 === 0),
    () => ({ type: "reverse", id: `b${id}`, transfer, reason: "", by: "olga" }),
  ];
  return deeds[deed]!();
}

function paymentsIn(journal: MemoryJournal): Map<string, number> {
  const payments = new Map<string, number>();
  for (const [seq, bytes] of journal.blocks.entries()) {
    for (const event of parseBlock(bytes, seq).events) {
      const { request } = bookingOf(event) ?? {};
      if (request) payments.set(request, (payments.get(request) ?? 0) + 1);
    }
  }
  return payments;
}

Deno.test("requests: in whatever order, and with a crash anywhere, each is paid once or not at all", async () => {
  let [payments, waited] = [0, 0];
  const property = fc.asyncProperty(stories, async (steps) => {
    const { bank, journal, truth } = await told(steps, {
      names: ["donna", "dev", "olga"],
      amountMinor: 100_000,
      commandOf,
      after({ id }, { clock }) {
        if (id === 0) clock.advance(20 * 24 * 3_600_000);
      },
    });
    const paid = [...bank.ledger.requests.rows()].filter(([, { status }]) => status === "paid");
    const once = paid.map(([request]) => [request, 1] as const);
    assert.deepEqual([...paymentsIn(journal)].sort(), once.sort());
    payments += once.length;
    waited += [...truth.notices.values()].flat().filter(({ kind }) => kind === "held").length;
  });
  await fc.assert(property, { ...SEEDED, numRuns: 40, endOnFailure: true });
  if (!("seed" in SEEDED)) assert.ok(payments > 30 && waited > 30, `${payments}, ${waited}`);
});

const MADE: EventOf<"request_made"> = {
  type: "request_made",
  request: "q1",
  asker: "donna",
  payer: "dev",
  amountMinor: 5,
  memo: "",
  reference: "",
  dueOn: "2026-01-10",
  madeOn: "2026-01-05",
  lapsesAtMs: Date.UTC(2026, 0, 25),
};
const ABOUT = { ...MADE, word: "" };
const over = (why: "declined" | "lapsed", more: Partial<typeof MADE> = {}): Event => {
  const { madeOn: _, lapsesAtMs: _lapses, ...about } = { ...ABOUT, ...more };
  return { ...about, type: "request_ended", why };
};
const paid = (id: string, more: Partial<EventOf<"transferred">> = {}): Event => ({
  type: "transferred",
  kind: "transfer",
  id,
  from: "dev",
  to: "donna",
  amountMinor: 5,
  memo: "",
  request: "q1",
  ...more,
});
const held = (id: string): Event => ({
  type: "held",
  id,
  from: "dev",
  to: "donna",
  amountMinor: 5,
  memo: "",
  request: "q1",
  expiresAtMs: 1,
  reasons: [],
});
const confirmed = (id: string, request: string | undefined = "q1"): Event => {
  const about = { id, from: "dev", to: "donna", amountMinor: 5, memo: "" };
  return { type: "hold_confirmed", ...about, ...(request ? { request } : {}) };
};

const WRONG: readonly (readonly [what: string, events: readonly Event[], said: RegExp])[] = [
  ["made twice", [MADE, MADE], /the request q1 was made before/],
  ["made by a stranger", [{ ...MADE, asker: "x" }], /there is no account x/],
  ["made of oneself", [{ ...MADE, payer: "donna" }], /asker and payer are the same/],
  ["ended unmade", [over("declined")], /q1 is not open/],
  ["ended twice", [MADE, over("declined"), over("lapsed")], /q1 is not open/],
  ["ended as another", [MADE, over("lapsed", { amountMinor: 6 })], /not the request that was/],
  ["paid unmade", [paid("t1")], /pays the request q1, which was never made/],
  ["paid twice", [MADE, paid("t1"), paid("t2")], /the request q1 is not open/],
  ["paid in part", [MADE, paid("t1", { amountMinor: 4 })], /it is not what q1 asked for/],
  ["paid when declined", [MADE, over("declined"), paid("t1")], /the request q1 is not open/],
  ["held twice", [MADE, held("t1"), held("t2")], /another payment waits for q1/],
  ["paid beside a hold", [MADE, held("t1"), paid("t2")], /another payment waits for q1/],
  ["confirmed after its end", [MADE, held("t1"), over("lapsed"), confirmed("t1")], /is not open/],
  [
    "confirmed without it",
    [MADE, held("t1"), confirmed("t1", "")],
    /not the payment that was held/,
  ],
  ["blocked by a stranger", [
    { type: "requests_blocked", account: "x", asker: "dev", blocked: true },
  ], /there is no account x/],
];

for (const [what, events, said] of WRONG) {
  Deno.test(`requests: an audit finds one that is ${what}`, async () => {
    assert.match(await auditOf(["donna", "dev"], 1_000_000, events), said);
  });
}
