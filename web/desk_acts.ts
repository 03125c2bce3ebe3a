// What the forms of an organisation's desk do.
import { FACT_KINDS, type FactKind } from "../bank/giving/facts.ts";
import { Refusal } from "../bank/refusal.ts";
import { addDocument } from "../service/giving/documents.ts";
import { Fault } from "../api/message.ts";
import { newId } from "./confirming.tsx";
import { typedAmount } from "./typed_amount.ts";
import { codeField, field, type Visit } from "./visitor.ts";

export const PATH = "/me/organisation";

export type DeskAct =
  | "register"
  | "description"
  | "fact"
  | "document"
  | "submit"
  | "need"
  | "closeNeed"
  | "pledge"
  | "update";

/** What was filled into the form of an act that was refused. */
export interface Typed {
  readonly act: DeskAct | null;
  readonly key: string;
  readonly fields: Readonly<Record<string, string>>;
}

export const NOTHING_TYPED: Typed = { act: null, key: "", fields: {} };

export const ACTS: Readonly<
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
  fact: (visit, form, key) =>
    visit.ask("setFact", { fact: key as FactKind, fields: fieldsOf(form) }),
  document: upload,
  submit: (visit) => visit.ask("submitOrganisation", {}),
  need: async (visit, form) => {
    const price = field(form, "price");
    const priceMinor = price === "" ? undefined : typedAmount(visit, price);
    if (priceMinor instanceof Fault) return priceMinor;
    return await visit.ask("addNeed", {
      need: field(form, "id"),
      item: field(form, "item"),
      unit: field(form, "unit"),
      quantity: Number(codeField(form, "quantity")),
      priority: field(form, "priority") as "soon",
      deadline: codeField(form, "deadline"),
      ...(priceMinor === undefined ? {} : { priceMinor }),
    });
  },
  closeNeed: (visit, _form, key) => visit.ask("closeNeed", { need: key }),
  pledge: (visit, form, key) =>
    visit.ask("receivePledge", { pledge: key, quantity: Number(codeField(form, "quantity")) }),
  update: (visit, form) => {
    const need = field(form, "need");
    const about = { update: field(form, "id"), text: prose(form, "text") };
    return visit.ask("postUpdate", need === "" ? about : { ...about, need });
  },
};

/** A fact as it was typed, right or wrong. */
export function fieldsOf(form: FormData): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, value] of form) {
    if (typeof value === "string" && value !== "") fields[name] = value;
  }
  return fields;
}

/** Forms end lines as the network does. */
function prose(form: FormData, name: string): string {
  return field(form, name).replaceAll("\r\n", "\n");
}

async function upload(visit: Visit, form: FormData, key: string): Promise<unknown> {
  const file = form.get("file");
  const kind = FACT_KINDS.find((known) => known === key);
  if (!(file instanceof File) || !kind || !visit.signedIn) {
    return new Fault("invalid_params", "file: expected a document");
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const about = {
    document: newId(visit),
    fact: kind,
    fileName: file.name,
    media: file.type,
    bytes,
  };
  const { session } = visit.signedIn;
  if (!session.identity) return new Refusal("session_expired");
  return await addDocument(visit.face.service, session, about);
}
