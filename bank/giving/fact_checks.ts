// The form that each fact must have. A fact identifies; that it is true is for two officers to say (decide_review.ts).
import { type Day, isDay } from "../days.ts";
import { dayOf } from "./calendar.ts";
import { type FactProblem, wrong } from "./fact_problem.ts";
import { checkSpan, notDay, toCome } from "./fact_validity.ts";
import {
  FACT_FIELDS,
  type FactFields,
  type FactKind,
  FIELD_CHARS_MAX,
  LICENCE_KINDS,
  PAN,
} from "./facts.ts";
import { compactCode, plainCode, plainText } from "../pasted.ts";
import { STATES } from "./states.ts";

export interface FactContext {
  readonly nowMs: number;
  /** The organisation's PAN and the state of its address, where they are known. */
  readonly pan?: string | undefined;
  readonly state?: string | undefined;
  readonly legalName?: string | undefined;
  /** The telephone number that it has stated before, in whatever form was taken then. */
  readonly keptPhone?: string | undefined;
}

/** What is found of a fact as it was handed in. */
export type FactCheck =
  | {
    readonly problem: null;
    /** In the one way in which it is kept and compared. */
    readonly fields: FactFields;
    /** What no other organisation may claim, or null. */
    readonly claim: string | null;
    readonly validTo: Day | null;
    /** Worth a look, no reason to refuse. */
    readonly warnings: readonly string[];
  }
  | { readonly problem: FactProblem };

interface Found {
  readonly fields: FactFields;
  readonly claim?: string;
  readonly validTo?: Day;
  readonly warnings?: readonly string[];
}

const right = ({ fields, claim = undefined, validTo, warnings = [] }: Found): FactCheck => ({
  problem: null,
  fields,
  warnings,
  claim: claim ?? null,
  validTo: validTo ?? null,
});

export const FACT_WARNINGS = {
  pan: "The fifth letter of the PAN is not the first letter of the legal name",
  darpan: "The state of the Darpan id is not that of the address",
} as const;

const URN = /^[A-Z]{5}[0-9]{4}[A-Z][A-Z]20[0-9]{2}[0-9]{1,2}$/;
const DIN = /^[A-Z]{5}[0-9]{4}[A-Z][A-Z]20[0-9]{2}[0-9]{3,4}$/;
const FCRA = /^[0-9]{9}$/;
const DARPAN = /^[A-Z]{2}\/20[0-9]{2}\/[0-9]{7}$/;
const PIN = /^[1-9][0-9]{5}$/;
const E164 = /^\+[1-9][0-9]{6,14}$/;
const IFSC = /^[A-Z]{4}0[A-Z0-9]{6}$/;

/** Checks the form of one fact: names what is wrong and what was expected. */
export function checkFact(kind: FactKind, given: FactFields, context: FactContext): FactCheck {
  const fields: Record<string, string> = {};
  for (const named of FACT_FIELDS[kind]) {
    const name = named.replace("?", "");
    const text = (CODES.has(name) ? plainCode : plainText)(given[name] ?? "");
    if (text === "" && !named.endsWith("?")) return wrong(name, "missing", "is missing");
    if ([...text].length > FIELD_CHARS_MAX) {
      return wrong(name, "too_long", `is longer than ${FIELD_CHARS_MAX} characters`);
    }
    if (text !== "") fields[name] = text;
  }
  for (const name of Object.keys(given)) {
    const known = FACT_FIELDS[kind].some((named) => named.replace("?", "") === name);
    if (!known) return wrong(name, "unknown_field", `is not a field of ${kind}`);
  }
  return CHECKS[kind](fields, context);
}

/** Fields that stand for a number, a day or a choice. */
const CODES: ReadonlySet<string> = new Set([
  "pin",
  "state",
  "number",
  "urn",
  "id",
  "ifsc",
  "bankAccount",
  "capacity",
  "phone",
  "email",
  "issuedOn",
  "validFrom",
  "validTo",
  "kind",
  "provisional",
]);

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
  const { state = "" } = fields;
  const pin = compactCode(fields.pin!);
  if (!PIN.test(pin)) {
    return wrong(
      "pin",
      "pin_form",
      `"${fields.pin}" is not a PIN code: expected six digits such as 625001`,
    );
  }
  if (!STATES[state.toUpperCase()]) {
    return wrong(
      "state",
      "state_unknown",
      `"${state}" is not known: expected two letters such as TN`,
    );
  }
  return right({ fields: { ...fields, pin, state: state.toUpperCase() } });
}

function checkPan(fields: FactFields, { legalName }: FactContext): FactCheck {
  const number = compactCode(fields.number!);
  if (URN.test(number)) {
    return wrong(
      "number",
      "pan_is_urn",
      "is an 80G approval (URN); the PAN is its first ten characters",
    );
  }
  if (!PAN.test(number)) {
    return wrong(
      "number",
      "pan_form",
      "is not a PAN: expected five letters, four digits and a letter, such as AAATS1234F",
    );
  }
  if (number[3] === "P" || number[3] === "H") {
    return wrong(
      "number",
      "pan_of_person",
      "is the PAN of a person or family: expected that of the organisation",
    );
  }
  const initial = plainText(legalName ?? "")[0]?.toUpperCase();
  const warnings = initial !== undefined && number[4] !== initial ? [FACT_WARNINGS.pan] : [];
  return right({ fields: { number }, claim: `pan ${number}`, warnings });
}

