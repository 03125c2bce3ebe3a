// The menu of `bank connect` without a command: numbered, plain, for any terminal and any screen reader.
import { moneyText } from "../bank/money.ts";
import { AmountError } from "../bank/money.ts";
import { ConnectionLost, RefusedError } from "../net/client.ts";
import { runAction } from "./actions.ts";
import { type Customer, requireSignIn } from "./customer.ts";
import { CommandError, EXIT, usageError } from "./exit.ts";
import { settleIntents } from "./pay.ts";
import type { Act } from "./program.ts";
import { refusalWords } from "./refusal_text.ts";
import { line, type Screen } from "./screen.ts";

interface Choice {
  readonly title: string;
  /** Asks what it needs; null ends the menu. */
  readonly act: (screen: Screen) => Promise<Act | null>;
}

const ASKED = { id: undefined, yes: false } as const;

const STRANGER: readonly Choice[] = [
  { title: "Log in", act: () => Promise.resolve({ action: "log-in" }) },
  {
    title: "Sign up",
    act: async (screen) => {
      const displayName = (await screen.ask("Your name, as payers see it: ")).trim() || undefined;
      return { action: "sign-up", displayName, staffCode: undefined };
    },
  },
  { title: "Quit", act: () => Promise.resolve(null) },
];

const CUSTOMER: readonly Choice[] = [
  {
    title: "Transfer",
    act: async (screen) => ({
      ...ASKED,
      action: "transfer",
      payee: (await screen.ask("To (user name or account number): ")).trim(),
      amount: await screen.ask("Amount: "),
      memo: (await screen.ask("Memo (may be empty): ")).trim(),
    }),
  },
  {
    title: "History",
    act: () => Promise.resolve({ action: "history", limit: 20, after: undefined }),
  },
  { title: "Account", act: () => Promise.resolve({ action: "account" }) },
  {
    title: "Change password",
    act: () => Promise.resolve({ action: "change-password", newPasswordFile: undefined }),
  },
  {
    title: "Close account",
    act: async (screen) => {
      const sweepTo = (await screen.ask("Who gets what is left (empty for nobody): ")).trim();
      return { action: "close-account", sweepTo: sweepTo || undefined, confirm: undefined };
    },
  },
  { title: "Log out", act: () => Promise.resolve({ action: "log-out" }) },
  { title: "Quit", act: () => Promise.resolve(null) },
];

export async function menu(customer: Customer): Promise<void> {
  const { screen } = customer.world;
  if (!screen.interactive) {
    throw usageError(
      "Cannot show a menu without a terminal: give a command, see `bank connect --help`",
    );
  }
  screen.say(line`\nWelcome to ${customer.bankName}.`);
  if (customer.profile.lastUser() !== null || customer.flags.user !== undefined) {
    await attempt(customer, () => requireSignIn(customer));
  }
  while (await step(customer));
  screen.say("Goodbye.");
}

/** @returns false when the person is done. */
async function step(customer: Customer): Promise<boolean> {
  const { screen } = customer.world;
  if (customer.who) {
    await attempt(customer, async () => {
      await settleIntents(customer);
      const { availableMinor } = await customer.call("balance", {});
      screen.say(
        line`\n${customer.userName}: ${moneyText(availableMinor, customer.currency)} available`,
      );
    });
  }
  const choices = customer.who ? CUSTOMER : STRANGER;
  choices.forEach(({ title }, place) => screen.say(`  ${place + 1} ${title}`));
  const answer = (await screen.ask(`Choose 1 to ${choices.length}: `)).trim();
  const choice = /^\d+$/.test(answer) ? choices[Number(answer) - 1] : undefined;
  if (!choice) {
    screen.say(line`"${answer}" is not on the list.`);
    return true;
  }
  let more = true;
  await attempt(customer, async () => {
    const act = await choice.act(screen);
    if (act) await runAction(customer, act);
    more = act !== null;
  });
  return more;
}

/** What goes wrong is said, and the menu goes on; only Ctrl-C ends it. */
async function attempt(customer: Customer, act: () => Promise<void>): Promise<void> {
  const { screen } = customer.world;
  try {
    await act();
  } catch (error) {
    if (error instanceof RefusedError) {
      screen.say(refusalWords(error.refusal, customer.currency));
      if (error.refusal.code === "not_logged_in") customer.signedOut();
    } else if (error instanceof CommandError && error.exitCode !== EXIT.interrupted) {
      screen.say(error.message);
    } else if (error instanceof AmountError) screen.say(error.message);
    else if (error instanceof ConnectionLost) {
      screen.say("The connection was lost; connecting again ...");
      await customer.reconnect();
    } else throw error;
  }
}
