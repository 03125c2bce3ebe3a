// CSV of banks, read with a map of its columns. What stands above the headings and below the last row is passed over.
import { CsvError, parse } from "csv-parse/sync";
import type { ColumnName, CsvMap } from "./csv_map.ts";
import {
  type ForeignLine,
  type ForeignStatement,
  LINES_MAX,
  referenceOrNone,
  StatementFileError,
  textOf,
  textOrNone,
} from "./foreign_statement.ts";
import { type Currencies, currenciesOfFile, dayOf, minorOf } from "./written_values.ts";

/** Rows above the headings: address, period, number of the account. */
const PREAMBLE_ROWS_MAX = 60;

/** Signs of one row. */
const ROW_CHARS_MAX = 20_000;

type Row = readonly string[];

/** The maps whose headings all stand in one row of the file. */
export function mapsFor(text: string, maps: readonly CsvMap[]): readonly CsvMap[] {
  const top = text.split("\n", PREAMBLE_ROWS_MAX).join("\n").slice(0, 40_000);
  return maps.filter((map) => {
    try {
      return headingsIn(rowsOf(top, map), map) !== null;
    } catch (error) {
      // A row that is cut, or another delimiter.
      if (error instanceof StatementFileError) return false;
      throw error;
    }
  });
}

/** @throws {StatementFileError} with the row in which something is wrong. */
export function csvStatement(text: string, map: CsvMap): ForeignStatement {
  const rows = rowsOf(text, map);
  const found = headingsIn(rows, map);
  if (!found) {
    throw new StatementFileError(
      `no row of it has the headings of "${map.name}": ${wantedBy(map).map(headingOf).join(", ")}`,
    );
  }
  const currencies = currenciesOfFile();
  const read = new RowReader(map, found.headings, currencies);
  const taken: { readonly line: ForeignLine; readonly balanceMinor: number | null }[] = [];
  let pending = 0;
  let account: string | null = null;
  for (let place = found.place + 1; place < rows.length; place++) {
    const row = rows[place]!;
    if (!read.isLine(row)) continue;
    if (!read.isBooked(row)) {
      pending++;
      continue;
    }
    if (taken.length >= LINES_MAX) {
      throw new StatementFileError(`it has more than ${LINES_MAX} lines`);
    }
    account ??= read.text(row, map.columns.account)?.replace(/\s/g, "") ?? null;
    const line = named(place, () => ({ line: read.line(row), balanceMinor: read.balance(row) }));
    if (line.line.amountMinor !== 0) taken.push(line);
  }
  const lines = taken.map(({ line }) => line);
  const currency = currencies(lines[0]?.currency ?? map.currency).code;
  return { format: "CSV", account, currency, ...balancesOf(taken), lines, pending };
}

/** Between which balances the lines are, where each row has one: the file may begin with the oldest or with the newest. */
function balancesOf(
  taken: readonly { readonly line: ForeignLine; readonly balanceMinor: number | null }[],
): Pick<ForeignStatement, "opening" | "closing"> {
  if (taken.length === 0 || taken.some(({ balanceMinor }) => balanceMinor === null)) {
    return { opening: null, closing: null };
  }
  for (const rows of [taken, taken.toReversed()]) {
    const follows = rows.every(({ line, balanceMinor }, place) =>
      place === 0 || balanceMinor === rows[place - 1]!.balanceMinor! + line.amountMinor
    );
    if (!follows) continue;
    const [oldest, newest] = [rows[0]!, rows.at(-1)!];
    return {
      opening: {
        day: oldest.line.bookedOn,
        amountMinor: oldest.balanceMinor! - oldest.line.amountMinor,
      },
      closing: { day: newest.line.bookedOn, amountMinor: newest.balanceMinor! },
    };
  }
  throw new StatementFileError("its balances do not follow from its amounts: are rows missing?");
}

