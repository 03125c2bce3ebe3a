// The forms in which a statement can be had, by name.
import { extname } from "node:path";
import { accountNumberText } from "../../bank/account_number.ts";
import { groupedOf, moneyText } from "../../bank/money.ts";
import { historyText } from "../show.ts";
import { line } from "../../console/screen.ts";
import { camt053Text } from "./camt053.ts";
import { BYTE_ORDER_MARK, csvText } from "./csv.ts";
import { jsonLinesText } from "./json_lines.ts";
import { ofxText } from "./ofx.ts";
import { dayText, zoneText } from "../../console/bank_time.ts";
import type { Statement } from "./period.ts";

export const FORMATS = [
  ...["text", "csv", "jsonl", "ofx"] as const,
  ...["camt.053", "camt.053.001.02"] as const,
] as const;
export type Format = typeof FORMATS[number];

const WRITERS: Readonly<Record<Format, (statement: Statement, columns: number) => string>> = {
  text: statementText,
  csv: csvText,
  jsonl: jsonLinesText,
  ofx: ofxText,
  "camt.053": (statement) => camt053Text(statement, "08"),
  "camt.053.001.02": (statement) => camt053Text(statement, "02"),
};

const EXTENSIONS: Readonly<Record<Format, string>> = {
  text: "txt",
  csv: "csv",
  jsonl: "jsonl",
  ofx: "ofx",
  "camt.053": "xml",
  "camt.053.001.02": "xml",
};

/** As the extension says; text for one that no form has. */
export function formatOf(path: string): Format {
  const extension = extname(path).toLowerCase();
  return FORMATS.find((format) => `.${EXTENSIONS[format]}` === extension) ?? "text";
}

export interface Formatting {
  /** In front of CSV, for spreadsheets. */
  readonly byteOrderMark?: boolean;
  /** Of the terminal on which text is read. */
  readonly columns?: number;
}

export function formatted(
  statement: Statement,
  format: Format,
  { byteOrderMark = false, columns = Infinity }: Formatting = {},
): string {
  return (byteOrderMark ? BYTE_ORDER_MARK : "") + WRITERS[format](statement, columns);
}

/** e.g. `statement-maya-2026-11-01-2026-11-25.csv`. */
export function fileName({ account, fromMs, toMs }: Statement, format: Format): string {
  const period = `${dayText(fromMs)}-${dayText(toMs - 1)}`;
  return `statement-${account.userName}-${period}.${EXTENSIONS[format]}`;
}

function statementText(statement: Statement, columns: number): string {
  const { bank, currency, account, fromMs, toMs, openingMinor, closingMinor, entries } = statement;
  const money = (minor: number) => moneyText(minor, currency);
  return [
    line`${bank}: statement of account ${
      accountNumberText(account.number)
    }, ${account.displayName}`,
    line`From ${dayText(fromMs)} to ${dayText(toMs - 1)}; days and times of ${zoneText(toMs - 1)}`,
    "",
    `Opening balance  ${money(openingMinor)}`,
    ...(entries.length === 0 ? ["No entries."] : [historyText(entries, currency, columns)]),
    `Closing balance  ${money(closingMinor)}   (${sums(statement)})`,
    "",
  ].join("\n");
}

function sums({ entries, currency }: Statement): string {
  let [came, went] = [0, 0];
  for (const { amountMinor } of entries) {
    if (amountMinor > 0) came += amountMinor;
    else went -= amountMinor;
  }
  return `in ${groupedOf(came, currency)}, out ${groupedOf(went, currency)}`;
}
