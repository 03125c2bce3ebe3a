// Every form of a statement proves itself: opening balance and entries, read back by the test's own parsers, make the
// closing balance. Ids are stable, spreadsheets find no formula, XML is what the public schemas want.
import assert from "node:assert/strict";
import { type Format, FORMATS, formatted } from "../../terminal/statement/formats.ts";
import type { Statement } from "../../terminal/statement/period.ts";
import {
  all,
  complaintOfPython,
  csvRecords,
  type Element,
  minorOf,
  ofxElement,
  type Row,
  statementOf,
  textAt,
  xmlElement,
} from "../support/statements.ts";

const HOSTILE = [
  "=1+1",
  "+SUM(A1)",
  "-2+3",
  "@cmd",
  "\tx",
  "\rx",
  '=HYPERLINK("http://x","y")',
  'quote " comma , end',
  "two\r\nlines",
  "<b>&amp;</b> ]]> <!-- -- -->",
  "bell \u0007 null \u0000 esc \u001b",
  "half \ud83d pair, \uffff",
  "\uffff",
  "👨‍👩‍👧‍👦".repeat(40),
  "村の銀行".repeat(50),
  "Z\u0351\u036b\u0343".repeat(100),
];

const HOSTILE_ROWS: readonly Row[] = HOSTILE.map((text, place) => ({
  amountMinor: place % 2 ? 12_50 : -7_05,
  name: text,
  memo: text,
}));

const ROWS: readonly Row[] = [
  { kind: "welcome", amountMinor: 100_00, name: null },
  { amountMinor: -30_25, memo: "lunch" },
  { kind: "cash_in", amountMinor: 50, name: null, memo: "till" },
  { kind: "cash_out", amountMinor: -1, name: null },
  { kind: "reversal", amountMinor: 30_25, memo: "mistake" },
  { kind: "sweep", amountMinor: 7, name: "Zoë" },
];

const STATEMENTS: Readonly<Record<string, Statement>> = {
  "all kinds": statementOf({ rows: ROWS }),
  "hostile names and memos": statementOf({ rows: HOSTILE_ROWS, openingMinor: 1_000_00 }),
  "an empty period": statementOf({ rows: [] }),
  "a negative balance": statementOf({ rows: [{ amountMinor: -5_000 }], openingMinor: 0 }),
  "a currency without decimals": statementOf({ rows: ROWS, currency: { code: "JPY", scale: 0 } }),
  "a currency with three": statementOf({ rows: ROWS, currency: { code: "KWD", scale: 3 } }),
  "the largest amounts": statementOf({
    rows: [{ amountMinor: Number.MAX_SAFE_INTEGER }, { amountMinor: -Number.MAX_SAFE_INTEGER }],
    openingMinor: 0,
  }),
};

/** What a form says, as its reader finds it. */
interface Said {
  /** OFX has no opening balance. */
  readonly opening?: number;
  readonly closing: number;
  readonly amounts: readonly number[];
  readonly ids: readonly string[];
}

function saidByText(text: string, { currency }: Statement): Said {
  const money = (word: string) =>
    minorOf(
      new RegExp(`^${word} balance  (\\S+) `, "m").exec(text)![1]!.replaceAll(",", ""),
      currency,
    );
  const rows = text.split("\n").filter((row) => /^ *\d+ {2}\d{4}-/.test(row));
  const amounts = rows.map((row) => / {2}([-+][\d,.]+) {2,}-?[\d,.]+/.exec(row)![1]!);
  const plain = amounts.map((amount) => minorOf(amount.replace(/[+,]/g, ""), currency));
  return { opening: money("Opening"), closing: money("Closing"), amounts: plain, ids: [] };
}

function saidByCsv(text: string, { currency }: Statement): Said {
  const [head = [], ...records] = csvRecords(text);
  const rows = records.map((row) => Object.fromEntries(row.map((cell, at) => [head[at]!, cell])));
  const [first, last] = [rows[0]!, rows.at(-1)!];
  assert.deepEqual([first.kind, last.kind], ["opening_balance", "closing_balance"]);
  const entries = rows.slice(1, -1);
  return {
    opening: minorOf(first.balance!, currency),
    closing: minorOf(last.balance!, currency),
    amounts: entries.map(({ amount }) => minorOf(amount!, currency)),
    ids: entries.map(({ transfer_id, number }) => `${transfer_id} ${number}`),
  };
}

