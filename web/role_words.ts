// Roles of the staff in the words of a page.
import type { StaffRole } from "../bank/staff/roles.ts";
import type { Visit } from "./visitor.ts";

/** A role that this program does not know is shown as it is. */
export function roleName({ t }: Visit, role: string): string {
  const names: Readonly<Record<StaffRole, string>> = {
    teller: t("teller"),
    officer: t("officer for giving"),
    auditor: t("auditor"),
    manager: t("manager"),
  };
  return names[role as StaffRole] ?? role;
}

/** What a member of staff with this role does. */
export function roleDuties({ t }: Visit, role: string): string {
  const duties: Readonly<Record<StaffRole, string>> = {
    teller: t("cash, money from other banks, corrections, lost passwords"),
    officer: t("organisations: their papers, texts and reports"),
    auditor: t("reads everything, changes nothing"),
    manager: t("everything, and the roles of the others"),
  };
  return duties[role as StaffRole] ?? "";
}

/** What the visitor is among the staff from now on. */
export function roleChange(
  visit: Visit,
  { role, why }: { readonly role: string; readonly why: string },
): string {
  const { t } = visit;
  if (role === "none") return t("You are no longer one of the bank's staff: {{why}}.", { why });
  if (role === "suspended") {
    return t("Your role among the bank's staff is suspended: {{why}}.", { why });
  }
  const now = { role: roleName(visit, role), why };
  return t("Your role among the bank's staff is now {{role}}: {{why}}.", now);
}
