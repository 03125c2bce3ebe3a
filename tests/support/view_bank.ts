// A bank with views over real Deno KV in memory: timers fire when told to, commits to the views are kept one by one
// and fail when told to, so that a crash after any of them can be tried. Beside it the plain truth: the whole journal
// replayed without views, every entry and notice kept in memory.
import assert from "node:assert/strict";
import type { Command } from "../../bank/command.ts";
import { CommitLoop } from "../../bank/commit_loop.ts";
import type { Host } from "../../bank/host.ts";
import type { Journal } from "../../bank/journal.ts";
import { DurableLedger } from "../../bank/ledger.ts";
import { type Entry, entryOf, type Notice } from "../../bank/trace.ts";
import { type TransferId, transferIdOf } from "../../bank/transfer_id.ts";
import { TransferTable } from "../../bank/transfer_table.ts";
import type { Kv, KvAtomic, KvKey } from "../../store/kv.ts";
import { Views } from "../../store/views.ts";
import { FakeClock, KeptLog, seededRandom } from "./fake_host.ts";
import { type Code, codeOf, dump, settled } from "./ledger.ts";
import { memoryKv } from "./service.ts";

interface Op {
  readonly key: KvKey;
  /** Null: deleted. */
  readonly value: unknown;
}
export type Commit = readonly Op[];

/** Writes again what a commit wrote. */
export async function redo(kv: Kv, commit: Commit): Promise<void> {
  const atomic = kv.atomic();
  for (const { key, value } of commit) value === null ? atomic.delete(key) : atomic.set(key, value);
  assert.ok((await atomic.commit()).ok);
}

export async function copyOf(kv: Kv): Promise<Kv> {
  const copy = await memoryKv();
  for await (const { key, value } of kv.list({ prefix: [] })) {
    await redo(copy, [{ key: key as KvKey, value }]);
  }
  return copy;
}

/** Deno KV that keeps what each commit wrote, and fails when told to. */
export class KeptKv implements Kv {
  readonly commits: Commit[] = [];
  /** So many of the next commits fail, with nothing written. */
  failing = 0;
  failingReads = 0;
  /** Commits on their way. */
  busy = 0;

  constructor(readonly kv: Kv) {}

  get(key: KvKey) {
    this.#read();
    return this.kv.get(key);
  }

  list(...request: Parameters<Kv["list"]>) {
    this.#read();
    return this.kv.list(...request);
  }

  atomic(): KvAtomic {
    const ops: Op[] = [];
    const atomic: KvAtomic = {
      check: () => assert.fail("views check nothing"),
      set: (key, value) => (ops.push({ key, value }), atomic),
      delete: (key) => (ops.push({ key, value: null }), atomic),
      commit: () => this.#commit(ops),
    };
    return atomic;
  }

  close(): void {
    this.kv.close();
  }

  async #commit(ops: Commit): Promise<{ ok: boolean }> {
    if (this.failing > 0) {
      this.failing--;
      throw new Error("The disk is full");
    }
    this.busy++;
    try {
      await redo(this.kv, ops);
      this.commits.push(ops);
      return { ok: true };
    } finally {
      this.busy--;
    }
  }

  #read(): void {
    if (this.failingReads === 0) return;
    this.failingReads--;
    throw new Error("The disk cannot be read");
  }
}

/** Timers that fire when told to. */
class Timers {
  readonly #acts = new Set<() => void>();

  get size(): number {
    return this.#acts.size;
  }

  readonly after: Host["after"] = (_ms, act) => {
    this.#acts.add(act);
    return () => void this.#acts.delete(act);
  };

  fire(): void {
    const acts = [...this.#acts];
    this.#acts.clear();
    for (const act of acts) act();
  }
}

export interface ViewBankOptions {
  readonly journal: Journal;
  /** Kept open when the bank is left, as after a crash. */
  readonly kv: Kv;
  readonly clock?: FakeClock;
}

export class ViewBank {
  readonly ledger = new DurableLedger();
  readonly views: Views;
  readonly loop: CommitLoop;
  readonly kept: KeptKv;
  readonly failures: unknown[] = [];
  readonly timers = new Timers();
  readonly clock: FakeClock;
  readonly #random = seededRandom(5);

  private constructor({ journal, kv, clock = new FakeClock() }: ViewBankOptions) {
    this.kept = new KeptKv(kv);
    this.clock = clock;
    const { ledger } = this;
    const onFailure = (error: unknown) => void this.failures.push(error);
    const { read } = clock;
    const host = {
      clock: read,
      after: this.timers.after,
      random: this.#random,
      log: new KeptLog(),
    };
    this.views = new Views({ kv: this.kept, journal, ledger, host, onFailure });
    const { archive } = this.views;
    this.loop = new CommitLoop({
      ...{ journal, ledger, archive, onFailure },
      clock: read,
      onFatal: onFailure,
    });
    this.loop.observe(this.views.observe);
  }

