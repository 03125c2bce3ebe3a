// What a handed-in document may be: a PDF, a JPEG or a PNG that is nothing else besides and does nothing when it is opened.
// Pure: bytes in, a reason to refuse or null out. Sources: ISO 32000-2 (PDF), ITU T.81 (JPEG), RFC 2083 (PNG).
import { Buffer } from "node:buffer";
import { type DocumentProblem, documentWrong } from "./document_problem.ts";
import { pdfProblem } from "./pdf.ts";

/** Bytes of one document. */
export const DOCUMENT_BYTES_MAX = 5 * 1024 * 1024;

export const TOO_LARGE = documentWrong("too_large", "the file is larger than 5 MiB");

/** Pixels of a picture, for the same reason: a scan of a large page at 600 dots per inch. */
const PIXELS_MAX = 100_000_000;

/** The kinds of documents that are taken, by media type. */
export const MEDIA: Readonly<
  Record<string, { readonly name: string; readonly extensions: readonly string[] }>
> = {
  "application/pdf": { name: "PDF", extensions: ["pdf"] },
  "image/jpeg": { name: "JPEG", extensions: ["jpg", "jpeg"] },
  "image/png": { name: "PNG", extensions: ["png"] },
};

/** Of a file whose name says what it is. */
export const FILE_MEDIA = "application/octet-stream";

/** What a file of that name is, or what it was said to be. @param media as declared. */
export function mediaOf(fileName: string, media: string): string {
  if (media !== FILE_MEDIA && media !== "") return media;
  const extension = extensionOf(fileName);
  const [named] = Object.entries(MEDIA).find(([, kind]) => kind.extensions.includes(extension)) ??
    [];
  return named ?? media;
}

function extensionOf(fileName: string): string {
  return fileName.toLowerCase().split(".").at(-1) ?? "";
}

export interface Handed {
  readonly fileName: string;
  /** As declared. */
  readonly media: string;
  readonly bytes: Uint8Array;
}

/** @returns why the document is refused, or null. */
export function documentProblem({ fileName, media, bytes }: Handed): DocumentProblem | null {
  const kind = Object.hasOwn(MEDIA, media) ? MEDIA[media] : undefined;
  if (!kind) return documentWrong("kind", "expected a PDF, a JPEG or a PNG");
  if (bytes.length === 0) return documentWrong("empty", "the file is empty");
  if (bytes.length > DOCUMENT_BYTES_MAX) return TOO_LARGE;
  if (!kind.extensions.includes(extensionOf(fileName))) {
    return documentWrong("name", `the name of a ${kind.name} ends in .${kind.extensions[0]}`);
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

const JPEG_END = 0xd9;

/** Walks the segments: what comes after the end marker would be something else. */
function jpegProblem(bytes: Buffer): DocumentProblem | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8 || bytes[2] !== 0xff) {
    return documentWrong("begin", "the file does not begin like a JPEG");
  }
  let [at, pictured] = [2, false];
  while (at + 3 < bytes.length) {
    if (bytes[at] !== 0xff) return documentWrong("damaged", "the JPEG is damaged");
    const marker = bytes[at + 1]!;
    if (marker === JPEG_END) break;
    const length = bytes.readUInt16BE(at + 2);
    if (length < 2) return documentWrong("damaged", "the JPEG is damaged");
    const frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (frame && at + 9 < bytes.length) {
      if (bytes.readUInt16BE(at + 5) * bytes.readUInt16BE(at + 7) > PIXELS_MAX) {
        return documentWrong("picture_too_large", "the picture is too large");
      }
    }
    at += 2 + length;
    if (marker !== 0xda) continue;
    pictured = true;
    // Entropy-coded data: up to the next marker that is neither stuffing nor a restart.
    while (at + 1 < bytes.length) {
      const next = bytes[at + 1]!;
      if (bytes[at] === 0xff && next !== 0 && !(next >= 0xd0 && next <= 0xd7)) break;
      at++;
    }
  }
  const ends = bytes[at] === 0xff && bytes[at + 1] === JPEG_END;
  if (!ends || at + 2 !== bytes.length) {
    return documentWrong("end", "the file does not end like a JPEG");
  }
  return pictured ? null : documentWrong("no_picture", "there is no picture in the JPEG");
}

const PNG_END_MISSING = documentWrong("end", "the file does not end like a PNG");

const PNG_BEGIN = Buffer.from("89504e470d0a1a0a", "hex");

function pngProblem(bytes: Buffer): DocumentProblem | null {
  if (!bytes.subarray(0, 8).equals(PNG_BEGIN)) {
    return documentWrong("begin", "the file does not begin like a PNG");
  }
  let [at, pictured] = [8, false];
  while (at + 12 <= bytes.length) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString("latin1", at + 4, at + 8);
    if (at + 12 + length > bytes.length) break;
    if (at === 8 && type !== "IHDR") return documentWrong("damaged", "the PNG is damaged");
    if (
      type === "IHDR" && length >= 8 &&
      bytes.readUInt32BE(at + 8) * bytes.readUInt32BE(at + 12) > PIXELS_MAX
    ) {
      return documentWrong("picture_too_large", "the picture is too large");
    }
    pictured ||= type === "IDAT";
    at += 12 + length;
    if (type === "IEND" && !pictured) {
      return documentWrong("no_picture", "there is no picture in the PNG");
    }
    if (type === "IEND") return at === bytes.length ? null : PNG_END_MISSING;
  }
  return PNG_END_MISSING;
}
