// Public texts before an officer: old and new, and what is done with each. They are public already; one officer confirms a text or takes
// it down, over its hash.
import type { TextView } from "../api/text_shapes.ts";
import { Fault } from "../api/message.ts";
import { PasswordAgain, type Seen, State } from "./parts.tsx";
import type { Failed, Review, Typed } from "./review_verdicts.tsx";
import { textDiff } from "./text_diff.ts";
import { textName } from "./text_words.ts";
import { field, isWrong, type Visit } from "./visitor.ts";

export function PublicTexts(
  { visit, review, typed }: Seen & { readonly review: Review; readonly typed: Typed },
) {
  const { t } = visit;
  if (review.texts.length === 0) return null;
  const action = visit.path(`/me/reviews/${review.organisation}/texts`);
  return (
    <section aria-labelledby="texts">
      <h2 id="texts">{t("What it says in its own words")}</h2>
      <p>
        {t(
          "Look for a way to pay past this bank, for a child that could be recognised, and for promises that mislead. A text is public at once, and marked until you have read it.",
        )}
      </p>
      <form class="texts" method="post" action={action}>
        {review.texts.map((text) => <TextReview visit={visit} text={text} typed={typed} />)}
        <PasswordAgain visit={visit} />
        <button type="submit">{t("Sign what you decided about the texts")}</button>
      </form>
    </section>
  );
}

function TextReview(
  { visit, text, typed }: Seen & { readonly text: TextView; readonly typed: Typed },
) {
  const { t } = visit;
  const { state, reason } = text;
  const title = `${textName(visit, text.kind)}, ${visit.day(text.atMs)}`;
  const [verdict, why] = [`verdict.${text.text}`, `reason.${text.text}`];
  const confirm = ["confirmed", t("It may stand there")] as const;
  const takeDown = ["taken_down", t("Take it down")] as const;
  const choices: readonly (readonly [string, string])[] = [
    ["", t("Not now")],
    ...(state === "confirmed" || state === "held_back" ? [] : [confirm]),
    ...(state === "taken_down" ? [] : [takeDown]),
  ];
  return (
    <section aria-label={title} data-text={text.text}>
      <h3>
        {title} <State visit={visit} state={state} />
      </h3>
      <Words visit={visit} text={text} />
      {reason === "" ? null : <p class="quiet">{t("Taken down: {{why}}", { why: reason })}</p>}
      <input type="hidden" name={`sha256.${text.text}`} value={text.sha256} />
      <fieldset>
        <legend>{t("Your verdict")}</legend>
        <div class="choices">
          {choices.map(([value, words]) => (
            <label>
              <input type="radio" name={verdict} value={value} checked={typed(verdict) === value} />
              {" "}
              {words}
            </label>
          ))}
        </div>
        <label>
          {t("Reason, if you take it down: the organisation reads it")}
          <input name={why} maxlength={140} value={typed(why)} />
        </label>
      </fieldset>
    </section>
  );
}

/** A text that had another one before it: what went, what came. */
function Words({ visit, text: { before, now } }: Seen & { readonly text: TextView }) {
  const { t } = visit;
  if (before === null || before === now) return <blockquote class="said">{now}</blockquote>;
  return (
    <>
      <p class="quiet">
        {t("Struck out: what an officer has read last. Underlined: what is new.")}
      </p>
      <blockquote class="said">
        {textDiff(before, now).map(({ kind, text }) =>
          kind === "gone" ? <del>{text}</del> : kind === "new" ? <ins>{text}</ins> : text
        )}
      </blockquote>
    </>
  );
}

/** Each by itself, in the order of the page; the first that is not taken ends it. @returns what was not taken. */
export async function decideTexts(visit: Visit, form: FormData): Promise<Failed | null> {
  const typed = (name: string) => field(form, name);
  const organisation = visit.context.req.param("organisation") ?? "";
  const password = String(form.get("password") ?? "");
  const decided = [...form.keys()].filter((name) =>
    name.startsWith("verdict.") && typed(name) !== ""
  ).map((name) => name.slice("verdict.".length));
  if (decided.length === 0) {
    return { wrong: new Fault("invalid_params", visit.t("decide about one text at least")), typed };
  }
  for (const text of decided) {
    const [verdict, reason] = [typed(`verdict.${text}`), typed(`reason.${text}`)];
    if (verdict === "taken_down" && reason === "") {
      const about = visit.t("say why you take it down: the organisation reads it");
      return { wrong: new Fault("invalid_params", about), typed };
    }
    const outcome = await visit.ask("reviewText", {
      organisation,
      text,
      password,
      verdict: verdict as "confirmed",
      sha256: typed(`sha256.${text}`),
      reason: verdict === "taken_down" ? reason : "",
    });
    if (isWrong(outcome)) return { wrong: outcome, typed };
  }
  return null;
}
