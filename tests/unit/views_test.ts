// Views of a bank that is cut off at any point: what reached them and the journal together give the same books and
// the same statements as the whole journal does. Views that cannot be written wait. SEED=… repeats a random run.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { HOLD_LIFETIME_MS, OPEN_HOLDS_MAX } from "../../bank/limits.ts";
import { SEEDED, settled } from "../support/ledger.ts";
import { MemoryJournal } from "../support/memory_journal.ts";
import { memoryKv } from "../support/service.ts";
import { Story, storyOf } from "../support/story.ts";
import { assertBooks, assertStatements, truthOf } from "../support/truth.ts";
import { copyOf, redo, ViewBank } from "../support/view_bank.ts";
import type { Kv } from "../../store/kv.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

async function newBank(...names: string[]): Promise<[ViewBank, MemoryJournal]> {
  const journal = new MemoryJournal();
  const bank = await ViewBank.open({ journal, kv: await memoryKv() });
  if (names.length > 0) await bank.found(names);
  return [bank, journal];
}

/** The journal as it was when it had so many blocks. */
function cutAt({ blocks }: MemoryJournal, length: number): MemoryJournal {
  const journal = new MemoryJournal();
  journal.blocks.push(...blocks.slice(0, length));
  return journal;
}

/** Opens what is left of a bank and looks at all of it; nothing is written to `kv`. */
async function assertRecovers(kv: Kv, journal: MemoryJournal): Promise<ViewBank> {
  const bank = await ViewBank.open({ journal, kv });
  const truth = await truthOf(journal);
  await assertBooks(bank, truth);
  await assertStatements(bank, truth);
  assert.deepEqual(bank.failures, []);
  return bank;
}

/** A crash now: the views as they are, the journal as it is. */
const crashed = async ({ kept }: ViewBank, journal: MemoryJournal): Promise<ViewBank> =>
  await ViewBank.open({ journal, kv: await copyOf(kept.kv) });

async function crashAnywhere(seed: number): Promise<void> {
  const [bank, journal] = await newBank();
  const lengths: number[] = [];
  bank.kept.committed = () => lengths.push(journal.blocks.length);
  const story = new Story(bank);
  await story.begin();
  await story.tell(storyOf(seed, 700));
  await bank.flush();
  const truth = await truthOf(journal);
  await assertBooks(bank, truth);
  await assertStatements(bank, truth);
  const { commits } = bank.kept;
  assert.ok(commits.length > 10, `${commits.length} commits`);
  const left = await memoryKv();
  for (const [place, commit] of commits.entries()) {
    await redo(left, commit);
    await assertRecovers(left, journal);
    const shorter = cutAt(journal, lengths[place]!);
    await assertRecovers(left, shorter);
    // Cut off again, one commit after the next start, and a third start.
    const second = await crashed({ kept: { kv: left } } as ViewBank, shorter);
    await second.tick();
    await assertRecovers(second.kept.kv, journal);
    second.kept.close();
  }
  left.close();
  bank.kept.close();
}

Deno.test("views: after a crash at any point they and the journal tell the same books", async () => {
  const property = fc.asyncProperty(fc.nat(), crashAnywhere);
  await fc.assert(property, { ...SEEDED, numRuns: 3, endOnFailure: true });
});

Deno.test("views: the stories that are told have everything in them", async () => {
  const [bank, journal] = await newBank();
  const story = new Story(bank);
  await story.begin();
  await story.tell(storyOf(1, 2_000));
  const { ok = 0, held = 0, again = 0, already_reversed: reversed = 0 } = story.codes;
  assert.ok(ok > 800 && held > 20 && again > 20 && reversed > 5, JSON.stringify(story.codes));
  const types = new Set(journal.events.flat().map(({ type }) => type));
  assert.equal(types.size, 12, [...types].join());
  const lengths = [...(await truthOf(journal)).entries.values()].map(({ length }) => length);
  assert.ok(lengths.filter((length) => length > 96).length > 2, lengths.join());
  bank.kept.close();
});

