// The account itself: details, password, sessions, freezing, leaving.
import { accountNumberText } from "../../bank/account_number.ts";
import { normalUserName } from "../../bank/credentials.ts";
import { moneyText } from "../../bank/money.ts";
import { line } from "../../console/screen.ts";
import { sessionText, type SessionView } from "../session_text.ts";
import { accountText } from "../show.ts";
import { BACK, type Back } from "../questions/questions.ts";
import { ask, type Desk, menu, withPassword } from "./desk.ts";
import { limitsFlow } from "./limits_flow.ts";
import { payInFlow } from "./pay_in_flow.ts";
import { newPassword } from "./new_password.ts";
import { refuseRecovery } from "./recovery_flow.ts";
import { secondFactorFlow } from "./second_factor_flow.ts";
import { askPayee } from "./transfer_flow.ts";

export async function accountFlow(desk: Desk): Promise<void> {
  desk.terminal.print(accountText(await ask(desk, "account", {})));
  await payInFlow(desk);
}

export async function securityFlow(desk: Desk): Promise<Back | void> {
  const { status } = await ask(desk, "account", {});
  const frozen = status === "frozen";
  return await menu<(desk: Desk) => Promise<Back | void>>(desk, {
    question: "Security",
    choices: [
      frozen
        ? { value: unfreeze, label: "Unfreeze: allow payments again" }
        : { value: freeze, label: "Freeze: stop all outgoing payments now" },
      { value: changePassword, label: "Change password" },
      { value: sessions, label: "Sessions" },
      { value: limitsFlow, label: "Payment limits" },
      { value: secondFactorFlow, label: "Second factor: a code from your phone" },
      { value: refuseRecovery, label: "Refuse a new password that staff have begun" },
    ],
    act: (chosen) => chosen(desk),
  });
}

async function freeze(desk: Desk): Promise<void> {
  await ask(desk, "freeze", {});
  desk.terminal.print("Frozen: no outgoing payments; all other sessions have ended.");
}

async function unfreeze(desk: Desk): Promise<Back | void> {
  const done = await withPassword(desk, (password) => ask(desk, "unfreeze", { password }));
  if (done === BACK) return BACK;
  desk.terminal.print("No longer frozen.");
}

async function changePassword(desk: Desk): Promise<Back | void> {
  const { terminal, customer } = desk;
  const { userName, bankName, who } = customer;
  const words = [who?.displayName ?? "", bankName];
  let chosen: string | Back | null = null;
  const result = await withPassword(desk, async (password) => {
    chosen ??= await newPassword(terminal, { userName, words, question: "New password" });
    if (chosen === BACK) return BACK;
    return await customer.call("changePassword", { password, newPassword: chosen });
  }, { question: "Present password" });
  if (result === BACK) return BACK;
  customer.signedIn(result, { store: true });
  await desk.link.reopen();
  terminal.print("Password changed; all other sessions have ended.");
}

async function sessions(desk: Desk): Promise<Back | void> {
  const { terminal } = desk;
  const { sessions: known } = await ask(desk, "sessions", {});
  for (const session of known) terminal.print(`  ${sessionText(session)}`);
  const others = known.filter(({ current }) => !current);
  if (others.length === 0) return;
  return await menu<SessionView | "all" | "none">(desk, {
    question: "Sessions",
    choices: [
      { value: "none", label: "Leave them as they are" },
      ...others.filter(({ id }) => id !== undefined).map((session) => ({
        value: session,
        label: `End ${sessionText(session)}`,
      })),
      { value: "all", label: "End all other sessions" },
    ],
    act: (choice) => choice === "none" ? Promise.resolve() : endSessions(desk, choice),
  });
}

async function endSessions(desk: Desk, which: SessionView | "all"): Promise<Back | void> {
  const { terminal } = desk;
  const all = which === "all";
  const yes = await terminal.confirm(all ? "End all other sessions?" : "End this session?");
  if (yes === BACK) return BACK;
  if (!yes) return;
  await ask(desk, "endOtherSessions", all ? {} : { session: which.id });
  terminal.print(all ? "All other sessions have ended." : "The session has ended.");
}

export async function closeFlow(desk: Desk): Promise<void> {
  const { terminal, customer } = desk;
  const { userName, currency } = customer;
  const { bookedMinor } = await ask(desk, "balance", {});
  const money = moneyText(bookedMinor, currency);
  const heir = bookedMinor > 0
    ? await askPayee(desk, { question: line`${money} are left. Who gets them` })
    : null;
  if (heir === BACK) return;
  terminal.print(
    (heir ? line`This sends ${money} to ${heir.displayName} (${heir.userName}), and ` : "This ") +
      "closes the account for ever and erases your profile.",
  );
  const typed = await terminal.text({ question: "Type your user name to confirm" });
  if (typed === BACK || normalUserName(typed) !== userName) {
    return terminal.print("Nothing was closed.");
  }
  const sweep = heir ? { sweep: { id: customer.newTransferId(), to: heir.account } } : {};
  const close = (password: string) => customer.call("closeAccount", { password, ...sweep });
  const closed = await withPassword(desk, close);
  if (closed === BACK) return terminal.print("Nothing was closed.");
  customer.signedOut();
  const number = accountNumberText(closed.account);
  terminal.print(line`Account ${number} is closed and the profile erased. Goodbye.`);
}
