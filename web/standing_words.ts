// How often a standing order is paid, and why it has ended, in words.
import type { Result } from "../api/methods.ts";
import type { Visit } from "./visitor.ts";

type View = Result<"stopStandingOrder">;

export function stepWords({ t }: Visit, every: string): string {
  const words: Readonly<Record<View["every"], string>> = {
    once: t("once"),
    week: t("every week"),
    month: t("every month"),
    quarter: t("every three months"),
    year: t("every year"),
  };
  return Object.hasOwn(words, every) ? words[every as View["every"]] : every;
}

export function endWords({ t }: Visit, ended: string): string {
  const words: Readonly<Record<NonNullable<View["ended"]>, string>> = {
    done: t("its last day is over"),
    stopped: t("you stopped it"),
    unpaid: t("it could not be paid several times"),
    payer_left: t("the account is closed"),
    payee_left: t("the account that it pays is closed"),
  };
  return Object.hasOwn(words, ended) ? words[ended as NonNullable<View["ended"]>] : ended;
}
