// bank/money.ts as tables: what people type, what scripts read, what people are shown. Scales are those of
// ISO 4217, whatever the locale data of the runtime says.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { ISSUED_MINOR_MAX } from "../../bank/limits.ts";
import { type Currency, currencyOf, decimalOf, moneyText, parseAmount } from "../../bank/money.ts";

const INR: Currency = { code: "INR", scale: 2 };
const JPY: Currency = { code: "JPY", scale: 0 };
const KWD: Currency = { code: "KWD", scale: 3 };

const AMOUNTS: readonly (readonly [text: string, currency: Currency, minor: number | RegExp])[] = [
  ["25", INR, 2500],
  ["25.5", INR, 2550],
  ["25.50", INR, 2550],
  ["0.01", INR, 1],
  ["1.10", INR, 110],
  ["0.29", INR, 29],
  ["4.35", INR, 435],
  ["007.50", INR, 750],
  ["  25 \n", INR, 2500],
  ["90071992547409.91", INR, ISSUED_MINOR_MAX],
  ["90071992547409.92", INR, /larger than the bank can hold/],
  ["9999999999999999", INR, /larger than the bank can hold/],
  ["25", JPY, 25],
  ["9007199254740991", JPY, ISSUED_MINOR_MAX],
  ["9007199254740992", JPY, /larger/],
  ["25.5", JPY, /JPY has no decimals; write it like 25$/],
  ["25.0", JPY, /JPY has no decimals/],
  ["25.505", KWD, 25505],
  ["25.5055", KWD, /KWD has 3 decimals at most; write it like 25\.000$/],
  ["25.505", INR, /INR has 2 decimals at most/],
  ["25.500", INR, /INR has 2 decimals at most/],
  ["0", INR, /more than zero/],
  ["0.00", INR, /more than zero/],
  ["-5", INR, /no sign/],
  ["−5", INR, /no sign/],
  ["+5", INR, /no sign/],
  ["1,000", INR, /commas/],
  ["2,50", INR, /commas/],
  ["1e3", INR, /exponents/],
  ["1.5E3", INR, /exponents/],
  ["", INR, /expected digits/],
  [" ", INR, /expected digits/],
  [".", INR, /expected digits/],
  [".5", INR, /expected digits/],
  ["5.", INR, /expected digits/],
  ["1.2.3", INR, /expected digits/],
  ["1 000", INR, /expected digits/],
  ["1_000", INR, /expected digits/],
  ["0x10", INR, /expected digits/],
  ["25 INR", INR, /expected digits/],
  ["२५", INR, /expected digits/],
  ["NaN", INR, /expected digits/],
  ["Infinity", INR, /expected digits/],
  ["1".repeat(17), JPY, /Cannot read amount/],
];

Deno.test("money: an amount is read by its digits or refused with the reason", () => {
  for (const [text, currency, minor] of AMOUNTS) {
    const read = () => parseAmount(text, currency);
    if (typeof minor === "number") assert.equal(read(), minor, text);
    else assert.throws(read, { name: "AmountError", message: minor }, text);
  }
});

Deno.test("money: a refusal quotes no more than forty characters of what was typed", () => {
  const error = { message: new RegExp(`^Cannot read amount "${"x".repeat(40)}": `) };
  assert.throws(() => parseAmount("x".repeat(10_000), INR), error);
});

Deno.test("money: every amount survives being written and read", () => {
  const scale = fc.integer({ min: 0, max: 4 });
  fc.assert(fc.property(fc.integer({ min: 1, max: ISSUED_MINOR_MAX }), scale, (minor, scale) => {
    const currency = { code: "INR", scale };
    assert.equal(parseAmount(decimalOf(minor, currency), currency), minor);
  }));
});

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
