// What people want to happen to limits. As in bank/command.ts: shapes have been checked.
import type { LimitSet } from "./limit_record.ts";

/** A limit that is null is none of one's own, or that of the bank again; one that is absent stays. */
export type LimitChanges = { readonly [N in keyof LimitSet]?: number | null };

export type OwnLimitsCommand = {
  readonly type: "set_own_limits";
  readonly owner: string;
  readonly limits: LimitChanges;
  /** Nothing is made higher before: the machine that asks is new until then. */
  readonly raisesFromMs: number;
};

export type AccountLimitsCommand = {
  readonly type: "set_account_limits";
  readonly account: string;
  /** 0: none, whatever the bank has. */
  readonly limits: LimitChanges;
  readonly reason: string;
  readonly by: string;
  /** The second one; set by an agreement alone. */
  readonly agreedBy?: string;
};
