// Documents as people and attackers hand them in: small whole PDFs, JPEGs and PNGs, and the parts to make bad ones of.
import { Buffer } from "node:buffer";
import { deflateSync } from "node:zlib";
import type { Handed } from "../../bank/giving/document.ts";

export const latin = (text: string): Buffer => Buffer.from(text, "latin1");

/** One object with a stream; `dictionary` goes in front of the length. */
export function streamObject(dictionary: string, bytes: Uint8Array): Buffer {
  return Buffer.concat([
    latin(`7 0 obj\n<<${dictionary}/Length ${bytes.length}>>\nstream\n`),
    bytes,
    latin("\nendstream\nendobj\n"),
  ]);
}

const CATALOG = "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" +
  "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
  "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\n";

export function pdfOf(...parts: readonly (string | Uint8Array)[]): Buffer {
  const body = parts.map((part) => typeof part === "string" ? latin(part) : part);
  const end = "trailer<</Root 1 0 R/Size 8>>\nstartxref\n9\n%%EOF\n";
  return Buffer.concat([latin(`%PDF-1.7\n${CATALOG}`), ...body, latin(end)]);
}

/** Objects that are written together and compressed. */
export function objectStream(text: string, dictionary = "/Filter/FlateDecode"): Buffer {
  return streamObject(
    `/Type/ObjStm/N 1/First 4${dictionary}`,
    new Uint8Array(deflateSync(latin(`8 0 ${text}`))),
  );
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}

export function chunk(type: string, data: Uint8Array = new Uint8Array()): Buffer {
  const named = Buffer.concat([latin(type), data]);
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  crc.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, crc]);
}

export const PNG_BEGIN = Buffer.from("89504e470d0a1a0a", "hex");

export function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  return chunk("IHDR", header);
}

/** Grey; only as many rows as are asked for are really there. */
export function pngOf(width = 4, height = 4, ...more: readonly Buffer[]): Buffer {
  const rows = deflateSync(Buffer.alloc(Math.min(height, 4) * (Math.min(width, 4) + 1), 0));
  const picture = chunk("IDAT", new Uint8Array(rows));
  return Buffer.concat([PNG_BEGIN, pngHeader(width, height), ...more, picture, chunk("IEND")]);
}

export function segment(marker: number, data: Uint8Array): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

export const JPEG_BEGIN = Buffer.from([0xff, 0xd8]);
export const JPEG_END = Buffer.from([0xff, 0xd9]);

function jpegFrame(width: number, height: number): Buffer {
  const data = Buffer.from([8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  data.writeUInt16BE(height, 1);
  data.writeUInt16BE(width, 3);
  return segment(0xc0, data);
}

/** With stuffed bytes and restarts in its scan. */
export function jpegOf(width = 8, height = 8, ...more: readonly Buffer[]): Buffer {
  return Buffer.concat([
    JPEG_BEGIN,
    segment(0xe0, latin("JFIF\0\x01\x01\0\0\x01\0\x01\0\0")),
    ...more,
    segment(0xdb, Buffer.alloc(65, 1)),
    jpegFrame(width, height),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56, 0xff, 0xd7, 0x78]),
    JPEG_END,
  ]);
}

/** One stored file; a reader looks for its directory from the end. */
export function zipOf(text: string, comment = ""): Buffer {
  const [name, data] = [latin("a.txt"), latin(text)];
  const sizes = Buffer.alloc(12);
  sizes.writeUInt32LE(crc32(data), 0);
  sizes.writeUInt32LE(data.length, 4);
  sizes.writeUInt32LE(data.length, 8);
  const local = [Buffer.from("504b03040a00000000000000000000", "hex").subarray(0, 14), sizes];
  const names = Buffer.from([name.length, 0, 0, 0]);
  const file = Buffer.concat([...local, names, name, data]);
  const directory = Buffer.concat([
    Buffer.from("504b01020a000a00000000000000000000", "hex").subarray(0, 16),
    sizes,
    names,
    Buffer.alloc(14),
    name,
  ]);
  const end = Buffer.alloc(22);
  end.set([0x50, 0x4b, 5, 6, 0, 0, 0, 0, 1, 0, 1, 0]);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(file.length, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([file, directory, end, latin(comment)]);
}

const NAMES: Readonly<Record<string, string>> = {
  "application/pdf": "scan.pdf",
  "image/jpeg": "scan.jpg",
  "image/png": "scan.png",
};

export const asPdf = (bytes: Uint8Array): Handed => handed("application/pdf", bytes);
export const asJpeg = (bytes: Uint8Array): Handed => handed("image/jpeg", bytes);
export const asPng = (bytes: Uint8Array): Handed => handed("image/png", bytes);

function handed(media: string, bytes: Uint8Array): Handed {
  return { media, fileName: NAMES[media]!, bytes };
}
