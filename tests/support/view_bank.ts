// A bank with views over real Deno KV in memory: timers fire when told to, commits to the views are kept one by one
// and fail when told to, so that a crash after any of them can be tried.
import assert from "node:assert/strict";
import type { Command } from "../../bank/command.ts";
import { CommitLoop } from "../../bank/commit_loop.ts";
import type { Host } from "../../bank/host.ts";
import type { Journal } from "../../bank/journal.ts";
import { DurableLedger } from "../../bank/ledger.ts";
import { defaultPolicy } from "../../bank/suspicion.ts";
import { type TransferId, transferIdOf } from "../../bank/transfer_id.ts";
import type { Kv, KvAtomic, KvKey } from "../../store/kv.ts";
import { RECENT_TRANSFERS_MAX } from "../../store/recent_transfers.ts";
import { Views } from "../../store/views.ts";
import { FakeClock, KeptLog, seededRandom } from "./fake_host.ts";
import { type Code, codeOf, settled } from "./ledger.ts";
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
  /** So many of the next commits fail, with nothing written; */
  failing = 0;
  /** or with all of it. */
  failingWritten = 0;
  failingReads = 0;
  /** Commits on their way. */
  busy = 0;
  /** Told of each commit. */
  committed = (): void => {};

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
      this.committed();
      if (this.failingWritten === 0) return { ok: true };
      this.failingWritten--;
      throw new Error("The connection broke");
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
  #random = seededRandom();

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
      journal,
      ledger,
      archive,
      onFailure,
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
    // Other ids than those of the process before it.
    bank.#random = seededRandom(bank.loop.head.seq + 7);
    return bank;
  }

  id(atMs = this.clock.nowMs): TransferId {
    return transferIdOf(atMs, this.#random(10));
  }

  async say(command: Command): Promise<Code> {
    return codeOf(await this.loop.submit(command));
  }

  /** Founds the bank and opens accounts with so much cash each. */
  async found(names: readonly string[], amountMinor = 1_000_000): Promise<void> {
    await this.say({ type: "found", name: "Test Bank", currency: "INR", scale: 2 });
    await Promise.all(names.map((account) => this.say({ type: "open_account", account })));
    const paid = { type: "cash_in", amountMinor, memo: "", by: "boss" } as const;
    await Promise.all(names.map((account) => this.say({ ...paid, id: this.id(), account })));
  }

  /** The usual rules but these. */
  rules(changes: Partial<ReturnType<typeof defaultPolicy>>): Promise<Code> {
    return this.say({
      type: "set_policy",
      policy: { ...defaultPolicy(2), ...changes },
      by: "boss",
    });
  }

  pay(id: TransferId, [from, to]: readonly [string, string], amountMinor = 1): Promise<Code> {
    return this.say({ type: "transfer", id, from, to, amountMinor, memo: "" });
  }

  reverse(transfer: TransferId, id = this.id()): Promise<Code> {
    return this.say({ type: "reverse", transfer, id, reason: "", by: "boss" });
  }

  /** Fills memory with newer transfers, which no journal has: with the next commit the oldest leave it. */
  fill(): void {
    const { ledger: { transfers }, clock } = this;
    const parties = {
      kind: "transfer",
      from: "cash",
      to: "cash",
      amountMinor: 1,
      memo: "",
    } as const;
    while (transfers.size <= RECENT_TRANSFERS_MAX) {
      clock.advance(60_000);
      const like = transferIdOf(clock.nowMs, new Uint8Array(10)).slice(0, -12);
      for (let number = 0; number < 10_000; number++) {
        const id = `${like}${number.toString(16).padStart(12, "0")}`;
        transfers.add(id, { id, ...parties, atMs: 0, ref: 0, status: "booked" });
      }
    }
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
