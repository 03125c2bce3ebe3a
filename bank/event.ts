// What has happened: the only thing that is ever written to the journal. An event carries numbers, ids,
// amounts and memos, never names or credentials. Fields may be added, never renamed or given new meaning.
// An event says all that it changes in statements, so that an entry can be read from its block alone.
import { GIVING_FIELDS, type GivingEvent } from "./giving/event.ts";
import {
  count,
  type Field,
  type Fields,
  flag,
  isGift,
  oneOf,
  optional,
  positive,
  record,
  text,
  texts,
  whole,
} from "./event_fields.ts";
import type { Gift, Spending } from "./giving/record.ts";
import { LIMIT_FIELDS, type LimitEvent } from "./payment_limits/event.ts";
import type { Day } from "./days.ts";
import { CREDIT_FIELDS, type CreditEvent } from "./credit/event.ts";
import { PAYOUT_FIELDS, type PayoutEvent } from "./payouts/event.ts";
import type { BankDetails } from "./pay_in/bank_details.ts";
import type { Policy } from "./policy.ts";
import { REQUEST_FIELDS, type RequestEvent } from "./requests/event.ts";
import {
  isStandingPayment,
  STANDING_FIELDS,
  type StandingEvent,
  type StandingPayment,
} from "./standing_orders/event.ts";
import { ACCOUNT_ACT_FIELDS, type AccountActEvent } from "./staff/account_event.ts";
import { STAFF_FIELDS, type StaffEvent } from "./staff/event.ts";
import { ANNOUNCEMENT_FIELDS, type AnnouncementEvent } from "./announcements/announcement.ts";
import { TILL_FIELDS, type TillEvent } from "./tills/event.ts";
import type { TransferId } from "./transfer_id.ts";
import { TRANSFER_KINDS, type TransferKind } from "./transfer_kind.ts";

/** Who pays whom what. */
export interface Booking {
  readonly id: TransferId;
  readonly from: string;
  readonly to: string;
  /** 1 to 2^53−1 minor units. */
  readonly amountMinor: number;
  readonly memo: string;
  /** It goes to an organisation; once it is booked with the number of its receipt. */
  readonly gift?: Gift;
  /** The payment request that it pays. */
  readonly request?: string;
  /** The standing order that it is a payment of. */
  readonly standing?: StandingPayment;
  /** The day in whose sums it counts, where its payer has limits; of a reversal, that of what it takes back. */
  readonly countedOn?: Day;
}

export type Event =
  | GivingEvent
  | RequestEvent
  | StandingEvent
  | LimitEvent
  | PayoutEvent
  | CreditEvent
  | StaffEvent
  | TillEvent
  | AccountActEvent
  | AnnouncementEvent
  | {
    readonly type: "founded";
    readonly name: string;
    readonly currency: string;
    readonly scale: number;
    /** Absent where money comes in from outside and goes out. */
    readonly kind?: "mutual";
  }
  | {
    readonly type: "account_opened";
    readonly account: string;
    readonly kind: "customer" | "house" | "designated";
    /** 0, 1, 2 … in the order of opening: where views keep the account. */
    readonly ordinal: number;
  }
  | Booking & {
    readonly type: "transferred";
    readonly kind: TransferKind;
    /** Why it was worth an alert to its payer (bank/suspicion.ts). */
    readonly reasons?: readonly string[];
    /** The transfer that a reversal takes back. */
    readonly reverses?: TransferId;
    /** The line of another bank that waited in `suspense` and waits no more. */
    readonly assigns?: TransferId;
    /** Of a line of another bank: the day on which it was booked there, `YYYY-MM-DD`. */
    readonly bookedOn?: string;
    /** The staff member's account, where staff acted; and the second one, where it needed two. */
    readonly by?: string;
    readonly agreedBy?: string;
    /** Foreign contributions are spent. */
    readonly spending?: Spending;
  }
  | Booking & {
    readonly type: "held";
    readonly expiresAtMs: number;
    readonly reasons: readonly string[];
  }
  | Booking & { readonly type: "hold_confirmed" }
  | Booking & { readonly type: "hold_ended"; readonly why: "cancelled" | "expired" }
  | { readonly type: "voided"; readonly id: TransferId; readonly from: string }
  | { readonly type: "account_frozen"; readonly account: string }
  | { readonly type: "account_unfrozen"; readonly account: string }
  | { readonly type: "account_closed"; readonly account: string }
  | {
    readonly type: "noticed";
    readonly account: string;
    readonly notice: SecurityNotice;
    /** How many failed sign-ins since the last such notice. */
    readonly count?: number;
    /** The member of staff who did it, and why. */
    readonly by?: string;
    readonly reason?: string;
  }
  | {
    readonly type: "policy_set";
    readonly policy: Policy;
    readonly by: string;
    readonly agreedBy?: string;
  }
  /** The bank signs with this key. */
  | { readonly type: "key_noted"; readonly signingKey: string }
  /** Days are those of this IANA time zone from now on. */
  | {
    readonly type: "time_zone_set";
    readonly zone: string;
    /** False where it is that of the server, and no person has said so. */
    readonly chosen: boolean;
    /** The member of staff, or "" at a start. */
    readonly by: string;
  }
  /** Customers pay in there from outside, from now on; nowhere where it is absent. */
  | {
    readonly type: "bank_details_set";
    readonly details?: BankDetails;
    readonly by: string;
    readonly agreedBy?: string;
  }
  /** A staff member has confirmed the time. The only event whose block may be older than the one before. */
  | {
    readonly type: "clock_set";
    /** The bank's time before, and after. */
    readonly fromMs: number;
    readonly toMs: number;
    readonly by: string;
  }
  /** Acknowledged blocks are gone, and the bank goes on without them. */
  | {
    readonly type: "loss_accepted";
    /** The last block that was left. */
    readonly kept: number;
    /** The newest block that was acknowledged, its SHA-256 and its time. */
    readonly seq: number;
    readonly hash: string;
    readonly atMs: number;
    /** Payments that went with them; absent where that is not known. */
    readonly payments?: number;
    /**
     * The bank was restored from a backup that was made then: how far it had gone on is not known, and `seq` is the newest
     * block of the backup.
     */
    readonly restoredFromMs?: number;
    /** Drawn for this restore: two from one backup are alike in everything else. */
    readonly restore?: string;
  };

