// What may never be true of standing orders, whatever the rules of their time were: an audit asks this of every event.
import type { EventOf } from "../event.ts";
import type { Ledger } from "../ledger.ts";
import type { StandingEvent } from "./event.ts";

export function standingProblem(ledger: Ledger, event: StandingEvent): string | null {
  const { order, payer, payee, amountMinor } = event;
  const known = ledger.standingOrders.get(order);
  if (event.type === "standing_order_made") {
    if (known) return `the standing order ${order} was made before`;
    return unknown(ledger, payer) ?? unknown(ledger, payee) ??
      (payer === payee ? "payer and payee are the same" : null);
  }
  if (!known || known.ended) return `the standing order ${order} does not go on`;
  const same = known.payer === payer && known.payee === payee && known.amountMinor === amountMinor;
  if (!same) return `${order} is not the standing order that was made`;
  if (event.type === "standing_order_ended") return null;
  return backwards(known.turn, event);
}

function unknown(ledger: Ledger, account: string): string | null {
  return ledger.accounts.get(account) ? null : `there is no account ${account}`;
}

/** A payment that names a standing order pays what it says to whom it says, and each of its days once. */
export function standingPaymentProblem(
  ledger: Ledger,
  { standing, from, to, amountMinor }: EventOf<"transferred" | "held">,
): string | null {
  if (!standing) return null;
  const known = ledger.standingOrders.get(standing.order);
  if (!known) return `it is of the standing order ${standing.order}, which was never made`;
  const same = known.payer === from && known.payee === to && known.amountMinor === amountMinor;
  if (!same) return `it is not what the standing order ${standing.order} says`;
  if (known.ended) return `the standing order ${standing.order} does not go on`;
  if (known.paidTurns.includes(standing.turn)) return `turn ${standing.turn} was paid before`;
  return backwards(known.turn, standing);
}

/** Days come one after the other. */
function backwards(
  turn: number,
  event: { readonly turn: number; readonly next?: { readonly turn: number } },
): string | null {
  if (event.turn < turn) return `it is about turn ${event.turn}, and ${turn} comes next`;
  const { next } = event;
  return next && next.turn < event.turn ? `after turn ${event.turn} comes ${next.turn}` : null;
}

/** Those that go on are counted in the books of their payers. */
export function standingBooksProblem(ledger: Ledger): string | null {
  const active = new Map<string, number>();
  const made = new Map<string, number>();
  for (const [, { payer, ended }] of ledger.standingOrders.rows()) {
    made.set(payer, (made.get(payer) ?? 0) + 1);
    if (!ended) active.set(payer, (active.get(payer) ?? 0) + 1);
  }
  for (const [account, book] of ledger.standingBooks.rows()) {
    const [is, was] = [active.get(account) ?? 0, made.get(account) ?? 0];
    if (is !== book.active) return `${account} has ${is} that go on, not ${book.active}`;
    if (was !== book.made) return `${account} has made ${was}, not ${book.made}`;
    made.delete(account);
  }
  for (const [account] of made) return `${account} has made some, and has no book`;
  return null;
}
