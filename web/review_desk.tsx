// The officers' desk: what waits, the facts beside the documents, and verdicts that need the password.
import type { FactView, OwnOrganisation } from "../net/giving_shapes.ts";
import type { FactKind } from "../bank/giving/facts.ts";
import { documentAnswer } from "../net/http_face.ts";
import type { Result } from "../net/methods.ts";
import { privatePage } from "./frame.tsx";
import { Alert, factName, Note, Pairs, type Seen, State, Table } from "./parts.tsx";
import { statusOf } from "./refusal_words.ts";
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
        ]}
        rows={queue.organisations}
      />
    </>
  );
  return privatePage(visit, { title: t("Reviews"), path: "/me/reviews", children });
}

export async function reviewPage(
  visit: Visit,
  wrong: Wrong | null = null,
): Promise<Response | Wrong> {
  const account = visit.context.req.param("organisation") ?? "";
  const review = await visit.ask("review", { organisation: account });
  if (isWrong(review)) return review;
  const { t } = visit;
  const children = (
    <>
      <h1>{review.name}</h1>
      <Note visit={visit} />
      <Alert visit={visit} wrong={wrong} />
      <p>
        <State visit={visit} state={review.state} />
      </p>
      {review.alarms > 0
        ? (
          <p role="alert">
            {t("Fraud alarm: a document of another organisation was handed in here.")}
          </p>
        )
        : null}
      <p class="quiet">
        {t("What you sign")}: <span class="hash">{review.set}</span>
      </p>
      {review.facts.map((fact) => <FactReview visit={visit} review={review} fact={fact} />)}
      <Stopping visit={visit} review={review} />
    </>
  );
  const framed = { title: review.name, path: `/me/reviews/${account}`, children };
  return privatePage(visit, framed, wrong ? statusOf(wrong) : 200);
}

function FactReview(
  { visit, review, fact }: Seen & { readonly review: OwnOrganisation; readonly fact: FactView },
) {
  const { t } = visit;
  const { organisation, set } = review;
  const fields = Object.entries(review.fields[fact.fact] ?? {});
  const document = review.documents.find((each) => each.fact === fact.fact);
  const action = visit.path(`/me/reviews/${organisation}/facts/${fact.fact}`);
  const path = visit.path(`/me/reviews/${organisation}/documents/${document?.document}`);
  return (
    <section aria-label={factName(visit, fact.fact)}>
      <h2>
        {factName(visit, fact.fact)} <State visit={visit} state={fact.state} />
      </h2>
      <div class="sides">
        <Pairs pairs={fields} />
        <div>
          {document
            ? (
              <p>
                <a href={path}>{t("Open the document")}</a>
                <br />
                <span class="quiet">{document.media}, {document.bytes} B</span>
                <br />
                <span class="hash">{document.sha256}</span>
              </p>
            )
            : <p class="quiet">{t("No document")}</p>}
        </div>
      </div>
      {fact.state === "missing" ? null : (
        <form class="inline" method="post" action={action}>
          <input type="hidden" name="set" value={set} />
          <label>
            {t("Reason, if you refuse")}
            <input name="reason" maxlength={140} />
          </label>
          <label>
            {t("Your password, once more")}
            <input
              type="password"
              name="password"
              autocomplete="current-password"
              required
              maxlength={256}
            />
          </label>
          {fact.state === "disputed"
            ? (
              <>
                <button type="submit" name="verdict" value="claimant">
                  {t("This one is right")}
                </button>
                <button type="submit" name="verdict" value="holder" class="secondary">
                  {t("The other one is right")}
                </button>
              </>
            )
            : (
              <>
                {fact.state === "checked"
                  ? <button type="submit" name="verdict" value="seen">{t("I have seen it")}</button>
                  : null}
                {fact.state === "seen"
                  ? <button type="submit" name="verdict" value="verified">{t("I agree")}</button>
                  : null}
                <button type="submit" name="verdict" value="refused" class="secondary">
                  {t("Refuse")}
                </button>
              </>
            )}
        </form>
      )}
    </section>
  );
}

function Stopping({ visit, review }: Seen & { readonly review: OwnOrganisation }) {
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
            <input name="reason" required maxlength={140} />
          </label>
        )}
        <label>
          {t("Your password, once more")}
          <input
            type="password"
            name="password"
            autocomplete="current-password"
            required
            maxlength={256}
          />
        </label>
        <button type="submit" class="secondary">
          {stopped ? t("Let it go on") : t("Suspend")}
        </button>
      </form>
    </section>
  );
}

export async function reviewAction(
  visit: Visit,
  act: "fact" | "stop" | "reinstate",
): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return await reviewPage(visit, form);
  const organisation = visit.context.req.param("organisation") ?? "";
  const password = String(form.get("password") ?? "");
  const [verdict, reason] = [field(form, "verdict"), field(form, "reason")];
  const fact = visit.context.req.param("fact") as FactKind;
  const outcome = act === "stop"
    ? await visit.ask("stopOrganisation", { organisation, how: "suspended", reason, password })
    : act === "reinstate"
    ? await visit.ask("reinstateOrganisation", { organisation, password })
    : verdict === "claimant" || verdict === "holder"
    ? await visit.ask("settleDispute", {
      organisation,
      fact,
      claimantIsRight: verdict === "claimant",
      password,
    })
    : await visit.ask("reviewFact", {
      ...{
        organisation,
        fact,
        verdict: verdict as "seen",
        set: field(form, "set"),
        reason,
        password,
      },
    });
  return isWrong(outcome)
    ? await reviewPage(visit, outcome)
    : visit.redirect(`/me/reviews/${organisation}?done=saved`);
}

export async function reviewDocument(visit: Visit): Promise<Response | Wrong> {
  const { organisation = "", document = "" } = visit.context.req.param() as Record<string, string>;
  const { session } = visit.signedIn!;
  return await documentAnswer(visit.face, session, { organisation, document });
}
