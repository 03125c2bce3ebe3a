// Payouts in the browser: where they go, what has become of them, and a new one.
import { paymentReferenceText } from "../bank/pay_in/payment_reference.ts";
import { MEMO_CHARS_MAX } from "../bank/limits.ts";
import type { Result } from "../api/methods.ts";
import { AmountField, Whose } from "./account_fields.tsx";
import { privatePage } from "./frame.tsx";
import { Alert, Note, PasswordAgain, type Seen, Table } from "./parts.tsx";
import { payoutStateWords } from "./payout_words.ts";
import { statusOf } from "./refusal_words.ts";
import { isWrong, type Visit, type Wrong } from "./visitor.ts";

type PayoutView = Result<"cancelPayout">;
type Place = Result<"payoutAccount">;
export type Payee = NonNullable<Place["payee"]>;

export const PAYOUTS_PATH = "/me/payouts";
const PATH = PAYOUTS_PATH;

/** As it was typed. */
export type Typed = Readonly<Record<string, string>>;

export async function payoutsPage(
  visit: Visit,
  wrong: Wrong | null = null,
  typed: Typed = {},
): Promise<Response | Wrong> {
  const place = await visit.ask("payoutAccount", {});
  if (isWrong(place)) return place;
  const found = await visit.ask("payouts", {});
  if (isWrong(found)) return found;
  const { t } = visit;
  const waiting = found.payouts.filter(({ state }) => state === "waiting");
  const others = found.payouts.filter(({ state }) => state !== "waiting");
  const children = (
    <>
      <h1>{t("Payouts to another bank")}</h1>
      <Note visit={visit} />
      <Alert visit={visit} wrong={wrong} />
      <Standing visit={visit} place={place} />
      <ul class="needs">
        {waiting.map((payout) => <Waiting visit={visit} payout={payout} />)}
      </ul>
      {place.payee === null ? null : <NewPayout visit={visit} typed={typed} />}
      <Others visit={visit} payouts={others} />
      <PlaceForm visit={visit} place={place} typed={typed} />
      <p>
        <a href={visit.path("/me/account")}>{t("Banking")}</a>
      </p>
    </>
  );
  const framed = { title: t("Payouts to another bank"), path: PATH, children };
  return privatePage(visit, framed, wrong ? statusOf(wrong) : 200);
}

/** The one line of it that people compare with what their bank tells them. */
export function payeeWords({ holder, account = "", ifsc = "", iban }: Payee): string {
  return `${holder}, ${iban ?? `${account} (${ifsc})`}`;
}

function Standing({ visit, place: { payee, usableFromMs } }: Seen & { readonly place: Place }) {
  const { t } = visit;
  if (!payee) {
    return <p>{t("Say first which account at another bank is yours: below.")}</p>;
  }
  return (
    <>
      <p>{t("Payouts go to {{payee}}.", { payee: payeeWords(payee) })}</p>
      {usableFromMs === undefined ? null : (
        <p class="note">
          {t("This account is new here. The first payout is possible from {{time}} on.", {
            time: visit.time(usableFromMs),
          })}
        </p>
      )}
    </>
  );
}

function about(visit: Visit, { amountMinor, shown }: PayoutView): string {
  return visit.t("{{amount}} to your account that ends in {{signs}}", {
    amount: visit.money(amountMinor),
    signs: shown,
  });
}

function Waiting({ visit, payout }: Seen & { readonly payout: PayoutView }) {
  const { t } = visit;
  const { memo, reference, state } = payout;
  return (
    <li>
      <p>
        {about(visit, payout)}
        {memo === "" ? "" : `: ${memo}`}
      </p>
      <p class="quiet">
        {payoutStateWords(visit, state)} · {paymentReferenceText(reference)}
      </p>
      <form class="inline" method="post" action={visit.path(`${PATH}/cancel`)}>
        <Whose visit={visit} />
        <input type="hidden" name="payout" value={payout.payout} />
        <button type="submit" class="secondary">{t("Cancel it")}</button>
      </form>
    </li>
  );
}

function NewPayout({ visit, typed }: Seen & { readonly typed: Typed }) {
  const { t } = visit;
  return (
    <section aria-labelledby="new">
      <h2 id="new">{t("Pay out")}</h2>
      <form method="get" action={visit.path(`${PATH}/new`)}>
        <AmountField visit={visit} value={typed.amount} />
        <label>
          {t("What for; the other bank carries it along")}
          <input name="memo" maxlength={MEMO_CHARS_MAX} value={typed.memo} />
        </label>
        <p class="quiet">
          {t(
            "The money leaves your account at once. The bank's staff send it with their next file; until then you can cancel it.",
          )}
        </p>
        <button type="submit">{t("Go on")}</button>
      </form>
    </section>
  );
}

function Others({ visit, payouts }: Seen & { readonly payouts: readonly PayoutView[] }) {
  const { t } = visit;
  if (payouts.length === 0) return null;
  return (
    <section aria-labelledby="others">
      <h2 id="others">{t("Those that were sent, and those that are over")}</h2>
      <Table
        caption={t("Newest first")}
        columns={[
          { title: t("Asked for"), cell: ({ askedAtMs }: PayoutView) => visit.day(askedAtMs) },
          { title: t("State"), cell: ({ state }) => payoutStateWords(visit, state) },
          { title: t("To"), cell: ({ shown }) => `…${shown}` },
          { title: t("What for"), cell: ({ memo }) => memo || "–" },
          { title: t("Reference"), cell: ({ reference }) => paymentReferenceText(reference) },
          { title: t("Amount"), cell: ({ amountMinor }) => visit.money(amountMinor), money: true },
        ]}
        rows={payouts}
      />
    </section>
  );
}

function PlaceForm(
  { visit, place: { payee }, typed }: Seen & { readonly place: Place; readonly typed: Typed },
) {
  const { t } = visit;
  const { code } = visit.currency;
  const shown = (name: keyof Payee) => typed[name] ?? payee?.[name];
  return (
    <section aria-labelledby="place">
      <h2 id="place">{t("Your account at another bank")}</h2>
      <p>
        {t("A new one can be used after a while, so that a thief has to wait. You are told of it.")}
      </p>
      <form method="post" action={visit.path(`${PATH}/account`)}>
        <Whose visit={visit} />
        <label>
          {t("Whose account it is, as the other bank writes it")}
          <input name="holder" required maxlength={70} value={shown("holder")} />
        </label>
        {code === "EUR" ? null : (
          <>
            <label>
              {t("Number of the account")}
              <input name="account" inputmode="numeric" maxlength={40} value={shown("account")} />
            </label>
            <label>
              {t("IFSC of its branch")}
              <input name="ifsc" maxlength={20} value={shown("ifsc")} />
            </label>
          </>
        )}
        {code === "INR" ? null : (
          <>
            <label>
              {t("IBAN")}
              <input name="iban" maxlength={50} value={shown("iban")} />
            </label>
            <label>
              {t("BIC of its bank, where you know it")}
              <input name="bic" maxlength={20} value={shown("bic")} />
            </label>
          </>
        )}
        <PasswordAgain visit={visit} />
        <button type="submit">{t("Set it")}</button>
        {payee
          ? (
            <button type="submit" class="secondary" name="remove" value="yes" formnovalidate>
              {t("Pay out to no account any more")}
            </button>
          )
          : null}
      </form>
    </section>
  );
}
