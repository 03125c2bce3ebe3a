// What the bank's staff tell all customers: as it stands on pages of customers until it has been read, and the desk of a manager where
// it is written.
import type { AnnouncementView } from "../api/announcement_methods.ts";
import { Refusal } from "../bank/refusal.ts";
import { ANNOUNCEMENT_CHARS_MAX, ANNOUNCEMENT_DAYS_MAX } from "../bank/limits.ts";
import { Fault } from "../api/message.ts";
import { privatePage } from "./frame.tsx";
import { Alert, Note, type Seen } from "./parts.tsx";
import { statusOf } from "./refusal_words.ts";
import { codeField, field, formOf, isWrong, type Visit, type Wrong } from "./visitor.ts";

const PATH = "/me/staff/news";

/** A sign may be two of the units in which browsers count: how long it is, the bank says. */
const FIELD_UNITS_MAX = 2 * ANNOUNCEMENT_CHARS_MAX;

/** Milliseconds after which an announcement is one of before. */
const JUST_NOW_MS = 5_000;

interface Typed {
  readonly text: string;
  readonly days: string;
}

export async function newsDesk(
  visit: Visit,
  wrong: Wrong | null = null,
  typed: Typed = { text: "", days: "1" },
): Promise<Response | Wrong> {
  const { t } = visit;
  if (!visit.may("rules")) return new Refusal("not_allowed", { needs: "rules" });
  const known = await visit.ask("announcements", {});
  if (isWrong(known)) return known;
  const title = t("What all customers are told");
  const children = (
    <>
      <h1>{title}</h1>
      <Note visit={visit} />
      <Alert visit={visit} wrong={wrong} />
      {known.announcements.length === 0
        ? <p>{t("Nothing is announced.")}</p>
        : known.announcements.map((each) => <Told visit={visit} told={each} />)}
      <section aria-labelledby="announce">
        <h2 id="announce">{t("Tell them something")}</h2>
        <p>
          {t(
            "It stands on the pages of each customer until it is read there, in each browser, and is shown once at every terminal.",
          )}
        </p>
        <form method="post" action={visit.path(`${PATH}/announce`)}>
          <label>
            {t("What, in one line")}
            <input
              name="text"
              required
              maxlength={FIELD_UNITS_MAX}
              value={typed.text}
            />
          </label>
          <label>
            {t("For how many days")}
            <input
              name="days"
              required
              inputmode="numeric"
              pattern="[0-9]{1,2}"
              value={typed.days}
            />
          </label>
          <button type="submit">{t("Tell all customers")}</button>
        </form>
      </section>
    </>
  );
  return privatePage(visit, { title, path: PATH, children }, wrong ? statusOf(wrong) : 200);
}

function Told({ visit, told }: Seen & { readonly told: AnnouncementView }) {
  const { t } = visit;
  const { number, text, untilMs } = told;
  return (
    <article>
      <p>
        <span dir="auto">{text}</span>
        <br />
        <small class="quiet">{t("until {{time}}", { time: visit.time(untilMs) })}</small>
      </p>
      <form method="post" action={visit.path(`${PATH}/end`)}>
        <input type="hidden" name="number" value={number} />
        <button type="submit" class="secondary">{t("Take it back: {{text}}", { text })}</button>
      </form>
    </article>
  );
}

export async function announce(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  const typed = { text: field(form, "text"), days: codeField(form, "days") };
  const days = /^\d{1,2}$/.test(typed.days) ? Number(typed.days) : 0;
  if (days < 1 || days > ANNOUNCEMENT_DAYS_MAX) {
    const about = visit.t("For 1 to {{max}} days.", { max: ANNOUNCEMENT_DAYS_MAX });
    return await newsDesk(visit, new Fault("invalid_params", about), typed);
  }
  const said = await visit.ask("announce", { text: typed.text, days });
  if (isWrong(said)) return await newsDesk(visit, said, typed);
  if (visit.nowMs - said.atMs < JUST_NOW_MS) return visit.redirect(`${PATH}?done=told`);
  const about = visit.t(
    "This is told already, until {{time}}. Take it back first to change that.",
    {
      time: visit.time(said.untilMs),
    },
  );
  return await newsDesk(visit, new Fault("invalid_params", about), typed);
}

export async function endAnnouncement(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  const done = await visit.ask("endAnnouncement", { number: Number(field(form, "number")) });
  return isWrong(done) ? await newsDesk(visit, done) : visit.redirect(`${PATH}?done=saved`);
}