interface JsonLine {
  readonly type: string;
  readonly openingMinor: number;
  readonly closingMinor: number;
  readonly amountMinor: number;
  readonly transferId: string;
  readonly number: number;
}

function saidByJsonLines(text: string): Said {
  const lines = text.trimEnd().split("\n").map((row) => JSON.parse(row) as JsonLine);
  const entries = lines.filter(({ type }) => type === "entry");
  assert.deepEqual([lines[0]!.type, lines.at(-1)!.type], ["opening", "closing"]);
  return {
    opening: lines[0]!.openingMinor,
    closing: lines.at(-1)!.closingMinor,
    amounts: entries.map(({ amountMinor }) => amountMinor),
    ids: entries.map(({ transferId, number }) => `${transferId} ${number}`),
  };
}

const OFX = "BANKMSGSRSV1/STMTTRNRS/STMTRS";

function saidByOfx(text: string, { currency }: Statement): Said {
  const ofx = ofxElement(text);
  const transactions = all(ofx, `${OFX}/BANKTRANLIST/STMTTRN`);
  return {
    closing: minorOf(textAt(ofx, `${OFX}/LEDGERBAL/BALAMT`), currency),
    amounts: transactions.map((one) => minorOf(textAt(one, "TRNAMT"), currency)),
    ids: transactions.map((one) => textAt(one, "FITID")),
  };
}

function saidByCamt(text: string, { currency }: Statement): Said {
  const [statement] = all(xmlElement(text), "BkToCstmrStmt/Stmt");
  const signed = (of: Element) =>
    minorOf(textAt(of, "Amt"), currency) * (textAt(of, "CdtDbtInd") === "DBIT" ? -1 : 1);
  const balance = (code: string) =>
    signed(all(statement!, "Bal").find((one) => textAt(one, "Tp/CdOrPrtry/Cd") === code)!);
  const entries = all(statement!, "Ntry");
  return {
    opening: balance("OPBD"),
    closing: balance("CLBD"),
    amounts: entries.map(signed),
    ids: entries.map((one) => `${textAt(one, "AcctSvcrRef")} ${textAt(one, "NtryRef")}`),
  };
}

const READERS: Readonly<Record<Format, (text: string, statement: Statement) => Said>> = {
  text: saidByText,
  csv: saidByCsv,
  jsonl: saidByJsonLines,
  ofx: saidByOfx,
  "camt.053": saidByCamt,
  "camt.053.001.02": saidByCamt,
};

for (const [name, statement] of Object.entries(STATEMENTS)) {
  for (const format of FORMATS) {
    Deno.test(`${format}, ${name}: opening balance and entries make the closing balance`, () => {
      const text = formatted(statement, format);
      const { opening, closing, amounts, ids } = READERS[format](text, statement);
      assert.equal(opening ?? statement.openingMinor, statement.openingMinor);
      assert.deepEqual(amounts, statement.entries.map(({ amountMinor }) => amountMinor));
      const sum = amounts.reduce((total, amount) => total + amount, statement.openingMinor);
      assert.deepEqual([sum, closing], [statement.closingMinor, statement.closingMinor]);
      assert.equal(new Set(ids).size, ids.length, "ids are unique");
      if (format !== "text") assert.equal(ids.length, statement.entries.length);
      // Another export at another time, of a longer period: the same ids.
      const later = { ...statement, madeAtMs: statement.madeAtMs + 1, toMs: statement.toMs + 1 };
      assert.deepEqual(READERS[format](formatted(later, format), later).ids, ids);
    });
  }
}

