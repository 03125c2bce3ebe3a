// What visitors have reported about an organisation, before an officer who answers it.
import type { ReportView } from "../api/text_shapes.ts";
import { Pairs, PasswordAgain, type Seen, State } from "./parts.tsx";
import { reasonName } from "./report_pages.tsx";
import type { Failed, Review, Typed } from "./review_verdicts.tsx";
import { field, isWrong, type Visit } from "./visitor.ts";

export function ReportsOf(
  { visit, review, typed }: Seen & { readonly review: Review; readonly typed: Typed },
) {
  const { t } = visit;
  if (review.reports.length === 0) return null;
  return (
    <section aria-labelledby="reports">
      <h2 id="reports">{t("What visitors report")}</h2>
      <p class="quiet">{t("Confidential: the organisation does not see it.")}</p>
      {review.reports.map((report) => (
        <Report visit={visit} review={review} report={report} typed={typed} />
      ))}
    </section>
  );
}

function Report(
  { visit, review, report, typed }: Seen & {
    readonly review: Review;
    readonly report: ReportView;
    readonly typed: Typed;
  },
) {
  const { t } = visit;
  const { state, reason, words, atMs, answer } = report;
  const open = state === "open";
  const name = `${reasonName(visit, reason)}, ${visit.time(atMs)}`;
  return (
    <article class="card" aria-label={name} data-report={report.report}>
      <h3>
        {reasonName(visit, reason)} <State visit={visit} state={state} />
      </h3>
      {words === "" ? null : <blockquote class="said">{words}</blockquote>}
      <Pairs
        pairs={[[t("Sent"), visit.time(atMs)], ...(open ? [] : [[t("Answer"), answer] as const])]}
      />
      {open
        ? (
          <form
            class="inline"
            method="post"
            action={visit.path(`/me/reviews/${review.organisation}/reports/${report.report}`)}
          >
            <label>
              {t("Answer: who reported it reads this")}
              <input
                name="answer"
                required
                maxlength={140}
                value={typed(`answer.${report.report}`)}
              />
            </label>
            <PasswordAgain visit={visit} />
            <button type="submit">{t("Answer and close")}</button>
          </form>
        )
        : null}
    </article>
  );
}

/** @returns what was not taken. */
export async function answerReport(visit: Visit, form: FormData): Promise<Failed | null> {
  const report = visit.context.req.param("report") ?? "";
  const answer = field(form, "answer");
  const password = String(form.get("password") ?? "");
  const outcome = await visit.ask("closeReport", { report, answer, password });
  const typed = (name: string) => name === `answer.${report}` ? answer : "";
  return isWrong(outcome) ? { wrong: outcome, typed } : null;
}
