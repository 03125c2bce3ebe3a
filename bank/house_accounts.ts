// The bank's own accounts.

/** House accounts carry the other side of money that enters or leaves the bank. */
export const FOUNDING_ACCOUNTS = ["cash", "welcome"] as const;

/**
 * Those of money from other banks, opened by the first line of a statement: the account there (below zero by what is in it), lines
 * that wait for their account here, what the other bank charged and paid, and what was there before.
 */
export const LINE_ACCOUNTS = ["bank", "suspense", "charges", "interest", "opening"] as const;

/** What has left customers' accounts for other banks and is not there yet; opened by the first payout. */
const PAYOUT_ACCOUNTS = ["payouts"] as const;

/** What was counted in tills and the safe, less what should have been there; opened by the first difference. */
const CASH_ACCOUNTS = ["differences"] as const;

/** Those that a line may be for; the others belong to other commands. */
export const HOUSE_FOR_LINES = ["cash", "charges", "interest", "opening"] as const;

export const HOUSE_ACCOUNTS = [
  ...FOUNDING_ACCOUNTS,
  ...LINE_ACCOUNTS,
  ...PAYOUT_ACCOUNTS,
  ...CASH_ACCOUNTS,
] as const;
export type HouseAccount = typeof HOUSE_ACCOUNTS[number];
