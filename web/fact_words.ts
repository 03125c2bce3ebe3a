// What the facts of an organisation, their fields and their values are called on pages, and the States of India.
import type { FactKind } from "../bank/giving/facts.ts";
import type { Visit } from "./visitor.ts";

type Words = Readonly<Record<string, string>>;

export function factName({ t }: Visit, fact: string): string {
  const names: Words = {
    name: t("Legal name and address"),
    pan: t("PAN (tax number)"),
    licence: t("Licence (Juvenile Justice Act)"),
    eighty_g: t("80G approval (tax deduction)"),
    fcra: t("FCRA registration (gifts from abroad)"),
    darpan: t("NGO Darpan id"),
    contact: t("Contact"),
  };
  return names[fact] ?? fact;
}

export function fieldName({ t }: Visit, name: string): string {
  const names: Words = {
    legalName: t("Legal name"),
    address: t("Address"),
    district: t("District"),
    state: t("State of India"),
    pin: t("PIN code"),
    number: t("Number"),
    kind: t("Kind"),
    authority: t("Issued by"),
    capacity: t("Places for children"),
    provisional: t("Provisional"),
    issuedOn: t("Issued on"),
    validTo: t("Valid until"),
    validFrom: t("Valid from"),
    urn: t("Approval number (URN)"),
    id: t("Id"),
    ifsc: "IFSC",
    bankAccount: t("Designated bank account"),
    person: t("Person"),
    phone: t("Telephone"),
    email: t("E-mail"),
  };
  return names[name] ?? name;
}

/** The fields of a fact as people read them, in the order in which they were asked for. */
export function fieldPairs(
  visit: Visit,
  fields: Readonly<Record<string, string>>,
): [string, string][] {
  return Object.entries(fields).filter(([, value]) => value !== "")
    .map(([name, value]) => [fieldName(visit, name), fieldValue(visit, name, value)]);
}

function fieldValue(visit: Visit, name: string, value: string): string {
  const { t } = visit;
  if (name === "state") return regionName(visit, value);
  if (name === "kind") return kindName(visit, value);
  if (name === "provisional") return value === "yes" ? t("yes") : t("no");
  return ["issuedOn", "validFrom", "validTo"].includes(name) ? visit.date(value) : value;
}

/** Of a licence or of a registration for gifts from abroad. */
export function kindName({ t }: Visit, kind: string): string {
  const names: Words = {
    children_home: t("children's home"),
    open_shelter: t("open shelter"),
    adoption_agency: t("adoption agency"),
    observation_home: t("observation home"),
    special_home: t("special home"),
    place_of_safety: t("place of safety"),
    registration: t("registration"),
    prior_permission: t("prior permission"),
  };
  return names[kind] ?? kind;
}

/** A public value of a fact: for some of them it has words in it. */
export function shownValue(visit: Visit, fact: FactKind, value: string): string {
  if (fact !== "licence") return value;
  return value.replace(/, ([A-Z]{2})\)$/, (_, state) => `, ${regionName(visit, state)})`);
}

export function roleWords({ t }: Visit, role: string): string {
  return role === "first officer" ? t("first officer") : t("second officer");
}

/** District and State; some have one name. */
export function placeWords(visit: Visit, district: string, region: string): string {
  const state = regionName(visit, region);
  return [...new Set([district, state])].filter((part) => part !== "").join(", ");
}

export function regionName({ t }: Visit, region: string): string {
  const names: Words = {
    AN: t("Andaman and Nicobar"),
    AP: t("Andhra Pradesh"),
    AR: t("Arunachal Pradesh"),
    AS: t("Assam"),
    BR: t("Bihar"),
    CH: t("Chandigarh"),
    CG: t("Chhattisgarh"),
    DH: t("Dadra, Nagar Haveli, Daman, Diu"),
    DL: t("Delhi"),
    GA: t("Goa"),
    GJ: t("Gujarat"),
    HR: t("Haryana"),
    HP: t("Himachal Pradesh"),
    JK: t("Jammu and Kashmir"),
    JH: t("Jharkhand"),
    KA: t("Karnataka"),
    KL: t("Kerala"),
    LA: t("Ladakh"),
    LD: t("Lakshadweep"),
    MP: t("Madhya Pradesh"),
    MH: t("Maharashtra"),
    MN: t("Manipur"),
    ML: t("Meghalaya"),
    MZ: t("Mizoram"),
    NL: t("Nagaland"),
    OD: t("Odisha"),
    PY: t("Puducherry"),
    PB: t("Punjab"),
    RJ: t("Rajasthan"),
    SK: t("Sikkim"),
    TN: t("Tamil Nadu"),
    TS: t("Telangana"),
    TR: t("Tripura"),
    UP: t("Uttar Pradesh"),
    UK: t("Uttarakhand"),
    WB: t("West Bengal"),
  };
  return names[region] ?? region;
}
