// "Report this page", for visitors without an account, and what came of it. Nothing of it is public: the form has an id of its own, and the
// number with which a report is followed stands in no address.
import { REPORT_REASONS, type ReportReason } from "../bank/giving/report.ts";
import { newId } from "./confirming.tsx";
import { privatePage } from "./frame.tsx";
import { Alert, Pairs, type Seen } from "./parts.tsx";
import { statusOf } from "./refusal_words.ts";
import { codeField, field, formOf, isWrong, type Visit, type Wrong } from "./visitor.ts";

const PATH = "/report";
const FOLLOW = "/report/follow";

export function reasonName({ t }: Visit, reason: ReportReason): string {
  const names: Readonly<Record<ReportReason, string>> = {
    child: t("a child can be recognised"),
    pay_elsewhere: t("I was asked to pay past this bank"),
    untrue: t("something here is not true"),
    misused: t("gifts are not used as promised"),
    other: t("something else"),
  };
  return names[reason];
}

interface Typed {
  readonly id: string;
  readonly organisation: string;
  readonly reason: string;
  readonly words: string;
}

export async function reportForm(visit: Visit): Promise<Response | Wrong> {
  const organisation = visit.query("organisation");
  return await formPage(visit, { id: newId(visit), organisation, reason: "", words: "" }, null);
}

async function formPage(
  visit: Visit,
  { id, organisation, reason, words }: Typed,
  wrong: Wrong | null,
): Promise<Response | Wrong> {
  const { t } = visit;
  const found = await visit.ask("organisation", { organisation });
  if (isWrong(found)) return found;
  const title = t("Report this page");
  const children = (
    <>
      <h1>{title}</h1>
      <p>
        <a href={visit.path(`/o/${organisation}`)}>{found.name}</a>
      </p>
      <Alert visit={visit} wrong={wrong} />
      <p>
        {t(
          "Only the officers of the bank read it, not the organisation. You need no account, and we do not ask who you are.",
        )}
      </p>
      <form method="post" action={visit.path(PATH)}>
        <input type="hidden" name="id" value={id} />
        <input type="hidden" name="organisation" value={organisation} />
        <fieldset>
          <legend>{t("What is wrong?")}</legend>
          {REPORT_REASONS.map((each) => (
            <label>
              <input type="radio" name="reason" value={each} checked={each === reason} required />
              {" "}
              {reasonName(visit, each)}
            </label>
          ))}
        </fieldset>
        <label>
          {t("In your words (optional)")}
          <textarea name="words" rows={4} maxlength={500} aria-describedby="no-names">
            {words}
          </textarea>
          <small id="no-names">{t("Please name no child here either.")}</small>
        </label>
        <button type="submit">{t("Send the report")}</button>
      </form>
      <FollowLink visit={visit} />
    </>
  );
  return privatePage(visit, { title, path: PATH, children }, wrong ? statusOf(wrong) : 200);
}

function FollowLink({ visit }: Seen) {
  return (
    <p>
      <a href={visit.path(FOLLOW)}>{visit.t("What came of my report?")}</a>
    </p>
  );
}

export async function report(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  const typed = {
    id: field(form, "id"),
    organisation: field(form, "organisation"),
    reason: field(form, "reason"),
    words: field(form, "words").replaceAll("\r\n", "\n"),
  };
  const sent = await visit.ask("reportPage", {
    report: typed.id,
    organisation: typed.organisation,
    words: typed.words,
    reason: typed.reason as ReportReason,
  });
  if (isWrong(sent)) return await formPage(visit, typed, sent);
  const { t } = visit;
  const title = t("Thank you: the officers have your report");
  const children = (
    <>
      <h1>{title}</h1>
      <p>
        {t(
          "Write this number down: with it you learn what came of the report. It cannot be shown to you again.",
        )}
      </p>
      <p>
        <strong class="hash" data-report-number>{sent.number}</strong>
      </p>
      <FollowLink visit={visit} />
      <p>
        <a href={visit.path(`/o/${typed.organisation}`)}>{t("Go back")}</a>
      </p>
    </>
  );
  return privatePage(visit, { title, path: PATH, children });
}

export function followForm(visit: Visit, wrong: Wrong | null = null, typed = ""): Response {
  const { t } = visit;
  const title = t("What came of my report?");
  const children = (
    <>
      <h1>{title}</h1>
      <Alert visit={visit} wrong={wrong} />
      <form method="post" action={visit.path(FOLLOW)}>
        <label>
          {t("Number of the report")}
          <input name="number" required maxlength={40} autocomplete="off" value={typed} />
        </label>
        <button type="submit">{t("Show it")}</button>
      </form>
    </>
  );
  return privatePage(visit, { title, path: FOLLOW, children }, wrong ? statusOf(wrong) : 200);
}

export async function follow(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  const number = codeField(form, "number");
  const found = await visit.ask("reportStatus", { number });
  if (isWrong(found)) return followForm(visit, found, number);
  const { t } = visit;
  const { organisation, organisationName, reason, atMs, state, answer, closedAtMs } = found;
  const title = t("What came of my report?");
  const children = (
    <>
      <h1>{title}</h1>
      <Pairs
        pairs={[
          [
            t("Organisation"),
            <a href={visit.path(`/o/${organisation}`)}>{organisationName}</a>,
          ],
          [t("What is wrong?"), reasonName(visit, reason)],
          [t("Sent"), visit.time(atMs)],
          [
            t("State"),
            state === "open" ? t("the officers have not answered yet") : t("answered"),
          ],
          ...(closedAtMs === null
            ? []
            : [[t("Answer"), `${answer} (${visit.day(closedAtMs)})`] as const]),
        ]}
      />
    </>
  );
  return privatePage(visit, { title, path: FOLLOW, children });
}
