// Kinds of bookings in words.
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