function rowsOf(text: string, { delimiter }: CsvMap): readonly Row[] {
  try {
    return parse(text, {
      delimiter,
      relax_column_count: true,
      // Narrations have quotation marks in them that are no more than signs.
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: ROW_CHARS_MAX,
      trim: true,
      to: LINES_MAX + 2 * PREAMBLE_ROWS_MAX,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new StatementFileError(`it is not CSV: ${error.message}`);
  }
}

function wantedBy({ columns }: CsvMap): readonly ColumnName[] {
  const { text, status, ...others } = columns;
  return [...Object.values(others), ...text, ...(status ? [status.column] : [])];
}

function headingOf(column: ColumnName): string {
  return typeof column === "string" ? column : column[0];
}

function headingsIn(
  rows: readonly Row[],
  map: CsvMap,
): { readonly place: number; readonly headings: Row } | null {
  const wanted = wantedBy(map);
  for (const [place, row] of rows.slice(0, PREAMBLE_ROWS_MAX).entries()) {
    const headings = row.map((cell) => cell.replace(/\s+/g, " "));
    if (wanted.every((column) => placeIn(headings, column) >= 0)) return { place, headings };
  }
  return null;
}

function placeIn(headings: Row, column: ColumnName): number {
  const [heading, which] = typeof column === "string" ? [column, 0] : column;
  let seen = 0;
  return headings.findIndex((cell) => cell === heading && seen++ === which);
}

/** What is wrong in a row is told with its place. */
function named<T>(place: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof StatementFileError)) throw error;
    throw new StatementFileError(`row ${place + 1}: ${error.message}`);
  }
}

const OUT = /^(?:dr?\.?|debit|af|s|soll|-)$/i;
const IN = /^(?:cr?\.?|credit|bij|h|haben|\+)$/i;

class RowReader {
  constructor(
    readonly map: CsvMap,
    readonly headings: Row,
    readonly currencies: Currencies,
  ) {}

  text(row: Row, column: ColumnName | undefined): string | null {
    if (column === undefined) return null;
    const cell = row[placeIn(this.headings, column)] ?? "";
    return cell === "" ? null : cell;
  }

  /** Totals, notes and lines of stars below the table have no day in their first place. */
  isLine(row: Row): boolean {
    const day = this.text(row, this.map.columns.bookedOn);
    return day !== null && /^\d{1,4}[\s./-]?\w{2,9}[\s./-]?\d{2,4}/.test(day);
  }

  isBooked(row: Row): boolean {
    const { status } = this.map.columns;
    return !status || status.booked.includes(this.text(row, status.column) ?? "");
  }

  line(row: Row): ForeignLine {
    const { map: { columns, days }, currencies } = this;
    const currency = currencies(this.text(row, columns.currency) ?? this.map.currency);
    return {
      bookedOn: dayOf(this.text(row, columns.bookedOn) ?? "", days),
      amountMinor: this.#amount(row),
      currency: currency.code,
      bankReference: referenceOrNone(this.text(row, columns.reference)),
      endToEndId: referenceOrNone(this.text(row, columns.endToEndId)),
      counterparty: {
        name: textOrNone(this.text(row, columns.name)),
        account: this.text(row, columns.counterparty)?.replace(/\s/g, "") ?? null,
      },
      text: textOf(columns.text.map((column) => this.text(row, column))),
      reversal: false,
      payments: 1,
    };
  }

  balance(row: Row): number | null {
    const text = this.text(row, this.map.columns.balance);
    if (text === null) return null;
    const [, amount = text, behind] = /^(.*?)\s*(dr|cr)\.?$/i.exec(text) ?? [];
    const direction = this.text(row, this.map.columns.balanceDirection) ?? behind ?? "";
    return this.#minor(amount) * (OUT.test(direction) ? -1 : 1) || 0;
  }

  #amount(row: Row): number {
    const { columns } = this.map;
    if (columns.amount === undefined) {
      const credit = this.#minor(this.text(row, columns.credit) ?? "0");
      const debit = this.#minor(this.text(row, columns.debit) ?? "0");
      if (credit !== 0 && debit !== 0) throw new StatementFileError("it came in and went out");
      return credit - Math.abs(debit) || 0;
    }
    const minor = this.#minor(this.text(row, columns.amount) ?? "");
    if (columns.direction === undefined) return minor;
    const direction = this.text(row, columns.direction) ?? "";
    if (OUT.test(direction)) return -Math.abs(minor) || 0;
    if (IN.test(direction)) return Math.abs(minor);
    throw new StatementFileError(`"${direction.slice(0, 20)}" is neither debit nor credit`);
  }

  #minor(text: string): number {
    const { decimal, currency } = this.map;
    return minorOf(text, { currency: this.currencies(currency), decimal });
  }
}
