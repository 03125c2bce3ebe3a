// Payment limits in the browser: what is in force, how much of it is used, and limits of one's own.
import { DAY_PAYEES_MAX } from "../bank/limits.ts";
import { LIMIT_NAMES, type LimitName } from "../bank/payment_limits/limit_record.ts";
import { decimalOf } from "../bank/money.ts";
import { plainCode } from "../bank/pasted.ts";
import { Fault } from "../api/message.ts";
import type { Result } from "../api/methods.ts";
import { Whose } from "./account_fields.tsx";
import { privatePage } from "./frame.tsx";
import { Alert, Note, PasswordAgain, type Seen, Table } from "./parts.tsx";
import { statusOf } from "./refusal_words.ts";
import { typedAmount } from "./typed_amount.ts";
import { field, formOf, isWrong, type Visit, type Wrong } from "./visitor.ts";

type LimitsView = Result<"limits">;

const PATH = "/me/limits";

export async function limitsPage(
  visit: Visit,
  wrong: Wrong | null = null,
  typed: Readonly<Record<string, string>> = {},
): Promise<Response | Wrong> {
  const view = await visit.ask("limits", {});
  if (isWrong(view)) return view;
  const { t } = visit;
  const children = (
    <>
      <h1>{t("Payment limits")}</h1>
      <Note visit={visit} />
      <Alert visit={visit} wrong={wrong} />
      <InForce visit={visit} view={view} />
      <OwnForm visit={visit} view={view} typed={typed} />
      <p>
        <a href={visit.path("/me/account")}>{t("Banking")}</a>
      </p>
    </>
  );
  const framed = { title: t("Payment limits"), path: PATH, children };
  return privatePage(visit, framed, wrong ? statusOf(wrong) : 200);
}

function nameWords({ t }: Visit, name: LimitName): string {
  const words: Readonly<Record<LimitName, string>> = {
    paymentMinor: t("One payment"),
    dayMinor: t("A day"),
    monthMinor: t("A month"),
    dayPayees: t("Payees in a day"),
  };
  return words[name];
}

function valueWords(visit: Visit, name: LimitName, value = 0): string {
  if (value === 0) return visit.t("no limit");
  return name === "dayPayees" ? visit.count(value) : visit.money(value);
}

function usedWords(visit: Visit, { limits, used }: LimitsView, name: LimitName): string {
  if (name === "paymentMinor" || limits[name] === undefined) return "–";
  const { t } = visit;
  const value = name === "dayPayees" ? visit.count(used.dayPayees) : visit.money(used[name]);
  const day = visit.date(name === "monthMinor" ? used.monthEndsOn : used.dayEndsOn);
  return t("{{used}}, from {{day}} on anew", { used: value, day });
}

function InForce({ visit, view }: Seen & { readonly view: LimitsView }) {
  const { t } = visit;
  return (
    <Table
      caption={t("What you may pay")}
      columns={[
        { title: t("Limit"), cell: (name: LimitName) => nameWords(visit, name) },
        { title: t("In force"), cell: (name) => valueWords(visit, name, view.limits[name]) },
        { title: t("Used"), cell: (name) => usedWords(visit, view, name) },
        { title: t("The bank's"), cell: (name) => valueWords(visit, name, view.bank[name]) },
        { title: t("Your own"), cell: (name) => valueWords(visit, name, view.own[name]) },
      ]}
      rows={LIMIT_NAMES}
    />
  );
}

function OwnForm(
  { visit, view: { own, later }, typed }: Seen & {
    readonly view: LimitsView;
    readonly typed: Readonly<Record<string, string>>;
  },
) {
  const { t } = visit;
  const wanted = later?.own ?? own;
  const shown = (name: LimitName) => {
    const value = wanted[name];
    if (value === undefined) return "";
    return name === "dayPayees" ? String(value) : decimalOf(value, visit.currency);
  };
  return (
    <section aria-labelledby="own">
      <h2 id="own">{t("Limits of your own")}</h2>
      <p>{t("Lower limits are in force at once, higher ones after a day. Empty: no limit.")}</p>
      {later
        ? <p class="note">{t("Yours from {{time}} on:", { time: visit.time(later.fromMs) })}</p>
        : null}
      <form method="post" action={visit.path(`${PATH}/set`)}>
        <Whose visit={visit} />
        {LIMIT_NAMES.map((name) => (
          <label>
            {nameWords(visit, name)}
            {name === "dayPayees" ? "" : ` (${visit.currency.code})`}
            <input
              name={name}
              inputmode={name === "dayPayees" ? "numeric" : "decimal"}
              maxlength={40}
              value={typed[name] ?? shown(name)}
            />
          </label>
        ))}
        <PasswordAgain visit={visit} />
        <button type="submit">{t("Set them")}</button>
      </form>
    </section>
  );
}

export async function setLimits(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  const typed = Object.fromEntries(LIMIT_NAMES.map((name) => [name, field(form, name)]));
  const limits: Record<string, number | null> = {};
  for (const name of LIMIT_NAMES) {
    const value = limitIn(visit, name, typed[name]!);
    if (value instanceof Fault) return await limitsPage(visit, value, typed);
    limits[name] = value;
  }
  const password = String(form.get("password") ?? "");
  const done = await visit.ask("setLimits", { password, limits });
  return isWrong(done)
    ? await limitsPage(visit, done, typed)
    : visit.redirect(`${PATH}?done=saved`);
}

function limitIn(visit: Visit, name: LimitName, text: string): number | null | Fault {
  if (text === "") return null;
  if (name !== "dayPayees") return typedAmount(visit, text);
  const number = Number(plainCode(text));
  if (Number.isSafeInteger(number) && number >= 1 && number <= DAY_PAYEES_MAX) return number;
  const about = visit.t('"{{text}}" is no number from 1 to {{max}}', {
    text: text.slice(0, 40),
    max: DAY_PAYEES_MAX,
  });
  return new Fault("invalid_params", about);
}
