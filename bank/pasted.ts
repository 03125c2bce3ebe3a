// What people paste, type or save in a file, as it was meant: other programs leave invisible marks in it. Pure; one
// reader for the terminal, the command line, REST and the pages. It takes away what carries no meaning and guesses at nothing.

/** What was given cannot be read; the message goes on after "Cannot read …: ". */
export class PastedError extends Error {
  override readonly name = "PastedError";
}

const UTF_8 = new TextDecoder("utf-8", { fatal: true });
const UTF_16 = new TextDecoder("utf-16le", { fatal: true });

const NOT_TEXT = "it is not text in UTF-8 or UTF-16; save it again as UTF-8";

/**
 * The text of a file: UTF-8 or UTF-16 with or without a byte order mark, as editors and shells of any system save it.
 * @returns it with line ends of `\n` alone.
 * @throws {PastedError} for what is no text.
 */
export function textOfFile(bytes: Uint8Array): string {
  let text: string;
  try {
    text = decoded(bytes);
  } catch {
    throw new PastedError(NOT_TEXT);
  }
  if (text.includes("\0")) throw new PastedError(NOT_TEXT);
  return text.replace(/\r\n?/g, "\n");
}

function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return UTF_16.decode(bytes.subarray(2));
  if (first === 0xfe && second === 0xff) return UTF_16.decode(swapped(bytes.subarray(2)));
  if (!bytes.includes(0)) return UTF_8.decode(bytes);
  // Without a mark letters and line ends of ASCII tell which half comes first: UTF-8 has no empty bytes.
  let [little, big] = [false, false];
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    little ||= bytes[at + 1] === 0 && isAscii(bytes[at]!);
    big ||= bytes[at] === 0 && isAscii(bytes[at + 1]!);
  }
  if (little === big) throw new PastedError(NOT_TEXT);
  return UTF_16.decode(little ? bytes : swapped(bytes));
}

function isAscii(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

function swapped(bytes: Uint8Array): Uint8Array {
  if (bytes.length % 2 !== 0) throw new PastedError(NOT_TEXT);
  return bytes.map((_, place) => bytes[place ^ 1]!);
}

/**
 * A password or another secret as a file or standard input has it: the first line, of which nothing but the line end is cut.
 * @param text of `textOfFile`.
 * @throws {PastedError} when nothing stands there.
 */
export function secretOfText(text: string): string {
  const [secret = ""] = text.split("\n", 1);
  if (secret === "") throw new PastedError("it is empty; the secret belongs on its first line");
  return secret;
}

/** Marks that are not seen and mean nothing in a text. What joins letters and emoji stays. */
const UNSEEN = /[\u200B\u2060\uFEFF]/g;

/** In a code what joins letters, breaks words or turns the direction of writing means nothing either. */
const UNSEEN_IN_CODES =
  /[\u00AD\u034F\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g;

/** A text for people: spaces of all kinds become plain ones, unseen marks go, as does what is around it. */
export function plainText(text: string): string {
  return text.replace(UNSEEN, "").replace(/\p{Zs}/gu, " ").trim();
}

/** A name: as `plainText`, and white space within is one space. */
export function plainName(text: string): string {
  return plainText(text).replace(/\s+/g, " ");
}

/** The zeros of the digits that people of India and its neighbours write with; nine more follow each. */
const ZEROS = [
  0x0660,
  0x06f0,
  0x0966,
  0x09e6,
  0x0a66,
  0x0ae6,
  0x0b66,
  0x0be6,
  0x0c66,
  0x0ce6,
  0x0d66,
];

const DIGIT = new RegExp(
  `[${
    ZEROS.map((zero) => String.fromCharCode(zero) + "-" + String.fromCharCode(zero + 9)).join("")
  }]`,
  "g",
);

/** What stands for a number, a code or an address: hyphens, digits and letters of full width are those of ASCII. */
export function plainCode(text: string): string {
  return plainText(text.replace(UNSEEN_IN_CODES, ""))
    .replace(/[\u2010-\u2015\u2212\uFE58\uFE63]/g, "-")
    .replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(DIGIT, (digit) => {
      const code = digit.charCodeAt(0);
      return String(code - ZEROS.findLast((zero) => zero <= code)!);
    })
    .trim();
}

/** A code in capitals without spaces: `aaats 1234 f` is `AAATS1234F`. */
export function compactCode(text: string): string {
  return plainCode(text).replace(/\s/g, "").toUpperCase();
}

/** Digits as people group them, with spaces or hyphens: of account numbers and of one-time codes. */
export function bareDigits(text: string): string {
  return plainCode(text).replace(/[\s-]/g, "");
}

/** Of a code that works once: for staff, or in place of a lost password. */
const GROUPED_CODE_DIGITS = 24;

/** Groups of four with hyphens, as the bank gives it. What cannot be one stays as it is: the bank refuses it. */
export function groupedCodeOf(text: string): string {
  const plain = plainCode(text);
  // Its alphabet has digits alone: who reads it from paper may take two of them for letters.
  const digits = plain.replace(/[\s._-]/g, "").replace(/o/gi, "0").replace(/[il]/gi, "1");
  const whole = digits.length === GROUPED_CODE_DIGITS && /^\d+$/.test(digits);
  return whole ? codeText(digits) : plain;
}

/** Digits of a code in groups, as the bank writes them. */
export function codeText(digits: string): string {
  return digits.replace(/(\d{4})(?=\d)/g, "$1-");
}

/** 64 hex digits in lower case: a fingerprint or a key in any case, with what programs write before and within. */
export function hexOf(text: string): string | null {
  const bare = plainCode(text)
    .replace(/^(?:sha-?256\b)?[\s:=]*(?:fingerprint\b|signing key\b)?[\s:=]*/i, "")
    .replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();
  return /^[0-9a-f]{64}$/.test(bare) ? bare : null;
}

/** An id as it is copied from a screen. */
export function plainId(text: string): string {
  return plainCode(text).toLowerCase();
}
