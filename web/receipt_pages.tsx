// Receipts of gifts: to read and print, to keep as PDF, and as the signed document that can be checked offline.
import { CACHE_RULES } from "../net/caching.ts";
import { receiptPdf } from "../net/receipt_pdf.ts";
import { throttled } from "../net/service.ts";
import { privatePage } from "./frame.tsx";
import { Pairs } from "./parts.tsx";
import { purposeWords } from "./organisation_page.tsx";
import { isWrong, type Visit, type Wrong } from "./visitor.ts";

export async function receiptPage(visit: Visit): Promise<Response | Wrong> {
  const id = visit.context.req.param("id") ?? "";
  const found = await visit.ask("donationReceipt", { id });
  if (isWrong(found)) return found;
  const { receipt, status } = found;
  const { organisation, donor } = receipt;
  const { t } = visit;
  const base = visit.path(`/me/gifts/${id}/receipt`);
  const children = (
    <>
      <h1>{t("Donation receipt")}</h1>
      {status === "refunded"
        ? <p role="alert">{t("This gift was given back: the receipt is not valid any more.")}</p>
        : null}
      {status === "duplicate"
        ? <p class="quiet">{t("Duplicate: the same receipt as before.")}</p>
        : null}
      <div class="receipt">
        <Pairs
          pairs={[
            [t("Number"), receipt.number],
            [t("Issued on"), receipt.issuedOn],
            [t("Given on"), receipt.givenOn],
            [t("Organisation"), organisation.name],
            [t("Address"), organisation.address],
            [t("PAN (tax number)"), organisation.pan],
            [
              t("80G approval (tax deduction)"),
              `${organisation.urn} (${organisation.urnFrom} – ${organisation.urnTo})`,
            ],
            [t("Law"), `${organisation.act}, s. ${organisation.section}`],
            [t("Donor"), donor.name],
            ...(donor.address === "" ? [] : [[t("Address"), donor.address] as const]),
            ...(donor.pan === "" ? [] : [[t("PAN (tax number)"), donor.pan] as const]),
            [t("Amount"), <strong>{visit.money(receipt.amountMinor)}</strong>],
            [t("In words"), receipt.words],
            [t("For"), receipt.item || purposeWords(visit, receipt.purpose)],
            [t("Tax deduction"), receipt.why],
            [t("Transfer"), <span class="hash">{receipt.transferId}</span>],
          ]}
        />
      </div>
      <p>
        <a href={`${base}.pdf`}>{t("As PDF")}</a> ·{" "}
        <a href={`${base}.json`}>{t("Signed, for `bank verify`")}</a>
      </p>
    </>
  );
  return privatePage(visit, {
    title: t("Donation receipt"),
    path: `/me/gifts/${id}/receipt`,
    children,
  });
}

export async function receiptFile(visit: Visit, form: "pdf" | "json"): Promise<Response | Wrong> {
  const id = visit.context.req.param("id") ?? "";
  const found = await visit.ask("donationReceipt", { id });
  if (isWrong(found)) return found;
  const { number, organisation } = found.receipt;
  const name = `receipt-${organisation.account}-${number.replace("/", "-")}.${form}`;
  const headers = {
    "cache-control": CACHE_RULES.private,
    "content-disposition": `attachment; filename="${name}"`,
  };
  if (form === "json") {
    const body = JSON.stringify(found.receipt, null, 2);
    return new Response(body, { headers: { ...headers, "content-type": "application/json" } });
  }
  const wait = visit.face.pdfs.take(visit.signedIn!.session.identity!.account, visit.nowMs);
  if (wait > 0) return throttled(wait);
  const pdf = await receiptPdf(found);
  return new Response(pdf as BodyInit, {
    headers: { ...headers, "content-type": "application/pdf" },
  });
}
