// Decides about payments that happen all or not at all: each is decided on what those before it leave behind, and the first one
// that could not be booked at once refuses them all. Pure, like bank/decide.ts.
import { apply } from "./apply.ts";
import { roomFor } from "./block.ts";
import type { CommandOf } from "./command.ts";
import type { Decision } from "./decision.ts";
import { decideTransfer } from "./decide_transfer.ts";
import type { Event } from "./event.ts";
import type { Ledger } from "./ledger.ts";
import { Refusal, type RefusalDetail } from "./refusal.ts";
import type { TransferId } from "./transfer_id.ts";
import { trialOf } from "./trial.ts";

export function decideTogether(
  ledger: Ledger,
  { from, payments }: CommandOf<"transfer_together">,
  nowMs: number,
): Decision {
  const trial = trialOf(ledger);
  const events: Event[] = [];
  for (const [index, payment] of payments.entries()) {
    const { id } = payment;
    const decision = decideTransfer(trial, { type: "transfer", from, ...payment }, nowMs);
    const why = obstacle(trial, id, decision);
    if (why) return togetherRefusal({ index, id, why });
    for (const event of decision as readonly Event[]) {
      apply(trial, event, { atMs: nowMs, ref: 0 });
      events.push(event);
    }
  }
  const { bytes, bytesMax: max } = roomFor(events);
  return bytes <= max
    ? events
    : new Refusal("limit_exceeded", { limit: "together_bytes", max, used: bytes });
}

interface Obstacle {
  /** A refusal code, or `held`. */
  readonly code: string;
  readonly detail: RefusalDetail;
}

export function togetherRefusal(
  { index, id, why }: {
    readonly index: number;
    readonly id: TransferId;
    readonly why: Obstacle;
  },
): Refusal {
  return new Refusal("together_refused", { ...why.detail, index, id, why: why.code });
}

/** Why a payment is not booked now, nor has been: one that waits for its owner may still come to nothing. */
function obstacle(trial: Ledger, id: TransferId, decision: Decision): Obstacle | null {
  if (decision instanceof Refusal) return decision;
  const [event] = decision;
  if (event?.type === "held") return { code: "held", detail: { reasons: event.reasons } };
  const known = trial.transfers.get(id);
  if (event || known?.status === "booked") return null;
  return known?.status === "held"
    ? { code: "held", detail: { reasons: known.reasons ?? [] } }
    : { code: "id_reused", detail: {} };
}
