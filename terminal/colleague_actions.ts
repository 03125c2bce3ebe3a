// `bank connect staff`: who has which role among the bank's staff, invitations, roles that change.
import type { Result } from "../api/methods.ts";
import { STAFF_ROLES, type StaffRole } from "../bank/staff/roles.ts";
import { dateTime } from "../console/bank_time.ts";
import { CommandError, EXIT, usageError } from "../console/exit.ts";
import { line } from "../console/screen.ts";
import { type Customer, passwordFor } from "./customer.ts";
import { propose } from "./proposal_actions.ts";
import { show } from "./show.ts";
import type { ActOf } from "./words/connect_words.ts";

type Staff = Result<"staff">;

export async function staff(customer: Customer, act: ActOf<"staff">): Promise<void> {
  switch (act.verb) {
    case "list": {
      const known = await customer.call("staff", {});
      return show(customer, known, staffText(known));
    }
    case "invite":
      return await invite(customer, act);
    case "withdraw":
      return await withdraw(customer, act.what);
    case "accept":
      return await accept(customer, act.code);
    default:
      return await change(customer, act.verb, act);
  }
}

async function invite(
  customer: Customer,
  { role, reason, propose: why }: ActOf<"staff">,
): Promise<void> {
  if (!role) throw usageError(`Say which role: --role ${STAFF_ROLES.join("|")}`);
  const about = { role, reason: checkedReason(reason) };
  if (why !== undefined) {
    return await propose(customer, { method: "inviteStaff", params: about, why });
  }
  const password = await passwordOf(customer);
  const made = await customer.call("inviteStaff", { ...about, password });
  show(customer, made, invitedText(made));
}

async function withdraw(customer: Customer, what: string | undefined): Promise<void> {
  const { invitations } = await customer.call("staff", {});
  const named = invitations.filter(({ invitation }) => what && invitation.startsWith(what));
  if (named.length !== 1) {
    throw new CommandError(
      EXIT.refused,
      line`No open invitation begins with "${what ?? ""}": see bank connect staff list.`,
    );
  }
  const { invitation } = named[0]!;
  const password = await passwordOf(customer);
  await customer.call("withdrawInvitation", { invitation, password });
  show(customer, {}, "Withdrawn: its code is worth nothing any more.");
}

async function accept(customer: Customer, given: string | undefined): Promise<void> {
  const { screen } = customer.world;
  if (given === undefined && !screen.interactive) {
    throw usageError("Cannot ask without a terminal: give --staff-code");
  }
  const code = given ?? await screen.ask("Code that a manager gave you: ");
  const password = await passwordOf(customer);
  const now = await customer.call("acceptInvitation", { code, password });
  show(customer, now, line`You are one of the bank's staff now: ${now.staffRole ?? now.role}.`);
}

async function change(
  customer: Customer,
  verb: "set" | "suspend" | "end",
  { what, role: wanted, reason: given, propose: why }: ActOf<"staff">,
): Promise<void> {
  if (what === undefined) throw usageError(`Say whose role: staff ${verb} CUSTOMER`);
  if (verb === "set" && !wanted) {
    throw usageError(`Say which role: --role ${STAFF_ROLES.join("|")}`);
  }
  const reason = checkedReason(given);
  const { account, displayName } = await customer.call("payee", { payee: what.slice(0, 64) });
  const role = verb === "end" ? "none" as const : wanted ?? await roleNow(customer, account);
  const suspended = verb === "suspend";
  const about = { account, role, suspended, reason };
  if (why !== undefined) {
    return await propose(customer, { method: "setStaffRole", params: about, why });
  }
  const password = await passwordOf(customer);
  const done = await customer.call("setStaffRole", { ...about, password });
  const now = verb === "end" ? "no role any more" : suspended ? `${role}, suspended` : role;
  show(customer, done, line`${displayName}: ${now}, from this moment.`);
}

async function roleNow(customer: Customer, account: string): Promise<StaffRole> {
  const { staff } = await customer.call("staff", {});
  const known = staff.find((member) => member.account === account);
  if (!known) throw new CommandError(EXIT.refused, "That is not one of the bank's staff.");
  return known.role;
}

function checkedReason(reason: string | undefined): string {
  if (!reason) throw usageError("Say why: --reason TEXT");
  return reason;
}

const passwordOf = (customer: Customer) => passwordFor(customer, "Your password: ");

/** Characters of an invitation's name that are shown: enough to tell them apart. */
const NAME_CHARS = 8;

export function staffText({ staff: members, invitations, roles }: Staff): string {
  const people = members.map((one) => {
    const { displayName, userName, role, suspended, sinceAtMs, reason } = one;
    const who = displayName === null
      ? "somebody who has left"
      : line`${displayName} (${userName!})`;
    const why = reason === "" ? "" : line`. ${reason}`;
    return line`${who}: ${role}${suspended ? ", suspended" : ""} since ${dateTime(sinceAtMs)}` +
      why;
  });
  const open = invitations.map(({ invitation, role, expiresAtMs, reason }) =>
    line`Invitation ${invitation.slice(0, NAME_CHARS)}: ${role}, until ${
      dateTime(expiresAtMs)
    }. ${reason}`
  );
  const duties = roles.map(({ role, methods }) =>
    line`${role}: ${DUTIES[role] ?? methods.join(", ")}`
  );
  return [...people, ...open, "", "What each may do:", ...duties].join("\n");
}

/** Of a role that a newer bank has, its methods are told. */
const DUTIES: Readonly<Record<StaffRole, string>> = {
  teller: "cash, money from other banks, corrections, lost passwords",
  officer: "organisations: their papers, texts and reports",
  auditor: "reads everything, changes nothing",
  manager: "everything, and the roles of the others",
};

export function invitedText({ role, code, expiresAtMs }: Result<"inviteStaff">): string {
  return [
    line`Code for one ${role}:   ${code}   It is shown only now, and works once, until ${
      dateTime(expiresAtMs)
    }.`,
    "Your colleague: bank connect sign-up --staff-code CODE; or, as a customer already: bank connect staff accept",
  ].join("\n");
}
