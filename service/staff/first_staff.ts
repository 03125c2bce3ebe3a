// The first member of staff: who signed up with the founding code, or was staff in release 0.1, where the registry of people had
// the roles and the journal did not. From the first event about an account on, only the journal counts.
import { Refusal } from "../../bank/refusal.ts";
import type { PersonRecord } from "../../bank/ports/people.ts";
import { roleOf } from "../../bank/staff/members.ts";
import type { StaffRole } from "../../bank/staff/roles.ts";
import type { Service } from "../service.ts";

/** Repeatable: also after a crash between registry and journal. */
export async function appointFirst(
  { loop }: Pick<Service, "loop">,
  { account, role }: Pick<PersonRecord, "account" | "role">,
): Promise<Refusal | null> {
  if (role !== "staff" || loop.ledger.staff.get(account)) return null;
  const appointed = { role: "manager", suspended: false, reason: "", by: "" } as const;
  const outcome = await loop.submit({ type: "appoint", account, ...appointed });
  return outcome instanceof Refusal ? outcome : null;
}

/** What an account is told of its own role: programs of release 0.1 know only `staff`. */
export function roleView(
  { loop }: Pick<Service, "loop">,
  account: string,
): { readonly role: "customer" | "staff"; readonly staffRole?: StaffRole } {
  const staffRole = roleOf(loop.ledger, account);
  return staffRole === null ? { role: "customer" } : { role: "staff", staffRole };
}
