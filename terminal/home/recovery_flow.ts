// A lost password at the terminal: the customer sets a new one with a code from the bank; staff begin, agree, take back.
import { normalUserName } from "../../bank/credentials.ts";
import { RefusedError } from "../../net/client/client.ts";
import type { Result } from "../../api/methods.ts";
import type { Customer } from "../customer.ts";
import {
  agreedText,
  RECOVERED,
  recoveryText,
  startedText,
  WRONG_CODE,
} from "../recovery_actions.ts";
import { line } from "../../console/screen.ts";
import { BACK, type Back } from "../questions/questions.ts";
import type { Terminal } from "../questions/terminal.ts";
import { said, userNameProblem } from "./at_door.ts";
import { ask, type Desk, menu, withPassword } from "./desk.ts";
import { newPassword } from "./new_password.ts";

export async function recoverAt(customer: Customer, terminal: Terminal): Promise<void> {
  const { flags, profile, world } = customer;
  const initial = flags.user ?? profile.lastUser() ?? undefined;
  const typed = await terminal.text({ question: "User name", initial, check: userNameProblem });
  if (typed === BACK) return;
  const recoveryCode = await terminal.text({
    question: "Both halves of the code that the bank's staff gave you",
    check: (text) => text === "" ? "Without a code: ask the bank's staff for one." : null,
  });
  if (recoveryCode === BACK) return;
  const userName = normalUserName(typed);
  const chosen = await newPassword(terminal, {
    userName,
    question: "New password",
    words: [customer.bankName],
  });
  if (chosen === BACK) return;
  const device = profile.device(world.host.random);
  const about = { userName, recoveryCode, newPassword: chosen, device };
  try {
    customer.signedIn(await withFactor(customer, terminal, about), { store: true });
    terminal.print(RECOVERED);
  } catch (error) {
    const wrong = error instanceof RefusedError && error.refusal.code === "wrong_credentials";
    if (!wrong) throw error;
    terminal.print(WRONG_CODE);
  }
}

async function withFactor(
  customer: Customer,
  terminal: Terminal,
  about: { userName: string; recoveryCode: string; newPassword: string; device: string },
): Promise<Result<"recover">> {
  try {
    return await said(customer, "recover", about);
  } catch (error) {
    const asked = error instanceof RefusedError && error.refusal.code === "second_factor_needed";
    if (!asked) throw error;
    const code = await terminal.text({ question: "Code of your app" });
    if (code === BACK) throw error;
    return await said(customer, "recover", { ...about, code });
  }
}

/** Of the owner, who has not asked for it. */
export async function refuseRecovery(desk: Desk): Promise<void> {
  await ask(desk, "cancelRecovery", {});
  desk.terminal.print("Taken back: the code, if there was one, is worth nothing any more.");
}

export async function recoveriesFlow(desk: Desk): Promise<Back | void> {
  const { terminal } = desk;
  const { recoveries } = await ask(desk, "recoveries", {});
  for (const one of recoveries) terminal.print(`  ${recoveryText(one)}`);
  return await menu<() => Promise<Back | void>>(desk, {
    question: "Lost passwords",
    choices: [
      { value: () => start(desk), label: "Begin for a customer" },
      ...recoveries.map((one) => ({
        value: () => decide(desk, one),
        label: line`${one.displayName}`,
      })),
    ],
    act: (chosen) => chosen(),
  });
}

type Recovery = Result<"recoveries">["recoveries"][number];

function decide(desk: Desk, { account, displayName, startedAtMs }: Recovery): Promise<Back | void> {
  const { terminal } = desk;
  return menu<"agree" | "cancel">(desk, {
    question: line`${displayName}: the person stands in front of you?`,
    choices: [
      { value: "agree", label: "Yes: agree, and get the second half of the code" },
      { value: "cancel", label: "Take it back" },
    ],
    act: async (choice): Promise<Back | void> => {
      if (choice === "cancel") {
        await ask(desk, "cancelRecovery", { account });
        return terminal.print("Taken back.");
      }
      const agree = (password: string) =>
        ask(desk, "agreeRecovery", { account, startedAtMs, password });
      const agreed = await withPassword(desk, agree);
      if (agreed === BACK) return BACK;
      terminal.print(agreedText(agreed));
    },
  });
}

async function start(desk: Desk): Promise<Back | void> {
  const { terminal } = desk;
  const given = await terminal.text({ question: "Account number or user name" });
  if (given === BACK) return BACK;
  const payee = given.slice(0, 64) || "?";
  const { account, displayName } = await ask(desk, "payee", { payee });
  terminal.print(line`  ${displayName}`);
  const reason = await terminal.text({
    question: "Why, and how you know who it is",
    check: (text) => text === "" ? "It is kept in the journal; say it in a few words." : null,
  });
  if (reason === BACK) return BACK;
  const lost = await terminal.confirm("Is the code of the app lost, too?");
  if (lost === BACK) return BACK;
  const wish = { account, secondFactor: lost === true, reason };
  const start = (password: string) => ask(desk, "startRecovery", { ...wish, password });
  const started = await withPassword(desk, start);
  if (started === BACK) return BACK;
  terminal.print(startedText(started));
}
