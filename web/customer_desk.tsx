// A customer's account at the desk of the staff: looked at with a reason, which its owner is told; frozen, and let go again.
import { accountNumberText } from "../bank/account_number.ts";
import { Refusal } from "../bank/refusal.ts";
import { rolesWith } from "../bank/staff/roles.ts";
import type { Result } from "../api/methods.ts";
import { Whose } from "./account_fields.tsx";
import { EntriesTable } from "./entries_table.tsx";
import { privatePage } from "./frame.tsx";

import { Alert, Note, Pairs, PasswordAgain, type Seen, State } from "./parts.tsx";
import { statusOf } from "./refusal_words.ts";
import { field, formOf, isWrong, type Visit, type Wrong } from "./visitor.ts";

const PATH = "/me/staff/customer";

type Customer = Result<"viewAccount">;

/** What was typed, which is shown again. */
interface Typed {
  readonly who: string;
  readonly reason: string;
}

export function customerDesk(
  visit: Visit,
  wrong: Wrong | null = null,
  typed: Typed = { who: "", reason: "" },
): Promise<Response | Wrong> {
  const { t } = visit;
  if (!visit.may("books")) {
    return Promise.resolve(new Refusal("not_allowed", { needs: rolesWith("books") }));
  }
  const title = t("A customer's account");
  const children = (
    <>
      <h1>{title}</h1>
      <Note visit={visit} />
      <Alert visit={visit} wrong={wrong} />
      <LookForm visit={visit} typed={typed} />
    </>
  );
  const framed = { title, path: PATH, children };
  return Promise.resolve(privatePage(visit, framed, wrong ? statusOf(wrong) : 200));
}

function LookForm({ visit, typed }: Seen & { readonly typed: Typed }) {
  const { t } = visit;
  return (
    <form method="post" action={visit.path(`${PATH}/view`)}>
      <Whose visit={visit} />
      <label>
        {t("Account number or user name")}
        <input name="to" required maxlength={64} value={typed.who} autocapitalize="none" />
      </label>
      <label>
        {t("Why do you look? The customer is told.")}
        <input name="reason" required maxlength={140} value={typed.reason} />
      </label>
      <button type="submit">{t("Look at it")}</button>
    </form>
  );
}

export async function viewCustomer(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  const typed = { who: field(form, "to"), reason: field(form, "reason") };
  const found = await visit.ask("payee", { payee: typed.who || "?" });
  // Of who has left, the account is there all the same.
  const left = found instanceof Refusal && found.code === "account_closed" ? found.detail : null;
  if (isWrong(found) && left === null) return await customerDesk(visit, found, typed);
  const account = isWrong(found) ? String(left?.account) : found.account;
  const { reason } = typed;
  const seen = await visit.ask("viewAccount", { account, reason, limit: 50 });
  return isWrong(seen) ? await customerDesk(visit, seen, typed) : shown(visit, seen);
}

function shown(visit: Visit, seen: Customer): Response {
  const { t } = visit;
  const name = seen.accountName ?? t("somebody who has left");
  const children = (
    <>
      <h1>{name}</h1>
      <p>
        {seen.status === "closed"
          ? t("This look stands in the journal.")
          : t("This look stands in the journal, and the customer is told of it.")}
      </p>
      <About visit={visit} seen={seen} />
      {seen.holds.length === 0
        ? null
        : <p>{t("Payments that wait for the customer: {{count}}", { count: seen.holds.length })}
        </p>}
      {seen.entries.length === 0
        ? <p>{t("Nothing was booked.")}</p>
        : <EntriesTable visit={visit} entries={seen.entries} />}
      {visit.may("counter") && seen.status !== "closed"
        ? <Acts visit={visit} seen={seen} name={name} />
        : null}
      <p>
        <a href={visit.path(PATH)}>{t("Another customer")}</a>
      </p>
    </>
  );
  return privatePage(visit, { title: name, path: PATH, children });
}

function About({ visit, seen }: Seen & { readonly seen: Customer }) {
  const { t } = visit;
  const { limits } = seen.limits;
  const limit = (minor: number | undefined) => minor === undefined ? "–" : visit.money(minor);
  return (
    <Pairs
      pairs={[
        [t("Account"), accountNumberText(seen.account)],
        [t("User name"), seen.userName ?? "–"],
        [t("State"), <State visit={visit} state={seen.status} />],
        ...(seen.staffFreeze === undefined
          ? []
          : [[t("Frozen by staff"), seen.staffFreeze] as const]),
        [t("Opened"), visit.day(seen.openedAtMs)],
        [t("Booked"), visit.money(seen.bookedMinor)],
        [t("Available"), visit.money(seen.availableMinor)],
        [t("Limit of one payment"), limit(limits.paymentMinor)],
        [t("Limit of a day"), limit(limits.dayMinor)],
        [t("Limit of a month"), limit(limits.monthMinor)],
        [t("Signed in"), visit.count(seen.sessions)],
        [t("Second factor"), seen.secondFactor ? t("on") : t("off")],
      ]}
    />
  );
}

function Acts({ visit, seen, name }: Seen & { readonly seen: Customer; readonly name: string }) {
  const { t } = visit;
  const { status, staffFreeze } = seen;
  return (
    <>
      {staffFreeze === undefined
        ? <ActForm visit={visit} seen={seen} act="freeze" title={t("Freeze it")} name={name} />
        : null}
      {status === "frozen"
        ? (
          <ActForm
            visit={visit}
            seen={seen}
            act="unfreeze"
            title={t("Let it go again")}
            name={name}
          />
        )
        : null}
    </>
  );
}

function ActForm({ visit, seen, act, title, name }: Seen & {
  readonly seen: Customer;
  readonly act: "freeze" | "unfreeze";
  readonly title: string;
  readonly name: string;
}) {
  const { t } = visit;
  const freezes = act === "freeze";
  return (
    <section aria-labelledby={act}>
      <h2 id={act}>{title}</h2>
      <p>
        {freezes
          ? t("Nothing is paid from it any more, and {{name}} is signed out everywhere.", { name })
          : t("{{name}} can pay again.", { name })}
      </p>
      <form method="post" action={visit.path(`${PATH}/${act}`)}>
        <Whose visit={visit} />
        <input type="hidden" name="account" value={seen.account} />
        <label>
          {freezes
            ? t("Why it is frozen, for the customer")
            : t("Why it is let go, for the customer")}
          <input name="reason" required maxlength={140} />
        </label>
        {freezes ? null : <PasswordAgain visit={visit} />}
        <button type="submit" class={freezes ? "secondary" : undefined}>{title}</button>
      </form>
    </section>
  );
}

export async function actOnCustomer(
  visit: Visit,
  act: "freeze" | "unfreeze",
): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  const about = { account: field(form, "account"), reason: field(form, "reason") };
  const password = String(form.get("password") ?? "");
  const done = act === "freeze"
    ? await visit.ask("freezeAccount", about)
    : await visit.ask("unfreezeAccount", { ...about, password });
  const typed = { who: about.account, reason: "" };
  if (isWrong(done)) return await customerDesk(visit, done, typed);
  return visit.redirect(`${PATH}?done=${act === "freeze" ? "staff_froze" : "staff_unfroze"}`);
}
