// Files of payouts in the hands of programs that others wrote: pain.001 against the schemas of
// ISO 20022, by lxml and in Prowide, tables in Python's csv. What is expected is counted here, in
// whole numbers, and written by hand.
import assert from "node:assert/strict";
import { join } from "node:path";
import { MEMO_CHARS_MAX } from "../../bank/limits.ts";
import type { Currency } from "../../bank/money.ts";
import { detailsProblem } from "../../bank/pay_in/bank_details.ts";
import { paymentReferenceOf } from "../../bank/pay_in/payment_reference.ts";
import type { PayoutForm } from "../../bank/payout_files/payout_form.ts";
import type { PayoutFileBatch, PayoutLine } from "../../bank/payout_files/payout_line.ts";
import { payeeProblem } from "../../bank/payouts/payee_account.ts";
import type { PayeeAccount } from "../../bank/ports/payee_accounts.ts";
import { payoutFile } from "../support/payout_files.ts";
import { pythonWith } from "../support/installed.ts";
import { ROOT, scratch } from "../support/program.ts";
import { hasProwide, readByProwide } from "../support/prowide.ts";
import { tool } from "../support/shipped.ts";

const LONG = "Wolfeschlegelsteinhausenbergerdorff and Company of Madurai and Hamburg";

/** As they are here, and as payments carry them. */
const NAMES: readonly (readonly [given: string, carried: string])[] = [
  ["Ann Lee", "Ann Lee"],
  ["Zoë Müller-Nguyễn", "Zoe Muller-Nguyen"],
  ["Bread & Roses", "Bread + Roses"],
  ["<b>Bob</b>", "b Bob /b"],
  ['Ann "the Cook" Lee', "Ann the Cook Lee"],
  ["Łukasz Großmann", "Lukasz Grossmann"],
  ["O’Hara; AT&amp;T", "O'Hara AT+amp T"],
  ["=HYPERLINK(1)", "HYPERLINK(1)"],
  ["+Plus, Inc.", "+Plus, Inc."],
  ["-Dash", "-Dash"],
  ["@Home", "Home"],
  ["Æ".repeat(35), "AE".repeat(35)],
  [LONG, LONG],
];

/** The same of memos; of each reference 16 signs and a space come before. */
const MEMOS: readonly (readonly [given: string, carried: string])[] = [
  ["", ""],
  ["rent", "rent"],
  ["வாடகை", ""],
  ["வாடகை ".repeat(24).slice(0, 140), ""],
  ["x".repeat(140), "x".repeat(123)],
  ["=1+1", "for 1+1"],
  ["+1", "+1"],
  ["-1", "-1"],
  ["@SUM(1)", "SUM(1)"],
  ["\t=1", "for 1"],
  ['a "quoted", word', "a quoted , word"],
  ["two\r\nlines", "two lines"],
  ["]]> & <x/>", "+ x"],
];

const INDIA: readonly PayeeAccount[] = [
  { holder: "", account: "012345678901", ifsc: "HDFC0000123" },
  { holder: "", account: "00000012345678901234", ifsc: "SBIN0A1B2C3" },
];
const IBANS: readonly PayeeAccount[] = [
  { holder: "", iban: "NL91ABNA0417164300", bic: "ABNANL2A" },
  { holder: "", iban: "FR1420041010050500013M02606" },
  { holder: "", iban: "MT84MALT011000012345MTLCAST001S", bic: "MALTMTMTXXX" },
];

interface Making {
  readonly code: string;
  readonly scale: number;
  readonly payer: PayeeAccount;
  readonly payees: readonly PayeeAccount[];
  readonly count?: number;
  readonly firstMinor?: number;
}

const EURO_BANK = { holder: "Bürger & Bank", iban: "DE89370400440532013000" };
const INDIAN_BANK = { holder: "Town Bank", account: "50200012345678", ifsc: "ICIC0000001" };
const STEP_MINOR = 1_000_03;
const FOR_ALL = NAMES.length * MEMOS.length;

const numberOf = (place: number) => paymentReferenceOf(`0${String(place).padStart(9, "0")}`);

/** Every name and every memo, in turns. */
function batchOf({ code, scale, payer, payees, count = FOR_ALL, firstMinor = 1 }: Making) {
  const lines = Array.from({ length: count }, (_, place) => ({
    reference: numberOf(place),
    amountMinor: firstMinor + place * STEP_MINOR,
    memo: MEMOS[Math.floor(place / NAMES.length) % MEMOS.length]![0],
    payee: { ...payees[place % payees.length]!, holder: NAMES[place % NAMES.length]![0] },
  }));
  const currency: Currency = { code, scale };
  const about = { reference: numberOf(999_999_999), madeAtMs: Date.UTC(2026, 10, 30, 9, 5, 7, 89) };
  return { ...about, payOn: "2026-12-01", currency, payer, lines };
}

