// `bank read-statement FILE…`: what statements of another bank say, each line once, with the account here that its reference
// names; and where their balances do not meet. Needs no bank.
import { accountNumberText } from "../bank/account_number.ts";
import { currencyOf, groupedOf, moneyText } from "../bank/money.ts";
import {
  namedIn,
  type NamedInText,
  paymentReferenceOf,
  paymentReferenceText,
} from "../bank/pay_in/payment_reference.ts";
import type { ForeignLine } from "../bank/statement_files/foreign_statement.ts";
import type { MergedAccount } from "../bank/statement_files/merged_lines.ts";
import { EXIT } from "../console/exit.ts";
import { line } from "../console/screen.ts";
import type { World } from "../console/world.ts";
import { faultText, readAccounts } from "../terminal/foreign_files.ts";
import { type Column, cutTo, tableText } from "../terminal/table_text.ts";
import type { ReadStatementValue } from "./program.ts";

/** @returns 1 when balances do not meet. */
export async function readStatement(
  { screen }: World,
  { files, map, mapFile, json }: ReadStatementValue,
): Promise<number> {
  const accounts = await readAccounts({ files, map, mapFile });
  if (json) {
    const told = accounts.map((account) => ({
      ...account,
      lines: account.lines.map(({ line, ...about }) => {
        const { accounts, numbers } = payees(line);
        return { ...line, ...about, for: accounts, numbers };
      }),
    }));
    screen.out(JSON.stringify({ accounts: told }));
  } else screen.out(accounts.map((account) => accountText(account, screen.columns)).join("\n\n"));
  return accounts.every(({ faults }) => faults.length === 0) ? EXIT.done : EXIT.refused;
}

/** One account here, or one open gift or payout, is what is hoped for. */
function payees({ text, endToEndId }: ForeignLine): NamedInText {
  return namedIn(`${text}\n${endToEndId ?? ""}`);
}

function payeesText({ accounts, numbers }: NamedInText): string {
  const others = numbers.map((number) => paymentReferenceText(paymentReferenceOf(number)));
  return [...accounts.map(accountNumberText), ...others].join(", ");
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
    payeesText(payees(one)),
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
