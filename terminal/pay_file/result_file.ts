// What became of each line of a file of payments, as CSV beside it: written whole or not at all, and never over a file that tells of
// something else. Who mends the file after half of it was paid would pay that half again: every line of it is a new one then.
import * as fs from "node:fs";
import { parse } from "csv-parse/sync";
import { csvLine, harmless } from "../../bank/csv_line.ts";
import { type Currency, decimalOf } from "../../bank/money.ts";
import { usageError } from "../../console/exit.ts";
import { checkOut, readText, writeFile } from "../../console/files.ts";
import { line } from "../../console/screen.ts";
import type { PaymentLine } from "./payment_file.ts";

export interface LineOutcome {
  /** `unsent`: nothing is known of it yet. */
  readonly status: "booked" | "held" | "refused" | "cancelled" | "expired" | "void" | "unsent";
  readonly id: string;
  /** The name that payers see, where it is known. */
  readonly name: string;
  /** A code, where it was refused, and the same in words. */
  readonly refusal: string;
  readonly about: string;
  /** It had happened before this run. */
  readonly before: boolean;
}

const COLUMNS = [
  "line",
  "payee",
  "amount",
  "memo",
  "reference",
  "status",
  "id",
  "name",
  "refusal",
  "about",
];

export function resultPathOf(file: string, given: string | undefined): string {
  return given ?? `${file.replace(/\.(csv|txt|tsv)$/i, "")}.result.csv`;
}

/** @param idOf what each line of this file is known by. @throws {CommandError} where the file is not there to be written over. */
export function checkResult(path: string, idOf: (line: number) => string): void {
  checkOut(path);
  if (!fs.existsSync(path)) return;
  const known = idsIn(readText(path));
  if (known?.every(([number, id]) => idOf(number) === id)) return;
  throw usageError(
    known
      ? line`${path} tells what became of another file: of this one before it was changed, or of another payer's. ` +
        "To this one every line is new, and would be paid again. Put what is still to be paid into a file of its own; or give --result OTHER."
      : line`Cannot write ${path}: there is another file of that name; give --result OTHER`,
  );
}

/** Line numbers and ids; null when it is no file of ours. */
function idsIn(text: string): [number, string][] | null {
  let rows: string[][];
  try {
    rows = parse(text, { relax_column_count: true });
  } catch {
    return null;
  }
  if (rows[0]?.join() !== COLUMNS.join()) return null;
  return rows.slice(1).map((row) => [Number(row[0]), row[COLUMNS.indexOf("id")] ?? ""]);
}

export function writeResult(
  path: string,
  { lines, outcomes, currency }: {
    readonly lines: readonly PaymentLine[];
    readonly outcomes: readonly LineOutcome[];
    readonly currency: Currency;
  },
): void {
  const rows = lines.map(({ line, payee, amountMinor, memo, reference }, place) => {
    const { status, id, name, refusal, about } = outcomes[place]!;
    return [
      String(line),
      harmless(payee),
      decimalOf(amountMinor, currency),
      harmless(memo),
      harmless(reference),
      status,
      id,
      harmless(name),
      refusal,
      about,
    ];
  });
  writeFile(path, [COLUMNS, ...rows].map(csvLine).join(""));
}
