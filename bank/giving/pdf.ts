// Whether a PDF does nothing when it is opened and hides nothing (ISO 32000-2). It is not read as a reader would: whatever
// could be objects to any reader is looked into, and what cannot be looked into is not taken.
import { Buffer } from "node:buffer";
import { inflateRawSync } from "node:zlib";
import { type DocumentProblem, documentWrong } from "./document_problem.ts";

/** Bytes that the compressed parts may unfold to while they are searched: more would be a bomb. */
const UNFOLDED_BYTES_MAX = 64 * 1024 * 1024;

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
  "OpenAction",
  "RichMedia",
  "SubmitForm",
  "ImportData",
];

/** Shorter ones, looked for outside of pictures only. */
const SHORT = ["JS", "AA", "XFA"];

/** What packs pictures, and never objects. */
const PICTURES: ReadonlySet<string> = new Set([
  "DCTDecode",
  "DCT",
  "JPXDecode",
  "CCITTFaxDecode",
  "CCF",
  "JBIG2Decode",
]);

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
  const text = bytes.toString("latin1");
  const acting = named(text, ACTING) ?? named(outsideStreams(text), SHORT);
  if (acting !== null) return acts(acting);
  return streamsProblem(text, bytes);
}

function acts(name: string): DocumentProblem {
  return documentWrong("acting", `a PDF with /${name} is not taken`);
}

/** What is left when the contents of streams are taken out. */
function outsideStreams(text: string): string {
  return text.replace(/stream\r?\n[\s\S]*?endstream/g, " ");
}

/** Names may be written with `#4a` for a letter (7.3.5). */
function named(text: string, names: readonly string[]): string | null {
  const plain = unescaped(text);
  for (const name of names) {
    for (let at = plain.indexOf(`/${name}`); at >= 0; at = plain.indexOf(`/${name}`, at + 1)) {
      if (!/[A-Za-z0-9]/.test(plain[at + name.length + 1] ?? " ")) return name;
    }
  }
  return null;
}

function unescaped(text: string): string {
  if (!text.includes("#")) return text;
  return text.replace(/#([0-9a-fA-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
}

const CANNOT_LOOK = documentWrong(
  "packed",
  "the PDF is packed in a way that cannot be looked into: print it to a new PDF",
);

function streamsProblem(text: string, bytes: Buffer): DocumentProblem | null {
  let unfolded = 0;
  const begins = /stream\r?\n/g;
  for (let match = begins.exec(text); match; match = begins.exec(text)) {
    if (text.slice(match.index - 3, match.index) === "end") continue;
    const dictionary = dictionaryBefore(text, match.index);
    const filters = filtersOf(dictionary);
    if (filters === null) return CANNOT_LOOK;
    const [filter] = filters;
    const from = match.index + match[0].length;
    if (filter === undefined) {
      const problem = objectsProblem(text.slice(from, text.indexOf("endstream", from)));
      if (problem !== null) return problem;
      continue;
    }
    if (filters.length === 1 && PICTURES.has(filter)) continue;
    if (filters.length > 1 || (filter !== "FlateDecode" && filter !== "Fl")) return CANNOT_LOOK;
    const plain = unpacked(bytes.subarray(from), UNFOLDED_BYTES_MAX - unfolded);
    if (plain === undefined) return CANNOT_LOOK;
    if (plain === null) return documentWrong("unfolds", "the PDF unfolds to too much");
    unfolded += plain.length;
    const problem = objectsProblem(plain, /\/(DecodeParms|DP)\b/.test(dictionary));
    if (problem !== null) return problem;
  }
  return null;
}

/** The text of the object before its stream, without comments. */
function dictionaryBefore(text: string, at: number): string {
  const begin = text.lastIndexOf("obj", at);
  return unescaped(
    text.slice(begin < 0 ? Math.max(0, at - 4_096) : begin, at).replace(/%[^\r\n]*/g, " "),
  );
}

/** How a stream is packed; null when it is not said in a way that can be told. */
function filtersOf(dictionary: string): string[] | null {
  if (/\/(FFilter|F)\b(?!ilter)/.test(dictionary)) return null;
  const all = [...dictionary.matchAll(/\/Filter\b\s*(\[[^\]]*\]|\/[A-Za-z0-9]+|[^\s])/g)];
  if (all.length === 0) return [];
  if (all.length > 1) return null;
  const [, said = ""] = all[0]!;
  if (!said.startsWith("[") && !said.startsWith("/")) return null;
  const names = [...said.matchAll(/\/([A-Za-z0-9]+)/g)].map(([, name]) => name!);
  const words = said.replace(/[\[\]]/g, " ").trim().split(/\s*(?=\/)|\s+/).filter((word) =>
    word !== ""
  );
  return words.length === names.length ? names : null;
}

/** The checksum does not matter, as it does not to readers. @returns null when it is too much, undefined when it is damaged. */
function unpacked(packed: Buffer, bytesMax: number): Buffer | null | undefined {
  for (const skip of [2, 0]) {
    try {
      return inflateRawSync(packed.subarray(skip), {
        maxOutputLength: bytesMax + 1,
      });
    } catch (error) {
      if ((error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") return null;
    }
  }
  return undefined;
}

/** Objects that are written together begin with pairs of numbers (7.5.7). */
const PAIRS = /^[\s\0]*(?:%[^\r\n]*[\r\n]+\s*)*[0-9]+[\s\0]+[0-9]+[\s\0]/;

function objectsProblem(content: Buffer | string, predicted = false): DocumentProblem | null {
  const text = typeof content === "string" ? content : content.toString("latin1");
  const candidates = predicted ? [text, ...undifferenced(content as Buffer)] : [text];
  for (const candidate of candidates) {
    const long = named(candidate, ACTING);
    const short = PAIRS.test(candidate) ? named(candidate, SHORT) : null;
    const name = long ?? short;
    if (name !== null) return acts(name);
  }
  return null;
}

/** Differences of bytes (PNG's filters 1 and 2, and none) undone, whatever the width of a row may be said to be. */
function undifferenced(content: Buffer): string[] {
  const left = Buffer.alloc(content.length);
  for (let at = 1, before = 0; at < content.length; at++) {
    before = left[at] = (content[at]! + before) & 0xff;
  }
  return [left.toString("latin1"), content.subarray(1).toString("latin1")];
}
