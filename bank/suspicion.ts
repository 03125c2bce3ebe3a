// Suspicious activity: a pure function over the payer's own history. Every threshold has a name, a unit and a
// default that does not annoy; staff may change them. 0 turns a rule off.
import { HOLD_LIFETIME_MS } from "./limits.ts";
import { type Account, availableMinor, type Ledger } from "./ledger.ts";
import { Policy } from "./policy.ts";

/** Until when a payment that is held now waits: for a day, and for one from a new device a day after it may be confirmed there. */
export function holdUntilMs(payer: Readonly<Account>, policy: Policy, nowMs: number): number {
  const { newDeviceAtMs } = payer;
  const confirmableAtMs = newDeviceAtMs === null ? nowMs : newDeviceAtMs + newDeviceMs(policy);
  return Math.max(nowMs, confirmableAtMs) + HOLD_LIFETIME_MS;
}

/** @param scale decimals of the currency. */
export function defaultPolicy(scale: number): Policy {
  const unit = 10 ** scale;
  return {
    newPayeeMinor: 5_000 * unit,
    unusualMinor: 1_000 * unit,
    unusualFactor: 10,
    unusualAfter: 5,
    burstTransfers: 30,
    burstMinutes: 10,
    drainingMinor: 2_000 * unit,
    drainingPercent: 90,
    newDeviceMinor: 1_000 * unit,
    newDeviceHours: 24,
    holdReasons: 2,
  };
}

/** The rules in force: those of the founding, until staff set others. */
export function policyOf(ledger: Ledger): Policy {
  const policy = ledger.policy.get("policy");
  if (!policy) throw new Error("No policy: the bank is not founded");
  return policy;
}

/** Why a payment looks unusual, as clients are told. */
export type Reason =
  | "new_device"
  | "new_payee"
  | "unusual_amount"
  | "many_transfers"
  | "draining";

export interface Assessment {
  readonly verdict: "allow" | "alert" | "hold";
  readonly reasons: readonly Reason[];
}

const ALLOW: Assessment = { verdict: "allow", reasons: [] };

export interface Proposed {
  readonly to: string;
  readonly amountMinor: number;
}

export function assess(
  payer: Readonly<Account>,
  proposed: Proposed,
  { ledger, nowMs }: { readonly ledger: Ledger; readonly nowMs: number },
): Assessment {
  const reasons: Reason[] = [];
  const policy = policyOf(ledger);
  const context = { policy, nowMs, available: () => availableMinor(ledger, payer) };
  for (const [reason, applies] of RULES) {
    if (applies(payer, proposed, context)) reasons.push(reason);
  }
  if (reasons.length === 0) return ALLOW;
  const hold = reasons[0] === "new_device" || reasons.length >= policy.holdReasons;
  return { verdict: hold ? "hold" : "alert", reasons };
}

type Rule = (
  payer: Readonly<Account>,
  proposed: Proposed,
  context: {
    readonly policy: Policy;
    readonly nowMs: number;
    /** Minor units; looked for only where it matters. */
    readonly available: () => number;
  },
) => boolean;

const atLeast = (amountMinor: number, threshold: number) =>
  threshold > 0 && amountMinor >= threshold;

const HOUR_MS = 3_600_000;

/** Milliseconds that a device stays new. */
export function newDeviceMs({ newDeviceHours }: Policy): number {
  return newDeviceHours * HOUR_MS;
}

/** `new_device` is first: it holds by itself. */
const RULES: readonly (readonly [Reason, Rule])[] = [
  [
    "new_device",
    ({ newDeviceAtMs }, { amountMinor }, { policy, nowMs }) =>
      newDeviceAtMs !== null && nowMs - newDeviceAtMs < newDeviceMs(policy) &&
      atLeast(amountMinor, policy.newDeviceMinor),
  ],
  [
    "new_payee",
    ({ payees }, { to, amountMinor }, { policy }) =>
      atLeast(amountMinor, policy.newPayeeMinor) && !payees.includes(to),
  ],
  [
    "unusual_amount",
    ({ sent, usualMinor }, { amountMinor }, { policy }) =>
      sent >= policy.unusualAfter && policy.unusualFactor > 0 &&
      atLeast(amountMinor, policy.unusualMinor) && amountMinor / policy.unusualFactor >= usualMinor,
  ],
  // Said once, by the payment that crosses the line, not by each one after it.
  [
    "many_transfers",
    (payer, _, { policy, nowMs }) =>
      policy.burstTransfers > 0 && burstOf(payer, nowMs, policy) === policy.burstTransfers,
  ],
  [
    "draining",
    (_, { amountMinor }, { policy, available }) =>
      atLeast(amountMinor, policy.drainingMinor) &&
      amountMinor >= available() / 100 * policy.drainingPercent,
  ],
];

function burstOf(payer: Readonly<Account>, nowMs: number, { burstMinutes }: Policy): number {
  return nowMs - payer.burstStartMs < burstMinutes * 60_000 ? payer.burstTransfers : 0;
}

/** Payees remembered per account; the one known for longest goes first. */
const PAYEES_MAX = 32;

/** What a payment that is on its way (booked or held) adds to the payer's history. */
export function noteSending(payer: Account, atMs: number, policy: Policy): void {
  const running = atMs - payer.burstStartMs < policy.burstMinutes * 60_000;
  payer.burstTransfers = running ? payer.burstTransfers + 1 : 1;
  if (!running) payer.burstStartMs = atMs;
}

/** A payment of a tenth of the threshold makes a payee known; a coin sent ahead does not. */
const KNOWN_PAYEE_PART = 10;

/** What a booked payment adds: who was paid, and the usual amount (a moving average over about eight). */
export function notePaid(payer: Account, { to, amountMinor }: Proposed, policy: Policy): void {
  const first = payer.sent === 0;
  const change = Math.trunc((amountMinor - payer.usualMinor) / 8);
  payer.usualMinor = first ? amountMinor : payer.usualMinor + change;
  payer.sent++;
  // Rows are copied shallowly (bank/table.ts): lists in them are replaced, never changed.
  if (amountMinor * KNOWN_PAYEE_PART < policy.newPayeeMinor || payer.payees.includes(to)) return;
  payer.payees = [...payer.payees.slice(1 - PAYEES_MAX), to];
}
