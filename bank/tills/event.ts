// What happens to tills and the safe, as the journal has it. What differs from the books is booked by a transfer before the event.
import { type Fields, optional, text, whole } from "../event_fields.ts";

interface Counted {
  /** Minor units that were counted, and that should have been there. */
  readonly countedMinor: number;
  readonly expectedMinor: number;
  /** Between `cash` and `differences`; absent where both are the same. */
  readonly transfer?: string;
  readonly reason: string;
  readonly by: string;
  readonly agreedBy?: string;
}

export type TillEvent =
  | { readonly type: "till_opened"; readonly account: string; readonly floatMinor: number }
  | Counted & {
    readonly type: "till_closed";
    /** The teller's. */
    readonly account: string;
    /** The client's id of this closing. */
    readonly closing: string;
  }
  | Counted & { readonly type: "safe_counted" };

export type TillEventOf<T extends TillEvent["type"]> = Extract<TillEvent, { type: T }>;

const COUNTED = {
  countedMinor: whole,
  expectedMinor: whole,
  transfer: optional(text),
  reason: text,
  by: text,
  agreedBy: optional(text),
};

/** The gate of the journal's decoder for these events, as in bank/event.ts. */
export const TILL_FIELDS: Fields<TillEvent["type"]> = {
  till_opened: { account: text, floatMinor: whole },
  till_closed: { ...COUNTED, account: text, closing: text },
  safe_counted: COUNTED,
};
