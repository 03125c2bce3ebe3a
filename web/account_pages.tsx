// Banking in the browser: balance, payments, history, alerts, freezing.
import { accountNumberText } from "../bank/account_number.ts";
import { Fault } from "../api/message.ts";
import type { Result } from "../api/methods.ts";
import { foreseen } from "../service/foreseen.ts";
import { AmountField } from "./account_fields.tsx";
import { confirmPage, idAsked, idIn, isHopeless, provedBy } from "./confirming.tsx";
import { privatePage } from "./frame.tsx";
import { EntriesTable } from "./entries_table.tsx";
import { Frozen, Standing } from "./account_standing.tsx";
import { Alert, Note, type Seen } from "./parts.tsx";
import { Holds, namesOf } from "./holds.tsx";
import { hasOutside, organisationSeen } from "./books_seen.ts";
import { noticeWords } from "./notice_words.ts";
import { statusOf } from "./refusal_words.ts";
import { RequestsLink } from "./request_parts.tsx";
import { typedAmount } from "./typed_amount.ts";
import { field, formOf, isWrong, type Visit, type Wrong } from "./visitor.ts";

export async function accountPage(
  visit: Visit,
  wrong: Wrong | null = null,
  typed: Payment = { to: "", amount: "", memo: "" },
): Promise<Response | Wrong> {
  const account = await visit.ask("account", {});
  if (isWrong(account)) return account;
  const after = visit.query("after");
  const history = await visit.ask("history", { limit: 25, ...(after === "" ? {} : { after }) });
  if (isWrong(history)) return history;
  const holds = await visit.ask("holds", {});
  if (isWrong(holds)) return holds;
  const position = await visit.ask("alertsPosition", {});
  if (isWrong(position)) return position;
  const { entry, notice } = position;
  const since = { entry, notice: Math.max(0, notice - NOTICES_SHOWN) };
  const news = await visit.ask("alertsSince", since);
  if (isWrong(news)) return news;
  const { t } = visit;
  const names = await namesOf(visit, holds.holds);
  const children = (
    <>
      <h1>{t("Banking")}</h1>
      <Note visit={visit} />
      {account.status === "frozen" ? <Frozen visit={visit} why={account.staffFreeze} /> : null}
      <Alert visit={visit} wrong={wrong} />
      <p role="status" class="note" data-own-news={position.entry + position.notice} hidden>
        {t("Something happened to your account.")}{" "}
        <a href={visit.path("/me/account")}>{t("Show it")}</a>
      </p>
      <Standing visit={visit} account={account} />
      {holds.holds.length === 0 ? null : <Holds visit={visit} holds={holds.holds} names={names} />}
      <Ways visit={visit} />
      <TransferForm visit={visit} typed={typed} />
      <Notices visit={visit} alerts={news.alerts} />
      <h2>{t("History")}</h2>
      <EntriesTable visit={visit} entries={history.entries} />
      {history.cursor === null ? null : (
        <p>
          <a href={`${visit.path("/me/account")}?after=${history.cursor}`}>{t("More")}</a>
        </p>
      )}
      <p>
        <a href={visit.path("/me/security")}>{t("Password and second factor")}</a> ·{" "}
        <a href={visit.path("/me/limits")}>{t("Payment limits")}</a>
      </p>
      {account.staffFreeze === undefined
        ? <Freezing visit={visit} frozen={account.status === "frozen"} />
        : null}
    </>
  );
  const framed = { title: t("Banking"), path: "/me/account", block: account.block, children };
  return privatePage(visit, framed, wrong ? statusOf(wrong) : 200);
}

/** Notices of the account that the page shows. */
const NOTICES_SHOWN = 8;

