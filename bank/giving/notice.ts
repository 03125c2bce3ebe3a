// What giving tells people: an organisation of pledges to it and of verdicts about its facts, donors of what became of
// their pledges and recurring gifts. Read from the event alone, like every notice.
import type { EventOf } from "../event.ts";
import type { FactKind } from "./facts.ts";
import type { TextKind } from "./record.ts";

export const GIVING_NOTICE_KINDS = [
  "pledged",
  "pledge_sent",
  "pledge_cancelled",
  "pledge_received",
  "pledge_lapsed",
  "order_skipped",
  "order_ended",
  "fact_refused",
  "fact_verified",
  "text_taken_down",
  "open_gift_paid",
  "open_gift_lapsed",
] as const;

export interface GivingNotice {
  readonly pledge?: string;
  readonly quantity?: number;
  readonly order?: string;
  readonly fact?: FactKind;
  readonly text?: TextKind;
  readonly openGift?: string;
  /** Of an open gift: what came for it, and what of that was given. */
  readonly cameMinor?: number;
  readonly givenMinor?: number;
  /** Why it was refused, left out or ended: an officer's words, or a code. */
  readonly why?: string;
}

/** Whom it tells, and of what. */
export interface GivingNoticeContent {
  readonly account: string;
  readonly kind: typeof GIVING_NOTICE_KINDS[number];
  readonly giving: GivingNotice;
}

/** Events of which an organisation or a donor is told. */
type Told =
  | "pledged"
  | "pledge_sent"
  | "pledge_received"
  | "pledge_ended"
  | "order_skipped"
  | "order_ended"
  | "open_gift_ended"
  | "open_gift_paid"
  | "org_fact_reviewed"
  | "org_text_reviewed"
  | "org_dispute_settled";

/** Events of which no owner is told. A new one has to stand here, or among those that are told (bank/trace.ts). */
type Untold =
  | "founded"
  | "account_opened"
  | "voided"
  | "policy_set"
  | "key_noted"
  | "time_zone_set"
  | "bank_details_set"
  | "clock_set"
  | "loss_accepted"
  | "requests_blocked"
  | "staff_invited"
  | "staff_invitation_withdrawn"
  | "proposed"
  | "proposal_ended"
  | "till_opened"
  | "till_closed"
  | "safe_counted"
  | "announced"
  | "announcement_ended"
  | "org_registered"
  | "org_described"
  | "org_fact_set"
  | "org_document_added"
  | "org_document_viewed"
  | "org_submitted"
  | "need_added"
  | "need_closed"
  | "update_posted"
  | "order_started"
  | "gift_opened";

export function givingNoticeOf(event: EventOf<Told | Untold>): GivingNoticeContent | null {
  switch (event.type) {
    case "pledged": {
      const { organisation: account, pledge, quantity } = event;
      return { account, kind: "pledged", giving: { pledge, quantity } };
    }
    case "pledge_sent": {
      const { organisation: account, pledge, quantity } = event;
      return account === undefined
        ? null
        : { account, kind: "pledge_sent", giving: { pledge, quantity } };
    }
    case "pledge_received": {
      const { donor: account, pledge, quantity } = event;
      return account === undefined
        ? null
        : { account, kind: "pledge_received", giving: { pledge, quantity } };
    }
    case "pledge_ended": {
      const { told: account, pledge, promised: quantity, why } = event;
      const kind = why === "cancelled" ? "pledge_cancelled" as const : "pledge_lapsed" as const;
      return account === undefined ? null : { account, kind, giving: { pledge, quantity } };
    }
    case "order_skipped":
    case "order_ended": {
      const { donor: account, order, why, type: kind } = event;
      // Who stops it knows; a payment that waits for its donor is told by itself.
      if (account === undefined || why === "stopped" || why === "held") return null;
      return { account, kind, giving: { order, why } };
    }
    case "open_gift_ended":
    case "open_gift_paid":
      return openGiftNotice(event);
    case "org_fact_reviewed": {
      const { account, fact, verdict, reason: why } = event;
      if (verdict === "refused") return { account, kind: "fact_refused", giving: { fact, why } };
      return verdict === "verified" ? { account, kind: "fact_verified", giving: { fact } } : null;
    }
    case "org_text_reviewed": {
      const { account, kind: text, verdict, reason: why } = event;
      return verdict === "confirmed"
        ? null
        : { account, kind: "text_taken_down", giving: { text, why } };
    }
    case "org_dispute_settled": {
      const { told: account, fact } = event;
      return account === undefined
        ? null
        : { account, kind: "fact_refused", giving: { fact, why: "dispute" } };
    }
    default:
      return null;
  }
}

/** Who has paid what was asked reads it in the statement; whose gift came out otherwise, or not at all, is told. */
function openGiftNotice(
  event: EventOf<"open_gift_ended" | "open_gift_paid">,
): GivingNoticeContent | null {
  const { donor: account, openGift } = event;
  if (event.type === "open_gift_ended") {
    return event.why === "lapsed"
      ? { account, kind: "open_gift_lapsed", giving: { openGift } }
      : null;
  }
  const { askedMinor, cameMinor, givenMinor, why } = event;
  if (givenMinor === askedMinor && cameMinor === askedMinor) return null;
  const giving = { openGift, cameMinor, givenMinor, ...(why === undefined ? {} : { why }) };
  return { account, kind: "open_gift_paid", giving };
}
