// Held payments: what their owner, or their time, makes of them. The same rules as bank/decide.ts: pure, and a
// refused command changes nothing.
import { firstOf, openRefusal, payRefusal, receiveRefusal } from "./checks.ts";
import type { CommandOf } from "./command.ts";
import { confirmedGift } from "./giving/decide_gift.ts";
import type { Booking } from "./event.ts";
import type { Ledger } from "./ledger.ts";
import type { Transfer } from "./transfer.ts";
import { Refusal } from "./refusal.ts";
import type { Decision } from "./decision.ts";
import { heldRequestRefusal } from "./requests/decide_request.ts";

const NOTHING: Decision = [];

export function decideConfirm(
  ledger: Ledger,
  command: CommandOf<"confirm_hold">,
  nowMs: number,
): Decision {
  const { id, owner } = command;
  const held = ledger.transfers.get(id);
  if (!held || held.from !== owner) return new Refusal("no_such_transfer", { id });
  if (held.status === "booked") return NOTHING;
  if (held.status !== "held" || nowMs >= (held.expiresAtMs ?? 0)) {
    const status = held.status === "held" ? "expired" : held.status;
    return new Refusal("not_held", { id, status });
  }
  const about = confirmedGift(ledger, held, nowMs);
  if (about instanceof Refusal) return about;
  const receive = held.gift ? openRefusal(ledger, held.to) : receiveRefusal(ledger, held.to);
  const over = heldRequestRefusal(ledger, held);
  const refusal = firstOf(over, payRefusal(ledger, held.from), receive);
  return refusal ?? [{ type: "hold_confirmed", ...contentOf(held), ...about }];
}

export function decideEndHold(
  ledger: Ledger,
  command: CommandOf<"cancel_hold"> | CommandOf<"expire_hold">,
  nowMs: number,
): Decision {
  const { id } = command;
  const held = ledger.transfers.get(id);
  const stranger = command.type === "cancel_hold" && held?.from !== command.owner;
  if (!held || stranger) return new Refusal("no_such_transfer", { id });
  const why = command.type === "cancel_hold" ? "cancelled" : "expired";
  if (held.status === why) return NOTHING;
  const early = why === "expired" && nowMs < (held.expiresAtMs ?? 0);
  if (held.status !== "held" || early) {
    return new Refusal("not_held", { id, status: held.status });
  }
  return [{ type: "hold_ended", ...contentOf(held), why }];
}

function contentOf(
  { id, from, to, amountMinor, memo, gift, request, standing, countedOn }: Readonly<Transfer>,
): Booking {
  const asked = request === undefined ? {} : { request };
  const ordered = standing ? { standing } : {};
  const limited = countedOn === undefined ? {} : { countedOn };
  return {
    id,
    from,
    to,
    amountMinor,
    memo,
    ...(gift ? { gift } : {}),
    ...asked,
    ...ordered,
    ...limited,
  };
}
