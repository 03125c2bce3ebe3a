// The plain truth about a bank: its whole journal replayed without views, every entry and notice kept in memory;
// and a bank with views held against it.
import { Audit } from "../../bank/audit.ts";
import assert from "node:assert/strict";
import { CommitLoop } from "../../bank/commit_loop.ts";
import type { Journal } from "../../bank/journal.ts";
import type { DurableLedger } from "../../bank/ledger.ts";
import { type Entry, entryOf, type Notice } from "../../bank/trace.ts";
import { TransferTable } from "../../bank/transfer_table.ts";
import { dump } from "./ledger.ts";
import type { ViewBank } from "./view_bank.ts";

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

/** What an audit of the journal finds, with the trails of all statements. */
export async function problemsIn(journal: Pick<Journal, "blocksFrom">): Promise<readonly string[]> {
  const audit = new Audit({ trails: true });
  for await (const bytes of journal.blocksFrom(0)) audit.take(bytes);
  return audit.report().problems;
}
