// bank/account_number.ts: no single wrong digit and no two swapped ones give another valid number, and the
// ways people write numbers down are understood.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  accountNumberOf,
  accountNumberText,
  isAccountNumber,
  looksLikeAccountNumber,
  normalAccountNumber,
  randomAccountNumber,
} from "../../bank/account_number.ts";
import { SEEDED } from "../support/ledger.ts";

fc.configureGlobal(SEEDED);

const body = fc.integer({ min: 1_000_000_000, max: 9_999_999_999 }).map(String);

Deno.test("account number: check digits are those of ISO 7064 MOD 97-10", () => {
  // The remainder is worked out digit by digit, as one does on paper.
  const remainder = (digits: string) => [...digits].reduce((rest, d) => (rest * 10 + +d) % 97, 0);
  fc.assert(fc.property(body, (body) => {
    const number = accountNumberOf(body);
    assert.equal(number.length, 12);
    assert.ok(number.startsWith(body));
    assert.equal(remainder(number), 1);
    assert.ok(isAccountNumber(number));
  }));
});

Deno.test("account number: every single mistyped digit is caught", () => {
  fc.assert(
    fc.property(body.map(accountNumberOf), (number) => {
      for (let place = 0; place < 12; place++) {
        for (const digit of "0123456789") {
          if (digit === number[place]) continue;
          const typed = number.slice(0, place) + digit + number.slice(place + 1);
          assert.ok(!isAccountNumber(typed), `${number} typed as ${typed}`);
        }
      }
    }),
    { numRuns: 50 },
  );
});

Deno.test("account number: any two swapped digits are caught", () => {
  fc.assert(
    fc.property(body.map(accountNumberOf), (number) => {
      for (let a = 0; a < 12; a++) {
        for (let b = a + 1; b < 12; b++) {
          const digits = [...number];
          [digits[a], digits[b]] = [number[b]!, number[a]!];
          const typed = digits.join("");
          assert.equal(isAccountNumber(typed), typed === number, `${number} typed as ${typed}`);
        }
      }
    }),
    { numRuns: 50 },
  );
});

Deno.test("account number: random bytes always give a valid one, the extremes too", () => {
  const table = [
    [new Uint8Array(8), "1000000000"],
    [new Uint8Array([0, 0, 0, 2, 0x18, 0x71, 0x19, 0xff]), "9999999999"],
    [new Uint8Array([0, 0, 0, 2, 0x18, 0x71, 0x1a, 0x00]), "1000000000"],
  ] as const;
  for (const [bytes, body] of table) {
    assert.equal(randomAccountNumber(bytes), accountNumberOf(body));
  }
  const bytes = fc.uint8Array({ minLength: 8, maxLength: 16 });
  fc.assert(fc.property(bytes, (bytes) => isAccountNumber(randomAccountNumber(bytes))));
});

Deno.test("account number: only the bytes of the view are drawn from", () => {
  const view = new Uint8Array([9, 9, 9, 9, 0, 0, 0, 0, 0, 0, 0, 7, 9]).subarray(4, 12);
  assert.equal(randomAccountNumber(view), accountNumberOf("1000000007"));
});

Deno.test("account number: forms that people write and what they are taken for", () => {
  const number = accountNumberOf("4829130577");
  const [a, b, c] = [number.slice(0, 4), number.slice(4, 8), number.slice(8)];
  const table = [
    [number, true, true],
    [`${a} ${b} ${c}`, true, true],
    [` ${a}-${b}-${c}\n`, true, true],
    [`${a}\u00a0${b}\u00a0${c}`, true, true],
    [number.slice(1), true, false],
    [`${number}0`, true, false],
    [`0${number.slice(1)}`, true, false],
    ["7", true, false],
    ["", false, false],
    ["alice", false, false],
    [`x${number}`, false, false],
    [`${number}x`, false, false],
    [`-${number}`, false, true],
    [`${a}\u2013${b}\u2212${c}`, true, true],
    [`\ufeff${a}\u200b${b}\u2009${c}`, true, true],
    [[...number].map((digit) => String.fromCodePoint(0xff10 + +digit)).join(""), true, true],
    [[...number].map((digit) => String.fromCodePoint(0x0966 + +digit)).join(""), true, true],
    ["४८२९१३०५७७११", true, false],
    ["cash", false, false],
  ] as const;
  for (const [text, looks, is] of table) {
    assert.equal(looksLikeAccountNumber(text), looks, text);
    assert.equal(isAccountNumber(normalAccountNumber(text)), is, text);
  }
});

Deno.test("account number: shown in groups of four, house accounts by name", () => {
  const number = accountNumberOf("4829130577");
  const text = accountNumberText(number);
  assert.match(text, /^4829 1305 77\d\d$/);
  assert.equal(normalAccountNumber(text), number);
  assert.equal(accountNumberText("cash"), "cash");
});
