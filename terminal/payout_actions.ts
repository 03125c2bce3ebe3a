// `bank connect payout-account`, `payout`, `payouts` and `cancel-payout`: money that leaves for one's own account at another bank.
import { parseAmount } from "../bank/amount.ts";
import { moneyText } from "../bank/money.ts";
import { plainCode } from "../bank/pasted.ts";
import { namedIn, paymentReferenceOf } from "../bank/pay_in/payment_reference.ts";
import { readPayee } from "../bank/payouts/payee_account.ts";
import type { PayeeAccount } from "../bank/ports/payee_accounts.ts";
import { isKnownId } from "../bank/transfer_id.ts";
import type { Params } from "../api/methods.ts";
import { CommandError, EXIT, usageError } from "../console/exit.ts";
import { line } from "../console/screen.ts";
import { confirmed } from "./confirmed.ts";
import { type Customer, passwordFor } from "./customer.ts";
import { untilAnswered } from "./pay.ts";
import {
  payeeProblemText,
  payeeText,
  payoutAccountText,
  payoutsText,
  payoutText,
  type PayoutView,
} from "./payout_text.ts";
import { checkedId, checkedMemo, show } from "./show.ts";
import type { ActOf } from "./words/connect_words.ts";

const FIELDS = ["holder", "account", "ifsc", "iban", "bic"] as const;

/** Without anything to change it tells only. */
export async function payoutAccount(
  customer: Customer,
  act: ActOf<"payout-account">,
): Promise<void> {
  const given: Partial<Record<typeof FIELDS[number], string>> = {};
  for (const name of FIELDS) if (act[name] !== undefined) given[name] = act[name];
  const { holder, ...others } = given;
  const none = Object.keys(given).length === 0;
  if (none && !act.remove) {
    const now = await customer.call("payoutAccount", {});
    return show(customer, now, payoutAccountText(now));
  }
  if (act.remove && !none) throw usageError("Cannot set and remove: leave one of them out");
  if (!act.remove && holder === undefined) {
    throw usageError("Cannot set an account without --holder: all of it is set at once");
  }
  const payee = holder === undefined
    ? {}
    : { payee: checkedPayeeAccount(customer, { holder, ...others }) };
  if (!act.yes) {
    const question = payee.payee
      ? line`From now on payouts go to ${payeeText(payee.payee)}. Is it right?`
      : "Payouts go nowhere any more. Is it right?";
    await confirmed(customer, question, "Nothing was changed.");
  }
  const password = await passwordFor(customer, "Your password: ");
  const set = await customer.call("setPayoutAccount", { ...payee, password });
  show(customer, set, payoutAccountText(set));
}

/** Read as it was meant. @throws {CommandError} where it is not fit. */
export function checkedPayeeAccount(
  { currency }: Customer,
  given: PayeeAccount,
): PayeeAccount {
  const payee = readPayee(given);
  const wrong = payeeProblemText(payee, currency);
  if (wrong !== null) throw usageError(wrong);
  return payee;
}

export async function payout(customer: Customer, act: ActOf<"payout">): Promise<void> {
  const { currency } = customer;
  const amountMinor = parseAmount(act.amount, currency);
  const memo = checkedMemo(act.memo);
  const id = act.id === undefined ? customer.newTransferId() : checkedId(act.id);
  if (!act.yes) {
    const { payee } = await customer.call("payoutAccount", {});
    const money = moneyText(amountMinor, currency);
    const to = payee ? line` to ${payeeText(payee)}` : "";
    await confirmed(customer, line`Pay out ${money}` + `${to}?`, "Nothing was sent.");
  }
  const password = await passwordFor(customer, "Your password: ");
  const asked = await askPayout(customer, { id, amountMinor, memo, password });
  show(customer, asked, payoutText(asked, currency));
}

/** Sent again until the answer is certain: its id makes it happen once. */
export function askPayout(customer: Customer, params: Params<"askPayout">): Promise<PayoutView> {
  return untilAnswered(customer, params.id, () => customer.call("askPayout", params));
}

export async function payouts(customer: Customer, act: ActOf<"payouts">): Promise<void> {
  const { limit, after } = act;
  const found = await customer.call("payouts", { limit, after });
  show(customer, found, payoutsText(found.payouts, customer.currency));
  const next = after + found.payouts.length;
  if (next < found.count) customer.world.screen.say(line`Older ones: --after ${next}`);
}

export async function cancelPayout(
  customer: Customer,
  act: ActOf<"cancel-payout">,
): Promise<void> {
  const id = plainCode(act.payout).toLowerCase();
  const payout = isKnownId(id) ? id : await payoutNamed(customer, act.payout);
  const done = await customer.call("cancelPayout", { payout });
  show(customer, done, payoutText(done, customer.currency));
}

/** @param given its payment reference. @returns its id. */
async function payoutNamed(customer: Customer, given: string): Promise<string> {
  const [number] = namedIn(given).numbers;
  if (number === undefined) {
    throw usageError(
      line`Cannot tell which payout "${given}" is: give its reference, as \`bank connect payouts\` shows it`,
    );
  }
  const reference = paymentReferenceOf(number);
  for (let after = 0;;) {
    const { payouts, count } = await customer.call("payouts", { after });
    const found = payouts.find((one) => one.reference === reference);
    if (found) return found.payout;
    after += payouts.length;
    if (payouts.length === 0 || after >= count) {
      throw new CommandError(EXIT.refused, line`No payout of yours has the reference ${given}.`);
    }
  }
}
