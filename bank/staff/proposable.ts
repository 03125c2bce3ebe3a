// Kinds of commands that can be proposed by one member of staff for another one to agree to.
const PROPOSABLE = [
  "cash_in",
  "cash_out",
  "reverse",
  "assign_line",
  "set_policy",
  "set_account_limits",
  "set_bank_details",
  "make_payout_batch",
  "set_credit",
  "close_till",
  "count_safe",
  "appoint",
  "invite_staff",
] as const;

/** A command as events and records keep it: bank/staff/agreement.ts reads it as the command that it is. */
export interface KeptCommand {
  readonly type: typeof PROPOSABLE[number];
}

/** For the gate of the journal: what else it says has passed the gate of its method. */
export function isKeptCommand(value: unknown): boolean {
  const kind = (value as Partial<KeptCommand> | null)?.type;
  return (PROPOSABLE as readonly unknown[]).includes(kind);
}
