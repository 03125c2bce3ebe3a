// Receipts as PDF, for printing. The signed document is the truth; this shows what it says.
import { addressText } from "../bank/giving/states.ts";
import type { DonationReceipt, GoodsReceipt } from "../api/receipt_shapes.ts";
import type { Result } from "../api/methods.ts";
import { type Paper, paperPdf } from "./paper_pdf.ts";

const DAY = new Intl.DateTimeFormat("en-IN", { dateStyle: "long", timeZone: "UTC" });

/** `5 January 2026`. */
const dayText = (day: string) => DAY.format(new Date(`${day}T00:00:00Z`));

const PURPOSES: Readonly<Record<DonationReceipt["purpose"], string>> = {
  general: "whatever is needed most",
  need: "a need",
  corpus: "the endowment (corpus)",
};

function approvalText({ urn, urnFrom, urnTo }: DonationReceipt["organisation"]): string {
  if (urn === "") return "";
  const [from, to] = [urnFrom, urnTo].map((day) => day === "" ? "…" : dayText(day));
  return `${urn}, valid from ${from} to ${to}`;
}

/** @param check what the code on the paper leads to, in the language of who prints it. */
export function receiptPdf(
  { receipt, status }: Result<"donationReceipt">,
  check: Paper["check"] = null,
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
    day: receipt.issuedOn,
    stamp: stamps[status],
    rows: [
      ["Issued on", dayText(receipt.issuedOn)],
      ["Given on", dayText(receipt.givenOn)],
      ["Organisation", organisation.name],
      ["Address", addressText(organisation.address)],
      ["PAN", organisation.pan],
      ["80G approval (URN)", approvalText(organisation)],
      ["Law", `${organisation.act}, section ${organisation.section}`],
      ["Donor", [donor.name, donor.address, donor.pan].filter((part) => part !== "").join(", ")],
      ["Amount", `${currency.code} ${receipt.amount}`],
      ["In words", receipt.words],
      ["Mode", receipt.mode],
      ["For", receipt.item || PURPOSES[receipt.purpose]],
      ["Tax deduction", receipt.why],
      ["Transfer", receipt.transferId],
      ["Journal", `block ${receipt.block}, event ${receipt.place}`],
      ["Signed by", receipt.signedBy],
    ],
    foot: checkText("receipt.json"),
    check,
  });
}

export function goodsPdf(receipt: GoodsReceipt): Promise<Uint8Array> {
  const { item, unit, promised, sent, received } = receipt;
  return paperPdf({
    title: "Acknowledgement of goods",
    about: `${receipt.bank} · ${receipt.pledge}`,
    bank: receipt.bank,
    day: receipt.receivedOn,
    stamp: null,
    rows: [
      ["Received on", dayText(receipt.receivedOn)],
      ["Organisation", receipt.organisationName],
      ["From", receipt.donorName],
      ["What", item],
      sent === null ? ["Promised", `${promised} ${unit}`] : ["Sent", `${sent} ${unit}`],
      ["Received", `${received} ${unit}`],
      ["Journal", `block ${receipt.block}, event ${receipt.place}`],
      ["Signed by", receipt.signedBy],
    ],
    foot: checkText("goods.json"),
    check: null,
  });
}

const checkText = (file: string) => `Check it without the bank: bank verify ${file}`;