  /** As a start does it: views, then what the journal has beyond them. */
  static async open(options: ViewBankOptions): Promise<ViewBank> {
    const bank = new ViewBank(options);
    const head = await bank.views.load();
    if (head) bank.loop.startAt(head);
    await bank.loop.replay(bank.views.reflects);
    bank.views.replayed();
    return bank;
  }

  id(atMs = this.clock.nowMs): TransferId {
    return transferIdOf(atMs, this.#random(10));
  }

  async say(command: Command): Promise<Code> {
    return codeOf(await this.loop.submit(command));
  }

  /** Runs the timers of now, and what follows from them up to the next ones: at most one commit. */
  async tick(): Promise<void> {
    this.timers.fire();
    do await settled(); while (this.kept.busy > 0);
    await settled();
  }

  /** Until all views are written. */
  async flush(): Promise<void> {
    while (this.timers.size > 0) await this.tick();
  }
}

export interface Truth {
  readonly loop: CommitLoop;
  readonly ledger: DurableLedger;
  readonly entries: ReadonlyMap<string, readonly Entry[]>;
  readonly notices: ReadonlyMap<string, readonly Notice[]>;
}

/** What the journal says when all of it is read, without views. */
export async function truthOf(journal: Journal): Promise<Truth> {
  const fail = (error: unknown) => assert.fail(String(error));
  const loop = new CommitLoop({ journal, clock: () => 0, onFailure: fail, onFatal: fail });
  const entries = new Map<string, Entry[]>();
  const notices = new Map<string, Notice[]>();
  loop.observe((_block, changes) => {
    for (const entry of changes.postings.map(entryOf)) add(entries, entry);
    for (const notice of changes.notices) add(notices, notice);
  });
  await loop.replay();
  return { loop, ledger: loop.ledger, entries, notices };
}

function add<T extends { readonly account: string }>(lists: Map<string, T[]>, one: T): void {
  const list = lists.get(one.account);
  if (list) list.push(one);
  else lists.set(one.account, [one]);
}

/** Bank, rules and accounts are the same; every transfer is found as it is; those that wait are in memory. */
export async function assertBooks({ ledger, views, loop }: ViewBank, truth: Truth): Promise<void> {
  const transfers = new TransferTable();
  assert.equal(dump({ ...ledger, transfers }), dump({ ...truth.ledger, transfers }));
  assert.deepEqual(loop.head, truth.loop.head);
  const waiting = [...truth.ledger.transfers.rows()].filter(([, { status }]) => status === "held");
  assert.deepEqual(
    views.held.map(({ id }) => id).sort(),
    waiting.map(([id]) => id).sort(),
    "payments that wait",
  );
  for (const [id, transfer] of truth.ledger.transfers.rows()) {
    assert.deepEqual(await views.transfer(id), transfer);
  }
}

/** Every statement, whole and in parts that begin and end on both sides of the chunks' edges. */
export async function assertStatements({ views }: ViewBank, truth: Truth): Promise<void> {
  const { statements } = views;
  for (const [account] of truth.ledger.accounts.rows()) {
    const entries = truth.entries.get(account) ?? [];
    const notices = truth.notices.get(account) ?? [];
    const all = { after: 0, limit: Infinity };
    assert.deepEqual(await statements.entriesSince(account, all), entries, account);
    assert.deepEqual(await statements.noticesSince(account, all), notices, account);
    const newest = { limit: 50 };
    assert.deepEqual(await statements.page(account, newest), entries.slice(-50).reverse());
    for (let edge = 0; edge <= entries.length + 32; edge += 32) {
      for (const [before, limit] of [[edge, 1], [edge + 1, 33], [edge + 2, 7], [edge + 33, 64]]) {
        const page = await statements.page(account, { before: before!, limit: limit! });
        const end = Math.min(entries.length, Math.max(0, before! - 1));
        const part = entries.slice(Math.max(0, end - limit!), end).reverse();
        assert.deepEqual(page, part, `${account}: ${limit} before ${before}`);
      }
      for (const [after, limit] of [[edge, 32], [edge + 31, 2], [edge + 1, 31]]) {
        const since = { after: after!, limit: limit! };
        const [from, to] = [after!, after! + limit!];
        assert.deepEqual(await statements.entriesSince(account, since), entries.slice(from, to));
        assert.deepEqual(await statements.noticesSince(account, since), notices.slice(from, to));
      }
    }
  }
}