function checkLicence(fields: FactFields, { nowMs }: FactContext): FactCheck {
  const state = fields.state!.toUpperCase();
  if (!STATES[state]) {
    return wrong(
      "state",
      "state_unknown",
      `"${fields.state}" is not known: expected two letters such as TN`,
    );
  }
  if (!(LICENCE_KINDS as readonly string[]).includes(fields.kind!)) {
    return wrong(
      "kind",
      "kind_unknown",
      `"${fields.kind}" is not known: expected one of ${LICENCE_KINDS.join(", ")}`,
    );
  }
  const capacity = Number(fields.capacity);
  if (!/^[0-9]{1,5}$/.test(fields.capacity!) || capacity === 0) {
    return wrong("capacity", "capacity_form", "is not a number of children: expected 1 to 99999");
  }
  const validity = checkSpan(fields, { from: "issuedOn", nowMs });
  if (validity !== null) return validity;
  const number = compactCode(fields.number!).replace(/[./-]+/g, "");
  if (number === "") return wrong("number", "missing", "is missing");
  return right({
    fields: { ...fields, state, capacity: String(capacity) },
    claim: `licence ${state} ${number}`,
    validTo: fields.validTo!,
  });
}

function checkEightyG(fields: FactFields, { nowMs, pan }: FactContext): FactCheck {
  const urn = compactCode(fields.urn!);
  if (DIN.test(urn)) {
    return wrong(
      "urn",
      "urn_is_din",
      "is the document number (DIN), which has more digits: expected the URN of the approval",
    );
  }
  if (!URN.test(urn)) {
    return PAN.test(urn)
      ? wrong(
        "urn",
        "urn_is_pan",
        "is a PAN: expected the 80G approval number, which begins with it",
      )
      : wrong(
        "urn",
        "urn_form",
        "is not an 80G approval: expected a form such as AAATS1234FF20221; numbers from before 2021 are no longer valid",
      );
  }
  if (pan !== undefined && urn.slice(0, 10) !== pan) {
    return wrong(
      "urn",
      "urn_of_other",
      "belongs to another PAN: its first ten characters must be the organisation's PAN",
    );
  }
  const years = fields.provisional === "yes" ? 3 : 5;
  const validity = checkSpan(fields, { from: "validFrom", nowMs, years });
  if (validity !== null) return validity;
  const { issuedOn } = fields;
  if (issuedOn !== undefined) {
    if (!isDay(issuedOn)) return notDay("issuedOn", issuedOn);
    if (issuedOn > dayOf(nowMs)) return toCome("issuedOn", issuedOn);
  }
  return right({ fields: { ...fields, urn }, claim: `urn ${urn}`, validTo: fields.validTo! });
}

function checkFcra(fields: FactFields, { nowMs }: FactContext): FactCheck {
  const number = compactCode(fields.number!);
  if (!FCRA.test(number)) {
    return wrong("number", "fcra_form", "is not an FCRA registration: expected nine digits");
  }
  if (!["registration", "prior_permission"].includes(fields.kind!)) {
    return wrong(
      "kind",
      "kind_unknown",
      `"${fields.kind}" is not known: expected registration or prior_permission`,
    );
  }
  const ifsc = fields.ifsc?.toUpperCase();
  if (ifsc !== undefined && !IFSC.test(ifsc)) {
    return wrong(
      "ifsc",
      "ifsc_form",
      "is not an IFSC: expected four letters, a zero and six more, such as SBIN0000691",
    );
  }
  const validity = checkSpan(fields, { from: "validFrom", nowMs, years: 5 });
  if (validity !== null) return validity;
  const kept = { ...fields, number, ...(ifsc === undefined ? {} : { ifsc }) };
  return right({ fields: kept, claim: `fcra ${number}`, validTo: fields.validTo! });
}

function checkDarpan(fields: FactFields, { state }: FactContext): FactCheck {
  const id = compactCode(fields.id!);
  if (!DARPAN.test(id)) {
    return wrong(
      "id",
      "darpan_form",
      "is not a Darpan id: expected a form such as TN/2017/0123456",
    );
  }
  const warnings = state !== undefined && !id.startsWith(state) ? [FACT_WARNINGS.darpan] : [];
  return right({ fields: { id }, claim: `darpan ${id}`, warnings });
}

function checkContact(fields: FactFields, { keptPhone }: FactContext): FactCheck {
  const phone = fields.phone!;
  if (phone !== keptPhone && !E164.test(phone)) {
    return wrong(
      "phone",
      "phone_form",
      "is not a telephone number: expected a form such as +91 98400 12345 or 0452 234 5678, with every digit",
    );
  }
  if (!/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(fields.email!)) {
    return wrong(
      "email",
      "email_form",
      "is not an e-mail address: expected a form such as office@example.org",
    );
  }
  return right({ fields: { ...fields, email: fields.email!.toLowerCase() } });
}
