// Entries and notices as alerts on the wire: one shape for datagrams, pushes and `alertsSince`.
import type { TransferKind } from "../bank/transfer_kind.ts";
import { openGiftOf } from "../bank/giving/open_gift.ts";
import type { Ledger } from "../bank/ledger.ts";
import type { Entry, Notice, NoticeKind } from "../bank/trace.ts";
import type { AlertView, EntryView } from "../api/answers.ts";

export function entryView(
  entry: Entry,
  { counterpartyName, openKinds }: Pick<Shown, "counterpartyName" | "openKinds">,
): EntryView {
  const { number, transfer: transferId, amountMinor, bookedMinor } = entry;
  const kind = toldKind(entry.kind, openKinds);
  const { counterparty, memo, atMs } = entry;
  return {
    number,
    transferId,
    kind,
    amountMinor,
    bookedMinor,
    counterparty,
    counterpartyName,
    memo,
    atMs,
  };
}

/** One thing to tell an owner, as the journal has it. */
export type Alert =
  | { readonly stream: "entry"; readonly item: Entry }
  | { readonly stream: "notice"; readonly item: Notice };

/** The account whose name the alert shows. */
export function counterpartyOf(alert: Alert, ledger: Ledger): string | undefined {
  if (alert.stream === "entry") return alert.item.counterparty;
  return alert.item.transfer?.to ?? alert.item.request?.counterparty ??
    alert.item.standing?.payee ??
    (alert.item.giving && aboutGiving(alert.item, ledger).counterparty);
}

interface Shown {
  readonly ledger: Ledger;
  readonly counterpartyName: string | null;
  /** Whether the other side takes kinds that it does not know. */
  readonly openKinds: boolean;
}

function alertView(alert: Alert, shown: Omit<Shown, "openKinds">): AlertView {
  const { ledger, counterpartyName } = shown;
  if (alert.stream === "entry") {
    return { stream: "entry", ...entryView(alert.item, { counterpartyName, openKinds: true }) };
  }
  const { account: _, ordinal: _ordinal, ref: _ref, ...item } = alert.item;
  const { transfer, reasons, giving, staff, request, standing, payout, ...rest } = item;
  const about = transfer && {
    transferId: transfer.id,
    amountMinor: transfer.amountMinor,
    counterparty: transfer.to,
    counterpartyName,
    memo: transfer.memo,
    ...(transfer.expiresAtMs === undefined ? {} : { expiresAtMs: transfer.expiresAtMs }),
  };
  return {
    stream: "notice",
    ...rest,
    ...about,
    ...(giving ? { ...aboutGiving(alert.item, ledger), counterpartyName } : {}),
    ...(request ? { ...aboutRequest(request), counterpartyName } : {}),
    ...(standing ? { ...aboutStanding(standing), counterpartyName } : {}),
    ...payout,
    ...(reasons ? { reasons: [...reasons] } : {}),
    ...staff,
  };
}

function aboutRequest({ word, ...about }: NonNullable<Notice["request"]>) {
  return { ...about, ...(word === undefined ? {} : { why: word }) };
}

function aboutStanding({ payee: counterparty, ...about }: NonNullable<Notice["standing"]>) {
  return { ...about, counterparty };
}

/** With what the ledger knows of the pledge, the recurring or the open gift, none of which it ever forgets. */
function aboutGiving({ account, giving = {} }: Notice, ledger: Ledger) {
  const pledge = giving.pledge === undefined ? undefined : ledger.pledges.get(giving.pledge);
  const need = pledge && ledger.needs.get(pledge.need);
  const order = giving.order === undefined ? undefined : ledger.orders.get(giving.order);
  const waited = giving.openGift === undefined ? null : openGiftOf(ledger, giving.openGift);
  const given = order ?? waited;
  const counterparty = pledge
    ? pledge.donor === account ? pledge.organisation : pledge.donor
    : given?.organisation;
  return {
    ...giving,
    ...(counterparty === undefined ? {} : { counterparty }),
    ...(need ? { item: need.item, unit: need.unit } : {}),
    ...(given ? { amountMinor: given.amountMinor } : {}),
  };
}

/** Kinds of notices that programs of release 0.1 know; others would make them stop counting. */
const FIRST_KINDS: ReadonlySet<NoticeKind> = new Set<NoticeKind>([
  "held",
  "released",
  "cancelled",
  "expired",
  "suspicious",
  "frozen",
  "unfrozen",
  "closing",
  "new_device",
  "failed_sign_ins",
  "password_changed",
  "pledged",
  "pledge_sent",
  "pledge_cancelled",
  "pledge_received",
  "pledge_lapsed",
  "order_skipped",
  "order_ended",
  "fact_refused",
  "fact_verified",
]);

/** Kinds of transfers that came later than release 0.1. */
const LATER_TRANSFERS: ReadonlySet<TransferKind> = new Set<TransferKind>([
  "paid_in",
  "paid_out",
  "assigned",
  "payout",
  "cash_difference",
]);

/** To a program that would stop at a kind that it does not know, every transfer of a later kind is just a transfer. */
export function toldKind(kind: TransferKind, openKinds: boolean): TransferKind {
  return openKinds || !LATER_TRANSFERS.has(kind) ? kind : "transfer";
}

/** For such a program: something unusual, with the kind as its reason, which it shows as it is. */
function inFirstKinds(view: AlertView): AlertView {
  if (view.stream === "entry" || FIRST_KINDS.has(view.kind)) return view;
  const { stream, number, kind, atMs } = view;
  return { stream, number, kind: "suspicious", atMs, reasons: [kind.replaceAll("_", " ")] };
}

/** An alert as the wire has it. Entries of payments are put together by hand: every payment makes two of them. */
export function alertJson(alert: Alert, shown: Shown): string {
  if (alert.stream === "notice") {
    const view = alertView(alert, shown);
    return JSON.stringify(shown.openKinds ? view : inFirstKinds(view));
  }
  const { counterpartyName } = shown;
  const { number, transfer, amountMinor, bookedMinor, counterparty, memo, atMs } = alert.item;
  const kind = toldKind(alert.item.kind, shown.openKinds);
  const name = counterpartyName === null ? "null" : JSON.stringify(counterpartyName);
  const about = memo === "" ? '""' : JSON.stringify(memo);
  return `{"stream":"entry","number":${number},"transferId":"${transfer}","kind":"${kind}",` +
    `"amountMinor":${amountMinor},"bookedMinor":${bookedMinor},"counterparty":"${counterparty}",` +
    `"counterpartyName":${name},"memo":${about},"atMs":${atMs}}`;
}
