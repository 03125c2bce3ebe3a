// What staff tell all customers, as rules: a few a day, a few at once, each numbered, with a crash between any two; and an audit of
// forged ones. SEED=… repeats a random run.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { currentAnnouncements } from "../../bank/announcements/rules.ts";
import { parseBlock } from "../../bank/block.ts";
import type { Command } from "../../bank/command.ts";
import { DAY_MS } from "../../bank/days.ts";
import type { Event } from "../../bank/event.ts";
import { GivingBooks } from "../support/giving.ts";
import { SEEDED } from "../support/ledger.ts";
import type { MemoryJournal } from "../support/memory_journal.ts";
import { auditOf, told } from "../support/told_books.ts";

const says = (text: string, days = 1): Command => ({ type: "announce", text, days, by: "olga" });
const ends = (number: number): Command => ({ type: "end_announcement", number, by: "olga" });

const shown = (books: GivingBooks) =>
  currentAnnouncements(books.ledger, books.nowMs).map(({ number, text }) => `${number} ${text}`);

Deno.test("announcements: three in a day, five at once, the same text once; each is over in its time", () => {
  const books = new GivingBooks();
  books.run([
    [says("a", 30), "ok"],
    [says("a", 30), "again"],
    [says("b"), "ok"],
    [ends(2), "ok"],
    [ends(2), "again"],
    [1],
    [says("b", 30), "ok"],
    [1],
    [says("c"), "limit_exceeded"],
    [ends(4), "no_such_announcement"],
  ]);
  assert.deepEqual(shown(books), ["1 a", "3 b"]);
  const limit = "announcements_per_day";
  assert.deepEqual(books.refusal(says("c")), { code: "limit_exceeded", limit, max: 3, used: 3 });
  books.run([
    [DAY_MS],
    [says("c", 30), "ok"],
    [1],
    [says("d", 30), "ok"],
    [1],
    [says("e", 30), "ok"],
    [DAY_MS],
    [says("f"), "limit_exceeded"],
    [ends(1), "ok"],
    [says("f"), "ok"],
    [DAY_MS - 1],
  ]);
  assert.deepEqual(shown(books), ["3 b", "4 c", "5 d", "6 e", "7 f"]);
  books.nowMs += 1;
  assert.deepEqual(shown(books), ["3 b", "4 c", "5 d", "6 e"]);
  books.run([[ends(7), "again"], [30 * DAY_MS]]);
  assert.deepEqual(shown(books), []);
});

const step = fc.record({ deed: fc.nat(2), text: fc.nat(4), days: fc.nat(3), hours: fc.nat(20) });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
const stories = fc.noBias(fc.array(step, { minLength: 40, maxLength: 90 }));

function commandOf({ deed, text, days }: Step): Command {
  return deed === 2 ? ends(1 + text) : says(`text ${text}`, 1 + days);
}

/** Worked out from the bytes alone. @returns how many there were. */
function assertNews(journal: MemoryJournal): number {
  const said: { readonly atMs: number; readonly text: string; untilMs: number }[] = [];
  for (const [seq, bytes] of journal.blocks.entries()) {
    const { at, events } = parseBlock(bytes, seq);
    for (const event of events) {
      if (event.type === "announcement_ended") said[event.number - 1]!.untilMs = at;
      if (event.type !== "announced") continue;
      const { number, text, untilMs } = event;
      assert.equal(said.push({ atMs: at, text, untilMs }), number);
      const now = said.filter((one) => one.untilMs > at);
      assert.equal(new Set(now.map((one) => one.text)).size, now.length, "said twice");
      assert.ok(now.length <= 5 && untilMs > at && untilMs <= at + 30 * DAY_MS);
      assert.ok(said.filter(({ atMs }) => atMs > at - DAY_MS).length <= 3, "too many in a day");
    }
  }
  return said.length;
}

Deno.test("announcements: in whatever order, and with a crash anywhere, never too many, never the same twice", async () => {
  let said = 0;
  const property = fc.asyncProperty(stories, async (steps) => {
    const { journal } = await told(steps, {
      names: ["donna", "olga"],
      amountMinor: 500,
      commandOf,
      after: ({ hours }, bank) => bank.clock.advance(hours * 3_600_000),
    });
    said += assertNews(journal);
  });
  await fc.assert(property, { ...SEEDED, numRuns: 20 });
  assert.ok(said > 100, `only ${said} were said`);
});

const announced = (number: number, by = "donna"): Event => (
  { type: "announced", number, text: "closed", untilMs: 9_999_999_999_999, by }
);
const ended = (number: number): Event => ({ type: "announcement_ended", number, by: "donna" });

const STORIES: readonly (readonly [what: string, events: readonly Event[], said: RegExp])[] = [
  ["that are right", [announced(1), ended(1), announced(2)], /^$/],
  ["of a stranger", [announced(1, "x")], /there is no account x/],
  ["with a gap", [announced(1), announced(3)], /announcement 3 comes in the place of 2/],
  ["that end twice", [announced(1), ended(1), ended(1)], /announcement 1 has ended before/],
  ["that were never made", [ended(1)], /there is no announcement 1/],
];

for (const [what, events, said] of STORIES) {
  Deno.test(`announcements: what an audit says of some ${what}`, async () => {
    assert.match(await auditOf(["donna"], 1_000, events), said);
  });
}
