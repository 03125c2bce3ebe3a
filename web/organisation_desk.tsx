// The desk of an organisation: what it says about itself, its facts and documents, needs, deliveries, thanks.
import {
  FACT_FIELDS,
  FACT_KINDS,
  type FactKind,
  LICENCE_KINDS,
  STATES,
} from "../bank/giving/facts.ts";
import type { NeedView, OwnOrganisation, PledgeView } from "../net/giving_shapes.ts";
import { addDocument } from "../net/organisations.ts";
import { Fault } from "../net/message.ts";
import { newId } from "./confirming.tsx";
import { privatePage } from "./frame.tsx";
import { Alert, factName, Note, Numbers, type Seen, State, Table } from "./parts.tsx";
import { statusOf } from "./refusal_words.ts";
import { field, formOf, isWrong, UPLOAD_BYTES_MAX, type Visit, type Wrong } from "./visitor.ts";

const PATH = "/me/organisation";

export async function deskPage(
  visit: Visit,
  wrong: Wrong | null = null,
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
      <Arriving visit={visit} pledges={pledges.pledges} />
      <Needs visit={visit} needs={own.needs} />
      <Thanks visit={visit} needs={own.needs} />
      <Facts visit={visit} own={own} />
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
    <section aria-labelledby="arriving">
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

function Needs({ visit, needs }: Seen & { readonly needs: readonly NeedView[] }) {
  const { t } = visit;
  return (
    <section aria-labelledby="needs">
      <h2 id="needs">{t("What we need")}</h2>
      <Table
        caption={t("What we need")}
        columns={[
          { title: t("What"), cell: (need: NeedView) => need.item },
          { title: t("Needed"), cell: ({ quantity, unit }) => `${quantity} ${unit}` },
          {
            title: t("promised"),
            cell: (need) => <span data-need-pledged={need.need}>{need.pledged}</span>,
          },
          {
            title: t("arrived"),
            cell: (need) => <span data-need-delivered={need.need}>{need.delivered}</span>,
          },
          { title: t("State"), cell: ({ status }) => <State visit={visit} state={status} /> },
          {
            title: "",
            cell: ({ need, status }) =>
              status === "closed" ? "" : (
                <form
                  class="inline"
                  method="post"
                  action={visit.path(`${PATH}/needs/${need}/close`)}
                >
                  <button type="submit" class="secondary">{t("Close")}</button>
                </form>
              ),
          },
        ]}
        rows={needs}
      />
      <details>
        <summary>{t("Ask for something")}</summary>
        <form method="post" action={visit.path(`${PATH}/needs`)}>
          <input type="hidden" name="id" value={newId(visit)} />
          <label>
            {t("What")}
            <input name="item" required maxlength={140} />
          </label>
          <label>
            {t("How many")}
            <input name="quantity" type="number" min={1} max={1000000} required />
          </label>
          <label>
            {t("Unit")}
            <input name="unit" value="pieces" required maxlength={20} />
          </label>
          <label>
            {t("How urgent")}
            <select name="priority">
              <option value="soon">{t("soon")}</option>
              <option value="urgent">{t("urgent")}</option>
              <option value="whenever">{t("whenever it can be")}</option>
            </select>
          </label>
          <label>
            {t("until")}
            <input name="deadline" type="date" required />
          </label>
          <button type="submit">{t("Ask for it")}</button>
        </form>
      </details>
    </section>
  );
}

function Thanks({ visit, needs }: Seen & { readonly needs: readonly NeedView[] }) {
  const { t } = visit;
  const arrived = needs.filter(({ delivered, givenMinor }) => delivered > 0 || givenMinor > 0);
  return (
    <details>
      <summary>{t("Say what became of it, and thank")}</summary>
      <form method="post" action={visit.path(`${PATH}/updates`)}>
        <input type="hidden" name="id" value={newId(visit)} />
        <label>
          {t("For")}
          <select name="need">
            <option value="">{t("whatever is needed most")}</option>
            {arrived.map(({ need, item }) => <option value={need}>{item}</option>)}
          </select>
        </label>
        <label>
          {t("Your words")}
          <textarea name="text" rows={3} required maxlength={1000}></textarea>
        </label>
        <button type="submit">{t("Post it")}</button>
      </form>
    </details>
  );
}

function Facts({ visit, own }: Seen & { readonly own: OwnOrganisation }) {
  const { t } = visit;
  return (
    <section aria-labelledby="facts">
      <h2 id="facts">{t("Facts and documents")}</h2>
      {FACT_KINDS.map((kind) => <FactForm visit={visit} own={own} kind={kind} />)}
      {own.submitted ? null : (
        <form method="post" action={visit.path(`${PATH}/submit`)}>
          <button type="submit">{t("Hand in for review")}</button>
        </form>
      )}
    </section>
  );
}

function FactForm(
  { visit, own, kind }: Seen & { readonly own: OwnOrganisation; readonly kind: FactKind },
) {
  const { t } = visit;
  const known = own.facts.find(({ fact }) => fact === kind);
  const fields = own.fields[kind] ?? {};
  const document = own.documents.find(({ fact }) => fact === kind);
  const documented = ["licence", "eighty_g", "fcra"].includes(kind);
  return (
    <details>
      <summary>
        {factName(visit, kind)} <State visit={visit} state={known?.state ?? "missing"} />
      </summary>
      {own.reasons[kind] ? <p class="quiet">{own.reasons[kind]}</p> : null}
      <form method="post" action={visit.path(`${PATH}/facts/${kind}`)}>
        {FACT_FIELDS[kind].map((name) => (
          <FactInput visit={visit} name={name} value={fields[name.replace("?", "")] ?? ""} />
        ))}
        <button type="submit">{t("Save")}</button>
      </form>
      {documented
        ? (
          <form
            method="post"
            enctype="multipart/form-data"
            action={visit.path(`${PATH}/documents/${kind}`)}
          >
            <label>
              {t("The document (PDF, JPEG or PNG, at most 5 MiB)")}
              <input type="file" name="file" accept=".pdf,.jpg,.jpeg,.png" required />
            </label>
            {document
              ? <p class="quiet">{t("Handed in")}: {document.media}, {document.bytes} B</p>
              : null}
            <button type="submit">{t("Hand in")}</button>
          </form>
        )
        : null}
    </details>
  );
}

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  kind: [],
  provisional: ["no", "yes"],
  state: Object.keys(STATES),
};

