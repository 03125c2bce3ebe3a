// OFX 1.0.3 and camt.053.001.08 against the rules of their public schemas, as far as a bank of this kind uses them: which
// elements, in which order, how often, of which length and form.
import assert from "node:assert/strict";
import { formatted } from "../../terminal/statement/formats.ts";
import {
  all,
  type Element,
  ofxElement,
  type Row,
  statementOf,
  xmlElement,
} from "../support/statements.ts";

const LONG = "👨‍👩‍👧‍👦 Zoë & <Co> ".repeat(30);

const ROWS: readonly Row[] = [
  { kind: "welcome", amountMinor: 100_00, name: null },
  { amountMinor: -30_25, memo: "lunch" },
  { amountMinor: -1, name: LONG, memo: LONG },
  { kind: "cash_in", amountMinor: 50, name: null, memo: LONG },
  { kind: "cash_out", amountMinor: -1, name: null },
  { kind: "reversal", amountMinor: 30_25, memo: "mistake" },
  { kind: "sweep", amountMinor: 7, name: "\uffff", memo: "\uffff" },
];

const STATEMENTS = [
  statementOf({ rows: ROWS }),
  statementOf({ rows: [] }),
  statementOf({ rows: ROWS, currency: { code: "JPY", scale: 0 } }),
  statementOf({ rows: ROWS, currency: { code: "KWD", scale: 3 } }),
  statementOf({ rows: [{ amountMinor: -5_000 }], openingMinor: 0 }),
];

/** Form of a text, or the children in their order: `?` may be left out, `*` any number, `+` one at least. */
type Rule = RegExp | readonly (readonly [name: string, often: "" | "?" | "*" | "+", rule: Rule])[];

const text = (max: number): RegExp => new RegExp(`^[^]{1,${max}}$`, "u");
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const ISO_DAY = /^\d{4}-\d\d-\d\d$/;
/** 18 digits in all, 5 behind the point, never negative: the sign is another element's. */
const AMOUNT = /^(?=[\d.]{1,19}$)\d+(?:\.\d{1,5})?$/;
const COUNT = /^\d{1,15}$/;
const SIDE = /^(?:CRDT|DBIT)$/;

const OTHER_ID: Rule = [["Othr", "", [["Id", "", text(34)]]]];
const PARTY: Rule = [["Pty", "", [["Nm", "", text(140)]]]];
const ACCOUNT_REF: Rule = [["Id", "", OTHER_ID]];

const BALANCE: Rule = [
  ["Tp", "", [["CdOrPrtry", "", [["Cd", "", /^(?:OPBD|CLBD)$/]]]]],
  ["Amt", "", AMOUNT],
  ["CdtDbtInd", "", SIDE],
  ["Dt", "", [["Dt", "", ISO_DAY]]],
];

const SUMS: Rule = [["NbOfNtries", "", COUNT], ["Sum", "", AMOUNT]];

const DETAILS: Rule = [
  ["Refs", "", [["EndToEndId", "", text(35)]]],
  ["RltdPties", "", [
    ["Dbtr", "?", PARTY],
    ["DbtrAcct", "?", ACCOUNT_REF],
    ["Cdtr", "?", PARTY],
    ["CdtrAcct", "?", ACCOUNT_REF],
  ]],
  ["RmtInf", "?", [["Ustrd", "", text(140)]]],
];

const ENTRY: Rule = [
  ["NtryRef", "", text(35)],
  ["Amt", "", AMOUNT],
  ["CdtDbtInd", "", SIDE],
  ["RvslInd", "?", /^true$/],
  ["Sts", "", [["Cd", "", /^BOOK$/]]],
  ["BookgDt", "", [["DtTm", "", ISO_TIME]]],
  ["ValDt", "", [["DtTm", "", ISO_TIME]]],
  ["AcctSvcrRef", "", text(35)],
  ["BkTxCd", "", [["Prtry", "", [["Cd", "", text(35)]]]]],
  ["NtryDtls", "", [["TxDtls", "", DETAILS]]],
];

/** AccountStatement9 of the schema. */
const CAMT: Rule = [["BkToCstmrStmt", "", [
  ["GrpHdr", "", [["MsgId", "", text(35)], ["CreDtTm", "", ISO_TIME]]],
  ["Stmt", "+", [
    ["Id", "", text(35)],
    ["CreDtTm", "", ISO_TIME],
    ["FrToDt", "", [["FrDtTm", "", ISO_TIME], ["ToDtTm", "", ISO_TIME]]],
    ["Acct", "", [
      ["Id", "", OTHER_ID],
      ["Ccy", "", /^[A-Z]{3}$/],
      ["Ownr", "", [["Nm", "", text(140)]]],
      ["Svcr", "", [["FinInstnId", "", [["Nm", "", text(140)]]]]],
    ]],
    ["Bal", "+", BALANCE],
    ["TxsSummry", "", [
      ["TtlNtries", "", [["NbOfNtries", "", COUNT]]],
      ["TtlCdtNtries", "", SUMS],
      ["TtlDbtNtries", "", SUMS],
    ]],
    ["Ntry", "*", ENTRY],
  ]],
]]];

