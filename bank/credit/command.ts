// What staff want to happen to credit. As in bank/command.ts: shapes have been checked.

export interface CreditCommand {
  readonly type: "set_credit";
  readonly account: string;
  /** Null: that of the bank's policy again. */
  readonly creditMinor: number | null;
  readonly reason: string;
  readonly by: string;
  /** The second one; set by an agreement alone. */
  readonly agreedBy?: string;
}
