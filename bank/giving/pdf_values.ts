// Values as they are written in a PDF (ISO 32000-2, 7.2 and 7.3), read as leniently as readers read them: names with letters
// in hex, strings in strings, comments anywhere, and what is no value at all passed over. Knows no files and no objects.

export class PdfName {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

export class PdfReference {
  readonly number: number;

  constructor(number: number) {
    this.number = number;
  }
}

/** Of a key that is there twice some readers take the first value and others the last: all are kept. */
export type PdfDictionary = ReadonlyMap<string, readonly PdfValue[]>;

/** A string, a word that is no value, a sign out of place: what it says is of no importance here. */
export const SOMETHING = Symbol("something");

export type PdfValue =
  | null
  | number
  | typeof SOMETHING
  | PdfName
  | PdfReference
  | readonly PdfValue[]
  | PdfDictionary;

/** Lists in dictionaries in lists …: deeper than any program writes. */
const DEPTH_MAX = 50;

const SPACES = "\0\t\n\f\r ";

const NAME = /\/([^\0\t\n\f\r ()<>[\]{}/%]*)/y;
const NUMBER = /^[+-]?(?:\d{1,20}\.?\d{0,20}|\.\d{1,20})$/;
const REFERENCE = /(\d{1,10})[\0\t\n\f\r ]{1,20}\d{1,5}[\0\t\n\f\r ]{1,20}R(?![A-Za-z0-9])/y;
const WORD = /[^\0\t\n\f\r ()<>[\]{}/%]+/y;
const HEX_STRING = /<[0-9A-Fa-f\0\t\n\f\r ]*>/y;

/** Reads one value after the other. */
export class PdfValues {
  readonly #text: string;
  #at: number;

  constructor(text: string, at = 0) {
    this.#text = text;
    this.#at = at;
  }

  /** Where the next value begins, behind spaces and comments. */
  get at(): number {
    const text = this.#text;
    for (;;) {
      const sign = text[this.#at];
      if (sign !== undefined && SPACES.includes(sign)) this.#at++;
      else if (sign !== "%") return this.#at;
      else while (this.#at < text.length && !"\r\n".includes(text[this.#at]!)) this.#at++;
    }
  }

  /** @returns undefined at the end, and for what is too deep in others. */
  next(depth = 0): PdfValue | undefined {
    const { at } = this;
    if (at >= this.#text.length || depth > DEPTH_MAX) return undefined;
    switch (this.#text[at]) {
      case "/":
        return new PdfName(plainName(this.#take(NAME)![1]!));
      case "(":
        return this.#string();
      case "[":
        return this.#list(depth);
      case "<":
        if (this.#text[at + 1] === "<") return this.#dictionary(depth);
        return this.#take(HEX_STRING) ? SOMETHING : this.#sign();
      default:
        return this.#atom();
    }
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at = pattern.lastIndex;
    return found;
  }

  #sign(): PdfValue {
    this.#at++;
    return SOMETHING;
  }

  #atom(): PdfValue {
    const reference = this.#take(REFERENCE);
    if (reference) return new PdfReference(Number(reference[1]));
    const word = this.#take(WORD)?.[0];
    if (word === undefined) return this.#sign();
    return word === "null" ? null : NUMBER.test(word) ? Number(word) : SOMETHING;
  }

  /** Parentheses in it are balanced or escaped (7.3.4.2). */
  #string(): PdfValue {
    const text = this.#text;
    for (let open = 0; this.#at < text.length; this.#at++) {
      const sign = text[this.#at];
      if (sign === "\\") this.#at++;
      else if (sign === "(") open++;
      else if (sign === ")" && --open === 0) break;
    }
    return this.#sign();
  }

  #list(depth: number): PdfValue[] | undefined {
    this.#at++;
    const list: PdfValue[] = [];
    while (this.#text[this.at] !== "]") {
      const value = this.next(depth + 1);
      if (value === undefined) return undefined;
      list.push(value);
    }
    this.#at++;
    return list;
  }

  #dictionary(depth: number): PdfDictionary | undefined {
    this.#at += 2;
    const dictionary = new Map<string, PdfValue[]>();
    while (!this.#ends()) {
      const key = this.next(depth + 1);
      if (key === undefined) return undefined;
      if (!(key instanceof PdfName)) continue;
      const value = this.#ends() ? null : this.next(depth + 1);
      if (value === undefined) return undefined;
      const values = dictionary.get(key.name);
      if (values) values.push(value);
      else dictionary.set(key.name, [value]);
    }
    this.#at += 2;
    return dictionary;
  }

  #ends(): boolean {
    return this.#text.startsWith(">>", this.at);
  }
}

/** Letters may be written as `#4a` (7.3.5). */
export function plainName(name: string): string {
  return name.replace(
    /#([0-9a-fA-F]{2})/g,
    (_, hex: string) => String.fromCharCode(parseInt(hex, 16)),
  );
}

export const isList = (value: PdfValue | undefined): value is readonly PdfValue[] =>
  Array.isArray(value);

export const isDictionary = (value: PdfValue | undefined): value is PdfDictionary =>
  value instanceof Map;
