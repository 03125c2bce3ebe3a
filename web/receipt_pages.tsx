// Receipts of gifts of money and of goods: to read and print, to keep as PDF, and as the signed document that can be checked offline.
import { Buffer } from "node:buffer";
import type { Child } from "hono/jsx";
import { renderSVG } from "uqr";
import { addressText } from "../bank/giving/states.ts";
import { type Deduction, deductionOf } from "../bank/giving/deduction.ts";
import { goodsPdf, receiptPdf } from "../papers/receipt_pdf.ts";
import { checkCode } from "../service/giving/receipt_check.ts";
import { regionName } from "./fact_words.ts";
import { privatePage } from "./frame.tsx";
import { paperFile } from "./paper_file.ts";
import { Pairs, type Seen, withCode } from "./parts.tsx";
import { purposeWords } from "./organisation_page.tsx";
import { isWrong, type Visit, type Wrong } from "./visitor.ts";
import type { DonationReceipt, GoodsReceipt } from "../api/receipt_shapes.ts";

type Organisation = DonationReceipt["organisation"];
type Pair = readonly [string, Child];

export async function receiptPage(visit: Visit): Promise<Response | Wrong> {
  const id = visit.context.req.param("id") ?? "";
  const found = await visit.ask("donationReceipt", { id });
  if (isWrong(found)) return found;
  const { receipt, status } = found;
  const { t } = visit;
  return paperPage(visit, {
    title: t("Donation receipt"),
    path: `/me/gifts/${id}/receipt`,
    note: status === "refunded"
      ? <p role="alert">{t("This gift was given back: the receipt is not valid any more.")}</p>
      : status === "duplicate"
      ? <p class="quiet">{t("Duplicate: the same receipt as before.")}</p>
      : null,
    pairs: donationPairs(visit, receipt),
    check: checkAddress(visit, receipt),
  });
}

/** What a receipt of money says, in the language of who reads it. */
export function donationPairs(visit: Visit, receipt: DonationReceipt): readonly Pair[] {
  const { organisation, donor } = receipt;
  const { t } = visit;
  return [
    [t("Number"), receipt.number],
    [t("Issued on"), visit.date(receipt.issuedOn)],
    [t("Given on"), visit.date(receipt.givenOn)],
    [t("Organisation"), organisation.name],
    [t("Address"), addressText(organisation.address, (code) => regionName(visit, code))],
    [t("PAN (tax number)"), organisation.pan],
    [
      t("80G approval (tax deduction)"),
      approvalText(visit, organisation),
    ],
    [t("Law"), <span lang="en">{organisation.act}, s. {organisation.section}</span>],
    [t("Donor"), donor.name],
    ...(donor.address === "" ? [] : [[t("Address"), donor.address] as const]),
    ...(donor.pan === "" ? [] : [[t("PAN (tax number)"), donor.pan] as const]),
    [t("Amount"), <strong>{visit.money(receipt.amountMinor)}</strong>],
    [t("In words"), <span lang="en">{receipt.words}</span>],
    [t("For"), receipt.item || purposeWords(visit, receipt.purpose)],
    [t("Tax deduction"), deductionWords(visit, receipt)],
    [t("Transfer"), <span class="hash">{receipt.transferId}</span>],
  ];
}

export async function receiptFile(visit: Visit, form: "pdf" | "json"): Promise<Response | Wrong> {
  const id = visit.context.req.param("id") ?? "";
  const found = await visit.ask("donationReceipt", { id });
  if (isWrong(found)) return found;
  const { number, organisation } = found.receipt;
  return await paperFile(visit, {
    name: `receipt-${organisation.account}-${number.replace("/", "-")}`,
    form,
    signed: found.receipt,
    pdf: () => {
      const address = checkAddress(visit, found.receipt);
      const words = visit.t("Scan it to check this receipt.");
      return receiptPdf(found, address === null ? null : { address, words });
    },
  });
}

