// bank/amount.ts as a table: what people type and paste, and that no amount is ever read as another one.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { parseAmount } from "../../bank/amount.ts";
import { ISSUED_MINOR_MAX } from "../../bank/limits.ts";
import { type Currency, decimalOf, groupedOf, moneyText } from "../../bank/money.ts";
import { SEEDED } from "../support/ledger.ts";

fc.configureGlobal(SEEDED);

const INR: Currency = { code: "INR", scale: 2 };
const EUR: Currency = { code: "EUR", scale: 2 };
const JPY: Currency = { code: "JPY", scale: 0 };
const KWD: Currency = { code: "KWD", scale: 3 };

type Row = readonly [text: string, currency: Currency, minor: number | RegExp];

function read(rows: readonly Row[]): void {
  for (const [text, currency, minor] of rows) {
    const reading = () => parseAmount(text, currency);
    if (typeof minor === "number") assert.equal(reading(), minor, JSON.stringify(text));
    else assert.throws(reading, { name: "AmountError", message: minor }, JSON.stringify(text));
  }
}

Deno.test("amount: it is read by its digits or refused with the reason", () => {
  read([
    ["25", INR, 2500],
    ["25.5", INR, 2550],
    ["0.01", INR, 1],
    ["0.29", INR, 29],
    ["4.35", INR, 435],
    ["007.50", INR, 750],
    ["  25 \n", INR, 2500],
    ["90071992547409.91", INR, ISSUED_MINOR_MAX],
    ["90071992547409.92", INR, /larger than the bank can hold/],
    ["9999999999999999", INR, /larger than the bank can hold/],
    ["9007199254740991", JPY, ISSUED_MINOR_MAX],
    ["9007199254740992", JPY, /larger/],
    ["1".repeat(17), JPY, /larger/],
    ["25.5", JPY, /JPY has no decimals; write it like 25$/],
    ["25.505", KWD, 25505],
    ["25.5055", KWD, /KWD has 3 decimals at most; write it like 25\.000$/],
    ["25.500", INR, /INR has 2 decimals at most/],
    ["0.00", INR, /more than zero/],
    ...["-5", "−5", "+5", "₹-5", "-₹5", "5-", "–5", "Rs -5"].map((text): Row => [
      text,
      INR,
      /no sign/,
    ]),
    ["1e3", INR, /exponents/],
    ["1.5E3", INR, /exponents/],
    ...["", " ", "\u200b"].map((
      text,
    ): Row => [text, INR, /^Cannot read amount "": type an amount such as 25\.00$/]),
    ...[".", ".5", "5.", "1.2.3", "1_000", "0x10", "NaN", "Infinity", "₹", "INR"].map(
      (text): Row => [text, INR, /expected digits, and at most one decimal point/],
    ),
  ]);
});

Deno.test("amount: groups as the program prints them, and as other people write them", () => {
  read([
    ["1,000.00", INR, 100_000],
    ["1,00,000.00", INR, 10_000_000],
    ["100,000", INR, 10_000_000],
    ["12,34,567.89", INR, 123_456_789],
    ["1 000.00", INR, 100_000],
    ["1\u00a000\u00a0000", INR, 10_000_000],
    ["1\u202f000.50", EUR, 100_050],
    ["1\u2009000", EUR, 100_000],
    ["1'000.00", EUR, 100_000],
    ["1’000’000.00", EUR, 100_000_000],
    ["1,000", JPY, 1000],
    ["1,250.000", KWD, 1_250_000],
    ["1,250,000", KWD, 1_250_000_000],
    ["1 250", KWD, 1_250_000],
    // Elsewhere a comma stands before the decimals, of which there may be three here.
    ["1,250", KWD, /a comma could stand before its decimals/],
    ...["1,00", "1,5", "50,5", "12,34.00", "1,0000", "1,00,00", "1,0,0", ",500", "0,500"].map(
      (text): Row => [text, INR, /commas stand between thousands \(1,00,000 or 100,000\)/],
    ),
    ["1.000,00", INR, /commas stand between thousands or lakhs, decimals come after a point/],
    ["1 000,00 €", EUR, /commas stand between thousands/],
    ["1.000,00 €", EUR, /commas stand between thousands/],
    ["25 50", INR, /groups of them such as 1,00,000 or 100,000/],
    ["1,000 000", INR, /commas stand/],
    ["500,", INR, /expected digits/],
    ["1\t250", INR, /expected digits/],
    ["25\n000", INR, /expected digits/],
    ["1  000", INR, /groups of them/],
    [`1${" ".repeat(90)}000`, INR, /expected digits/],
  ]);
});

