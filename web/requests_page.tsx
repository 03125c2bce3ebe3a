// Payment requests in the browser: what a customer is asked for, and what they ask for themselves.
import { accountNumberText } from "../bank/account_number.ts";
import { REQUEST_MEMO_CHARS_MAX, REQUEST_REFERENCE_CHARS_MAX } from "../bank/limits.ts";
import { memoOf } from "../bank/requests/request_record.ts";
import type { Result } from "../api/methods.ts";
import { AmountField, Whose } from "./account_fields.tsx";
import { newId } from "./confirming.tsx";
import { privatePage } from "./frame.tsx";
import { Alert, Note, type Seen, State, Table } from "./parts.tsx";
import { statusOf, wrongWords } from "./refusal_words.ts";
import { isWrong, type Visit, type Wrong } from "./visitor.ts";

type RequestView = Result<"declineRequest">;

export const REQUESTS_PATH = "/me/requests";
const PATH = REQUESTS_PATH;

const OVER_SHOWN = 20;

interface Shown {
  readonly wrong?: Wrong | null;
  /** Whom the bank did not ask, and why. */
  readonly refused?: readonly (readonly [given: string, why: Wrong])[];
  readonly typed?: Readonly<Record<string, string>>;
}

export async function requestsPage(
  visit: Visit,
  { wrong = null, refused = [], typed = {} }: Shown = {},
): Promise<Response | Wrong> {
  const toPay = await visit.ask("paymentRequests", { open: true, limit: 100 });
  if (isWrong(toPay)) return toPay;
  const asked = await visit.ask("paymentRequests", { side: "asker", limit: 100 });
  if (isWrong(asked)) return asked;
  const past = await visit.ask("paymentRequests", { limit: OVER_SHOWN });
  if (isWrong(past)) return past;
  const { t } = visit;
  const over = past.requests.filter(({ status }) => status !== "open");
  const children = (
    <>
      <h1>{t("Payment requests")}</h1>
      <Note visit={visit} />
      <Alert visit={visit} wrong={wrong} />
      {refused.length === 0 ? null : (
        <ul role="alert">
          {refused.map(([given, why]) => <li>{given}: {wrongWords(visit, why)}</li>)}
        </ul>
      )}
      <ToPay visit={visit} requests={toPay.requests} />
      <AskForm visit={visit} typed={typed} />
      <Asked visit={visit} requests={asked.requests} />
      <Over visit={visit} requests={over} />
      <Blocked visit={visit} blocked={toPay.blocked} />
      <p>
        <a href={visit.path(`${PATH}/link`)}>{t("A link by which you are paid")}</a> ·{" "}
        <a href={visit.path("/me/account")}>{t("Banking")}</a>
      </p>
    </>
  );
  const framed = { title: t("Payment requests"), path: PATH, children };
  return privatePage(visit, framed, wrong ? statusOf(wrong) : 200);
}

interface Requested extends Seen {
  readonly requests: readonly RequestView[];
}

function askerOf({ asker, askerName }: RequestView): string {
  return askerName ?? accountNumberText(asker);
}

function payerOf({ payer, payerName }: RequestView): string {
  return payerName ?? accountNumberText(payer);
}

function Named({ visit, request }: Seen & { readonly request: string }) {
  return (
    <>
      <Whose visit={visit} />
      <input type="hidden" name="request" value={request} />
    </>
  );
}

