// `bank connect sign-up`, `change-password`, `close-account`: becoming, staying and ceasing to be a customer.
import { accountNumberText } from "../bank/account_number.ts";
import { moneyText } from "../bank/money.ts";
import { normalUserName } from "../bank/credentials.ts";
import { ConnectionLost } from "../net/client/client.ts";
import type { Customer } from "./customer.ts";
import { bringsPassword, passwordFor, requireUserName } from "./customer.ts";
import { readSecret } from "./secret_file.ts";
import { CommandError, EXIT, usageError } from "../console/exit.ts";
import { type Owner, passwordJudge } from "./password_strength.ts";
import { untilAnswered } from "./pay.ts";
import type { ActOf } from "./words/connect_words.ts";
import { inFours, qrText } from "./qr_text.ts";
import { recoveryCodesText, secondFactorText } from "./second_factor_text.ts";
import { line } from "../console/screen.ts";
import { show } from "./show.ts";
import { worthRetrying } from "./retrying.ts";

export async function signUp(customer: Customer, act: ActOf<"sign-up">): Promise<void> {
  const { world, profile } = customer;
  if (customer.flags.user === undefined && !world.screen.interactive) {
    throw usageError("Cannot tell who you want to be: give --user NAME");
  }
  const userName = customer.flags.user === undefined
    ? normalUserName(await world.screen.ask("Choose a user name: "))
    : await requireUserName(customer);
  const password = bringsPassword(customer)
    ? await passwordFor(customer)
    : await askTwice(customer, {
      question: "Choose a password: ",
      owner: { userName, words: [act.displayName ?? "", customer.bankName] },
    });
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
  const { sessionToken: _, ...who } = result;
  const opened = line`Welcome to ${customer.bankName}, ${result.displayName}. Your account is `;
  show(customer, who, opened + accountNumberText(result.account) + ".");
}

export async function changePassword(
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
    ? await askTwice(customer, {
      question: "New password: ",
      owner: {
        userName: customer.userName,
        words: [customer.who?.displayName ?? "", customer.bankName],
      },
    })
    : await readSecret(newPasswordFile);
  const result = await telling(
    customer.call("changePassword", { password, newPassword }),
    "Try to log in with the new password, then with the old one.",
  );
  customer.signedIn(result, { store: customer.profile.session(result.userName) !== null });
  show(customer, {}, "Password changed; all other sessions have ended.");
}

/** When the answer is lost: how to find out. */
async function telling<T>(answer: Promise<T>, howToFindOut: string): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ConnectionLost)) throw error;
    throw new CommandError(
      EXIT.unknown,
      `No answer: it may or may not have happened. ${howToFindOut}`,
    );
  }
}

interface Asked {
  readonly question: string;
  readonly owner: Owner;
}

/** A weak one is refused at once, and another asked for. */
export async function askTwice(
  { world: { screen } }: Customer,
  { question, owner }: Asked,
): Promise<string> {
  if (!screen.interactive) {
    throw usageError(
      "Cannot ask for the password without a terminal: give --password-file FILE or --password-stdin",
    );
  }
  const judge = await passwordJudge(owner);
  let first = await screen.ask(question, { hidden: true });
  for (let wrong = judge(first).problem; wrong !== null; wrong = judge(first).problem) {
    screen.say(wrong);
    first = await screen.ask(question, { hidden: true });
  }
  const second = await screen.ask("The same again: ", { hidden: true });
  if (first !== second) throw usageError("The two passwords differ; nothing was changed.");
  return first;
}

export async function closeAccount(customer: Customer, act: ActOf<"close-account">): Promise<void> {
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
  const closed = await telling(
    customer.call("closeAccount", { password, ...sweep }),
    "Try `bank connect log-in`: if the bank does not know you any more, the account is closed.",
  );
  customer.signedOut();
  const swept = closed.sweptMinor > 0
    ? line` ${moneyText(closed.sweptMinor, currency)} went to ${act.sweepTo ?? ""}.`
    : "";
  show(
    customer,
    closed,
    line`Account ${accountNumberText(closed.account)} is closed and the profile erased.` + swept,
  );
}

export async function secondFactor(
  customer: Customer,
  { verb }: ActOf<"second-factor">,
): Promise<void> {
  const { code } = customer.flags;
  if (verb === "set-up") {
    const made = await customer.call("setUpSecondFactor", {
      password: await passwordFor(customer),
    });
    const next = "Put it into your app, then: bank connect second-factor confirm --code CODE";
    const { screen } = customer.world;
    // For a person who looks at it; a program has the address.
    const scan = screen.interactive && !customer.flags.ascii ? `${await qrText(made.uri)}\n` : "";
    return show(
      customer,
      made,
      scan + line`Secret  ${inFours(made.secret)}` + line`\n        ${made.uri}` + `\n${next}`,
    );
  }
  if ((verb === "confirm" || verb === "new-codes") && code === undefined) {
    throw usageError("Give the code of your app with --code");
  }
  if (verb === "new-codes") {
    const password = await passwordFor(customer);
    const renewed = await customer.call("renewRecoveryCodes", { password, code: code ?? "" });
    return show(customer, renewed, recoveryCodesText(renewed.recoveryCodes));
  }
  const now = verb === "confirm"
    ? await customer.call("confirmSecondFactor", { code: code ?? "" })
    : verb === "remove"
    ? await customer.call("removeSecondFactor", {
      password: await passwordFor(customer),
      code: code ?? "",
    })
    : await customer.call("secondFactor", {});
  show(customer, now, secondFactorText(now));
}
