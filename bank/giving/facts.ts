// The facts with which an organisation shows that it may be trusted, and their fields.

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

export const LICENCE_KINDS = [
  "children_home",
  "open_shelter",
  "adoption_agency",
  "observation_home",
  "special_home",
  "place_of_safety",
] as const;

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
  eighty_g: ["urn", "validFrom", "validTo", "provisional", "issuedOn?"],
  fcra: ["number", "kind", "validFrom", "validTo", "ifsc?", "bankAccount?"],
  darpan: ["id"],
  contact: ["person", "phone", "email"],
};

/** Characters of one field. */
export const FIELD_CHARS_MAX = 200;

/** The fourth letter is a kind of holder. */
export const PAN = /^[A-Z]{3}[ABCEFGHJLPT][A-Z][0-9]{4}[A-Z]$/;

/** `AAATS1234F` as `AAAxxxx34F`: enough to recognise, not enough to use. */
export function maskedPan(pan: string): string {
  return `${pan.slice(0, 3)}xxxx${pan.slice(7)}`;
}
