// A clock that jumps, backwards and forwards by hours and weeks, under a commit loop: blocks stay in order, payments are
// booked and repeated ones recognised, and the journal reads back as it was written. An id that is far ahead of the
// bank's time is refused until that time has come.
import assert from "node:assert/strict";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { Audit } from "../../bank/audit.ts";
import { settled, Teller } from "../support/ledger.ts";

const HOUR_MS = 3_600_000;

Deno.test("clock: one that jumps breaks neither the order of blocks nor a payment", async () => {
  const teller = await Teller.open();
  const start = teller.nowMs;
  for (const [n, hours] of [0, -5, 30, -400, 0].entries()) {
    teller.nowMs = start + hours * HOUR_MS;
    assert.equal(await teller.say("alice", "pays", "bob", 1, `t${n}`), "ok");
    assert.equal(await teller.say("alice", "pays", "bob", 1, `t${n}`), "again");
  }
  const times = teller.journal.blocks.map((bytes) =>
    JSON.parse(new TextDecoder().decode(bytes)).at
  );
  assert.deepEqual(times, [...times].sort((a, b) => a - b));
  assert.equal(teller.bookedMinor("bob"), 5);
  const audit = new Audit({ trails: true });
  for (const bytes of teller.journal.blocks) assert.ok(audit.take(bytes));
  assert.deepEqual(audit.report().problems, []);
  const fresh = new Teller(teller.journal);
  await fresh.loop.replay();
  assert.deepEqual([fresh.bookedMinor("bob"), fresh.loop.head], [5, teller.loop.head]);
});

Deno.test("clock: the bank's own time never goes back, and ids are measured against it", async () => {
  const teller = await Teller.open();
  const noon = teller.nowMs;
  const id = (n: number, atMs: number) => transferIdOf(atMs, new Uint8Array(10).fill(n));
  const pays = (name: string) => teller.say("alice", "pays", "bob", 1, name);
  assert.equal(await pays(id(1, noon)), "ok");
  teller.nowMs = noon - 2 * HOUR_MS;
  assert.equal(await pays(id(2, noon)), "ok");
  assert.equal(await pays(id(1, noon)), "again");
  assert.equal(await pays(id(3, noon + 2 * HOUR_MS)), "limit_exceeded");
  teller.nowMs = noon + 2 * HOUR_MS;
  assert.equal(await pays(id(3, noon + 2 * HOUR_MS)), "ok");
  assert.equal(teller.bookedMinor("bob"), 3);
});

Deno.test("clock: what is decided while it is being set back is dated by the time that is set", async () => {
  const teller = await Teller.open();
  const { journal, loop } = teller;
  const rightMs = teller.nowMs + 5;
  loop.observe(({ events: [event] }) => {
    if (event?.type === "clock_set") teller.nowMs = event.toMs;
  });
  teller.nowMs = rightMs + 4 * HOUR_MS;
  assert.equal(await teller.say("alice", "pays", "bob", 1, "t1"), "ok");
  journal.hold();
  const set = loop.submit({ type: "set_clock", atMs: rightMs, by: "cash" });
  await journal.appending(2);
  const paid = teller.say("alice", "pays", "bob", 1, "t2");
  await settled();
  journal.release();
  await set;
  assert.equal(await paid, "ok");
  assert.equal(journal.newest.at, rightMs);
});