export async function goodsPage(visit: Visit): Promise<Response | Wrong> {
  const pledge = visit.context.req.param("key") ?? "";
  const receipt = await visit.ask("goodsReceipt", { pledge });
  if (isWrong(receipt)) return receipt;
  const { t } = visit;
  return paperPage(visit, {
    title: t("Acknowledgement of goods"),
    path: `/me/pledges/${pledge}/receipt`,
    note: null,
    pairs: goodsPairs(visit, receipt),
    check: null,
  });
}

export function goodsPairs(visit: Visit, receipt: GoodsReceipt): readonly Pair[] {
  const { t } = visit;
  return [
    [t("Arrived on"), visit.date(receipt.receivedOn)],
    [t("Organisation"), receipt.organisationName],
    [t("Donor"), receipt.donorName],
    [t("What"), receipt.item],
    receipt.sent === null
      ? [t("promised"), `${receipt.promised} ${receipt.unit}`]
      : [t("Sent"), `${receipt.sent} ${receipt.unit}`],
    [t("arrived"), `${receipt.received} ${receipt.unit}`],
    [t("Signed by"), <span class="hash">{receipt.signedBy}</span>],
  ];
}

export async function goodsFile(visit: Visit, form: "pdf" | "json"): Promise<Response | Wrong> {
  const pledge = visit.context.req.param("key") ?? "";
  const receipt = await visit.ask("goodsReceipt", { pledge });
  if (isWrong(receipt)) return receipt;
  return await paperFile(visit, {
    name: `goods-${pledge}`,
    form,
    signed: receipt,
    pdf: () => goodsPdf(receipt),
  });
}

interface Paper {
  readonly title: string;
  readonly path: string;
  /** What has to be known before it is read, or null. */
  readonly note: Child;
  readonly pairs: readonly Pair[];
  /** Where the code on the paper leads, or null. */
  readonly check: string | null;
}

/** To read and print, with the ways to keep it. */
function paperPage(visit: Visit, { title, path, note, pairs, check }: Paper): Response {
  const { t } = visit;
  const children = (
    <>
      <h1>{title}</h1>
      {note}
      <div class="receipt">
        <Pairs pairs={pairs} />
        {check === null ? null : <CheckCode visit={visit} address={check} />}
      </div>
      <p>
        <a href={visit.path(`${path}.pdf`)}>{t("As PDF")}</a> ·{" "}
        <a href={visit.path(`${path}.json`)}>{withCode(t("Signed, for `bank verify`"))}</a> ·{" "}
        <a href={visit.path("/verify")}>{t("Check a receipt")}</a>
      </p>
    </>
  );
  return privatePage(visit, { title, path, children });
}

/** In the language of the person who prints it; null where `--site` does not say what the site is called. */
function checkAddress(visit: Visit, receipt: DonationReceipt): string | null {
  const { published: { origin }, service: { signing } } = visit.face;
  if (origin === null) return null;
  return `${origin}${visit.path("/verify")}?c=${checkCode(receipt, signing)}`;
}

function CheckCode({ visit, address }: Seen & { readonly address: string }) {
  const picture = Buffer.from(renderSVG(address, { border: 4 })).toString("base64");
  return (
    <p class="check-code">
      <img
        src={`data:image/svg+xml;base64,${picture}`}
        alt={visit.t("Code that leads to the check of this receipt")}
        width="180"
        height="180"
        data-check={address}
      />
      <span class="quiet">{visit.t("Scan it to check this receipt.")}</span>
    </p>
  );
}

function approvalText(visit: Visit, { urn, urnFrom, urnTo }: Organisation): string {
  const days = [urnFrom, urnTo].map((day) => day === "" ? "…" : visit.date(day));
  return urn === "" ? "–" : `${urn} (${days.join(" – ")})`;
}

function deductionWords({ t }: Visit, { eligible, donor }: DonationReceipt): string {
  const words: Readonly<Record<Deduction, string>> = {
    deductible: t("The approval was verified and valid on the day of the gift."),
    no_pan: t("None: no PAN had been given when the gift was booked."),
    approval_lapsed: t("None: the approval was no longer valid on the day of the gift."),
    approval_missing: t("None: the approval was not verified on the day of the gift."),
    anonymous: t("None: an anonymous gift cannot be deducted."),
    foreign: t("None: a contribution from abroad."),
  };
  return words[deductionOf(eligible, donor.pan)];
}
