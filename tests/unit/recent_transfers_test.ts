// store/recent_transfers.ts: which ids may have left memory. The horizon says so, never too little, and no more than
// it must: an id of the future moves it neither while the bank runs nor at a start.
import assert from "node:assert/strict";
import { ID_AHEAD_MS_MAX } from "../../bank/limits.ts";
import { RECENT_TRANSFERS_MAX } from "../../store/recent_transfers.ts";
import { MemoryJournal } from "../support/memory_journal.ts";
import { memoryKv } from "../support/service.ts";
import { ViewBank } from "../support/view_bank.ts";

async function newBank(): Promise<[ViewBank, MemoryJournal]> {
  const journal = new MemoryJournal();
  const bank = await ViewBank.open({ journal, kv: await memoryKv() });
  await bank.found(["alice", "bob"]);
  return [bank, journal];
}

const NOTICE = { type: "notice", account: "alice", notice: "new_device" } as const;

/** Everything is written, then a new process begins with it. */
async function restart(bank: ViewBank, journal: MemoryJournal): Promise<ViewBank> {
  await bank.flush();
  return await ViewBank.open({ journal, kv: bank.kept.kv, clock: bank.clock });
}

Deno.test("recent transfers: some leave when there are too many, the oldest first", async () => {
  const [bank] = await newBank();
  const ids = [0, 1, 2].map(() => bank.id());
  for (const id of ids) await bank.pay(id, ["alice", "bob"]);
  await bank.flush();
  assert.deepEqual([bank.views.archive.horizon, bank.views.archive.evictions], ["", 0]);
  bank.fill();
  const young = bank.id();
  await bank.pay(young, ["alice", "bob"]);
  await bank.flush();
  const { ledger: { transfers }, views: { archive } } = bank;
  assert.ok(transfers.size <= RECENT_TRANSFERS_MAX && transfers.size > RECENT_TRANSFERS_MAX / 2);
  assert.deepEqual([...ids, young].map((id) => transfers.get(id) !== undefined), [
    false,
    false,
    false,
    true,
  ]);
  assert.ok(ids.every((id) => id < archive.horizon) && archive.horizon < young);
  bank.kept.close();
});

Deno.test("recent transfers: ids of the future do not drag the horizon", async () => {
  const [bank] = await newBank();
  const { clock } = bank;
  const { nowMs } = clock;
  const [ahead, tooFar] = [ID_AHEAD_MS_MAX, ID_AHEAD_MS_MAX + 1].map((ms) => bank.id(nowMs + ms));
  assert.equal(await bank.pay(ahead!, ["alice", "bob"]), "ok");
  assert.equal(await bank.pay(tooFar!, ["alice", "bob"]), "limit_exceeded");
  clock.advance(ID_AHEAD_MS_MAX / 2);
  bank.fill();
  // All that fills memory is of the future.
  clock.nowMs = nowMs + 1_000;
  await bank.say(NOTICE);
  await bank.flush();
  assert.ok(bank.views.archive.horizon < bank.id());
  assert.ok(bank.ledger.transfers.get(ahead!));
  assert.equal(await bank.pay(ahead!, ["alice", "bob"]), "again");
  bank.kept.close();
});

Deno.test("recent transfers: ids of the future do not drag the horizon at a start either", async () => {
  const [before, journal] = await newBank();
  const ahead = before.id(before.clock.nowMs + ID_AHEAD_MS_MAX);
  await before.pay(ahead, ["alice", "bob"]);
  const bank = await restart(before, journal);
  bank.clock.advance(1_000);
  assert.ok(bank.views.archive.horizon < bank.id(), "every new id would be looked up for an hour");
  assert.equal(await bank.pay(ahead, ["alice", "bob"]), "again");
  before.kept.close();
});

Deno.test("recent transfers: the horizon is the same after starts between which nobody paid", async () => {
  const [first, journal] = await newBank();
  let bank = first;
  const id = bank.id();
  await bank.pay(id, ["alice", "bob"]);
  for (const _ of [1, 2, 3]) {
    bank = await restart(bank, journal);
    assert.ok(bank.views.archive.horizon >= id);
    await bank.say(NOTICE);
  }
  assert.equal(await bank.pay(id, ["alice", "bob"]), "again");
  bank.kept.close();
});
