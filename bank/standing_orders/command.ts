// What people want to happen to standing orders. As in bank/command.ts: shapes have been checked, ids were made before.
import type { TransferId } from "../transfer_id.ts";
import type { StandingStep } from "./standing_step.ts";

export type StandingCommand =
  | {
    readonly type: "make_standing_order";
    readonly order: string;
    readonly owner: string;
    readonly payee: string;
    /** 1 to 2^53−1 minor units. */
    readonly amountMinor: number;
    readonly memo: string;
    readonly every: StandingStep;
    /** `YYYY-MM-DD` in the bank's zone; today or later. */
    readonly firstOn: string;
    /** Not before the first day. */
    readonly lastOn?: string;
    readonly times?: number;
  }
  | { readonly type: "stop_standing_order"; readonly order: string; readonly owner: string }
  /** It is due, or one of its sides has left. `id` is for the payment. */
  | { readonly type: "run_standing_order"; readonly order: string; readonly id: TransferId };

export type StandingCommandOf<T extends StandingCommand["type"]> = Extract<
  StandingCommand,
  { type: T }
>;
