// A statement as ISO 20022 camt.053 (BankToCustomerStatement), which banks send to their business customers; in the version of
// today, and in the one that most programs learned first. Elements stand in the order of the schemas; texts are cut to their
// lengths.
import { createHash } from "node:crypto";
import { decimalOf } from "../../bank/money.ts";
import type { EntryView } from "../../api/answers.ts";
import { cut, type Xml, xmlText } from "../../bank/xml.ts";
import { dayText, shownZone } from "../../console/bank_time.ts";
import type { Statement } from "./period.ts";

/** What the versions say in another way. */
interface Version {
  readonly name: string;
  readonly booked: Xml;
  readonly named: (name: string) => readonly Xml[];
}

const VERSIONS = {
  "02": {
    name: "camt.053.001.02",
    booked: ["Sts", "BOOK"],
    named: (name) => [["Nm", name]],
  },
  "08": {
    name: "camt.053.001.08",
    booked: ["Sts", [["Cd", "BOOK"]]],
    named: (name) => [["Pty", [["Nm", name]]]],
  },
} as const satisfies Record<string, Version>;

/** Max35Text and Max140Text of the schemas. */
const ID_CHARS_MAX = 35;
const TEXT_CHARS_MAX = 140;

export function camt053Text(statement: Statement, version: keyof typeof VERSIONS): string {
  const { account, currency, bank, fromMs, toMs, madeAtMs, entries } = statement;
  const made: Xml = ["CreDtTm", shownZone().isoOf(madeAtMs)];
  const id = idOf(statement);
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
      ["FrDtTm", shownZone().isoOf(fromMs)],
      ["ToDtTm", shownZone().isoOf(toMs)],
    ]],
    owner,
    balanceOf(statement, "OPBD"),
    balanceOf(statement, isOver(statement) ? "CLBD" : "ITBD"),
    summaryOf(statement),
    ...entries.map((entry) => entryOf(statement, entry, VERSIONS[version])),
  ]];
  const { name } = VERSIONS[version];
  const document: Xml = ["Document", [
    ["BkToCstmrStmt", [["GrpHdr", [["MsgId", id], made]], body]],
  ], { xmlns: `urn:iso:std:iso:20022:tech:xsd:${name}` }];
  return '<?xml version="1.0" encoding="UTF-8"?>\n' + xmlText(document);
}

/** Until the last day has ended its balance may still change. */
function isOver({ toMs, madeAtMs }: Statement): boolean {
  return toMs <= madeAtMs;
}

/** The account and what is said of it: the same for the same statement, another one for whatever has changed since. */
function idOf(statement: Statement): string {
  const { madeAtMs: _, ...said } = statement;
  const hash = createHash("sha256").update(JSON.stringify([said, isOver(statement)])).digest("hex");
  return `${statement.account.number}-${hash}`.slice(0, ID_CHARS_MAX);
}

/** Opening booked, closing booked, and so far booked (interim). */
function balanceOf(statement: Statement, code: "OPBD" | "CLBD" | "ITBD"): Xml {
  const { fromMs, toMs, madeAtMs, openingMinor, closingMinor } = statement;
  const minor = code === "OPBD" ? openingMinor : closingMinor;
  const days = { OPBD: fromMs, CLBD: toMs - 1, ITBD: Math.max(fromMs, madeAtMs) };
  return ["Bal", [
    ["Tp", [["CdOrPrtry", [["Cd", code]]]]],
    amountOf(statement, minor),
    ["CdtDbtInd", minor < 0 ? "DBIT" : "CRDT"],
    ["Dt", [["Dt", dayText(days[code])]]],
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

function entryOf(statement: Statement, entry: EntryView, version: Version): Xml {
  const { amountMinor, atMs, kind, number, transferId } = entry;
  const at: Xml = ["DtTm", shownZone().isoOf(atMs)];
  return ["Ntry", [
    ["NtryRef", String(number)],
    amountOf(statement, amountMinor),
    ["CdtDbtInd", amountMinor < 0 ? "DBIT" : "CRDT"],
    kind === "reversal" ? ["RvslInd", "true"] : null,
    version.booked,
    ["BookgDt", [at]],
    ["ValDt", [at]],
    // 35 characters at most: a UUID without its hyphens.
    ["AcctSvcrRef", transferId.replaceAll("-", "")],
    ["BkTxCd", [["Prtry", [["Cd", kind]]]]],
    ["NtryDtls", [["TxDtls", detailsOf(entry, version)]]],
  ]];
}

function detailsOf(entry: EntryView, { named }: Version): readonly (Xml | null)[] {
  const { amountMinor, counterpartyName, counterparty, memo, transferId } = entry;
  const party = amountMinor < 0 ? "Cdtr" : "Dbtr";
  const name = cut(counterpartyName ?? "", TEXT_CHARS_MAX) || counterparty;
  const said = cut(memo, TEXT_CHARS_MAX);
  return [
    ["Refs", [["EndToEndId", transferId.replaceAll("-", "")]]],
    ["RltdPties", [
      [party, named(name)],
      [`${party}Acct`, [["Id", [["Othr", [["Id", counterparty]]]]]]],
    ]],
    said === "" ? null : ["RmtInf", [["Ustrd", said]]],
  ];
}
