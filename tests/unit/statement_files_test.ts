// bank/statement_files: files as other banks make them (invented, in tests/fixtures/statements), and what they say. That other
// programs read the same is in tests/interop/foreign_statements_test.ts.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { CSV_MAPS } from "../../bank/statement_files/csv_map.ts";
import {
  differenceMinor,
  type ForeignLine,
  type ForeignStatement,
  STATEMENT_FORMATS,
} from "../../bank/statement_files/foreign_statement.ts";
import { statementsIn } from "../../bank/statement_files/statement_file.ts";

const HERE = new URL("../fixtures/statements/", import.meta.url);
const NAMES = readdirSync(HERE).sort();

const statements = (name: string) => statementsIn(readFileSync(new URL(name, HERE)));

/** File, account, currency, opening and closing (day and minor units, or "-"), amounts of its lines, lines announced. */
type Row = readonly [
  file: string,
  account: string | null,
  currency: string,
  opening: string,
  closing: string,
  amounts: readonly number[],
  pending: number,
];

const DE = "DE89370400440532013000";
const NL = "NL91ABNA0417164300";
const IN = "30201099887";

const TOLD: readonly Row[] = [
  ["camt052_batch_08.xml", DE, "EUR", "2026-11-28 0", "-", [500, -200], 0],
  ["camt052_empty.xml", DE, "EUR", "2026-11-27 700", "2026-11-28 700", [], 0],
  ["camt052_evening.xml", DE, "EUR", "2026-11-27 100000", "2026-11-28 148750", [50000, -1250], 0],
  ["camt052_morning.xml", DE, "EUR", "2026-11-27 100000", "2026-11-28 150000", [50000], 0],
  ["camt052_pending_08.xml", NL, "EUR", "-", "-", [1000], 2],
  ["camt052_utf16.xml", IN, "INR", "2026-11-28 500", "2026-11-28 1000", [500], 0],
  [
    "camt053_batches.xml",
    DE,
    "EUR",
    "2026-11-28 0",
    "2026-11-28 19000",
    [1000, 2000, 3000, 2500, 2500, 4000, 4000],
    0,
  ],
  ["camt053_decimals.xml", "0012345678", "KWD", "2026-11-28 1005", "2026-11-28 13750", [12745], 0],
  ["camt053_decimals.xml", "7654321", "JPY", "2026-11-28 1000", "2026-11-28 500", [-500], 0],
  [
    "camt053_plain_02.xml",
    DE,
    "EUR",
    "2026-11-27 100000",
    "2026-11-28 148450",
    [50000, -1250, -300],
    0,
  ],
  ["camt053_plain_08.xml", NL, "EUR", "2026-11-28 -2000", "2026-11-28 10500", [10000, 2500], 1],
  [
    "camt053_reversals_latin1.xml",
    DE,
    "EUR",
    "2026-11-28 30000",
    "2026-11-28 20550",
    [-10000, 850, -300],
    0,
  ],
  ["camt053_sparse.xml", IN, "INR", "-", "2026-11-28 25000", [25000], 0],
  ["camt054_cdata.xml", DE, "EUR", "-", "-", [1100], 0],
  ["camt054_credits.xml", DE, "EUR", "-", "-", [3000, 4000], 0],
  ["camt054_foreign_parts.xml", DE, "EUR", "-", "-", [1800], 0],
  ["camt054_no_status.xml", NL, "EUR", "-", "-", [999], 0],
  ["camt054_returns_08.xml", DE, "EUR", "-", "-", [-1500], 0],
  ["camt054_two.xml", DE, "EUR", "-", "-", [100], 0],
  ["camt054_two.xml", DE, "EUR", "-", "-", [200], 0],
  ["csv_axis.csv", null, "INR", "2026-11-28 90000", "2026-11-28 114910", [25000, -90], 0],
  [
    "csv_hdfc.csv",
    null,
    "INR",
    "2026-11-27 10000000",
    "2026-11-28 11274460",
    [25000, 1250050, -590],
    0,
  ],
  ["csv_icici.csv", null, "INR", "2026-11-28 50000", "2026-11-28 74705", [25000, -295], 0],
  ["csv_ing_nl.csv", NL, "EUR", "2026-11-27 -1250", "2026-11-28 8000", [10000, -750], 0],
  ["csv_kotak.csv", null, "INR", "2026-11-28 -30000", "2026-11-28 -105000", [25000, -100000], 0],
  ["csv_n26.csv", null, "EUR", "-", "-", [4000, -350], 0],
  [
    "csv_sbi.csv",
    null,
    "INR",
    "2026-11-27 10100000",
    "2026-11-28 125000",
    [25000, -10000000],
    0,
  ],
  ["csv_sparkasse.csv", DE, "EUR", "-", "-", [150000, -1250], 1],
  ["mt940_decimals.sta", "0012345678", "KWD", "2026-11-28 1005", "2026-11-28 13750", [12745], 0],
  ["mt940_decimals.sta", "7654321", "JPY", "2026-11-28 1000", "2026-11-28 500", [-500], 0],
  ["mt940_dutch.940", NL, "EUR", "2026-11-27 -2000", "2026-11-28 10500", [10000, 2500], 0],
  [
    "mt940_german.sta",
    "0532013000",
    "EUR",
    "2026-11-27 100000",
    "2026-11-28 148450",
    [50000, -1250, -300],
    0,
  ],
  [
    "mt940_indian.txt",
    IN,
    "INR",
    "2026-11-27 100000",
    "2026-11-28 149410",
    [25000, 25000, -590],
    0,
  ],
  [
    "mt940_pages.txt",
    "GB29NWBK60161331926819",
    "GBP",
    "2026-12-31 10000",
    "2027-01-02 11000",
    [1050, -50],
    0,
  ],
  [
    "mt940_reversals.sta",
    DE,
    "EUR",
    "2026-11-28 30000",
    "2026-11-28 20550",
    [-10000, 850, -300],
    0,
  ],
  ["ofx_card.ofx", "4111XXXXXXXX1111", "KWD", "-", "2026-11-28 -1255", [-1250, -5], 0],
  ["ofx_closed_tags.qfx", "44001122", "USD", "-", "2026-11-28 88000", [-12000], 0],
  ["ofx_decimals_211.ofx", "7654321", "JPY", "-", "2026-11-28 1700", [-500, 1200], 0],
  ["ofx_one_line.ofx", DE, "EUR", "-", "2026-11-28 750", [1000, -250], 0],
  ["ofx_plain_102.ofx", IN, "INR", "-", "2026-11-28 149410", [25000, -590, 25000], 0],
  ["ofx_plain_211.ofx", NL, "EUR", "-", "2026-11-28 10500", [10000, 2500], 0],
];

