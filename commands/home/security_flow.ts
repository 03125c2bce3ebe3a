// The account itself: details, password, sessions, freezing, leaving.
import { accountNumberText } from "../../bank/account_number.ts";
import { normalUserName } from "../../bank/credentials.ts";
import { moneyText } from "../../bank/money.ts";
import { line } from "../screen.ts";
import { dateTime } from "../bank_time.ts";
import { accountText } from "../show.ts";
import { BACK } from "../terminal/questions.ts";
import { ask, type Desk } from "./desk.ts";
import { newPassword } from "./new_password.ts";

export async function accountFlow(desk: Desk): Promise<void> {
  desk.terminal.print(accountText(await ask(desk, "account", {})));
}

export async function securityFlow(desk: Desk): Promise<void> {
  const { terminal } = desk;
  const { status } = await ask(desk, "account", {});
  const frozen = status === "frozen";
  const choice = await terminal.choose({
    question: "Security",
    choices: [
      frozen
        ? { value: "unfreeze", label: "Unfreeze: allow payments again" }
        : { value: "freeze", label: "Freeze: stop all outgoing payments now" },
      { value: "password", label: "Change password" },
      { value: "sessions", label: "Sessions" },
    ],
  });
  if (choice === "freeze") await freeze(desk);
  else if (choice === "unfreeze") await unfreeze(desk);
  else if (choice === "password") await changePassword(desk);
  else if (choice === "sessions") await sessions(desk);
}

async function freeze(desk: Desk): Promise<void> {
  await ask(desk, "freeze", {});
  desk.terminal.print("Frozen: no outgoing payments; all other sessions have ended.");
}

async function unfreeze(desk: Desk): Promise<void> {
  const { terminal, customer } = desk;
  const password = await terminal.secret({ question: line`Password of ${customer.userName}` });
  if (password === BACK) return;
  await ask(desk, "unfreeze", { password });
  terminal.print("No longer frozen.");
}

async function changePassword(desk: Desk): Promise<void> {
  const { terminal, customer } = desk;
  const { userName, bankName, who } = customer;
  const password = await terminal.secret({ question: "Present password" });
  if (password === BACK) return;
  const words = [who?.displayName ?? "", bankName];
  const next = await newPassword(terminal, { userName, words, question: "New password" });
  if (next === BACK) return;
  const result = await customer.call("changePassword", { password, newPassword: next });
  customer.signedIn(result, { store: true });
  await desk.link.reopen();
  terminal.print("Password changed; all other sessions have ended.");
}

async function sessions(desk: Desk): Promise<void> {
  const { terminal } = desk;
  const { sessions: known } = await ask(desk, "sessions", {});
  for (const { startedAtMs, expiresAtMs, current } of known) {
    const here = current ? "  (this one)" : "";
    terminal.print(line`  since ${dateTime(startedAtMs)}, until ${dateTime(expiresAtMs)}` + here);
  }
  if (known.length < 2) return;
  const yes = await terminal.confirm("End all other sessions?");
  if (yes !== true) return;
  await ask(desk, "endOtherSessions", {});
  terminal.print("All other sessions have ended.");
}

export async function closeFlow(desk: Desk): Promise<void> {
  const { terminal, customer } = desk;
  const { userName, currency } = customer;
  const { bookedMinor } = await ask(desk, "balance", {});
  let sweepTo = "";
  if (bookedMinor > 0) {
    const answer = await terminal.text({
      question: line`${moneyText(bookedMinor, currency)} are left. Who gets them`,
      check: (text) => text === "" ? "Enter a user name or an account number." : null,
    });
    if (answer === BACK) return;
    sweepTo = answer;
  }
  terminal.print("This closes the account for ever and erases your profile.");
  const typed = await terminal.text({ question: "Type your user name to confirm" });
  if (typed === BACK || normalUserName(typed) !== userName) {
    return terminal.print("Nothing was closed.");
  }
  const password = await terminal.secret({ question: line`Password of ${userName}` });
  if (password === BACK) return;
  const sweep = sweepTo === "" ? {} : { sweep: { id: customer.newTransferId(), to: sweepTo } };
  const closed = await customer.call("closeAccount", { password, ...sweep });
  customer.signedOut();
  const number = accountNumberText(closed.account);
  terminal.print(line`Account ${number} is closed and the profile erased. Goodbye.`);
}
