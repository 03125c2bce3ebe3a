// Which day a page is of: today unless the query says another, which a form asks for.
import type { Day } from "../bank/days.ts";
import { todayAt } from "./books_seen.ts";
import type { Seen } from "./parts.tsx";
import type { Visit } from "./visitor.ts";

export const dayIn = (visit: Visit): Day => visit.query("day") || todayAt(visit.face);

/** By GET: nothing is changed, and the address can be kept. */
export function DayForm({ visit, path, day }: Seen & { readonly path: string; readonly day: Day }) {
  const { t } = visit;
  return (
    <form method="get" action={visit.path(path)}>
      <label>
        {t("Another day")}
        <input type="date" name="day" value={day} required />
      </label>
      <button type="submit" class="secondary">{t("Show it")}</button>
    </form>
  );
}
