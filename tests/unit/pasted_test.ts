// bank/pasted.ts as tables: what people paste, type and save in files, read as it was meant, and nothing guessed.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  bareDigits,
  compactCode,
  groupedCodeOf,
  hexOf,
  PastedError,
  plainCode,
  plainId,
  plainName,
  plainText,
  secretOfText,
  textOfFile,
} from "../../bank/pasted.ts";
import { SEEDED } from "../support/ledger.ts";

fc.configureGlobal(SEEDED);

type Saved = readonly [how: string, save: (text: string) => Uint8Array];

const utf16 = (text: string, little: boolean) => {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), little);
  return bytes;
};
const utf8 = (text: string) => new TextEncoder().encode(text);

const SAVED: readonly Saved[] = [
  ["UTF-8", utf8],
  ["UTF-8 with a mark", (text) => utf8(`\uFEFF${text}`)],
  ["UTF-16 LE with a mark", (text) => utf16(`\uFEFF${text}`, true)],
  ["UTF-16 BE with a mark", (text) => utf16(`\uFEFF${text}`, false)],
  ["UTF-16 LE", (text) => utf16(text, true)],
  ["UTF-16 BE", (text) => utf16(text, false)],
];

Deno.test("pasted: a text is the same however it was saved, with any line ends", () => {
  const texts = [
    "correct horse\n",
    '{"name":"மதுரை ₹ 😀"}\n',
    "पासवर्ड\n",
    "  kept  \n\n",
    "a\nb\n",
  ];
  for (const [how, save] of SAVED) {
    for (const text of texts) {
      for (const end of ["\n", "\r\n", "\r"]) {
        assert.equal(textOfFile(save(text.replaceAll("\n", end))), text, `${how} ${text}`);
      }
    }
  }
  assert.equal(textOfFile(new Uint8Array()), "");
});

Deno.test("pasted: any line of any script survives each way of saving, or is refused without a mark", () => {
  const line = fc.string({ unit: "grapheme", maxLength: 40 }).map((text) =>
    `x${text.replace(/[\0\r]/g, "")}\n`
  );
  for (const [how, save] of SAVED) {
    // A letter that is one of ASCII when its halves are swapped leaves it open which comes first.
    const unmarked = /^UTF-16 ..$/.test(how);
    fc.assert(fc.property(line, (line) => {
      const units = Array.from({ length: line.length }, (_, at) => line.charCodeAt(at));
      const unsure = unmarked &&
        units.some((unit) =>
          unit % 256 === 0 && /[\t\n\r -~]/.test(String.fromCharCode(unit >> 8))
        );
      if (unsure) assert.throws(() => textOfFile(save(line)), PastedError, how);
      else assert.equal(textOfFile(save(line)), line, how);
    }));
  }
});

Deno.test("pasted: what is no text is refused with the reason", () => {
  const files: readonly (readonly [string, Uint8Array])[] = [
    ["Latin-1", new Uint8Array([0x70, 0xe4, 0x73, 0x73, 0x0a])],
    ["a picture", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d])],
    ["half of UTF-16", utf16("\uFEFFword", true).subarray(0, 7)],
    ["half of UTF-16 BE", utf16("\uFEFFword", false).subarray(0, 7)],
    ["half of a pair", utf16("\uFEFFa\ud83d", true)],
    ["zeros", new Uint8Array(64)],
  ];
  for (const [what, bytes] of files) {
    assert.throws(() => textOfFile(bytes), { name: "PastedError", message: /not text in/ }, what);
  }
});

Deno.test("pasted: of a password nothing but the line end is cut", () => {
  const rows = [
    ["correct horse\n", "correct horse"],
    ["correct horse", "correct horse"],
    ["  spaces kept \n", "  spaces kept "],
    ["\u00a0no\u200bbreak\t\n", "\u00a0no\u200bbreak\t"],
    ["first\nnotes\n", "first"],
    ["ｗｉｄｅ–１\n", "ｗｉｄｅ–１"],
  ] as const;
  for (const [text, secret] of rows) assert.equal(secretOfText(text), secret);
  for (const empty of ["", "\n", "\nsecond\n"]) {
    assert.throws(() => secretOfText(empty), PastedError);
  }
});

