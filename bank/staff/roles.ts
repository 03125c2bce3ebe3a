// Who of the staff may do what: each role has the duties that it needs and no others. The founding code makes the first manager.
export const STAFF_ROLES = ["teller", "officer", "auditor", "manager"] as const;
export type StaffRole = typeof STAFF_ROLES[number];

/**
 * `counter`: cash, lines of other banks, corrections. `recovery`: lost passwords. `books`: any payment, lines that wait.
 * `audit`: the whole journal. `giving`: verdicts about organisations. `papers`: what organisations have handed in.
 * `rules`: thresholds, clock, time zone, the bank's own account. `staff`: roles of others. `colleagues`: who has which role.
 */
const DUTIES = [
  "counter",
  "recovery",
  "books",
  "audit",
  "giving",
  "papers",
  "rules",
  "staff",
  "colleagues",
] as const;
export type Duty = typeof DUTIES[number];

/** What each role may do; what is not listed is refused. */
export const DUTIES_OF: Readonly<Record<StaffRole, readonly Duty[]>> = {
  teller: ["counter", "recovery", "books", "colleagues"],
  officer: ["giving", "papers", "colleagues"],
  auditor: ["books", "audit", "papers", "colleagues"],
  manager: DUTIES,
};

/** The roles that have this duty. */
export function rolesWith(duty: Duty): readonly StaffRole[] {
  return STAFF_ROLES.filter((role) => DUTIES_OF[role].includes(duty));
}
