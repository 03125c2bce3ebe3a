// Whether a PDF does nothing when it is opened and hides nothing (ISO 32000-2). It is not read as a reader would: whatever
// could be objects to any reader is looked into, and what cannot be looked into is not taken.
import { Buffer } from "node:buffer";
import { type DocumentProblem, documentWrong } from "./document_problem.ts";
import { PICTURE_FILTERS, type Unpacked, unpacked } from "./pdf_filters.ts";
import { type Definitions, onlyShowsAPlace } from "./pdf_opening.ts";
import {
  isDictionary,
  isList,
  type PdfDictionary,
  PdfName,
  type PdfValue,
  PdfValues,
  plainName,
} from "./pdf_values.ts";

/** Bytes that the compressed parts may unfold to while they are searched: more would be a bomb. */
const UNFOLDED_BYTES_MAX = 64 * 1024 * 1024;

/** How often the file may be read over while its objects are looked for: objects in objects would make it very often. */
const READ_OVER_MAX = 8;

/** Objects in object streams, in all: more than 5 MiB of an honest file have. */
const TOGETHER_MAX = 500_000;

/** References that are followed, each through the whole file, and objects that could be the one of a reference. */
const FOLLOWED_MAX = 20;
const DEFINED_MAX = 100;

const ZIP_END = Buffer.from("504b0506", "hex");

/** Bytes from the end in which a ZIP archive has its end record (APPNOTE 4.3.16). */
const ZIP_TAIL_BYTES = 22 + 65_535;

/** Names that make a PDF act, hide or carry something; long enough not to come about by chance in a picture. */
const ACTING = [
  "Encrypt",
  "JavaScript",
  "Launch",
  "EmbeddedFile",
  "EmbeddedFiles",
  "RichMedia",
  "SubmitForm",
  "ImportData",
  "OnInstantiate",
] as const;

/** Shorter ones, looked for where objects are. */
const SHORT = ["JS", "AA", "XFA", "EF"] as const;

type Acting = typeof ACTING[number] | typeof SHORT[number];

const PRINT = "print it to a new PDF";
const DETACH = "save it without attachments";

/** How to save it so that it is taken. */
const BETTER: Readonly<Record<Acting, string>> = {
  JavaScript: PRINT,
  JS: PRINT,
  AA: PRINT,
  Launch: PRINT,
  SubmitForm: PRINT,
  ImportData: PRINT,
  RichMedia: PRINT,
  OnInstantiate: PRINT,
  XFA: PRINT,
  Encrypt: "save it without a password and without restrictions",
  EmbeddedFile: DETACH,
  EmbeddedFiles: DETACH,
  EF: DETACH,
};

export function pdfProblem(bytes: Buffer): DocumentProblem | null {
  if (!/^%PDF-[12]\.[0-9]/.test(bytes.toString("latin1", 0, 8))) {
    return documentWrong("begin", "the file does not begin like a PDF");
  }
  const end = bytes.toString("latin1", Math.max(0, bytes.length - 32)).trimEnd();
  if (!end.endsWith("%%EOF")) return documentWrong("end", "the file does not end like a PDF");
  // From behind: the comment of an archive may be anything.
  if (bytes.lastIndexOf(ZIP_END) >= Math.max(0, bytes.length - ZIP_TAIL_BYTES)) {
    return documentWrong("archive", "the PDF is a ZIP archive as well");
  }
  return new Search(bytes).problem();
}

function acts(name: Acting): DocumentProblem {
  const rule = name === "Encrypt" ? "encrypted" : BETTER[name] === DETACH ? "attached" : "acting";
  return documentWrong(rule, `a PDF with /${name} is not taken: ${BETTER[name]}`);
}

const OPENS = documentWrong("acting", `a PDF with such an /OpenAction is not taken: ${PRINT}`);

const CANNOT_LOOK = documentWrong(
  "packed",
  `the PDF is packed in a way that cannot be looked into: ${PRINT}`,
);

const UNFOLDS = documentWrong("unfolds", `the PDF unfolds to too much: ${PRINT}`);

