// A receipt as PDF, for printing. The signed document is the truth; this shows what it says.
import { Buffer } from "node:buffer";
import type { Result } from "./methods.ts";

/** Points of an A4 page's margin. */
const MARGIN = 56;

export async function receiptPdf(
  { receipt, status }: Result<"donationReceipt">,
): Promise<Uint8Array> {
  const { default: PdfDocument } = await import("pdfkit");
  const document = new PdfDocument({
    size: "A4",
    margin: MARGIN,
    info: { Title: `Donation receipt ${receipt.number}`, Author: receipt.bank },
  });
  const chunks: Uint8Array[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    document.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    document.on("end", () => resolve());
    document.on("error", reject);
  });
  const { organisation, donor, currency } = receipt;
  document.font("Helvetica-Bold").fontSize(18).text("Donation receipt");
  document.font("Helvetica").fontSize(10).fillColor("#555").text(
    `${receipt.bank} · ${receipt.number}`,
  ).moveDown();
  if (status !== "issued") {
    const words = status === "refunded"
      ? "GIVEN BACK: this receipt is not valid any more"
      : "Duplicate";
    document.font("Helvetica-Bold").fillColor("#a3262a").text(words).moveDown();
  }
  const rows: readonly (readonly [string, string])[] = [
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
  ];
  for (const [name, text] of rows) {
    document.font("Helvetica-Bold").fontSize(10).fillColor("#555").text(name);
    document.font("Helvetica").fontSize(11).fillColor("#000").text(drawable(text)).moveDown(0.4);
  }
  document.fontSize(9).fillColor("#555").text(
    "Check it without the bank: bank verify receipt.json",
  );
  document.end();
  await ended;
  return new Uint8Array(Buffer.concat(chunks));
}

/** The fonts that every reader has know Latin letters only; others stand on the page and in the signed document. */
function drawable(text: string): string {
  return text.replace(/[^\u0020-\u007E\u00A0-\u00FF\u2013\u2014\u2018-\u201D]/g, "?");
}
