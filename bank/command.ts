// What a customer, an officer or the bank itself wants to happen. A command has passed the shape gate (zod, api/methods.ts) and names
// accounts by number; whether it may happen is decided in bank/decide.ts.
import type { AccountNumber } from "./account_number.ts";
import type { SecurityNotice } from "./event.ts";
import type { GivingCommand } from "./giving/command.ts";
import type { BankDetails } from "./pay_in/bank_details.ts";
import type { CreditCommand } from "./credit/command.ts";
import type { PayoutBatchCommand, PayoutCommand } from "./payouts/command.ts";
import type { Policy } from "./policy.ts";
import type { RequestCommand } from "./requests/command.ts";
import type { AccountLimitsCommand, OwnLimitsCommand } from "./payment_limits/command.ts";
import type { StandingCommand } from "./standing_orders/command.ts";
import type { KeptCommand } from "./staff/proposable.ts";
import type { StaffRole } from "./staff/roles.ts";
import type { AccountActCommand } from "./staff/account_event.ts";
import type { AnnouncementCommand } from "./announcements/announcement.ts";
import type { TillCommand } from "./tills/command.ts";
import type { TransferId } from "./transfer_id.ts";

interface Payment {
  readonly id: TransferId;
  /** 1 to 2^53−1 minor units. */
  readonly amountMinor: number;
  readonly memo: string;
}

/** Of what may need two members of staff. */
interface Agreed {
  /** The second one; set by an agreement alone. */
  readonly agreedBy?: AccountNumber;
}

/** One of several of one payer. */
export interface PaymentTo extends Payment {
  readonly to: AccountNumber;
}

