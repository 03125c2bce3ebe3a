// bank/pay_in/payment_reference.ts: a reference is found in what banks and people make of it, and no slip of two signs makes it
// that of another account.
import assert from "node:assert/strict";
import fc from "fast-check";
import { accountNumberOf } from "../../bank/account_number.ts";
import {
  namedIn,
  paymentReferenceOf,
  paymentReferenceText,
  REFERENCE_TEXT_CHARS_MAX,
} from "../../bank/pay_in/payment_reference.ts";

const MAYA = "482913057708";
const JON = "517621061977";

/** As a person reads it: `RF35 8548 2913 0577`. */
const [OF_MAYA, OF_JON] = [MAYA, JON].map(paymentReferenceOf).map(paymentReferenceText) as [
  string,
  string,
];

const FOUND: readonly (readonly [text: string, accounts: readonly string[]])[] = [
  ["RF35 8548 2913 0577", [MAYA]],
  ["rf35854829130577", [MAYA]],
  ["NEFT/HDFC0000123/MAYA R/rf 35-8548-2913-0577/rent", [MAYA]],
  ["UPI/533412345678/RF3585 48291\r\n30577/maya@upi", [MAYA]],
  ["EREF+NOTPROVIDED SVWZ+RF35854829130577", [MAYA]],
  ["RF35854829130577Thank you", [MAYA]],
  ["R F 3 5 8 5 4 8 2 9 1 3 0 5 7 7", [MAYA]],
  ["RF35 8548 29l3 O577", [MAYA]],
  ["RF35 8548 29I3 o577", [MAYA]],
  ["आरएफ RF३५ ८५४८ २९१३ ०५७७", [MAYA]],
  ["ＲＦ３５ ８５４８ ２９１３ ０５７７", [MAYA]],
  [`RF RFRF 12 ${OF_MAYA}`, [MAYA]],
  [`${OF_MAYA} ${OF_MAYA}`, [MAYA]],
  [`${OF_JON} and ${OF_MAYA}`, [JON, MAYA]],
  [`${OF_MAYA} 2026-11-30`, [MAYA]],
  ["", []],
  ["482913057708", []],
  ["85482913 0577", []],
  ["RF35 8548 2913 05775", []],
  ["RF35 8548 2913 057", []],
  ["RF35 8548 2913 0578", []],
  ["RF18 5390 0754 7034", []],
  ["RF35 8548 x 2913 0577", []],
  ["x".repeat(REFERENCE_TEXT_CHARS_MAX) + OF_MAYA, []],
];

Deno.test("payment reference: found in the texts of banks and people, and nowhere else", () => {
  assert.equal(OF_MAYA, "RF35 8548 2913 0577");
  assert.deepEqual(FOUND.map(([text]) => [text, namedIn(text).accounts]), FOUND);
});

const account = fc.integer({ min: 1_000_000_000, max: 9_999_999_999 })
  .map((body) => accountNumberOf(String(body)));

Deno.test("payment reference: every account has one of its own, whatever stands around it", () => {
  const noise = fc.string({ maxLength: 80 }).map((text) => text.replace(/rf/gi, ""));
  fc.assert(fc.property(account, noise, fc.constantFrom(" ", "\n", "/", ". "), (one, text, gap) => {
    const reference = paymentReferenceOf(one);
    assert.match(reference, /^RF\d{14}$/);
    assert.deepEqual(namedIn(text + gap + reference + gap + text).accounts, [one]);
    assert.deepEqual(namedIn([...reference.toLowerCase()].join(gap)).accounts, [one]);
  }));
});

Deno.test("payment reference: one or two wrong digits, anywhere, are no account's reference", () => {
  fc.assert(
    fc.property(account, (one) => {
      const digits = [...paymentReferenceOf(one)].slice(2);
      const named = () => namedIn(`RF${digits.join("")}`).accounts;
      const places = digits.map((_, place) => place);
      const wrong = (place: number) => [..."0123456789"].filter((digit) => digit !== digits[place]);
      for (const place of places) {
        const right = digits[place]!;
        for (const digit of wrong(place)) {
          digits[place] = digit;
          assert.deepEqual(named(), []);
          for (const other of places.slice(place + 1)) {
            const rightThere = digits[other]!;
            for (const second of wrong(other)) {
              digits[other] = second;
              assert.deepEqual(named(), [], `${paymentReferenceOf(one)}: ${digits.join("")}`);
            }
            digits[other] = rightThere;
          }
          digits[place] = right;
        }
      }
    }),
    { numRuns: 8 },
  );
});

Deno.test("payment reference: two digits that changed places, one too many and one too few name no account", () => {
  const place = fc.integer({ min: 2, max: 15 });
  fc.assert(
    fc.property(account, place, place, fc.integer({ min: 0, max: 9 }), (one, at, to, digit) => {
      const reference = paymentReferenceOf(one);
      const swapped = [...reference];
      [swapped[at], swapped[to]] = [swapped[to]!, swapped[at]!];
      const same = swapped.join("") === reference;
      assert.deepEqual(namedIn(swapped.join("")).accounts, same ? [one] : []);
      assert.deepEqual(namedIn(reference.slice(0, at) + reference.slice(at + 1)).accounts, []);
      assert.deepEqual(namedIn(reference.slice(0, at) + digit + reference.slice(at)).accounts, []);
    }),
  );
});
