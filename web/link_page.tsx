// A link and a code by which a shop is paid: made from what stands in the address, so that it can be kept and printed.
import { REQUEST_MEMO_CHARS_MAX } from "../bank/limits.ts";
import type { Result } from "../api/methods.ts";
import { privatePage } from "./frame.tsx";
import { Alert, type Seen } from "./parts.tsx";
import { pictureOf } from "./pay_in_page.tsx";
import { statusOf } from "./refusal_words.ts";
import { REQUESTS_PATH } from "./requests_page.tsx";
import { typedAmount } from "./typed_amount.ts";
import { isWrong, type Visit, type Wrong } from "./visitor.ts";

const LINK_PATH = "/me/requests/link";

export async function linkPage(visit: Visit): Promise<Response | Wrong> {
  const { t } = visit;
  const [typed, memo] = [visit.query("amount"), visit.query("memo")];
  const amount = typed === "" ? undefined : typedAmount(visit, typed);
  const wrong = amount !== undefined && isWrong(amount) ? amount : null;
  const made = await visit.ask("paymentLink", {
    memo,
    ...(typeof amount === "number" ? { amountMinor: amount } : {}),
  });
  if (isWrong(made)) return made;
  const children = (
    <>
      <h1>{t("A link by which you are paid")}</h1>
      <Alert visit={visit} wrong={wrong} />
      {wrong ? null : <Code visit={visit} made={made} />}
      <LinkForm visit={visit} typed={typed} memo={memo} />
      <p>
        <a href={visit.path(REQUESTS_PATH)}>{t("Payment requests")}</a>
      </p>
    </>
  );
  const framed = { title: t("A link by which you are paid"), path: LINK_PATH, children };
  return privatePage(visit, framed, wrong ? statusOf(wrong) : 200);
}

function Code({ visit, made }: Seen & { readonly made: Result<"paymentLink"> }) {
  const { t } = visit;
  const { uri, page } = made;
  return (
    <>
      <p>
        {t("Who opens it sees what would be paid, and is asked. Print it, show it, or send it.")}
      </p>
      <p>
        <img
          class="qr"
          src={pictureOf(page ?? uri)}
          alt={t("The link as a QR code")}
          width="220"
          height="220"
        />
      </p>
      <p>
        <code>{page ?? uri}</code>
      </p>
    </>
  );
}

/** By GET: nothing is changed, and the address can be kept. */
function LinkForm(
  { visit, typed, memo }: Seen & { readonly typed: string; readonly memo: string },
) {
  const { t } = visit;
  return (
    <form method="get" action={visit.path(LINK_PATH)}>
      <label>
        {t("Amount; without one the payer says how much")} ({visit.currency.code})<input
          name="amount"
          inputmode="decimal"
          maxlength={40}
          value={typed}
        />
      </label>
      <label>
        {t("What for")}
        <input name="memo" maxlength={REQUEST_MEMO_CHARS_MAX} value={memo} />
      </label>
      <button type="submit" class="secondary">{t("Put it into the code")}</button>
    </form>
  );
}
