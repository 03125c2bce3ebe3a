// The door: logging in, signing up. Passwords are hidden, their weakness is said while they are typed, and a new one is
// asked for twice.
import {
  isDisplayName,
  normalUserName,
  passwordWeakness,
  USER_NAME,
} from "../../bank/credentials.ts";
import { RefusedError } from "../../net/client.ts";
import type { Params, Result } from "../../net/methods.ts";
import type { Customer } from "../customer.ts";
import { worthRetrying } from "../retrying.ts";
import { refusalWords, weaknessText } from "../refusal_text.ts";
import { line } from "../screen.ts";
import { BACK, type Back } from "../terminal/questions.ts";
import type { Terminal } from "../terminal/terminal.ts";

export type Entered = "in" | "out";

/** @returns whether somebody is signed in now, or wants to leave. */
export async function door(customer: Customer, terminal: Terminal): Promise<Entered> {
  while (!customer.who) {
    const choice = await terminal.choose({
      question: line`${customer.bankName}`,
      choices: [
        { value: "log-in", label: "Log in" },
        { value: "sign-up", label: "Sign up" },
        { value: "quit", label: "Quit" },
      ],
    });
    if (choice === "quit" || choice === BACK) return "out";
    try {
      await (choice === "log-in" ? logInAt(customer, terminal) : signUpAt(customer, terminal));
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      terminal.print(refusalWords(error.refusal, customer.currency));
    }
  }
  return "in";
}

const userNameProblem = (text: string): string | null =>
  USER_NAME.test(normalUserName(text))
    ? null
    : "A user name has 3 to 32 of a-z 0-9 . _ - and begins with a letter.";

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
    const code = await terminal.text({ question: "Code of your app" });
    if (code === BACK) return;
    const given = { ...about, code: code.replaceAll(" ", "") };
    customer.signedIn(await said(customer, "logIn", given), { store: true });
  }
}

async function signUpAt(customer: Customer, terminal: Terminal): Promise<void> {
  const { profile, world } = customer;
  const name = await terminal.text({ question: "Choose a user name", check: userNameProblem });
  if (name === BACK) return;
  const userName = normalUserName(name);
  const displayName = await terminal.text({
    question: "Your name, as payers see it",
    initial: userName,
    check: (text) => isDisplayName(text.trim()) ? null : "A name has 1 to 64 printable characters.",
  });
  if (displayName === BACK) return;
  const password = await newPassword(terminal, { userName, question: "Choose a password" });
  if (password === BACK) return;
  const staffCode = await terminal.text({ question: "Staff code (empty for customers)" });
  if (staffCode === BACK) return;
  const result = await said(customer, "signUp", {
    userName,
    displayName: displayName.trim(),
    password,
    device: profile.device(world.host.random),
    ...(staffCode.trim() === "" ? {} : { staffCode: staffCode.trim() }),
  });
  customer.signedIn(result, { store: true });
  terminal.print(line`Welcome, ${result.displayName}. Your account number is ${result.account}.`);
}

/** The bank ends the connection of a stranger who says nothing for a minute: what took longer to type is said on a new one. */
async function said<M extends "logIn" | "signUp">(
  customer: Customer,
  method: M,
  params: Params<M>,
): Promise<Result<M>> {
  try {
    return await customer.call(method, params);
  } catch (error) {
    if (error instanceof RefusedError || !worthRetrying(error)) throw error;
    await customer.reconnect();
    return await customer.call(method, params);
  }
}

/** Asked twice: nobody can read what was typed. */
export async function newPassword(
  terminal: Terminal,
  { userName, question }: { readonly userName: string; readonly question: string },
): Promise<string | Back> {
  const problem = (password: string) => {
    const weakness = passwordWeakness(password, userName);
    return weakness === null ? null : `Not this one: ${weaknessText(weakness)}.`;
  };
  while (true) {
    const first = await terminal.secret({
      question,
      check: problem,
      hint: (typed) =>
        typed === "" ? "At least 8 characters; long beats clever." : strength(typed, problem),
    });
    if (first === BACK) return BACK;
    const second = await terminal.secret({ question: "The same again" });
    if (second === BACK) return BACK;
    if (first === second) return first;
    terminal.print("The two differ; once more.");
  }
}

function strength(typed: string, problem: (password: string) => string | null): string {
  const weak = problem(typed);
  if (weak !== null) return weak;
  return [...typed].length >= 14 ? "Strong." : "Good; longer is better.";
}