Deno.test("amount: the sign and the code of the bank's currency, of no other one", () => {
  read([
    ...["₹500", "₹ 500", "Rs. 500", "rs500", "INR 500", "500 inr", "500₹", "₹500.00 INR"].map(
      (text): Row => [text, INR, 50_000],
    ),
    ["Rs. 500/-", INR, 50_000],
    ["रु 500", INR, 50_000],
    ["ரூ. 500", INR, 50_000],
    ["€ 5", EUR, 500],
    ["5,000.00 EUR", EUR, 500_000],
    ["¥500", JPY, 500],
    ["KWD 1.250", KWD, 1250],
    ["25 EUR", INR, /not in the bank's currency, INR/],
    ["eur 25", INR, /not in the bank's currency/],
    ["$5", INR, /not in the bank's currency/],
    ["₹5", EUR, /not in the bank's currency, EUR/],
    ["Rs 5", EUR, /expected digits/],
    ["500/-", EUR, /no sign/],
  ]);
});

Deno.test("amount: digits of other scripts and of full width", () => {
  read([
    ["२५", INR, 2500],
    ["१,००,०००.५०", INR, 10_000_050],
    ["௫௦௦.௫", INR, 50_050],
    ["৫০", INR, 5000],
    ["１２５．５０", INR, 12_550],
    ["１，０００．００", INR, 100_000],
    ["\ufeff\u200b250\u200b", INR, 25_000],
    // Not digits of a number, though they look like it.
    ...["5²", "½", "①", "Ⅳ", "५००x", "五"].map((text): Row => [text, INR, /expected digits/]),
  ]);
});

Deno.test("amount: a refusal quotes no more than forty characters of what was typed", () => {
  const error = { message: new RegExp(`^Cannot read amount "${"x".repeat(40)}": `) };
  assert.throws(() => parseAmount("x".repeat(10_000), INR), error);
});

const minor = fc.oneof(
  fc.integer({ min: 1, max: ISSUED_MINOR_MAX }),
  fc.integer({ min: 1, max: 10_000_000 }),
);

Deno.test("amount: every form in which an amount is printed is read as that amount", () => {
  for (const currency of [INR, EUR, JPY, KWD]) {
    fc.assert(fc.property(minor, (minor) => {
      const grouped = groupedOf(minor, currency);
      const forms = [
        decimalOf(minor, currency),
        grouped,
        moneyText(minor, currency),
        `${currency.code} ${grouped}`,
        ` ${grouped}\n`,
        grouped.replaceAll(",", "\u00a0"),
        grouped.replaceAll(",", " "),
        grouped.replaceAll(",", "’"),
      ];
      for (const form of forms) assert.equal(parseAmount(form, currency), minor, form);
    }));
  }
});

/** What a text of digits and separators means by the rules of grouping, worked out by putting the groups together again. */
function meaning(text: string, { scale }: Currency): bigint | null {
  const [given = "", decimals = "", ...more] = text.split(".");
  if (more.length > 0 || decimals.length > scale || text.endsWith(".")) return null;
  const signs = new Set(given.replace(/\d/g, ""));
  const whole = signs.size > 1 ? "" : given.replace(/\D/g, ",");
  const digits = whole.replaceAll(",", "");
  if (!/^\d+$/.test(digits) || !/^\d*$/.test(decimals)) return null;
  const fits = [/\B(?=(\d{3})+$)/g, /\B(?=(\d{2})*\d{3}$)/g].some((places) =>
    digits.replace(places, ",") === whole
  );
  return fits || whole === digits ? BigInt(digits + decimals.padEnd(scale, "0")) : null;
}

Deno.test("amount: no text is read as another amount than its groups say", () => {
  const text = fc.string({
    unit: fc.constantFrom(..."0123456789,,,.. '".split("")),
    minLength: 1,
    maxLength: 14,
  });
  for (const currency of [INR, EUR, JPY, KWD]) {
    fc.assert(fc.property(text, (text) => {
      let read: number;
      try {
        read = parseAmount(text, currency);
      } catch {
        return;
      }
      assert.equal(BigInt(read), meaning(text.trim(), currency), text);
    }));
  }
});
