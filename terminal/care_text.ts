// Accounts of customers as staff see them, and what staff have done, for the terminal.
import { accountNumberText } from "../bank/account_number.ts";
import { type Currency, groupedOf } from "../bank/money.ts";
import type { Result } from "../api/methods.ts";
import { dateTime } from "../console/bank_time.ts";
import { line } from "../console/screen.ts";
import { nameOf } from "../papers/day_report.ts";
import { limitsText } from "./limit_text.ts";
import { balanceText, historyText, transferText } from "./show.ts";
import { left, right, tableText } from "./table_text.ts";

type Seen = Result<"viewAccount">;

export function customerText(seen: Seen, currency: Currency, columns: number): string {
  const { account, accountName, userName, status, staffFreeze, openedAtMs, holds } = seen;
  const who = accountName === null
    ? "a customer who has left"
    : line`${accountName} (${userName ?? ""})`;
  const frozen = staffFreeze === undefined ? "" : line`; frozen by staff: ${staffFreeze}`;
  const sessions = seen.sessions === 1 ? "1 session" : `${seen.sessions} sessions`;
  const factor = seen.secondFactor ? "a second factor" : "no second factor";
  return [
    line`${who}, account ${accountNumberText(account)}, ${status}` + frozen,
    line`Opened ${dateTime(openedAtMs)}; ${sessions}, ${factor}`,
    "",
    balanceText(seen, currency),
    "",
    limitsText(seen.limits, currency),
    ...holds.map((hold) => transferText(hold, currency, account)),
    "",
    seen.entries.length === 0 ? "No entries." : historyText(seen.entries, currency, columns),
  ].join("\n");
}

export function statusText(
  { account, status }: Result<"freezeAccount">,
  name: string,
): string {
  const what = status === "frozen"
    ? "is frozen: nothing is paid, its sessions have ended"
    : line`is ${status}`;
  return line`${name}, account ${accountNumberText(account)}, ${what}.`;
}

export function actsText({ acts, count }: Result<"staffActs">, currency: Currency): string {
  if (count === 0) return "Staff have done nothing on that day.";
  return tableText(
    [left("When"), left("Who"), left("What"), left("Whose"), right("Amount"), left("Why")],
    acts.map(({ atMs, act, by, byName, agreedBy, account, accountName, amountMinor, reason }) => [
      dateTime(atMs),
      line`${byName ?? by}` + (agreedBy === undefined ? "" : " and a second person"),
      line`${act.replaceAll("_", " ")}`,
      account === undefined ? "" : line`${nameOf({ account, accountName })}`,
      amountMinor === undefined ? "" : groupedOf(amountMinor, currency),
      line`${reason ?? ""}`,
    ]),
  );
}
