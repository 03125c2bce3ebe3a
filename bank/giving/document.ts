// What a handed-in document may be: a PDF, a JPEG or a PNG that is nothing else besides and does nothing when it is opened.
// Pure: bytes in, a reason to refuse or null out. Sources: ISO 32000-2 (PDF), ITU T.81 (JPEG), RFC 2083 (PNG).
import { Buffer } from "node:buffer";
import { inflateSync } from "node:zlib";

/** Bytes of one document. */
export const DOCUMENT_BYTES_MAX = 5 * 1024 * 1024;

/** Bytes that the compressed parts of a PDF may unfold to while they are searched: more would be a bomb. */
const UNFOLDED_BYTES_MAX = 64 * 1024 * 1024;

/** Pixels of a picture, for the same reason: a scan of a large page at 600 dots per inch. */
const PIXELS_MAX = 100_000_000;

export const MEDIA: Readonly<
  Record<string, { readonly name: string; readonly extensions: readonly string[] }>
> = {
  "application/pdf": { name: "PDF", extensions: ["pdf"] },
  "image/jpeg": { name: "JPEG", extensions: ["jpg", "jpeg"] },
  "image/png": { name: "PNG", extensions: ["png"] },
};

export interface Handed {
  readonly fileName: string;
  /** As declared. */
  readonly media: string;
  readonly bytes: Uint8Array;
}

/** @returns why the document is refused, or null. */
export function documentProblem({ fileName, media, bytes }: Handed): string | null {
  const kind = Object.hasOwn(MEDIA, media) ? MEDIA[media] : undefined;
  if (!kind) return "expected a PDF, a JPEG or a PNG";
  if (bytes.length === 0) return "the file is empty";
  if (bytes.length > DOCUMENT_BYTES_MAX) return "the file is larger than 5 MiB";
  const extension = fileName.toLowerCase().split(".").at(-1) ?? "";
  if (!kind.extensions.includes(extension)) {
    return `the name of a ${kind.name} ends in .${kind.extensions[0]}`;
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (media) {
    case "application/pdf":
      return pdfProblem(buffer);
    case "image/jpeg":
      return jpegProblem(buffer);
    default:
      return pngProblem(buffer);
  }
}

/** Names in a PDF that make it act, hide or carry something. */
const FORBIDDEN = [
  "Encrypt",
  "JavaScript",
  "JS",
  "Launch",
  "EmbeddedFile",
  "EmbeddedFiles",
  "OpenAction",
  "AA",
  "RichMedia",
  "XFA",
  "SubmitForm",
  "ImportData",
];

function pdfProblem(bytes: Buffer): string | null {
  if (!/^%PDF-[12]\.[0-9]/.test(bytes.toString("latin1", 0, 8))) {
    return "the file does not begin like a PDF";
  }
  const end = bytes.toString("latin1", Math.max(0, bytes.length - 32)).trimEnd();
  if (!end.endsWith("%%EOF")) return "the file does not end like a PDF";
  const text = bytes.toString("latin1");
  const found = forbiddenIn(text);
  if (found !== null) return `a PDF with /${found} is not taken`;
  let unfolded = 0;
  for (const part of streamsOf(text, bytes)) {
    let plain: Buffer;
    try {
      plain = inflateSync(part, { maxOutputLength: UNFOLDED_BYTES_MAX - unfolded + 1 });
    } catch (error) {
      if ((error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") {
        return "the PDF unfolds to too much";
      }
      continue;
    }
    unfolded += plain.length;
    if (unfolded > UNFOLDED_BYTES_MAX) return "the PDF unfolds to too much";
    const hidden = forbiddenIn(plain.toString("latin1"));
    if (hidden !== null) return `a PDF with /${hidden} is not taken`;
  }
  return null;
}

/** Compressed parts that could hold objects; pictures and fonts need not be looked into. */
function* streamsOf(text: string, bytes: Buffer): Generator<Buffer> {
  const begins = /stream\r?\n/g;
  for (let match = begins.exec(text); match; match = begins.exec(text)) {
    const before = text.slice(Math.max(0, match.index - 600), match.index);
    const dictionary = before.slice(before.lastIndexOf("obj"));
    if (text.slice(match.index - 3, match.index) === "end") continue;
    if (/\/Subtype\s*\/Image/.test(dictionary)) continue;
    const from = match.index + match[0].length;
    const to = text.indexOf("endstream", from);
    yield bytes.subarray(from, to < 0 ? bytes.length : to);
  }
}

/** Names may be written with `#4a` for a letter (ISO 32000-2, 7.3.5). */
function forbiddenIn(text: string): string | null {
  const plain = text.includes("#")
    ? text.replace(/#([0-9a-fA-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
    : text;
  for (const name of FORBIDDEN) {
    for (let at = plain.indexOf(`/${name}`); at >= 0; at = plain.indexOf(`/${name}`, at + 1)) {
      if (!/[A-Za-z0-9]/.test(plain[at + name.length + 1] ?? " ")) return name;
    }
  }
  return null;
}

const JPEG_END = 0xd9;

/** Walks the segments: what comes after the end marker would be something else. */
function jpegProblem(bytes: Buffer): string | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8 || bytes[2] !== 0xff) {
    return "the file does not begin like a JPEG";
  }
  let at = 2;
  while (at + 3 < bytes.length) {
    if (bytes[at] !== 0xff) return "the JPEG is damaged";
    const marker = bytes[at + 1]!;
    if (marker === JPEG_END) break;
    const length = bytes.readUInt16BE(at + 2);
    if (length < 2) return "the JPEG is damaged";
    const frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (frame && at + 9 < bytes.length) {
      if (bytes.readUInt16BE(at + 5) * bytes.readUInt16BE(at + 7) > PIXELS_MAX) {
        return "the picture is too large";
      }
    }
    at += 2 + length;
    if (marker !== 0xda) continue;
    // Entropy-coded data: up to the next marker that is neither stuffing nor a restart.
    while (at + 1 < bytes.length) {
      const next = bytes[at + 1]!;
      if (bytes[at] === 0xff && next !== 0 && !(next >= 0xd0 && next <= 0xd7)) break;
      at++;
    }
  }
  const ends = bytes[at] === 0xff && bytes[at + 1] === JPEG_END;
  return ends && at + 2 === bytes.length ? null : "the file does not end like a JPEG";
}

const PNG_BEGIN = Buffer.from("89504e470d0a1a0a", "hex");

function pngProblem(bytes: Buffer): string | null {
  if (!bytes.subarray(0, 8).equals(PNG_BEGIN)) return "the file does not begin like a PNG";
  let at = 8;
  while (at + 12 <= bytes.length) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString("latin1", at + 4, at + 8);
    if (at + 12 + length > bytes.length) break;
    if (at === 8 && type !== "IHDR") return "the PNG is damaged";
    if (
      type === "IHDR" && length >= 8 &&
      bytes.readUInt32BE(at + 8) * bytes.readUInt32BE(at + 12) > PIXELS_MAX
    ) {
      return "the picture is too large";
    }
    at += 12 + length;
    if (type === "IEND") return at === bytes.length ? null : "the file does not end like a PNG";
  }
  return "the file does not end like a PNG";
}
