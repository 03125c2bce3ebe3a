// `bank connect cash-in`, `cash-out`, `reverse`, `audit`, `clock`, `time-zone`: what staff do, for people and scripts.
import { looksLikeAccountNumber } from "../bank/account_number.ts";
import { parseAmount } from "../bank/amount.ts";
import { type Customer, passwordFor } from "./customer.ts";
import { auditText } from "./audit_text.ts";
import { CommandError, EXIT, usageError } from "../console/exit.ts";
import { propose } from "./proposal_actions.ts";
import { written } from "./pay.ts";
import type { ActOf } from "./words/connect_words.ts";
import { line } from "../console/screen.ts";
import { checkedId, checkedKnownId, checkedMemo, show, transferText } from "./show.ts";

export function cashIn(customer: Customer, act: ActOf<"cash-in">): Promise<void> {
  return cash(customer, act, "cashIn");
}

export function cashOut(customer: Customer, act: ActOf<"cash-out">): Promise<void> {
  return cash(customer, act, "cashOut");
}

export async function audit(customer: Customer, { deep }: ActOf<"audit">): Promise<void> {
  const report = await customer.call("audit", { deep });
  const { bankName: name, currency } = customer;
  show(customer, report, auditText(report, { name, currency }));
  if (report.problems.length > 0) throw new CommandError(EXIT.refused, "The bank does not add up.");
}

async function cash(
  customer: Customer,
  act: ActOf<"cash-in"> | ActOf<"cash-out">,
  method: "cashIn" | "cashOut",
): Promise<void> {
  const amountMinor = parseAmount(act.amount, customer.currency);
  const id = act.id === undefined ? customer.newTransferId() : checkedId(act.id);
  const { account, memo } = act;
  if (!looksLikeAccountNumber(account)) {
    throw usageError(line`Cannot use account "${account}": expected an account number, not a name`);
  }
  if (customer.who?.role === "staff") {
    const { displayName } = await customer.call("payee", { payee: account.slice(0, 64) });
    customer.world.screen.say(line`Account of ${displayName}`);
  }
  const params = { id, account, amountMinor, memo: checkedMemo(memo) };
  if (act.propose !== undefined) {
    return await propose(customer, { method, params, why: act.propose });
  }
  const what = method === "cashIn" ? "cash in" : "cash out";
  const intent = { id, to: account, amountMinor, memo, what };
  const done = await written(customer, intent, () => customer.call(method, params));
  show(customer, done, transferText(done, customer.currency));
}

export async function reverse(customer: Customer, act: ActOf<"reverse">): Promise<void> {
  const id = act.id === undefined ? customer.newTransferId() : checkedId(act.id);
  const transferId = checkedKnownId(act.transferId);
  const params = { id, transferId, reason: checkedMemo(act.reason) };
  if (act.propose !== undefined) {
    return await propose(customer, { method: "reverse", params, why: act.propose });
  }
  const intent = { id, to: transferId, amountMinor: 0, memo: act.reason, what: "reversal" };
  const done = await written(customer, intent, () => customer.call("reverse", params));
  show(customer, done, transferText(done, customer.currency));
}

/** Without --confirm it tells only; asks before it confirms where a person is there to answer. */
export async function clock(customer: Customer, { confirm }: ActOf<"clock">): Promise<void> {
  const { world: { screen }, flags } = customer;
  const { atMs, clock: fault } = await customer.call("hello", {});
  if (!fault) {
    return show(customer, { atMs }, line`The bank's clock is right: ${dayAndTime(atMs)}.`);
  }
  const { systemMs, bankMs } = fault;
  const told = [
    "The bank's clock is wrong: nothing is booked.",
    line`  its machine says          ${dayAndTime(systemMs)}`,
    line`  by what it has counted    ${dayAndTime(bankMs)}`,
  ].join("\n");
  if (!confirm) {
    const how =
      "Set the machine's clock; or, where the machine is right: bank connect clock --confirm";
    return show(customer, { atMs, clock: fault }, `${told}\n${how}`);
  }
  if (screen.interactive && !flags.json) {
    screen.say(told);
    const answer = await screen.ask(
      line`Is it ${dayAndTime(systemMs)} now? Look at another clock. y/N `,
    );
    if (!/^y(es)?$/i.test(answer)) {
      throw new CommandError(EXIT.refused, "Nothing was changed.");
    }
  }
  const password = await passwordFor(customer, "Your password: ");
  const set = await customer.call("confirmClock", { password, systemMs });
  show(customer, set, line`Payments go on. The bank's time is ${dayAndTime(set.atMs)}.`);
}

/** Without --set it tells only. */
export async function timeZone(customer: Customer, { set }: ActOf<"time-zone">): Promise<void> {
  const { timeZone: now } = await customer.call("hello", {});
  if (set === undefined) {
    if (!now) throw new CommandError(EXIT.refused, "This bank is older than time zones of banks.");
    const how = now.chosen ? "" : ", that of its server: none was chosen";
    return show(customer, now, line`The bank counts days in ${now.name}` + how);
  }
  const { screen } = customer.world;
  if (screen.interactive && !customer.flags.json) {
    const answer = await screen.ask(
      line`Count days in ${set} from now on? Days of statements change for all customers. y/N `,
    );
    if (!/^y(es)?$/i.test(answer)) {
      throw new CommandError(EXIT.refused, "Nothing was changed.");
    }
  }
  const password = await passwordFor(customer, "Your password: ");
  const done = await customer.call("setTimeZone", { zone: set, password });
  show(customer, done, line`The bank counts days in ${done.name} from now on.`);
}

function dayAndTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
