// What an event leaves in statements: the two sides of a booking, and at most one notice. Read from the event
// alone, so that an entry of any age can be shown from its journal block.
import { type Event, type EventOf, SECURITY_NOTICES } from "./event.ts";
import type { Gift } from "./giving/record.ts";
import { GIVING_NOTICE_KINDS, type GivingNotice, givingNoticeOf } from "./giving/notice.ts";
import { PAYOUT_NOTICE_KINDS, type PayoutNotice, payoutNoticeOf } from "./payouts/notice.ts";
import { REQUEST_NOTICE_KINDS, type RequestNotice, requestNoticeOf } from "./requests/notice.ts";
import {
  STANDING_NOTICE_KINDS,
  type StandingNotice,
  standingNoticeOf,
} from "./standing_orders/notice.ts";
import type { StaffRole } from "./staff/roles.ts";
import type { TransferId } from "./transfer_id.ts";
import type { TransferKind } from "./transfer_kind.ts";
import type { Ref } from "./ref.ts";

/** One line of an account's statement. */
export interface Entry {
  readonly account: string;
  /** Of the account, in the order of opening. */
  readonly ordinal: number;
  /** 1, 2, 3 … without gaps, per account. */
  readonly number: number;
  readonly ref: Ref;
  readonly transfer: TransferId;
  readonly kind: TransferKind;
  /** Signed minor units: positive came in, negative went out. */
  readonly amountMinor: number;
  /** Booked balance after this entry. */
  readonly bookedMinor: number;
  readonly counterparty: string;
  readonly memo: string;
  readonly atMs: number;
  /** What it was given for, or given back from. */
  readonly gift?: Gift;
}

/** Stands for a donor who wants to stay unknown. */
export const ANONYMOUS = "anonymous";

/** One side of a booking as it is applied. Most are never looked at, so it is cheap to make. */
export interface Posting {
  readonly account: string;
  readonly ordinal: number;
  readonly number: number;
  readonly ref: Ref;
  readonly bookedMinor: number;
  readonly atMs: number;
  readonly event: BookingEvent;
}

/** The entry that the owner of the account reads. */
export function entryOf(posting: Posting): Entry {
  const { event, account, ordinal, number, ref, bookedMinor, atMs } = posting;
  return { ...sideOf(event, account), ordinal, number, ref, bookedMinor, atMs };
}

/** All that an account can be told besides its entries. */
export const NOTICE_KINDS = [
  "held",
  "released",
  "cancelled",
  "expired",
  "suspicious",
  "frozen",
  "unfrozen",
  "closing",
  "role_changed",
  ...SECURITY_NOTICES,
  ...GIVING_NOTICE_KINDS,
  ...REQUEST_NOTICE_KINDS,
  ...STANDING_NOTICE_KINDS,
  "own_limits_set",
  "account_limits_set",
  "credit_set",
  ...PAYOUT_NOTICE_KINDS,
  "account_viewed",
  "staff_froze",
  "staff_unfroze",
] as const;
export type NoticeKind = typeof NOTICE_KINDS[number];

/** The payment that a notice is about. */
export interface NoticedPayment {
  readonly id: TransferId;
  readonly to: string;
  readonly amountMinor: number;
  readonly memo: string;
  readonly expiresAtMs?: number;
}

/** Something about an account that its owner should know and that moved no money. */
export interface Notice {
  readonly account: string;
  /** Of the account, in the order of opening. */
  readonly ordinal: number;
  /** 1, 2, 3 … without gaps, per account. */
  readonly number: number;
  readonly ref: Ref;
  readonly kind: NoticeKind;
  readonly atMs: number;
  readonly transfer?: NoticedPayment;
  readonly reasons?: readonly string[];
  readonly count?: number;
  /** What of giving it is about. */
  readonly giving?: GivingNotice;
  /** The payment request that it is about. */
  readonly request?: RequestNotice;
  /** The standing order that it is about. */
  readonly standing?: StandingNotice;
  /** The payout, or the place where payouts go, that it is about. */
  readonly payout?: PayoutNotice;
  /** The credit that staff have set; absent where it is the bank's again. */
  readonly creditMinor?: number;
  /** Of what staff have done with the account: in their words. */
  readonly why?: string;
  /** The account's role among the staff from now on. */
  readonly staff?: RoleNotice;
}

interface RoleNotice {
  readonly role: StaffRole | "suspended" | "none";
  /** In the manager's words. */
  readonly why: string;
}

export type NoticeContent = Omit<Notice, "number" | "ordinal" | "ref" | "atMs">;

