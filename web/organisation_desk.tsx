// The desk of an organisation: what it says about itself, its facts and documents, needs, deliveries, thanks.
import type { PledgeView } from "../net/giving_shapes.ts";
import { privatePage } from "./frame.tsx";
import { Alert, Note, Numbers, type Seen, State } from "./parts.tsx";
import { statusOf } from "./refusal_words.ts";
import { formOf, isWrong, UPLOAD_BYTES_MAX, type Visit, type Wrong } from "./visitor.ts";
import { Facts, type TypedFact } from "./fact_forms.tsx";
import { ACTS, type DeskAct, fieldsOf, PATH } from "./desk_acts.ts";
import { Needs, Thanks } from "./need_forms.tsx";

export async function deskPage(
  visit: Visit,
  wrong: Wrong | null = null,
  typed: TypedFact | null = null,
): Promise<Response | Wrong> {
  const own = await visit.ask("myOrganisation", {});
  if (isWrong(own)) {
    return "code" in own && own.code === "no_such_organisation" ? registerPage(visit, wrong) : own;
  }
  const pledges = await visit.ask("organisationPledges", {});
  if (isWrong(pledges)) return pledges;
  const { t } = visit;
  const children = (
    <>
      <h1>{own.name}</h1>
      <Note visit={visit} />
      <Alert visit={visit} wrong={wrong} />
      <p>
        <State visit={visit} state={own.state} />{" "}
        <a href={visit.path(`/o/${own.organisation}`)}>{t("As everybody sees it")}</a>
      </p>
      <Numbers
        pairs={[
          [
            t("Given"),
            <span data-org-given={own.organisation}>{visit.money(own.givenMinor)}</span>,
          ],
          [t("Gifts"), <span data-org-gifts={own.organisation}>{own.gifts}</span>],
          [t("Gifts from abroad, this tax year"), visit.money(own.foreignMinor)],
        ]}
      />
      <p>
        <a href={visit.path(`${PATH}/report.csv`)}>
          {t("Statement of donations of this tax year (CSV)")}
        </a>
      </p>
      <Arriving visit={visit} pledges={pledges.pledges} />
      <Needs visit={visit} needs={own.needs} />
      <Thanks visit={visit} needs={own.needs} />
      <Facts visit={visit} own={own} typed={typed} />
      <Description
        visit={visit}
        about={own.about}
        website={own.website}
        action={`${PATH}/description`}
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

function registerPage(visit: Visit, wrong: Wrong | null): Response {
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
      <Description visit={visit} about="" website="" action={`${PATH}/register`} />
    </>
  );
  return privatePage(
    visit,
    { title: t("Register an orphanage"), path: PATH, children },
    wrong ? statusOf(wrong) : 200,
  );
}

function Description(
  { visit, about, website, action }: Seen & {
    readonly about: string;
    readonly website: string;
    readonly action: string;
  },
) {
  const { t } = visit;
  return (
    <section aria-labelledby="about">
      <h2 id="about">{t("What everybody reads")}</h2>
      <form method="post" action={visit.path(action)}>
        <label>
          {t("About the organisation")}
          <textarea name="about" rows={4} maxlength={2000} aria-describedby="no-children">
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
        <button type="submit">{t("Save")}</button>
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
                {visit.time(pledge.expiresAtMs)}
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
  if (isWrong(form)) return await deskPage(visit, form);
  const key = visit.context.req.param("key") ?? "";
  const outcome = await ACTS[act](visit, form, key);
  if (!isWrong(outcome)) return visit.redirect(`${PATH}?done=saved`);
  // What was typed stays, so that it can be mended.
  const typed = act === "fact" ? { kind: key, fields: fieldsOf(form) } : null;
  return await deskPage(visit, outcome, typed);
}
