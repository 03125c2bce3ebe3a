// A file of another bank, whatever its form: what it is is told by what is in it, never by its name.
import { PastedError, textOfFile } from "../pasted.ts";
import { camtStatements } from "./camt_file.ts";
import { csvStatement, mapsFor } from "./csv_file.ts";
import { CSV_MAPS, type CsvMap } from "./csv_map.ts";
import { FILE_BYTES_MAX, type ForeignStatement, StatementFileError } from "./foreign_statement.ts";
import { mt940Statements } from "./mt940_file.ts";
import { ofxStatements, sgmlTree } from "./ofx_file.ts";
import { xmlTree } from "./xml_tree.ts";

export interface ReadingOptions {
  /** Maps of CSV files that this bank has of its own; they come before those that every bank has. */
  readonly maps?: readonly CsvMap[];
  /** The name of the map, where several fit. */
  readonly map?: string | undefined;
}

/** @throws {StatementFileError} */
export function statementsIn(
  bytes: Uint8Array,
  options: ReadingOptions = {},
): readonly ForeignStatement[] {
  if (bytes.length > FILE_BYTES_MAX) {
    throw new StatementFileError(`it is larger than ${FILE_BYTES_MAX / 1024 / 1024} MiB`);
  }
  const text = textOfStatement(bytes);
  if (/^\s*</.test(text) && !/^\s*<OFX>/i.test(text)) {
    const root = xmlTree(text);
    return root.name === "OFX" ? ofxStatements(root) : camtStatements(root);
  }
  if (/^\s*(?:OFXHEADER:|<OFX>)/i.test(text)) return ofxStatements(sgmlTree(text));
  if (
    /^\s*(?:\{[0-9]:|:20:|:940:|[A-Z0-9]{8,12}\n940)/.test(text) ||
    /^:20:[^]*^:60[FM]:/m.test(text)
  ) {
    return mt940Statements(text);
  }
  return [csvStatement(text, mapOf(text, options))];
}

function mapOf(text: string, { maps = [], map: name }: ReadingOptions): CsvMap {
  const all = [...maps, ...CSV_MAPS];
  if (name !== undefined) {
    const map = all.find((one) => one.name === name);
    if (map) return map;
    const names = all.map((one) => one.name).join(", ");
    throw new StatementFileError(`there is no map "${name.slice(0, 40)}"; there are ${names}`);
  }
  const [map, ...others] = mapsFor(text, all);
  if (!map) {
    throw new StatementFileError(
      "it is neither camt, OFX nor MT940, and no map has the headings of its columns",
    );
  }
  if (others.length > 0) {
    const names = [map, ...others].map((one) => one.name).join(", ");
    throw new StatementFileError(`several maps fit: ${names}; say which`);
  }
  return map;
}

/** XML says its encoding; all others are UTF-8 or UTF-16, or else what Windows writes in Western Europe. */
function textOfStatement(bytes: Uint8Array): string {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 200));
  const declared = /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/.exec(head)?.[1];
  if (declared !== undefined && !/^utf-?(?:8|16)/i.test(declared)) return decoded(bytes, declared);
  try {
    return textOfFile(bytes);
  } catch (error) {
    if (!(error instanceof PastedError)) throw error;
    if (declared !== undefined) throw new StatementFileError(error.message);
    return decoded(bytes, "windows-1252");
  }
}

/** Those that banks use; no others, so that a file cannot choose a strange one. */
const ENCODINGS: ReadonlySet<string> = new Set([
  "iso-8859-1",
  "iso-8859-15",
  "windows-1252",
  "us-ascii",
  "ascii",
  "latin1",
]);

function decoded(bytes: Uint8Array, encoding: string): string {
  const name = encoding.toLowerCase();
  if (!ENCODINGS.has(name)) {
    throw new StatementFileError(`it is in "${encoding}", which is not read here`);
  }
  const text = new TextDecoder(name).decode(bytes);
  if (text.includes("\0")) throw new StatementFileError("it is no text");
  return text.replace(/\r\n?/g, "\n");
}