export type BookingEvent = EventOf<"transferred"> | EventOf<"hold_confirmed">;

/** The event as a booking: money that moved from one account to another. */
export function bookingOf(event: Event): BookingEvent | null {
  return event.type === "transferred" || event.type === "hold_confirmed" ? event : null;
}

/** How many of these events have moved money. */
export function paymentsIn(events: readonly Event[]): number {
  let payments = 0;
  for (const event of events) if (bookingOf(event)) payments++;
  return payments;
}

/** One side of a booking, as its account's statement shows it. */
export function sideOf(
  event: BookingEvent,
  account: string,
): Omit<Entry, "ordinal" | "number" | "ref" | "bookedMinor" | "atMs"> {
  const { id: transfer, from, to, amountMinor, memo, gift } = event;
  const outgoing = account === from;
  const other = outgoing ? to : from;
  // Also when it is given back: then the organisation is the payer.
  const hidden = gift?.visibility === "anonymous" && receivesGifts(event, account);
  return {
    account,
    transfer,
    kind: event.type === "transferred" ? event.kind : gift ? "gift" as const : "transfer" as const,
    amountMinor: outgoing ? -amountMinor : amountMinor,
    // That a line of another bank waited in between says nothing to who is paid.
    counterparty: hidden ? ANONYMOUS : other === "suspense" ? "bank" : other,
    memo,
    ...(gift ? { gift } : {}),
  };
}

/** Whether the account is the organisation's side of a gift. */
function receivesGifts(event: BookingEvent, account: string): boolean {
  const back = event.type === "transferred" && event.kind === "reversal";
  return account === (back ? event.from : event.to);
}

/** What one account is told of an event besides its entries, or null. */
export function noticeOf(event: Event): NoticeContent | null {
  switch (event.type) {
    case "transferred":
    case "held":
    case "hold_confirmed":
    case "hold_ended":
      return paymentNotice(event);
    case "account_frozen":
      return { account: event.account, kind: "frozen" };
    case "account_unfrozen":
      return { account: event.account, kind: "unfrozen" };
    case "org_stopped":
      return { account: event.account, kind: "frozen", giving: { why: event.reason } };
    case "org_reinstated":
      return { account: event.account, kind: "unfrozen" };
    case "account_closed":
      return { account: event.account, kind: "closing" };
    case "staff_appointed": {
      const { account, role, suspended, reason: why, by, invitation } = event;
      // Who has typed a code knows.
      if (by === "" || invitation !== undefined) return null;
      return {
        account,
        kind: "role_changed",
        staff: { role: suspended ? "suspended" : role, why },
      };
    }
    case "noticed": {
      const { account, notice: kind, count } = event;
      return count === undefined ? { account, kind } : { account, kind, count };
    }
    case "request_made":
    case "request_ended":
      return requestNoticeOf(event);
    case "standing_order_made":
    case "standing_order_unpaid":
    case "standing_order_ended":
      return standingNoticeOf(event);
    case "own_limits_set":
      return { account: event.account, kind: "own_limits_set" };
    case "account_limits_set":
      return { account: event.account, kind: "account_limits_set", why: event.reason };
    case "account_viewed":
    case "staff_froze":
    case "staff_unfroze":
      return { account: event.account, kind: event.type, why: event.reason };
    case "credit_set": {
      const { account, creditMinor, reason: why } = event;
      return { account, kind: "credit_set", why, ...(creditMinor === null ? {} : { creditMinor }) };
    }
    case "payout_account_set":
    case "payout_asked":
    case "payout_batch_made":
    case "payout_ended":
      return payoutNoticeOf(event);
    default:
      return givingNoticeOf(event);
  }
}

type PaymentEvent = BookingEvent | EventOf<"held"> | EventOf<"hold_ended">;

function paymentNotice(event: PaymentEvent): NoticeContent | null {
  const { id, from: account, to, amountMinor, memo } = event;
  const transfer = { id, to, amountMinor, memo };
  switch (event.type) {
    case "transferred": {
      const { reasons } = event;
      return reasons ? { account, kind: "suspicious", transfer, reasons } : null;
    }
    case "held": {
      const { expiresAtMs, reasons } = event;
      return { account, kind: "held", transfer: { ...transfer, expiresAtMs }, reasons };
    }
    case "hold_confirmed":
      return { account, kind: "released", transfer };
    case "hold_ended":
      return { account, kind: event.why, transfer };
  }
}

/** How far each of an account's two streams goes. */
export interface Position {
  /** Number of the newest account entry. */
  readonly entry: number;
  /** Number of the newest notice. */
  readonly notice: number;
}
