// Whether a receipt is genuine, for any visitor: by the code on the paper, or by the signed document itself, pasted or as a file. The signature is
// all that is looked at; only that a gift was given back later is asked of the books. Nothing that is checked here is kept.
import type { Child } from "hono/jsx";
import { isSignedBy, type Statement } from "../bank/signature.ts";
import { ReceiptView } from "../api/answers.ts";
import { DonationReceipt, GoodsReceipt } from "../api/receipt_shapes.ts";
import { checkOf, type ReceiptCheck } from "../service/giving/receipt_check.ts";
import { privatePage } from "./frame.tsx";
import { Pairs, type Seen } from "./parts.tsx";
import { donationPairs, goodsPairs } from "./receipt_pages.tsx";
import { formOf, isWrong, type Visit, type Wrong } from "./visitor.ts";

const VERIFY = "/verify";

type Pair = readonly [string, Child];

interface Verdict {
  readonly genuine: boolean;
  readonly why?: string;
  readonly pairs?: readonly Pair[];
  readonly refunded?: boolean;
}

export async function verifyPage(visit: Visit): Promise<Response> {
  const code = visit.context.req.query("c");
  return code === undefined ? formPage(visit, null) : formPage(visit, await ofCode(visit, code));
}

export async function verify(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  const [file, pasted] = [form.get("file"), form.get("receipt")];
  const text = file instanceof File && file.size > 0 ? await file.text() : String(pasted ?? "");
  return formPage(visit, await ofText(visit, text), text);
}

/** Of the paper: what its code says has to be what is printed on it. */
async function ofCode(visit: Visit, code: string): Promise<Verdict> {
  const { service } = visit.face;
  const check = checkOf(code, service.signing.publicKey);
  const { t } = visit;
  if (!check) {
    return {
      genuine: false,
      why: t("This bank has not signed this code: the paper is forged or damaged."),
    };
  }
  return {
    genuine: true,
    refunded: await isRefunded(visit, check.transferId),
    pairs: checkPairs(visit, check),
    why: t("Compare it with the paper: if anything differs, the paper was changed."),
  };
}

function checkPairs(visit: Visit, check: ReceiptCheck): readonly Pair[] {
  const { t } = visit;
  return [
    [t("Number"), check.number],
    [t("Organisation"), check.organisation],
    [t("Amount"), <strong>{check.currency} {check.amount}</strong>],
    [t("Given on"), visit.date(check.givenOn)],
    [t("Transfer"), <span class="hash">{check.transferId}</span>],
  ];
}

async function ofText(visit: Visit, text: string): Promise<Verdict> {
  const { t } = visit;
  const statement = statementIn(text);
  if (!statement) {
    return {
      genuine: false,
      why: t("This is no signed receipt: expected the JSON file that belongs to it."),
    };
  }
  const { publicKey } = visit.face.service.signing;
  if (statement.signedBy !== publicKey) {
    return {
      genuine: false,
      why: t("This was signed by another bank, or not at all: it is no receipt of this bank."),
    };
  }
  if (!isSignedBy(statement, publicKey)) {
    return { genuine: false, why: t("It was changed after the bank had signed it.") };
  }
  const donation = DonationReceipt().safeParse(statement);
  if (donation.success) {
    const refunded = await isRefunded(visit, donation.data.transferId);
    return { genuine: true, refunded, pairs: donationPairs(visit, donation.data) };
  }
  const goods = GoodsReceipt().safeParse(statement);
  if (goods.success) return { genuine: true, pairs: goodsPairs(visit, goods.data) };
  const payment = ReceiptView.safeParse(statement);
  return payment.success
    ? { genuine: true, pairs: paymentPairs(visit, payment.data) }
    : { genuine: true, why: t("The bank has signed it, but it is no receipt.") };
}

function statementIn(text: string): Statement | null {
  try {
    const found: unknown = JSON.parse(text);
    const whole = typeof found === "object" && found !== null && !Array.isArray(found);
    return whole ? found as Statement : null;
  } catch {
    return null;
  }
}

function paymentPairs(visit: Visit, { transfer }: ReceiptView): readonly Pair[] {
  const { t } = visit;
  return [
    [t("From"), transfer.from],
    [t("To"), transfer.to],
    [t("Amount"), visit.money(transfer.amountMinor)],
    [t("When"), visit.time(transfer.atMs)],
    [t("Transfer"), <span class="hash">{transfer.id}</span>],
  ];
}

/** What the books say by now; a bank that does not know the gift says nothing. */
async function isRefunded({ face: { service } }: Visit, transferId: string): Promise<boolean> {
  return (await service.transfer(transferId))?.reversedBy !== undefined;
}

function formPage(visit: Visit, verdict: Verdict | null, text = ""): Response {
  const { t } = visit;
  const title = t("Check a receipt");
  const children = (
    <>
      <h1>{title}</h1>
      {verdict ? <Result visit={visit} verdict={verdict} /> : null}
      <p>
        {t(
          "Every receipt of this bank is signed. Scan the code on the paper, or give the signed file that came with it. Nothing that you give here is kept.",
        )}
      </p>
      <form method="post" action={visit.path(VERIFY)} enctype="multipart/form-data">
        <label>
          {t("Signed receipt (JSON)")}
          <input type="file" name="file" accept=".json,application/json" />
        </label>
        <label>
          {t("or its text")}
          <textarea name="receipt" rows={6}>
            {verdict?.genuine ? "" : text}
          </textarea>
        </label>
        <button type="submit">{t("Check it")}</button>
      </form>
      <h2>{t("Without this site")}</h2>
      <p>
        {t("Anybody can check the signature with this key, also when the bank is away:")}{" "}
        <span class="hash">{visit.face.service.signing.publicKey}</span>
      </p>
    </>
  );
  const status = verdict && !verdict.genuine ? 422 : 200;
  return privatePage(visit, { title, path: VERIFY, children }, status);
}

function Result({ visit, verdict }: Seen & { readonly verdict: Verdict }) {
  const { t } = visit;
  const { genuine, refunded = false, why = "", pairs = [] } = verdict;
  if (!genuine) return <p role="alert">{t("Not genuine.")} {why}</p>;
  return (
    <section aria-labelledby="result">
      <h2 id="result">{t("Genuine: this bank has signed it")}</h2>
      {refunded
        ? <p role="alert">{t("This gift was given back: the receipt is not valid any more.")}</p>
        : null}
      {why === "" ? null : <p role="status" class="note">{why}</p>}
      <div class="receipt">
        <Pairs pairs={pairs} />
      </div>
    </section>
  );
}
