// `bank connect recover` and `recovery`: a lost password, from the customer's side and from that of the staff.
import { accountNumberText } from "../bank/account_number.ts";
import { RefusedError } from "../net/client/client.ts";
import type { Result } from "../api/methods.ts";
import { type Customer, passwordFor, requireUserName } from "./customer.ts";
import { readSecret } from "./secret_file.ts";
import { CommandError, EXIT, usageError } from "../console/exit.ts";
import { askTwice } from "./identity_actions.ts";
import type { ActOf } from "./words/connect_words.ts";
import { line } from "../console/screen.ts";
import { dateTime } from "../console/bank_time.ts";
import { show } from "./show.ts";

type Recovery = Result<"recoveries">["recoveries"][number];

export async function recover(customer: Customer, act: ActOf<"recover">): Promise<void> {
  const { world: { screen, host }, profile, flags } = customer;
  const userName = await requireUserName(customer);
  const { newPasswordFile } = act;
  if (!screen.interactive && (act.recoveryCode === undefined || newPasswordFile === undefined)) {
    throw usageError("Cannot ask without a terminal: give --recovery-code and --new-password-file");
  }
  const recoveryCode = act.recoveryCode ?? await screen.ask("Code from the bank: ");
  const newPassword = newPasswordFile === undefined
    ? await askTwice(customer, {
      question: "New password: ",
      owner: { userName, words: [customer.bankName] },
    })
    : await readSecret(newPasswordFile);
  const device = profile.device(host.random);
  const { code } = flags;
  const factor = code === undefined ? {} : { code };
  const asked = { userName, recoveryCode, newPassword, device, ...factor };
  try {
    customer.signedIn(await customer.call("recover", asked), { store: true });
  } catch (error) {
    const wrong = error instanceof RefusedError && error.refusal.code === "wrong_credentials";
    if (!wrong) throw error;
    throw new CommandError(EXIT.refused, WRONG_CODE);
  }
  const { sessionToken: _, ...who } = customer.who!;
  show(customer, who, RECOVERED);
}

export const WRONG_CODE =
  "The code does not fit this user name, was used already, was taken back, or is older than a day. Nothing was changed.";

export const RECOVERED =
  "Your new password is set and all other sessions have ended. Until tomorrow this machine is new to the bank.";

export async function recovery(customer: Customer, act: ActOf<"recovery">): Promise<void> {
  const { verb, who } = act;
  if (verb === "list") {
    const { recoveries } = await customer.call("recoveries", {});
    const lines = recoveries.map(recoveryText);
    return show(customer, { recoveries }, lines.length > 0 ? lines.join("\n") : "Nothing is open.");
  }
  if (verb === "cancel") {
    await customer.call(
      "cancelRecovery",
      who === undefined ? {} : { account: await numberOf(customer, who) },
    );
    return show(customer, {}, "Taken back: the code, if there was one, is worth nothing any more.");
  }
  if (who === undefined) throw usageError(`Say whose password is lost: recovery ${verb} CUSTOMER`);
  const account = await numberOf(customer, who);
  if (verb === "start") {
    const { reason, secondFactor } = act;
    if (!reason) throw usageError("Say why, and how you know who it is: --reason TEXT");
    const password = await passwordFor(customer, "Your password: ");
    const begun = await customer.call("startRecovery", { account, secondFactor, reason, password });
    return show(customer, begun, startedText(begun));
  }
  const { recoveries } = await customer.call("recoveries", {});
  const open = recoveries.find((one) => one.account === account);
  if (!open) {
    throw new CommandError(EXIT.refused, line`No lost password is under way for ${who}.`);
  }
  // What is agreed to is what is read here.
  customer.world.screen.say(recoveryText(open));
  const { startedAtMs } = open;
  const password = await passwordFor(customer, "Your password: ");
  const agreed = await customer.call("agreeRecovery", { account, startedAtMs, password });
  show(customer, agreed, agreedText(agreed));
}

async function numberOf(customer: Customer, who: string): Promise<string> {
  return (await customer.call("payee", { payee: who.slice(0, 64) })).account;
}

export function recoveryText(one: Recovery): string {
  const what = one.secondFactor ? "password and second factor" : "password";
  const next = one.agreedBy === null
    ? "waits for another member of staff"
    : "waits for the customer";
  return line`${one.displayName} (${one.userName}), account ${
    accountNumberText(one.account)
  }: new ${what}, ` +
    line`${next}, until ${dateTime(one.expiresAtMs)}. ${one.reason}`;
}

export function startedText(one: Recovery & { readonly code: string }): string {
  return [
    line`Begun for ${one.displayName} (${one.userName}), who is told on every machine.`,
    line`First half of the code:   ${one.code}   Write it down for the customer; it is shown only now.`,
    "Another member of staff looks at the person and agrees, until " + dateTime(one.expiresAtMs) +
    line`: bank connect recovery agree ${one.userName}`,
  ].join("\n");
}

export function agreedText(one: Result<"agreeRecovery">): string {
  return [
    line`Second half of the code for ${one.displayName} (${one.userName}):   ${one.code}`,
    "Write it down for the customer who stands in front of you. It is shown only now; both halves work once, until " +
    dateTime(one.expiresAtMs) + ".",
    line`The customer: bank connect --user ${one.userName} recover`,
  ].join("\n");
}
