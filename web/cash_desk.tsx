// Cash at the desk of the staff: open tills, one's own opened and closed with what was counted, and the safe.
import { parseCash } from "../bank/amount.ts";
import { AmountError } from "../bank/money.ts";
import { Refusal } from "../bank/refusal.ts";
import { Fault } from "../api/message.ts";
import type { Params, Result } from "../api/methods.ts";
import { Whose } from "./account_fields.tsx";
import { todayAt } from "./books_seen.ts";
import { idIn, newId } from "./confirming.tsx";
import { privatePage } from "./frame.tsx";
import { Alert, Note, PasswordAgain, type Seen, Table } from "./parts.tsx";
import { statusOf } from "./refusal_words.ts";
import { field, formOf, isWrong, type Visit, type Wrong } from "./visitor.ts";

const PATH = "/me/staff/cash";

type Cash = Result<"tills">;
type Till = Cash["tills"][number];
type Which = "close" | "safe";

/** What was typed into one of the forms, which is shown again. */
interface Typed {
  readonly which: Which | "open";
  readonly amount: string;
  readonly reason?: string;
  /** One member of staff is not enough: a second one is asked, with the password. */
  readonly two?: boolean;
}

export async function cashDesk(
  visit: Visit,
  wrong: Wrong | null = null,
  typed: Typed | null = null,
): Promise<Response | Wrong> {
  const cash = await visit.ask("tills", {});
  if (isWrong(cash)) return cash;
  const { t } = visit;
  const account = visit.signedIn?.session.identity?.account;
  const own = cash.tills.find((till) => till.account === account);
  const day = todayAt(visit.face);
  const children = (
    <>
      <h1>{t("Cash")}</h1>
      <Note visit={visit} />
      <Alert visit={visit} wrong={wrong} />
      <Tills visit={visit} cash={cash} />
      {visit.may("counter")
        ? (
          <>
            {own
              ? <CountForm visit={visit} which="close" should={own.expectedMinor} typed={typed} />
              : <OpenForm visit={visit} typed={typed} />}
            <CountForm visit={visit} which="safe" should={cash.safeMinor} typed={typed} />
          </>
        )
        : null}
      <p>
        <a href={visit.path(`/me/staff/day?day=${day}`)}>{t("What today has been")}</a>
      </p>
    </>
  );
  const framed = { title: t("Cash"), path: PATH, children };
  return privatePage(visit, framed, wrong ? statusOf(wrong) : 200);
}

function Tills({ visit, cash }: Seen & { readonly cash: Cash }) {
  const { t } = visit;
  const { tills, safeMinor, cashMinor } = cash;
  const about = { safe: visit.money(safeMinor), all: visit.money(cashMinor) };
  return (
    <>
      {tills.length === 0 ? <p>{t("No till is open.")}</p> : (
        <Table
          caption={t("Open tills")}
          columns={[
            { title: t("Of"), cell: (till: Till) => till.accountName ?? till.account },
            { title: t("Since"), cell: ({ openedAtMs }) => visit.time(openedAtMs) },
            { title: t("Begun with"), cell: (one) => visit.money(one.floatMinor), money: true },
            { title: t("In"), cell: ({ inMinor }) => visit.money(inMinor), money: true },
            { title: t("Out"), cell: ({ outMinor }) => visit.money(outMinor), money: true },
            { title: t("Should have"), cell: (one) => visit.money(one.expectedMinor), money: true },
          ]}
          rows={tills}
        />
      )}
      <p>{t("The safe should have {{safe}}, safe and tills together {{all}}.", about)}</p>
    </>
  );
}

function CashField({ visit, label, value }: Seen & {
  readonly label: string;
  readonly value: string | undefined;
}) {
  return (
    <label>
      {label} ({visit.currency.code})
      <input name="amount" inputmode="decimal" required maxlength={40} value={value} />
    </label>
  );
}

function OpenForm({ visit, typed }: Seen & { readonly typed: Typed | null }) {
  const { t } = visit;
  const value = typed?.which === "open" ? typed.amount : undefined;
  return (
    <section aria-labelledby="open">
      <h2 id="open">{t("Open your till")}</h2>
      <p>{t("From then on what you pay in and out counts in it.")}</p>
      <form method="post" action={visit.path(`${PATH}/open`)}>
        <Whose visit={visit} />
        <CashField visit={visit} label={t("Counted into it")} value={value} />
        <button type="submit">{t("Open it")}</button>
      </form>
    </section>
  );
}

