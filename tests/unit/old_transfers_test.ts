// Transfers that memory has let go: the same id is answered as it was at first, a reversal happens once, whatever
// left memory in between, restarts and failing stores included; those that wait for their owners never leave.
import assert from "node:assert/strict";
import type { Command } from "../../bank/command.ts";
import { HOLD_LIFETIME_MS } from "../../bank/limits.ts";
import { RECENT_TRANSFERS_MAX } from "../../store/recent_transfers.ts";
import { type Code, settled } from "../support/ledger.ts";
import { MemoryJournal } from "../support/memory_journal.ts";
import { memoryKv } from "../support/service.ts";
import { assertBooks, truthOf } from "../support/truth.ts";
import { copyOf, ViewBank } from "../support/view_bank.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

async function newBank(): Promise<[ViewBank, MemoryJournal]> {
  const journal = new MemoryJournal();
  const bank = await ViewBank.open({ journal, kv: await memoryKv() });
  await bank.found(["alice", "bob"]);
  return [bank, journal];
}

/** What is not newest leaves memory. */
async function forget(bank: ViewBank): Promise<void> {
  const { ledger: { transfers }, views } = bank;
  await bank.flush();
  const { evictions } = views.archive;
  bank.fill();
  await bank.say({ type: "notice", account: "alice", notice: "new_device" });
  await bank.flush();
  assert.ok(views.archive.evictions > evictions && transfers.size < RECENT_TRANSFERS_MAX);
}

/** Everything is written, and a new process knows recent transfers by the index only. */
async function restart(bank: ViewBank, journal: MemoryJournal): Promise<ViewBank> {
  await bank.flush();
  return await crash(bank, journal);
}

/** A new process from what is written now. */
const crash = async ({ kept, clock }: ViewBank, journal: MemoryJournal): Promise<ViewBank> =>
  await ViewBank.open({ journal, clock, kv: await copyOf(kept.kv) });

type Leaving = (bank: ViewBank, journal: MemoryJournal) => Promise<ViewBank>;

const WAYS: Readonly<Record<string, Leaving>> = {
  "leave memory": async (bank) => (await forget(bank), bank),
  "are older than the process": restart,
};

const alice = { from: "alice", to: "bob", memo: "", amountMinor: 10 } as const;

type SixIds = [string, string, string, string, string, string];

const staff = { memo: "", by: "boss" };

