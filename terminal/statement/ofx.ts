// A statement as OFX 1.0.3 (Open Financial Exchange, §11.4.2 of its specification), which accounting programs import: the form
// in SGML is read by more of them than the later one in XML. FITIDs stay the same in every export, so that nothing is imported
// twice.
import { decimalOf } from "../../bank/money.ts";
import type { EntryView } from "../../api/answers.ts";
import { shownZone } from "../../console/bank_time.ts";
import type { Statement } from "./period.ts";
import { cut, type Xml, xmlText } from "../../bank/xml.ts";

/** §2.2.1. Programs that are not told how letters are encoded lose all but the English ones. */
const HEADER = [
  "OFXHEADER:100",
  "DATA:OFXSGML",
  "VERSION:103",
  "SECURITY:NONE",
  "ENCODING:UTF-8",
  "CHARSET:NONE",
  "COMPRESSION:NONE",
  "OLDFILEUID:NONE",
  "NEWFILEUID:NONE",
  "",
  "",
].join("\r\n");

/** Characters of NAME and MEMO (§11.4.2.3). */
const NAME_CHARS_MAX = 32;
const MEMO_CHARS_MAX = 255;

/** Characters of BANKID. */
const BANK_ID = "BANK";

export function ofxText(statement: Statement): string {
  const { currency, account, fromMs, toMs, closingMinor, entries, madeAtMs } = statement;
  const status: Xml = ["STATUS", [["CODE", "0"], ["SEVERITY", "INFO"]]];
  const signOn: Xml = ["SIGNONMSGSRSV1", [
    ["SONRS", [status, ["DTSERVER", dateTime(madeAtMs)], ["LANGUAGE", "ENG"]]],
  ]];
  const list: Xml = ["BANKTRANLIST", [
    ["DTSTART", dateTime(fromMs)],
    ["DTEND", dateTime(toMs - 1)],
    ...entries.map((entry) => transactionOf(statement, entry)),
  ]];
  const balance: Xml = ["LEDGERBAL", [
    ["BALAMT", decimalOf(closingMinor, currency)],
    ["DTASOF", dateTime(toMs - 1)],
  ]];
  const from: Xml = ["BANKACCTFROM", [
    ["BANKID", BANK_ID],
    ["ACCTID", account.number],
    ["ACCTTYPE", "CHECKING"],
  ]];
  const response: Xml = ["STMTRS", [["CURDEF", currency.code], from, list, balance]];
  const body: Xml = ["OFX", [
    signOn,
    ["BANKMSGSRSV1", [["STMTTRNRS", [["TRNUID", "0"], status, response]]]],
  ]];
  return HEADER + xmlText(body);
}

function transactionOf({ currency }: Statement, entry: EntryView): Xml {
  const { amountMinor, atMs, transferId, counterpartyName, counterparty, memo, number } = entry;
  const [name, said] = [
    cut(onOneLine(counterpartyName ?? ""), NAME_CHARS_MAX),
    cut(onOneLine(memo), MEMO_CHARS_MAX),
  ];
  return ["STMTTRN", [
    ["TRNTYPE", typeOf(entry)],
    ["DTPOSTED", dateTime(atMs)],
    ["TRNAMT", decimalOf(amountMinor, currency)],
    // Both sides of a transfer have its id; with the entry's number it is unique in every account.
    ["FITID", `${transferId}-${number}`],
    ["NAME", name || counterparty],
    said === "" ? null : ["MEMO", said],
  ]];
}

/** A line's end in a text is none of its letters: readers drop it or stop there. */
const onOneLine = (text: string) => text.replace(/\s+/g, " ").trim();

function typeOf({ kind, amountMinor }: EntryView): string {
  if (kind === "cash_in") return "DEP";
  if (kind === "cash_out") return "CASH";
  return kind === "transfer" ? "XFER" : amountMinor < 0 ? "DEBIT" : "CREDIT";
}

const HOUR_MS = 3_600_000;

/**
 * `YYYYMMDDHHMMSS.XXX[+5:]` (§3.2.8.2). Readers do not agree on parts of an hour: [+5.5] is five and a half to some, and an error
 * to others. So it is the whole hour below or above, whichever leaves the day as it is: the moment is the same.
 */
function dateTime(ms: number): string {
  const zone = shownZone();
  const ahead = zone.offsetMs(ms) / HOUR_MS;
  const wall = (hours: number) =>
    new Date(ms + hours * HOUR_MS).toISOString().slice(0, 23).replace(/[-:T]/g, "");
  const day = zone.dayOf(ms).replaceAll("-", "");
  const below = Math.floor(ahead);
  const hours = wall(below).startsWith(day) ? below : Math.ceil(ahead);
  return `${wall(hours)}[${hours < 0 ? "" : "+"}${hours}:${hours === 0 ? "UTC" : ""}]`;
}