Deno.test("pasted: texts lose what is invisible, and names what is too much", () => {
  const rows = [
    ["\u00a0 Rent\u2009May \u3000", "Rent May", "Rent May"],
    ["\ufeffZoë\u200b\u2060", "Zoë", "Zoë"],
    ["Ann   Lee ", "Ann   Lee", "Ann Lee"],
    ["Ann\t\n Lee", "Ann\t\n Lee", "Ann Lee"],
    ["10–12 o’clock − １", "10–12 o’clock − １", "10–12 o’clock − １"],
    // What joins letters and emoji means something.
    ["क्\u200dष 👩\u200d👧", "क्\u200dष 👩\u200d👧", "क्\u200dष 👩\u200d👧"],
  ] as const;
  for (const [given, text, name] of rows) {
    assert.equal(plainText(given), text);
    assert.equal(plainName(given), name);
  }
});

Deno.test("pasted: numbers and codes in the signs of ASCII", () => {
  const dashes = ["\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2015", "\u2212", "－"];
  for (const dash of dashes) assert.equal(plainCode(`2026${dash}11${dash}01`), "2026-11-01", dash);
  const rows = [
    ["\u202a\u200e+91 98400\u00a012345\u202c", "+91 98400 12345"],
    ["ＡＢ１２／３", "AB12/3"],
    ["०१२३४५६७८९", "0123456789"],
    ["௦௧௨௩௪௫௬௭௮௯", "0123456789"],
    ["٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹", "0123456789 0123456789"],
    ["sil\u00adver", "silver"],
    ["²①Ⅷ½", "²①Ⅷ½"],
  ] as const;
  for (const [given, code] of rows) assert.equal(plainCode(given), code);
  assert.equal(compactCode(" aaats\u00a01234 f"), "AAATS1234F");
  assert.equal(bareDigits(" 123\u2009456 "), "123456");
  assert.equal(bareDigits("１２３–４５６"), "123456");
  assert.equal(
    plainId(" 01A21050–D5AB-70C0-BEE8-4795D9371157\n"),
    "01a21050-d5ab-70c0-bee8-4795d9371157",
  );
});

Deno.test("pasted: a staff code in every form in which it is copied or read out", () => {
  const code = "4829-1305-7719-1001-2002-3003";
  const bare = code.replaceAll("-", "");
  const forms = [
    code,
    `${code} `,
    ` ${code}\r\n`,
    bare,
    code.replaceAll("-", " "),
    bare.split("").join(" "),
    code.replaceAll("-", "–"),
    code.replaceAll("-", "\u2212"),
    code.replaceAll("-", " - "),
    code.replaceAll("0", "O"),
    code.replaceAll("0", "o").replaceAll("1", "l"),
    code.replaceAll("1", "I"),
    `\ufeff${code}\u200b`,
    code.replaceAll("-", "\u00a0"),
    [...bare].map((digit) => String.fromCodePoint(0xff10 + +digit)).join(""),
  ];
  for (const form of forms) assert.equal(groupedCodeOf(form), code, JSON.stringify(form));
  for (const other of ["1234-5678", `${code}-1`, `${bare.slice(1)}x`, "x", ""]) {
    assert.equal(groupedCodeOf(other), other);
  }
});

Deno.test("pasted: a fingerprint or a key in every form in which it is copied", () => {
  const hex = "0123456789abcdef".repeat(4);
  const colons = hex.toUpperCase().replace(/(..)(?=.)/g, "$1:");
  const forms = [
    hex,
    hex.toUpperCase(),
    colons,
    colons.toLowerCase(),
    colons.replaceAll(":", " "),
    `sha256:${hex}`,
    `SHA256:${colons}`,
    `sha-256 ${hex}`,
    `SHA256 Fingerprint=${colons}`,
    `  ${colons.slice(0, 47)}\n  ${colons.slice(48)}\n`,
    `${colons.slice(0, 48)}\r\n${colons.slice(48)}`,
    `  fingerprint  ${colons}`,
    `  signing key  ${hex}`,
    `"${colons}"`,
    `\ufeff${colons}\u200b`,
    colons.replaceAll(":", "\u00a0"),
    colons.replaceAll(":", "–"),
    colons.replaceAll("A", "Ａ"),
  ];
  for (const form of forms) assert.equal(hexOf(form), hex, JSON.stringify(form));
  for (const other of ["", hex.slice(1), `${hex}0`, `x${hex.slice(1)}`, "sha256:", `md5:${hex}`]) {
    assert.equal(hexOf(other), null, other);
  }
});