for (const [way, leave] of Object.entries(WAYS)) {
  Deno.test(`old transfers that ${way}: each id is answered as ever`, async () => {
    const [before, journal] = await newBank();
    const [t, c, v, w, r, h] = numbers(6).map(() => before.id()) as SixIds;
    const pay = { type: "transfer", id: t, ...alice } as const;
    const cash = { type: "cash_in", id: c, account: "bob", amountMinor: 5, ...staff } as const;
    const voids = { type: "void_transfer", id: v, owner: "alice" } as const;
    const opens = {
      type: "open_account",
      account: "carol",
      welcome: { id: w, amountMinor: 3 },
    } as const;
    const reverses = { type: "reverse", id: r, transfer: c, reason: "", by: "boss" } as const;
    for (const command of [pay, cash, voids, opens, reverses]) {
      assert.equal(await before.say(command), "ok");
    }
    const bank = await leave(before, journal);
    for (const id of [t, c, v, w, r]) assert.equal(bank.ledger.transfers.get(id), undefined);
    const stored = journal.blocks.length;
    const table: [Command, Code][] = [
      [pay, "again"],
      [cash, "again"],
      [voids, "again"],
      [opens, "again"],
      [reverses, "again"],
      [{ ...pay, amountMinor: 11 }, "id_reused"],
      [{ ...pay, to: "carol" }, "id_reused"],
      [{ ...pay, memo: "x" }, "id_reused"],
      [{ ...cash, amountMinor: 6 }, "id_reused"],
      [{ ...pay, id: c }, "id_reused"],
      [{ ...pay, id: w }, "id_reused"],
      [{ ...pay, id: v }, "transfer_void"],
      [{ ...pay, id: v, from: "bob", to: "alice" }, "id_reused"],
      [{ ...voids, id: t }, "again"],
      [{ ...voids, id: t, owner: "bob" }, "id_reused"],
      [{ ...opens, account: "dave" }, "id_reused"],
      [{ ...reverses, reason: "other" }, "id_reused"],
      [{ ...reverses, id: t }, "id_reused"],
      [{ ...reverses, id: bank.id() }, "already_reversed"],
      [{ ...reverses, id: bank.id(), transfer: r }, "not_reversible"],
      [{ ...reverses, id: bank.id(), transfer: v }, "not_reversible"],
      [{ ...reverses, id: bank.id(), transfer: h }, "no_such_transfer"],
      [{ type: "close_account", account: "bob", sweep: { id: t, to: "alice" } }, "id_reused"],
      [{ type: "confirm_hold", id: h, owner: "alice" }, "no_such_transfer"],
    ];
    for (const [command, code] of table) {
      assert.equal(await bank.say(command), code, JSON.stringify(command));
    }
    assert.equal(journal.blocks.length, stored, "nothing was booked");
    assert.equal(await bank.say({ ...pay, id: h }), "ok", "an old id that nobody used");
    assert.deepEqual(bank.failures, []);
    before.kept.close();
  });

  Deno.test(`old transfers that ${way}: reversed once and only once`, async () => {
    const [before, journal] = await newBank();
    const id = before.id();
    await before.pay(id, ["alice", "bob"], 10);
    let bank = await leave(before, journal);
    const attempts = numbers(5).map(() => bank.reverse(id));
    assert.deepEqual(await Promise.all(attempts), [
      "ok",
      ...numbers(4).map(() => "already_reversed"),
    ]);
    assert.equal((await bank.views.transfer(id))?.reversedBy !== undefined, true);
    assert.equal(await (bank = await leave(bank, journal)).reverse(id), "already_reversed");
    assert.equal(bank.ledger.accounts.get("bob")?.bookedMinor, 1_000_000);
    await assertTransfers(bank, journal);
    before.kept.close();
  });

  Deno.test(`old transfers that ${way}: held ones stay, what became of others is told`, async () => {
    const [before, journal] = await newBank();
    const ids = numbers(5).map(() => before.id()) as [string, string, string, string, string];
    const [confirmed, cancelled, expired, waits, reversed] = ids;
    await before.rules({ newPayeeMinor: 1, holdReasons: 1 });
    await before.pay(expired, ["bob", "alice"]);
    before.clock.advance(HOLD_LIFETIME_MS / 2);
    for (const id of [confirmed, cancelled, waits]) {
      assert.equal(await before.pay(id, ["alice", "bob"]), "held");
    }
    before.clock.advance(HOLD_LIFETIME_MS / 2);
    assert.equal(await before.say({ type: "expire_hold", id: expired }), "ok");
    await before.rules({});
    await before.pay(reversed, ["bob", "alice"]);
    let bank = await leave(before, journal);
    assert.deepEqual(
      bank.views.held.map(({ id }) => id).sort(),
      [confirmed, cancelled, waits].sort(),
    );
    const [owner] = ["alice"];
    assert.equal(await bank.say({ type: "confirm_hold", id: confirmed, owner }), "ok");
    assert.equal(await bank.say({ type: "cancel_hold", id: cancelled, owner }), "ok");
    assert.equal(await bank.reverse(reversed), "ok");
    bank = await leave(bank, journal);
    assert.deepEqual(bank.views.held.map(({ id }) => id), [waits]);
    const statuses = await Promise.all(
      ids.map(async (id) => (await bank.views.transfer(id))?.status),
    );
    assert.deepEqual(statuses, ["booked", "cancelled", "expired", "held", "booked"]);
    await assertTransfers(bank, journal);
    assert.equal(await bank.say({ type: "confirm_hold", id: confirmed, owner }), "again");
    assert.equal(await bank.say({ type: "confirm_hold", id: cancelled, owner }), "not_held");
    assert.equal(await bank.say({ type: "cancel_hold", id: confirmed, owner }), "not_held");
    assert.equal(await bank.say({ type: "expire_hold", id: expired }), "again");
    assert.equal(await bank.reverse(confirmed), "ok");
    before.kept.close();
  });
}

