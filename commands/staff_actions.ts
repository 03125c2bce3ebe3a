// `bank connect cash-in`, `cash-out`, `reverse`, `audit`: what staff do, for people and scripts.
import { looksLikeAccountNumber } from "../bank/account_number.ts";
import { parseAmount } from "../bank/money.ts";
import type { Customer } from "./customer.ts";
import { auditText } from "./audit.ts";
import { CommandError, EXIT, usageError } from "./exit.ts";
import { written } from "./pay.ts";
import type { ActOf } from "./program.ts";
import { line } from "./screen.ts";
import { checkedId, checkedMemo, show, transferText } from "./show.ts";

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
  const what = method === "cashIn" ? "cash in" : "cash out";
  const intent = { id, to: account, amountMinor, memo, what };
  const done = await written(customer, intent, () => customer.call(method, params));
  show(customer, done, transferText(done, customer.currency));
}

export async function reverse(customer: Customer, act: ActOf<"reverse">): Promise<void> {
  const id = act.id === undefined ? customer.newTransferId() : checkedId(act.id);
  const transferId = checkedId(act.transferId);
  const params = { id, transferId, reason: checkedMemo(act.reason) };
  const intent = { id, to: transferId, amountMinor: 0, memo: act.reason, what: "reversal" };
  const done = await written(customer, intent, () => customer.call("reverse", params));
  show(customer, done, transferText(done, customer.currency));
}
