// The forms of an organisation's facts and documents.
import { FACT_FIELDS, FACT_KINDS, type FactKind, LICENCE_KINDS } from "../bank/giving/facts.ts";
import { STATES } from "../bank/giving/states.ts";
import type { OwnOrganisation } from "../api/giving_shapes.ts";
import { factName, fieldName, kindName, regionName } from "./fact_words.ts";
import { type Seen, State } from "./parts.tsx";
import { whyWords } from "./notice_words.ts";
import type { Visit } from "./visitor.ts";
import { PATH, type Typed } from "./desk_acts.ts";

export function Facts(
  { visit, own, typed }: Seen & {
    readonly own: OwnOrganisation;
    readonly typed: Typed;
  },
) {
  const { t } = visit;
  return (
    <section aria-labelledby="facts">
      <h2 id="facts">{t("Facts and documents")}</h2>
      {FACT_KINDS.map((kind) => (
        <FactForm
          visit={visit}
          own={own}
          kind={kind}
          typed={typed.act === "fact" && typed.key === kind ? typed.fields : null}
          open={typed.key === kind || visit.query("open") === kind}
        />
      ))}
      {own.submitted ? null : (
        <form method="post" action={visit.path(`${PATH}/submit`)}>
          <button type="submit">{t("Hand in for review")}</button>
        </form>
      )}
    </section>
  );
}

function FactForm(
  { visit, own, kind, typed, open }: Seen & {
    readonly own: OwnOrganisation;
    readonly kind: FactKind;
    readonly typed: Typed["fields"] | null;
    readonly open: boolean;
  },
) {
  const { t } = visit;
  const known = own.facts.find(({ fact }) => fact === kind);
  const fields = typed ?? own.fields[kind] ?? {};
  const document = own.documents.find(({ fact }) => fact === kind);
  const documented = ["licence", "eighty_g", "fcra"].includes(kind);
  return (
    <details open={open}>
      <summary>
        {factName(visit, kind)} <State visit={visit} state={known?.state ?? "optional"} />{" "}
        {whyWords(visit, own.reasons[kind] ?? "")}
      </summary>
      {own.receives && known?.state === "verified"
        ? (
          <p class="note" role="note">
            {t(
              "After a change it is checked again: until two officers agree nothing can be given.",
            )}
          </p>
        )
        : null}
      <form method="post" action={visit.path(`${PATH}/facts/${kind}`)}>
        {FACT_FIELDS[kind].map((name) => (
          <FactInput
            visit={visit}
            kind={kind}
            name={name}
            value={fields[name.replace("?", "")] ?? ""}
          />
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

function choiceWords(visit: Visit, name: string, choice: string): string {
  if (name === "state") return regionName(visit, choice);
  return choice === "yes" ? visit.t("yes") : visit.t("no");
}

function FactInput(
  { visit, kind, name: given, value }: Seen & {
    readonly kind: FactKind;
    readonly name: string;
    readonly value: string;
  },
) {
  const name = given.replace("?", "");
  const required = !given.endsWith("?");
  const choices = CHOICES[name];
  const label = fieldName(visit, name);
  if (name === "kind") {
    const kinds = kind === "fcra" ? ["registration", "prior_permission"] : LICENCE_KINDS;
    return (
      <label>
        {label}
        <select name={name}>
          {kinds.map((each) => (
            <option value={each} selected={each === value}>{kindName(visit, each)}</option>
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
            <option value={each} selected={each === value}>{choiceWords(visit, name, each)}</option>
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
