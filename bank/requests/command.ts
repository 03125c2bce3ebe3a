// What people want to happen to payment requests. As in bank/command.ts: shapes have been checked, ids were made before. Paying one
// is the command `transfer`, which names it.

export type RequestCommand =
  | {
    readonly type: "ask_payment";
    readonly request: string;
    readonly owner: string;
    readonly payer: string;
    /** 1 to 2^53−1 minor units. */
    readonly amountMinor: number;
    readonly memo: string;
    readonly reference: string;
    /** `YYYY-MM-DD`; the bank's own term where it is absent. */
    readonly dueOn?: string;
  }
  | {
    readonly type: "decline_request";
    readonly request: string;
    readonly owner: string;
    readonly word: string;
  }
  | { readonly type: "withdraw_request"; readonly request: string; readonly owner: string }
  /** Its time is over, or one of its sides has left. */
  | { readonly type: "lapse_request"; readonly request: string }
  | {
    readonly type: "block_requests";
    readonly owner: string;
    /** Who may not ask them, or may again. */
    readonly asker: string;
    readonly blocked: boolean;
  };

export type RequestCommandOf<T extends RequestCommand["type"]> = Extract<
  RequestCommand,
  { type: T }
>;
