// A bank of mutual credit: what customers have is what others owe, nothing comes in from outside or goes out, and an audit says so.
import assert from "node:assert/strict";
import type { Command } from "../../bank/command.ts";
import { decide } from "../../bank/decide.ts";
import { apply } from "../../bank/apply.ts";
import { DurableLedger } from "../../bank/ledger.ts";
import type { Event } from "../../bank/event.ts";
import { Refusal } from "../../bank/refusal.ts";
import { does } from "../support/giving_commands.ts";
import { T0 } from "../support/ledger.ts";
import { MemoryJournal } from "../support/memory_journal.ts";
import { asks, sets } from "../support/payout_commands.ts";
import { memoryKv } from "../support/service.ts";
import { problemsIn } from "../support/truth.ts";
import { ViewBank } from "../support/view_bank.ts";

const FOUND: Command = {
  type: "found",
  name: "Time Bank",
  currency: "INR",
  scale: 2,
  mutual: { creditMinor: 500 },
};
const opens = (account: string): Command => ({ type: "open_account", account });

async function founded(journal = new MemoryJournal()): Promise<ViewBank> {
  const bank = await ViewBank.open({ journal, kv: await memoryKv() });
  for (const command of [FOUND, opens("ann"), opens("bob"), opens("olga")]) {
    assert.equal(await bank.say(command), "ok");
  }
  return bank;
}

Deno.test("mutual credit: money comes into being when customers pay each other, up to what each may owe", async () => {
  const journal = new MemoryJournal();
  const bank = await founded(journal);
  assert.equal(await bank.say(does.pay("p1", "ann", "bob", 501)), "insufficient_funds");
  assert.equal(await bank.say(does.pay("p2", "ann", "bob", 500)), "ok");
  assert.equal(await bank.say(does.pay("p3", "bob", "olga", 1_000)), "ok");
  const sums = ["ann", "bob", "olga", "cash", "welcome"].map((account) =>
    bank.ledger.accounts.get(account)!.bookedMinor
  );
  assert.deepEqual(sums, [-500, -500, 1_000, 0, 0]);
  assert.deepEqual(await problemsIn(journal), []);
  // It is one at the next start, too, whatever the views or the journal tell.
  await bank.tick();
  const { clock, kept } = bank;
  const again = await ViewBank.open({ journal, kv: kept.kv, clock });
  assert.equal(again.ledger.bank.get("bank")!.mutual, true);
  const empty = await ViewBank.open({ journal, kv: await memoryKv(), clock });
  assert.equal(empty.ledger.bank.get("bank")!.mutual, true);
});

const OUTSIDE: readonly Command[] = [
  does.cashIn("c1", "ann", 1),
  { type: "cash_out", id: "c2", account: "ann", amountMinor: 1, memo: "", by: "olga" },
  does.bookLine("l1", { to: "ann" }),
  { type: "assign_line", id: "a1", line: "l1", to: "ann", by: "olga" },
  { type: "set_bank_details", details: { holder: "Time Bank", upi: "time@sbi" }, by: "olga" },
  does.openGift("g1", { donor: "ann" }),
  sets({ owner: "ann" }),
  asks("o1", { owner: "ann" }),
  { type: "open_account", account: "new", welcome: { id: "w1", amountMinor: 1 } },
];

for (const command of OUTSIDE) {
  Deno.test(`mutual credit: nothing comes in or goes out by ${command.type}`, () => {
    const ledger = new DurableLedger();
    let ref = 0;
    for (const one of [FOUND, opens("ann"), opens("olga")]) {
      const events = decide(ledger, one, T0);
      assert.ok(!(events instanceof Refusal));
      for (const event of events) apply(ledger, event, { atMs: T0, ref: ref++ });
    }
    const outcome = decide(ledger, command, T0);
    assert.ok(
      outcome instanceof Refusal && outcome.code === "mutual_bank",
      JSON.stringify(outcome),
    );
  });
}

Deno.test("mutual credit: an audit finds money that came in from outside", async () => {
  const journal = new MemoryJournal();
  const bank = await founded(journal);
  bank.kept.close();
  const came: Event = {
    type: "transferred",
    kind: "cash_in",
    id: "c1",
    from: "cash",
    to: "ann",
    amountMinor: 5,
    memo: "",
  };
  journal.rivalWrites([came]);
  assert.deepEqual(await problemsIn(journal), ["Account cash has -5 in a bank of mutual credit"]);
});
