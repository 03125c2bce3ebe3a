// What happens to limits, as the journal has it: what is in force afterwards, not what was asked for.
import { count, type Field, type Fields, optional, record, text } from "../event_fields.ts";
import { type LaterLimits, LIMIT_NAMES, type LimitSet } from "./limit_record.ts";

export type LimitEvent =
  | {
    readonly type: "own_limits_set";
    readonly account: string;
    readonly own: LimitSet;
    /** Higher ones, in force from then on. */
    readonly later?: LaterLimits;
  }
  | {
    readonly type: "account_limits_set";
    readonly account: string;
    readonly limits: LimitSet;
    readonly reason: string;
    readonly by: string;
    readonly agreedBy?: string;
  };

const isLimitSet: Field = (value) =>
  record(value) &&
  Object.entries(value as object).every(([name, limit]) =>
    (LIMIT_NAMES as readonly string[]).includes(name) && count(limit)
  );

const isLater: Field = (value) => {
  if (!record(value)) return false;
  const { own, fromMs } = value as unknown as Record<keyof LaterLimits, unknown>;
  return isLimitSet(own) && count(fromMs);
};

/** The gate of the journal's decoder for these events, as in bank/event.ts. */
export const LIMIT_FIELDS: Fields<LimitEvent["type"]> = {
  own_limits_set: { account: text, own: isLimitSet, later: optional(isLater) },
  account_limits_set: {
    account: text,
    limits: isLimitSet,
    reason: text,
    by: text,
    agreedBy: optional(text),
  },
};