/** Every transfer of the journal is told as the whole journal tells it. */
async function assertTransfers(bank: ViewBank, journal: MemoryJournal): Promise<void> {
  for (const [id, transfer] of (await truthOf(journal)).ledger.transfers.rows()) {
    assert.deepEqual(await bank.views.transfer(id), transfer);
  }
}

Deno.test("old transfers: reversed once although a crash came before the views were written", async () => {
  const [bank, journal] = await newBank();
  const id = bank.id();
  await bank.pay(id, ["alice", "bob"], 10);
  await bank.flush();
  assert.equal(await bank.reverse(id), "ok");
  const again = await crash(bank, journal);
  assert.equal((await again.views.transfer(id))?.reversedBy !== undefined, true, "it is told");
  assert.equal(await again.reverse(id), "already_reversed");
  assert.equal(again.ledger.accounts.get("bob")?.bookedMinor, 1_000_000);
  bank.kept.close();
});

Deno.test("old transfers: reversed once although the first left memory before the reversal was durable", async () => {
  const [bank, journal] = await newBank();
  const id = bank.id();
  await bank.pay(id, ["alice", "bob"], 10);
  await bank.flush();
  await bank.say({ type: "notice", account: "alice", notice: "new_device" });
  bank.fill();
  journal.hold();
  const reversed = bank.reverse(id);
  await settled();
  await bank.flush();
  assert.equal(bank.ledger.transfers.get(id), undefined);
  journal.release();
  assert.deepEqual([await reversed, await bank.reverse(id)], ["ok", "already_reversed"]);
  bank.kept.close();
});

Deno.test("old transfers: a hold is confirmed once although a crash came while views were written", async () => {
  const [bank, journal] = await newBank();
  await bank.rules({ newPayeeMinor: 1, holdReasons: 1 });
  // Ids of more seconds than one commit writes.
  const ids = numbers(400).map((second) => bank.id(bank.clock.nowMs - second * 1_000));
  const last = ids.slice(-30);
  await Promise.all(last.map((id) => bank.pay(id, ["alice", "bob"])));
  await bank.rules({});
  await Promise.all(ids.slice(0, -30).map((id) => bank.pay(id, ["bob", "alice"])));
  await bank.flush();
  const others = numbers(400).map((second) => bank.id(bank.clock.nowMs - second * 1_000));
  await Promise.all(others.map((id) => bank.pay(id, ["bob", "alice"])));
  const confirm = last.map((id) => ({ type: "confirm_hold", id, owner: "alice" }) as const);
  for (const command of confirm) assert.equal(await bank.say(command), "ok");
  await bank.tick();
  const again = await crash(bank, journal);
  for (const command of confirm) assert.equal(await again.say(command), "again");
  await assertBooks(again, await truthOf(journal));
  bank.kept.close();
});

Deno.test("old transfers: a store that cannot be read is told, and asked again later", async () => {
  const [before, journal] = await newBank();
  const id = before.id();
  await before.pay(id, ["alice", "bob"]);
  const bank = await restart(before, journal);
  bank.kept.failingReads = 1;
  assert.equal(await bank.pay(id, ["alice", "bob"]), "storage_failed");
  assert.match(String(bank.failures), /^Error: The disk cannot be read$/);
  assert.equal(await bank.pay(id, ["alice", "bob"]), "again");
  assert.equal(bank.failures.length, 1);
  before.kept.close();
});
