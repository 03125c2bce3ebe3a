// What can be wrong with a document that is handed in, for those who say it in other words.

export const DOCUMENT_RULES = [
  "kind",
  "empty",
  "too_large",
  "name",
  "part_order",
  "begin",
  "end",
  "damaged",
  "no_picture",
  "picture_too_large",
  "archive",
  "acting",
  "encrypted",
  "attached",
  "packed",
  "unfolds",
  "no_room",
] as const;
export type DocumentRule = typeof DOCUMENT_RULES[number];

export interface DocumentProblem {
  readonly rule: DocumentRule;
  /** In English. */
  readonly reason: string;
}

export const documentWrong = (rule: DocumentRule, reason: string): DocumentProblem => ({
  rule,
  reason,
});
