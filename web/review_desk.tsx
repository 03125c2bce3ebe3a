// The officers' desk: what waits, the facts beside the documents, and verdicts that need the password.
import { FACT_KINDS, type FactKind } from "../bank/giving/facts.ts";
import type { FactView } from "../net/giving_shapes.ts";
import { Fault } from "../net/message.ts";
import { documentAnswer } from "../net/http_face.ts";
import type { Result } from "../net/methods.ts";
import { privatePage } from "./frame.tsx";
import { factName, fieldPairs } from "./fact_words.ts";
import { Note, Pairs, type Seen, State, Table } from "./parts.tsx";
import { statusOf, wrongWords } from "./refusal_words.ts";
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

type Review = Result<"review">;

/** What an officer has filled in: `verdict.pan`, `reason.pan` and so on. */
type Typed = (name: string) => string;

interface Failed {
  readonly wrong: Wrong;
  /** The fact whose verdict was not taken; those before it were. */
  readonly fact?: FactKind;
  readonly typed?: Typed;
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
      </p>
      {review.alarms > 0
        ? (
          <p role="alert">
            {t("Fraud alarm: a document of another organisation was handed in here.")}
          </p>
        )
        : null}
      <Verdicts visit={visit} review={review} typed={failed?.typed ?? (() => "")} />
      <Stopping visit={visit} review={review} />
    </>
  );
  const framed = { title: review.name, path: `/me/reviews/${account}`, children };
  return privatePage(visit, framed, failed ? statusOf(failed.wrong) : 200);
}

function failedWords(visit: Visit, { wrong, fact }: Failed): string {
  const words = wrongWords(visit, wrong);
  return fact === undefined ? words : `${factName(visit, fact)}: ${words}`;
}

/** One form for all facts: each is decided by itself, and the password is asked for once. */
function Verdicts(
  { visit, review, typed }: Seen & { readonly review: Review; readonly typed: Typed },
) {
  const { t } = visit;
  const action = visit.path(`/me/reviews/${review.organisation}/verdicts`);
  return (
    <form class="verdicts" method="post" action={action}>
      <input type="hidden" name="set" value={review.set} />
      {review.facts.map((fact) => (
        <FactReview visit={visit} review={review} fact={fact} typed={typed} />
      ))}
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
      <p class="quiet">
        {t("What you sign")}: <span class="hash">{review.set}</span>
      </p>
      <button type="submit">{t("Sign the verdicts")}</button>
    </form>
  );
}

function FactReview(
  { visit, review, fact, typed }: Seen & {
    readonly review: Review;
    readonly fact: FactView;
    readonly typed: Typed;
  },
) {
  const { t } = visit;
  const { organisation } = review;
  const document = review.documents.find((each) => each.fact === fact.fact);
  const path = visit.path(`/me/reviews/${organisation}/documents/${document?.document}`);
  return (
    <section aria-label={factName(visit, fact.fact)}>
      <h2>
        {factName(visit, fact.fact)} <State visit={visit} state={fact.state} />
      </h2>
      <div class="sides">
        <Pairs pairs={fieldPairs(visit, review.fields[fact.fact] ?? {})} />
        <div>
          {document
            ? (
              <p>
                <a href={path}>{t("Open the document")}</a>{" "}
                <span class="quiet">
                  {document.media}, {document.bytes} B; {t("that you looked is recorded")}
                </span>
                <br />
                <span class="hash">{document.sha256}</span>
              </p>
            )
            : <p class="quiet">{t("No document")}</p>}
        </div>
      </div>
      {fact.state === "missing"
        ? null
        : <FactVerdict visit={visit} review={review} fact={fact} typed={typed} />}
    </section>
  );
}

function FactVerdict(
  { visit, review, fact, typed }: Seen & {
    readonly review: Review;
    readonly fact: FactView;
    readonly typed: Typed;
  },
) {
  const { t } = visit;
  const name = `verdict.${fact.fact}`;
  const mine = fact.state === "seen" && review.seenByYou.includes(fact.fact);
  return (
    <fieldset>
      <legend>{t("Your verdict")}</legend>
      {mine
        ? <p class="quiet">{t("You saw this fact yourself: a second officer has to agree.")}</p>
        : null}
      <div class="choices">
        {choicesOf(visit, fact, mine).map(([value, words]) => (
          <label>
            <input type="radio" name={name} value={value} checked={typed(name) === value} /> {words}
          </label>
        ))}
      </div>
      {fact.state === "disputed" ? null : (
        <label>
          {t("Reason, if you refuse")}
          <input
            name={`reason.${fact.fact}`}
            maxlength={140}
            value={typed(`reason.${fact.fact}`)}
          />
        </label>
      )}
    </fieldset>
  );
}

function choicesOf({ t }: Visit, { state }: FactView, mine: boolean): [string, string][] {
  const later: [string, string] = ["", t("Not now")];
  if (state === "disputed") {
    return [later, ["claimant", t("This one is right")], ["holder", t("The other one is right")]];
  }
  const refuse: [string, string] = ["refused", t("Refuse")];
  if (state === "checked") return [later, ["seen", t("I have seen it")], refuse];
  if (state === "seen" && !mine) return [later, ["verified", t("I agree")], refuse];
  return [later, refuse];
}

function Stopping({ visit, review }: Seen & { readonly review: Review }) {
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

/** Each verdict by itself, in the order of the page; the first that is not taken ends it, and nothing typed is lost. */
export async function verdictsAction(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return await reviewPage(visit, { wrong: form });
  const typed = (name: string) => field(form, name);
  const decided = FACT_KINDS.filter((fact) => typed(`verdict.${fact}`) !== "");
  if (decided.length === 0) {
    const wrong = new Fault("invalid_params", visit.t("choose a verdict for one fact at least"));
    return await reviewPage(visit, { wrong, typed });
  }
  for (const fact of decided) {
    const wrong = await decideFact(visit, form, fact);
    if (wrong) return await reviewPage(visit, { wrong, fact, typed });
  }
  return backToReview(visit);
}

async function decideFact(visit: Visit, form: FormData, fact: FactKind): Promise<Wrong | null> {
  const organisation = visit.context.req.param("organisation") ?? "";
  const password = String(form.get("password") ?? "");
  const [verdict, reason] = [field(form, `verdict.${fact}`), field(form, `reason.${fact}`)];
  if (verdict === "refused" && reason === "") {
    const about = visit.t("say why you refuse: the organisation reads it");
    return new Fault("invalid_params", about);
  }
  const about = { organisation, fact, password };
  const outcome = verdict === "claimant" || verdict === "holder"
    ? await visit.ask("settleDispute", { ...about, claimantIsRight: verdict === "claimant" })
    : await visit.ask("reviewFact", {
      ...about,
      verdict: verdict as "seen",
      set: field(form, "set"),
      reason: verdict === "refused" ? reason : "",
    });
  return isWrong(outcome) ? outcome : null;
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
  return isWrong(outcome) ? await reviewPage(visit, { wrong: outcome }) : backToReview(visit);
}

function backToReview(visit: Visit): Response {
  return visit.redirect(`/me/reviews/${visit.context.req.param("organisation")}?done=saved`);
}

export async function reviewDocument(visit: Visit): Promise<Response | Wrong> {
  const { organisation = "", document = "" } = visit.context.req.param() as Record<string, string>;
  const { session } = visit.signedIn!;
  return await documentAnswer(visit.face, session, { organisation, document });
}
