// What packs the streams of a PDF (ISO 32000-2, 7.4), undone to see whether there are objects in one.
import { Buffer } from "node:buffer";
import { constants, inflateRawSync } from "node:zlib";

/** What packs pictures, and never objects. */
export const PICTURE_FILTERS: ReadonlySet<string> = new Set([
  "DCTDecode",
  "DCT",
  "JPXDecode",
  "CCITTFaxDecode",
  "CCF",
  "JBIG2Decode",
]);

/** Null when it would be more than so many bytes, undefined when it is damaged or packed in a way that is not known here. */
export type Unpacked = Buffer | null | undefined;

export function unpacked(filter: string, packed: Buffer, bytesMax: number): Unpacked {
  switch (filter) {
    case "FlateDecode":
    case "Fl":
      return inflated(packed, bytesMax);
    case "ASCII85Decode":
    case "A85":
      return fromBase85(packed, bytesMax);
    case "ASCIIHexDecode":
    case "AHx":
      return fromHex(packed);
    case "RunLengthDecode":
    case "RL":
      return fromRuns(packed, bytesMax);
    default:
      return undefined;
  }
}

/** The checksum does not matter, as it does not to readers, nor does a missing end. */
function inflated(packed: Buffer, bytesMax: number): Unpacked {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: bytesMax + 1 };
  for (const skip of [2, 0]) {
    try {
      return inflateRawSync(packed.subarray(skip), options);
    } catch (error) {
      if ((error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") return null;
    }
  }
  return undefined;
}

/** Four bytes in five letters; `z` for four zeros; it ends with `~>` (7.4.3). */
function fromBase85(packed: Buffer, bytesMax: number): Unpacked {
  const end = packed.indexOf("~");
  if (end < 0) return undefined;
  const bytes = Buffer.alloc(4 * end + 4);
  let [value, letters, to] = [0, 0, 0];
  for (const code of packed.subarray(0, end)) {
    if (code === ZERO && letters === 0) to += 4;
    if (code < 0x21 || code > 0x75) continue;
    value = value * 85 + code - 0x21;
    if (++letters < 5) continue;
    to = bytes.writeUInt32BE(value % 2 ** 32, to);
    [value, letters] = [0, 0];
  }
  if (letters > 1) {
    for (let more = letters; more < 5; more++) value = value * 85 + 84;
    bytes.writeUInt32BE(value % 2 ** 32, to);
    to += letters - 1;
  }
  return to > bytesMax ? null : bytes.subarray(0, to);
}

const ZERO = "z".charCodeAt(0);

/** It ends with `>`; a last digit alone is followed by a zero (7.4.2). */
function fromHex(packed: Buffer): Unpacked {
  const end = packed.indexOf(">");
  if (end < 0) return undefined;
  const digits = packed.toString("latin1", 0, end).replace(/[^0-9A-Fa-f]/g, "");
  return Buffer.from(digits.length % 2 ? `${digits}0` : digits, "hex");
}

/** Up to 127: one more bytes as they are; from 129: one byte so often; 128 ends (7.4.5). */
function fromRuns(packed: Buffer, bytesMax: number): Unpacked {
  const parts: Buffer[] = [];
  let [at, bytes] = [0, 0];
  while (at < packed.length && packed[at] !== 128) {
    const length = packed[at]!;
    const part = length < 128
      ? packed.subarray(at + 1, at + 2 + length)
      : Buffer.alloc(257 - length, packed[at + 1] ?? 0);
    at += length < 128 ? length + 2 : 2;
    parts.push(part);
    bytes += part.length;
    if (bytes > bytesMax) return null;
  }
  return Buffer.concat(parts);
}
