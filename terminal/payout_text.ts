// Payouts as the terminal shows them.
import { type Currency, groupedOf, moneyText } from "../bank/money.ts";
import { paymentReferenceText } from "../bank/pay_in/payment_reference.ts";
import { payeeProblem, unpayableIn } from "../bank/payouts/payee_account.ts";
import type { PayeeAccount } from "../bank/ports/payee_accounts.ts";
import type { Result } from "../api/methods.ts";
import { dateTime } from "../console/bank_time.ts";
import { line } from "../console/screen.ts";
import { payoutStateText } from "./payout_state_text.ts";
import { left, right, tableText } from "./table_text.ts";

export type PayoutView = Result<"cancelPayout">;
type Waiting = Result<"waitingPayouts">["payouts"][number];
type Batch = Result<"makePayoutBatch">;

/** The one line of it that people compare with what their bank tells them. */
export function payeeText(payee: PayeeAccount | null): string {
  if (!payee) return "an account that is not known any more";
  const { holder, account, ifsc, iban } = payee;
  const number = iban ?? line`${account ?? ""} at ${ifsc ?? ""}`;
  return line`${holder}, ${number}`;
}

export const HOLDER_RULE = "The holder's name has to be written in Latin letters, 70 at most.";

/** What is wrong with an account that was typed, by the field. */
export function payeeProblemText(payee: PayeeAccount, currency: Currency): string | null {
  switch (payeeProblem(payee) ?? unpayableIn(currency.code, payee)) {
    case null:
      return null;
    case "holder":
      return HOLDER_RULE;
    case "account":
      return currency.code === "INR"
        ? "Payouts in rupees go to the number of an account, 6 to 20 digits, with its IFSC."
        : "Give an IBAN, or the number of an account (6 to 20 digits) with its IFSC.";
    case "ifsc":
      return "An IFSC has 11 letters and digits, such as SBIN0001234: it stands on cheques.";
    case "iban":
      if (payee.iban === undefined) return "Payouts in euros go to an IBAN.";
      return payee.account === undefined
        ? "This IBAN has a mistake in it: its check digits do not fit."
        : "Give the IBAN or the account number, not both.";
    case "bic":
      return "A BIC has 8 or 11 letters and digits, such as COBADEFF.";
  }
}

export function payoutAccountText({ payee, usableFromMs }: Result<"payoutAccount">): string {
  if (!payee) return "Payouts go nowhere yet: bank connect payout-account --holder …";
  const to = line`Payouts go to ${payeeText(payee)}.`;
  if (usableFromMs === undefined) return to;
  return line`${to} It is new: the first payout is possible from ${dateTime(usableFromMs)} on.`;
}

export function payoutText(payout: PayoutView, currency: Currency): string {
  const { amountMinor, memo, shown, reference, state } = payout;
  return line`${moneyText(amountMinor, currency)} to your account …${shown}` +
    (memo === "" ? "" : line` for "${memo}"`) +
    line`: ${payoutStateText(state)} (${paymentReferenceText(reference)})`;
}

export function payoutsText(payouts: readonly PayoutView[], currency: Currency): string {
  if (payouts.length === 0) return "You have asked for no payouts.";
  return tableText(
    [
      left("Asked"),
      right("Amount"),
      left("To"),
      left("State"),
      left("Reference"),
      left("What for"),
    ],
    payouts.map(({ askedAtMs, amountMinor, shown, state, reference, memo }) => [
      dateTime(askedAtMs),
      groupedOf(amountMinor, currency),
      line`…${shown}`,
      payoutStateText(state),
      paymentReferenceText(reference),
      line`${memo}`,
    ]),
  );
}

/** Why one cannot be put into a batch, by the code of the refusal. */
const OBSTACLES: Readonly<Record<string, string>> = {
  account_frozen: "the account is frozen",
  account_closed: "the account is closed",
  same_staff: "it is yours: a colleague sends it",
};

export function queueText(payouts: readonly Waiting[], currency: Currency): string {
  if (payouts.length === 0) return "No payout waits.";
  return tableText(
    [left("Asked"), right("Amount"), left("Reference"), left("Of"), left("To"), left("")],
    payouts.map(({ askedAtMs, amountMinor, reference, accountName, account, payee, obstacle }) => [
      dateTime(askedAtMs),
      groupedOf(amountMinor, currency),
      paymentReferenceText(reference),
      line`${accountName ?? account}`,
      payeeText(payee),
      obstacle === undefined ? "" : OBSTACLES[obstacle] ?? line`${obstacle}`,
    ]),
  );
}

export function batchText(batch: Batch, currency: Currency): string {
  const { reference, payouts, amountMinor, byName, by, agreedBy, agreedByName } = batch;
  const second = agreedBy === null ? "" : line` and ${agreedByName ?? agreedBy}`;
  return line`Batch ${paymentReferenceText(reference)}: ${payouts} payouts, ${
    moneyText(amountMinor, currency)
  }, by ${byName ?? by}` + second;
}

export function batchesText(batches: readonly Batch[], currency: Currency): string {
  if (batches.length === 0) return "There are no batches yet.";
  return tableText(
    [
      left("Made"),
      left("Batch"),
      right("Payouts"),
      right("Amount"),
      right("Not told of yet"),
      left("By"),
    ],
    batches.map(({ madeAtMs, reference, payouts, amountMinor, openMinor, by, byName }) => [
      dateTime(madeAtMs),
      paymentReferenceText(reference),
      String(payouts),
      groupedOf(amountMinor, currency),
      groupedOf(openMinor, currency),
      line`${byName ?? by}`,
    ]),
  );
}
