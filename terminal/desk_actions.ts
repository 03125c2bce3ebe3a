// What staff do at their desk, by its words: cash, accounts of customers, credit.
import { ANNOUNCEMENT_ACTIONS } from "./announcement_actions.ts";
import { CARE_ACTIONS } from "./care_actions.ts";
import { CREDIT_ACTIONS } from "./credit_actions.ts";
import { TILL_ACTIONS } from "./till_actions.ts";

export const DESK_ACTIONS = {
  ...ANNOUNCEMENT_ACTIONS,
  ...TILL_ACTIONS,
  ...CARE_ACTIONS,
  ...CREDIT_ACTIONS,
} as const;
