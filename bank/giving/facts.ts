// The facts with which an organisation shows that it may be trusted, and the form that each of them must have. A fact
// identifies; that it is true is for two officers to say (bank/giving/decide_review.ts).
import { type Day, dayOf, hasPassed, isDay, yearsLater } from "./calendar.ts";

export const FACT_KINDS = [
  "name",
  "pan",
  "licence",
  "eighty_g",
  "fcra",
  "darpan",
  "contact",
] as const;
export type FactKind = typeof FACT_KINDS[number];

/** What must be verified before an organisation may receive gifts; `fcra` unless the bank is for domestic gifts only. */
export const REQUIRED_FACTS: readonly FactKind[] = [
  "name",
  "pan",
  "licence",
  "eighty_g",
  "contact",
];

/** Facts that need the document itself. */
export const DOCUMENTED_FACTS: readonly FactKind[] = ["licence", "eighty_g", "fcra"];

/** Every field is a text as the person gave it. */
export type FactFields = Readonly<Record<string, string>>;

export interface FactContext {
  readonly nowMs: number;
  /** The organisation's PAN and the state of its address, where they are known. */
  readonly pan?: string | undefined;
  readonly state?: string | undefined;
  readonly legalName?: string | undefined;
}

export type FactCheck =
  | {
    readonly problem: null;
    /** In the one way in which it is kept and compared. */
    readonly fields: FactFields;
    /** What nobody else may claim, or null. */
    readonly claim: string | null;
    readonly validTo: Day | null;
    /** Worth a look, no reason to refuse. */
    readonly warnings: readonly string[];
  }
  | { readonly problem: string };

const wrong = (problem: string): FactCheck => ({ problem });

interface Found {
  readonly fields: FactFields;
  readonly claim?: string;
  readonly validTo?: Day;
  readonly warnings?: readonly string[];
}

const right = ({ fields, claim = undefined, validTo, warnings = [] }: Found): FactCheck => ({
  ...{ problem: null, fields, warnings },
  ...{ claim: claim ?? null, validTo: validTo ?? null },
});

/** Kinds of holder in the fourth letter of a PAN. */
const PAN = /^[A-Z]{3}[ABCEFGHJLPT][A-Z][0-9]{4}[A-Z]$/;
const URN = /^[A-Z]{5}[0-9]{4}[A-Z][A-Z]20[0-9]{2}[0-9]{1,2}$/;
const DIN = /^[A-Z]{5}[0-9]{4}[A-Z][A-Z]20[0-9]{2}[0-9]{3,4}$/;
const FCRA = /^[0-9]{9}$/;
const DARPAN = /^[A-Z]{2}\/20[0-9]{2}\/[0-9]{7}$/;
const PIN = /^[1-9][0-9]{5}$/;
const IFSC = /^[A-Z]{4}0[A-Z0-9]{6}$/;

export const LICENCE_KINDS = [
  "children_home",
  "open_shelter",
  "adoption_agency",
  "observation_home",
  "special_home",
  "place_of_safety",
] as const;

/** ISO 3166-2:IN, without the country. */
export const STATES: Readonly<Record<string, string>> = {
  ...{ AN: "Andaman and Nicobar", AP: "Andhra Pradesh", AR: "Arunachal Pradesh", AS: "Assam" },
  ...{ BR: "Bihar", CH: "Chandigarh", CG: "Chhattisgarh", DH: "Dadra, Nagar Haveli, Daman, Diu" },
  ...{ DL: "Delhi", GA: "Goa", GJ: "Gujarat", HR: "Haryana", HP: "Himachal Pradesh" },
  ...{ JK: "Jammu and Kashmir", JH: "Jharkhand", KA: "Karnataka", KL: "Kerala", LA: "Ladakh" },
  ...{ LD: "Lakshadweep", MP: "Madhya Pradesh", MH: "Maharashtra", MN: "Manipur" },
  ...{ ML: "Meghalaya", MZ: "Mizoram", NL: "Nagaland", OD: "Odisha", PY: "Puducherry" },
  ...{ PB: "Punjab", RJ: "Rajasthan", SK: "Sikkim", TN: "Tamil Nadu", TS: "Telangana" },
  ...{ TR: "Tripura", UP: "Uttar Pradesh", UK: "Uttarakhand", WB: "West Bengal" },
};

