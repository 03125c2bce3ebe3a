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

interface Form {
  /** In the menu at home. */
  readonly label: string;
  /** Of files, without the dot. */
  readonly extension: string;
  /** @param columns of the terminal on which text is read. */
  readonly write: (statement: Statement, columns: number) => string;
}

/** In the order of the menu and of the help. Each stands in tests/unit/statement_formats_test.ts with its reader. */
const FORMS = {
  text: { label: "Show it here", extension: "txt", write: statementText },
  csv: { label: "CSV file, for spreadsheets", extension: "csv", write: csvText },
  ofx: { label: "OFX file, for accounting programs", extension: "ofx", write: ofxText },
  "camt.053": {
    label: "ISO 20022 camt.053 file",
    extension: "xml",
    write: (statement) => camt053Text(statement, "08"),
  },
  "camt.053.001.02": {
    label: "ISO 20022 camt.053 file, for older programs",
    extension: "xml",
    write: (statement) => camt053Text(statement, "02"),
  },
  jsonl: { label: "JSON Lines file, for programs", extension: "jsonl", write: jsonLinesText },
} as const satisfies Readonly<Record<string, Form>>;

export type Format = keyof typeof FORMS;
export const FORMATS = Object.keys(FORMS) as [Format, ...Format[]];

export const FORMAT_CHOICES = FORMATS.map((value) => ({ value, label: FORMS[value].label }));

/** As the extension says; text for one that no form has. */
export function formatOf(path: string): Format {
  const extension = extname(path).toLowerCase();
  return FORMATS.find((format) => `.${FORMS[format].extension}` === extension) ?? "text";
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
  return (byteOrderMark ? BYTE_ORDER_MARK : "") + FORMS[format].write(statement, columns);
}

/** e.g. `statement-maya-2026-11-01-2026-11-25.csv`. */
export function fileName({ account, fromMs, toMs }: Statement, format: Format): string {
  const period = `${dayText(fromMs)}-${dayText(toMs - 1)}`;
  return `statement-${account.userName}-${period}.${FORMS[format].extension}`;
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
