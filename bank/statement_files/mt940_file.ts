// SWIFT MT940 as banks send it: with or without the blocks around it, several statements in one file, one statement on several pages.
import {
  type ForeignBalance,
  type ForeignLine,
  type ForeignStatement,
  LINES_MAX,
  referenceOrNone,
  StatementFileError,
  textOf,
} from "./foreign_statement.ts";
import { detailsOf } from "./mt940_details.ts";
import { calendarDay, type Currencies, currenciesOfFile, minorOf } from "./written_values.ts";

interface Field {
  /** `61`, `60F` … */
  readonly tag: string;
  readonly lines: readonly string[];
}

/** @throws {StatementFileError} */
export function mt940Statements(text: string): readonly ForeignStatement[] {
  const currencies = currenciesOfFile();
  const statements: ForeignStatement[] = [];
  for (const fields of messagesIn(text)) {
    const statement = statementOf(fields, currencies);
    const before = statements.at(-1);
    // A page that another one follows ends with an interim balance (62M), and the next one begins with it (60M).
    if (before && goesOn(before, fields)) {
      statements[statements.length - 1] = joined(before, statement);
    } else statements.push(statement);
  }
  if (statements.length === 0) throw new StatementFileError("there is no statement in it");
  return statements;
}

/** `-` and `-}` end a message; blocks of the network stand between. */
const END = /^(?:-\}?(?:\{.*)?|\{.*)$/;

/** Fields of each message; `:20:` begins one. */
function messagesIn(text: string): readonly (readonly Field[])[] {
  const messages: Field[][] = [];
  let field: { tag: string; lines: string[] } | null = null;
  // Start and end of a transmission, as some programs save them.
  for (const line of text.replaceAll("\u0001", "").replaceAll("\u0003", "").split("\n")) {
    const [, tag, rest = ""] = /^(?:\{.*\{4:)?:(\d\d[A-Z]?):(.*)$/.exec(line) ?? [];
    if (tag !== undefined) {
      if (tag === "20") messages.push([]);
      field = { tag, lines: [rest] };
      messages.at(-1)?.push(field);
    } else if (END.test(line)) field = null;
    else field?.lines.push(line);
  }
  return messages;
}

function statementOf(fields: readonly Field[], currencies: Currencies): ForeignStatement {
  const first = (...tags: readonly string[]) => fields.find(({ tag }) => tags.includes(tag));
  const opening = first("60F", "60M");
  const closing = fields.findLast(({ tag }) => tag === "62F" || tag === "62M");
  if (!opening) throw new StatementFileError("a statement has no opening balance (:60F:)");
  const code = balanceOf(opening, currencies).code;
  const lines: ForeignLine[] = [];
  for (const [place, field] of fields.entries()) {
    if (field.tag !== "61") continue;
    const about = fields[place + 1]?.tag === "86" ? fields[place + 1]!.lines : [];
    lines.push(lineOf(field, about, { code, currencies }));
    if (lines.length > LINES_MAX) {
      throw new StatementFileError(`it has more than ${LINES_MAX} lines`);
    }
  }
  return {
    format: "MT940",
    account: accountOf(first("25", "25P")?.lines[0] ?? ""),
    currency: code,
    opening: balanceOf(opening, currencies).balance,
    closing: closing ? balanceOf(closing, currencies).balance : null,
    lines: lines.filter(({ amountMinor }) => amountMinor !== 0),
    pending: 0,
  };
}

function goesOn(before: ForeignStatement, fields: readonly Field[]): boolean {
  const opening = fields.find(({ tag }) => tag === "60F" || tag === "60M");
  const account = accountOf(
    fields.find(({ tag }) => tag === "25" || tag === "25P")?.lines[0] ?? "",
  );
  return opening?.tag === "60M" && account === before.account;
}

function joined(before: ForeignStatement, after: ForeignStatement): ForeignStatement {
  const { closing, opening } = { closing: before.closing, opening: after.opening };
  if (closing && opening && closing.amountMinor !== opening.amountMinor) {
    throw new StatementFileError(
      "a page of a statement does not begin with the balance of the one before",
    );
  }
  return { ...before, closing: after.closing, lines: [...before.lines, ...after.lines] };
}

/** `BANK/ACCOUNT`, `IBAN`, `ACCOUNT EUR`: what a person would call the account. */
function accountOf(text: string): string | null {
  const bare = text.replace(/\s+[A-Z]{3}\s*$/, "").replace(/\s/g, "");
  const own = bare.split("/").at(-1)!.replace(
    /^([A-Z]{2}\d{2}[A-Z0-9]{11,30}?)(?:[A-Z]{3})?$/,
    "$1",
  );
  return own === "" ? null : own;
}

const BALANCE = /^([CD])(\d{6})([A-Z]{3})(\d[\d.,]*)\s*$/;

function balanceOf(
  { lines: [text = ""] }: Field,
  currencies: Currencies,
): { readonly code: string; readonly balance: ForeignBalance } {
  const [, direction, date, code, amount] = BALANCE.exec(text) ?? [];
  if (code === undefined) {
    throw new StatementFileError(`"${text.slice(0, 40)}" is no balance of MT940`);
  }
  const minor = minorOf(amount!, { currency: currencies(code), decimal: "," });
  const amountMinor = direction === "D" ? -minor || 0 : minor;
  return { code, balance: { day: shortDay(date!, date!), amountMinor } };
}

/**
 * Value date, entry date, direction, the third letter of the currency, amount, what kind, the payer's reference, the bank's.
 * Some banks leave out what SWIFT demands, and write more than 16 signs.
 */
const LINE =
  /^(\d{6})(\d{4})?([RE]?[CD])([A-Z]?)(\d[\d.]*,?\d*)(?:([A-Z][A-Z0-9]{3})(.*?)(?:\/\/(.*))?)?\s*$/;

function lineOf(
  { lines: [text = "", ...more] }: Field,
  about: readonly string[],
  { code, currencies }: { readonly code: string; readonly currencies: Currencies },
): ForeignLine {
  const [, value, entry, mark = "", , amount, , own, bank] = LINE.exec(text) ?? [];
  if (value === undefined) {
    throw new StatementFileError(`"${text.slice(0, 60)}" is no line of MT940`);
  }
  const minor = minorOf(amount!, { currency: currencies(code), decimal: "," });
  // A credit that is reversed (RC) goes out, a debit that is reversed (RD) comes in.
  const comesIn = mark === "C" || mark === "RD" || mark === "EC";
  const details = detailsOf(about);
  return {
    bookedOn: bookedOn(value, entry),
    amountMinor: comesIn ? minor : -minor || 0,
    currency: code,
    bankReference: referenceOrNone(bank),
    endToEndId: details.endToEndId ?? referenceOrNone(own),
    counterparty: { name: details.name, account: details.account },
    text: textOf([details.text, ...more]),
    reversal: mark.startsWith("R"),
    payments: 1,
  };
}

/** The entry date has no year: it is the one in which it is nearest to the value date. */
function bookedOn(value: string, entry: string | undefined): string {
  const valued = shortDay(value, value);
  if (entry === undefined) return valued;
  const at = Date.parse(valued);
  const year = Number(valued.slice(0, 4));
  const near = [year - 1, year, year + 1].filter((each) => isDay(each, entry))
    .map((each) => `${each}-${entry.slice(0, 2)}-${entry.slice(2)}`)
    .sort((one, other) => Math.abs(Date.parse(one) - at) - Math.abs(Date.parse(other) - at));
  // Some banks fill it with zeros.
  return near[0] ?? valued;
}

function isDay(year: number, entry: string): boolean {
  const month = Number(entry.slice(0, 2));
  const day = new Date(Date.UTC(year, month - 1, Number(entry.slice(2))));
  return day.getUTCMonth() === month - 1 && month > 0;
}

/** `YYMMDD`, of the years 1980 to 2079 as SWIFT has them. */
function shortDay(date: string, text: string): string {
  const year = Number(date.slice(0, 2));
  const [month, day] = [Number(date.slice(2, 4)), Number(date.slice(4, 6))];
  return calendarDay({ year: year + (year < 80 ? 2_000 : 1_900), month, day }, text);
}
