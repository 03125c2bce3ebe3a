// The kinds of transfers: a closed set for the journal, an open one for clients.

/**
 * Why money moved. `welcome` and `cash_in` come from house accounts, `cash_out` goes to one, `gift` to an organisation; `paid_in`
 * and `paid_out` are lines of another bank, `assigned` is one that staff have found the account for, `payout` is on its way there,
 * `cash_difference` is what was counted too much or too little.
 */
export const TRANSFER_KINDS = [
  "transfer",
  "cash_in",
  "cash_out",
  "welcome",
  "sweep",
  "reversal",
  "gift",
  "paid_in",
  "paid_out",
  "assigned",
  "payout",
  "cash_difference",
] as const;
export type TransferKind = typeof TRANSFER_KINDS[number];
