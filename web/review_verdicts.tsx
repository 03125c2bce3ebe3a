// Verdicts of an officer: the form in which each fact is decided by itself, beside what was given and the document, and
// what is done with it.
import { FACT_KINDS, type FactKind } from "../bank/giving/facts.ts";
import type { FactView } from "../api/giving_shapes.ts";
import { Fault } from "../api/message.ts";
import type { Result } from "../api/methods.ts";
import { factName, fieldPairs } from "./fact_words.ts";
import { factWarning } from "./problem_words.ts";
import { Pairs, PasswordAgain, type Seen, State } from "./parts.tsx";
import { field, isWrong, type Visit, type Wrong } from "./visitor.ts";

export type Review = Result<"review">;

/** What an officer has filled in: `verdict.pan`, `reason.pan` and so on. */
export type Typed = (name: string) => string;

export interface Failed {
  readonly wrong: Wrong;
  /** The fact whose verdict was not taken; those before it were. */
  readonly fact?: FactKind;
  readonly signed?: readonly FactKind[];
  readonly typed?: Typed;
}

/** One form for all facts: each is decided by itself, and the password is asked for once. */
export function Verdicts(
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
      <PasswordAgain visit={visit} />
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
      {review.warnings.filter((each) => each.fact === fact.fact).map(({ warning }) => (
        <p role="status" class="note wait">
          {t("Look again: {{about}}.", { about: factWarning(visit, fact.fact) ?? warning })}
        </p>
      ))}
      <div class="sides">
        <Pairs pairs={fieldPairs(visit, review.fields[fact.fact] ?? {})} />
        <div>
          {document
            ? (
              <p>
                <a href={path}>{t("Open the document")}</a>{" "}
                <span class="quiet">
                  {document.media}, {document.bytes} B; {review.unopened.includes(document.document)
                    ? t("not opened by you yet")
                    : t("opened by you")}; {t("that you looked is recorded")}
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
      <Disputed visit={visit} review={review} fact={fact} />
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

/** Who has the same number so far. */
function Disputed(
  { visit, review, fact }: Seen & { readonly review: Review; readonly fact: FactView },
) {
  const other = review.disputes.find((each) => each.fact === fact.fact);
  if (!other) return null;
  return (
    <p>
      {visit.t("The same number belongs to")}:{" "}
      <a href={visit.path(`/me/reviews/${other.organisation}`)}>{other.name}</a>. {visit.t(
        "The organisation that is not right has the fact refused at once, is told, and can receive nothing until another one is verified.",
      )}
    </p>
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

/**
 * Each verdict by itself, in the order of the page; the first that is not taken ends it.
 * @returns which that was, with all that was filled in.
 */
export async function decideFacts(visit: Visit, form: FormData): Promise<Failed | null> {
  const typed = (name: string) => field(form, name);
  const decided = FACT_KINDS.filter((fact) => typed(`verdict.${fact}`) !== "");
  if (decided.length === 0) {
    const about = visit.t("choose a verdict for one fact at least");
    return { wrong: new Fault("invalid_params", about), typed };
  }
  const unexplained = decided.find((fact) =>
    typed(`verdict.${fact}`) === "refused" && typed(`reason.${fact}`) === ""
  );
  if (unexplained) {
    const about = visit.t("say why you refuse: the organisation reads it");
    return { wrong: new Fault("invalid_params", about), fact: unexplained, typed };
  }
  for (const [place, fact] of decided.entries()) {
    const wrong = await decideFact(visit, form, fact);
    if (!wrong) continue;
    const signed = decided.slice(0, place);
    const code = "code" in wrong ? wrong.code : "";
    // What was decided about something else is decided anew; the reasons stay.
    const kept = code === "facts_changed"
      ? (name: string) => name.startsWith("verdict.") ? "" : typed(name)
      : typed;
    const about = code === "wrong_credentials" ? {} : { fact };
    return { wrong, signed, typed: kept, ...about };
  }
  return null;
}

async function decideFact(visit: Visit, form: FormData, fact: FactKind): Promise<Wrong | null> {
  const organisation = visit.context.req.param("organisation") ?? "";
  const password = String(form.get("password") ?? "");
  const [verdict, reason] = [field(form, `verdict.${fact}`), field(form, `reason.${fact}`)];
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
