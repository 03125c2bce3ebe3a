// Receipts as PDF, for printing. The signed document is the truth; this shows what it says.
import { Buffer } from "node:buffer";
import type { GoodsReceipt } from "./giving_shapes.ts";
import type { Result } from "./methods.ts";

/** Fonts of all heights stand on one line. */
const LINE = { baseline: "alphabetic" } as const;

/** Points of an A4 page's margin. */
const MARGIN = 56;

interface Paper {
  readonly title: string;
  /** Below the title: whose it is, and its number. */
  readonly about: string;
  readonly bank: string;
  /** What must not be overlooked, or null. */
  readonly stamp: string | null;
  readonly rows: readonly (readonly [name: string, text: string])[];
  readonly file: string;
}

export function receiptPdf(
  { receipt, status }: Result<"donationReceipt">,
): Promise<Uint8Array> {
  const { organisation, donor, currency } = receipt;
  const stamps = {
    issued: null,
    duplicate: "Duplicate",
    refunded: "GIVEN BACK: this receipt is not valid any more",
  };
  return paperPdf({
    title: "Donation receipt",
    about: `${receipt.bank} · ${receipt.number}`,
    bank: receipt.bank,
    stamp: stamps[status],
    rows: [
      ["Issued on", receipt.issuedOn],
      ["Given on", receipt.givenOn],
      ["Organisation", organisation.name],
      ["Address", organisation.address],
      ["PAN", organisation.pan],
      [
        "80G approval (URN)",
        `${organisation.urn}, valid ${organisation.urnFrom} to ${organisation.urnTo}`,
      ],
      ["Law", `${organisation.act}, section ${organisation.section}`],
      ["Donor", [donor.name, donor.address, donor.pan].filter((part) => part !== "").join(", ")],
      ["Amount", `${currency.code} ${receipt.amount}`],
      ["In words", receipt.words],
      ["Mode", receipt.mode],
      ["For", receipt.item === "" ? receipt.purpose : receipt.item],
      ["Tax deduction", receipt.why],
      ["Transfer", receipt.transferId],
      ["Journal", `block ${receipt.block}, event ${receipt.place}`],
      ["Signed by", receipt.signedBy],
    ],
    file: "receipt.json",
  });
}

export function goodsPdf(receipt: GoodsReceipt): Promise<Uint8Array> {
  const { item, unit, promised, sent, received } = receipt;
  return paperPdf({
    title: "Acknowledgement of goods",
    about: `${receipt.bank} · ${receipt.pledge}`,
    bank: receipt.bank,
    stamp: null,
    rows: [
      ["Received on", receipt.receivedOn],
      ["Organisation", receipt.organisationName],
      ["From", receipt.donorName],
      ["What", item],
      sent === null ? ["Promised", `${promised} ${unit}`] : ["Sent", `${sent} ${unit}`],
      ["Received", `${received} ${unit}`],
      ["Journal", `block ${receipt.block}, event ${receipt.place}`],
      ["Signed by", receipt.signedBy],
    ],
    file: "goods.json",
  });
}

async function paperPdf({ title, about, bank, stamp, rows, file }: Paper): Promise<Uint8Array> {
  const { default: PdfDocument } = await import("pdfkit");
  const { BOLD, FONT_FILES, runsOf } = await import("./receipt_fonts.ts");
  const document = new PdfDocument({
    size: "A4",
    margin: MARGIN,
    // Else it asks for Helvetica.
    font: "",
    info: { Title: `${title} ${about}`, Author: bank },
  });
  const chunks: Uint8Array[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    document.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    document.on("end", () => resolve());
    document.on("error", reject);
  });
  for (const [name, bytes] of FONT_FILES) document.registerFont(name, Buffer.from(bytes));
  const write = (text: string) => {
    const runs = runsOf(text);
    for (const [place, run] of runs.entries()) {
      const continued = place < runs.length - 1;
      document.font(run.font).text(run.text, { ...LINE, continued });
    }
  };
  document.font(BOLD).fontSize(18).text(title, LINE).fontSize(10).fillColor("#555");
  write(about);
  document.moveDown();
  if (stamp !== null) document.font(BOLD).fillColor("#a3262a").text(stamp, LINE).moveDown();
  for (const [name, text] of rows) {
    document.font(BOLD).fontSize(10).fillColor("#555").text(name, LINE);
    document.fontSize(11).fillColor("#000");
    write(text);
    document.moveDown(0.4);
  }
  document.fontSize(9).fillColor("#555");
  write(`Check it without the bank: bank verify ${file}`);
  document.end();
  await ended;
  return new Uint8Array(Buffer.concat(chunks));
}