Deno.test("CSV: no cell that others can fill begins like a formula", () => {
  const [head = [], ...records] = csvRecords(
    formatted(STATEMENTS["hostile names and memos"]!, "csv"),
  );
  for (const record of records) {
    for (const column of ["counterparty_name", "memo", "counterparty", "kind"]) {
      const cell = record[head.indexOf(column)]!;
      assert.doesNotMatch(cell, /^[=+\-@\t\r]/, column);
    }
  }
  const memos = records.slice(1, -1).map((record) => record[head.indexOf("memo")]!);
  assert.deepEqual(memos.map((memo) => memo.replace(/^'/, "")), HOSTILE, "nothing else is changed");
});

Deno.test("JSON Lines: one object a line, whatever is in a memo", () => {
  const statement = STATEMENTS["hostile names and memos"]!;
  const lines = formatted(statement, "jsonl").trimEnd().split("\n");
  assert.equal(lines.length, statement.entries.length + 2);
});

Deno.test("a statement without entries says so", () => {
  assert.match(formatted(STATEMENTS["an empty period"]!, "text"), /^No entries\.$/m);
});

for (const format of ["camt.053", "camt.053.001.02"] as const) {
  Deno.test(`${format}: well formed for a parser of another project`, async () => {
    for (const [name, statement] of Object.entries(STATEMENTS)) {
      assert.equal(await complaintOfPython(formatted(statement, format)), "", name);
    }
  });
}

Deno.test("CSV: a day that spreadsheets take for one, and a byte order mark where it is asked for", () => {
  const statement = STATEMENTS["all kinds"]!;
  const text = formatted(statement, "csv");
  const [head = [], ...records] = csvRecords(text);
  assert.equal(head.at(-1), "booked_on");
  const days = records.map((record) => record.at(-1)!);
  assert.deepEqual([...new Set(days.slice(0, -1))], ["2026-11-01"]);
  assert.equal(days.at(-1), "2026-11-30", "the last day of the period");
  assert.equal(formatted(statement, "csv", { byteOrderMark: true }), `\uFEFF${text}`);
});

Deno.test("camt.053: another id for whatever has changed, the same for the same statement", () => {
  const statement = STATEMENTS["all kinds"]!;
  const idsOf = (made: Statement) => {
    const document = xmlElement(formatted(made, "camt.053"));
    const places = ["BkToCstmrStmt/GrpHdr/MsgId", "BkToCstmrStmt/Stmt/Id"];
    return places.map((place) => textAt(document, place));
  };
  const [id, same] = idsOf(statement);
  assert.deepEqual([id, /^977735680743-[0-9a-f]{22}$/.test(id!)], [same, true]);
  const later = statement.madeAtMs + 1;
  assert.deepEqual(idsOf({ ...statement, madeAtMs: later }), [id, id]);
  const [entry, ...more] = statement.entries;
  const others: readonly Statement[] = [
    { ...statement, entries: more },
    { ...statement, entries: [{ ...entry!, memo: "another" }, ...more] },
    { ...statement, closingMinor: statement.closingMinor + 1 },
    { ...statement, toMs: statement.toMs + 1 },
    { ...statement, account: { ...statement.account, number: "977735680744" } },
    { ...statement, madeAtMs: statement.toMs - 1 },
  ];
  const ids = others.map((other) => idsOf(other)[0]!);
  assert.equal(new Set([id, ...ids]).size, others.length + 1, ids.join("\n"));
});

Deno.test("camt.053: the balance of a day that is not over is one of the moment", () => {
  const statement = STATEMENTS["all kinds"]!;
  const closing = (made: Statement) => {
    const bals = all(xmlElement(formatted(made, "camt.053")), "BkToCstmrStmt/Stmt/Bal");
    assert.equal(bals.length, 2);
    return [textAt(bals[1]!, "Tp/CdOrPrtry/Cd"), textAt(bals[1]!, "Dt/Dt")];
  };
  const at = (day: number, hour: number) => new Date(2026, 10, day, hour).getTime();
  const rows: readonly (readonly [madeAtMs: number, code: string, day: string])[] = [
    [statement.toMs, "CLBD", "2026-11-30"],
    [statement.toMs - 1, "ITBD", "2026-11-30"],
    [at(12, 15), "ITBD", "2026-11-12"],
    [statement.fromMs - 1, "ITBD", "2026-11-01"],
  ];
  for (const [madeAtMs, code, day] of rows) {
    assert.deepEqual(closing({ ...statement, madeAtMs }), [code, day]);
  }
});
