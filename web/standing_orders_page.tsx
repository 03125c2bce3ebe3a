// Standing orders in the browser: what is paid by itself, and when.
import { accountNumberText } from "../bank/account_number.ts";
import { MEMO_CHARS_MAX } from "../bank/limits.ts";
import { STANDING_STEPS } from "../bank/standing_orders/standing_step.ts";
import type { Result } from "../api/methods.ts";
import { AmountField, Whose } from "./account_fields.tsx";
import { todayAt } from "./books_seen.ts";
import { privatePage } from "./frame.tsx";
import { Alert, Note, type Seen, Table } from "./parts.tsx";
import { statusOf } from "./refusal_words.ts";
import { endWords, stepWords } from "./standing_words.ts";
import { isWrong, type Visit, type Wrong } from "./visitor.ts";

type OrderView = Result<"stopStandingOrder">;

export const STANDING_ORDERS_PATH = "/me/standing-orders";
const PATH = STANDING_ORDERS_PATH;

/** As it was typed. */
export interface TypedOrder {
  readonly to: string;
  readonly amount: string;
  readonly memo: string;
  readonly every: string;
  readonly first: string;
  readonly until: string;
}

export async function standingOrdersPage(
  visit: Visit,
  wrong: Wrong | null = null,
  typed?: TypedOrder,
): Promise<Response | Wrong> {
  const found = await visit.ask("standingOrders", {});
  if (isWrong(found)) return found;
  const { t } = visit;
  const active = found.orders.filter(({ ended }) => ended === undefined);
  const over = found.orders.filter(({ ended }) => ended !== undefined);
  const children = (
    <>
      <h1>{t("Standing orders")}</h1>
      <Note visit={visit} />
      <Alert visit={visit} wrong={wrong} />
      {active.length === 0 ? <p>{t("You have no standing orders.")}</p> : null}
      <ul class="needs">
        {active.map((order) => <Active visit={visit} order={order} />)}
      </ul>
      <NewOrder visit={visit} typed={typed} />
      <Over visit={visit} orders={over} />
      <p>
        <a href={visit.path("/me/account")}>{t("Banking")}</a>
      </p>
    </>
  );
  const framed = { title: t("Standing orders"), path: PATH, children };
  return privatePage(visit, framed, wrong ? statusOf(wrong) : 200);
}

function nameOf({ payee, payeeName }: OrderView): string {
  return payeeName ?? accountNumberText(payee);
}

function Active({ visit, order }: Seen & { readonly order: OrderView }) {
  const { t } = visit;
  const { amountMinor, memo, every, next, lateFor, lastOn, paid } = order;
  const days = next.map((day) => visit.date(day)).join(", ");
  return (
    <li>
      <p>
        {visit.money(amountMinor)} → {nameOf(order)}, {stepWords(visit, every)}
        {memo === "" ? "" : `: ${memo}`}
      </p>
      <p class="quiet">
        {t("Next: {{days}}.", { days })}{" "}
        {lastOn === undefined ? "" : t("Until {{day}}.", { day: visit.date(lastOn) })}{" "}
        {lateFor === undefined
          ? ""
          : t("Not paid on {{day}} yet: it is tried again.", { day: visit.date(lateFor) })}{" "}
        {t("Payments so far: {{count}}", { count: paid })}
      </p>
      <form class="inline" method="post" action={visit.path(`${PATH}/stop`)}>
        <Whose visit={visit} />
        <input type="hidden" name="order" value={order.order} />
        <button type="submit" class="secondary">{t("Stop it")}</button>
      </form>
    </li>
  );
}

function NewOrder({ visit, typed }: Seen & { readonly typed: TypedOrder | undefined }) {
  const { t } = visit;
  const today = todayAt(visit.face);
  return (
    <section aria-labelledby="new">
      <h2 id="new">{t("Make a standing order")}</h2>
      <form method="get" action={visit.path(`${PATH}/new`)}>
        <label>
          {t("User name or account number")}
          <input name="to" required maxlength={64} autocomplete="off" value={typed?.to} />
        </label>
        <AmountField visit={visit} value={typed?.amount} />
        <label>
          {t("A line for both statements")}
          <input name="memo" maxlength={MEMO_CHARS_MAX} value={typed?.memo} />
        </label>
        <label>
          {t("How often")}
          <select name="every">
            {STANDING_STEPS.map((step) => (
              <option value={step} selected={step === (typed?.every ?? "month")}>
                {stepWords(visit, step)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t("First on")}
          <input name="first" type="date" required min={today} value={typed?.first ?? today} />
        </label>
        <label>
          {t("Until; empty: until you stop it")}
          <input name="until" type="date" min={today} value={typed?.until} />
        </label>
        <p class="quiet">
          {t("A month that is too short pays on its last day.")}{" "}
          {t("Without enough money it is tried again on the next three days.")}
        </p>
        <button type="submit">{t("Go on")}</button>
      </form>
    </section>
  );
}

function Over({ visit, orders }: Seen & { readonly orders: readonly OrderView[] }) {
  const { t } = visit;
  if (orders.length === 0) return null;
  return (
    <section aria-labelledby="over">
      <h2 id="over">{t("Those that have ended")}</h2>
      <Table
        caption={t("Newest first")}
        columns={[
          { title: t("To"), cell: (order: OrderView) => nameOf(order) },
          { title: t("What for"), cell: ({ memo }) => memo || "–" },
          { title: t("Why it ended"), cell: ({ ended = "" }) => endWords(visit, ended) },
          { title: t("Payments"), cell: ({ paid }) => visit.count(paid) },
          { title: t("Amount"), cell: (order) => visit.money(order.amountMinor), money: true },
        ]}
        rows={orders}
      />
    </section>
  );
}
