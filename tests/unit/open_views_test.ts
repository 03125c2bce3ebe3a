// store/open_views.ts with real files: views that fit are used; those that are damaged, incomplete, or of another journal
// are made again, and the log says so. The books are the journal's in every case. A journal that is behind its views is
// refused, and they stay.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { CommitLoop } from "../../bank/commit_loop.ts";
import { CheckedKv } from "../../store/checked_kv.ts";
import { DataError } from "../../store/data_error.ts";
import type { Kv } from "../../store/kv.ts";
import { JournalBehind, lookAtEnd } from "../../store/journal_end.ts";
import { lookAtViews, openViews } from "../../store/open_views.ts";
import { FakeClock, KeptLog, seededRandom } from "../support/fake_host.ts";
import { dump } from "../support/ledger.ts";
import { MemoryJournal } from "../support/memory_journal.ts";
import { memoryKv } from "../support/service.ts";
import { truthOf } from "../support/truth.ts";
import { ViewBank } from "../support/view_bank.ts";

const openKv = async (path: string) => await Deno.openKv(path) as unknown as Kv;
const fileIn = (path: string) => join(path, "views.kv");
const bytes = (text: string) => new TextEncoder().encode(text);
const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

interface Started {
  /** Block of the views, −1 without. */
  readonly from: number;
  readonly warnings: readonly string[];
}

/** One run of a bank over the data directory, from its start to its orderly end. */
async function run(path: string, journal: MemoryJournal): Promise<Started> {
  const log = new KeptLog();
  const { read: clock } = new FakeClock();
  const host = { clock, after: () => () => {}, random: seededRandom(), log };
  const seen = await lookAtViews(path);
  const end = await lookAtEnd(journal, { mark: journal.mark, noMark: null, views: seen });
  const { ledger, views, head, close, keep } = await openViews({
    path,
    openKv,
    journal,
    host,
    fit: end.viewsFit,
    founded: existsSync(fileIn(path)),
  });
  try {
    const fail = (error: unknown) => assert.fail(String(error));
    const { archive } = views;
    const loop = new CommitLoop({
      journal,
      ledger,
      archive,
      clock,
      onFailure: fail,
      onFatal: fail,
    });
    loop.observe(views.observe);
    if (head) loop.startAt(head);
    await loop.replay(views.reflects);
    views.replayed();
    keep();
    const truth = await truthOf(journal);
    const { transfers } = truth.ledger;
    assert.equal(dump({ ...ledger, transfers }), dump(truth.ledger));
    for (const [account] of ledger.accounts.rows()) {
      const entries = await views.statements.entriesSince(account, { after: 0, limit: Infinity });
      assert.deepEqual(entries, truth.entries.get(account) ?? []);
    }
    await views.close();
    assert.ok(log.lines.every(({ level }) => level === "warn"));
    return { from: head?.seq ?? -1, warnings: log.lines.map(({ message }) => message) };
  } finally {
    close();
  }
}

/** Twenty customers on two pages, one payment that waits, and `more` payments. */
async function journalWith(more: number): Promise<MemoryJournal> {
  const journal = new MemoryJournal();
  const bank = await ViewBank.open({ journal, kv: await memoryKv() });
  await bank.found(numbers(20).map((number) => `c${number}`));
  await bank.rules({ newPayeeMinor: 1, holdReasons: 1 });
  await bank.pay(bank.id(), ["c0", "c1"]);
  await bank.rules({});
  for (const _ of numbers(more)) await bank.pay(bank.id(), ["c3", "c19"]);
  bank.kept.close();
  return journal;
}

async function change(path: string, act: (kv: Kv) => Promise<unknown>): Promise<void> {
  const kv = await openKv(fileIn(path));
  await act(kv);
  kv.close();
}

const put = (key: (string | number)[], value: unknown) => (path: string) =>
  change(path, (kv) => kv.atomic().set(key, value).commit());

const remove = (...key: (string | number)[]) => (path: string) =>
  change(path, (kv) => kv.atomic().delete(key).commit());

/** Changes the text of a row. */
const edit = (key: (string | number)[], from: string | RegExp, to: string) => (path: string) =>
  change(path, async (kv) => {
    const before = new TextDecoder().decode((await kv.get(key)).value as Uint8Array);
    const after = before.replace(from, to);
    assert.notEqual(after, before);
    await kv.atomic().set(key, bytes(after)).commit();
  });

