// The tables of giving in the views: after any end or crash they tell what the whole journal tells, and a row that is missing or
// changed is found. SEED=… repeats a random run.
import assert from "node:assert/strict";
import { join } from "node:path";
import * as fc from "fast-check";
import { Audit } from "../../bank/audit.ts";
import { CommitLoop } from "../../bank/commit_loop.ts";
import { GIVING_TABLES, type GivingTable } from "../../bank/giving/tables.ts";
import { ViewAudit } from "../../store/audit_views.ts";
import type { Kv, KvKey } from "../../store/kv.ts";
import { openViews } from "../../store/open_views.ts";
import { FakeClock, KeptLog, seededRandom } from "../support/fake_host.ts";
import { founding, goingLive } from "../support/giving.ts";
import { does, ONE_OF_EACH, ORG, OTHER } from "../support/giving_commands.ts";
import { dumpGiving } from "../support/giving_dump.ts";
import { commandOf, idOf, pauseOf, step } from "../support/giving_story.ts";
import { SEEDED } from "../support/ledger.ts";
import { lineOf, settling } from "../support/line_commands.ts";
import { MemoryJournal } from "../support/memory_journal.ts";
import { numberedSteps } from "../support/numbered_steps.ts";
import { memoryKv } from "../support/service.ts";
import { assertBooks, assertStatements, truthOf } from "../support/truth.ts";
import { copyOf, redo, ViewBank } from "../support/view_bank.ts";

const sample = (seed: number, numRuns: number) => fc.sample(fc.noBias(step), { seed, numRuns });

/** Two homes that are live, and what happens then; views are written now and then. */
async function tell(bank: ViewBank, seed: number, steps: number): Promise<void> {
  let number = 10_000;
  for (const command of founding(() => idOf(number++))) assert.equal(await bank.say(command), "ok");
  for (const account of [ORG, OTHER]) {
    for (const command of goingLive(bank.ledger, { account })) {
      assert.equal(await bank.say(command), "ok");
    }
  }
  const each = [...ONE_OF_EACH, lineOf("l0", bank.clock.nowMs)];
  for (const command of each) assert.equal(await bank.say(command), "ok");
  for (const [place, one] of sample(seed, steps).entries()) {
    bank.clock.advance(pauseOf(one));
    const wish = commandOf(bank.ledger, one);
    if (wish) await bank.say(wish);
    if (place % 7 === 0) await bank.say(lineOf(`l${place + 1}`, bank.clock.nowMs));
    if (place % 14 === 0) await bank.say(settling(idOf(number++), `l${place + 1}`));
    for (const command of numberedSteps(place, bank)) await bank.say(command);
    if (place % 6 === 0) await bank.tick();
  }
}

async function newBank(seed: number, steps: number): Promise<[ViewBank, MemoryJournal]> {
  const journal = new MemoryJournal();
  const bank = await ViewBank.open({ journal, kv: await memoryKv() });
  await tell(bank, seed, steps);
  return [bank, journal];
}

/** What is left of a bank, opened: it has the tables of the whole journal. */
async function assertRecovers(kv: Kv, journal: MemoryJournal, clock: FakeClock): Promise<ViewBank> {
  const bank = await ViewBank.open({ journal, kv, clock });
  const truth = await truthOf(journal);
  assert.equal(dumpGiving(bank.ledger), dumpGiving(truth.ledger));
  await assertBooks(bank, truth);
  assert.deepEqual(bank.failures, []);
  return bank;
}

/** Opens what is left after each commit, with the journal of that time and with the whole one. */
async function crashAnywhere(going: (bank: ViewBank) => Promise<void>): Promise<void> {
  const journal = new MemoryJournal();
  const bank = await ViewBank.open({ journal, kv: await memoryKv() });
  const lengths: number[] = [];
  bank.kept.committed = () => lengths.push(journal.blocks.length);
  await going(bank);
  await bank.flush();
  const { kept: { commits }, clock } = bank;
  assert.ok(commits.length > 7, `${commits.length} commits`);
  const left = await memoryKv();
  for (const [place, commit] of commits.entries()) {
    await redo(left, commit);
    await assertRecovers(left, journal, clock);
    const shorter = new MemoryJournal();
    shorter.blocks.push(...journal.blocks.slice(0, lengths[place]!));
    await assertRecovers(left, shorter, clock);
    // Cut off again, one commit after the next start.
    const second = await ViewBank.open({ journal: shorter, kv: await copyOf(left), clock });
    await second.tick();
    await assertRecovers(second.kept.kv, journal, clock);
    second.kept.close();
  }
  left.close();
  bank.kept.close();
}

