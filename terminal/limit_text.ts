// Payment limits as the terminal shows them.
import { type Currency, moneyText } from "../bank/money.ts";
import { LIMIT_NAMES, type LimitName } from "../bank/payment_limits/limit_record.ts";
import type { Result } from "../api/methods.ts";
import { dateTime } from "../console/bank_time.ts";
import { line } from "../console/screen.ts";
import { left, right, tableText } from "./table_text.ts";

export type LimitsView = Result<"limits">;

export const LIMIT_WORDS: Readonly<Record<LimitName, string>> = {
  paymentMinor: "One payment",
  dayMinor: "A day",
  monthMinor: "A month",
  dayPayees: "Payees a day",
};

function valueText(name: LimitName, value: number | undefined, currency: Currency): string {
  if (value === undefined || value === 0) return "none";
  return name === "dayPayees" ? String(value) : moneyText(value, currency);
}

export function limitsText(view: LimitsView, currency: Currency): string {
  const { limits, bank, own, later, used } = view;
  const usedOf = (name: LimitName) =>
    name === "paymentMinor" || limits[name] === undefined
      ? ""
      : valueText(name, used[name], currency).replace("none", "0");
  const anew = (name: LimitName) =>
    limits[name] === undefined || name === "paymentMinor"
      ? ""
      : name === "monthMinor"
      ? used.monthEndsOn
      : used.dayEndsOn;
  const table = tableText(
    [left("Limit"), right("In force"), right("Used"), left("Anew on"), right("Bank"), right("Own")],
    LIMIT_NAMES.map((name) => [
      LIMIT_WORDS[name],
      valueText(name, limits[name], currency),
      usedOf(name),
      anew(name),
      valueText(name, bank[name], currency),
      valueText(name, own[name], currency),
    ]),
  );
  if (!later) return table;
  const words = LIMIT_NAMES.map((name) =>
    line`${LIMIT_WORDS[name].toLowerCase()} ${valueText(name, later.own[name], currency)}`
  );
  return `${table}\nYour own from ${dateTime(later.fromMs)}: ${words.join(", ")}.`;
}