function ToPay({ visit, requests }: Requested) {
  const { t } = visit;
  return (
    <section aria-labelledby="to-pay">
      <h2 id="to-pay">{t("You are asked to pay")}</h2>
      {requests.length === 0 ? <p>{t("No request waits for you.")}</p> : null}
      <ul class="needs">
        {requests.map((one) => (
          <li>
            <p>
              {visit.money(one.amountMinor)} → {askerOf(one)}
              {memoOf(one) === "" ? "" : `: ${memoOf(one)}`}
            </p>
            <p class="quiet">{t("Due on {{day}}.", { day: visit.date(one.dueOn) })}</p>
            {one.transferId === undefined
              ? <Answers visit={visit} request={one} />
              : <p>{t("Its payment waits for you under Banking.")}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Answers({ visit, request }: Seen & { readonly request: RequestView }) {
  const { t } = visit;
  return (
    <>
      <form class="inline" method="get" action={visit.path(`${PATH}/pay`)}>
        <input type="hidden" name="request" value={request.request} />
        <button type="submit">{t("Pay it")}</button>
      </form>
      <form class="inline" method="post" action={visit.path(`${PATH}/decline`)}>
        <Named visit={visit} request={request.request} />
        <label>
          {t("A word to who asked")}
          <input name="word" maxlength={REQUEST_MEMO_CHARS_MAX} />
        </label>
        <button type="submit" name="verb" value="decline" class="secondary">{t("Decline")}</button>
        <button type="submit" name="verb" value="block" class="secondary">
          {t("Decline, and be asked by them no more")}
        </button>
      </form>
    </>
  );
}

function AskForm({ visit, typed }: Seen & { readonly typed: NonNullable<Shown["typed"]> }) {
  const { t } = visit;
  return (
    <section aria-labelledby="ask">
      <h2 id="ask">{t("Ask for money")}</h2>
      <form method="post" action={visit.path(`${PATH}/ask`)}>
        <Whose visit={visit} />
        <input type="hidden" name="id" value={newId(visit)} />
        <label>
          {t("User names or account numbers, with commas between them")}
          <input name="from" required maxlength={7_000} autocomplete="off" value={typed.from} />
        </label>
        <AmountField visit={visit} value={typed.amount} />
        <label>
          {t("What for")}
          <input name="memo" maxlength={REQUEST_MEMO_CHARS_MAX} value={typed.memo} />
        </label>
        <label>
          {t("Your reference, such as the number of an invoice")}
          <input
            name="reference"
            maxlength={REQUEST_REFERENCE_CHARS_MAX}
            value={typed.reference}
          />
        </label>
        <label>
          {t("Due on; in 30 days if this is empty")}
          <input name="due" type="date" value={typed.due} />
        </label>
        <button type="submit">{t("Ask")}</button>
      </form>
    </section>
  );
}

function Asked({ visit, requests }: Requested) {
  const { t } = visit;
  if (requests.length === 0) return null;
  return (
    <section aria-labelledby="asked">
      <h2 id="asked">{t("What you have asked for")}</h2>
      <ul class="needs">
        {requests.map((one) => (
          <li>
            <p>
              {visit.money(one.amountMinor)} ← {payerOf(one)}
              {memoOf(one) === "" ? "" : `: ${memoOf(one)}`}
            </p>
            <p class="quiet">
              <State visit={visit} state={one.status} /> {one.word === "" ? "" : `“${one.word}” `}
              {t("Due on {{day}}.", { day: visit.date(one.dueOn) })}
            </p>
            {one.status === "open"
              ? (
                <form class="inline" method="post" action={visit.path(`${PATH}/withdraw`)}>
                  <Named visit={visit} request={one.request} />
                  <button type="submit" class="secondary">{t("Take it back")}</button>
                </form>
              )
              : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Over({ visit, requests }: Requested) {
  const { t } = visit;
  if (requests.length === 0) return null;
  return (
    <section aria-labelledby="over">
      <h2 id="over">{t("What you were asked for")}</h2>
      <Table
        caption={t("Newest first")}
        columns={[
          { title: t("From"), cell: (one: RequestView) => askerOf(one) },
          { title: t("What for"), cell: (one) => memoOf(one) || "–" },
          { title: t("State"), cell: ({ status }) => <State visit={visit} state={status} /> },
          { title: t("Amount"), cell: (one) => visit.money(one.amountMinor), money: true },
        ]}
        rows={requests}
      />
    </section>
  );
}

function Blocked({ visit, blocked }: Seen & { readonly blocked: readonly string[] }) {
  const { t } = visit;
  if (blocked.length === 0) return null;
  return (
    <section aria-labelledby="blocked">
      <h2 id="blocked">{t("They may not ask you")}</h2>
      <ul>
        {blocked.map((account) => (
          <li>
            <form class="inline" method="post" action={visit.path(`${PATH}/allow`)}>
              <Whose visit={visit} />
              <input type="hidden" name="asker" value={account} />
              {accountNumberText(account)}{" "}
              <button type="submit" class="secondary">{t("Let them ask again")}</button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  );
}
