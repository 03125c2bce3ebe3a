// What a user name, a display name and a password may be. Pure text rules; hashing is elsewhere.
import { DISPLAY_NAME_CHARS_MAX, PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN } from "./limits.ts";

/** Begins with a letter, so that it can never be taken for an account number. */
export const USER_NAME = /^[a-z][a-z0-9._-]{2,31}$/;

/** Control and bidirectional characters that could rewrite somebody's screen (C0, C1, UAX #9), halves of characters. */
export const UNSAFE_TEXT =
  // deno-lint-ignore no-control-regex -- control characters are what this is about
  /[\u0000-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u2028-\u202E\u2060\u2066-\u2069\uFEFF\uD800-\uDFFF]/u;

/** User names are compared in lower case. */
export function normalUserName(text: string): string {
  return text.trim().toLowerCase();
}

export function isDisplayName(text: string): boolean {
  const length = [...text].length;
  return length >= 1 && length <= DISPLAY_NAME_CHARS_MAX && !UNSAFE_TEXT.test(text) &&
    text.trim() === text;
}

const COMMON = new Set(
  ("password password1 password123 12345678 123456789 1234567890 qwertyuiop qwerty123 iloveyou " +
    "11111111 00000000 abcd1234 abc12345 letmein1 welcome1 sunshine princess football baseball " +
    "trustno1 superman passw0rd p@ssw0rd changeme administrator bankbank").split(" "),
);

export type Weakness = "too_short" | "too_long" | "common" | "contains_name" | "repetitive";

/** @returns why a password is too weak, or null (NIST SP 800-63B §5.1.1.2: length and a block list). */
export function passwordWeakness(password: string, userName: string): Weakness | null {
  const characters = [...password];
  if (characters.length < PASSWORD_CHARS_MIN) return "too_short";
  if (characters.length > PASSWORD_CHARS_MAX) return "too_long";
  const lower = password.toLowerCase();
  if (COMMON.has(lower)) return "common";
  if (userName.length > 0 && lower.includes(userName.toLowerCase())) return "contains_name";
  if (new Set(characters).size < 4) return "repetitive";
  return null;
}
