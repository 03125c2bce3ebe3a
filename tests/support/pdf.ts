// What readers that others wrote make of a PDF: poppler (`pdfinfo`, `pdftotext`, `pdffonts`) and qpdf.
import assert from "node:assert/strict";
import { join } from "node:path";
import { scratch } from "./program.ts";
import { hasTools, tool } from "./shipped.ts";

/** Debian: poppler-utils and qpdf. */
export const hasPdfReaders = (): boolean => hasTools("pdfinfo", "pdftotext", "pdffonts", "qpdf");

export interface ReadPdf {
  /** As `pdfinfo` tells it, e.g. `Tagged` → `yes`. */
  readonly info: ReadonlyMap<string, string>;
  readonly text: string;
  /** Of each font: its name, and whether all of it that is needed is part of the file. */
  readonly fonts: readonly { readonly name: string; readonly embedded: boolean }[];
}

/** Fails when qpdf or poppler complain of anything. */
export function readPdf(bytes: Uint8Array): ReadPdf {
  using dir = scratch();
  const file = join(dir.path, "file.pdf");
  Deno.writeFileSync(file, bytes);
  const said = (...words: string[]) => {
    const { code, out, err } = tool(words);
    assert.deepEqual([code, err], [0, ""], `${words.join(" ")}: ${out}`);
    return out;
  };
  assert.match(said("qpdf", "--check", file), /No syntax or stream encoding errors found/);
  const lines = said("pdfinfo", file).trim().split("\n");
  const info = new Map(lines.map((row) => {
    const [, name = "", value = ""] = /^([^:]+): *(.*)$/.exec(row) ?? [];
    return [name, value];
  }));
  const fonts = said("pdffonts", file).trim().split("\n").slice(2).map((row) => {
    // Name, type, encoding, then: embedded, a subset, with Unicode.
    const [name = ""] = row.split(/\s+/);
    return { name, embedded: / yes yes yes +\d+ +\d+$/.test(row) };
  });
  return { info, fonts, text: said("pdftotext", file, "-") };
}
