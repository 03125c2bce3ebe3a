// `bank connect transfer --dry-run` and `balance --at`: what would be, and what was, without changing anything.
import { accountNumberText } from "../bank/account_number.ts";
import { parseAmount } from "../bank/amount.ts";
import { moneyText } from "../bank/money.ts";
import { plainCode } from "../bank/pasted.ts";
import { line } from "../console/screen.ts";
import { dateTime } from "../console/bank_time.ts";
import { reasonsText } from "./alert_text.ts";
import type { Customer } from "./customer.ts";
import { checkedMemo, checkedPayee, show } from "./show.ts";
import type { ActOf } from "./words/connect_words.ts";

export async function previewTransfer(customer: Customer, act: ActOf<"transfer">): Promise<void> {
  const { currency } = customer;
  const amountMinor = parseAmount(act.amount, currency);
  const to = checkedPayee(act.payee);
  const asked = { to, amountMinor, memo: checkedMemo(act.memo) };
  const told = await customer.call("previewTransfer", asked);
  const { outcome, reasons, expiresAtMs, availableMinor, leftMinor } = told;
  const money = moneyText(amountMinor, currency);
  const account = accountNumberText(told.to ?? to);
  const payee = told.displayName === undefined ? account : line`${told.displayName} (${account})`;
  const what = outcome === "held"
    ? line`${money} to ${payee} would wait for your confirmation (${reasonsText(reasons)})` +
      (expiresAtMs === undefined ? "." : line`, until ${dateTime(expiresAtMs)}.`)
    : line`${money} to ${payee} would be booked at once` +
      (reasons ? line`, with an alert (${reasonsText(reasons)}).` : ".");
  show(
    customer,
    told,
    [
      what,
      line`Available ${moneyText(availableMinor, currency)}, after that ${
        moneyText(leftMinor, currency)
      }. Nothing was paid.`,
    ].join("\n"),
  );
}

export async function balanceAt(customer: Customer, day: string): Promise<void> {
  const told = await customer.call("balanceAt", { day: plainCode(day) });
  const money = moneyText(told.bookedMinor, customer.currency);
  const when = told.over ? "at the end of" : "so far on";
  show(customer, told, line`Booked ${when} ${told.day} (${told.zone}): ${money}`);
}
