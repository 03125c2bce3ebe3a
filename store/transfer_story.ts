// What became of a transfer, told by the events that name its id, the oldest first.
import type { Event } from "../bank/event.ts";
import type { Ref } from "../bank/ref.ts";
import type { Transfer } from "../bank/transfer.ts";
import type { TransferId } from "../bank/transfer_id.ts";

/** What becomes of a transfer through one event that names its id. */
export function afterEvent(
  transfer: Transfer | null,
  { id, event, atMs, ref }: {
    readonly id: TransferId;
    readonly event: Event;
    readonly atMs: number;
    readonly ref: Ref;
  },
): Transfer | null {
  switch (event.type) {
    case "transferred": {
      if (event.id !== id) return transfer && { ...transfer, reversedBy: event.id };
      const { kind, from, to, amountMinor, memo, reverses } = event;
      const { gift, spending, request, standing, countedOn } = event;
      const plain = { id, kind, from, to, amountMinor, memo, atMs, ref, status: "booked" as const };
      const asked = request === undefined ? {} : { request };
      const ordered = standing ? { standing } : {};
      const about = { ...(gift ? { gift } : {}), ...(spending ? { spending } : {}) };
      const limited = countedOn === undefined ? {} : { countedOn };
      const whole = { ...plain, ...about, ...asked, ...ordered, ...limited };
      return reverses === undefined ? whole : { ...whole, reverses };
    }
    case "held": {
      const { type: _, ...about } = event;
      return { ...about, kind: event.gift ? "gift" : "transfer", atMs, ref, status: "held" };
    }
    case "hold_confirmed":
      return transfer &&
        { ...transfer, ref, status: "booked", ...(event.gift ? { gift: event.gift } : {}) };
    case "hold_ended":
      return transfer && { ...transfer, ref, status: event.why };
    case "voided": {
      const nothing = { kind: "transfer", amountMinor: 0, memo: "" } as const;
      return { id, ...nothing, from: event.from, to: event.from, atMs, ref, status: "void" };
    }
    default:
      return transfer;
  }
}
