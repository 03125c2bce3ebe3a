// What files of payouts say in words, and for which accounts they are made.
import assert from "node:assert/strict";
import { namedIn, paymentReferenceOf } from "../../bank/pay_in/payment_reference.ts";
import { fileOf, type ToldBatch } from "../../bank/payout_files/payout_file.ts";
import { remarks } from "../../bank/payout_files/payout_line.ts";
import { latinText } from "../../bank/payouts/latin_text.ts";
import { unpayableIn } from "../../bank/payouts/payee_account.ts";

const BATCH: ToldBatch = {
  reference: paymentReferenceOf("0987654321"),
  madeAtMs: Date.UTC(2026, 10, 30),
  payer: { holder: "Town Bank", iban: "DE89370400440532013000" },
  lines: [{
    payout: "p1",
    reference: paymentReferenceOf("0123456789"),
    amountMinor: 5,
    memo: "",
    payee: { holder: "Zoë Müller", iban: "NL91ABNA0417164300" },
  }],
};

Deno.test("payout files: a slash neither begins nor ends a text, and never stands beside another", () => {
  const texts = ["/a", "a/", "a//b", "a / / b", "///", "a/b"];
  assert.deepEqual(texts.map(latinText), ["a", "a", "a/b", "a / b", "", "a/b"]);
});

Deno.test("payout files: none is made for a bank that the other bank would not know", () => {
  const options = {
    form: "csv",
    payOn: "2026-12-01",
    currency: { code: "EUR", scale: 2 },
  } as const;
  const missing = (batch: ToldBatch) => {
    const file = fileOf(batch, options);
    return "missing" in file ? file.missing : null;
  };
  assert.equal(missing(BATCH), null);
  assert.equal(missing({ ...BATCH, payer: null }), "payer");
  assert.equal(missing({ ...BATCH, payer: { ...BATCH.payer, holder: "மதுரை வங்கி" } }), "payer");
  assert.equal(missing({ ...BATCH, payer: { holder: "Only by UPI" } }), "payer");
  const lost = { ...BATCH.lines[0]!, payee: null };
  assert.equal(missing({ ...BATCH, lines: [lost] }), lost);
});

Deno.test("payout files: euros go to an IBAN, rupees to an account with its IFSC", () => {
  const [iban, account] = [{ holder: "A B", iban: "X" }, { holder: "A B", account: "1" }];
  assert.deepEqual(["EUR", "INR", "KES"].map((code) => unpayableIn(code, account)), [
    "iban",
    null,
    null,
  ]);
  assert.deepEqual(["EUR", "INR", "KES"].map((code) => unpayableIn(code, iban)), [
    null,
    "account",
    null,
  ]);
});

Deno.test("payout files: remarks name the payout and nothing else, however a bank packs them", () => {
  const reference = paymentReferenceOf("0123456789");
  const other = paymentReferenceOf("0987654321");
  for (const memo of ["2026 rent", "rent", other, `${other} rent`, "0", "oil"]) {
    const packed = remarks(reference, memo).replaceAll(" ", "");
    assert.deepEqual(namedIn(packed), { accounts: [], numbers: ["0123456789"] }, memo);
  }
});
