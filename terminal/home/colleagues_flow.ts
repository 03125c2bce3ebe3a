// The staff among themselves at the terminal: who has which role, invitations, roles that change.
import type { Result } from "../../api/methods.ts";
import { STAFF_ROLES, type StaffRole } from "../../bank/staff/roles.ts";
import { line } from "../../console/screen.ts";
import { invitedText, staffText } from "../colleague_actions.ts";
import { BACK, type Back } from "../questions/questions.ts";
import { ask, type Desk, menu, withPassword } from "./desk.ts";

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
      const done = await signedOff(
        desk,
        (signed) => ask(desk, "inviteStaff", { role, ...signed }),
      );
      if (done === BACK) return BACK;
      desk.terminal.print(invitedText(done));
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
      const suspended = chosen === "suspended";
      const wish = { account, role: suspended ? now : chosen, suspended };
      const done = await signedOff(
        desk,
        (signed) => ask(desk, "setStaffRole", { ...wish, ...signed }),
      );
      if (done === BACK) return BACK;
      desk.terminal.print(line`${name}: ${chosen}, from this moment.`);
    },
  });
}

async function signedOff<T>(
  desk: Desk,
  act: (signed: { reason: string; password: string }) => Promise<T>,
): Promise<Back | T> {
  const { terminal } = desk;
  const reason = await terminal.text({
    question: "Reason, which stays in the journal",
    check: (text) => text === "" ? "A role needs a reason." : null,
  });
  if (reason === BACK) return BACK;
  return await withPassword(desk, (password) => act({ reason, password }));
}
