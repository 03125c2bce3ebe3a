// A page of the account view: sixteen accounts in the order of their opening, with the newest refs of their
// statements, as one KV value. Stamped with the journal block it reflects.
import type { Account } from "../bank/ledger.ts";
import type { Ref } from "../bank/ref.ts";
import { CHUNK } from "./statement_index.ts";

/** Accounts of one page: with every list at its limit they stay below the 64 KiB of a KV value. */
export const PAGE_ACCOUNTS = 16;

export interface PageAccount {
  readonly account: Account;
  /** Refs after the last full chunk. */
  readonly entries: readonly Ref[];
  readonly notices: readonly Ref[];
}

export interface Page {
  /** The newest block that is in it. */
  readonly asOf: number;
  readonly accounts: readonly PageAccount[];
}

const KINDS = ["customer", "house", "designated"] as const;
const STATUSES = ["open", "frozen", "closed"] as const;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function pageOf(ordinal: number): number {
  return Math.floor(ordinal / PAGE_ACCOUNTS);
}

/** Compact: a million accounts are read at every start. */
export function encodePage({ asOf, accounts }: Page): Uint8Array {
  const rows = accounts.map(({ account, entries, notices }) => [
    account.number,
    KINDS.indexOf(account.kind),
    account.ordinal,
    account.openedAtMs,
    STATUSES.indexOf(account.status),
    account.bookedMinor,
    account.heldMinor,
    account.holds,
    account.entries,
    account.notices,
    account.sent,
    account.usualMinor,
    account.payees,
    account.burstStartMs,
    account.burstTransfers,
    account.newDeviceAtMs,
    entries,
    notices,
  ]);
  return encoder.encode(JSON.stringify([asOf, rows]));
}

type Row = [
  number: string,
  kind: number,
  ordinal: number,
  openedAtMs: number,
  status: number,
  bookedMinor: number,
  heldMinor: number,
  holds: string[],
  entries: number,
  notices: number,
  sent: number,
  usualMinor: number,
  payees: string[],
  burstStartMs: number,
  burstTransfers: number,
  newDeviceAtMs: number | null,
  entryRefs: Ref[],
  noticeRefs: Ref[],
];

/** Places of a row that must be lists; all others but the account number and the last time are integers. */
const LISTS: ReadonlySet<number> = new Set([7, 12, 16, 17]);
const ROW_LENGTH = 18;

const NO_IDS: readonly string[] = [];

/** @throws when the bytes are not a page. The journal has everything that is in it. */
export function decodePage(bytes: Uint8Array): Page {
  const [asOf, rows] = JSON.parse(decoder.decode(bytes)) as [number, unknown[]];
  if (!Number.isSafeInteger(asOf) || !Array.isArray(rows)) throw new Error("not a page");
  return { asOf, accounts: rows.map(decodeRow) };
}

function decodeRow(value: unknown): PageAccount {
  if (!isRow(value)) throw new Error("not a row of accounts");
  const [number, kind, ordinal, openedAtMs, status, bookedMinor, heldMinor, holds] = value;
  const account: Account = {
    number,
    kind: KINDS[kind]!,
    ordinal,
    openedAtMs,
    status: STATUSES[status]!,
    bookedMinor,
    heldMinor,
    holds: holds.length === 0 ? NO_IDS : holds,
    entries: value[8],
    notices: value[9],
    sent: value[10],
    usualMinor: value[11],
    payees: value[12].length === 0 ? NO_IDS : value[12],
    burstStartMs: value[13],
    burstTransfers: value[14],
    newDeviceAtMs: value[15],
  };
  return { account, entries: value[16], notices: value[17] };
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

/** By hand: a million rows are read at a start. */
function isRow(value: unknown): value is Row {
  if (!Array.isArray(value) || value.length !== ROW_LENGTH) return false;
  return value.every((cell, place) => {
    if (place === 0) return typeof cell === "string";
    if (LISTS.has(place)) {
      return Array.isArray(cell) && cell.every(place < 16 ? isText : Number.isSafeInteger);
    }
    return Number.isSafeInteger(cell) || (place === 15 && cell === null);
  }) && KINDS[value[1]] !== undefined && STATUSES[value[4]] !== undefined &&
    value[16].length < CHUNK && value[17].length < CHUNK;
}
