// The one-shot commands of `bank connect`: each does one thing, prints data on stdout and talk on stderr.
import { moneyText, parseAmount } from "../bank/money.ts";
import { normalUserName } from "../bank/credentials.ts";
import { alerts, freeze, hold, holds, policy, unfreeze } from "./alert_actions.ts";
import type { Customer } from "./customer.ts";
import {
  logIn,
  passwordFor,
  readSecret,
  requireSignIn,
  requireUserName,
  worthRetrying,
} from "./customer.ts";
import { auditText } from "./audit.ts";
import { CommandError, EXIT, usageError } from "./exit.ts";
import { writeFile } from "./files.ts";
import { payees, sessions, statement } from "./look_back_actions.ts";
import { pay, settleIntents, untilAnswered } from "./pay.ts";
import type { Act, ActOf } from "./program.ts";
import { line } from "./screen.ts";
import { accountText, balanceText, checkedId, historyText, show, transferText } from "./show.ts";

type Action<A extends Act["action"]> = (customer: Customer, act: ActOf<A>) => Promise<void>;

const ACTIONS: { readonly [A in Act["action"]]: Action<A> } = {
  "sign-up": signUp,
  "log-in": async (customer) => {
    await logIn(customer, { store: true });
    greet(customer);
  },
  "log-out": async (customer) => {
    await requireSignIn(customer);
    await customer.call("logOut", {});
    customer.signedOut();
    show(customer, {}, "Logged out.");
  },
  account: async (customer) => {
    const account = await customer.call("account", {});
    show(customer, account, accountText(account));
  },
  balance: async (customer) => {
    const balance = await customer.call("balance", {});
    show(customer, balance, balanceText(balance, customer.currency));
  },
  history,
  payee: async (customer, { payee }) => {
    const found = await customer.call("payee", { payee });
    const { displayName, userName, account, status } = found;
    show(customer, found, line`${displayName} (${userName}), account ${account}, ${status}`);
  },
  transfer,
  status: async (customer, { id }) => {
    const found = await customer.call("transferStatus", { id: checkedId(id) });
    show(customer, found, transferText(found, customer.currency));
  },
  receipt,
  audit: async (customer, { deep }) => {
    const report = await customer.call("audit", { deep });
    const { bankName: name, currency } = customer;
    show(customer, report, auditText(report, { name, currency }));
    if (report.problems.length > 0) {
      throw new CommandError(EXIT.refused, "The bank does not add up.");
    }
  },
  statement,
  payees,
  sessions,
  "change-password": changePassword,
  "close-account": closeAccount,
  alerts,
  holds,
  hold,
  freeze,
  unfreeze,
  policy,
  "cash-in": (customer, act) => cash(customer, act, "cashIn"),
  "cash-out": (customer, act) => cash(customer, act, "cashOut"),
  reverse,
};

const NEEDS_NO_SIGN_IN: ReadonlySet<string> = new Set(["sign-up", "log-in", "log-out"]);

export async function runAction(customer: Customer, act: Act): Promise<void> {
  if (!NEEDS_NO_SIGN_IN.has(act.action)) {
    await requireSignIn(customer);
    await settleIntents(customer, "id" in act ? act.id : undefined);
  }
  const action = ACTIONS[act.action] as (customer: Customer, act: Act) => Promise<void>;
  await action(customer, act);
}

function greet(customer: Customer): void {
  const { sessionToken: _, ...who } = customer.who!;
  show(
    customer,
    who,
    line`Logged in to ${customer.bankName} as ${who.displayName}, account ${who.account}.`,
  );
}

async function signUp(customer: Customer, act: ActOf<"sign-up">): Promise<void> {
  const { world, profile } = customer;
  const userName = customer.flags.user === undefined
    ? normalUserName(await world.screen.ask("Choose a user name: "))
    : await requireUserName(customer);
  const password = await passwordFor(customer, "Choose a password: ");
  const device = profile.device(world.host.random);
  const { displayName, staffCode } = act;
  const optional = {
    ...(displayName === undefined ? {} : { displayName }),
    ...(staffCode === undefined ? {} : { staffCode }),
  };
  let tries = 0;
  const result = await untilAnswered(customer, "", async () => {
    try {
      // After a cut the sign-up may have happened: then the same name and password log in.
      if (tries++ > 0) return await customer.call("logIn", { userName, password, device });
    } catch (error) {
      if (worthRetrying(error)) throw error;
    }
    return await customer.call("signUp", { userName, password, device, ...optional });
  });
  customer.signedIn(result, { store: true });
  greet(customer);
}

async function history(customer: Customer, act: ActOf<"history">): Promise<void> {
  const { limit, after } = act;
  if (after !== undefined && !/^[0-9]{1,15}$/.test(after)) {
    throw usageError(
      line`Cannot read cursor "${after}": expected the number that the page before gave`,
    );
  }
  const page = await customer.call("history", { limit, ...(after === undefined ? {} : { after }) });
  const { screen } = customer.world;
  if (customer.flags.json) {
    for (const entry of page.entries) screen.out(JSON.stringify(entry));
  } else screen.out(historyText(page.entries, customer.currency));
  if (page.cursor !== null) screen.say(line`Older entries: --after ${page.cursor}`);
}

