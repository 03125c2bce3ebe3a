// What may never be true of payouts, whatever the rules of their time were: an audit asks this of every event, and of the books.
import type { Ledger } from "../ledger.ts";
import { isTaken, isWaitingNumber } from "../pay_in/waiting_number.ts";
import type { PayoutEvent, PayoutEventOf } from "./event.ts";
import { isUnsettled, OPEN_PAYOUT_STATES } from "./payout_record.ts";

/** @param ledger before the event. @returns what is wrong, or null. */
export function payoutProblem(ledger: Ledger, event: PayoutEvent): string | null {
  switch (event.type) {
    case "payout_account_set":
      return ledger.accounts.get(event.account) ? null : `there is no account ${event.account}`;
    case "payout_asked":
      return askedProblem(ledger, event);
    case "payout_batch_made":
      return batchProblem(ledger, event);
    case "payout_ended":
      return endedProblem(ledger, event);
  }
}

function numberProblem(ledger: Ledger, number: string): string | null {
  if (!isWaitingNumber(number)) return `${number} is no number of a payout`;
  return isTaken(ledger, number) ? `the number ${number} was taken before` : null;
}

function askedProblem(
  ledger: Ledger,
  { payout, number, account, amountMinor, destination }: PayoutEventOf<"payout_asked">,
): string | null {
  const paid = ledger.transfers.get(payout);
  const same = paid?.kind === "payout" && paid.from === account && paid.to === "payouts" &&
    paid.amountMinor === amountMinor;
  if (!same) return `${payout} did not take its money out of ${account}`;
  const place = ledger.payoutAccounts.get(account)?.destination;
  if (place !== destination) return `${account} had not said that it goes there`;
  return numberProblem(ledger, number);
}

function batchProblem(
  ledger: Ledger,
  { number, payouts, amountMinor, by }: PayoutEventOf<"payout_batch_made">,
): string | null {
  if (!ledger.accounts.get(by)) return `there is no account ${by}`;
  if (new Set(payouts).size !== payouts.length) return "it has a payout twice";
  let sumMinor = 0;
  for (const one of payouts) {
    const payout = ledger.payouts.get(one);
    if (payout?.state !== "waiting") return `${one} does not wait for a batch`;
    if (payout.account === by) return `${one} is of ${by}, who made the batch`;
    sumMinor += payout.amountMinor;
  }
  if (sumMinor !== amountMinor) return `its payouts add up to ${sumMinor}, not ${amountMinor}`;
  return numberProblem(ledger, number);
}

function endedProblem(
  ledger: Ledger,
  { payout, number, account, amountMinor, why, before, transfer }: PayoutEventOf<"payout_ended">,
): string | null {
  const known = ledger.payouts.get(number);
  const same = known?.payout === payout && known.account === account &&
    known.amountMinor === amountMinor;
  if (!same) return `${payout} was not asked for`;
  if (why === "paid" && known.left) return `${payout} had left before`;
  if (known.state !== before) return `${payout} was ${known.state}, not ${before}`;
  if (!(AFTER[why] as readonly string[]).includes(before)) return `what is ${before} is not ${why}`;
  const moved = ledger.transfers.get(transfer);
  const right = why === "paid"
    ? moved?.from === "payouts" && (moved.kind === "paid_out" || moved.kind === "assigned")
    : moved?.reverses === payout && moved.from === "payouts" && moved.to === account &&
      moved.amountMinor === amountMinor;
  return right ? null : `${transfer} did not move the money of ${payout}`;
}

/** From which states each end may come. */
const AFTER = {
  paid: ["waiting", "sent", "returned"],
  returned: ["sent", "paid"],
  cancelled: ["waiting"],
  taken_back: ["waiting", "sent"],
} as const;

/** `payouts` has what waits or is under way, and each customer's book says how many these are. */
export function payoutBooksProblem(ledger: Ledger): string | null {
  let openMinor = 0;
  const open = new Map<string, number>();
  const made = new Map<string, number>();
  for (const [, payout] of ledger.payouts.rows()) {
    const { account, state, amountMinor } = payout;
    made.set(account, (made.get(account) ?? 0) + 1);
    if (isUnsettled(payout)) openMinor += amountMinor;
    if (!OPEN_PAYOUT_STATES.includes(state)) continue;
    open.set(account, (open.get(account) ?? 0) + 1);
  }
  const { bookedMinor = 0 } = ledger.accounts.get("payouts") ?? {};
  if (bookedMinor !== openMinor) {
    return `payouts has ${bookedMinor}, those that have not left are ${openMinor}`;
  }
  for (const [account, row] of ledger.payoutAccounts.rows()) {
    const [is, was] = [open.get(account) ?? 0, made.get(account) ?? 0];
    if (is !== row.open) return `${account} has ${is} that are open, not ${row.open}`;
    if (was !== row.made) return `${account} has asked for ${was}, not ${row.made}`;
    made.delete(account);
  }
  for (const [account] of made) return `${account} has asked for some, and has no book`;
  return null;
}
