// What can be wrong with a field of a fact, for those who say it in other words.

const FACT_RULES = [
  "missing",
  "too_long",
  "unknown_field",
  "pin_form",
  "state_unknown",
  "pan_form",
  "pan_is_urn",
  "pan_of_person",
  "kind_unknown",
  "capacity_form",
  "provisional_form",
  "day_form",
  "ends_before",
  "to_come",
  "passed",
  "over_3_years",
  "over_5_years",
  "urn_form",
  "urn_is_din",
  "urn_is_pan",
  "urn_of_other",
  "fcra_form",
  "ifsc_form",
  "darpan_form",
  "phone_form",
  "email_form",
] as const;
export type FactRule = typeof FACT_RULES[number];

export interface FactProblem {
  readonly field: string;
  readonly rule: FactRule;
  /** In English, beginning with the field. */
  readonly reason: string;
}

/** A fact that is refused, as its checks answer it. */
export interface WrongFact {
  readonly problem: FactProblem;
}

/** @param words that go on behind the name of the field. */
export const wrong = (field: string, rule: FactRule, words: string): WrongFact => ({
  problem: { field, rule, reason: `${field} ${words}` },
});