async function transfer(customer: Customer, act: ActOf<"transfer">): Promise<void> {
  const { currency } = customer;
  const amountMinor = parseAmount(act.amount, currency);
  const id = act.id === undefined ? customer.newTransferId() : checkedId(act.id);
  if (!act.yes) await confirmTransfer(customer, act.payee, amountMinor);
  const intent = { id, to: act.payee, amountMinor, memo: act.memo };
  const done = await pay(customer, intent);
  const money = moneyText(amountMinor, currency);
  const said = done.status === "held"
    ? line`Held: ${money} to ${act.payee} waits for your confirmation.`
    : done.status === "booked"
    ? line`Sent ${money} to ${act.payee}.`
    : transferText(done, currency);
  show(customer, done, said + line`\nReference  ${id}`);
}

/** The receipt itself is JSON: what is signed can be shown in no other way without breaking it. */
async function receipt(customer: Customer, { id, out }: ActOf<"receipt">): Promise<void> {
  const signed = await customer.call("receipt", { id: checkedId(id) });
  const text = JSON.stringify(signed, null, 2);
  const { screen } = customer.world;
  if (out === undefined) return screen.out(customer.flags.json ? JSON.stringify(signed) : text);
  writeFile(out, text + "\n");
  screen.say(line`Written to ${out}; \`bank verify ${out}\` checks it.`);
}

async function confirmTransfer(customer: Customer, payee: string, amountMinor: number) {
  const { world, currency } = customer;
  if (!world.screen.interactive) {
    throw usageError("Cannot ask for confirmation without a terminal: add --yes");
  }
  const { displayName, account } = await customer.call("payee", { payee });
  const money = moneyText(amountMinor, currency);
  const answer = await world.screen.ask(line`Send ${money} to ${displayName} (${account})? y/N `);
  if (!/^y(es)?$/i.test(answer.trim())) throw new CommandError(EXIT.refused, "Nothing was sent.");
}

async function changePassword(
  customer: Customer,
  { newPasswordFile }: ActOf<"change-password">,
): Promise<void> {
  const { screen } = customer.world;
  const password = await passwordFor(customer, "Present password: ");
  if (newPasswordFile === undefined && !screen.interactive) {
    throw usageError(
      "Cannot ask for the new password without a terminal: give --new-password-file",
    );
  }
  const newPassword = newPasswordFile === undefined
    ? await askTwice(customer)
    : await readSecret(newPasswordFile);
  const result = await customer.call("changePassword", { password, newPassword });
  customer.signedIn(result, { store: customer.profile.session(result.userName) !== null });
  show(customer, {}, "Password changed; all other sessions have ended.");
}

async function askTwice({ world: { screen } }: Customer): Promise<string> {
  const first = await screen.ask("New password: ", { hidden: true });
  const second = await screen.ask("The same again: ", { hidden: true });
  if (first !== second) throw usageError("The two new passwords differ; nothing was changed.");
  return first;
}

async function closeAccount(customer: Customer, act: ActOf<"close-account">): Promise<void> {
  const { world, userName, currency } = customer;
  if (act.confirm === undefined && !world.screen.interactive) {
    throw usageError("Cannot ask for confirmation without a terminal: add --confirm USER");
  }
  const typed = act.confirm ??
    await world.screen.ask("This closes the account for ever. Type your user name to confirm: ");
  if (normalUserName(typed) !== userName) {
    throw usageError(line`"${typed}" is not your user name; nothing was closed.`);
  }
  const password = await passwordFor(customer);
  const sweep = act.sweepTo === undefined
    ? {}
    : { sweep: { id: customer.newTransferId(), to: act.sweepTo } };
  const closed = await customer.call("closeAccount", { password, ...sweep });
  customer.signedOut();
  const swept = closed.sweptMinor > 0
    ? line` ${moneyText(closed.sweptMinor, currency)} went to ${act.sweepTo ?? ""}.`
    : "";
  show(customer, closed, line`Account ${closed.account} is closed and the profile erased.` + swept);
}

async function cash(
  customer: Customer,
  act: ActOf<"cash-in"> | ActOf<"cash-out">,
  method: "cashIn" | "cashOut",
): Promise<void> {
  const amountMinor = parseAmount(act.amount, customer.currency);
  const id = act.id === undefined ? customer.newTransferId() : checkedId(act.id);
  const { account, memo } = act;
  const params = { id, account, amountMinor, memo };
  const done = await untilAnswered(customer, id, () => customer.call(method, params));
  show(customer, done, transferText(done, customer.currency));
}

async function reverse(customer: Customer, act: ActOf<"reverse">): Promise<void> {
  const id = act.id === undefined ? customer.newTransferId() : checkedId(act.id);
  const params = { id, transferId: checkedId(act.transferId), reason: act.reason };
  const done = await untilAnswered(customer, id, () => customer.call("reverse", params));
  show(customer, done, transferText(done, customer.currency));
}
