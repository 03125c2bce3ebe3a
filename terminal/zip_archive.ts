// The files of a zip archive, as banks hand out their statements: no more than could be read without it, whatever the archive says of itself.
import { Buffer } from "node:buffer";
import { deflateRawSync, gunzipSync } from "node:zlib";
import { type Entry, fromBufferPromise, type ZipFile } from "yauzl";
import { FILE_BYTES_MAX, StatementFileError } from "../bank/statement_files/foreign_statement.ts";
import { line } from "../console/screen.ts";

/** A year of days, thrice. */
const FILES_MAX = 1_000;

interface ZippedFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/** In the order of the archive, without what systems put there for themselves. @throws {StatementFileError} */
export async function filesIn(archive: Uint8Array): Promise<readonly ZippedFile[]> {
  const files: ZippedFile[] = [];
  let bytes = 0;
  try {
    const zip = await fromBufferPromise(Buffer.from(archive), { lazyEntries: true });
    for await (const entry of zip.eachEntry()) {
      if (isIgnored(entry.fileName)) continue;
      const wrong = problemOf(entry, files.length, bytes);
      if (wrong !== null) throw new StatementFileError(wrong);
      const content = await contentOf(zip, entry);
      bytes += content.length;
      files.push({ name: entry.fileName, content });
    }
  } catch (error) {
    if (error instanceof StatementFileError) throw error;
    // The library says what is wrong with the archive.
    throw new StatementFileError(line`its zip archive is damaged: ${(error as Error).message}`);
  }
  if (files.length === 0) throw new StatementFileError("there is no file in it");
  return files;
}

/** Folders, hidden files, and what macOS adds. */
function isIgnored(name: string): boolean {
  return name.endsWith("/") || /(^|\/)(\.|__MACOSX\/)/.test(name);
}

function problemOf(entry: Entry, files: number, bytes: number): string | null {
  const { fileName } = entry;
  if (fileName === "[Content_Types].xml") return "it is a spreadsheet: save it as CSV first";
  if (entry.isEncrypted()) return "it is locked with a password: unpack it first";
  if (files === FILES_MAX) return line`there are more than ${FILES_MAX} files in it`;
  if (bytes + entry.uncompressedSize <= FILE_BYTES_MAX) return null;
  return line`what is in it is larger than ${FILE_BYTES_MAX / 1024 / 1024} MiB`;
}

/** Begins a gzip member without a name (RFC 1952). */
const GZIP_FRONT = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

/** Stored, and deflated. */
const [STORED, DEFLATED] = [0, 8];

/**
 * As a gzip member, which has the same deflated bytes, sum and size as the archive: so zlib looks at both, and ends what goes on beyond
 * that size.
 */
async function contentOf(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  const { compressionMethod, crc32, uncompressedSize: size } = entry;
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) {
    throw new Error(`packed in a way that is not known (${compressionMethod})`);
  }
  const parts: Buffer[] = [];
  const raw = await zip.openReadStreamPromise(entry, { decodeFileData: false });
  for await (const part of raw) parts.push(part as Buffer);
  const packed = Buffer.concat(parts);
  const deflated = compressionMethod === STORED ? deflateRawSync(packed, { level: 0 }) : packed;
  const end = Buffer.alloc(8);
  end.writeUInt32LE(crc32, 0);
  end.writeUInt32LE(size, 4);
  const member = Buffer.concat([GZIP_FRONT, deflated, end]);
  const content = gunzipSync(member, { maxOutputLength: Math.max(1, size) });
  if (content.length !== size) throw new Error(`${content.length} bytes instead of ${size}`);
  return content;
}