function CountForm({ visit, which, should, typed }: Seen & {
  readonly which: Which;
  readonly should: number;
  readonly typed: Typed | null;
}) {
  const { t } = visit;
  const again = typed?.which === which ? typed : null;
  const close = which === "close";
  const title = close ? t("Close your till") : t("Count the safe");
  return (
    <section aria-labelledby={which}>
      <h2 id={which}>{title}</h2>
      <form method="post" action={visit.path(`${PATH}/${which}`)}>
        <Whose visit={visit} />
        <input type="hidden" name="id" value={newId(visit)} />
        <input type="hidden" name="sum" value={String(should)} />
        <CashField
          visit={visit}
          label={close ? t("Counted in your till") : t("Counted in the safe")}
          value={again?.amount}
        />
        <label>
          {close
            ? t("Why your till does not have what it should, if it does not")
            : t("Why the safe does not have what it should, if it does not")}
          <input name="reason" maxlength={140} value={again?.reason} />
        </label>
        {again?.two
          ? (
            <>
              <input type="hidden" name="two" value="yes" />
              <p>
                {t("The difference is large: a colleague has to agree. Nothing was booked yet.")}
              </p>
              <PasswordAgain visit={visit} />
            </>
          )
          : null}
        <button type="submit">
          {again?.two ? t("Ask a colleague") : close ? t("Close it") : t("Book the count")}
        </button>
      </form>
    </section>
  );
}

/** Nothing is an amount of cash, too. @returns minor units, or what is wrong in the words of the page. */
function typedCash(visit: Visit, text: string): number | Fault {
  try {
    return parseCash(text, visit.currency);
  } catch (error) {
    if (!(error instanceof AmountError)) throw error;
  }
  const about = visit.t('"{{text}}" is no amount of cash: write it like 1250.50, or 0', {
    text: text.slice(0, 40),
  });
  return new Fault("invalid_params", about);
}

export async function openTill(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  const typed = { which: "open", amount: field(form, "amount") } as const;
  const floatMinor = typedCash(visit, typed.amount);
  if (floatMinor instanceof Fault) return await cashDesk(visit, floatMinor, typed);
  const till = await visit.ask("openTill", { floatMinor });
  return isWrong(till) ? await cashDesk(visit, till, typed) : visit.redirect(`${PATH}?done=till`);
}

export async function countCash(visit: Visit, which: Which): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  const { t } = visit;
  const method = which === "close" ? "closeTill" : "countSafe";
  const typed = { which, amount: field(form, "amount"), reason: field(form, "reason") };
  const countedMinor = typedCash(visit, typed.amount);
  if (countedMinor instanceof Fault) return await cashDesk(visit, countedMinor, typed);
  const expectedMinor = Number(field(form, "sum"));
  const params: Params<"countSafe"> = {
    id: idIn(form),
    countedMinor,
    expectedMinor,
    reason: typed.reason,
  };
  if (countedMinor !== expectedMinor && typed.reason === "") {
    const off = visit.money(Math.abs(countedMinor - expectedMinor));
    const words = countedMinor < expectedMinor
      ? t("{{off}} are missing. Count again, or say why.", { off })
      : t("{{off}} are too much. Count again, or say why.", { off });
    return await cashDesk(visit, new Fault("invalid_params", words), typed);
  }
  if (field(form, "two") === "yes") return await proposed(visit, { form, method, params, typed });
  const done = await visit.ask(method, params);
  if (!isWrong(done)) return visit.redirect(`${PATH}?done=counted`);
  const two = done instanceof Refusal && done.code === "agreement_needed";
  return await cashDesk(visit, done, { ...typed, two });
}

async function proposed(
  visit: Visit,
  { form, method, params, typed }: {
    readonly form: FormData;
    readonly method: "closeTill" | "countSafe";
    readonly params: Params<"countSafe">;
    readonly typed: Typed;
  },
): Promise<Response | Wrong> {
  const password = String(form.get("password") ?? "");
  const wish = { proposal: newId(visit), method, params, why: typed.reason ?? "" };
  const asked = await visit.ask("propose", { ...wish, password });
  return isWrong(asked)
    ? await cashDesk(visit, asked, { ...typed, two: true })
    : visit.redirect(`${PATH}?done=proposed`);
}