function FactInput(
  { visit, name: given, value }: Seen & { readonly name: string; readonly value: string },
) {
  const name = given.replace("?", "");
  const required = !given.endsWith("?");
  const choices = CHOICES[name];
  const label = fieldName(visit, name);
  if (name === "kind") {
    const kinds = [...LICENCE_KINDS, "registration", "prior_permission"];
    return (
      <label>
        {label}
        <select name={name}>
          {kinds.map((kind) => (
            <option value={kind} selected={kind === value}>{kind.replaceAll("_", " ")}</option>
          ))}
        </select>
      </label>
    );
  }
  if (choices) {
    return (
      <label>
        {label}
        <select name={name}>
          {choices.map((each) => (
            <option value={each} selected={each === value}>{STATES[each] ?? each}</option>
          ))}
        </select>
      </label>
    );
  }
  const day = ["validFrom", "validTo", "issuedOn"].includes(name);
  return (
    <label>
      {label}
      <input
        name={name}
        type={day ? "date" : "text"}
        value={value}
        required={required}
        maxlength={200}
      />
    </label>
  );
}

function fieldName({ t }: Visit, name: string): string {
  const names: Readonly<Record<string, string>> = {
    ...{
      legalName: t("Legal name"),
      address: t("Address"),
      district: t("District"),
      state: t("State"),
    },
    ...{ pin: t("PIN code"), number: t("Number"), authority: t("Issued by"), kind: t("Kind") },
    ...{
      capacity: t("Places for children"),
      provisional: t("Provisional"),
      issuedOn: t("Issued on"),
    },
    ...{ validTo: t("Valid until"), validFrom: t("Valid from"), urn: t("Approval number (URN)") },
    ...{ ifsc: "IFSC", bankAccount: t("Designated bank account"), id: t("Id") },
    ...{ person: t("Person"), phone: t("Telephone"), email: t("E-mail") },
  };
  return names[name] ?? name;
}

type DeskAct =
  | "register"
  | "description"
  | "fact"
  | "document"
  | "submit"
  | "need"
  | "closeNeed"
  | "pledge"
  | "update";

export async function deskAction(visit: Visit, act: DeskAct): Promise<Response | Wrong> {
  const form = await formOf(visit.context, act === "document" ? UPLOAD_BYTES_MAX : undefined);
  if (isWrong(form)) return await deskPage(visit, form);
  const outcome = await ACTS[act](visit, form, visit.context.req.param("key") ?? "");
  return isWrong(outcome) ? await deskPage(visit, outcome) : visit.redirect(`${PATH}?done=saved`);
}

const ACTS: Readonly<
  Record<DeskAct, (visit: Visit, form: FormData, key: string) => Promise<unknown>>
> = {
  register: (visit, form) =>
    visit.ask("registerOrganisation", {
      about: prose(form, "about"),
      website: field(form, "website"),
    }),
  description: (visit, form) =>
    visit.ask("describeOrganisation", {
      about: prose(form, "about"),
      website: field(form, "website"),
    }),
  fact: (visit, form, key) => {
    const fields: Record<string, string> = {};
    for (const [name, value] of form) {
      if (typeof value === "string" && value !== "") fields[name] = value;
    }
    return visit.ask("setFact", { fact: key as FactKind, fields });
  },
  document: upload,
  submit: (visit) => visit.ask("submitOrganisation", {}),
  need: (visit, form) =>
    visit.ask("addNeed", {
      need: field(form, "id"),
      item: field(form, "item"),
      unit: field(form, "unit"),
      quantity: Number(field(form, "quantity")),
      priority: field(form, "priority") as "soon",
      deadline: field(form, "deadline"),
    }),
  closeNeed: (visit, _form, key) => visit.ask("closeNeed", { need: key }),
  pledge: (visit, form, key) =>
    visit.ask("receivePledge", { pledge: key, quantity: Number(field(form, "quantity")) }),
  update: (visit, form) => {
    const need = field(form, "need");
    const about = { update: field(form, "id"), text: prose(form, "text") };
    return visit.ask("postUpdate", need === "" ? about : { ...about, need });
  },
};

/** Forms end lines as the network does. */
function prose(form: FormData, name: string): string {
  return field(form, name).replaceAll("\r\n", "\n");
}

async function upload(visit: Visit, form: FormData, key: string): Promise<unknown> {
  const file = form.get("file");
  const kind = FACT_KINDS.find((known) => known === key);
  if (!(file instanceof File) || !kind || !visit.signedIn?.session.identity) {
    return new Fault("invalid_params", "file: expected a document");
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const { account } = visit.signedIn.session.identity;
  const about = {
    document: newId(visit),
    fact: kind,
    fileName: file.name,
    media: file.type,
    bytes,
  };
  return await addDocument(visit.face.service, account, about);
}
