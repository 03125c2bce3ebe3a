// apply for limits: total and deterministic, like bank/apply.ts. Payments say themselves in whose sums they count.
import type { Applying } from "../applying.ts";
import type { Day } from "../days.ts";
import type { EventOf } from "../event.ts";
import { add, changing } from "../giving/apply_record.ts";
import type { Ledger } from "../ledger.ts";
import { DAY_PAYEES_MAX } from "../limits.ts";
import type { LimitEvent } from "./event.ts";
import type { PaymentLimits } from "./limit_record.ts";

export function applyLimits(ledger: Ledger, event: LimitEvent, applying: Applying): void {
  changeLimits(ledger, event.account, applying, (limits) => {
    if (event.type === "account_limits_set") limits.set = event.limits;
    else {
      limits.own = event.own;
      limits.later = event.later ?? null;
    }
  });
}

/** Counts a payment that is booked or held, and gives back what was held in vain or taken back. */
export function applyCounted(
  ledger: Ledger,
  event: EventOf<"transferred" | "held" | "hold_ended">,
  applying: Applying,
): void {
  const { countedOn, amountMinor } = event;
  if (countedOn === undefined) return;
  const back = event.type === "hold_ended" ||
    event.type === "transferred" && event.kind === "reversal";
  if (back) {
    const [payer, payee] = event.type === "hold_ended"
      ? [event.from, event.to]
      : [event.to, event.from];
    return changeLimits(ledger, payer, applying, (limits) => {
      giveBack(limits, { countedOn, amountMinor, payee });
    });
  }
  const { from, to } = event;
  changeLimits(ledger, from, applying, (limits) => {
    const month = countedOn.slice(0, 7);
    // A zone that was set back does not begin a day anew that is not over.
    if (limits.day < countedOn) Object.assign(limits, { day: countedOn, dayMinor: 0, payees: {} });
    if (limits.month < month) Object.assign(limits, { month, monthMinor: 0 });
    limits.dayMinor += amountMinor;
    limits.monthMinor += amountMinor;
    limits.payees = counted(limits.payees, to, 1);
  });
}

interface Back {
  readonly countedOn: Day;
  readonly amountMinor: number;
  readonly payee: string;
}

/** To the day and the month in which it counted, while they last. */
function giveBack(limits: PaymentLimits, { countedOn, amountMinor, payee }: Back): void {
  if (limits.day === countedOn) {
    limits.dayMinor = Math.max(0, limits.dayMinor - amountMinor);
    limits.payees = counted(limits.payees, payee, -1);
  }
  if (limits.month !== countedOn.slice(0, 7)) return;
  limits.monthMinor = Math.max(0, limits.monthMinor - amountMinor);
}

/** Those who were paid nothing any more are not listed, and of very many not the last ones. */
function counted(
  payees: PaymentLimits["payees"],
  payee: string,
  change: 1 | -1,
): PaymentLimits["payees"] {
  const payments = (payees[payee] ?? 0) + change;
  const { [payee]: before, ...others } = payees;
  if (payments <= 0) return others;
  const full = before === undefined && Object.keys(others).length >= DAY_PAYEES_MAX;
  return full ? payees : { ...others, [payee]: payments };
}

/** The clock had been ahead: what it has dated into the future counts today. @param today the day on which it is set back. */
export function dateLimits(ledger: Ledger, today: Day, applying: Applying): void {
  const month = today.slice(0, 7);
  for (const [account, limits] of ledger.paymentLimits.rows()) {
    if (limits.day <= today && limits.month <= month) continue;
    changeLimits(ledger, account, applying, (row) => {
      if (row.day > today) row.day = today;
      if (row.month > month) row.month = month;
    });
  }
}

/** Records are made by the first event that needs them. */
function changeLimits(
  ledger: Ledger,
  account: string,
  applying: Applying,
  act: (limits: PaymentLimits) => void,
): void {
  const place = { name: "paymentLimits", key: account, applying } as const;
  if (!ledger.paymentLimits.get(account)) {
    const nothing = { set: {}, own: {}, later: null };
    const counted = { day: "", dayMinor: 0, payees: {}, month: "", monthMinor: 0 };
    add(ledger.paymentLimits, { ...place, record: { account, ...nothing, ...counted } });
    return act(ledger.paymentLimits.edit(account));
  }
  const limits = changing(ledger.paymentLimits, place);
  if (limits) act(limits);
}
