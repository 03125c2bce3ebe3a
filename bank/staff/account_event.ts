// What staff do with the account of a customer besides money, as they want it and as the journal has it: they look at it, freeze it, let it
// go again. Each with a reason that is told to its owner.
import type { AccountNumber } from "../account_number.ts";
import { type Fields, text } from "../event_fields.ts";

interface About {
  readonly account: string;
  readonly reason: string;
  readonly by: string;
}

type Kind = "account_viewed" | "staff_froze" | "staff_unfroze";
export type AccountActEvent = { readonly [T in Kind]: About & { readonly type: T } }[Kind];

export interface AccountActCommand extends About {
  readonly type: "view_account" | "staff_freeze" | "staff_unfreeze";
  readonly account: AccountNumber;
  readonly by: AccountNumber;
}

const ABOUT = { account: text, reason: text, by: text };

/** The gate of the journal's decoder for these events, as in bank/event.ts. */
export const ACCOUNT_ACT_FIELDS: Fields<Kind> = {
  account_viewed: ABOUT,
  staff_froze: ABOUT,
  staff_unfroze: ABOUT,
};