const OFX_TIME = /^\d{14}(?:\.\d{3})?\[[-+]?\d+(?:\.\d+)?:[A-Z]{3}\]$/;
const OFX_AMOUNT = /^(?=.{1,32}$)-?\d+(?:\.\d+)?$/;
const STATUS: Rule = [["CODE", "", /^0$/], ["SEVERITY", "", /^INFO$/]];

const OFX: Rule = [
  ["SIGNONMSGSRSV1", "", [["SONRS", "", [
    ["STATUS", "", STATUS],
    ["DTSERVER", "", OFX_TIME],
    ["LANGUAGE", "", /^ENG$/],
  ]]]],
  ["BANKMSGSRSV1", "", [["STMTTRNRS", "+", [
    ["TRNUID", "", text(36)],
    ["STATUS", "", STATUS],
    ["STMTRS", "", [
      ["CURDEF", "", /^[A-Z]{3}$/],
      ["BANKACCTFROM", "", [
        ["BANKID", "", text(9)],
        ["ACCTID", "", text(22)],
        ["ACCTTYPE", "", /^(?:CHECKING|SAVINGS|MONEYMRKT|CREDITLINE|CD)$/],
      ]],
      ["BANKTRANLIST", "", [
        ["DTSTART", "", OFX_TIME],
        ["DTEND", "", OFX_TIME],
        ["STMTTRN", "*", [
          ["TRNTYPE", "", /^(?:CREDIT|DEBIT|DEP|CASH|XFER|OTHER)$/],
          ["DTPOSTED", "", OFX_TIME],
          ["TRNAMT", "", OFX_AMOUNT],
          ["FITID", "", text(255)],
          ["NAME", "", text(32)],
          ["MEMO", "?", text(255)],
        ]],
      ]],
      ["LEDGERBAL", "", [["BALAMT", "", OFX_AMOUNT], ["DTASOF", "", OFX_TIME]]],
    ]],
  ]]]],
];

function breaches(element: Element, rule: Rule, path = element.name): string[] {
  if (rule instanceof RegExp) {
    const leaf = element.children.length === 0 && rule.test(element.text);
    return leaf ? [] : [`${path} is ${JSON.stringify(element.text)}`];
  }
  const order = rule.map(([name, often]) => `(?:${name} )${often}`).join("");
  const names = element.children.map(({ name }) => `${name} `).join("");
  if (!new RegExp(`^${order}$`).test(names)) return [`${path} has ${names}`];
  return element.children.flatMap((child) => {
    const [, , inner] = rule.find(([name]) => name === child.name)!;
    return breaches(child, inner, `${path}/${child.name}`);
  });
}

Deno.test("camt.053.001.08: elements, their order, their lengths", () => {
  for (const statement of STATEMENTS) {
    const document = xmlElement(formatted(statement, "camt.053"));
    assert.equal(document.attributes.xmlns, "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08");
    assert.deepEqual(breaches(document, CAMT), []);
    const [body] = all(document, "BkToCstmrStmt/Stmt");
    const amounts = [...all(body!, "Bal/Amt"), ...all(body!, "Ntry/Amt")];
    for (const { attributes, text: amount } of amounts) {
      assert.equal(attributes.Ccy, statement.currency.code);
      assert.equal(amount.split(".")[1]?.length ?? 0, statement.currency.scale);
    }
  }
});

Deno.test("camt.053.001.08: the summary is the sum of the entries", () => {
  for (const statement of STATEMENTS) {
    const [summary] = all(
      xmlElement(formatted(statement, "camt.053")),
      "BkToCstmrStmt/Stmt/TxsSummry",
    );
    const { entries, currency: { scale } } = statement;
    for (const [name, sign] of [["TtlCdtNtries", 1], ["TtlDbtNtries", -1]] as const) {
      const some = entries.filter(({ amountMinor }) => Math.sign(amountMinor) === sign);
      const minor = some.reduce((sum, { amountMinor }) => sum + sign * amountMinor, 0);
      const [count, sum] = all(summary!, name)[0]!.children.map((child) => child.text);
      assert.deepEqual([count, Number(sum!.replace(".", ""))], [String(some.length), minor]);
      assert.equal(sum!.split(".")[1]?.length ?? 0, scale);
    }
  }
});

Deno.test("OFX 1.0.3: header, elements, their order, their lengths", () => {
  const header = {
    OFXHEADER: "100",
    DATA: "OFXSGML",
    VERSION: "103",
    SECURITY: "NONE",
    ENCODING: "UTF-8",
    CHARSET: "NONE",
    COMPRESSION: "NONE",
    OLDFILEUID: "NONE",
    NEWFILEUID: "NONE",
  };
  for (const statement of STATEMENTS) {
    const written = formatted(statement, "ofx");
    const [first = ""] = written.split("\r\n\r\n");
    assert.deepEqual(first.split("\r\n").map((row) => row.split(":")), Object.entries(header));
    assert.deepEqual(breaches(ofxElement(written), OFX), []);
  }
});
