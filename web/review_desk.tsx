// The officers' desk: what waits, the facts beside the documents, and verdicts that need the password.
import { documentAnswer } from "../net/http/document_content.ts";
import type { Result } from "../api/methods.ts";
import { privatePage } from "./frame.tsx";
import { factName } from "./fact_words.ts";
import { Note, PasswordAgain, type Seen, State, Table } from "./parts.tsx";
import { statusOf, wrongWords } from "./refusal_words.ts";
import { decideFacts, type Failed, type Review, type Typed, Verdicts } from "./review_verdicts.tsx";
import { answerReport, ReportsOf } from "./review_reports.tsx";
import { decideTexts, PublicTexts } from "./review_texts.tsx";
import { field, formOf, isWrong, type Visit, type Wrong } from "./visitor.ts";

export async function queuePage(visit: Visit): Promise<Response | Wrong> {
  const queue = await visit.ask("reviewQueue", {});
  if (isWrong(queue)) return queue;
  const { t } = visit;
  type Row = Result<"reviewQueue">["organisations"][number];
  const children = (
    <>
      <h1>{t("Reviews")}</h1>
      {queue.organisations.length === 0 ? <p>{t("Nothing waits.")}</p> : null}
      <Table
        caption={t("Organisations, those that wait first")}
        columns={[
          {
            title: t("Organisation"),
            cell: (row: Row) => (
              <a href={visit.path(`/me/reviews/${row.organisation}`)}>{row.name}</a>
            ),
          },
          { title: t("State"), cell: (row) => <State visit={visit} state={row.state} /> },
          { title: t("For a first officer"), cell: ({ checked }) => checked },
          { title: t("For a second officer"), cell: ({ seen }) => seen },
          { title: t("In dispute"), cell: ({ disputed }) => disputed },
          { title: t("Fraud alarms"), cell: ({ alarms }) => alarms },
          { title: t("Texts to read"), cell: ({ texts }) => texts },
          { title: t("Reports"), cell: ({ reports }) => reports },
        ]}
        rows={queue.organisations}
      />
    </>
  );
  return privatePage(visit, { title: t("Reviews"), path: "/me/reviews", children });
}

export async function reviewPage(
  visit: Visit,
  failed: Failed | null = null,
): Promise<Response | Wrong> {
  const account = visit.context.req.param("organisation") ?? "";
  const review = await visit.ask("review", { organisation: account });
  if (isWrong(review)) return review;
  const { t } = visit;
  const children = (
    <>
      <h1>{review.name}</h1>
      <Note visit={visit} />
      {failed ? <p role="alert">{failedWords(visit, failed)}</p> : null}
      <p>
        <State visit={visit} state={review.state} />
        {review.stopReason === "" ? "" : ` ${review.stopReason}`}
      </p>
      {review.alarms > 0
        ? (
          <p role="alert">
            {t("Fraud alarm: a document of another organisation was handed in here.")}
          </p>
        )
        : null}
      <Verdicts visit={visit} review={review} typed={failed?.typed ?? (() => "")} />
      <ReportsOf visit={visit} review={review} typed={failed?.typed ?? (() => "")} />
      <PublicTexts visit={visit} review={review} typed={failed?.typed ?? (() => "")} />
      <Stopping visit={visit} review={review} typed={failed?.typed ?? (() => "")} />
    </>
  );
  const framed = { title: review.name, path: `/me/reviews/${account}`, children };
  return privatePage(visit, framed, failed ? statusOf(failed.wrong) : 200);
}

function failedWords(visit: Visit, { wrong, fact, signed = [] }: Failed): string {
  const words = wrongWords(visit, wrong);
  const about = fact === undefined ? words : `${factName(visit, fact)}: ${words}`;
  if (signed.length === 0) return about;
  const facts = signed.map((each) => factName(visit, each)).join("; ");
  return `${about} ${visit.t("Signed already: {{facts}}.", { facts })}`;
}

function Stopping(
  { visit, review, typed }: Seen & { readonly review: Review; readonly typed: Typed },
) {
  const { t } = visit;
  const { organisation, state } = review;
  const stopped = state === "suspended";
  if (state === "revoked") return null;
  return (
    <section aria-labelledby="stop">
      <h2 id="stop">{stopped ? t("Let it go on") : t("Stop everything")}</h2>
      <p>
        {t(
          "Gifts, recurring gifts, pledges and payouts stop at once; the money stays where it is.",
        )}
      </p>
      <form
        class="inline"
        method="post"
        action={visit.path(`/me/reviews/${organisation}/${stopped ? "reinstate" : "stop"}`)}
      >
        {stopped ? null : (
          <label>
            {t("Reason")}
            <input name="reason" required maxlength={140} value={typed("reason")} />
          </label>
        )}
        <PasswordAgain visit={visit} />
        <button type="submit" class="secondary">
          {stopped ? t("Let it go on") : t("Suspend")}
        </button>
      </form>
    </section>
  );
}

export async function verdictsAction(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return await reviewPage(visit, { wrong: form });
  const failed = await decideFacts(visit, form);
  return failed ? await reviewPage(visit, failed) : backToReview(visit, "signed");
}

export async function textsAction(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return await reviewPage(visit, { wrong: form });
  const failed = await decideTexts(visit, form);
  return failed ? await reviewPage(visit, failed) : backToReview(visit, "signed");
}

export async function reportAction(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return await reviewPage(visit, { wrong: form });
  const failed = await answerReport(visit, form);
  return failed ? await reviewPage(visit, failed) : backToReview(visit, "saved");
}

export async function stopAction(
  visit: Visit,
  act: "stop" | "reinstate",
): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return await reviewPage(visit, { wrong: form });
  const organisation = visit.context.req.param("organisation") ?? "";
  const about = { organisation, password: String(form.get("password") ?? "") };
  const reason = field(form, "reason");
  const outcome = act === "stop"
    ? await visit.ask("stopOrganisation", { ...about, how: "suspended", reason })
    : await visit.ask("reinstateOrganisation", about);
  return isWrong(outcome)
    ? await reviewPage(visit, { wrong: outcome, typed: (name) => field(form, name) })
    : backToReview(visit, "saved");
}

function backToReview(visit: Visit, done: string): Response {
  return visit.redirect(`/me/reviews/${visit.context.req.param("organisation")}?done=${done}`);
}

export async function reviewDocument(visit: Visit): Promise<Response | Wrong> {
  const { organisation = "", document = "" } = visit.context.req.param() as Record<string, string>;
  const { session } = visit.signedIn!;
  return await documentAnswer(visit.face, session, { organisation, document });
}