const EUROS: Making = { code: "EUR", scale: 2, payer: EURO_BANK, payees: IBANS };
const RUPEES: Making = { code: "INR", scale: 2, payer: INDIAN_BANK, payees: INDIA };
const DINARS: Making = { ...EUROS, code: "KWD", scale: 3 };

const BATCHES: readonly PayoutFileBatch[] = [
  EUROS,
  { ...EUROS, payer: { ...EURO_BANK, bic: "COBADEFF" }, count: 1 },
  RUPEES,
  // The second of them is the first that is not NEFT.
  { ...RUPEES, count: 200, firstMinor: 2_00_000_00 - STEP_MINOR },
  { ...EUROS, code: "JPY", scale: 0, count: 3 },
  { ...DINARS, count: 3 },
  { ...DINARS, count: 1, firstMinor: 9e15 },
].map(batchOf);

const PACKAGES = { packages: ["lxml==6.1.3"], bare: ["sepaxml==2.7.0"] };
const python = pythonWith({ name: "payout_files", ...PACKAGES });

const files = (batches: readonly PayoutFileBatch[], form: PayoutForm) =>
  batches.map((batch) => payoutFile(batch, form).text);

// deno-lint-ignore no-explicit-any -- what the program prints
function byPython(reader: "pain" | "table", texts: readonly string[]): any[] {
  using dir = scratch();
  const paths = texts.map((text, place) => dir.file(`${place}.txt`, text));
  const main = join(ROOT, "tests", "interop", "payout_files.py");
  const { code, out, err } = tool([python!, main, reader, ...paths]);
  assert.equal(code, 0, err);
  return JSON.parse(out);
}

/** Minor units of a text that has as many decimals as its currency: in whole numbers. */
function minorOf(text: string, { scale }: Currency): bigint {
  assert.match(text, scale === 0 ? /^[0-9]+$/ : new RegExp(`^[0-9]+[.][0-9]{${scale}}$`));
  return BigInt(text.replace(".", ""));
}

const sumOf = ({ lines }: PayoutFileBatch) =>
  lines.reduce((sum, { amountMinor }) => sum + BigInt(amountMinor), 0n);

const carriedName = (given: string) => NAMES.find(([name]) => name === given)![1];
const carriedMemo = (given: string) => MEMOS.find(([memo]) => memo === given)![1];
const remarksOf = (reference: string, memo: string) => `${reference} ${carriedMemo(memo)}`.trim();

const PAIN = ["pain.001.001.09", "pain.001.001.03"] as const;

Deno.test("payout files: what is tried here are accounts and memos as the bank takes them", () => {
  for (const { payer, lines } of BATCHES) {
    assert.equal(detailsProblem(payer), null);
    for (const { payee } of lines) assert.equal(payeeProblem(payee), null, payee.holder);
  }
  for (const [given] of MEMOS) assert.ok(given.length <= MEMO_CHARS_MAX);
});

function sideOf({ iban, account, bic, ifsc }: PayeeAccount, name: string) {
  const told = { iban: iban ?? null, number: account ?? null };
  return { name, ...told, bic: bic ?? null, ifsc: ifsc ?? null };
}

for (const form of PAIN) {
  Deno.test({
    name: `${form}: valid by the schema of ISO 20022, and lxml finds what is in the batch`,
    ignore: python === null,
    fn() {
      for (const [place, found] of byPython("pain", files(BATCHES, form)).entries()) {
        const batch = BATCHES[place]!;
        const { reference, currency, payOn, payer, lines } = batch;
        assert.deepEqual([found.version, found.errors], [form, []]);
        assert.deepEqual(found.ids, [reference, reference]);
        assert.deepEqual(found.counts, [`${lines.length}`, `${lines.length}`]);
        const minor = (text: string) => minorOf(text, currency);
        assert.deepEqual(found.sums.map(minor), [sumOf(batch), sumOf(batch)]);
        const euro = currency.code === "EUR";
        const said = [found.day, found.level, found.charges];
        assert.deepEqual(said, [payOn, euro ? "SEPA" : null, euro ? "SLEV" : "SHAR"]);
        const ours = payer === INDIAN_BANK ? "Town Bank" : "Burger + Bank";
        assert.deepEqual(found.payer, sideOf(payer, ours));
        assert.deepEqual(
          found.lines.map((line: { amount: string }) => ({ ...line, amount: minor(line.amount) })),
          lines.map(({ reference, amountMinor, memo, payee }) => ({
            reference,
            amount: BigInt(amountMinor),
            currency: currency.code,
            payee: sideOf(payee, carriedName(payee.holder)),
            remarks: remarksOf(reference, memo),
          })),
        );
      }
    },
  });

  Deno.test({
    name: `${form}: Prowide finds every payment, its payee and the sum`,
    ignore: !hasProwide,
    fn() {
      for (const [place, found] of readByProwide(files(BATCHES, form)).entries()) {
        const batch = BATCHES[place]!;
        const { reference, currency, lines } = batch;
        assert.deepEqual([found.id, found.count], [reference, `${lines.length}`]);
        assert.equal(minorOf(found.sum, currency), sumOf(batch));
        assert.deepEqual(
          found.transactions.map((one) => ({ ...one, amount: minorOf(one.amount, currency) })),
          lines.map(({ reference, amountMinor, payee: { holder, iban, account } }) => ({
            reference,
            amount: BigInt(amountMinor),
            currency: currency.code,
            name: carriedName(holder),
            account: iban ?? account,
          })),
        );
      }
    },
  });
}

