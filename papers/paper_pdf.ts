// How a paper is drawn as PDF: a title, and a table of what it says in the order in which it is read aloud. The same paper is
// the same file, byte by byte.
import type { Day } from "../bank/days.ts";
import { beginningOf } from "../bank/giving/calendar.ts";
import { encode } from "uqr";
import { pdfBytes, type PdfDocument, pdfDocument, type PdfElement } from "./pdf_document.ts";

export interface Paper {
  readonly title: string;
  /** Below the title: whose it is, and its number. */
  readonly about: string;
  readonly bank: string;
  /** On which it was made. */
  readonly day: Day;
  /** What must not be overlooked, or null. */
  readonly stamp: string | null;
  readonly rows: readonly (readonly [name: string, text: string])[];
  /** Below the table. */
  readonly foot: string;
  /** A code to scan, and what it is for; null for none. */
  readonly check: Code | null;
}

interface Code {
  readonly address: string;
  readonly words: string;
  /** How much of it may be spoilt (ISO/IEC 18004): `L` for 7 %, which is what it has unless told, `M` for 15 %. */
  readonly spoilt?: "L" | "M";
}

/** Points: of an A4 page's margin, of the column of names, between rows, and of one line. */
const MARGIN = 56;
const NAMES_WIDTH = 130;
const ROW_GAP = 5;
const LINE_HEIGHT = 16;

/** Points of the code: with 80 modules and more of them each is still larger than what a phone makes out. */
const CODE_SIZE = 150;

/** Modules that stay white around a code (ISO/IEC 18004). */
const QUIET_MODULES = 4;

const GREY = "#555";
const RED = "#a3262a";

type Fonts = typeof import("./receipt_fonts.ts");

interface Style {
  readonly size: number;
  readonly colour?: string;
  /** For labels, which are in English. */
  readonly bold?: boolean;
}

/** Where text begins; without it, below what was written last. */
interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export async function paperPdf(paper: Paper): Promise<Uint8Array> {
  const { title, about, bank, day } = paper;
  const fonts = await import("./receipt_fonts.ts");
  const document = await pdfDocument({
    title: `${title} ${about}`,
    author: bank,
    createdAtMs: beginningOf(day),
    language: "en-IN",
    margin: MARGIN,
  });
  for (const [name, bytes] of fonts.FONT_FILES) document.registerFont(name, bytes);
  new Drawing(document, fonts).draw(paper);
  return await pdfBytes(document);
}

class Drawing {
  readonly #document: PdfDocument;
  readonly #fonts: Fonts;

  constructor(document: PdfDocument, fonts: Fonts) {
    this.#document = document;
    this.#fonts = fonts;
  }

  draw({ title, about, stamp, rows, foot, check }: Paper): void {
    const document = this.#document;
    const root = document.struct("Document");
    document.addStructure(root);
    const add = (type: string, text: string, style: Style) =>
      root.add(document.struct(type, {}, () => this.#write(text, style)));
    add("H1", title, { size: 18, bold: true });
    add("P", about, { size: 10, colour: GREY });
    document.moveDown();
    if (stamp !== null) {
      add("P", stamp, { size: 11, colour: RED, bold: true });
      document.moveDown();
    }
    const table = document.struct("Table");
    root.add(table);
    for (const [name, text] of rows) table.add(this.#row(name, text || "–"));
    document.moveDown();
    add("P", foot, { size: 9, colour: GREY });
    if (check === null) return;
    document.moveDown();
    root.add(this.#code(check));
    add("P", check.words, { size: 9, colour: GREY });
  }

  /** Modules of one line that touch are one rectangle. */
  #code({ address, words, spoilt: ecc = "L" }: Code): PdfElement {
    const document = this.#document;
    const { data, size } = encode(address, { ecc, border: QUIET_MODULES });
    if (document.y + CODE_SIZE + LINE_HEIGHT > document.page.height - MARGIN) document.addPage();
    const { x, y } = document;
    const module = CODE_SIZE / size;
    return document.struct(
      "Figure",
      { alt: words, bbox: [x, y, x + CODE_SIZE, y + CODE_SIZE] },
      () => {
        for (const [line, modules] of data.entries()) {
          for (let at = 0; at < size; at++) {
            let end = at;
            while (modules[end]) end++;
            if (end > at) {
              document.rect(
                x + at * module,
                y + line * module,
                (end - at) * module,
                module,
              );
            }
            at = end;
          }
        }
        document.fill("#000");
        // Text stands on its line, and would reach up into the code.
        document.y = y + CODE_SIZE + LINE_HEIGHT;
        document.x = x;
      },
    );
  }

  #row(name: string, text: string): PdfElement {
    const document = this.#document;
    const { page, x, y, width } = this.#room(text);
    const label = { size: 10, colour: GREY, bold: true };
    let below = y;
    const head = document.struct("TH", { scope: "Row" }, () => {
      this.#write(name, label, { x, y, width: NAMES_WIDTH });
      below = document.y;
    });
    const data = document.struct("TD", {}, () => {
      this.#write(text, { size: 11 }, { x: x + NAMES_WIDTH, y, width });
      // What is longer than a page has gone on to the next.
      document.y = ROW_GAP + (document.page === page ? Math.max(below, document.y) : document.y);
      document.x = x;
    });
    return document.struct("TR").add(head).add(data);
  }

  /** On a new page, where a row of this text has no room any more on the last one. */
  #room(text: string) {
    const document = this.#document;
    const width = document.page.width - 2 * MARGIN - NAMES_WIDTH;
    const lines = 1 + document.font(this.#fonts.BOLD).fontSize(11).widthOfString(text) / width;
    const end = document.page.height - MARGIN;
    if (document.y + Math.ceil(lines) * LINE_HEIGHT > end) document.addPage();
    const { page, x, y } = document;
    return { page, x, y, width };
  }

  #write(text: string, { size, colour = "#000", bold = false }: Style, place?: Place): void {
    const document = this.#document;
    const { BOLD, runsOf } = this.#fonts;
    document.fontSize(size).fillColor(colour);
    const runs = bold ? [{ font: BOLD, text, language: null }] : runsOf(text);
    for (const [at, { font, text, language }] of runs.entries()) {
      // Fonts of all heights stand on one line.
      const options = { baseline: "alphabetic", continued: at < runs.length - 1 };
      document.language = language;
      document.font(font);
      if (at > 0 || !place) document.text(text, options);
      else document.text(text, place.x, place.y, { ...options, width: place.width });
    }
  }
}
