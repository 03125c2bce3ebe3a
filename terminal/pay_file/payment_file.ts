// A file of payments as spreadsheets save it (CSV): bytes in, lines out, or everything that is wrong with it by line and column. Knows
// neither the bank nor the disk.
import { createHash } from "node:crypto";
import { CsvError, parse } from "csv-parse/sync";
import { parseAmount } from "../../bank/amount.ts";
import { UNSAFE_TEXT } from "../../bank/credentials.ts";
import { MEMO_CHARS_MAX } from "../../bank/limits.ts";
import { AmountError, type Currency } from "../../bank/money.ts";
import { PastedError, plainText, textOfFile } from "../../bank/pasted.ts";
import { looksLikeAccountNumber, normalAccountNumber } from "../../bank/account_number.ts";

/** Bytes of a file: many times what the most lines take. */
export const PAYMENT_FILE_BYTES_MAX = 8 * 1024 * 1024;

/** Lines of a file: twenty requests. */
const LINES_MAX = 10_000;

/** Things wrong with a file that are told: the first ones tell what is the matter. */
const PROBLEMS_MAX = 20;

export interface PaymentLine {
  /** Where it stands in the file, 1 for the first line. */
  readonly line: number;
  /** As it is written there. */
  readonly payee: string;
  readonly memo: string;
  readonly reference: string;
  /** As the bank takes them. */
  readonly to: string;
  readonly amountMinor: number;
  /** Memo and reference in one. */
  readonly text: string;
}

export interface PaymentFile {
  /** SHA-256 of its bytes, in hex. */
  readonly hash: string;
  readonly lines: readonly PaymentLine[];
  /** Headings of columns that are not looked at. */
  readonly unused: readonly string[];
}

/** What is wrong with a file, one sentence for each place. */
export class PaymentFileError extends Error {
  override readonly name = "PaymentFileError";
}

type ColumnName = "payee" | "amount" | "memo" | "reference";

/** Headings in lower case, without spaces and signs. */
const HEADINGS: Readonly<Record<ColumnName, readonly string[]>> = {
  payee: ["payee", "to", "recipient", "beneficiary", "username", "account", "accountnumber"],
  amount: ["amount", "sum", "value"],
  memo: ["memo", "text", "note", "description", "purpose", "remarks", "narration"],
  reference: ["reference", "ref", "invoice", "invoicenumber", "invoiceno"],
};

const DELIMITERS = [",", ";", "\t"];

/** @throws {PaymentFileError} */
export function paymentFileOf(bytes: Uint8Array, currency: Currency): PaymentFile {
  const hash = createHash("sha256").update(bytes).digest("hex");
  const [first, ...rows] = rowsOf(textIn(bytes));
  if (!first) throw new PaymentFileError("it is empty: expected a line of headings");
  const columns = columnsIn(first.cells, currency);
  const problems: string[] = [];
  const lines: PaymentLine[] = [];
  for (const row of rows) {
    if (row.cells.every((cell) => cell === "")) continue;
    const read = lineOf(row, { columns, currency, width: first.cells.length });
    if (typeof read === "string") problems.push(read);
    else lines.push(read);
    if (problems.length === PROBLEMS_MAX) break;
  }
  if (problems.length > 0) throw new PaymentFileError(problems.join("\n"));
  if (lines.length === 0) throw new PaymentFileError("it has headings and no line below them");
  if (lines.length > LINES_MAX) throw new PaymentFileError(`it has more than ${LINES_MAX} lines`);
  const used = new Set(Object.values(columns));
  return { hash, lines, unused: first.cells.filter((_, place) => !used.has(place)) };
}

function textIn(bytes: Uint8Array): string {
  try {
    return textOfFile(bytes);
  } catch (error) {
    if (!(error instanceof PastedError)) throw error;
    throw new PaymentFileError(error.message);
  }
}

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

function rowsOf(text: string): Row[] {
  const [head = ""] = text.split("\n", 1);
  // What stands between most of the headings.
  const count = (sign: string) => head.split(sign).length;
  const delimiter = DELIMITERS.reduce((best, one) => count(one) > count(best) ? one : best);
  try {
    const options = { delimiter, info: true, relax_column_count: true, trim: true } as const;
    const records = parse(text, { ...options, skip_empty_lines: true }) as unknown as {
      readonly record: string[];
      readonly info: { readonly lines: number };
    }[];
    return records.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new PaymentFileError(`it is no CSV: ${error.message}`);
  }
}

type Columns = Readonly<Partial<Record<ColumnName, number>>>;

function columnsIn(cells: readonly string[], { code }: Currency): Columns {
  const found: Partial<Record<ColumnName, number>> = {};
  for (const [place, cell] of cells.entries()) {
    const bare = cell.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
    const heading = bare.endsWith(code.toLowerCase()) ? bare.slice(0, -code.length) : bare;
    for (const [name, known] of Object.entries(HEADINGS) as [ColumnName, readonly string[]][]) {
      if (!known.includes(heading)) continue;
      const other = found[name];
      if (other !== undefined) {
        throw new PaymentFileError(
          `line 1: "${cells[other]}" and "${cell}" could both be the ${name}; rename one of them`,
        );
      }
      found[name] = place;
    }
  }
  for (const name of ["payee", "amount"] as const) {
    if (found[name] !== undefined) continue;
    throw new PaymentFileError(
      `line 1: there is no column "${name}"; the headings are ${
        cells.map((cell) => `"${cell}"`).join(", ")
      }`,
    );
  }
  return found;
}

interface Reading {
  readonly columns: Columns;
  readonly currency: Currency;
  /** Cells of the headings. */
  readonly width: number;
}

/** @returns what is wrong with it, where something is. */
function lineOf({ line, cells }: Row, { columns, currency, width }: Reading): PaymentLine | string {
  if (cells.length !== width) {
    return `line ${line}: it has ${cells.length} cells, the headings are ${width}; an amount such as 1,250.00 needs quotation marks`;
  }
  const cell = (name: ColumnName) => cells[columns[name] ?? -1] ?? "";
  const wrong = (name: ColumnName, why: string) => `line ${line}, ${name}: ${why}`;
  const payee = cell("payee");
  const to = looksLikeAccountNumber(payee) ? normalAccountNumber(payee) : plainText(payee);
  if (to === "" || to.length > 64) {
    return wrong("payee", "expected a user name or an account number");
  }
  let amountMinor: number;
  try {
    amountMinor = parseAmount(cell("amount"), currency);
  } catch (error) {
    if (!(error instanceof AmountError)) throw error;
    return wrong("amount", error.message);
  }
  const [memo, reference] = [plainText(cell("memo")), plainText(cell("reference"))];
  const text = memo !== "" && reference !== "" ? `${memo} (${reference})` : memo + reference;
  const place = memo === "" ? "reference" : "memo";
  if (UNSAFE_TEXT.test(text)) {
    return wrong(place, "expected printable characters, without line breaks");
  }
  const { length } = [...text];
  if (length > MEMO_CHARS_MAX) {
    return wrong(
      place,
      `with its reference it has ${length} characters, ${MEMO_CHARS_MAX} at most`,
    );
  }
  return { line, payee, memo, reference, to, amountMinor, text };
}
