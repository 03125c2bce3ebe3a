// What who is signed in may do as a member of staff at this moment, and the refusal of everything else.
import type { Access } from "../../api/fields.ts";
import { Refusal } from "../../bank/refusal.ts";
import { hasDuty, roleOf } from "../../bank/staff/members.ts";
import { type Duty, rolesWith } from "../../bank/staff/roles.ts";
import type { Session } from "../identity/session.ts";
import type { Service } from "../service.ts";

type Books = Parameters<typeof hasDuty>[0];

/** Whether an account has a role among the staff now. */
export function isStaff({ loop }: Pick<Service, "loop">, account: string): boolean {
  return roleOf(loop.ledger, account) !== null;
}

/** @returns why who is signed in there has not got this duty, or null. */
export function dutyRefusal(books: Books, account: string, duty: Duty): Refusal | null {
  if (hasDuty(books, account, duty)) return null;
  // A customer need not know how the staff share their work.
  const needs = roleOf(books, account) === null ? "staff" : rolesWith(duty);
  return new Refusal("not_allowed", { needs });
}

/** @returns why a method may not be called by who is signed in there, or null. */
export function denial(
  { loop }: Pick<Service, "loop">,
  { identity }: Session,
  method: Access,
): Refusal | null {
  if (method.access === "anyone") return null;
  if (!identity) return new Refusal("not_logged_in");
  return method.access === "staff" ? dutyRefusal(loop.ledger, identity.account, method.duty) : null;
}
