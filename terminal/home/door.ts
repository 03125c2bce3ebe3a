// The door: logging in, or going on to signing up.
import { normalUserName } from "../../bank/credentials.ts";
import { RefusedError } from "../../net/client/client.ts";
import type { Customer } from "../customer.ts";
import { refusalWords } from "../refusal_text.ts";
import { line } from "../../console/screen.ts";
import { BACK } from "../questions/questions.ts";
import type { Terminal } from "../questions/terminal.ts";
import { said, userNameProblem } from "./at_door.ts";
import { recoverAt } from "./recovery_flow.ts";
import { signUpAt } from "./sign_up.ts";

export type Entered = "in" | "out";

/** @returns whether the person is signed in now, or wants to leave. */
export async function door(customer: Customer, terminal: Terminal): Promise<Entered> {
  while (!customer.who) {
    const choice = await terminal.choose({
      question: line`${customer.bankName}`,
      root: true,
      choices: [
        { value: "log-in", label: "Log in" },
        { value: "sign-up", label: "Sign up" },
        { value: "recover", label: "Lost password: I have a code from the bank" },
        { value: "quit", label: "Quit" },
      ],
    });
    if (choice === "quit" || choice === BACK) return "out";
    try {
      if (choice === "log-in") await logInAt(customer, terminal);
      else if (choice === "sign-up") await signUpAt(customer, terminal);
      else await recoverAt(customer, terminal);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      terminal.print(refusalWords(error.refusal, customer.currency));
    }
  }
  return "in";
}

async function logInAt(customer: Customer, terminal: Terminal): Promise<void> {
  const { flags, profile, world } = customer;
  const initial = flags.user ?? profile.lastUser() ?? undefined;
  const typed = await terminal.text({ question: "User name", initial, check: userNameProblem });
  if (typed === BACK) return;
  const userName = normalUserName(typed);
  const password = await terminal.secret({
    question: line`Password of ${userName}`,
    check: (text) => text === "" ? "Type the password." : null,
  });
  if (password === BACK) return;
  const device = profile.device(world.host.random);
  const about = { userName, password, device };
  try {
    customer.signedIn(await said(customer, "logIn", about), { store: true });
  } catch (error) {
    const asked = error instanceof RefusedError && error.refusal.code === "second_factor_needed";
    if (!asked) throw error;
    const code = await terminal.text({ question: "Code of your app, or a recovery code" });
    if (code === BACK) return;
    customer.signedIn(await said(customer, "logIn", { ...about, code }), { store: true });
  }
}
