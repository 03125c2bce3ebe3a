// Files of payouts, and what comes back: another bank pays what such a file says, and its statement
// names each payout, or the batch, by the reference that the file gave it. Whatever people write, a
// file has the signs alone that banks take, and the same batch is the same bytes. That others read
// the files is in tests/interop/payout_files_test.ts. SEED=… repeats a random run.
import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import * as fc from "fast-check";
import { namedIn, paymentReferenceOf } from "../../bank/pay_in/payment_reference.ts";
import { PAYOUT_FORMS } from "../../bank/payout_files/payout_form.ts";
import type { PayoutFileBatch } from "../../bank/payout_files/payout_line.ts";
import { isLatinName, latinText } from "../../bank/payouts/latin_text.ts";
import { statementsIn } from "../../bank/statement_files/statement_file.ts";
import { at, each, said, type XmlNode, xmlTree } from "../../bank/statement_files/xml_tree.ts";
import { payoutFile } from "../support/payout_files.ts";
import { SEEDED } from "../support/ledger.ts";

fc.configureGlobal(SEEDED);

const PAIN = ["pain.001.001.09", "pain.001.001.03"] as const;

const BATCH_NUMBER = "0987654321";
const NUMBERS = ["0000000001", "0123456789", "0482913057"];

const BATCH: PayoutFileBatch = {
  reference: paymentReferenceOf(BATCH_NUMBER),
  madeAtMs: Date.UTC(2026, 10, 30, 9, 5, 7, 89),
  payOn: "2026-12-01",
  currency: { code: "EUR", scale: 2 },
  payer: { holder: "Town Bank", iban: "DE89370400440532013000" },
  lines: NUMBERS.map((number, place) => ({
    reference: paymentReferenceOf(number),
    amountMinor: [1, 12_50, 1_000_000_00][place]!,
    memo: ["", "rent", "2026 வாடகை"][place]!,
    payee: { holder: "Zoë Müller", iban: "NL91ABNA0417164300" },
  })),
};
const SUM_MINOR = 1_000_012_51;

/** How the other bank says on its statement that it has paid. */
type Booking = "each by its id" | "each in its text alone" | "the batch in one sum";

const entry = (amount: string, details: string) =>
  `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>
    <BookgDt><Dt>2026-12-01</Dt></BookgDt><NtryDtls>${details}</NtryDtls></Ntry>`;

const detail = (id: string, text: string) =>
  `<TxDtls><Refs><EndToEndId>${id}</EndToEndId></Refs>
    <RmtInf><Ustrd>${text}</Ustrd></RmtInf></TxDtls>`;

