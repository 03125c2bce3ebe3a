// What staff want to happen to tills and the safe. As in bank/command.ts: shapes have been checked.
import type { AccountNumber } from "../account_number.ts";
import type { TransferId } from "../transfer_id.ts";

interface Count {
  /** Of the booking, where what is counted differs from the books. */
  readonly id: TransferId;
  readonly countedMinor: number;
  /** What the one who counted was told should be there. */
  readonly expectedMinor: number;
  readonly reason: string;
  readonly by: AccountNumber;
  /** The second one; set by an agreement alone. */
  readonly agreedBy?: AccountNumber;
}

export type CountCommand =
  | Count & {
    readonly type: "close_till";
    /** The teller's. */
    readonly till: AccountNumber;
  }
  | Count & { readonly type: "count_safe" };

export type TillCommand =
  | CountCommand
  | {
    readonly type: "open_till";
    readonly floatMinor: number;
    /** Whose it is. */
    readonly by: AccountNumber;
  };
