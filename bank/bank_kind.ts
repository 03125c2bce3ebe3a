// The kinds of banks: one that money comes into from outside, and one of mutual credit, whose money comes into being when customers pay
// each other.
export const BANK_KINDS = ["money", "mutual"] as const;
export type BankKind = typeof BANK_KINDS[number];
