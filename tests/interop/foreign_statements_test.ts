// Statements of other banks, read by programs that others wrote: the sums of their lines and their closing balances are the same.
// mt-940 for MT940, ofxtools for OFX, pycamt for what it reads of camt, and the XPath of lxml for all camt.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { currencyOf, decimalOf } from "../../bank/money.ts";
import type { ForeignStatement } from "../../bank/statement_files/foreign_statement.ts";
import { statementsIn } from "../../bank/statement_files/statement_file.ts";
import { pythonWith } from "../support/installed.ts";
import { ROOT } from "../support/program.ts";
import { tool } from "../support/shipped.ts";

const HERE = join(ROOT, "tests", "fixtures", "statements");
const NAMES = readdirSync(HERE).sort();

const python = pythonWith({
  name: "foreign_statements",
  packages: ["mt-940==5.1.1", "ofxtools==1.1.1", "pycamt==1.1.1", "lxml==6.1.3"],
});

const PLAIN = /^camt05[23]_(plain_0[28]|reversals_latin1|morning)\.xml$/;

const READERS: readonly (readonly [reader: string, files: RegExp, least: number])[] = [
  ["mt940", /^mt940_/, 6],
  ["ofx", /^ofx_/, 6],
  ["camt", /^camt/, 18],
  ["pycamt", PLAIN, 4],
];

/** What a reader tells of each statement of each file: the sum of its lines, and its closing balance where it reads one. */
type Told = readonly (readonly (readonly [sum: string, closing: string | null])[])[];

for (const [reader, files, least] of READERS) {
  Deno.test({
    name: `foreign statements: ${reader} adds up to the same`,
    ignore: python === null,
    fn() {
      const names = NAMES.filter((name) => files.test(name));
      assert.ok(names.length >= least, `${names.length} files`);
      const script = join(ROOT, "tests", "interop", "foreign_statements.py");
      const paths = names.map((name) => join(HERE, name));
      const ran = tool([python!, script, reader, ...paths]);
      assert.equal(ran.code, 0, ran.err);
      const told = JSON.parse(ran.out) as Told;
      for (const [place, name] of names.entries()) {
        const ours = statementsIn(readFileSync(join(HERE, name)));
        assert.equal(sumOf(told[place]!.map(([sum]) => sum)), sumOf(ours.map(moved)), name);
        const closing = told[place]!.at(-1)![1];
        if (closing !== null) assert.equal(Number(closing), Number(closingOf(ours)), name);
      }
    },
  });
}

function moved({ lines, currency }: ForeignStatement): string {
  return decimalOf(lines.reduce((sum, line) => sum + line.amountMinor, 0), currencyOf(currency));
}

function closingOf(statements: readonly ForeignStatement[]): string {
  const { closing, currency } = statements.at(-1)!;
  return decimalOf(closing!.amountMinor, currencyOf(currency));
}

/** Of a handful of amounts with at most three decimals. */
function sumOf(decimals: readonly string[]): number {
  return decimals.reduce((sum, text) => sum + Math.round(Number(text) * 1_000), 0);
}