/** Runs with a directory that has views of this journal, ended orderly. */
async function withViews(
  journal: MemoryJournal,
  test: (path: string) => Promise<void>,
): Promise<void> {
  const path = await Deno.makeTempDir();
  try {
    assert.deepEqual(await run(path, journal), { from: -1, warnings: [] });
    await test(path);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

Deno.test("open views: those that fit are used, and nothing is said", async () => {
  const journal = await journalWith(40);
  await withViews(journal, async (path) => {
    const { blocks } = journal;
    assert.deepEqual(await run(path, journal), { from: blocks.length - 1, warnings: [] });
    const { newest: head } = journal;
    journal.rivalWrites([{ type: "account_frozen", account: "c7" }], head.at);
    assert.deepEqual(await run(path, journal), { from: head.seq, warnings: [] });
    assert.deepEqual(await run(path, journal), { from: head.seq + 1, warnings: [] });
  });
});

const held = (path: string) =>
  change(path, async (kv) => {
    for await (const { key } of kv.list({ prefix: ["held"] })) {
      await kv.atomic().set(key as string[], bytes("{")).commit();
    }
  });

const DAMAGE: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
  "a page is missing": remove("accounts", 0),
  "the last page is missing": remove("accounts", 1),
  "a page is not JSON": put(["accounts", 0], bytes("[1,[[")),
  "a page is something else": put(["accounts", 0], bytes('{"asOf":1}')),
  "a page is empty": put(["accounts", 1], new Uint8Array()),
  "a page is not bytes": put(["accounts", 0], "page"),
  "a page has a row that is too short": edit(["accounts", 1], /\]\]\]$/, "],[]]]"),
  "a page has an unknown status": edit(["accounts", 1], /(,"?\d+,17,\d+),0/, ",0,17,9,9"),
  "a page has a number as text": edit(["accounts", 0], "1000000", '"1000000"'),
  "the meta is not JSON": put(["meta"], bytes("{")),
  "the meta is empty": put(["meta"], new Uint8Array()),
  "the meta is of an older format": edit(["meta"], '"format":3', '"format":1'),
  "the meta is of a newer format": edit(["meta"], '"format":3', '"format":4'),
  "the meta lacks a field": edit(["meta"], '"highest"', '"lowest"'),
  "the meta has strange rules": edit(["meta"], '"holdReasons":2', '"holdReasons":99'),
  "the meta is missing": remove("meta"),
  "the meta names another block": edit(["meta"], /"hash":"..../, '"hash":"zzzz'),
  "a payment that waits is not JSON": held,
  "the file is no database": (path) => Deno.writeFile(fileIn(path), bytes("what".repeat(5_000))),
  "the file is empty": (path) => Deno.writeFile(fileIn(path), new Uint8Array()),
};

for (const [what, damage] of Object.entries(DAMAGE)) {
  Deno.test(`open views: ${what}: they are made again`, async () => {
    const journal = await journalWith(40);
    await withViews(journal, async (path) => {
      await damage(path);
      const { from, warnings } = await run(path, journal);
      assert.deepEqual([from, warnings.length], [-1, 1], warnings.join());
      assert.match(warnings[0]!, /^the views .*; they are made again$/);
      const again = await run(path, journal);
      assert.deepEqual(again, { from: journal.newest.seq, warnings: [] });
    });
  });
}

Deno.test("open views: of another journal: they are made again where a mark vouches for this one", async () => {
  const journal = await journalWith(40);
  const other = await otherBank();
  const branched = new MemoryJournal();
  branched.blocks.push(...journal.blocks.slice(0, 20));
  for (const _ of numbers(50)) {
    branched.rivalWrites([{ type: "account_frozen", account: "c7" }], journal.newest.at);
  }
  for (const changed of [other, branched]) {
    await withViews(journal, async (path) => {
      await assert.rejects(run(path, changed), JournalBehind);
      changed.marked = true;
      const fresh = await run(path, changed);
      assert.deepEqual([fresh.from, fresh.warnings.length], [-1, 1]);
      assert.deepEqual(await run(path, changed), { from: changed.newest.seq, warnings: [] });
    });
  }
});

/** A bank of the same kind with other blocks, and more of them. */
async function otherBank(): Promise<MemoryJournal> {
  const journal = new MemoryJournal();
  const bank = await ViewBank.open({ journal, kv: await memoryKv() });
  await bank.found(["zoe", "yan"]);
  for (const _ of numbers(99)) await bank.pay(bank.id(), ["zoe", "yan"]);
  bank.kept.close();
  return journal;
}

Deno.test("open views: a journal that is behind them is refused, marked or not, and they stay", async () => {
  const journal = await journalWith(40);
  const restored = new MemoryJournal();
  restored.blocks.push(...journal.blocks.slice(0, 20));
  for (const marked of [false, true]) {
    await withViews(journal, async (path) => {
      restored.marked = marked;
      await assert.rejects(run(path, restored), (error) => {
        assert(error instanceof JournalBehind);
        assert.equal(error.kept.seq, 19);
        assert.equal(error.acknowledged?.seq, journal.newest.seq);
        return true;
      });
      assert.deepEqual(await run(path, journal), { from: journal.newest.seq, warnings: [] });
    });
  }
});

Deno.test("open views: pages ahead of a journal that was cut are refused", async () => {
  const journal = await journalWith(0);
  const path = await Deno.makeTempDir();
  try {
    const kv = new CheckedKv(await openKv(fileIn(path)));
    const bank = await ViewBank.open({ journal, kv });
    await bank.flush();
    // More than one commit takes: all pages go with the first, some ids with the second.
    for (const second of numbers(400)) {
      bank.clock.nowMs += 1_000;
      await bank.pay(bank.id(), ["c3", "c19"], second + 1);
    }
    await bank.tick();
    kv.close();
    journal.blocks.length -= 100;
    await assert.rejects(run(path, journal), JournalBehind);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
});

Deno.test("open views: when even new ones cannot be made it says what to do", async () => {
  const journal = await journalWith(1);
  const log = new KeptLog();
  const { read: clock } = new FakeClock();
  const host = { clock, after: () => () => {}, random: seededRandom(), log };
  const path = "/nowhere/at/all";
  await assert.rejects(
    openViews({ path, openKv, journal, host, fit: false, founded: false }),
    (error) => {
      assert.ok(error instanceof DataError);
      assert.match(error.message, /^Cannot make the views \/nowhere.*check the disk$/);
      return true;
    },
  );
});
