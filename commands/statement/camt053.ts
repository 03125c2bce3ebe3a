// A statement as ISO 20022 camt.053.001.08 (BankToCustomerStatement), which banks send to their business customers.
// Elements stand in the order of the schema; texts are cut to its lengths.
import { decimalOf } from "../../bank/money.ts";
import type { EntryView } from "../../net/views.ts";
import { dayText, type Statement } from "./period.ts";
import { cut, type Xml, xmlText } from "../../net/xml.ts";

const NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08";

/** Max35Text and Max140Text of the schema. */
const ID_CHARS_MAX = 35;
const TEXT_CHARS_MAX = 140;

export function camt053Text(statement: Statement): string {
  const { account, currency, bank, fromMs, toMs, madeAtMs, entries } = statement;
  const id = cut(`${account.number}-${dayText(fromMs)}-${dayText(toMs - 1)}`, ID_CHARS_MAX);
  const made: Xml = ["CreDtTm", new Date(madeAtMs).toISOString()];
  const owner: Xml = ["Acct", [
    ["Id", [["Othr", [["Id", account.number]]]]],
    ["Ccy", currency.code],
    ["Ownr", [["Nm", cut(account.displayName, TEXT_CHARS_MAX)]]],
    ["Svcr", [["FinInstnId", [["Nm", cut(bank, TEXT_CHARS_MAX)]]]]],
  ]];
  const body: Xml = ["Stmt", [
    ["Id", id],
    made,
    ["FrToDt", [
      ["FrDtTm", new Date(fromMs).toISOString()],
      ["ToDtTm", new Date(toMs).toISOString()],
    ]],
    owner,
    balanceOf(statement, "OPBD", statement.openingMinor),
    balanceOf(statement, "CLBD", statement.closingMinor),
    summaryOf(statement),
    ...entries.map((entry) => entryOf(statement, entry)),
  ]];
  const document: Xml = ["Document", [
    ["BkToCstmrStmt", [["GrpHdr", [["MsgId", id], made]], body]],
  ], { xmlns: NAMESPACE }];
  return '<?xml version="1.0" encoding="UTF-8"?>\n' + xmlText(document);
}

function balanceOf(statement: Statement, code: string, minor: number): Xml {
  const day = code === "OPBD" ? statement.fromMs : statement.toMs - 1;
  return ["Bal", [
    ["Tp", [["CdOrPrtry", [["Cd", code]]]]],
    amountOf(statement, minor),
    ["CdtDbtInd", minor < 0 ? "DBIT" : "CRDT"],
    ["Dt", [["Dt", dayText(day)]]],
  ]];
}

function amountOf({ currency }: Statement, minor: number): Xml {
  return ["Amt", decimalOf(Math.abs(minor), currency), { Ccy: currency.code }];
}

/** Sums of what came in and what went out: what a reader checks first. */
function summaryOf({ entries, currency }: Statement): Xml {
  const sum = (some: readonly EntryView[]) => {
    const total = some.reduce((minor, { amountMinor }) => minor + Math.abs(amountMinor), 0);
    return decimalOf(total, currency);
  };
  const [credits, debits] = [
    entries.filter(({ amountMinor }) => amountMinor > 0),
    entries.filter(({ amountMinor }) => amountMinor < 0),
  ];
  return ["TxsSummry", [
    ["TtlNtries", [["NbOfNtries", String(entries.length)]]],
    ["TtlCdtNtries", [["NbOfNtries", String(credits.length)], ["Sum", sum(credits)]]],
    ["TtlDbtNtries", [["NbOfNtries", String(debits.length)], ["Sum", sum(debits)]]],
  ]];
}

function entryOf(statement: Statement, entry: EntryView): Xml {
  const { amountMinor, atMs, kind, number, transferId } = entry;
  const at: Xml = ["DtTm", new Date(atMs).toISOString()];
  return ["Ntry", [
    ["NtryRef", String(number)],
    amountOf(statement, amountMinor),
    ["CdtDbtInd", amountMinor < 0 ? "DBIT" : "CRDT"],
    kind === "reversal" ? ["RvslInd", "true"] : null,
    ["Sts", [["Cd", "BOOK"]]],
    ["BookgDt", [at]],
    ["ValDt", [at]],
    // 35 characters at most: a UUID without its hyphens.
    ["AcctSvcrRef", transferId.replaceAll("-", "")],
    ["BkTxCd", [["Prtry", [["Cd", kind]]]]],
    ["NtryDtls", [["TxDtls", detailsOf(entry)]]],
  ]];
}

function detailsOf(entry: EntryView): readonly (Xml | null)[] {
  const { amountMinor, counterpartyName, counterparty, memo, transferId } = entry;
  const party = amountMinor < 0 ? "Cdtr" : "Dbtr";
  const name = cut(counterpartyName ?? "", TEXT_CHARS_MAX) || counterparty;
  const said = cut(memo, TEXT_CHARS_MAX);
  return [
    ["Refs", [["EndToEndId", transferId.replaceAll("-", "")]]],
    ["RltdPties", [
      [party, [["Pty", [["Nm", name]]]]],
      [`${party}Acct`, [["Id", [["Othr", [["Id", counterparty]]]]]]],
    ]],
    said === "" ? null : ["RmtInf", [["Ustrd", said]]],
  ];
}
