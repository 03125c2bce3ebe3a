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
