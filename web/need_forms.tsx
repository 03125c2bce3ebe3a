// What an organisation needs, and asking for more.
import type { NeedView } from "../api/giving_shapes.ts";
import { newId } from "./confirming.tsx";
import { type Seen, State, Table } from "./parts.tsx";
import { PATH, type Typed } from "./desk_acts.ts";

interface Given extends Seen {
  readonly needs: readonly NeedView[];
  readonly typed: Typed;
}

export function Needs({ visit, needs, typed }: Given) {
  const { t } = visit;
  return (
    <section aria-labelledby="needs">
      <h2 id="needs">{t("What we need")}</h2>
      <Table
        caption={t("What we need")}
        headed
        columns={[
          { title: t("What"), cell: (need: NeedView) => need.item },
          { title: t("Needed"), cell: ({ quantity, unit }) => `${quantity} ${unit}` },
          {
            title: t("promised"),
            cell: (need) => <span data-need-pledged={need.need}>{need.pledged}</span>,
          },
          {
            title: t("arrived"),
            cell: (need) => <span data-need-delivered={need.need}>{need.delivered}</span>,
          },
          { title: t("State"), cell: ({ status }) => <State visit={visit} state={status} /> },
          {
            title: "",
            cell: ({ need, status }) =>
              status === "closed" ? "" : (
                <form
                  class="inline"
                  method="post"
                  action={visit.path(`${PATH}/needs/${need}/close`)}
                >
                  <button type="submit" class="secondary">{t("Close")}</button>
                </form>
              ),
          },
        ]}
        rows={needs}
      />
      <AskForm visit={visit} typed={typed.act === "need" ? typed.fields : null} />
    </section>
  );
}

function AskForm({ visit, typed }: Seen & { readonly typed: Typed["fields"] | null }) {
  const { t } = visit;
  const { item, quantity, unit = "pieces", priority, deadline, price } = typed ?? {};
  return (
    <details open={typed !== null}>
      <summary>{t("Ask for something")}</summary>
      <form method="post" action={visit.path(`${PATH}/needs`)}>
        <input type="hidden" name="id" value={newId(visit)} />
        <label>
          {t("What")}
          <input name="item" required maxlength={140} value={item} />
        </label>
        <label>
          {t("How many")}
          <input name="quantity" type="number" min={1} max={1000000} required value={quantity} />
        </label>
        <label>
          {t("Unit")}
          <input name="unit" value={unit} required maxlength={20} />
        </label>
        <label>
          {t("How urgent")}
          <select name="priority">
            <option value="soon">{t("soon")}</option>
            <option value="urgent" selected={priority === "urgent"}>{t("urgent")}</option>
            <option value="whenever" selected={priority === "whenever"}>
              {t("whenever it can be")}
            </option>
          </select>
        </label>
        <label>
          {t("until")}
          <input name="deadline" type="date" required value={deadline} />
        </label>
        <label>
          {t("What one costs (may be left empty)")} ({visit.currency.code})
          <input name="price" inputmode="decimal" maxlength={40} value={price} />
        </label>
        <button type="submit">{t("Ask for it")}</button>
      </form>
    </details>
  );
}

export function Thanks({ visit, needs, typed }: Given) {
  const { t } = visit;
  const again = typed.act === "update" ? typed.fields : null;
  const arrived = needs.filter(({ delivered, givenMinor }) => delivered > 0 || givenMinor > 0);
  return (
    <details open={again !== null}>
      <summary>{t("Say what became of it, and thank")}</summary>
      <form method="post" action={visit.path(`${PATH}/updates`)}>
        <input type="hidden" name="id" value={newId(visit)} />
        <label>
          {t("For")}
          <select name="need">
            <option value="">{t("whatever is needed most")}</option>
            {arrived.map(({ need, item }) => (
              <option value={need} selected={again?.need === need}>{item}</option>
            ))}
          </select>
        </label>
        <label>
          {t("Your words")}
          <textarea name="text" rows={3} required maxlength={1000}>{again?.text ?? ""}</textarea>
        </label>
        <button type="submit">{t("Post it")}</button>
      </form>
    </details>
  );
}