/** The fields of each fact; those after a question mark may be left out. */
export const FACT_FIELDS: Readonly<Record<FactKind, readonly string[]>> = {
  name: ["legalName", "address", "district", "state", "pin"],
  pan: ["number"],
  licence: [
    "state",
    "authority",
    "number",
    "kind",
    "capacity",
    "provisional",
    "issuedOn",
    "validTo",
  ],
  eighty_g: ["urn", "validFrom", "validTo", "provisional"],
  fcra: ["number", "kind", "validFrom", "validTo", "ifsc?", "bankAccount?"],
  darpan: ["id"],
  contact: ["person", "phone", "email"],
};

export const FIELD_CHARS_MAX = 200;

/** Checks the form of one fact: names what is wrong and what was expected. */
export function checkFact(kind: FactKind, given: FactFields, context: FactContext): FactCheck {
  const fields: Record<string, string> = {};
  for (const named of FACT_FIELDS[kind]) {
    const name = named.replace("?", "");
    const text = (given[name] ?? "").trim();
    if (text === "" && !named.endsWith("?")) return wrong(`${name} is missing`);
    if ([...text].length > FIELD_CHARS_MAX) {
      return wrong(`${name} is longer than ${FIELD_CHARS_MAX} characters`);
    }
    if (text !== "") fields[name] = text;
  }
  for (const name of Object.keys(given)) {
    const known = FACT_FIELDS[kind].some((named) => named.replace("?", "") === name);
    if (!known) return wrong(`${name} is not a field of ${kind}`);
  }
  return CHECKS[kind](fields, context);
}

type Check = (fields: FactFields, context: FactContext) => FactCheck;

const CHECKS: Readonly<Record<FactKind, Check>> = {
  name: checkName,
  pan: checkPan,
  licence: checkLicence,
  eighty_g: checkEightyG,
  fcra: checkFcra,
  darpan: checkDarpan,
  contact: checkContact,
};

function checkName(fields: FactFields): FactCheck {
  const { pin = "", state = "" } = fields;
  if (!PIN.test(pin)) {
    return wrong(`pin "${pin}" is not a PIN code: expected six digits such as 625001`);
  }
  if (!STATES[state.toUpperCase()]) {
    return wrong(`state "${state}" is not known: expected two letters such as TN`);
  }
  return right({ fields: { ...fields, state: state.toUpperCase() } });
}

function checkPan(fields: FactFields, { legalName }: FactContext): FactCheck {
  const number = fields.number!.toUpperCase().replace(/\s/g, "");
  if (URN.test(number)) {
    return wrong("number is an 80G approval (URN); the PAN is its first ten characters");
  }
  if (!PAN.test(number)) {
    return wrong(
      "number is not a PAN: expected five letters, four digits and a letter, such as AAATS1234F",
    );
  }
  if (number[3] === "P" || number[3] === "H") {
    return wrong("number is the PAN of a person or family: expected that of the organisation");
  }
  const initial = legalName?.trim()[0]?.toUpperCase();
  const warnings = initial !== undefined && number[4] !== initial
    ? ["The fifth letter of the PAN is not the first letter of the legal name"]
    : [];
  return right({ fields: { number }, claim: `pan ${number}`, warnings });
}

function checkLicence(fields: FactFields, { nowMs }: FactContext): FactCheck {
  const state = fields.state!.toUpperCase();
  if (!STATES[state]) {
    return wrong(`state "${fields.state}" is not known: expected two letters such as TN`);
  }
  if (!(LICENCE_KINDS as readonly string[]).includes(fields.kind!)) {
    return wrong(`kind "${fields.kind}" is not known: expected one of ${LICENCE_KINDS.join(", ")}`);
  }
  const capacity = Number(fields.capacity);
  if (!/^[0-9]{1,5}$/.test(fields.capacity!) || capacity === 0) {
    return wrong("capacity is not a number of children: expected 1 to 99999");
  }
  const validity = checkSpan(fields, { from: "issuedOn", nowMs });
  if (validity !== null) return wrong(validity);
  const number = fields.number!.toUpperCase().replace(/[\s./-]+/g, "");
  if (number === "") return wrong("number is missing");
  return right({
    fields: { ...fields, state, capacity: String(capacity) },
    claim: `licence ${state} ${number}`,
    validTo: fields.validTo!,
  });
}

