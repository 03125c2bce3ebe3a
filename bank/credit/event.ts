// What happens to credit, as the journal has it.
import { count, type Fields, nullable, optional, text } from "../event_fields.ts";

export interface CreditEvent {
  readonly type: "credit_set";
  readonly account: string;
  /** Null: that of the bank's policy again. */
  readonly creditMinor: number | null;
  readonly reason: string;
  readonly by: string;
  readonly agreedBy?: string;
}

/** The gate of the journal's decoder for this event, as in bank/event.ts. */
export const CREDIT_FIELDS: Fields<CreditEvent["type"]> = {
  credit_set: {
    account: text,
    creditMinor: nullable(count),
    reason: text,
    by: text,
    agreedBy: optional(text),
  },
};