/** The statement of the bank that took this file, as it may know it from the file alone. */
function statementAfter(file: string, booking: Booking): Uint8Array {
  const payment = paymentIn(file);
  const text = (node: XmlNode, ...path: string[]) => said(node, ...path)!;
  const one = (line: XmlNode) => {
    const id = text(line, "PmtId", "EndToEndId");
    const about = booking === "each by its id"
      ? detail(id, "Payment")
      : detail("NOTPROVIDED", text(line, "RmtInf", "Ustrd"));
    return entry(text(line, "Amt", "InstdAmt"), about);
  };
  const batch = () =>
    `<Btch><PmtInfId>${text(payment, "PmtInfId")}</PmtInfId>
      <NbOfTxs>${text(payment, "NbOfTxs")}</NbOfTxs></Btch>`;
  const entries = booking === "the batch in one sum"
    ? entry(text(payment, "CtrlSum"), batch())
    : each(payment, "CdtTrfTxInf").map(one).join("\n");
  const account = text(payment, "DbtrAcct", "Id", "IBAN");
  return new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
  <Acct><Id><IBAN>${account}</IBAN></Id><Ccy>EUR</Ccy></Acct>
  ${entries}
</Stmt></BkToCstmrStmt></Document>`);
}

function paymentIn(file: string): XmlNode {
  const payment = at(xmlTree(file), "CstmrCdtTrfInitn", "PmtInf");
  assert.ok(payment);
  return payment;
}

/** What each line of the statement names, and its amount. */
function named(file: string, booking: Booking, where: "endToEndId" | "text") {
  const [statement, ...others] = statementsIn(statementAfter(file, booking));
  assert.deepEqual([statement!.account, others], [BATCH.payer.iban, []]);
  return statement!.lines.map((line) => [namedIn(line[where] ?? ""), line.amountMinor]);
}

const EACH = BATCH.lines.map(({ amountMinor }, place) => [
  { accounts: [], numbers: [NUMBERS[place]] },
  -amountMinor,
]);

for (const form of PAIN) {
  Deno.test(`${form}: the statement names each payout, by its id or in its text`, () => {
    const { text } = payoutFile(BATCH, form);
    assert.deepEqual(named(text, "each by its id", "endToEndId"), EACH);
    assert.deepEqual(named(text, "each in its text alone", "text"), EACH);
  });

  Deno.test(`${form}: a batch that was booked in one sum is named by its own reference`, () => {
    const { text } = payoutFile(BATCH, form);
    const whole = [[{ accounts: [], numbers: [BATCH_NUMBER] }, -SUM_MINOR]];
    assert.deepEqual(named(text, "the batch in one sum", "endToEndId"), whole);
    const [statement] = statementsIn(statementAfter(text, "the batch in one sum"));
    assert.deepEqual(statement!.lines.map(({ payments }) => payments), [NUMBERS.length]);
    const foreign = text.replaceAll(BATCH.reference, "SALARIES-11");
    const [other] = statementsIn(statementAfter(foreign, "the batch in one sum"));
    assert.deepEqual(other!.lines.map(({ endToEndId }) => endToEndId), [null]);
  });
}

/** EPC217-08, 6.2: what all banks of SEPA take. */
const SIGNS = new Set(
  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ ",
);

const unitsOf16 = fc.array(fc.nat(0xffff), { maxLength: 140 })
  .map((units) => String.fromCharCode(...units));
/** Of all scripts, with marks and emoji, control characters, and halves of characters. */
const anyText = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 140 }),
  fc.string({ unit: "binary", maxLength: 140 }),
  fc.string({ unit: "binary-ascii", maxLength: 140 }),
  unitsOf16,
);

Deno.test("payout files: of any text the signs are left that all banks take", () => {
  fc.assert(fc.property(anyText, (text) => {
    const latin = latinText(text);
    assert.deepEqual([...latin].filter((sign) => !SIGNS.has(sign)), []);
    assert.equal(latinText(latin), latin);
    assert.equal(latin, latin.trim());
  }));
  const alone = [...SIGNS].filter((sign) => sign !== "/");
  const plain = fc.string({ unit: fc.constantFrom(...alone), maxLength: 140 });
  fc.assert(fc.property(plain, (text) => {
    assert.equal(latinText(text), text.split(" ").filter((word) => word !== "").join(" "));
  }));
});

Deno.test("payout files: a name that grows is cut to 70 signs in each form for banks", () => {
  const payee = { holder: "Æ".repeat(70), account: "012345678901", ifsc: "HDFC0000123" };
  const batch = { ...BATCH, lines: [{ ...BATCH.lines[0]!, payee }] };
  for (const form of [...PAIN, "neft"] as const) {
    const [name] = /(?:AE)+/.exec(payoutFile(batch, form).text)!;
    assert.equal(name, "AE".repeat(35), form);
  }
});

Deno.test("payout files: a name is taken for a Latin one only where no letter of it is lost", () => {
  const lost = (name: string) =>
    [...name].filter((sign) => /\p{L}/u.test(sign) && latinText(sign) === "");
  const fine = ["Ann Lee", "Zoë Müller", "Łukasz Großmann", "Nguyễn Văn Đức", "Þór Æsir"];
  assert.deepEqual(fine.map((name) => [isLatinName(name), lost(name)]), fine.map(() => [true, []]));
  const letters = fc.constantFrom("a", "é", "ß", "Æ", "Þ", "ð", "க", "ж", "ω", " ", "-");
  const names = fc.string({ unit: letters, minLength: 1, maxLength: 12 });
  fc.assert(fc.property(names, (name) => assert.ok(!isLatinName(name) || lost(name).length === 0)));
});

const digits = (length: number) =>
  fc.array(fc.nat(9), { minLength: length, maxLength: length }).map((all) => all.join(""));
const waiting = digits(9).map((rest) => `0${rest}`);
const line = fc.record({
  reference: waiting.map(paymentReferenceOf),
  // Two hundred of them are still a whole number.
  amountMinor: fc.integer({ min: 1, max: Math.floor(Number.MAX_SAFE_INTEGER / 200) }),
  memo: anyText,
  payee: fc.record({
    holder: anyText,
    account: digits(12),
    ifsc: digits(6).map((branch) => `HDFC0${branch}`),
  }),
});
const batch: fc.Arbitrary<PayoutFileBatch> = fc.record({
  reference: waiting.map(paymentReferenceOf),
  madeAtMs: fc.integer({ min: 0, max: Date.UTC(2099, 0) }),
  payOn: fc.constantFrom("2026-12-01", "2028-02-29"),
  currency: fc.constantFrom(
    { code: "INR", scale: 2 },
    { code: "JPY", scale: 0 },
    { code: "KWD", scale: 3 },
  ),
  payer: fc.constant({ holder: "Town Bank", account: "50200012345678", ifsc: "ICIC0000001" }),
  lines: fc.array(line, { minLength: 1, maxLength: 200 }),
});

Deno.test("pain.001: whatever people write, sums and references are right, and texts fit", () => {
  fc.assert(fc.property(batch, fc.constantFrom(...PAIN), (batch, form) => {
    const payment = paymentIn(payoutFile(batch, form).text);
    const minor = (node: XmlNode, ...path: string[]) =>
      BigInt(said(node, ...path)!.replace(".", ""));
    const lines = each(payment, "CdtTrfTxInf");
    const amounts = lines.map((line) => minor(line, "Amt", "InstdAmt"));
    assert.deepEqual(amounts, batch.lines.map(({ amountMinor }) => BigInt(amountMinor)));
    assert.equal(minor(payment, "CtrlSum"), amounts.reduce((sum, amount) => sum + amount, 0n));
    for (const [place, { reference }] of batch.lines.entries()) {
      assert.equal(said(lines[place]!, "PmtId", "EndToEndId"), reference);
      const [name, remarks] = [["Cdtr", "Nm"], ["RmtInf", "Ustrd"]]
        .map((path) => at(lines[place]!, ...path)!.text) as [string, string];
      assert.ok(name.length <= 70 && remarks.length <= 140);
      assert.deepEqual([...name + remarks].filter((sign) => !SIGNS.has(sign)), []);
      // A memo that begins with digits does not hide it.
      assert.equal(paymentReferenceOf(namedIn(remarks).numbers[0]!), reference);
    }
  }));
});

Deno.test("neft, csv: whatever people write, each payment is a row, no cell a formula", () => {
  fc.assert(fc.property(batch, fc.constantFrom("neft", "csv"), (batch, form) => {
    const { text } = payoutFile(batch, form);
    const rows: string[][] = parse(text, { record_delimiter: "\r\n" });
    assert.equal(rows.length, 1 + batch.lines.length);
    const [titles, ...cells] = rows;
    const place = titles!.indexOf(form === "neft" ? "Customer Reference" : "reference");
    const references = cells.map((row) => row[place]);
    assert.deepEqual(references, batch.lines.map(({ reference }) => reference));
    assert.deepEqual(cells.flat().filter((cell) => /^[-=+@\t\r]/.test(cell)), []);
  }));
});

/** What is made while the clock of the machine shows this. */
function whileClockShows<T>(ms: number, make: () => T): T {
  const real = Date;
  globalThis.Date = new Proxy(real, {
    construct: (of, given) => Reflect.construct(of, given.length === 0 ? [ms] : given),
    get: (of, name) => name === "now" ? () => ms : Reflect.get(of, name),
  });
  try {
    return make();
  } finally {
    globalThis.Date = real;
  }
}

Deno.test("payout files: the same batch is the same bytes, whenever it is made", () => {
  const years = [Date.UTC(2026, 0), Date.UTC(2031, 5)];
  assert.deepEqual(years.map((ms) => whileClockShows(ms, () => new Date().getTime())), years);
  fc.assert(fc.property(batch, fc.constantFrom(...PAYOUT_FORMS), (batch, form) => {
    const [one, other] = years.map((ms) =>
      whileClockShows(ms, () => payoutFile(structuredClone(batch), form))
    );
    assert.deepEqual(one, other);
    const later = { ...batch, lines: batch.lines.map((line) => ({ ...line, amountMinor: 7 })) };
    const changed = batch.lines.some(({ amountMinor }) => amountMinor !== 7);
    assert.equal(payoutFile(later, form).text !== one!.text, changed);
  }));
});
