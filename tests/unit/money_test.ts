// bank/money.ts as tables: what scripts read, what people are shown. Scales are those of ISO 4217, whatever the locale data
// of the runtime says.
import assert from "node:assert/strict";
import { ISSUED_MINOR_MAX } from "../../bank/limits.ts";
import { type Currency, currencyOf, decimalOf, moneyText } from "../../bank/money.ts";

const INR: Currency = { code: "INR", scale: 2 };
const JPY: Currency = { code: "JPY", scale: 0 };
const KWD: Currency = { code: "KWD", scale: 3 };

Deno.test("money: decimals for scripts, grouped text for people", () => {
  const table = [
    [0, INR, "0.00", "0.00 INR"],
    [5, INR, "0.05", "0.05 INR"],
    [-5, INR, "-0.05", "-0.05 INR"],
    [-0, INR, "0.00", "0.00 INR"],
    [12345, INR, "123.45", "123.45 INR"],
    [123456, INR, "1234.56", "1,234.56 INR"],
    [10000000, INR, "100000.00", "1,00,000.00 INR"],
    [-123456789, INR, "-1234567.89", "-12,34,567.89 INR"],
    [ISSUED_MINOR_MAX, INR, "90071992547409.91", "9,00,71,99,25,47,409.91 INR"],
    [-ISSUED_MINOR_MAX, JPY, "-9007199254740991", "-9,007,199,254,740,991 JPY"],
    [0, JPY, "0", "0 JPY"],
    [999, JPY, "999", "999 JPY"],
    [1234567, KWD, "1234.567", "1,234.567 KWD"],
    [7, KWD, "0.007", "0.007 KWD"],
  ] as const;
  for (const [minor, currency, decimal, text] of table) {
    assert.equal(decimalOf(minor, currency), decimal);
    assert.equal(moneyText(minor, currency), text);
  }
});

Deno.test("money: common currencies have their scale", () => {
  const table = [["INR", 2], ["EUR", 2], ["USD", 2], ["JPY", 0], ["KRW", 0], ["KWD", 3]] as const;
  for (const [code, scale] of table) assert.deepEqual(currencyOf(code), { code, scale });
});

// ISO 4217 list one: the locale data that Intl reads rounds these to what shops use.
Deno.test("money: a scale is that of ISO 4217, not of shop prices", () => {
  const iso = { AFN: 2, ALL: 2, IQD: 3, LAK: 2, LBP: 2, MGA: 2, MMK: 2, RSD: 2, SOS: 2, YER: 2 };
  const scales = Object.keys(iso).map((code) => [code, currencyOf(code).scale]);
  assert.deepEqual(Object.fromEntries(scales), iso);
});

Deno.test("money: what is not an ISO 4217 code in capitals is refused", () => {
  for (const code of ["inr", "XYZ", "", "RS", "INRS", "₹", " INR"]) {
    const error = {
      name: "AmountError",
      message: /Cannot use currency ".*": expected an ISO 4217/,
    };
    assert.throws(() => currencyOf(code), error, code);
  }
});
