// Who is a member of staff at this moment.
import type { Ledger } from "../ledger.ts";
import { DUTIES_OF, type Duty, type StaffRole } from "./roles.ts";

type Books = Pick<Ledger, "accounts" | "staff">;

/** The role of an account; null for customers, and while the role is suspended or the account closed. */
export function roleOf(ledger: Books, account: string): StaffRole | null {
  const member = ledger.staff.get(account);
  if (!member || member.suspended || member.role === "none") return null;
  return ledger.accounts.get(account)?.status === "closed" ? null : member.role;
}

/** Whether an account has this duty now. */
export function hasDuty(ledger: Books, account: string, duty: Duty): boolean {
  const role = roleOf(ledger, account);
  return role !== null && DUTIES_OF[role].includes(duty);
}
