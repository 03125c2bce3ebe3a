// The books with tills: in any order of opening, taking, giving, taking back and counting, and with a crash anywhere, tills and safe have
// what the bytes of the journal add up to; and an audit that names what does not. SEED=… repeats a random run.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { parseBlock } from "../../bank/block.ts";
import type { Command } from "../../bank/command.ts";
import type { Event } from "../../bank/event.ts";
import { safeMinor } from "../../bank/tills/cash.ts";
import { tillMinor } from "../../bank/tills/till_record.ts";
import { SEEDED } from "../support/ledger.ts";
import { auditOf, told } from "../support/told_books.ts";
import { MemoryJournal } from "../support/memory_journal.ts";
import { ViewBank } from "../support/view_bank.ts";

const TELLERS = ["tara", "tom"] as const;

const step = fc.record({ deed: fc.nat(9), who: fc.nat(1), minor: fc.nat(400), id: fc.nat(999) });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const stories = fc.noBias(fc.array(step, { minLength: 80, maxLength: 160 }));

function commandOf({ deed, who, minor, id }: Step, { ledger }: ViewBank): Command {
  const by = TELLERS[who]!;
  const till = ledger.tills.get(by);
  const off = id % 3 === 0 ? minor - 200 : 0;
  const cash = (type: "cash_in" | "cash_out"): Command => (
    { type, id: `c${id}`, account: "donna", amountMinor: 1 + minor, memo: "", by }
  );
  const count = (expectedMinor: number) => ({
    id: `n${id}`,
    countedMinor: expectedMinor + off,
    // Now and then of an earlier moment.
    expectedMinor: expectedMinor + (id % 11 === 0 ? 1 : 0),
    reason: "counted",
    by,
  });
  const deeds: readonly (() => Command)[] = [
    () => cash("cash_in"),
    () => cash("cash_in"),
    () => cash("cash_out"),
    () => ({ type: "reverse", id: `r${id}`, transfer: `c${minor % 99}`, reason: "", by }),
    () => ({ type: "open_till", floatMinor: minor, by }),
    () => ({ type: "open_till", floatMinor: minor, by }),
    () => ({ type: "close_till", till: by, ...count(till ? tillMinor(till) : 0) }),
    () => ({ type: "close_till", till: by, ...count(till ? tillMinor(till) : 0) }),
    () => ({ type: "count_safe", ...count(safeMinor(ledger)) }),
    () => ({ type: "transfer", id: `t${id}`, from: "donna", to: by, amountMinor: 1, memo: "" }),
  ];
  return deeds[deed]!();
}

interface Cash {
  readonly tills: Readonly<Record<string, number>>;
  readonly safe: number;
  readonly differences: number;
  readonly closed: number;
}

/** Worked out from the bytes alone. */
function cashIn(journal: MemoryJournal): Cash {
  const tills: Record<string, number> = {};
  let [all, differences, closed] = [0, 0, 0];
  const each = (event: Event) => {
    if (event.type === "till_opened") tills[event.account] = event.floatMinor;
    if (event.type === "till_closed") {
      closed++;
      assert.equal(tills[event.account], event.expectedMinor, "what was expected was there");
      delete tills[event.account];
    }
    if (event.type !== "transferred") return;
    const { from, to, amountMinor, by = "", kind } = event;
    const minor = from === "cash" ? amountMinor : to === "cash" ? -amountMinor : 0;
    all += minor;
    if (kind === "cash_difference") differences += minor;
    else if (tills[by] !== undefined) tills[by] += minor;
  };
  for (const [seq, bytes] of journal.blocks.entries()) parseBlock(bytes, seq).events.forEach(each);
  const inTills = Object.values(tills).reduce((sum, minor) => sum + minor, 0);
  return { tills, safe: all - inTills, differences, closed };
}

