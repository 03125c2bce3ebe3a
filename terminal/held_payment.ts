// A held payment with the name of who would get it, as a person has to read it before answering.
import { accountNumberText } from "../bank/account_number.ts";
import { type Currency, moneyText } from "../bank/money.ts";
import type { TransferView } from "../api/answers.ts";
import { reasonsText } from "./alert_text.ts";
import type { Customer } from "./customer.ts";
import { line } from "../console/screen.ts";

export interface HeldPayment extends TransferView {
  /** Who gets it: the name that payers see, or the number where there is none. */
  readonly payee: string;
}

/** @param known whose names need not be looked up again. */
export async function withNames(
  customer: Customer,
  { holds, known = [] }: {
    readonly holds: readonly TransferView[];
    readonly known?: readonly HeldPayment[];
  },
): Promise<HeldPayment[]> {
  const names = new Map(known.map(({ to, payee }) => [to, payee]));
  const held: HeldPayment[] = [];
  for (const hold of holds) {
    const payee = names.get(hold.to) ?? await nameOf(customer, hold.to);
    names.set(hold.to, payee);
    held.push({ ...hold, payee });
  }
  return held;
}

async function nameOf(customer: Customer, account: string): Promise<string> {
  try {
    return (await customer.call("payee", { payee: account })).displayName;
  } catch {
    return accountNumberText(account);
  }
}

/** What a person has to know before saying yes or no: how much, to whom, and why it waits. */
export function heldText(hold: HeldPayment, currency: Currency): string {
  const { amountMinor, payee, reasons } = hold;
  return line`${moneyText(amountMinor, currency)} to ${payee} (${reasonsText(reasons)})`;
}