Deno.test("views: a crash between the commits of one flush loses nothing, however much waits", async () => {
  const [bank, journal] = await newBank("alice", "bob");
  await bank.flush();
  const ids = numbers(13_500).map((number) =>
    bank.id(bank.clock.nowMs - Math.floor(number / 1_500) * 1_000)
  );
  const codes = await Promise.all(ids.map((id) => bank.pay(id, ["alice", "bob"])));
  assert.ok(codes.every((code) => code === "ok"));
  const before = bank.kept.commits.length;
  const truth = await truthOf(journal);
  const sizes: number[] = [];
  while (bank.timers.size > 0) {
    await bank.tick();
    const commit = bank.kept.commits.slice(before + sizes.length).flat();
    sizes.push(commit.length);
    // Read while chunks are on their way out of memory.
    const newest = await bank.views.statements.page("bob", { limit: 70 });
    assert.deepEqual(newest, truth.entries.get("bob")!.slice(-70).reverse());
    const again = await ViewBank.open({ journal, kv: bank.kept.kv });
    const last = await again.views.statements.entriesSince("alice", { after: 13_000, limit: 99 });
    assert.deepEqual(last, truth.entries.get("alice")!.slice(13_000, 13_099));
  }
  assert.ok(sizes.filter((rows) => rows > 300).length > 1, sizes.join());
  assert.ok(sizes.every((rows) => rows < 600), sizes.join());
  const again = await ViewBank.open({ journal, kv: bank.kept.kv });
  await assertBooks(again, truth);
  const all = await again.views.statements.entriesSince("bob", { after: 0, limit: Infinity });
  assert.deepEqual(all, truth.entries.get("bob"));
  bank.kept.close();
});

Deno.test("views: ids of clients whose clocks differ are written in few commits", async () => {
  const [bank, journal] = await newBank("alice", "bob");
  await bank.flush();
  const before = bank.kept.commits.length;
  const ids = numbers(2_000).map((number) => bank.id(bank.clock.nowMs - number % 97 * 1_000));
  await Promise.all(ids.map((id) => bank.pay(id, ["alice", "bob"])));
  await bank.flush();
  const commits = bank.kept.commits.length - before;
  assert.ok(commits < 50, `${ids.length} ids took ${commits} commits`);
  await assertRecovers(bank.kept.kv, journal);
  bank.kept.close();
});

Deno.test("views: made from a long journal at once", async () => {
  const [bank, journal] = await newBank("alice");
  const cash = { type: "cash_in", account: "alice", amountMinor: 1, memo: "", by: "boss" } as const;
  await Promise.all(numbers(13_000).map(() => bank.say({ ...cash, id: bank.id() })));
  const made = await ViewBank.open({ journal, kv: await memoryKv() });
  await made.views.close();
  assert.deepEqual(made.failures, []);
  const again = await ViewBank.open({ journal, kv: made.kept.kv });
  await assertBooks(again, await truthOf(journal));
  made.kept.close();
  bank.kept.close();
});

Deno.test("views: what cannot be written waits, is told, and is written later", async () => {
  const table = [["failing", 0], ["failingWritten", 3]] as const;
  for (const [how, written] of table) {
    const [bank, journal] = await newBank("alice", "bob");
    bank.kept[how] = 3;
    for (const number of numbers(80)) {
      await bank.pay(bank.id(), number % 3 ? ["alice", "bob"] : ["bob", "alice"]);
      if (number % 20 === 0) await bank.tick();
      if (number === 50) {
        assert.deepEqual([bank.kept.commits.length, bank.failures.length], [written, 3]);
      }
      await assertBooks(await crashed(bank, journal), await truthOf(journal));
    }
    await assertStatements(bank, await truthOf(journal));
    await bank.flush();
    assert.equal(bank.failures.length, 3);
    await bank.pay(bank.id(), ["alice", "bob"]);
    bank.kept[how] = 1;
    await bank.flush();
    assert.equal(bank.failures.length, 4);
    const again = await assertRecovers(bank.kept.kv, journal);
    assert.equal(again.timers.size, 0, "nothing is left to be written");
    bank.kept.close();
  }
});

