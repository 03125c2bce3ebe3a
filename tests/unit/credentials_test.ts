// bank/credentials.ts as tables: user names, display names that cannot rewrite a screen, passwords.
import assert from "node:assert/strict";
import { looksLikeAccountNumber } from "../../bank/account_number.ts";
import { isDisplayName, normalUserName, passwordWeakness } from "../../bank/credentials.ts";
import { UNSAFE_TEXT, USER_NAME } from "../../bank/credentials.ts";
import {
  DISPLAY_NAME_CHARS_MAX,
  PASSWORD_CHARS_MAX,
  PASSWORD_CHARS_MIN,
} from "../../bank/limits.ts";

Deno.test("credentials: user names", () => {
  const table = [
    ["abc", true],
    ["a1._-", true],
    [`a${"b".repeat(31)}`, true],
    [`a${"b".repeat(32)}`, false],
    ["ab", false],
    ["", false],
    ["1abc", false],
    [".abc", false],
    ["Abc", false],
    ["a bc", false],
    ["abc\n", false],
    ["añb", false],
    ["аbс", false],
  ] as const;
  for (const [name, is] of table) {
    assert.equal(USER_NAME.test(name), is, name);
    if (is) assert.ok(!looksLikeAccountNumber(name), name);
  }
});

Deno.test("credentials: user names are compared in lower case without spaces around them", () => {
  for (const text of ["alice", " Alice", "ALICE\t", "aLiCe "]) {
    assert.equal(normalUserName(text), "alice");
  }
});

Deno.test("credentials: display names", () => {
  const table = [
    ["A", true],
    ["Asha Rao", true],
    ["आशा राव", true],
    ["O’Brien-Ng, Jr.", true],
    ["n".repeat(DISPLAY_NAME_CHARS_MAX), true],
    ["n".repeat(DISPLAY_NAME_CHARS_MAX + 1), false],
    ["😀".repeat(DISPLAY_NAME_CHARS_MAX), true],
    ["😀".repeat(DISPLAY_NAME_CHARS_MAX + 1), false],
    ["", false],
    [" ", false],
    [" Asha", false],
    ["Asha ", false],
    ["As\nha", false],
    ["\u001b[31mAsha", false],
    ["Asha\u202eoaR", false],
  ] as const;
  for (const [name, is] of table) assert.equal(isDisplayName(name), is, JSON.stringify(name));
});

Deno.test("credentials: every control and every bidirectional character is unsafe", () => {
  const control: number[] = [];
  for (let code = 0; code < 0x20; code++) control.push(code);
  for (let code = 0x7f; code < 0xa0; code++) control.push(code);
  // Bidi_Control in Unicode's PropList, and the two line separators.
  for (const bidi of [0x061c, 0x200e, 0x200f, 0x2028, 0x2029]) control.push(bidi);
  for (let code = 0x202a; code <= 0x202e; code++) control.push(code);
  for (let code = 0x2066; code <= 0x2069; code++) control.push(code);
  for (const code of control) {
    const name = `As${String.fromCodePoint(code)}ha`;
    assert.ok(UNSAFE_TEXT.test(name), code.toString(16));
    assert.ok(!isDisplayName(name), code.toString(16));
  }
});

Deno.test("credentials: letters, joiners and emoji of the world's scripts are safe", () => {
  for (const text of ["é", "ß", "你好", "שלום", "مرحبا", "க்ஷ", "ක්‍ෂ", "👩‍🌾", "₹", "\u00a0"]) {
    assert.ok(!UNSAFE_TEXT.test(`a${text}b`), text);
  }
});

Deno.test("credentials: passwords and why they are too weak", () => {
  const table = [
    ["correct horse", null],
    ["tr0ub4dor", null],
    ["पासवर्ड-लंबा", null],
    ["abcdefg", "too_short"],
    ["😀😁😂😃😄😅😆", "too_short"],
    ["😀😁😂😃😄😅😆😉", null],
    ["", "too_short"],
    ["purplex!".repeat(PASSWORD_CHARS_MAX / 8), null],
    ["purplex!".repeat(PASSWORD_CHARS_MAX / 8) + "p", "too_long"],
    ["password", "common"],
    ["PassWord1", "common"],
    ["P@ssw0rd", "common"],
    ["alicealice", "contains_name"],
    ["my-Alice-99", "contains_name"],
    ["aaaaaaaaaa", "repetitive"],
    ["abcabcabcabc", "repetitive"],
    ["abcdabcd", "repetitive"],
    ["abcdabcdab", "repetitive"],
    ["12345678901234", "common"],
    ["98765432109876", "common"],
    ["passwordpassword", "common"],
    ["Password!!2026", "common"],
    ["P@ssw0rd1", "common"],
    ["12password34", "common"],
    ["abcdefghijklmn", "common"],
    ["abcd1234", "common"],
    ["qwertyuiop123", "common"],
    ["asdfghjkl;", "common"],
    ["property", null],
    ["operators", null],
    ["xk7Qm2vp", null],
  ] as const;
  for (const [password, weakness] of table) {
    assert.equal(passwordWeakness(password, "alice"), weakness, password);
  }
});

Deno.test("credentials: the user name counts in any case, none at all does not", () => {
  assert.equal(passwordWeakness("xx-alice-xx", "ALICE"), "contains_name");
  assert.equal(passwordWeakness("correct horse", ""), null);
});

Deno.test("credentials: limits make sense together", () => {
  assert.ok(PASSWORD_CHARS_MIN >= 8, "NIST SP 800-63B asks for eight");
  assert.ok(PASSWORD_CHARS_MAX >= 64, "NIST SP 800-63B asks to allow sixty-four");
});
