// A PDF that every reader can read: tagged for screen readers (PDF/UA-1, ISO 14289-1), whole for the archive (PDF/A-2b, ISO 19005-2),
// with the text as it was written behind what is drawn. Knows no papers; pdfkit does the drawing.
import { Buffer } from "node:buffer";
import { escaped } from "../bank/xml.ts";

/** What is used of pdfkit, which has no types of its own. */
export interface PdfKit {
  x: number;
  y: number;
  readonly page: { readonly width: number; readonly height: number };
  info: Readonly<Record<string, unknown>>;
  on(event: "data" | "end" | "error", listener: (given: never) => void): unknown;
  end(): void;
  addPage(): this;
  registerFont(name: string, bytes: Uint8Array): this;
  font(name: string): this;
  fontSize(points: number): this;
  fillColor(colour: string): this;
  widthOfString(text: string): number;
  rect(x: number, y: number, width: number, height: number): this;
  fill(colour: string): this;
  moveDown(lines?: number): this;
  text(text: string, options: object): this;
  text(text: string, x: number, y: number, options: object): this;
  struct(type: string, options?: object, content?: () => void): PdfElement;
  addStructure(element: PdfElement): this;
  markContent(tag: string, options: object): this;
  endMarkedContent(): this;
  addContent(operators: string): this;
  appendXML(xml: string): void;
  _fragment(text: string, x: number, y: number, options: object): void;
  _addInfo(): void;
}

/** An element of the structure, e.g. a table. */
export interface PdfElement {
  add(element: PdfElement): this;
}

export interface PdfDocument extends PdfKit {
  /** Of what is written next, if its signs are drawn in another order than they are written in. */
  language: string | null;
}

export interface PdfAbout {
  readonly title: string;
  readonly author: string;
  readonly createdAtMs: number;
  readonly language: string;
  /** Points. */
  readonly margin: number;
}

export async function pdfDocument(about: PdfAbout): Promise<PdfDocument> {
  const { default: PdfKitDocument } = await import("pdfkit");
  const Untagged: new (options: object) => PdfKit = PdfKitDocument;
  class Tagged extends Untagged implements PdfDocument {
    language: string | null = null;
    fragment = "";

    override _fragment(text: string, x: number, y: number, options: object) {
      this.fragment = text;
      super._fragment(text, x, y, options);
    }

    /** What it says is so close to what is drawn that readers find both in the same place. */
    override addContent(operators: string) {
      const { language, fragment } = this;
      if (language && operators === "BT") {
        this.markContent("Span", { lang: language, actual: fragment });
      }
      super.addContent(operators);
      if (language && operators === "ET") this.endMarkedContent();
      return this;
    }

    /** pdfkit writes names into XML as they are: a bank may be called Bread & Roses. */
    override _addInfo() {
      const { info } = this;
      const said = Object.entries(info).map(([name, value]) => [
        name,
        typeof value === "string" ? escaped(value) : value,
      ]);
      this.info = Object.fromEntries(said);
      super._addInfo();
      this.info = info;
      this.appendXML(ACCESSIBLE);
    }
  }
  const { title, author, createdAtMs, language, margin } = about;
  return new Tagged({
    size: "A4",
    margin,
    pdfVersion: "1.7",
    subset: "PDF/A-2b",
    tagged: true,
    lang: language,
    displayTitle: true,
    // Else it asks for Helvetica.
    font: "",
    info: { Title: title, Author: author, CreationDate: new Date(createdAtMs) },
  });
}

/** That it is PDF/UA-1 as well, in words that PDF/A knows (ISO 19005-2, 6.6.2.3.3). */
const ACCESSIBLE = `
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
  xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
  <pdfuaid:part>1</pdfuaid:part>
  <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
      <pdfaProperty:name>part</pdfaProperty:name>
      <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
      <pdfaProperty:category>internal</pdfaProperty:category>
      <pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
  </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>`;

/** Ends the document. @returns all of it. */
export async function pdfBytes(document: PdfDocument): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    document.on("data", (chunk: Uint8Array) => void chunks.push(chunk));
    document.on("end", () => resolve());
    document.on("error", reject);
  });
  document.end();
  await ended;
  return new Uint8Array(Buffer.concat(chunks));
}