class Search implements Definitions {
  readonly #bytes: Buffer;
  readonly #text: string;
  /** The same with the letters of names as they are. */
  readonly #plain: string;
  /** What else could be objects: those that were written together. */
  readonly #unpacked: string[] = [];
  /** Where in those texts the object of a number is. */
  readonly #together = new Map<number, { readonly text: string; readonly at: number }[]>();
  #unfolded = 0;
  #read = 0;
  #placed = 0;
  #followed = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#text = bytes.toString("latin1");
    this.#plain = unescaped(this.#text);
  }

  problem(): DocumentProblem | null {
    const acting = named(this.#plain, ACTING);
    if (acting !== null) return acts(acting);
    for (const at of objectsIn(this.#text)) {
      const problem = this.#objectProblem(at);
      if (problem !== null) return problem;
    }
    return [this.#plain, ...this.#unpacked].every((each) => this.#opensWell(each)) ? null : OPENS;
  }

  /** Of whatever a reader could take for an object. */
  #objectProblem(at: number): DocumentProblem | null {
    const values = new PdfValues(this.#text, at);
    const value = values.next();
    this.#read += values.at - at;
    if (this.#read > READ_OVER_MAX * this.#text.length) return CANNOT_LOOK;
    if (value === undefined && values.at < this.#text.length) return CANNOT_LOOK;
    const acting = keyed(value);
    if (acting !== null) return acts(acting);
    if (!isDictionary(value) || !this.#text.startsWith("stream", values.at)) return null;
    const begins = /stream[\t ]*(?:\r\n|\n|\r)?/y;
    begins.lastIndex = values.at;
    begins.exec(this.#text);
    return this.#streamProblem(value, begins.lastIndex);
  }

  #streamProblem(dictionary: PdfDictionary, from: number): DocumentProblem | null {
    // What is in another file is not here.
    if (dictionary.has("F") || dictionary.has("FFilter")) return CANNOT_LOOK;
    const together = dictionary.has("N") || dictionary.has("First");
    if (!together && isPicture(dictionary)) return null;
    // Where no objects can be, what cannot be unpacked is only a page that cannot be seen.
    const cannot = together ? CANNOT_LOOK : null;
    const filters = filtersOf(dictionary);
    if (filters === null || (together && isPredicted(dictionary))) return cannot;
    const end = this.#endOf(dictionary, from);
    this.#read += end - from;
    // What is deflated says itself where it ends, whatever stands in it.
    let data: Unpacked = this.#bytes.subarray(from, filters[0]?.startsWith("Fl") ? undefined : end);
    for (const filter of filters) {
      if (PICTURE_FILTERS.has(filter)) return null;
      data = unpacked(filter, data, UNFOLDED_BYTES_MAX - this.#unfolded);
      if (data === undefined) return cannot;
      if (data === null) return UNFOLDS;
      this.#unfolded += data.length;
    }
    return together ? this.#togetherProblem(dictionary, data.toString("latin1")) : null;
  }

  /** Some readers believe the length, others look for the word. */
  #endOf(dictionary: PdfDictionary, from: number): number {
    const ends = this.#text.indexOf("endstream", from);
    const lengths = (dictionary.get("Length") ?? []).filter((each) => typeof each === "number");
    const end = Math.max(ends < 0 ? Infinity : ends, ...lengths.map((each) => from + each));
    return Math.min(end, this.#text.length);
  }

  /** Pairs of a number and a place, then the objects; places are counted from /First (7.5.7). */
  #togetherProblem(dictionary: PdfDictionary, content: string): DocumentProblem | null {
    const text = unescaped(content);
    const [first, ...more] = dictionary.get("First") ?? [0];
    if (typeof first !== "number" || more.length > 0) return CANNOT_LOOK;
    const values = new PdfValues(text);
    const before = this.#placed;
    for (let number = values.next(); typeof number === "number"; number = values.next()) {
      const place = values.next();
      if (typeof place !== "number") break;
      if (++this.#placed > TOGETHER_MAX) return CANNOT_LOOK;
      const known = this.#together.get(number);
      if (known) known.push({ text, at: first + place });
      else this.#together.set(number, [{ text, at: first + place }]);
    }
    // A profile of colours has an /N too, and chance may write any three letters into it.
    if (this.#placed === before) return null;
    this.#unpacked.push(text);
    const acting = named(text, ACTING) ?? named(text, SHORT);
    return acting === null ? null : acts(acting);
  }

  #opensWell(text: string): boolean {
    const key = "/OpenAction";
    for (let at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + 1)) {
      const after = at + key.length;
      if (/[A-Za-z0-9]/.test(text[after] ?? " ")) continue;
      if (!onlyShowsAPlace(new PdfValues(text, after).next(), this)) return false;
    }
    return true;
  }

  of(number: number): (PdfValue | undefined)[] {
    if (++this.#followed > FOLLOWED_MAX) return [];
    const text = this.#text;
    const found = [...this.#together.get(number) ?? []];
    for (const at of objectsIn(text)) {
      const its = numberBefore(text, at - "obj".length);
      if (its === number || its === null) found.push({ text, at });
      if (found.length > DEFINED_MAX) return [];
    }
    return found.map(({ text, at }) => new PdfValues(text, at).next());
  }
}

/** Where the values of objects begin: behind each word that could be the one that readers look for. */
function* objectsIn(text: string): Iterable<number> {
  for (let at = text.indexOf("obj"); at >= 0; at = text.indexOf("obj", at + 3)) {
    const another = text.startsWith("end", at - 3) || /[A-Za-z]/.test(text[at + 3] ?? "");
    if (!another) yield at + 3;
  }
}

/** @returns null where it could be any, undefined where there is none. */
function numberBefore(text: string, at: number): number | null | undefined {
  const before = text.slice(Math.max(0, at - 64), at);
  const [, number] = /(\d{1,10})[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]*$/.exec(before) ?? [];
  if (number !== undefined) return Number(number);
  return /[\0\t\n\f\r \d]$/.test(before) ? null : undefined;
}

/** Names may be written with `#4a` for a letter (7.3.5). */
function unescaped(text: string): string {
  if (!text.includes("#")) return text;
  // Only for letters and digits: others could look like the end of something.
  return text.replace(/#(?:3[0-9]|[46][1-9a-fA-F]|[57][0-9aA])/g, plainName);
}

function named<Name extends string>(plain: string, names: readonly Name[]): Name | null {
  for (const name of names) {
    for (let at = plain.indexOf(`/${name}`); at >= 0; at = plain.indexOf(`/${name}`, at + 1)) {
      if (!/[A-Za-z0-9]/.test(plain[at + name.length + 1] ?? " ")) return name;
    }
  }
  return null;
}

/** A short name as a key, however deep. */
function keyed(value: PdfValue | undefined): Acting | null {
  if (isList(value)) return value.map(keyed).find((found) => found !== null) ?? null;
  if (!isDictionary(value)) return null;
  const found = SHORT.find((name) => value.has(name));
  return found ?? keyed([...value.values()].flat());
}

/** How a stream is packed; null when it is not said in a way that can be told. */
function filtersOf(dictionary: PdfDictionary): string[] | null {
  const [said = null, ...more] = dictionary.get("Filter") ?? [];
  if (more.length > 0) return null;
  const list = said === null ? [] : isList(said) ? said : [said];
  const names = list.map((each) => each instanceof PdfName ? each.name : null);
  return names.includes(null) ? null : names as string[];
}

/** Written as differences from the row above: writers of PDF do not do that with objects. */
function isPredicted(dictionary: PdfDictionary): boolean {
  return ["DecodeParms", "DP"].some((key) => !(dictionary.get(key) ?? []).every(isPlain));
}

/** No prediction is the first kind of it (7.4.4.4). */
function isPlain(parameters: PdfValue): boolean {
  if (isList(parameters)) return parameters.every(isPlain);
  return parameters === null ||
    isDictionary(parameters) && (parameters.get("Predictor") ?? []).every((kind) => kind === 1);
}

/** Readers do not look for objects in it, and unfold no more than its size. */
function isPicture(dictionary: PdfDictionary): boolean {
  const [kind, ...more] = dictionary.get("Subtype") ?? [];
  return more.length === 0 && kind instanceof PdfName && kind.name === "Image";
}