export type EventOf<T extends Event["type"]> = Extract<Event, { type: T }>;

/** What happened to the sign-in of an account. */
export const SECURITY_NOTICES = [
  "new_device",
  "failed_sign_ins",
  "password_changed",
  "sessions_ended",
  "second_factor_on",
  "second_factor_off",
  "recovery_code_used",
  "recovery_codes_renewed",
  "recovery_started",
  "recovery_agreed",
  "recovered",
  "webhook_set",
] as const;
export type SecurityNotice = typeof SECURITY_NOTICES[number];

const maybeTexts: Field = (value) =>
  value === undefined || record(value) && Object.values(value!).every(text);
const maybeGift: Field = (value) => value === undefined || isGift(value);
const BOOKING = {
  id: text,
  from: text,
  to: text,
  amountMinor: positive,
  memo: text,
  gift: maybeGift,
  request: optional(text),
  standing: optional(isStandingPayment),
  countedOn: optional(text),
};

/** The gate of the journal's decoder: replaying millions of events leaves no time for a schema library. */
const FIELDS: Fields<Event["type"]> = {
  ...GIVING_FIELDS,
  ...REQUEST_FIELDS,
  ...STANDING_FIELDS,
  ...LIMIT_FIELDS,
  ...PAYOUT_FIELDS,
  ...CREDIT_FIELDS,
  ...STAFF_FIELDS,
  ...TILL_FIELDS,
  ...ACCOUNT_ACT_FIELDS,
  ...ANNOUNCEMENT_FIELDS,
  founded: { name: text, currency: text, scale: count, kind: optional(oneOf(["mutual"])) },
  account_opened: {
    account: text,
    kind: oneOf(["customer", "house", "designated"]),
    ordinal: count,
  },
  transferred: {
    ...BOOKING,
    kind: oneOf(TRANSFER_KINDS),
    reasons: optional(texts),
    reverses: optional(text),
    assigns: optional(text),
    bookedOn: optional(text),
    by: optional(text),
    agreedBy: optional(text),
    spending: optional(record),
  },
  held: { ...BOOKING, expiresAtMs: count, reasons: texts },
  hold_confirmed: BOOKING,
  hold_ended: { ...BOOKING, why: oneOf(["cancelled", "expired"]) },
  voided: { id: text, from: text },
  account_frozen: { account: text },
  account_unfrozen: { account: text },
  account_closed: { account: text },
  noticed: {
    account: text,
    notice: oneOf(SECURITY_NOTICES),
    count: optional(positive),
    by: optional(text),
    reason: optional(text),
  },
  policy_set: { policy: record, by: text, agreedBy: optional(text) },
  key_noted: { signingKey: text },
  time_zone_set: { zone: text, chosen: flag, by: text },
  bank_details_set: { details: maybeTexts, by: text, agreedBy: optional(text) },
  clock_set: { fromMs: count, toMs: count, by: text },
  loss_accepted: {
    kept: whole,
    seq: count,
    hash: text,
    atMs: count,
    payments: optional(count),
    restoredFromMs: optional(count),
    restore: optional(text),
  },
};

/** The fields of each type as lists: `for … in` over them would cost more than the checks. */
const CHECKS = new Map(
  Object.entries(FIELDS).map(([type, fields]) => [type, Object.entries(fields)]),
);

/** @returns the name of the member of a decoded event that has an unknown form, or null. */
export function eventProblem(value: unknown): string | null {
  const event = value as Record<string, unknown> | null;
  const checks = CHECKS.get(event?.type as string);
  if (!event || !checks) return "type";
  for (const [name, check] of checks) {
    if (!check(event[name])) return name;
  }
  return null;
}

/** The event as the journal has it: compact JSON. The common kind is put together by hand. */
export function eventText(event: Event): string {
  if (
    event.type !== "transferred" || event.kind !== "transfer" || event.reasons ||
    event.spending || event.request !== undefined || event.standing ||
    event.countedOn !== undefined
  ) {
    return JSON.stringify(event);
  }
  // Ids and account numbers have passed gates that leave nothing to escape.
  const { id, from, to, amountMinor, memo } = event;
  const quoted = memo === "" ? '""' : JSON.stringify(memo);
  return `{"type":"transferred","id":"${id}","kind":"transfer","from":"${from}","to":"${to}",` +
    `"amountMinor":${amountMinor},"memo":${quoted}}`;
}
