// The staff among themselves at the terminal: who has which role, invitations, roles that change.
import type { Result } from "../../api/methods.ts";
import { STAFF_ROLES, type StaffRole } from "../../bank/staff/roles.ts";
import { line } from "../../console/screen.ts";
import { invitedText, staffText } from "../colleague_actions.ts";
import { BACK, type Back } from "../questions/questions.ts";
import { ask, type Desk, menu } from "./desk.ts";

type Member = Result<"staff">["staff"][number];

export async function colleaguesFlow(desk: Desk): Promise<Back | void> {
  const { terminal, customer } = desk;
  const known = await ask(desk, "staff", {});
  terminal.print(staffText(known));
  if (customer.who?.staffRole !== "manager") return;
  const others = known.staff.filter(({ account }) => account !== customer.who?.account);
  return await menu<() => Promise<Back | void>>(desk, {
    question: "Colleagues",
    choices: [
      { value: () => invite(desk), label: "Invite a colleague" },
      ...others.map((member) => ({
        value: () => change(desk, member),
        label: line`${member.displayName ?? member.account}`,
      })),
    ],
    act: (chosen) => chosen(),
  });
}

function invite(desk: Desk): Promise<Back | void> {
  return menu<StaffRole>(desk, {
    question: "Which role?",
    choices: STAFF_ROLES.map((role) => ({ value: role, label: role })),
    act: async (role): Promise<Back | void> => {
      const signed = await signedOff(desk);
      if (signed === BACK) return BACK;
      desk.terminal.print(invitedText(await ask(desk, "inviteStaff", { role, ...signed })));
    },
  });
}

type Change = StaffRole | "suspended" | "none";

function change(desk: Desk, member: Member): Promise<Back | void> {
  const { account, displayName, role: now } = member;
  const name = displayName ?? account;
  return menu<Change>(desk, {
    question: line`${name} is ${now}${member.suspended ? ", suspended" : ""}. From now on:`,
    choices: [
      ...STAFF_ROLES.map((role) => ({ value: role, label: role })),
      { value: "suspended", label: "Suspended" },
      { value: "none", label: "No role any more" },
    ],
    act: async (chosen): Promise<Back | void> => {
      const signed = await signedOff(desk);
      if (signed === BACK) return BACK;
      const suspended = chosen === "suspended";
      const role = suspended ? now : chosen;
      await ask(desk, "setStaffRole", { account, role, suspended, ...signed });
      desk.terminal.print(line`${name}: ${chosen}, from this moment.`);
    },
  });
}

async function signedOff(desk: Desk): Promise<Back | { reason: string; password: string }> {
  const { terminal } = desk;
  const reason = await terminal.text({
    question: "Reason, which stays in the journal",
    check: (text) => text === "" ? "A role needs a reason." : null,
  });
  if (reason === BACK) return BACK;
  const password = await terminal.secret({ question: "Your password" });
  return password === BACK ? BACK : { reason, password };
}
