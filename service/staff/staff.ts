// Who has which role among the staff: the list of them, invitations, and roles that change. Who is asked for the password acts for
// themselves; whether they may is asked again when it is decided (service/acting.ts).
import type { Method } from "../../api/fields.ts";
import { METHODS, type Parsed, type Result } from "../../api/methods.ts";
import type { StaffView } from "../../api/staff_methods.ts";
import type { CommandOf } from "../../bank/command.ts";
import { Refusal } from "../../bank/refusal.ts";
import { isOpen } from "../../bank/staff/decide_staff.ts";
import type { StaffMember } from "../../bank/staff/record.ts";
import { DUTIES_OF, STAFF_ROLES } from "../../bank/staff/roles.ts";
import { submitFor } from "../acting.ts";
import { proveAgain } from "../identity/authentication.ts";
import { sha256 } from "../identity/digest.ts";
import { identityOf, throttled } from "../identity/session_gate.ts";
import type { Session } from "../identity/session.ts";
import type { Handlers, Service } from "../service.ts";
import { roleView } from "./first_staff.ts";
import { newInvitation } from "./invitations.ts";

type StaffMethods =
  | "staff"
  | "inviteStaff"
  | "withdrawInvitation"
  | "setStaffRole"
  | "acceptInvitation";

export function staffHandlers(service: Service): Pick<Handlers, StaffMethods> {
  return {
    staff: () => staff(service),
    inviteStaff: (session, params) => invite(service, session, params),
    withdrawInvitation: async (session, { invitation, password }) => {
      const manager = await proveAgain(service, session, password);
      if (manager instanceof Refusal) return manager;
      const by = manager.account;
      const command = { type: "withdraw_invitation" as const, invitation, by };
      const outcome = await submitFor(service, session, command);
      return outcome instanceof Refusal ? outcome : {};
    },
    setStaffRole: (session, params) => setRole(service, session, params),
    acceptInvitation: (session, params) => accept(service, session, params),
  };
}

async function staff(service: Service): Promise<Result<"staff">> {
  const { loop, host } = service;
  const members = [...loop.ledger.staff.rows()].map(([, member]) => member)
    .filter(({ role }) => role !== "none");
  const views = await Promise.all(members.map((member) => viewOf(service, member)));
  const nowMs = host.clock();
  const invitations = [...loop.ledger.invitations.rows()].map(([, one]) => one)
    .filter((one) => isOpen(one, nowMs))
    .map(({ changed: _, endedBy: _ended, ...view }) => view);
  return { staff: views, invitations, roles: rolesTold() };
}

async function viewOf(
  { people }: Service,
  { changed: _, sinceMs: sinceAtMs, role, ...member }: Readonly<StaffMember>,
): Promise<StaffView> {
  const { userName = null, displayName = null } = await people.person(member.account) ?? {};
  // Who has no role any more is not listed.
  return { ...member, role: role as StaffView["role"], userName, displayName, sinceAtMs };
}

/** What each role may call, as the method table says it. */
function rolesTold(): Result<"staff">["roles"] {
  return STAFF_ROLES.map((role) => ({
    role,
    methods: Object.keys(METHODS).filter((name) => {
      const method: Method = METHODS[name as keyof typeof METHODS];
      return method.access === "staff" && DUTIES_OF[role].includes(method.duty);
    }),
  }));
}

async function invite(
  service: Service,
  session: Session,
  { role, reason, password }: Parsed<"inviteStaff">,
): Promise<Result<"inviteStaff"> | Refusal> {
  const manager = await proveAgain(service, session, password);
  if (manager instanceof Refusal) return manager;
  const by = manager.account;
  const { code, command } = inviteCommand(service, { role, reason }, by);
  const outcome = await submitFor(service, session, command);
  if (outcome instanceof Refusal) return outcome;
  const { invitation } = command;
  const { invitedAtMs, expiresAtMs } = service.loop.ledger.invitations.get(invitation)!;
  return { invitation, role, reason, by, invitedAtMs, expiresAtMs, code };
}

async function setRole(
  service: Service,
  session: Session,
  params: Parsed<"setStaffRole">,
): Promise<Result<"setStaffRole"> | Refusal> {
  const manager = await proveAgain(service, session, params.password);
  if (manager instanceof Refusal) return manager;
  const outcome = await submitFor(service, session, roleCommand(params, manager.account));
  return outcome instanceof Refusal ? outcome : {};
}

export function roleCommand(
  { account, role, suspended, reason }: Omit<Parsed<"setStaffRole">, "password">,
  by: string,
): CommandOf<"appoint"> {
  return { type: "appoint", account, role, suspended, reason, by };
}

/** With the code, which the journal does not know. */
export function inviteCommand(
  service: Pick<Service, "host">,
  { role, reason }: Omit<Parsed<"inviteStaff">, "password">,
  by: string,
): { readonly code: string; readonly command: CommandOf<"invite_staff"> } {
  const { code, invitation } = newInvitation(service);
  return { code, command: { type: "invite_staff", invitation, role, reason, by } };
}

async function accept(
  service: Service,
  session: Session,
  { code, password }: Parsed<"acceptInvitation">,
): Promise<Result<"acceptInvitation"> | Refusal> {
  const { account } = identityOf(session);
  const wait = service.codes.take(`invitation of ${account}`, service.host.clock());
  if (wait > 0) return throttled(wait);
  const person = await proveAgain(service, session, password);
  if (person instanceof Refusal) return person;
  const invitation = sha256(code);
  const command = { type: "accept_invitation" as const, invitation, account };
  const outcome = await submitFor(service, session, command);
  return outcome instanceof Refusal ? outcome : roleView(service, account);
}