Deno.test("views: closing writes all that waits, once; a failure is told", async () => {
  const [bank, journal] = await newBank("alice", "bob");
  await bank.pay(bank.id(), ["alice", "bob"]);
  await bank.views.close();
  assert.equal((await assertRecovers(bank.kept.kv, journal)).timers.size, 0);
  await bank.pay(bank.id(), ["alice", "bob"]);
  assert.equal(bank.timers.size, 0, "nothing is begun after the end");
  bank.kept.failing = 1;
  await bank.views.close();
  assert.match(String(bank.failures), /^Error: The disk is full$/);
  await assertRecovers(bank.kept.kv, journal);
  bank.kept.close();
});

Deno.test("views: rules that staff set later do not apply to what is replayed", async () => {
  const [bank, journal] = await newBank("alice", "bob");
  const names = numbers(6_600).map((number) => `c${number}`);
  await Promise.all(names.map((account) => bank.say({ type: "open_account", account })));
  await bank.rules({ newPayeeMinor: 10, burstMinutes: 1, burstTransfers: 0 });
  await bank.flush();
  // More pages than one commit has rows, the payer's among the last.
  await Promise.all(
    names.map((account) => bank.say({ type: "notice", account, notice: "new_device" })),
  );
  const cash = { type: "cash_in", amountMinor: 9_000, memo: "", by: "boss" } as const;
  await bank.say({ ...cash, account: "c6599", id: bank.id() });
  for (const _ of numbers(3)) {
    await bank.pay(bank.id(), ["c6599", "alice"], 2);
    bank.clock.advance(2 * 60_000);
  }
  await bank.rules({ newPayeeMinor: 1_000_000, burstMinutes: 100 });
  await bank.tick();
  const again = await crashed(bank, journal);
  assert.ok(again.timers.size > 0, "something is left to be written");
  await assertBooks(again, await truthOf(journal));
  again.kept.close();
  bank.kept.close();
});

/** Payments that wait, of several payers because each may have so many only. */
async function holds(bank: ViewBank, count: number): Promise<string[]> {
  await bank.rules({ newPayeeMinor: 1, holdReasons: 1 });
  const payers = numbers(4).map((number) => `p${number}`);
  const ids = numbers(count).map(() => bank.id());
  const codes = await Promise.all(
    ids.map((id, place) => bank.pay(id, [payers[Math.floor(place / OPEN_HOLDS_MAX)]!, "bob"])),
  );
  assert.ok(codes.every((code) => code === "held"), codes.join());
  return ids;
}

const PAYERS = ["bob", "p0", "p1", "p2", "p3"];

Deno.test("views: payments that wait are found again, many and changed while they are written", async () => {
  const [bank, journal] = await newBank(...PAYERS);
  await bank.flush();
  await holds(bank, 100);
  const first = bank.id();
  assert.equal(await bank.pay(first, ["p3", "bob"]), "held");
  assert.equal(await bank.pay(bank.id(), ["p3", "bob"]), "held");
  assert.equal(await bank.say({ type: "cancel_hold", id: first, owner: "p3" }), "ok");
  for (let commits = 1; bank.timers.size > 0; commits++) {
    await bank.tick();
    if (bank.kept.busy > 0) continue;
    await assertRecovers(bank.kept.kv, journal);
    assert.ok(commits < 20);
  }
  bank.kept.close();
});

Deno.test("views: payments that waited are over after two crashes, too", async () => {
  const [bank, journal] = await newBank(...PAYERS);
  const ids = await holds(bank, 110);
  await bank.flush();
  const expire = ids.map((id) => ({ type: "expire_hold", id }) as const);
  bank.clock.advance(HOLD_LIFETIME_MS);
  await Promise.all(expire.map((command) => bank.say(command)));
  const commits = bank.kept.commits.length;
  while (bank.kept.commits.length === commits) await bank.tick();
  const second = await crashed(bank, journal);
  assert.deepEqual(second.views.held, []);
  await second.flush();
  await assertRecovers(second.kept.kv, journal);
  await settled();
  second.kept.close();
  bank.kept.close();
});
