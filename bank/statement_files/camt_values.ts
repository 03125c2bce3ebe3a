// Amounts, directions and days as camt messages write them.
import { StatementFileError } from "./foreign_statement.ts";
import { calendarDay, type Currencies, minorOf } from "./written_values.ts";
import { at, said, type XmlNode } from "./xml_tree.ts";

/** With the sign of its direction. */
export function amountIn(node: XmlNode, currencies: Currencies): number {
  const amount = at(node, "Amt");
  const currency = currencies(amount?.attributes.Ccy ?? "");
  const minor = minorOf(said(amount) ?? "", { currency, decimal: "." });
  return directionOf(node) * minor || 0;
}

/** 1 for what came in, −1 for what went out: as it was booked, also where it takes back another. */
export function directionOf(node: XmlNode): 1 | -1 {
  const direction = said(node, "CdtDbtInd");
  if (direction === "CRDT") return 1;
  if (direction === "DBIT") return -1;
  throw new StatementFileError("it does not say whether an amount came in or went out");
}

/** As the bank writes it: the day of a moment is that of the offset in which it stands. */
export function dayIn(node: XmlNode, name: string): string {
  const text = said(node, name, "Dt") ?? said(node, name, "DtTm") ?? said(node, name) ?? "";
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(text) ?? [];
  return calendarDay({ year: Number(year), month: Number(month), day: Number(day) }, text);
}