const balance = (one: ForeignStatement["opening"]) => one ? `${one.day} ${one.amountMinor}` : "-";

Deno.test("foreign statements: whose they are, between which balances, with which amounts", () => {
  const told = NAMES.flatMap((name) =>
    statements(name).map((one) => [
      name,
      one.account,
      one.currency,
      balance(one.opening),
      balance(one.closing),
      one.lines.map(({ amountMinor }) => amountMinor),
      one.pending,
    ])
  );
  assert.deepEqual(told, TOLD);
});

Deno.test("foreign statements: six files of each format and one of each map; lines make up the balances", () => {
  const formats = new Map<string, number>(STATEMENT_FORMATS.map((format) => [format, 0]));
  for (const name of NAMES) {
    const [one] = statements(name);
    formats.set(one!.format, formats.get(one!.format)! + 1);
    for (const statement of statements(name)) {
      assert.ok(!differenceMinor(statement), `${name}: ${differenceMinor(statement)}`);
    }
  }
  for (const [format, count] of formats) assert.ok(count >= 6, `${format}: ${count}`);
  const maps = CSV_MAPS.map(({ name }) => `csv_${name.replace("-", "_")}.csv`);
  assert.deepEqual(maps.filter((name) => !NAMES.includes(name)), []);
});

const LINES: readonly (readonly [file: string, place: number, Partial<ForeignLine>])[] = [
  ["camt053_plain_02.xml", 0, {
    bookedOn: "2026-11-28",
    bankReference: "2026112800001",
    endToEndId: null,
    counterparty: { name: "Maya Iyer", account: NL },
    text: "Spende RF35 8548 2913 0577 danke",
  }],
  ["camt053_plain_02.xml", 1, {
    endToEndId: "ORD-77",
    counterparty: { name: "Stadtwerke & Söhne", account: "FR1420041010050500013M02606" },
  }],
  ["camt053_plain_08.xml", 0, {
    bookedOn: "2026-11-28",
    counterparty: { name: "J. Jansen", account: DE },
    text: "RF35854829130577",
  }],
  ["camt053_batches.xml", 1, {
    bankReference: "B1-2",
    endToEndId: "A2",
    text: "zwei",
    payments: 1,
  }],
  ["camt053_batches.xml", 3, { bankReference: null, payments: 1 }],
  ["camt053_batches.xml", 5, {
    bankReference: "BATCH-3",
    text: "ohne Betrag auch ohne",
    payments: 2,
  }],
  ["camt053_batches.xml", 6, { bankReference: "BATCH-4", payments: 8 }],
  ["camt053_reversals_latin1.xml", 0, {
    reversal: true,
    counterparty: { name: "Jürgen Groß", account: NL },
  }],
  ["camt054_cdata.xml", 0, {
    text: "1 < 2 & RF35 8548 2913 0577 € 11",
    counterparty: { name: "A & B <GmbH>", account: null },
  }],
  ["mt940_german.sta", 0, {
    bankReference: "2026112800001",
    endToEndId: null,
    counterparty: { name: "Maya Iyer", account: NL },
    text: "Spende RF35 8548 2913 0577 danke GUTSCHR. UEBERWEISUNG",
  }],
  ["mt940_dutch.940", 1, {
    endToEndId: null,
    counterparty: { name: "P. PETERS", account: NL },
    text: "zonder referentie",
  }],
  ["mt940_pages.txt", 0, { bookedOn: "2027-01-02", bankReference: "AB1" }],
  ["mt940_reversals.sta", 0, {
    reversal: true,
    endToEndId: "LS-9",
    counterparty: { name: "Jürgen Groß", account: null },
  }],
  ["mt940_indian.txt", 0, {
    text: "UPI/CR/533412345678/MAYA IYER/HDFC/maya@hdfc/RF3585 48291 30577",
  }],
  ["ofx_closed_tags.qfx", 0, { bookedOn: "2026-11-27", endToEndId: "1042" }],
  ["ofx_plain_211.ofx", 1, { counterparty: { name: "மதுரை கார்த்திக்", account: null } }],
  ["ofx_one_line.ofx", 0, { counterparty: { name: "Café Müller", account: null } }],
  ["csv_hdfc.csv", 1, {
    endToEndId: "SBINN52026112800",
    text: 'NEFT CR-SBIN0001234-RAVI "THE COOK" KUMAR',
  }],
  ["csv_sparkasse.csv", 0, { counterparty: { name: "Jürgen Groß", account: NL } }],
];

Deno.test("foreign statements: references, names, texts and days of lines", () => {
  for (const [name, place, expected] of LINES) {
    const line = statements(name).flatMap(({ lines }) => lines)[place]!;
    const told = Object.fromEntries(
      Object.keys(expected).map((key) => [key, line[key as keyof ForeignLine]]),
    );
    assert.deepEqual(told, expected, `${name}, line ${place}`);
  }
});
