// `bank read-statement FILE…`: what statements of another bank say, each line once, with the account here that its reference
// names; and where their balances do not meet. Needs no bank.
import * as fs from "node:fs";
import { accountNumberText } from "../bank/account_number.ts";
import { currencyOf, groupedOf, moneyText } from "../bank/money.ts";
import { accountsNamedIn } from "../bank/pay_in/payment_reference.ts";
import { type CsvMap, CsvMapFile } from "../bank/statement_files/csv_map.ts";
import {
  FILE_BYTES_MAX,
  type ForeignLine,
  type ForeignStatement,
  StatementFileError,
} from "../bank/statement_files/foreign_statement.ts";
import {
  type BalanceFault,
  type MergedAccount,
  mergedAccounts,
} from "../bank/statement_files/merged_lines.ts";
import { type ReadingOptions, statementsIn } from "../bank/statement_files/statement_file.ts";
import { shapeProblem } from "../api/methods.ts";
import { EXIT, usageError } from "../console/exit.ts";
import { readText } from "../console/files.ts";
import { reasonText } from "../console/reason_text.ts";
import { line } from "../console/screen.ts";
import type { World } from "../console/world.ts";
import { type Column, cutTo, tableText } from "../terminal/table_text.ts";
import type { ReadStatementValue } from "./program.ts";

/** @returns 1 when balances do not meet. */
export function readStatement(
  { screen }: World,
  { files, map, mapFile, json }: ReadStatementValue,
): number {
  const own = mapFile === undefined ? null : readMap(mapFile);
  const options = { maps: own ? [own] : [], map: map ?? own?.name };
  const accounts = mergedAccounts(files.flatMap((file) => read(file, options)));
  if (json) {
    const told = accounts.map((account) => ({
      ...account,
      lines: account.lines.map(({ line, ...about }) => ({ ...line, ...about, for: payees(line) })),
    }));
    screen.out(JSON.stringify({ accounts: told }));
  } else screen.out(accounts.map((account) => accountText(account, screen.columns)).join("\n\n"));
  return accounts.every(({ faults }) => faults.length === 0) ? EXIT.done : EXIT.refused;
}

/** @throws {CommandError} */
function read(file: string, options: ReadingOptions): readonly ForeignStatement[] {
  try {
    if (fs.statSync(file).size > FILE_BYTES_MAX) {
      throw new StatementFileError(`it is larger than ${FILE_BYTES_MAX / 1024 / 1024} MiB`);
    }
    return statementsIn(fs.readFileSync(file), options);
  } catch (error) {
    const reason = error instanceof StatementFileError ? error.message : reasonText(error);
    throw usageError(line`Cannot read ${file}: ${reason}`);
  }
}

/** @throws {CommandError} */
function readMap(file: string): CsvMap {
  let given: unknown;
  try {
    given = JSON.parse(readText(file));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw usageError(line`Cannot read ${file}: expected a map in JSON`);
  }
  const map = CsvMapFile.safeParse(given);
  if (map.success) return map.data;
  throw usageError(line`Cannot read ${file}: ${shapeProblem(map.error)}`);
}

/** Account numbers here: one is what is hoped for. */
function payees({ text, endToEndId }: ForeignLine): readonly string[] {
  return accountsNamedIn(`${text}\n${endToEndId ?? ""}`);
}

const COLUMNS: readonly Column[] = [
  { title: "Day", align: "left" },
  { title: "Amount", align: "right" },
  { title: "For account", align: "left" },
  { title: "Counterparty", align: "left" },
  { title: "Text", align: "left" },
];

/** Columns that a text has at least, however narrow the terminal is. */
const TEXT_COLUMNS_MIN = 24;

function accountText(
  { account, currency: code, lines, faults }: MergedAccount,
  columns: number,
): string {
  const currency = currencyOf(code);
  const rows = lines.map(({ line: one }) => [
    one.bookedOn,
    groupedOf(one.amountMinor, currency),
    payees(one).map(accountNumberText).join(", "),
    cutTo(line`${one.counterparty.name ?? ""}`, TEXT_COLUMNS_MIN),
    cutTo(line`${one.text}`, Math.max(TEXT_COLUMNS_MIN, columns - 80)),
  ]);
  const moved = lines.reduce((sum, { line: { amountMinor } }) => sum + amountMinor, 0);
  return [
    line`Account ${account ?? "that the file does not name"}, ${code}`,
    tableText(COLUMNS, rows),
    line`${lines.length} lines, ${moneyText(moved, currency)} in all`,
    ...faults.map((fault) => faultText(fault, code)),
  ].join("\n");
}

function faultText({ kind, fromDay, toDay, missingMinor }: BalanceFault, code: string): string {
  const money = moneyText(missingMinor, currencyOf(code));
  return kind === "lines"
    ? line`The lines from ${fromDay} to ${toDay} miss ${money} of what the balances say.`
    : line`Between ${fromDay} and ${toDay} lines of ${money} are missing: the balances do not meet.`;
}