function checkEightyG(fields: FactFields, { nowMs, pan }: FactContext): FactCheck {
  const urn = fields.urn!.toUpperCase().replace(/\s/g, "");
  if (DIN.test(urn)) {
    return wrong(
      "urn is the document number (DIN), which has more digits: expected the URN of the approval",
    );
  }
  if (!URN.test(urn)) {
    return wrong(
      PAN.test(urn)
        ? "urn is a PAN: expected the 80G approval number, which begins with it"
        : "urn is not an 80G approval: expected a form such as AAATS1234FF20221; numbers from before 2021 are no longer valid",
    );
  }
  if (pan !== undefined && urn.slice(0, 10) !== pan) {
    return wrong(
      "urn belongs to another PAN: its first ten characters must be the organisation's PAN",
    );
  }
  const years = fields.provisional === "yes" ? 3 : 5;
  const validity = checkSpan(fields, { from: "validFrom", nowMs, years });
  if (validity !== null) return wrong(validity);
  return right({ fields: { ...fields, urn }, claim: `urn ${urn}`, validTo: fields.validTo! });
}

function checkFcra(fields: FactFields, { nowMs }: FactContext): FactCheck {
  const number = fields.number!.replace(/\s/g, "");
  if (!FCRA.test(number)) return wrong("number is not an FCRA registration: expected nine digits");
  if (!["registration", "prior_permission"].includes(fields.kind!)) {
    return wrong(`kind "${fields.kind}" is not known: expected registration or prior_permission`);
  }
  const ifsc = fields.ifsc?.toUpperCase();
  if (ifsc !== undefined && !IFSC.test(ifsc)) {
    return wrong(
      "ifsc is not an IFSC: expected four letters, a zero and six more, such as SBIN0000691",
    );
  }
  const validity = checkSpan(fields, { from: "validFrom", nowMs, years: 5 });
  if (validity !== null) return wrong(validity);
  const kept = { ...fields, number, ...(ifsc === undefined ? {} : { ifsc }) };
  return right({ fields: kept, claim: `fcra ${number}`, validTo: fields.validTo! });
}

function checkDarpan(fields: FactFields, { state }: FactContext): FactCheck {
  const id = fields.id!.toUpperCase().replace(/\s/g, "");
  if (!DARPAN.test(id)) {
    return wrong("id is not a Darpan id: expected a form such as TN/2017/0123456");
  }
  const warnings = state !== undefined && !id.startsWith(state)
    ? ["The state of the Darpan id is not that of the address"]
    : [];
  return right({ fields: { id }, claim: `darpan ${id}`, warnings });
}

function checkContact(fields: FactFields): FactCheck {
  const phone = fields.phone!.replace(/[\s()-]/g, "");
  if (!/^(\+91|0)?[1-9][0-9]{8,10}$/.test(phone)) {
    return wrong("phone is not a telephone number: expected a form such as +91 98400 12345");
  }
  if (!/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(fields.email!)) {
    return wrong("email is not an e-mail address: expected a form such as office@example.org");
  }
  return right({ fields: { ...fields, phone, email: fields.email!.toLowerCase() } });
}

interface Span {
  readonly from: string;
  readonly nowMs: number;
  /** It may hold for so many years at most. */
  readonly years?: number;
}

/** @returns what is wrong with a validity, or null. */
function checkSpan(fields: FactFields, { from, nowMs, years }: Span): string | null {
  const [first, last] = [fields[from]!, fields.validTo!];
  for (const [name, day] of [[from, first], ["validTo", last]] as const) {
    if (!isDay(day)) return `${name} "${day}" is not a day: expected a form such as 2026-04-01`;
  }
  if (first > last) return `validTo is before ${from}`;
  if (first > dayOf(nowMs)) return `${from} ${first} is still to come: hand it in when it is valid`;
  if (hasPassed(last, nowMs)) {
    return `validTo ${last} has passed: expected a document that is still valid`;
  }
  if (years !== undefined && last > yearsLater(first, years)) {
    return `validTo is more than ${years} years after ${from}`;
  }
  return fields.provisional === undefined || ["yes", "no"].includes(fields.provisional)
    ? null
    : 'provisional is neither "yes" nor "no"';
}

/** `AAATS1234F` as `AAAxxxx34F`: enough to recognise, not enough to use. */
export function maskedPan(pan: string): string {
  return `${pan.slice(0, 3)}xxxx${pan.slice(7)}`;
}
