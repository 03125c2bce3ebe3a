// A statement as JSON Lines: the opening balance, one line per entry, the closing balance; integer minor units.
import type { Statement } from "./period.ts";

export function jsonLinesText(statement: Statement): string {
  const { bank, currency, account, fromMs, toMs, openingMinor, closingMinor, entries } = statement;
  const lines = [
    { type: "opening", bank, account: account.number, currency, fromMs, toMs, openingMinor },
    ...entries.map((entry) => ({ type: "entry", ...entry })),
    { type: "closing", closingMinor, entries: entries.length },
  ];
  return lines.map((value) => JSON.stringify(value) + "\n").join("");
}