Deno.test("giving in views: after a crash at any point they and the journal tell the same tables", async () => {
  const property = fc.asyncProperty(
    fc.nat(),
    (seed) => crashAnywhere((bank) => tell(bank, seed, 250)),
  );
  await fc.assert(property, { ...SEEDED, numRuns: 3, endOnFailure: true });
});

Deno.test("giving in views: a crash between the commits of one flush loses nothing, however much waits", async () => {
  await crashAnywhere(async (bank) => {
    await tell(bank, 8, 0);
    await bank.flush();
    for (let number = 0; number < 900; number++) {
      await bank.say(does.need(`many${number}`));
      if (number % 3 === 0) await bank.say(does.pledge(`p${number}`, 1, { need: `many${number}` }));
      // Some change again while others are on their way.
      if (number % 50 === 0) await bank.say(does.give(idOf(number)));
      if (number % 250 === 249) await bank.tick();
    }
  });
});

Deno.test("giving in views: after an orderly end they are whole, with every statement", async () => {
  const [bank, journal] = await newBank(3, 300);
  await bank.views.close();
  const again = await assertRecovers(bank.kept.kv, journal, bank.clock);
  await assertStatements(again, await truthOf(journal));
  assert.equal(again.timers.size, 0, "nothing is left to be written");
  for (const table of GIVING_TABLES) assert.ok(again.ledger[table].size > 0, table);
  bank.kept.close();
});

Deno.test("giving in views: what cannot be written waits and is written later", async () => {
  for (const how of ["failing", "failingWritten"] as const) {
    const [bank, journal] = await newBank(4, 60);
    await bank.flush();
    bank.kept[how] = 2;
    for (const one of sample(9, 60)) {
      const command = commandOf(bank.ledger, one);
      if (command) await bank.say(command);
    }
    await bank.flush();
    assert.equal(bank.failures.length, 2);
    const again = await assertRecovers(bank.kept.kv, journal, bank.clock);
    assert.equal(again.timers.size, 0);
    bank.kept.close();
  }
});

Deno.test("giving in views: a process that goes on after another one has the same tables, too", async () => {
  const [first, journal] = await newBank(6, 80);
  const { clock, kept: { kv } } = first;
  let bank = first;
  for (let life = 0; life < 5; life++) {
    bank = await assertRecovers(kv, journal, clock);
    for (const one of sample(life, 40)) {
      clock.advance(pauseOf(one));
      const command = commandOf(bank.ledger, one);
      if (command) await bank.say(command);
    }
    if (life % 2) await bank.tick();
    else await bank.views.close();
  }
  await assertRecovers(kv, journal, clock);
  kv.close();
});

const numberOf = (key: KvKey) => key.join(" ");

async function keysOf(kv: Kv, table: GivingTable): Promise<KvKey[]> {
  const keys: KvKey[] = [];
  for await (const { key } of kv.list({ prefix: ["giving", table] })) keys.push(key as KvKey);
  return keys;
}

async function written(): Promise<[ViewBank, MemoryJournal]> {
  const [bank, journal] = await newBank(3, 300);
  await bank.flush();
  return [bank, journal];
}

async function problems(kv: Kv, journal: MemoryJournal): Promise<string> {
  const audit = new Audit({ trails: false });
  const views = await ViewAudit.open(kv, audit);
  for (const bytes of journal.blocks) {
    audit.take(bytes);
    views?.reached(audit.head.seq);
  }
  await views?.finish({ deep: false });
  return audit.report().problems.join("\n");
}

Deno.test("giving in views: a row that is missing is noticed at the start and by an audit", async () => {
  const [bank, journal] = await written();
  assert.equal(await problems(bank.kept.kv, journal), "");
  for (const table of GIVING_TABLES) {
    for (const key of await keysOf(bank.kept.kv, table)) {
      const kv = await copyOf(bank.kept.kv);
      await kv.atomic().delete(key).commit();
      const open = ViewBank.open({ journal, kv, clock: bank.clock });
      await assert.rejects(open, /1 records of giving are missing/, numberOf(key));
      assert.match(await problems(kv, journal), /^The views are damaged: 1 records/);
      kv.close();
    }
  }
  bank.kept.close();
});

