// How much a customer may pay: in one payment, in a day and in a month of the bank's zone, and to how many others in a day. The bank
// has limits for all (bank/policy.ts), staff may set others for an account, and customers lower ones for themselves.
import { zoneOf } from "../bank_zone.ts";
import type { Day } from "../days.ts";
import type { Ledger } from "../ledger.ts";
import type { Policy } from "../policy.ts";
import { Refusal } from "../refusal.ts";
import {
  type LaterLimits,
  LIMIT_NAMES,
  type LimitName,
  type LimitSet,
  type PaymentLimits,
} from "./limit_record.ts";
import { daysLater, monthsLater } from "../days.ts";

const OF_BANK: Readonly<Record<LimitName, keyof Policy>> = {
  paymentMinor: "limitPaymentMinor",
  dayMinor: "limitDayMinor",
  monthMinor: "limitMonthMinor",
  dayPayees: "limitDayPayees",
};

/** What the bank's policy, or the staff, have set for the account; 0 for none. */
export function bankLimit(ledger: Ledger, account: string, name: LimitName): number {
  const set = ledger.paymentLimits.get(account)?.set[name];
  return set ?? ledger.policy.get("policy")?.[OF_BANK[name]] ?? 0;
}

/** The customer's own at this moment; 0 for none. */
export function ownLimit(
  limits: Pick<PaymentLimits, "own" | "later"> | undefined,
  name: LimitName,
  nowMs: number,
): number {
  const { own = {}, later = null } = limits ?? {};
  return (later && nowMs >= later.fromMs ? later.own : own)[name] ?? 0;
}

/** The lower of both; 0 for none. */
export function limitOf(ledger: Ledger, account: string, name: LimitName, nowMs: number): number {
  const bank = bankLimit(ledger, account, name);
  const own = ownLimit(ledger.paymentLimits.get(account), name, nowMs);
  return bank === 0 || own === 0 ? bank + own : Math.min(bank, own);
}

/** Those of all limits that are not 0. */
export function limitSetOf(limit: (name: LimitName) => number): LimitSet {
  const all = LIMIT_NAMES.map((name) => [name, limit(name)] as const);
  return Object.fromEntries(all.filter(([, value]) => value !== 0));
}

/** Higher ones of one's own that are not in force yet, or null. */
export function pendingIn(
  limits: Readonly<PaymentLimits> | undefined,
  nowMs: number,
): LaterLimits | null {
  return limits?.later && nowMs < limits.later.fromMs ? limits.later : null;
}

export interface Used {
  readonly dayMinor: number;
  readonly monthMinor: number;
  readonly payees: readonly string[];
  /** The days on which they begin anew. */
  readonly dayEndsOn: Day;
  readonly monthEndsOn: Day;
}

/** What has been counted in the day and the month of this moment. */
export function usedOf(ledger: Ledger, account: string, nowMs: number): Used {
  const today = zoneOf(ledger).dayOf(nowMs);
  const counted = ledger.paymentLimits.get(account);
  // Where staff have set the zone back, the day that was counted is not over yet.
  const sameDay = counted !== undefined && counted.day >= today;
  return {
    dayMinor: sameDay ? counted.dayMinor : 0,
    payees: sameDay ? Object.keys(counted.payees) : [],
    monthMinor: counted && counted.month >= today.slice(0, 7) ? counted.monthMinor : 0,
    dayEndsOn: daysLater(today, 1),
    monthEndsOn: monthsLater(`${today.slice(0, 8)}01`, 1),
  };
}

/** For the event of a payment: the day in whose sums it counts, where there is a limit. */
export interface Counted {
  readonly countedOn?: Day;
}

const NOT_COUNTED: Counted = {};

/** Nearly all banks have no limits: then nothing more is looked for. */
function hasLimits(ledger: Ledger, account: string): boolean {
  if (ledger.paymentLimits.get(account)) return true;
  const policy = ledger.policy.get("policy");
  return policy !== undefined &&
    LIMIT_NAMES.some((name) => (policy[OF_BANK[name]] ?? 0) !== 0);
}

/** @returns why no payment of this amount can be made with the limits of this moment, whatever was paid before; or null. */
export function alwaysOver(
  ledger: Ledger,
  { from, amountMinor }: { readonly from: string; readonly amountMinor: number },
  nowMs: number,
): Refusal | null {
  const sums = (["paymentMinor", "dayMinor", "monthMinor"] as const)
    .map((name) => limitOf(ledger, from, name, nowMs)).filter((max) => max > 0);
  const max = Math.min(...sums);
  if (amountMinor <= max) return null;
  return new Refusal("payment_limit", { limit: "paymentMinor", max, used: 0, resetsOn: "" });
}

/** @returns why the payment is over a limit, or what its event says. */
export function counting(
  ledger: Ledger,
  { from, to, amountMinor }: {
    readonly from: string;
    readonly to: string;
    readonly amountMinor: number;
  },
  nowMs: number,
): Refusal | Counted {
  if (!hasLimits(ledger, from)) return NOT_COUNTED;
  const used = usedOf(ledger, from, nowMs);
  const payees = used.payees.includes(to) ? used.payees.length - 1 : used.payees.length;
  const counted = [
    ["paymentMinor", 0, amountMinor, ""],
    ["dayMinor", used.dayMinor, amountMinor, used.dayEndsOn],
    ["monthMinor", used.monthMinor, amountMinor, used.monthEndsOn],
    ["dayPayees", payees, 1, used.dayEndsOn],
  ] as const;
  for (const [limit, before, more, resetsOn] of counted) {
    const max = limitOf(ledger, from, limit, nowMs);
    if (max === 0 || before + more <= max) continue;
    return new Refusal("payment_limit", { limit, max, used: before, resetsOn });
  }
  return { countedOn: zoneOf(ledger).dayOf(nowMs) };
}
