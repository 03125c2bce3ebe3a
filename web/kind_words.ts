// Kinds of bookings, and the other side of one, in words.
import { accountNumberText } from "../bank/account_number.ts";
import type { EntryView } from "../api/answers.ts";
import type { Visit } from "./visitor.ts";

export function kindWords({ t }: Visit, kind: EntryView["kind"]): string {
  const words: Readonly<Record<EntryView["kind"], string>> = {
    gift: t("gift"),
    welcome: t("welcome"),
    cash_in: t("cash"),
    cash_out: t("cash"),
    reversal: t("given back"),
    transfer: t("payment"),
    sweep: t("payment"),
    paid_in: t("from another bank"),
    assigned: t("from another bank"),
    paid_out: t("to another bank"),
    payout: t("payout"),
    cash_difference: t("cash difference"),
  };
  return words[kind] ?? kind;
}

/** Of who has no name, or has left: the bank itself, or a number. */
export function otherSide({ t }: Visit, counterparty: string): string {
  if (counterparty === "anonymous") return t("somebody who is not named");
  return /^[a-z]/.test(counterparty) ? t("the bank") : accountNumberText(counterparty);
}