export type Command =
  | GivingCommand
  | RequestCommand
  | StandingCommand
  | OwnLimitsCommand
  | AccountLimitsCommand
  | PayoutCommand
  | PayoutBatchCommand
  | CreditCommand
  | TillCommand
  | AccountActCommand
  | AnnouncementCommand
  | {
    readonly type: "found";
    readonly name: string;
    readonly currency: string;
    readonly scale: number;
    /** A bank of mutual credit: how far below zero every account may go. */
    readonly mutual?: { readonly creditMinor: number };
  }
  | {
    readonly type: "open_account";
    readonly account: AccountNumber;
    /** Credited from the house when given; `id` names that transfer. */
    readonly welcome?: { readonly id: TransferId; readonly amountMinor: number };
  }
  | Payment & {
    readonly type: "transfer";
    readonly from: AccountNumber;
    readonly to: AccountNumber;
    /** The payment request that it pays. */
    readonly request?: string;
  }
  /** All of them in one block, or none. */
  | {
    readonly type: "transfer_together";
    readonly from: AccountNumber;
    readonly payments: readonly PaymentTo[];
  }
  | Payment & Agreed & {
    readonly type: "cash_in" | "cash_out";
    readonly account: AccountNumber;
    readonly by: AccountNumber;
  }
  /** A line of another bank's statement: `id` is made from it, and nothing else has that id (bank/pay_in/line_id.ts). */
  | {
    readonly type: "book_line";
    readonly id: TransferId;
    /** Positive came in, negative went out; never 0. */
    readonly amountMinor: number;
    /** `YYYY-MM-DD`. */
    readonly bookedOn: string;
    /** The account that its reference names. */
    readonly to?: AccountNumber;
    /** Or the number of an open gift, whose donor the money is for, or of a payout or a batch that it pays or brings back. */
    readonly number?: string;
    readonly memo: string;
    readonly by: AccountNumber;
  }
  /** Whose a line is that waits in `suspense`. */
  | Agreed & {
    readonly type: "assign_line";
    readonly id: TransferId;
    readonly line: TransferId;
    /** A customer's account, or a house account such as `charges`. */
    readonly to: string;
    /** With `payouts`: of the payout or the batch. */
    readonly number?: string;
    /** That of the line where it is absent. */
    readonly memo?: string;
    readonly by: AccountNumber;
  }
  | Agreed & {
    readonly type: "reverse";
    readonly id: TransferId;
    readonly transfer: TransferId;
    readonly reason: string;
    readonly by: AccountNumber;
  }
  | { readonly type: "confirm_hold"; readonly id: TransferId; readonly owner: AccountNumber }
  | { readonly type: "cancel_hold"; readonly id: TransferId; readonly owner: AccountNumber }
  | { readonly type: "expire_hold"; readonly id: TransferId }
  | { readonly type: "void_transfer"; readonly id: TransferId; readonly owner: AccountNumber }
  | {
    readonly type: "notice";
    readonly account: AccountNumber;
    readonly notice: SecurityNotice;
    readonly count?: number;
    /** The member of staff who acts, and why. */
    readonly by?: AccountNumber;
    readonly reason?: string;
  }
  | { readonly type: "note_key"; readonly signingKey: string }
  /** @see EventOf<"time_zone_set"> */
  | {
    readonly type: "set_time_zone";
    readonly zone: string;
    readonly chosen: boolean;
    readonly by: AccountNumber | "";
  }
  /** @see EventOf<"bank_details_set"> */
  | Agreed & {
    readonly type: "set_bank_details";
    readonly details?: BankDetails;
    readonly by: AccountNumber;
  }
  | { readonly type: "set_clock"; readonly atMs: number; readonly by: AccountNumber }
  | {
    readonly type: "accept_loss";
    readonly kept: number;
    readonly seq: number;
    readonly hash: string;
    readonly atMs: number;
    readonly payments?: number;
  }
  /** Thresholds that it does not name stay as they are when it is decided. */
  | Agreed & {
    readonly type: "set_policy";
    readonly policy: Partial<Policy>;
    readonly by: AccountNumber;
  }
  /** The role of a member of staff from now on. */
  | Agreed & {
    readonly type: "appoint";
    readonly account: AccountNumber;
    readonly role: StaffRole | "none";
    readonly suspended: boolean;
    readonly reason: string;
    /** "" for the founding code. */
    readonly by: AccountNumber | "";
  }
  /** @see EventOf<"staff_invited"> */
  | Agreed & {
    readonly type: "invite_staff";
    readonly invitation: string;
    readonly role: StaffRole;
    readonly reason: string;
    readonly by: AccountNumber;
  }
  | {
    readonly type: "withdraw_invitation";
    readonly invitation: string;
    readonly by: AccountNumber;
  }
  /** What another member of staff has to agree to. */
  | {
    readonly type: "propose";
    readonly proposal: string;
    readonly command: ProposableCommand;
    readonly why: string;
    readonly by: AccountNumber;
  }
  | {
    readonly type: "agree";
    readonly proposal: string;
    /** Of the command that was looked at. */
    readonly hash: string;
    readonly by: AccountNumber;
  }
  | { readonly type: "end_proposal"; readonly proposal: string; readonly by: AccountNumber }
  | {
    readonly type: "accept_invitation";
    readonly invitation: string;
    readonly account: AccountNumber;
  }
  | { readonly type: "freeze" | "unfreeze"; readonly account: AccountNumber }
  | {
    readonly type: "close_account";
    readonly account: AccountNumber;
    /** Where what is left goes; without it the balance must be zero. */
    readonly sweep?: { readonly id: TransferId; readonly to: AccountNumber };
  };

export type CommandOf<T extends Command["type"]> = Extract<Command, { type: T }>;

/** With `agreedBy` it is agreed to. */
export type ProposableCommand = CommandOf<KeptCommand["type"]>;

/** The account on whose behalf it is asked for; "" for what the bank does itself. */
export function askerOf(command: Command): string {
  if ("from" in command) return command.from;
  if ("by" in command && command.by !== undefined) return command.by;
  if ("owner" in command) return command.owner;
  if ("donor" in command) return command.donor;
  if ("account" in command) return command.account;
  return "organisation" in command ? command.organisation : "";
}
