// A font out of its WOFF package (W3C, WOFF File Format 1.0) as the plain tables that are in it (OpenType, "sfnt"). pdfkit
// reads WOFF as well, but unpacks a whole table again for every letter.
import { Buffer } from "node:buffer";
import { inflateSync } from "node:zlib";

/** Bytes of the header and of one table's entry, packed and plain. */
const WOFF = { header: 44, entry: 20 } as const;
const SFNT = { header: 12, entry: 16 } as const;

/** Tables begin at multiples of four bytes. */
const padded = (bytes: number) => (bytes + 3) & ~3;

export function unpackedFont(woff: Uint8Array): Buffer {
  const packed = Buffer.from(woff.buffer, woff.byteOffset, woff.byteLength);
  const tables = packed.readUInt16BE(12);
  const font = Buffer.alloc(packed.readUInt32BE(16));
  packed.copy(font, 0, 4, 8);
  font.writeUInt16BE(tables, 4);
  // What a reader may search with: the largest power of two tables.
  const power = Math.floor(Math.log2(tables));
  font.writeUInt16BE(SFNT.entry << power, 6);
  font.writeUInt16BE(power, 8);
  font.writeUInt16BE(SFNT.entry * tables - (SFNT.entry << power), 10);
  let to = SFNT.header + SFNT.entry * tables;
  for (let table = 0; table < tables; table++) {
    const at = WOFF.header + WOFF.entry * table;
    const [offset, packedBytes, bytes] = [4, 8, 12].map((more) => packed.readUInt32BE(at + more));
    const content = packed.subarray(offset!, offset! + packedBytes!);
    const plain = packedBytes === bytes ? content : inflateSync(content);
    const entry = SFNT.header + SFNT.entry * table;
    packed.copy(font, entry, at, at + 4);
    packed.copy(font, entry + 4, at + 16, at + 20);
    font.writeUInt32BE(to, entry + 8);
    font.writeUInt32BE(bytes!, entry + 12);
    plain.copy(font, to);
    to += padded(bytes!);
  }
  return font;
}
