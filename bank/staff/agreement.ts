// Four eyes: what one member of staff may not do alone. One proposes it, another agrees to exactly that; the command then runs
// with both names.
import { createHash } from "node:crypto";
import { canonicalJson, type Json } from "../canonical_json.ts";
import type { ProposableCommand } from "../command.ts";
import type { Ledger } from "../ledger.ts";
import { Refusal } from "../refusal.ts";
import { dutyFor } from "./command_duty.ts";
import { hasDuty } from "./members.ts";
import type { Duty } from "./roles.ts";
import type { Proposal } from "./record.ts";

/** Whole units of the currency from which cash, corrections and assignments need two, where staff have set nothing. */
const AGREEMENT_UNITS = 100_000;

/** Minor units from which money that staff move needs two of them; null for never. */
export function agreementFromMinor(ledger: Pick<Ledger, "policy" | "bank">): number | null {
  const set = ledger.policy.get("policy")?.agreementMinor;
  return set === undefined ? AGREEMENT_UNITS * 10 ** (ledger.bank.get("bank")?.scale ?? 0) : set;
}

/** Staff have set the amount: then rules, roles and the bank's own account need two as well. */
export function isStrict(ledger: Pick<Ledger, "policy">): boolean {
  return typeof ledger.policy.get("policy")?.agreementMinor === "number";
}

/** @returns why one member of staff may not do this alone, or null. */
export function agreementRefusal(ledger: Ledger, command: ProposableCommand): Refusal | null {
  if (command.agreedBy !== undefined) return null;
  const fromMinor = agreementFromMinor(ledger);
  if (fromMinor === null) return null;
  const strict = isStrict(ledger);
  const amountMinor = amountOf(ledger, command);
  const duty = dutyFor(command)!;
  // A manager without another one would have no one to ask, not even for a second one.
  const needed = amountMinor === null
    ? strict && command.by !== "" && hasColleague(ledger, command.by, duty)
    : amountMinor >= fromMinor && (strict || hasColleague(ledger, command.by, duty));
  return needed ? new Refusal("agreement_needed", { fromMinor }) : null;
}

/** Whether another one could agree. */
function hasColleague(ledger: Ledger, by: string, duty: Duty): boolean {
  for (const [account] of ledger.staff.rows()) {
    if (account !== by && hasDuty(ledger, account, duty)) return true;
  }
  return false;
}

/** Minor units that it moves; null for what moves no money. */
export function amountOf(ledger: Ledger, command: ProposableCommand): number | null {
  switch (command.type) {
    case "cash_in":
    case "cash_out":
      return command.amountMinor;
    case "reverse":
      return ledger.transfers.get(command.transfer)?.amountMinor ?? 0;
    case "assign_line":
      return Math.abs(ledger.lines.get(command.line)?.amountMinor ?? 0);
    case "make_payout_batch":
      return payoutsMinor(ledger, command.payouts);
    case "set_credit":
      return command.creditMinor ?? 0;
    case "close_till":
    case "count_safe":
      return Math.abs(command.countedMinor - command.expectedMinor);
    default:
      return null;
  }
}

/** The customers' accounts that it is about: their owners do not agree to it. */
export function accountsOf(ledger: Ledger, command: ProposableCommand): readonly string[] {
  switch (command.type) {
    case "cash_in":
    case "cash_out":
    case "appoint":
    case "set_account_limits":
    case "set_credit":
      return [command.account];
    case "reverse": {
      const { from, to } = ledger.transfers.get(command.transfer) ?? {};
      return [from ?? "", to ?? ""];
    }
    case "assign_line":
      return command.number === undefined
        ? [command.to]
        : ownersOf(ledger, ledger.payoutBatches.get(command.number)?.payouts ?? [command.number]);
    case "make_payout_batch":
      return ownersOf(ledger, command.payouts);
    default:
      return [];
  }
}

function ownersOf(ledger: Ledger, payouts: readonly string[]): readonly string[] {
  return [...new Set(payouts.flatMap((one) => ledger.payouts.get(one)?.account ?? []))];
}

/** Minor units of these payouts, by their numbers. */
export function payoutsMinor(ledger: Pick<Ledger, "payouts">, payouts: readonly string[]): number {
  return payouts.reduce((sum, one) => sum + (ledger.payouts.get(one)?.amountMinor ?? 0), 0);
}

/** What is proposed and agreed to: SHA-256 of the command in canonical JSON, in hex. */
export function proposalHash(command: ProposableCommand): string {
  return createHash("sha256").update(canonicalJson(command as unknown as Json)).digest("hex");
}

/** For the event that tells of it. */
export function agreed(by: string | undefined): { readonly agreedBy?: string } {
  return by === undefined ? {} : { agreedBy: by };
}

/** The command that was proposed: its form was looked at when it was. */
export function commandIn({ command }: Pick<Readonly<Proposal>, "command">): ProposableCommand {
  return command as ProposableCommand;
}