function Notices({ visit, alerts }: Seen & { readonly alerts: Result<"alertsSince">["alerts"] }) {
  const { t } = visit;
  const notices = alerts.filter((alert) => alert.stream === "notice").reverse();
  if (notices.length === 0) return null;
  return (
    <section aria-labelledby="notices">
      <h2 id="notices">{t("What happened")}</h2>
      <ul>
        {notices.map((notice) => (
          <li>
            {noticeWords(visit, notice)} <span class="quiet">{visit.time(notice.atMs)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function TransferForm({ visit, typed }: Seen & { readonly typed: Payment }) {
  const { t } = visit;
  return (
    <section aria-labelledby="transfer">
      <h2 id="transfer">{t("Pay somebody")}</h2>
      <form method="get" action={visit.path("/me/transfer")}>
        <label>
          {t("User name or account number")}
          <input name="to" required maxlength={64} autocomplete="off" value={typed.to} />
        </label>
        <AmountField visit={visit} value={typed.amount} />
        <label>
          {t("A line for both statements")}
          <input name="memo" maxlength={140} value={typed.memo} />
        </label>
        <button type="submit">{t("Go on")}</button>
      </form>
    </section>
  );
}

/** To pages of their own. */
function Ways({ visit }: Seen) {
  const { t } = visit;
  return (
    <p>
      <RequestsLink visit={visit} /> ·{" "}
      <a href={visit.path("/me/standing-orders")}>{t("Standing orders")}</a>
      {hasOutside(visit.face)
        ? (
          <>
            {" "}
            · <a href={visit.path("/me/pay-in")}>{t("Pay money in")}</a> ·{" "}
            <a href={visit.path("/me/payouts")}>{t("Payouts to another bank")}</a>
          </>
        )
        : null}
    </p>
  );
}

function Freezing({ visit, frozen }: Seen & { readonly frozen: boolean }) {
  const { t } = visit;
  return (
    <section aria-labelledby="freeze">
      <h2 id="freeze">{t("Safety")}</h2>
      <form
        class="inline"
        method="post"
        action={visit.path(frozen ? "/me/unfreeze" : "/me/freeze")}
      >
        {frozen
          ? (
            <label>
              {t("Your password, once more")}
              <input type="password" name="password" required maxlength={256} />
            </label>
          )
          : null}
        <button type="submit" class="secondary">
          {frozen ? t("Allow payments again") : t("Stop all payments and end other sign-ins")}
        </button>
      </form>
    </section>
  );
}

type Payment = { readonly to: string; readonly amount: string; readonly memo: string };

export async function confirmTransfer(visit: Visit): Promise<Response | Wrong> {
  const id = await idAsked(visit);
  if (id instanceof Response) return id;
  const [to, amount, memo] = [visit.query("to"), visit.query("amount"), visit.query("memo")];
  return await transferPage(visit, { to, amount, memo }, { wrong: null, id });
}

async function transferPage(
  visit: Visit,
  { to, amount, memo }: Payment,
  { wrong, id }: { readonly wrong: Wrong | null; readonly id: string },
): Promise<Response | Wrong> {
  const { t } = visit;
  const payee = await visit.ask("payee", { payee: to });
  if (isWrong(payee)) return await accountPage(visit, payee, { to, amount, memo });
  const amountMinor = typedAmount(visit, amount);
  if (amountMinor instanceof Fault) {
    return await accountPage(visit, amountMinor, { to, amount, memo });
  }
  const from = visit.signedIn!.session.identity!.account;
  const command = { type: "transfer", id, from, to: payee.account, amountMinor, memo } as const;
  const refused = wrong ?? foreseen(visit.face.service, command);
  if (refused && isHopeless(refused)) {
    return await accountPage(visit, refused, { to, amount, memo });
  }
  return confirmPage(visit, {
    title: t("Pay somebody"),
    action: "/me/transfer",
    pairs: [
      [t("To"), `${payee.displayName} (${accountNumberText(payee.account)})`],
      [t("Amount"), <strong>{visit.money(amountMinor)}</strong>],
      [t("What for"), memo || "–"],
    ],
    note: organisationSeen(visit.face, payee.account)
      ? t(
        "This is an organisation. A payment is no gift: for one with a receipt, give on its page.",
      )
      : "",
    fields: { to: payee.account, amount, memo },
    button: t("Pay {{amount}}", { amount: visit.money(amountMinor) }),
    money: true,
    wrong,
    id,
    back: "/me/account",
  });
}

export async function transfer(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  const [to, amount, memo] = [field(form, "to"), field(form, "amount"), field(form, "memo")];
  const payment = { to, amount, memo };
  const id = idIn(form);
  const wrong = await provedBy(visit, form);
  if (wrong) return await transferPage(visit, payment, { wrong, id });
  const amountMinor = typedAmount(visit, amount);
  if (amountMinor instanceof Fault) return amountMinor;
  const paid = await visit.ask("transfer", { id, to, amountMinor, memo });
  if (isWrong(paid)) return await transferPage(visit, payment, { wrong: paid, id });
  return visit.redirect(`/me/account?done=${paid.status === "held" ? "held" : "paid"}`);
}

export async function accountAction(
  visit: Visit,
  act: "hold" | "freeze" | "unfreeze",
): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  const password = String(form.get("password") ?? "");
  const id = visit.context.req.param("id") ?? "";
  const outcome = act === "freeze"
    ? await visit.ask("freeze", {})
    : act === "unfreeze"
    ? await visit.ask("unfreeze", { password })
    : field(form, "verb") === "confirm"
    ? await visit.ask("confirmHold", { id, password })
    : await visit.ask("cancelHold", { id });
  const done = act === "freeze"
    ? "frozen"
    : act === "unfreeze"
    ? "unfrozen"
    : field(form, "verb") === "confirm"
    ? "paid"
    : "cancelled";
  return isWrong(outcome)
    ? await accountPage(visit, outcome)
    : visit.redirect(`/me/account?done=${done}`);
}
