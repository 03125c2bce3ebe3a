// Recurring gifts: begun and stopped by their donor, given when they are due, left out when that cannot be, ended at once when
// their organisation is stopped.
import { customerRefusal, firstOf, moneyRefusal, payRefusal } from "../checks.ts";
import { canonicalJson } from "../canonical_json.ts";
import type { Decision } from "../decision.ts";
import type { Event } from "../event.ts";
import type { Ledger } from "../ledger.ts";
import { OPEN_HOLDS_MAX, ORDER_AHEAD_MS_MAX, ORDER_SKIPS_MAX } from "../limits.ts";
import { type Counted, counting } from "../payment_limits/payment_limits.ts";
import { Refusal } from "../refusal.ts";
import { assess, holdUntilMs, policyOf } from "../suspicion.ts";
import { dueAfter } from "./calendar.ts";
import type { GivingCommandOf } from "./command.ts";
import { giftRefusal, issued, receiverOf } from "./decide_gift.ts";
import { activeOrganisation } from "./decide_organisation.ts";
import type { Gift, Order, OrderEnd } from "./record.ts";

const NOTHING: Decision = [];

export function decideStartOrder(
  ledger: Ledger,
  command: GivingCommandOf<"start_order">,
  nowMs: number,
): Decision {
  const { order, donor, amountMinor, gift, every, firstAtMs } = command;
  const { organisation } = gift;
  const known = ledger.orders.get(order);
  if (known) {
    const same = known.donor === donor && known.amountMinor === amountMinor &&
      known.every === every && canonicalJson({ ...known.gift }) === canonicalJson({ ...gift });
    return same ? NOTHING : new Refusal("id_reused", { id: order });
  }
  const max = nowMs + ORDER_AHEAD_MS_MAX;
  const refusal = firstOf(
    customerRefusal(ledger, donor),
    payRefusal(ledger, donor),
    donor === organisation ? new Refusal("same_account") : null,
    giftRefusal(ledger, gift, nowMs),
    firstAtMs > max
      ? new Refusal("limit_exceeded", { limit: "first_at_ms", max, used: firstAtMs })
      : null,
  );
  if (refusal) return refusal;
  const due = Math.max(firstAtMs, nowMs);
  return [{
    type: "order_started",
    order,
    donor,
    organisation,
    amountMinor,
    gift,
    every,
    firstAtMs: due,
  }];
}

export function decideStopOrder(ledger: Ledger, command: GivingCommandOf<"stop_order">): Decision {
  const { order, donor } = command;
  const known = ledger.orders.get(order);
  if (known?.donor !== donor) return new Refusal("no_such_order", { order });
  return known.ended ? NOTHING : [{ type: "order_ended", order, donor, why: "stopped" }];
}

/** Due: it becomes a gift, waits for its donor, is left out this time, or ends. */
export function decideRunOrder(
  ledger: Ledger,
  command: GivingCommandOf<"run_order">,
  nowMs: number,
): Decision {
  const { order: name, id } = command;
  const order = ledger.orders.get(name);
  if (!order || order.ended || ledger.transfers.get(id)) return NOTHING;
  const { donor, amountMinor, gift } = order;
  if (ledger.organisations.get(order.organisation)?.stopped) {
    return ended(order, "organisation_stopped");
  }
  if (order.nextAtMs > nowMs) return NOTHING;
  const payer = ledger.accounts.get(donor);
  if (!payer || payer.status === "closed") return ended(order, "account_closed");
  const unwelcome = giftRefusal(ledger, gift, nowMs);
  if (unwelcome && !isPassing(ledger, gift, unwelcome)) {
    const met = unwelcome.code === "need_closed";
    return ended(order, met ? "need_closed" : "organisation_stopped");
  }
  const to = receiverOf(ledger.organisations.get(gift.organisation)!, gift);
  const counted = counting(ledger, { from: donor, to, amountMinor }, nowMs);
  const refusal = unwelcome ?? firstOf(
    payRefusal(ledger, donor),
    moneyRefusal(ledger, { from: donor, to, amountMinor }),
    counted instanceof Refusal ? counted : null,
  );
  const nextAtMs = nextOf(order, nowMs);
  if (refusal) return leftOut(order, nextAtMs, refusal.code);
  const recurring = { order: name, nextAtMs };
  const booking = { id, from: donor, to, amountMinor, memo: "", ...counted as Counted };
  const policy = policyOf(ledger);
  const { verdict, reasons } = assess(payer, booking, { ledger, nowMs });
  if (verdict === "hold") {
    if (payer.holds.length >= OPEN_HOLDS_MAX) return leftOut(order, nextAtMs, "limit_exceeded");
    const expiresAtMs = holdUntilMs(payer, policy, nowMs);
    const waits: Event = {
      type: "held",
      ...booking,
      expiresAtMs,
      reasons: [...reasons],
      gift: { ...gift, ...recurring },
    };
    return [waits, ...leftOut(order, nextAtMs, "held")];
  }
  const gave = { ...issued(ledger, gift, nowMs), ...recurring };
  const booked: Event = { type: "transferred", kind: "gift", ...booking, gift: gave };
  return [verdict === "allow" ? booked : { ...booked, reasons: [...reasons] }];
}

/** It cannot be given to now and may be again soon: something about it is being checked, or has to be renewed. */
function isPassing(ledger: Ledger, { organisation }: Gift, { code }: Refusal): boolean {
  return code === "organisation_not_live" &&
    !(activeOrganisation(ledger, organisation) instanceof Refusal);
}

/** Why it ends, by why it was left out for the last time. */
const LEFT_OUT_TOO_OFTEN: Readonly<Record<string, OrderEnd>> = {
  held: "unconfirmed",
  organisation_not_live: "organisation_waiting",
};

function leftOut(
  { order, donor, skipped }: Readonly<Order>,
  nextAtMs: number,
  why: string,
): readonly Event[] {
  if (skipped + 1 >= ORDER_SKIPS_MAX) {
    return [{ type: "order_ended", order, donor, why: LEFT_OUT_TOO_OFTEN[why] ?? "unpaid" }];
  }
  return [{ type: "order_skipped", order, donor, nextAtMs, why }];
}

function ended(
  { order, donor }: Readonly<Order>,
  why: OrderEnd,
): Decision {
  return [{ type: "order_ended", order, donor, why }];
}

/** A bank that was down for a while does not make up for what was missed. */
function nextOf({ nextAtMs, every, dayOfMonth }: Readonly<Order>, nowMs: number): number {
  let next = nextAtMs;
  while (next <= nowMs) next = dueAfter(next, every, dayOfMonth);
  return next;
}
