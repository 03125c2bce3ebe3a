// ISO 20022 camt.053 (statement), camt.052 (report of a day that is not over) and camt.054 (notification), in any version: what
// later versions moved is looked for where it is and where it was.
import { linesOfEntry } from "./camt_entry.ts";
import {
  type ForeignBalance,
  type ForeignLine,
  type ForeignStatement,
  LINES_MAX,
  StatementFileError,
} from "./foreign_statement.ts";
import { amountIn, dayIn } from "./camt_values.ts";
import { type Currencies, currenciesOfFile } from "./written_values.ts";
import { at, each, said, type XmlNode } from "./xml_tree.ts";

/** For each message: what its root holds, and what a statement is called there. */
const MESSAGES = [
  { format: "camt.053", body: "BkToCstmrStmt", statement: "Stmt" },
  { format: "camt.052", body: "BkToCstmrAcctRpt", statement: "Rpt" },
  { format: "camt.054", body: "BkToCstmrDbtCdtNtfctn", statement: "Ntfctn" },
] as const;

/**
 * @param root `Document`, or what an envelope has around it.
 * @throws {StatementFileError}
 */
export function camtStatements(root: XmlNode): readonly ForeignStatement[] {
  const document = root.name === "Document" ? root : at(root, "Document") ??
    at(root, "Body", "Document") ?? root;
  const message = MESSAGES.find(({ body }) => at(document, body));
  if (!message) {
    throw new StatementFileError("it is XML, but neither camt.052, camt.053, camt.054 nor OFX");
  }
  const currencies = currenciesOfFile();
  const parts = each(at(document, message.body), message.statement);
  if (parts.length === 0) throw new StatementFileError("there is no statement in it");
  return parts.map((part) => statementOf(part, { format: message.format, currencies }));
}

function statementOf(
  part: XmlNode,
  { format, currencies }: {
    readonly format: ForeignStatement["format"];
    readonly currencies: Currencies;
  },
): ForeignStatement {
  const entries = each(part, "Ntry");
  const code = said(part, "Acct", "Ccy") ?? at(part, "Bal", "Amt")?.attributes.Ccy ??
    at(entries[0] ?? null, "Amt")?.attributes.Ccy;
  if (code === undefined) throw new StatementFileError("it does not say its currency");
  const booked = entries.filter((entry) => statusOf(entry) === "BOOK");
  const lines: ForeignLine[] = [];
  for (const entry of booked) {
    lines.push(...linesOfEntry(entry, currencies));
    if (lines.length > LINES_MAX) {
      throw new StatementFileError(`it has more than ${LINES_MAX} lines`);
    }
  }
  const account = said(part, "Acct", "Id", "IBAN") ?? said(part, "Acct", "Id", "Othr", "Id");
  return {
    format,
    account: account?.replace(/\s/g, "") ?? null,
    currency: currencies(code).code,
    opening: balanceOf(part, ["OPBD", "PRCD"], currencies),
    closing: balanceOf(part, format === "camt.052" ? ["CLBD", "ITBD"] : ["CLBD"], currencies),
    lines,
    pending: entries.length - booked.length,
  };
}

/** Absent in some files of camt.054: what is notified was booked. */
function statusOf(entry: XmlNode): string {
  return said(entry, "Sts", "Cd") ?? said(entry, "Sts") ?? "BOOK";
}

/** The first of the kinds that is there; pages of one statement have others between. */
function balanceOf(
  part: XmlNode,
  kinds: readonly string[],
  currencies: Currencies,
): ForeignBalance | null {
  for (const kind of kinds) {
    const found = each(part, "Bal").filter((one) => said(one, "Tp", "CdOrPrtry", "Cd") === kind);
    const balance = kind === "ITBD" ? found.at(-1) : found[0];
    if (balance) return { day: dayIn(balance, "Dt"), amountMinor: amountIn(balance, currencies) };
  }
  return null;
}
