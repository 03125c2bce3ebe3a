// A statement as CSV (RFC 4180), for spreadsheets: no cell can be taken for a formula.
import { csvLine, harmless } from "../../bank/csv_line.ts";
import { decimalOf } from "../../bank/money.ts";
import { dayText, shownZone } from "../../console/bank_time.ts";
import type { Statement } from "./period.ts";

const COLUMNS = [
  "number",
  "booked_at",
  "kind",
  "counterparty",
  "counterparty_name",
  "amount",
  "currency",
  "balance",
  "memo",
  "transfer_id",
  // Spreadsheets take it for a date; the moment with its letters is text to them.
  "booked_on",
];

/** Without it Excel on Windows takes the bytes of UTF-8 for letters of its own. */
export const BYTE_ORDER_MARK = "\uFEFF";

export function csvText(statement: Statement): string {
  const { currency, openingMinor, closingMinor, fromMs, toMs } = statement;
  const balance = (kind: string, atMs: number, minor: number) => [
    "",
    shownZone().isoOf(atMs),
    kind,
    "",
    "",
    "",
    currency.code,
    decimalOf(minor, currency),
    "",
    "",
    dayText(kind === "opening_balance" ? atMs : atMs - 1),
  ];
  const rows = [
    COLUMNS,
    balance("opening_balance", fromMs, openingMinor),
    ...statement.entries.map((entry) => [
      String(entry.number),
      shownZone().isoOf(entry.atMs),
      entry.kind,
      entry.counterparty,
      harmless(entry.counterpartyName ?? ""),
      decimalOf(entry.amountMinor, currency),
      currency.code,
      decimalOf(entry.bookedMinor, currency),
      harmless(entry.memo),
      entry.transferId,
      dayText(entry.atMs),
    ]),
    balance("closing_balance", toMs, closingMinor),
  ];
  return rows.map(csvLine).join("");
}