/** Something else of the same kind. */
function another(value: unknown): unknown {
  if (typeof value === "number") return value + 1;
  if (typeof value === "string") return `${value}x`;
  if (typeof value === "boolean") return !value;
  if (value === null) return "x";
  return Array.isArray(value) && value.length === 0 ? ["x"] : Array.isArray(value) ? [] : { x: 1 };
}

Deno.test("giving in views: a row that says anything else is found by an audit and named", async () => {
  const [bank, journal] = await written();
  const { kept: { kv } } = bank;
  let fields = 0;
  for (const table of GIVING_TABLES) {
    const [key] = await keysOf(kv, table);
    const bytes = (await kv.get(key!)).value as Uint8Array;
    const record = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    for (const [field, value] of Object.entries(record)) {
      const changed = JSON.stringify({ ...record, [field]: another(value) });
      await redo(kv, [{ key: key!, value: new TextEncoder().encode(changed) }]);
      const told = await problems(kv, journal);
      assert.equal(told, `The record of ${table} ${key![2]} is not what the journal says`, field);
      fields++;
    }
    await redo(kv, [{ key: key!, value: bytes }]);
  }
  assert.ok(fields > 50, `${fields} fields`);
  assert.equal(await problems(kv, journal), "");
  kv.close();
});

Deno.test("giving in views: a row that the journal does not know is found, one that is no record is damage", async () => {
  const [bank, journal] = await written();
  const { kept: { kv } } = bank;
  const put = (key: KvKey, text: string) =>
    redo(kv, [{ key, value: new TextEncoder().encode(text) }]);
  await put(["giving", "claims", "made up"], JSON.stringify({ claim: "made up", changed: 1 }));
  assert.equal(await problems(kv, journal), "The views have claims made up, the journal not");
  for (const text of ["{}", "null", "{", '{"changed":"1"}']) {
    await put(["giving", "claims", "made up"], text);
    assert.match(await problems(kv, journal), /^The views are damaged/, text);
    await assert.rejects(ViewBank.open({ journal, kv, clock: bank.clock }), text);
  }
  await redo(kv, [{ key: ["giving", "claims", "made up"], value: null }]);
  await put(["giving", "children", "ravi"], '{"changed":1}');
  assert.match(await problems(kv, journal), /children ravi is not a record of giving/);
  kv.close();
});

/** One run over real files, to its orderly end. */
async function run(path: string, journal: MemoryJournal): Promise<readonly [number, string[]]> {
  const log = new KeptLog();
  const { read: clock } = new FakeClock();
  const host = { clock, after: () => () => {}, random: seededRandom(), log };
  const openKv = async (file: string) => await Deno.openKv(file) as unknown as Kv;
  const { ledger, views, head, close } = await openViews({
    path,
    openKv,
    journal,
    host,
    fit: true,
    founded: true,
  });
  const fail = (error: unknown) => assert.fail(String(error));
  const loop = new CommitLoop({ journal, ledger, clock, onFailure: fail, onFatal: fail });
  loop.observe(views.observe);
  if (head) loop.startAt(head);
  await loop.replay(views.reflects);
  assert.equal(dumpGiving(ledger), dumpGiving((await truthOf(journal)).ledger));
  await views.close();
  close();
  return [head?.seq ?? -1, log.lines.map(({ message }) => message)];
}

Deno.test("giving in views: without one of their rows they are made again", async () => {
  const [bank, journal] = await written();
  bank.kept.close();
  const path = await Deno.makeTempDir();
  try {
    const last = journal.newest.seq;
    assert.deepEqual(await run(path, journal), [-1, [
      "the views are missing; they are made again",
    ]]);
    assert.deepEqual(await run(path, journal), [last, []]);
    using kv = await Deno.openKv(join(path, "views.kv"));
    for await (const { key } of kv.list({ prefix: ["giving", "needs"] }, { limit: 1 })) {
      await kv.delete(key);
    }
    kv.close();
    assert.deepEqual(await run(path, journal), [-1, [
      "the views cannot be read; they are made again",
    ]]);
    assert.deepEqual(await run(path, journal), [last, []]);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
});
