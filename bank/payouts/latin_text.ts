// Text as payments between banks carry it: the Latin letters and signs that all of them take (EPC217-08, and what Indian banks take in
// bulk files).

/** Letters that do not fall apart into one of `A` to `Z` and its marks, and signs that stand for others. */
const SPELLED: Readonly<Record<string, string>> = {
  "ß": "ss",
  "ẞ": "SS",
  "Æ": "AE",
  "æ": "ae",
  "Ø": "O",
  "ø": "o",
  "Œ": "OE",
  "œ": "oe",
  "Ł": "L",
  "ł": "l",
  "Đ": "D",
  "đ": "d",
  "Ð": "D",
  "ð": "d",
  "Þ": "Th",
  "þ": "th",
  "Ħ": "H",
  "ħ": "h",
  "Ŋ": "N",
  "ŋ": "n",
  "Ŧ": "T",
  "ŧ": "t",
  "ı": "i",
  "ĸ": "q",
  "&": "+",
  "‘": "'",
  "’": "'",
  "‐": "-",
  "‑": "-",
  "–": "-",
  "—": "-",
};

/** Marks fall away, letters that have no Latin form become a space; a slash stands alone and between others. */
export function latinText(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9/\-?:().,'+ ]/gu, (sign) => SPELLED[sign] ?? " ")
    .replace(/ +/g, " ").replace(/\/[/ ]*\//g, "/").replace(/^[/ ]+|[/ ]+$/g, "");
}

/** Whether a name is still one as a payment carries it: each of its letters has a Latin form. */
export function isLatinName(name: string): boolean {
  const letters = [...name.normalize("NFKC")].filter((sign) => /\p{L}/u.test(sign));
  return letters.length >= 2 && letters.every((letter) => /[A-Za-z]/.test(latinText(letter)));
}