function assertCash({ ledger }: ViewBank, { tills, safe, differences }: Cash): void {
  const open = [...ledger.tills.rows()].filter(([, { openedAtMs }]) => openedAtMs !== null);
  const found = Object.fromEntries(open.map(([account, till]) => [account, tillMinor(till)]));
  assert.deepEqual({ ...found }, { ...tills });
  assert.equal(safeMinor(ledger), safe);
  assert.equal(ledger.accounts.get("differences")?.bookedMinor ?? 0, differences);
}

Deno.test("tills: in whatever order, and with a crash anywhere, they have what the journal adds up to", async () => {
  let [closed, differed] = [0, 0];
  const property = fc.asyncProperty(stories, async (steps) => {
    const { bank, journal } = await told(steps, {
      names: ["donna", ...TELLERS],
      amountMinor: 500,
      commandOf,
    });
    const cash = cashIn(journal);
    assertCash(bank, cash);
    closed += cash.closed;
    if (cash.differences !== 0) differed++;
  });
  await fc.assert(property, { ...SEEDED, numRuns: 40, endOnFailure: true });
  if (!("seed" in SEEDED)) assert.ok(closed > 100 && differed > 10, `${closed}, ${differed}`);
});

const took = (id: string, amountMinor: number): Event => (
  {
    type: "transferred",
    kind: "cash_in",
    id,
    from: "cash",
    to: "donna",
    amountMinor,
    memo: "",
    by: "tara",
  }
);
const opened = (floatMinor: number, account = "tara"): Event => (
  { type: "till_opened", account, floatMinor }
);
const counted = { reason: "", by: "tara" };
const closed = (countedMinor: number, expectedMinor: number, transfer?: string): Event => ({
  type: "till_closed",
  account: "tara",
  closing: "n1",
  countedMinor,
  expectedMinor,
  ...(transfer === undefined ? {} : { transfer }),
  ...counted,
});
const differs = (id: string, amountMinor: number): Event => ({
  type: "transferred",
  kind: "cash_difference",
  id,
  from: "differences",
  to: "cash",
  amountMinor,
  memo: "",
  by: "tara",
});
const house: Event = { type: "account_opened", account: "differences", kind: "house", ordinal: 4 };
/** What both customers were founded with was cash: 2,000. */
const safe = (countedMinor: number): Event => (
  { type: "safe_counted", countedMinor, expectedMinor: countedMinor, ...counted }
);

const STORIES: readonly (readonly [what: string, events: readonly Event[], said: RegExp])[] = [
  ["that is right", [opened(5), took("t1", 7), closed(12, 12), safe(2_007)], /^$/],
  [
    "that is short",
    [opened(5), house, differs("d1", 2), closed(3, 5, "d1"), safe(1_998)],
    /^$/,
  ],
  ["that is opened twice", [opened(5), opened(6)], /the till of tara is open already/],
  ["of a stranger", [opened(5, "x")], /there is no account x/],
  ["that was never opened", [closed(5, 5)], /the till of tara is not open/],
  ["that had something else", [opened(5), took("t1", 7), closed(5, 5)], /has 12, not 5/],
  ["whose difference was not booked", [opened(5), closed(3, 5)], /what differs was not booked/],
  [
    "whose difference was booked with another amount",
    [opened(5), house, differs("d1", 1), closed(3, 5, "d1")],
    /d1 did not book what differs/,
  ],
  ["whose difference no count tells of", [opened(5), house, differs("d1", 2)], /0 counts tell/],
  [
    "whose difference two counts tell of",
    [opened(5), house, differs("d1", 2), closed(3, 5, "d1"), opened(5), closed(3, 5, "d1")],
    /2 counts tell of this difference/,
  ],
  ["and a safe with something else", [took("t1", 7), safe(2_008)], /the safe has 2007, not 2008/],
];

for (const [what, events, said] of STORIES) {
  Deno.test(`tills: what an audit says of one ${what}`, async () => {
    assert.match(await auditOf(["donna", "tara"], 1_000, events), said);
  });
}
