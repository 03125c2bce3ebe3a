// Entries and notices as alerts on the wire: one shape for datagrams, pushes and `alertsSince`.
import type { Entry, Notice } from "../bank/trace.ts";
import type { AlertView, EntryView } from "./views.ts";

export function entryView(entry: Entry, counterpartyName: string | null): EntryView {
  const { number, transfer: transferId, kind, amountMinor, bookedMinor } = entry;
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

export type Alert =
  | { readonly stream: "entry"; readonly item: Entry }
  | { readonly stream: "notice"; readonly item: Notice };

/** The account whose name the alert shows. */
export function counterpartyOf(alert: Alert): string | undefined {
  if (alert.stream === "entry") return alert.item.counterparty;
  return alert.item.transfer?.to;
}

export function alertView(alert: Alert, counterpartyName: string | null): AlertView {
  if (alert.stream === "entry") {
    return { stream: "entry", ...entryView(alert.item, counterpartyName) };
  }
  const { account: _, ordinal: _ordinal, ref: _ref, transfer, reasons, ...rest } = alert.item;
  const about = transfer && {
    transferId: transfer.id,
    amountMinor: transfer.amountMinor,
    counterparty: transfer.to,
    counterpartyName,
    memo: transfer.memo,
    ...(transfer.expiresAtMs === undefined ? {} : { expiresAtMs: transfer.expiresAtMs }),
  };
  return { stream: "notice", ...rest, ...about, ...(reasons ? { reasons: [...reasons] } : {}) };
}

/** An alert as the wire has it. Entries of payments are put together by hand: every payment makes two of them. */
export function alertJson(alert: Alert, counterpartyName: string | null): string {
  if (alert.stream === "notice") return JSON.stringify(alertView(alert, counterpartyName));
  const { number, transfer, kind, amountMinor, bookedMinor, counterparty, memo, atMs } = alert.item;
  const name = counterpartyName === null ? "null" : JSON.stringify(counterpartyName);
  const about = memo === "" ? '""' : JSON.stringify(memo);
  return `{"stream":"entry","number":${number},"transferId":"${transfer}","kind":"${kind}",` +
    `"amountMinor":${amountMinor},"bookedMinor":${bookedMinor},"counterparty":"${counterparty}",` +
    `"counterpartyName":${name},"memo":${about},"atMs":${atMs}}`;
}
