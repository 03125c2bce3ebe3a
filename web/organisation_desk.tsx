// The desk of an organisation: what it says about itself, its facts and documents, needs, deliveries, thanks.
import { Refusal } from "../bank/refusal.ts";
import { taxYearOf, taxYearText } from "../bank/giving/calendar.ts";
import type { OwnOrganisation, PledgeView } from "../api/giving_shapes.ts";
import { privatePage } from "./frame.tsx";
import { organisationSeen } from "./books_seen.ts";
import { factName } from "./fact_words.ts";
import { factWarning } from "./problem_words.ts";
import { Alert, Note, Numbers, type Seen, State } from "./parts.tsx";
import { statusOf, wrongWords } from "./refusal_words.ts";
import { field, formOf, isWrong, UPLOAD_BYTES_MAX, type Visit, type Wrong } from "./visitor.ts";
import { Facts } from "./fact_forms.tsx";
import { ACTS, type DeskAct, fieldsOf, NOTHING_TYPED, PATH, type Typed } from "./desk_acts.ts";
import { deskQuestion } from "./desk_question.tsx";
import { HiddenTexts } from "./desk_texts.tsx";
import { Needs, Thanks } from "./need_forms.tsx";

export async function deskPage(
  visit: Visit,
  wrong: Wrong | null = null,
  typed: Typed = NOTHING_TYPED,
): Promise<Response | Wrong> {
  const own = await visit.ask("myOrganisation", {});
  if (isWrong(own)) {
    return "code" in own && own.code === "no_such_organisation"
      ? registerPage(visit, wrong, typed)
      : own;
  }
  const pledges = await visit.ask("organisationPledges", {});
  if (isWrong(pledges)) return pledges;
  const { t } = visit;
  const record = organisationSeen(visit.face, own.organisation)!;
  const seen = visit.face.service.giving.directory.isPublic(record, visit.nowMs);
  const named = own.name !== own.organisation;
  const children = (
    <>
      <h1>{named ? own.name : t("My organisation")}</h1>
      <Note visit={visit} />
      <LookAgain visit={visit} />
      {wrong ? <WhatIsWrong visit={visit} wrong={wrong} typed={typed} /> : null}
      <p>
        <State visit={visit} state={own.state} /> {own.stopReason} {seen
          ? <a href={visit.path(`/o/${own.organisation}`)}>{t("As the public sees it")}</a>
          : null}
      </p>
      <NextStep visit={visit} own={own} />
      <HiddenTexts visit={visit} texts={own.texts} />
      <Received visit={visit} own={own} />
      <Arriving visit={visit} pledges={pledges.pledges} />
      <Needs visit={visit} needs={own.needs} typed={typed} />
      <Thanks visit={visit} needs={own.needs} typed={typed} />
      <Facts visit={visit} own={own} typed={typed} />
      <Description
        visit={visit}
        about={typed.act === "description" ? typed.fields.about ?? "" : own.about}
        website={typed.act === "description" ? typed.fields.website ?? "" : own.website}
        action={`${PATH}/description`}
        button={t("Save")}
      />
    </>
  );
  const framed = {
    title: t("My organisation"),
    path: PATH,
    block: own.block,
    organisation: own.organisation,
    children,
  };
  return privatePage(visit, framed, wrong ? statusOf(wrong) : 200);
}

function LookAgain({ visit }: Seen) {
  const look = factWarning(visit, visit.query("look"));
  if (look === null) return null;
  return (
    <p role="status" class="note">
      {visit.t("Look again: {{about}}.", { about: look })}
    </p>
  );
}

function WhatIsWrong(
  { visit, wrong, typed }: Seen & { readonly wrong: Wrong; readonly typed: Typed },
) {
  const ofFact = typed.act === "document" || typed.act === "fact";
  return (
    <p role="alert">
      {ofFact ? `${factName(visit, typed.key)}: ` : ""}
      {wrongWords(visit, wrong)}
    </p>
  );
}

/** What was given, and the files that say so. */
function Received({ visit, own }: Seen & { readonly own: OwnOrganisation }) {
  const { t } = visit;
  const year = taxYearOf(visit.nowMs);
  const years = (file: string) =>
    [year, year - 1].map((each) => (
      <>
        <a href={visit.path(`${PATH}/${file}?year=${each}`)}>{taxYearText(each)}</a>
        {" "}
      </>
    ));
  return (
    <>
      <Numbers
        pairs={[
          [
            t("Given"),
            <span data-org-given={own.organisation}>{visit.money(own.givenMinor)}</span>,
          ],
          [t("Gifts"), <span data-org-gifts={own.organisation}>{own.gifts}</span>],
          [t("Gifts from abroad, this tax year"), visit.money(own.foreignMinor)],
          [t("Gifts from abroad, to be spent"), visit.money(own.foreignBookedMinor)],
        ]}
      />
      <p>
        {t("Statement of donations (CSV)")}: {years("report.csv")}
        <br />
        {t("Left out of it, and why (CSV)")}: {years("report-left-out.csv")}
      </p>
    </>
  );
}

