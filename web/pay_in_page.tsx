// How money is paid in from another bank: the bank's account, the customer's reference, and a QR code for a banking app.
import { Buffer } from "node:buffer";
import { renderSVG } from "uqr";
import { paymentReferenceText } from "../bank/pay_in/payment_reference.ts";
import { accountNumberText } from "../bank/account_number.ts";
import { Fault } from "../api/message.ts";
import type { Result } from "../api/methods.ts";
import { type PayInSlip, payInSlip } from "../papers/pay_in_slip.ts";
import { todayAt } from "./books_seen.ts";
import { pdfFile } from "./paper_file.ts";
import { privatePage } from "./frame.tsx";
import { Alert, Pairs, type Seen } from "./parts.tsx";
import { statusOf } from "./refusal_words.ts";
import { typedAmount } from "./typed_amount.ts";
import { isWrong, type Visit, type Wrong } from "./visitor.ts";

const PATH = "/me/pay-in";

export async function payInPage(visit: Visit): Promise<Response | Wrong> {
  const { t } = visit;
  const typed = visit.query("amount");
  const amount = typed === "" ? undefined : typedAmount(visit, typed);
  const wrong = amount !== undefined && isWrong(amount) ? amount : null;
  const answer = await visit.ask(
    "payIn",
    typeof amount === "number" ? { amountMinor: amount } : {},
  );
  if (isWrong(answer)) return answer;
  const children = (
    <>
      <h1>{t("Pay money in")}</h1>
      <Alert visit={visit} wrong={wrong} />
      {answer.details ? <Way visit={visit} answer={answer} /> : (
        <p role="status">
          {t("This bank has not said yet where money is paid in. Ask its staff.")}
        </p>
      )}
      <p>
        {t("Your payment reference")}: <strong>{paymentReferenceText(answer.reference)}</strong>
      </p>
      {answer.details === null ? null : (
        <>
          <p>
            {t(
              "Write it where your other bank asks what the payment is for. By it the staff here see whose money it is.",
            )}
          </p>
          <AmountForm visit={visit} typed={typed} />
          <p>
            <a href={visit.path(slipOf(typed))}>{t("A slip to print, as PDF")}</a>
          </p>
        </>
      )}
      <p>
        <a href={visit.path("/me/account")}>{t("Banking")}</a>
      </p>
    </>
  );
  const framed = { title: t("Pay money in"), path: PATH, children };
  return privatePage(visit, framed, wrong ? statusOf(wrong) : 200);
}

const slipOf = (amount: string) =>
  amount === "" ? `${PATH}/slip.pdf` : `${PATH}/slip.pdf?${new URLSearchParams({ amount })}`;

export async function payInSlipFile(visit: Visit): Promise<Response | Wrong> {
  const typed = visit.query("amount");
  const amount = typed === "" ? undefined : typedAmount(visit, typed);
  if (amount !== undefined && isWrong(amount)) return amount;
  const answer = await visit.ask("payIn", amount === undefined ? {} : { amountMinor: amount });
  if (isWrong(answer)) return answer;
  const own = await visit.ask("account", {});
  if (isWrong(own)) return own;
  const about = `for ${own.displayName}, account ${accountNumberText(own.number)}`;
  return await slipFile(visit, { ...answer, about });
}

/** The slip of an account or a gift as a file; a page in words where the bank has not said where money is paid in. */
export async function slipFile(
  visit: Visit,
  { details, ...slip }:
    & Pick<Result<"payIn">, "details" | "reference" | "amountMinor" | "qr">
    & Pick<PayInSlip, "about" | "payBy">,
): Promise<Response | Wrong> {
  if (details === null) {
    const words = visit.t("This bank has not said yet where money is paid in. Ask its staff.");
    return new Fault("invalid_params", words);
  }
  const { bankName: bank, currency, face } = visit;
  const paper = { bank, currency, day: todayAt(face), details, ...slip };
  return await pdfFile(visit, `pay-in-${slip.reference}`, () => payInSlip(paper));
}

/** Where to, how much, and the code of it; where to is known. */
export function Way(
  { visit, answer }: Seen & {
    readonly answer: Pick<Result<"payIn">, "details" | "amountMinor" | "qr">;
  },
) {
  const { t } = visit;
  const { details, amountMinor, qr } = answer;
  const { holder, account, ifsc, iban, bic, upi } = details!;
  const given: readonly (readonly [string, string | undefined])[] = [
    [t("Name"), holder],
    [t("Account number"), account],
    [t("IFSC (branch)"), ifsc],
    [t("IBAN"), iban?.replace(/(.{4})(?=.)/g, "$1 ")],
    [t("BIC"), bic],
    [t("UPI id"), upi],
    [t("Amount"), amountMinor === undefined ? undefined : visit.money(amountMinor)],
  ];
  return (
    <section aria-labelledby="way">
      <h2 id="way">{t("From your account at another bank, to")}</h2>
      <Pairs pairs={given.flatMap(([name, value]) => value === undefined ? [] : [[name, value]])} />
      {qr
        ? (
          <p>
            <img
              class="qr"
              src={pictureOf(qr.text)}
              alt={t("The same as a QR code for your banking app")}
              width="220"
              height="220"
            />
          </p>
        )
        : null}
    </section>
  );
}

/** EPC069-12 wants a code that may be spoilt by 15 % (M). */
export function pictureOf(text: string): string {
  return `data:image/svg+xml;base64,${
    Buffer.from(renderSVG(text, { ecc: "M" })).toString("base64")
  }`;
}

/** By GET: nothing is changed, and the address can be kept. */
function AmountForm({ visit, typed }: Seen & { readonly typed: string }) {
  const { t } = visit;
  return (
    <form method="get" action={visit.path(PATH)}>
      <label>
        {t("Amount")} ({visit.currency.code})<input
          name="amount"
          inputmode="decimal"
          maxlength={40}
          value={typed}
        />
      </label>
      <button type="submit" class="secondary">{t("Put it into the code")}</button>
    </form>
  );
}
