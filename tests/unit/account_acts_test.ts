// What staff do with accounts, as rules: whose freeze it is, organisations that officers have stopped, a crash between any two of them;
// and an audit that names strangers. SEED=… repeats a random run.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { parseBlock } from "../../bank/block.ts";
import type { Command } from "../../bank/command.ts";
import type { Event } from "../../bank/event.ts";
import { GivingBooks } from "../support/giving.ts";
import { does, ORG } from "../support/giving_commands.ts";
import { told } from "../support/told_books.ts";
import { SEEDED } from "../support/ledger.ts";
import { MemoryJournal } from "../support/memory_journal.ts";
import { memoryKv } from "../support/service.ts";
import { problemsIn } from "../support/truth.ts";
import { ViewBank } from "../support/view_bank.ts";

const acts = (
  type: "view_account" | "staff_freeze" | "staff_unfreeze",
  account = "donna",
  by = "olga",
): Command => ({ type, account, reason: "asked for", by });
const own = (type: "freeze" | "unfreeze", account = "donna"): Command => ({ type, account });

Deno.test("freezing: the owner lets go what is the owner's, staff let go both", () => {
  const books = new GivingBooks();
  books.run([
    [own("freeze"), "ok"],
    [own("unfreeze"), "ok"],
    [acts("staff_unfreeze"), "again"],
    [acts("staff_freeze"), "ok"],
    [acts("staff_freeze"), "again"],
    [does.pay("p1", "donna", "dev", 1), "account_frozen"],
    [own("freeze"), "again"],
    [own("unfreeze"), "frozen_by_staff"],
    [acts("staff_unfreeze"), "ok"],
    [does.pay("p2", "donna", "dev", 1), "ok"],
    [own("freeze"), "ok"],
    [acts("staff_freeze"), "ok"],
    [own("unfreeze"), "frozen_by_staff"],
    [acts("staff_unfreeze"), "ok"],
    [own("unfreeze"), "again"],
    [acts("staff_freeze", "olga"), "same_staff"],
    [acts("staff_freeze", "cash"), "no_such_account"],
    [acts("view_account", "nobody"), "no_such_account"],
    [acts("view_account"), "ok"],
  ]);
});

Deno.test("freezing: what officers have stopped stays stopped, and a freeze of the staff outlives it", () => {
  const books = new GivingBooks();
  books.run([
    [does.stop(), "ok"],
    [acts("staff_unfreeze", ORG), "organisation_not_live"],
    [acts("staff_freeze", ORG), "ok"],
    [acts("staff_unfreeze", ORG), "organisation_not_live"],
    [does.reinstate(), "ok"],
    [own("unfreeze", ORG), "frozen_by_staff"],
    [acts("staff_unfreeze", ORG), "ok"],
    [own("freeze", ORG), "ok"],
    [own("unfreeze", ORG), "ok"],
  ]);
});

const WHO = ["donna", "dev"] as const;
const step = fc.record({ deed: fc.nat(6), who: fc.nat(1), id: fc.nat(999) });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
const stories = fc.noBias(fc.array(step, { minLength: 60, maxLength: 120 }));

function commandOf({ deed, who, id }: Step): Command {
  const [account, other] = [WHO[who]!, WHO[1 - who]!];
  const deeds: readonly Command[] = [
    does.pay(`p${id}`, account, other, 1),
    does.pay(`p${id}`, account, other, 2),
    own("freeze", account),
    own("unfreeze", account),
    acts("staff_freeze", account),
    acts("staff_unfreeze", account),
    acts("view_account", account),
  ];
  return deeds[deed]!;
}

/** Worked out from the bytes alone. @returns how often an owner let an account go. */
function assertFrozen(journal: MemoryJournal): number {
  const frozen = new Map<string, "owner" | "staff">();
  let letGo = 0;
  const each = (event: Event) => {
    switch (event.type) {
      case "account_frozen":
        return void (frozen.get(event.account) ?? frozen.set(event.account, "owner"));
      case "staff_froze":
        return void frozen.set(event.account, "staff");
      case "account_unfrozen":
        assert.equal(frozen.get(event.account), "owner", "staff had frozen it");
        letGo++;
        return void frozen.delete(event.account);
      case "staff_unfroze":
        return void frozen.delete(event.account);
      case "transferred":
        return assert.ok(!frozen.has(event.from), `${event.from} was frozen and has paid`);
    }
  };
  for (const [seq, bytes] of journal.blocks.entries()) parseBlock(bytes, seq).events.forEach(each);
  return letGo;
}

Deno.test("freezing: in whatever order, and with a crash anywhere, nothing is paid and owners do not let go what staff hold", async () => {
  let letGo = 0;
  const property = fc.asyncProperty(stories, async (steps) => {
    const { journal } = await told(steps, { names: [...WHO, "olga"], amountMinor: 500, commandOf });
    letGo += assertFrozen(journal);
  });
  await fc.assert(property, { ...SEEDED, numRuns: 30, endOnFailure: true });
  if (!("seed" in SEEDED)) assert.ok(letGo > 20, `${letGo}`);
});

Deno.test("freezing: an audit names an account or a member of staff that there is not", async () => {
  const journal = new MemoryJournal();
  const bank = await ViewBank.open({ journal, kv: await memoryKv() });
  await bank.found(["donna"], 1_000);
  bank.kept.close();
  const froze: Event = { type: "staff_froze", account: "donna", reason: "x", by: "donna" };
  journal.rivalWrites([froze]);
  assert.deepEqual(await problemsIn(journal), []);
  journal.rivalWrites([{ ...froze, by: "x" }, { ...froze, account: "y" }]);
  const said = (await problemsIn(journal)).join("\n");
  assert.match(said, /there is no account x\n.*there is no account y/);
  journal.rivalWrites([{ type: "account_unfrozen", account: "donna" }]);
  assert.match((await problemsIn(journal)).at(-1)!, /staff had frozen it/);
});
