// What a webhook sends next: the next event of the journal for the bank's own, the next entry or notice for an account's, as alerts tell
// them. A position is all that has to be remembered; the same position gives the same message for ever.
import type { Block } from "../../bank/block.ts";
import type { CommitLoop } from "../../bank/commit_loop.ts";
import type { Statements } from "../../bank/ports/statements.ts";
import type { WebhookRecord } from "../../bank/ports/webhooks.ts";
import type { Position } from "../../bank/trace.ts";
import { type Alert, alertJson, counterpartyOf } from "../alert_view.ts";
import type { NameBook } from "../name_book.ts";

export interface Message {
  /** The same for the same event and webhook. */
  readonly id: string;
  readonly body: string;
  /** When it happened. */
  readonly atMs: number;
  /** The position behind it. */
  readonly next: readonly [number, number];
}

export interface FeedSource {
  readonly loop: CommitLoop;
  readonly statements: Statements;
  readonly names: NameBook;
  readonly position: (account: string) => Position;
  /** A durable block. */
  readonly block: (seq: number) => Promise<Block | null>;
}

/** Where a webhook begins that is set now. */
export function positionNow(
  { loop, position }: FeedSource,
  { of, account }: Pick<WebhookRecord, "of" | "account">,
): readonly [number, number] {
  if (of === "bank") return [loop.head.seq + 1, 0];
  const { entry, notice } = position(account);
  return [entry, notice];
}

/** @returns null when there is nothing yet. */
export function nextMessage(source: FeedSource, hook: WebhookRecord): Promise<Message | null> {
  return hook.of === "bank" ? nextEvent(source, hook) : nextAlert(source, hook);
}

async function nextEvent(
  { loop, block }: FeedSource,
  { id, at }: WebhookRecord,
): Promise<Message | null> {
  // After a restore the journal ends before what was delivered: there it goes on.
  let [seq, index] = at[0] > loop.head.seq + 1 ? [loop.head.seq + 1, 0] : at;
  for (; seq <= loop.head.seq; [seq, index] = [seq + 1, 0]) {
    const found = await block(seq);
    const event = found?.events[index];
    if (!found || !event) continue;
    const { type, ...about } = event;
    const data = { block: seq, index, ...about };
    const { at: atMs } = found;
    return {
      id: `${id}.${seq}.${index}`,
      body: bodyOf(type, atMs, JSON.stringify(data)),
      atMs,
      next: [seq, index + 1],
    };
  }
  return null;
}

async function nextAlert(
  { loop: { ledger }, statements, names, position }: FeedSource,
  { id, account, at }: WebhookRecord,
): Promise<Message | null> {
  const newest = position(account);
  const entry = Math.min(at[0], newest.entry);
  const notice = Math.min(at[1], newest.notice);
  const [nextNotice] = await statements.noticesSince(account, { after: notice, limit: 1 });
  const [nextEntry] = await statements.entriesSince(account, { after: entry, limit: 1 });
  const first: Alert | null = nextNotice && (!nextEntry || nextNotice.atMs <= nextEntry.atMs)
    ? { stream: "notice", item: nextNotice }
    : nextEntry
    ? { stream: "entry", item: nextEntry }
    : null;
  if (first === null) return null;
  const counterparty = counterpartyOf(first, ledger);
  const counterpartyName = counterparty === undefined ? null : await names.load(counterparty);
  const data = alertJson(first, { ledger, counterpartyName, openKinds: true });
  const { stream, item: { number, atMs, kind } } = first;
  const next = stream === "entry" ? [number, notice] as const : [entry, number] as const;
  return {
    id: `${id}.${stream}.${number}`,
    body: bodyOf(`${stream}.${kind}`, atMs, data),
    atMs,
    next,
  };
}

/** @param data JSON already. */
function bodyOf(type: string, atMs: number, data: string): string {
  const timestamp = new Date(atMs).toISOString();
  return `{"type":${JSON.stringify(type)},"timestamp":"${timestamp}","data":${data}}`;
}
