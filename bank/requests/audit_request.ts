// What may never be true of payment requests, whatever the rules of their time were: an audit asks this of every event.
import type { EventOf } from "../event.ts";
import type { Ledger } from "../ledger.ts";
import type { RequestEvent } from "./event.ts";

export function requestProblem(ledger: Ledger, event: RequestEvent): string | null {
  if (event.type === "requests_blocked") {
    return unknown(ledger, event.account) ?? unknown(ledger, event.asker);
  }
  const { request, asker, payer, amountMinor } = event;
  const known = ledger.requests.get(request);
  if (event.type === "request_made") {
    if (known) return `the request ${request} was made before`;
    return unknown(ledger, asker) ?? unknown(ledger, payer) ??
      (asker === payer ? "asker and payer are the same" : null);
  }
  if (known?.status !== "open") return `the request ${request} is not open`;
  const same = known.asker === asker && known.payer === payer && known.amountMinor === amountMinor;
  return same ? null : `${request} is not the request that was made`;
}

function unknown(ledger: Ledger, account: string): string | null {
  return ledger.accounts.get(account) ? null : `there is no account ${account}`;
}

/** A payment that names a request pays it in full, once, and from whom it was asked. */
export function paymentProblem(
  ledger: Ledger,
  event: EventOf<"transferred" | "held" | "hold_confirmed" | "hold_ended">,
): string | null {
  const { request, id, from, to, amountMinor } = event;
  if (request === undefined) return null;
  const known = ledger.requests.get(request);
  if (!known) return `it pays the request ${request}, which was never made`;
  const same = known.payer === from && known.asker === to && known.amountMinor === amountMinor;
  if (!same) return `it is not what ${request} asked for`;
  const before = event.type === "hold_confirmed" || event.type === "hold_ended" ? id : null;
  // What waits when its request ends can only be given up.
  if (event.type === "hold_ended") return null;
  if (known.status !== "open") return `the request ${request} is not open`;
  return known.transfer === before ? null : `another payment waits for ${request}`;
}

/** Open requests are counted in the books of those who asked. */
export function booksProblem(ledger: Ledger): string | null {
  const open = new Map<string, number>();
  for (const [, { asker, payer, status }] of ledger.requests.rows()) {
    const pair = `${asker} ${payer}`;
    if (status === "open") open.set(pair, (open.get(pair) ?? 0) + 1);
  }
  for (const [account, { openTo }] of ledger.requestBooks.rows()) {
    for (const [payer, count] of Object.entries(openTo)) {
      const pair = `${account} ${payer}`;
      if (open.get(pair) !== count) {
        return `${account} has ${open.get(pair) ?? 0} open, not ${count}`;
      }
      open.delete(pair);
    }
  }
  for (const [pair, count] of open) return `${pair} has ${count} open, and its book none`;
  return null;
}
