// What every flow at home has in hand: the customer, the terminal, and a way to ask the bank that outlives cuts.
import { parseAmount } from "../../bank/amount.ts";
import { AmountError } from "../../bank/money.ts";
import { plainCode } from "../../bank/pasted.ts";
import { ConnectionLost, RefusedError } from "../../net/client/client.ts";
import { RemoteError } from "../../api/message.ts";
import type { MethodName, Params, Result } from "../../api/methods.ts";
import type { Customer } from "../customer.ts";
import { CommandError, EXIT } from "../../console/exit.ts";
import { line } from "../../console/screen.ts";
import { BACK, type Back, type ChoiceQuestion } from "../questions/questions.ts";
import type { Terminal } from "../questions/terminal.ts";
import type { LiveLink } from "./live_link.ts";

export interface Desk {
  readonly customer: Customer;
  readonly terminal: Terminal;
  readonly link: LiveLink;
}

/** For what may be asked twice: after a cut it is asked again on the new connection. */
export async function ask<M extends MethodName>(
  { customer, link }: Desk,
  method: M,
  params: Params<M>,
): Promise<Result<M>> {
  while (true) {
    try {
      return await customer.call(method, params);
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      await link.back();
      if (!customer.who) throw error;
    }
  }
}

export interface PasswordQuestion {
  readonly question?: string;
  /** Said when the bank refuses it. */
  readonly wrong?: string;
}

/**
 * Asks for the customer's own password, and does what needs it. A wrong one is asked for again: what was answered before is
 * kept. `act` may be called several times, and must be the same wish each time.
 */
export async function withPassword<T>(
  { terminal }: Desk,
  act: (password: string) => Promise<T>,
  { question = "Your password", wrong = "That is not your password." }: PasswordQuestion = {},
): Promise<T | Back> {
  while (true) {
    const password = await terminal.secret({ question });
    if (password === BACK) return BACK;
    try {
      return await act(password);
    } catch (error) {
      const known = error instanceof RefusedError && error.refusal.code === "wrong_credentials";
      if (!known) throw error;
      terminal.print(wrong);
    }
  }
}

export interface Menu<T> extends ChoiceQuestion<T> {
  /** @returns BACK when Esc has led back here. */
  readonly act: (choice: T) => Promise<Back | void>;
}

/** A menu that comes again when Esc leads back to it: each Esc goes one level back. */
export async function menu<T>({ terminal }: Desk, asked: Menu<T>): Promise<Back | void> {
  const { act, ...question } = asked;
  while (true) {
    const choice = await terminal.choose(question);
    if (choice === BACK) return BACK;
    if (await act(choice) !== BACK) return;
  }
}

/** Asked until it is an amount of money. @returns minor units. */
export async function askAmount({ terminal, customer }: Desk): Promise<number | Back> {
  const { currency } = customer;
  const amount = await terminal.text({
    question: line`Amount (${currency.code})`,
    check: (text) => {
      try {
        parseAmount(text, currency);
        return null;
      } catch (error) {
        if (error instanceof AmountError) return error.message;
        throw error;
      }
    },
  });
  return amount === BACK ? BACK : parseAmount(amount, currency);
}

/** Asked until it is a whole number in the range. */
export async function askCount(
  { terminal }: Desk,
  { question, most, least = 1, initial }: {
    readonly question: string;
    readonly most: number;
    readonly least?: number;
    readonly initial?: number;
  },
): Promise<number | Back> {
  const count = await terminal.text({
    question,
    initial: initial === undefined ? undefined : String(initial),
    check: (text) => {
      const count = plainCode(text);
      const fits = /^[0-9]{1,7}$/.test(count) && Number(count) >= least && Number(count) <= most;
      return fits ? null : `Enter a whole number from ${least} to ${most}.`;
    },
  });
  return count === BACK ? BACK : Number(plainCode(count));
}

const SIGNED_OUT: ReadonlySet<string> = new Set(["not_logged_in", "session_expired"]);

/** What goes wrong is said, and the person is at home again; only the end of the program passes. */
export async function attempt(
  { customer, terminal }: Desk,
  act: () => Promise<unknown>,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (error instanceof ConnectionLost) {
      // Who is signed out has been told so; home leads to the door.
      if (customer.who) terminal.print("The connection was lost before the bank answered.");
      return;
    }
    if (error instanceof RefusedError) {
      const { refusalWords } = await import("../refusal_text.ts");
      terminal.print(refusalWords(error.refusal, customer.currency));
      if (SIGNED_OUT.has(error.refusal.code)) customer.signedOut();
      return;
    }
    if (error instanceof CommandError && !ENDS.has(error.exitCode) && error.message !== "") {
      return terminal.print(error.message);
    }
    if (error instanceof AmountError) return terminal.print(error.message);
    if (error instanceof RemoteError) {
      return terminal.print(line`The bank could not do that: ${error.message}.`);
    }
    throw error;
  }
}

/** Signals and Ctrl-C. */
const ENDS: ReadonlySet<number> = new Set([EXIT.interrupted, 129, 143]);
