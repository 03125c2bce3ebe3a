// What is wrong with a fact, a document or a field of a form, in words for the person who filled it in. The rules are those of
// bank/giving; a test finds one that has no words here.
import type { DocumentRule } from "../bank/giving/document_problem.ts";
import type { FactRule } from "../bank/giving/fact_problem.ts";
import type { FACT_WARNINGS } from "../bank/giving/fact_checks.ts";
import { FIELD_CHARS_MAX } from "../bank/giving/facts.ts";
import { fieldName } from "./fact_words.ts";
import type { Visit } from "./visitor.ts";

type Said<Rule extends string> = Readonly<Record<Rule, string>>;

/** Of the rule that a field of a fact breaks. */
export function factProblem(visit: Visit, field: string, rule: string): string {
  const { t } = visit;
  const words: Said<FactRule> = {
    missing: t("it is missing"),
    too_long: t("it is longer than {{max}} characters", { max: FIELD_CHARS_MAX }),
    unknown_field: t("it does not belong to this fact"),
    pin_form: t("expected six digits such as 625001"),
    state_unknown: t("choose a State of India"),
    pan_form: t("expected five letters, four digits and a letter, such as AAATS1234F"),
    pan_is_urn: t("this is an 80G approval number; the PAN is its first ten characters"),
    pan_of_person: t(
      "this is the PAN of a person or a family; expected that of the organisation",
    ),
    kind_unknown: t("choose one of the kinds"),
    capacity_form: t("expected a number of children, 1 to 99999"),
    provisional_form: t("choose yes or no"),
    day_form: t("expected a day such as 2026-04-01"),
    ends_before: t("it ends before it begins"),
    to_come: t("this day is still to come; hand it in when it is valid"),
    passed: t("this day has passed; expected a document that is still valid"),
    over_3_years: t("it is more than three years after the beginning"),
    over_5_years: t("it is more than five years after the beginning"),
    urn_form: t(
      "expected a form such as AAATS1234FF20221; numbers from before 2021 are no longer valid",
    ),
    urn_is_din: t(
      "this is the document number (DIN), which has more digits; expected the approval number (URN)",
    ),
    urn_is_pan: t("this is a PAN; expected the approval number, which begins with it"),
    urn_of_other: t("its first ten characters must be the PAN of the organisation"),
    fcra_form: t("expected nine digits"),
    ifsc_form: t("expected four letters, a zero and six more, such as SBIN0000691"),
    darpan_form: t("expected a form such as TN/2017/0123456"),
    phone_form: t("expected a form such as +91 98400 12345 or 0452 234 5678, with every digit"),
    email_form: t("expected a form such as office@example.org"),
  };
  return `${fieldName(visit, field)}: ${words[rule as FactRule] ?? rule}`;
}

/** What is worth a look in a fact that was taken. @returns null for a fact of which nothing can be. */
export function factWarning({ t }: Visit, fact: string): string | null {
  const words: Said<keyof typeof FACT_WARNINGS> = {
    pan: t("The fifth letter of the PAN is not the first letter of the legal name"),
    darpan: t("The State of the Darpan id is not that of the address"),
  };
  return words[fact as keyof typeof FACT_WARNINGS] ?? null;
}

export function documentProblem({ t }: Visit, rule: string): string {
  const words: Said<DocumentRule> = {
    kind: t("expected a PDF, a JPEG or a PNG"),
    empty: t("it is empty"),
    too_large: t("it is larger than 5 MiB"),
    name: t("its name does not end like those of its kind, such as .pdf, .jpg or .png"),
    part_order: t("a part of it is missing"),
    begin: t("it is not what its name says"),
    end: t("it is cut off, or something follows its end"),
    damaged: t("it is damaged"),
    no_picture: t("there is no picture in it"),
    picture_too_large: t("its picture is too large"),
    archive: t("it is an archive as well"),
    acting: t("it would do something when it is opened; print it to a new PDF"),
    encrypted: t("it is locked; save it without a password and without restrictions"),
    attached: t("other files are attached to it; save it without attachments"),
    packed: t("it is packed in a way that cannot be looked into; print it to a new PDF"),
    unfolds: t("it unfolds to too much; print it to a new PDF"),
    no_room: t("there is no room for it: make your files smaller, or tell the staff of the bank"),
  };
  return words[rule as DocumentRule] ?? rule;
}

/** What a field of a form is called there, for what is wrong with its shape. @returns null for one that no form has. */
export function inputName(visit: Visit, name: string): string | null {
  const { t } = visit;
  const names: Readonly<Record<string, string>> = {
    userName: t("User name"),
    displayName: t("Your name, as others see it"),
    password: t("Password"),
    newPassword: t("New password"),
    code: t("Code of your app"),
    to: t("User name or account number"),
    amountMinor: t("Amount"),
    memo: t("A line for both statements"),
    name: t("Name"),
    address: t("Address"),
    pan: t("PAN (tax number)"),
    item: t("What"),
    quantity: t("How many"),
    unit: t("Unit"),
    priority: t("How urgent"),
    deadline: t("until"),
    text: t("Your words"),
    about: t("About the organisation"),
    website: t("Website"),
    reason: t("Reason"),
    file: t("Document"),
    number: t("Number of the report"),
    words: t("In your words (optional)"),
    answer: t("Answer"),
  };
  return names[name] ?? null;
}

/** How an input has to look. @returns null where there is nothing to say of it. */
export function inputHint({ t }: Visit, name: string): string | null {
  const printable = t("it is too long, or has characters that cannot be printed");
  const number = t("expected a whole number, 1 or more");
  const hints: Readonly<Record<string, string>> = {
    userName: t("3 to 32 letters and digits, beginning with a letter"),
    displayName: t("1 to 70 characters that can be printed"),
    newPassword: t("at least 8 characters; a few words are good"),
    code: t("expected the six digits that your app shows"),
    quantity: number,
    deadline: t("expected a day such as 2026-04-01"),
    website: t("expected an address such as https://example.org/"),
    memo: printable,
    name: printable,
    address: printable,
    item: printable,
    unit: printable,
    text: printable,
    about: printable,
    reason: printable,
    words: printable,
    answer: printable,
    number: t("16 letters and digits, as the bank gave them"),
  };
  return hints[name] ?? null;
}
