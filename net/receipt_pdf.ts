// A receipt as PDF, for printing. The signed document is the truth; this shows what it says.
import { Buffer } from "node:buffer";
import type { Result } from "./methods.ts";

/** Fonts of all heights stand on one line. */
const LINE = { baseline: "alphabetic" } as const;

/** Points of an A4 page's margin. */
const MARGIN = 56;

export async function receiptPdf(
  { receipt, status }: Result<"donationReceipt">,
): Promise<Uint8Array> {
  const { default: PdfDocument } = await import("pdfkit");
  const { BOLD, FONT_FILES, runsOf } = await import("./receipt_fonts.ts");
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
  for (const [name, bytes] of FONT_FILES) document.registerFont(name, Buffer.from(bytes));
  const write = (text: string) => {
    const runs = runsOf(text);
    for (const [place, run] of runs.entries()) {
      const continued = place < runs.length - 1;
      document.font(run.font).text(run.text, { ...LINE, continued });
    }
  };
  const { organisation, donor, currency } = receipt;
  document.font(BOLD).fontSize(18).text("Donation receipt", LINE).fontSize(10).fillColor("#555");
  write(`${receipt.bank} · ${receipt.number}`);
  document.moveDown();
  if (status !== "issued") {
    const words = status === "refunded"
      ? "GIVEN BACK: this receipt is not valid any more"
      : "Duplicate";
    document.font(BOLD).fillColor("#a3262a").text(words, LINE).moveDown();
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
    document.font(BOLD).fontSize(10).fillColor("#555").text(name, LINE);
    document.fontSize(11).fillColor("#000");
    write(text);
    document.moveDown(0.4);
  }
  document.fontSize(9).fillColor("#555");
  write("Check it without the bank: bank verify receipt.json");
  document.end();
  await ended;
  return new Uint8Array(Buffer.concat(chunks));
}
