// What a user name, a display name and a password may be. Pure text rules; hashing is elsewhere.
import { DISPLAY_NAME_CHARS_MAX, PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN } from "./limits.ts";
import { plainName, plainText } from "./pasted.ts";

/** Begins with a letter, so that it can never be taken for an account number. */
export const USER_NAME = /^[a-z][a-z0-9._-]{2,31}$/;

/** Control and bidirectional characters that could rewrite the screen of a reader (C0, C1, UAX #9), halves of characters. */
export const UNSAFE_TEXT =
  // deno-lint-ignore no-control-regex -- control characters are what this is about
  /[\u0000-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u2028-\u202E\u2060\u2066-\u2069\uFEFF\uD800-\uDFFF]/u;

/** User names are compared in lower case. */
export function normalUserName(text: string): string {
  return plainText(text).toLowerCase();
}

/**
 * At least one character, not more than `DISPLAY_NAME_CHARS_MAX`, and none that could rewrite a screen.
 * @param text of `plainName`, as it is kept.
 */
export function isDisplayName(text: string): boolean {
  const length = [...text].length;
  return length >= 1 && length <= DISPLAY_NAME_CHARS_MAX && !UNSAFE_TEXT.test(text) &&
    plainName(text) === text;
}

/** Passwords, and what is left of others without signs around them and with letters for the digits that stand for them. */
const COMMON = new Set(
  ("password qwerty qwertyuiop qwertz azerty iloveyou letmein welcome sunshine princess football " +
    "baseball superman trustno administrator admin changeme bankbank dragon monkey master shadow " +
    "secret computer starwars whatever passphrase").split(" "),
);

/** Letters, digits and keys that follow each other. */
const ROWS = ["abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

/** Of a password, those that do not go on as the two before them. */
const SURPRISES_MIN = 5;

const STANDS_FOR: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  "$": "s",
  "!": "i",
};

export type Weakness = "too_short" | "too_long" | "common" | "contains_name" | "repetitive";

/**
 * The least that every bank asks (NIST SP 800-63B §5.1.1.2: length and a block list); a client may ask for more.
 * @returns why a password is too weak, or null.
 */
export function passwordWeakness(password: string, userName: string): Weakness | null {
  const characters = [...password];
  if (characters.length < PASSWORD_CHARS_MIN) return "too_short";
  if (characters.length > PASSWORD_CHARS_MAX) return "too_long";
  const lower = [...password.toLowerCase()];
  const period = periodOf(lower);
  const once = lower.slice(0, period);
  if (isCommon(once)) return "common";
  if (userName.length > 0 && password.toLowerCase().includes(userName.toLowerCase())) {
    return "contains_name";
  }
  if (new Set(characters).size < 4 || period < PASSWORD_CHARS_MIN) return "repetitive";
  return surprises(once) < SURPRISES_MIN ? "common" : null;
}

/** `ab` of `abababa`; the whole where nothing is repeated. */
function periodOf(characters: readonly string[]): number {
  const most = Math.floor(characters.length / 2);
  for (let period = 1; period <= most; period++) {
    if (characters.every((one, at) => at < period || one === characters[at - period])) {
      return period;
    }
  }
  return characters.length;
}

function isCommon(characters: readonly string[]): boolean {
  const read = (text: string) => [...text].map((one) => STANDS_FOR[one] ?? one).join("");
  const bare = (text: string) => text.replace(/^[^a-z]+|[^a-z]+$/g, "");
  const text = characters.join("");
  return [bare(text), read(bare(text)), bare(read(text))].some((word) => COMMON.has(word));
}

/** How many do not continue a run in one direction, or the same again. */
function surprises(characters: readonly string[]): number {
  let count = 0;
  let before: readonly string[] = [];
  for (const [at, one] of characters.entries()) {
    const steps = stepsOf(characters[at - 1] ?? "", one);
    const on = steps.filter((step) => before.includes(step));
    if (on.length === 0) count++;
    before = on.length > 0 ? on : steps;
  }
  return count;
}

/** Which rows go on, and which way. */
function stepsOf(from: string, to: string): string[] {
  if (from === to) return ["same"];
  return from === "" ? [] : ROWS.flatMap((keys, row) => [
    ...(keys.includes(from + to) ? [`${row} up`] : []),
    ...(keys.includes(to + from) ? [`${row} down`] : []),
  ]);
}
