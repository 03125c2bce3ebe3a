// OFX and QFX: release 1 is SGML, whose values have no end tags; release 2 is XML. Both become one tree.
import {
  type ForeignLine,
  type ForeignStatement,
  LINES_MAX,
  referenceOrNone,
  StatementFileError,
  textOf,
  textOrNone,
} from "./foreign_statement.ts";
import { calendarDay, type Currencies, currenciesOfFile, minorOf } from "./written_values.ts";
import { at, each, said, XML_DEPTH_MAX, XML_NODES_MAX, type XmlNode } from "./xml_tree.ts";

/** @throws {StatementFileError} */
export function ofxStatements(root: XmlNode): readonly ForeignStatement[] {
  const currencies = currenciesOfFile();
  const statements = [
    ...each(at(root, "BANKMSGSRSV1"), "STMTTRNRS").map((one) => at(one, "STMTRS")),
    ...each(at(root, "CREDITCARDMSGSRSV1"), "CCSTMTTRNRS").map((one) => at(one, "CCSTMTRS")),
  ].filter((one) => one !== null);
  if (statements.length === 0) throw new StatementFileError("there is no statement in it");
  return statements.map((one) => statementOf(one, currencies));
}

function statementOf(part: XmlNode, currencies: Currencies): ForeignStatement {
  const currency = currencies(said(part, "CURDEF") ?? "");
  const entries = each(at(part, "BANKTRANLIST"), "STMTTRN");
  if (entries.length > LINES_MAX) {
    throw new StatementFileError(`it has more than ${LINES_MAX} lines`);
  }
  const account = said(part, "BANKACCTFROM", "ACCTID") ?? said(part, "CCACCTFROM", "ACCTID");
  const balance = said(part, "LEDGERBAL", "BALAMT");
  const closing = balance === null ? null : {
    day: dayOf(said(part, "LEDGERBAL", "DTASOF")),
    amountMinor: minorOf(balance, { currency, decimal: decimalOf(balance) }),
  };
  return {
    format: "OFX",
    account: account?.replace(/\s/g, "") ?? null,
    currency: currency.code,
    opening: null,
    closing,
    lines: entries.map((entry) => lineOf(entry, part, currencies))
      .filter(({ amountMinor }) => amountMinor !== 0),
    pending: each(at(part, "BANKTRANLISTP"), "STMTTRNP").length,
  };
}

function lineOf(entry: XmlNode, part: XmlNode, currencies: Currencies): ForeignLine {
  const currency = currencies(said(part, "CURDEF") ?? "");
  const amount = said(entry, "TRNAMT") ?? "";
  const to = at(entry, "BANKACCTTO") ?? at(entry, "CCACCTTO");
  return {
    bookedOn: dayOf(said(entry, "DTPOSTED")),
    amountMinor: minorOf(amount, { currency, decimal: decimalOf(amount) }),
    currency: currency.code,
    bankReference: referenceOrNone(said(entry, "FITID")),
    endToEndId: referenceOrNone(said(entry, "REFNUM") ?? said(entry, "CHECKNUM")),
    counterparty: {
      name: textOrNone(said(entry, "NAME") ?? said(entry, "PAYEE", "NAME")),
      account: said(to, "ACCTID")?.replace(/\s/g, "") ?? null,
    },
    text: textOf([said(entry, "MEMO"), said(entry, "NAME")]),
    reversal: said(entry, "CORRECTFITID") !== null,
    payments: 1,
  };
}

/** OFX takes both (section 3.2.9.1); neither has groups. */
function decimalOf(amount: string): "." | "," {
  return amount.includes(",") ? "," : ".";
}

/** `YYYYMMDDHHMMSS.XXX[-5:EST]`: the day is that of the offset in which it stands. */
function dayOf(text: string | null): string {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)/.exec(text ?? "") ?? [];
  return calendarDay({ year: Number(year), month: Number(month), day: Number(day) }, text ?? "");
}

interface Growing {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Growing[];
  text: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  amp: "&",
  nbsp: " ",
  quot: '"',
  apos: "'",
};

/**
 * The SGML of release 1: an element that has a value ends with it, whether or not an end tag follows.
 * @throws {StatementFileError}
 */
export function sgmlTree(text: string): XmlNode {
  const from = text.search(/<OFX>/i);
  if (from < 0) throw new StatementFileError("there is no <OFX> in it");
  const root: Growing = { name: "", attributes: {}, children: [], text: "" };
  const open: Growing[] = [root];
  let nodes = 0;
  const pieces = text.slice(from).matchAll(/<(\/?)([A-Za-z0-9._]{1,64})>([^<]*)/g);
  for (const [, end, tag = "", value = ""] of pieces) {
    const name = tag.toUpperCase();
    if (end) {
      const place = open.findLastIndex((one) => one.name === name);
      // The end of a value that has ended by itself.
      if (place > 0) open.length = place;
      continue;
    }
    if (++nodes > XML_NODES_MAX) {
      throw new StatementFileError(`it has more than ${XML_NODES_MAX} elements`);
    }
    if (open.length > XML_DEPTH_MAX) {
      throw new StatementFileError(`elements are within more than ${XML_DEPTH_MAX}`);
    }
    const said = value.replace(/&(\w{2,4});/g, (whole, entity) => ENTITIES[entity] ?? whole)
      .replace(/^\s+|\s+$/g, "");
    const node: Growing = { name, attributes: {}, children: [], text: said };
    open.at(-1)!.children.push(node);
    if (said === "") open.push(node);
  }
  return root.children[0]!;
}
