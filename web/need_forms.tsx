// What an organisation needs, and asking for more.
import type { NeedView } from "../net/giving_shapes.ts";
import { newId } from "./confirming.tsx";
import { type Seen, State, Table } from "./parts.tsx";
import { PATH } from "./desk_acts.ts";

export function Needs({ visit, needs }: Seen & { readonly needs: readonly NeedView[] }) {
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
      <AskForm visit={visit} />
    </section>
  );
}

function AskForm({ visit }: Seen) {
  const { t } = visit;
  return (
    <details>
      <summary>{t("Ask for something")}</summary>
      <form method="post" action={visit.path(`${PATH}/needs`)}>
        <input type="hidden" name="id" value={newId(visit)} />
        <label>
          {t("What")}
          <input name="item" required maxlength={140} />
        </label>
        <label>
          {t("How many")}
          <input name="quantity" type="number" min={1} max={1000000} required />
        </label>
        <label>
          {t("Unit")}
          <input name="unit" value="pieces" required maxlength={20} />
        </label>
        <label>
          {t("How urgent")}
          <select name="priority">
            <option value="soon">{t("soon")}</option>
            <option value="urgent">{t("urgent")}</option>
            <option value="whenever">{t("whenever it can be")}</option>
          </select>
        </label>
        <label>
          {t("until")}
          <input name="deadline" type="date" required />
        </label>
        <button type="submit">{t("Ask for it")}</button>
      </form>
    </details>
  );
}

export function Thanks({ visit, needs }: Seen & { readonly needs: readonly NeedView[] }) {
  const { t } = visit;
  const arrived = needs.filter(({ delivered, givenMinor }) => delivered > 0 || givenMinor > 0);
  return (
    <details>
      <summary>{t("Say what became of it, and thank")}</summary>
      <form method="post" action={visit.path(`${PATH}/updates`)}>
        <input type="hidden" name="id" value={newId(visit)} />
        <label>
          {t("For")}
          <select name="need">
            <option value="">{t("whatever is needed most")}</option>
            {arrived.map(({ need, item }) => <option value={need}>{item}</option>)}
          </select>
        </label>
        <label>
          {t("Your words")}
          <textarea name="text" rows={3} required maxlength={1000}></textarea>
        </label>
        <button type="submit">{t("Post it")}</button>
      </form>
    </details>
  );
}
