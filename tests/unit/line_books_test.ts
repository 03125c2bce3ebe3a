// The books of lines of another bank: the same whatever order, overlap, repetition and cut the files have, also after a restart; and
// an audit that names what does not follow from them.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { apply } from "../../bank/apply.ts";
import { Audit } from "../../bank/audit.ts";
import { BlockDraft, EMPTY_HEAD } from "../../bank/block.ts";
import type { Command, CommandOf } from "../../bank/command.ts";
import { decide } from "../../bank/decide.ts";
import type { Event, EventOf } from "../../bank/event.ts";
import { DurableLedger } from "../../bank/ledger.ts";
import { lineIdOf } from "../../bank/pay_in/line_id.ts";
import { MemoryJournal } from "../support/memory_journal.ts";
import { memoryKv, START_MS } from "../support/service.ts";
import { assertBooks, truthOf } from "../support/truth.ts";
import { copyOf, ViewBank } from "../support/view_bank.ts";
import { daysAgo, givenLine as line, TODAY } from "../support/line_commands.ts";

/** Lines of a month, some of them twins, in files that overlap, come again and are cut anywhere. */
const files = fc.array(
  fc.record({ from: fc.nat(39), length: fc.integer({ min: 1, max: 20 }) }),
  { minLength: 1, maxLength: 8 },
);

Deno.test("lines: any order, overlap, repetition and cut of the files gives the same books, also after a restart", async () => {
  const month = Array.from({ length: 40 }, (_, n): CommandOf<"book_line"> => {
    const given = line((n % 7) - 3 || 9, `text ${n >> 2}`, { bookedOn: daysAgo(n % 20) });
    const id = lineIdOf({ ...given, currency: "INR" } as never, n % 4);
    const { bookedOn, amountMinor, text: memo } = given;
    return {
      type: "book_line",
      id,
      bookedOn,
      amountMinor,
      memo,
      by: "alice",
      ...(n % 3 === 0 ? { to: "bob" } : {}),
    };
  });
  const sums = async (commands: readonly Command[]) => {
    const journal = new MemoryJournal();
    let bank = await ViewBank.open({ journal, kv: await memoryKv() });
    await bank.found(["alice", "bob"]);
    for (const [place, command] of commands.entries()) {
      assert.ok(["ok", "again"].includes(await bank.say(command)));
      if (place % 16 !== 7) continue;
      await bank.flush();
      bank = await ViewBank.open({ journal, clock: bank.clock, kv: await copyOf(bank.kept.kv) });
    }
    await assertBooks(bank, await truthOf(journal));
    const audit = new Audit({ trails: false });
    for await (const bytes of journal.blocksFrom(0)) audit.take(bytes);
    assert.deepEqual(audit.report().problems, []);
    return ["bank", "suspense", "bob"].map((name) => bank.ledger.accounts.get(name)!.bookedMinor);
  };
  const whole = await sums(month);
  await fc.assert(
    fc.asyncProperty(files, fc.nat(), async (some, turn) => {
      const cut = some.flatMap(({ from, length }) => month.slice(from, from + length));
      const turned = [...month.slice(turn % 40), ...cut, ...month.slice(0, turn % 40)];
      assert.deepEqual(await sums([...cut, ...turned]), whole);
    }),
    { numRuns: 15 },
  );
});

Deno.test("lines: an audit names what settles a line twice, with another amount, or without it", () => {
  const founding = decide(
    new DurableLedger(),
    { type: "found", name: "Test Bank", currency: "INR", scale: 2 },
    START_MS,
  ) as readonly Event[];
  const ledger = new DurableLedger();
  for (const event of founding) apply(ledger, event, { atMs: START_MS, ref: 0 });
  const command = { amountMinor: 80, bookedOn: TODAY, memo: "", by: "cash" };
  const booked = decide(ledger, { type: "book_line", id: "l1", ...command }, START_MS);
  const settled = (id: string, more: Partial<EventOf<"transferred">> = {}): Event => ({
    type: "transferred",
    id,
    kind: "assigned",
    from: "suspense",
    to: "cash",
    amountMinor: 80,
    memo: "",
    assigns: "l1",
    ...more,
  } as Event);
  const sum = "Account suspense has";
  const wrong: readonly (readonly [Event[], string])[] = [
    [[settled("a1")], ""],
    [[settled("a1"), settled("a2")], "l1 was settled before"],
    [[settled("a1", { amountMinor: 79 })], "it is not what waited as l1"],
    [[settled("a1", { from: "charges" })], "it is not what waited as l1"],
    [[settled("a1", { assigns: "l2" })], "it settles l2, which never waited"],
    [[settled("a1", { from: "bank", assigns: "l1" })], sum],
  ];
  for (const [events, problem] of wrong) {
    const draft = new BlockDraft(START_MS);
    assert.ok(draft.add([...founding, ...booked as readonly Event[], ...events]));
    const audit = new Audit({ trails: false });
    assert.ok(audit.take(draft.encode(EMPTY_HEAD)));
    const { problems } = audit.report();
    if (problem === "") assert.deepEqual(problems, []);
    else assert.ok(problems.some((one) => one.includes(problem)), problems.join("; "));
  }
});