/** What is still to be done until gifts can come. */
function NextStep({ visit, own }: Seen & { readonly own: OwnOrganisation }) {
  const { t } = visit;
  const missing = own.facts.filter(({ state }) => state === "missing");
  if (own.state === "draft" && missing.length > 0) {
    const facts = missing.map(({ fact }) => factName(visit, fact)).join("; ");
    return <p>{t("Still to be stated: {{facts}}.", { facts })}</p>;
  }
  if (own.state === "draft") {
    return <p>{t("Hand in the documents, then hand everything in for review.")}</p>;
  }
  const refused = own.facts.filter(({ state }) => state === "refused");
  if (refused.length > 0) {
    const facts = refused.map(({ fact }) => factName(visit, fact)).join("; ");
    return (
      <p class="note wait" role="note">
        {t("An officer refused: {{facts}}. State it anew below; then it is checked again.", {
          facts,
        })}
      </p>
    );
  }
  if (own.state !== "submitted") return null;
  return <p>{t("Two officers are checking it; until they agree nothing can be given.")}</p>;
}

function registerPage(visit: Visit, wrong: Wrong | null, { fields }: Typed): Response {
  const { t } = visit;
  const children = (
    <>
      <h1>{t("Register an orphanage")}</h1>
      <Alert visit={visit} wrong={wrong} />
      <p>
        {t(
          "This account becomes the account of the organisation. Then you state its facts and hand in the documents; two officers check each of them.",
        )}
      </p>
      <Description
        visit={visit}
        about={fields.about ?? ""}
        website={fields.website ?? ""}
        action={`${PATH}/register`}
        button={t("Register an orphanage")}
      />
    </>
  );
  return privatePage(
    visit,
    { title: t("Register an orphanage"), path: PATH, children },
    wrong ? statusOf(wrong) : 200,
  );
}

function Description(
  { visit, about, website, action, button }: Seen & {
    readonly button: string;
    readonly about: string;
    readonly website: string;
    readonly action: string;
  },
) {
  const { t } = visit;
  return (
    <section aria-labelledby="about">
      <h2 id="about">{t("What the public reads")}</h2>
      <form method="post" action={visit.path(action)}>
        <label>
          {t("About the organisation")}
          <textarea name="about" rows={4} required maxlength={2000} aria-describedby="no-children">
            {about}
          </textarea>
          <small id="no-children">
            {t("Nothing by which a child could be recognised: no names, no stories.")}
          </small>
        </label>
        <label>
          {t("Website")}
          <input name="website" type="url" value={website} maxlength={200} />
        </label>
        <button type="submit">{button}</button>
      </form>
    </section>
  );
}

function Arriving({ visit, pledges }: Seen & { readonly pledges: readonly PledgeView[] }) {
  const { t } = visit;
  const open = pledges.filter(({ status }) => status === "reserved" || status === "sent");
  return (
    <section aria-labelledby="arriving" data-part="arriving">
      <h2 id="arriving">{t("What has been promised to us")}</h2>
      {open.length === 0 ? <p>{t("Nothing at the moment.")}</p> : null}
      <ul class="needs">
        {open.map((pledge) => (
          <li>
            <p>
              {pledge.quantity} {pledge.unit} {pledge.item} · {pledge.donorName ?? ""}{" "}
              <State visit={visit} state={pledge.status} />{" "}
              <span class="quiet" data-until={pledge.expiresAtMs}>
                {visit.shortTime(pledge.expiresAtMs)}
              </span>
            </p>
            <form
              class="inline"
              method="post"
              action={visit.path(`${PATH}/pledges/${pledge.pledge}`)}
            >
              <label>
                {t("We counted")}
                <input
                  type="number"
                  name="quantity"
                  min={0}
                  value={pledge.sent ?? pledge.quantity}
                  required
                />
              </label>
              <button type="submit">{t("It has arrived")}</button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  );
}

export async function deskAction(visit: Visit, act: DeskAct): Promise<Response | Wrong> {
  const form = await formOf(visit, act === "document" ? UPLOAD_BYTES_MAX : undefined);
  const key = visit.context.req.param("key") ?? "";
  if (isWrong(form)) {
    const large = act === "document" && form.code === "too_large";
    const wrong = large ? new Refusal("document_refused", { rule: "too_large" }) : form;
    return await deskPage(visit, wrong, { act, key, fields: {} });
  }
  const question = field(form, "sure") === "yes"
    ? null
    : await deskQuestion(visit, form, { act, key });
  if (question) return question;
  const outcome = await ACTS[act](visit, form, key);
  // What was typed stays, so that it can be mended.
  if (isWrong(outcome)) return await deskPage(visit, outcome, { act, key, fields: fieldsOf(form) });
  const open = act === "fact" || act === "document" ? `&open=${key}` : "";
  const { warnings = [] } = outcome as { readonly warnings?: readonly string[] };
  const look = warnings.length > 0 ? `&look=${key}` : "";
  return visit.redirect(`${PATH}?done=saved${open}${look}`);
}