/** Accounts that the bank takes, and that make a file of one payment harder. */
const TAKEN: readonly (readonly [what: string, making: Making])[] = [
  ["a BIC as ISO 9362 has it since 2014", {
    ...EUROS,
    payees: [{ ...IBANS[1]!, bic: "BNPAFR1OXXX" }],
  }],
  ["a payee with IFSC and BIC", { ...RUPEES, payees: [{ ...INDIA[0]!, bic: "HDFCINBB" }] }],
];

for (const [what, making] of TAKEN) {
  Deno.test({
    name: `pain.001: ${what}: it is valid, and nothing is lost`,
    ignore: python === null,
    fn() {
      const batch = batchOf({ ...making, count: 1 });
      const { payer, lines: [line] } = batch;
      assert.deepEqual([detailsProblem(payer), detailsProblem(line!.payee)], [null, null]);
      for (
        const { errors, level, lines } of byPython(
          "pain",
          PAIN.map((form) => payoutFile(batch, form).text),
        )
      ) {
        assert.deepEqual(errors, []);
        assert.equal(lines[0].payee.ifsc, line!.payee.ifsc ?? null);
        // SEPA has payments from IBAN to IBAN alone.
        assert.ok(level === null || lines[0].payee.iban !== null, "SEPA without an IBAN");
      }
    },
  });
}

/** As programs for tables are to show what would be a formula. */
const shown = (text: string) => /^[-=+@\t\r]/.test(text) ? `'${text}` : text;

const TABLES = {
  neft: ({ payer }: PayoutFileBatch, { reference, amountMinor, memo, payee }: PayoutLine) => ({
    "Payment Type": amountMinor < 2_00_000_00 ? "NEFT" : "RTGS",
    "Debit Account Number": payer.account,
    "Beneficiary Name": shown(carriedName(payee.holder)),
    "Beneficiary Account Number": payee.account,
    "IFSC Code": payee.ifsc,
    Amount: BigInt(amountMinor),
    "Value Date (DD/MM/YYYY)": "01/12/2026",
    "Customer Reference": reference,
    Remarks: remarksOf(reference, memo),
  }),
  csv: (batch: PayoutFileBatch, { reference, amountMinor, memo, payee }: PayoutLine) => ({
    batch: batch.reference,
    reference,
    pay_on: batch.payOn,
    holder: shown(payee.holder),
    account: payee.account ?? "",
    ifsc: payee.ifsc ?? "",
    iban: payee.iban ?? "",
    bic: payee.bic ?? "",
    amount: BigInt(amountMinor),
    currency: batch.currency.code,
    memo: shown(memo),
  }),
};

for (const form of ["neft", "csv"] as const) {
  Deno.test({
    name: `${form}: Python's csv finds every payment, and no formula`,
    ignore: python === null,
    fn() {
      const batches = BATCHES.filter(({ payer }) => form === "csv" || payer === INDIAN_BANK);
      for (const [place, found] of byPython("table", files(batches, form)).entries()) {
        const batch = batches[place]!;
        const expected = batch.lines.map((line) => TABLES[form](batch, line));
        const titles = Object.keys(expected[0]!);
        assert.deepEqual([found.titles, found.widths], [titles, [titles.length]]);
        assert.deepEqual(found.formulas, []);
        const [amount] = titles.filter((title) => /^amount$/i.test(title));
        const rows = found.rows.map((row: Record<string, string>) => ({
          ...row,
          [amount!]: minorOf(row[amount!]!, batch.currency),
        }));
        assert.deepEqual(rows, expected);
      }
    },
  });
}
