// What a customer is told of payouts: that they go to another account from now on (it may be the work of a thief), that one was asked
// for, and what has become of it. Read from the event alone, like every notice.
import type { PayoutEnd, PayoutEvent } from "./event.ts";
import type { Payout } from "./payout_record.ts";

export const PAYOUT_NOTICE_KINDS = [
  "payout_account_set",
  "payout_asked",
  "payout_ended",
] as const;

export interface PayoutNotice extends Partial<Pick<Payout, "payout" | "amountMinor">> {
  /** The last signs of the number of the account at the other bank; "" where there is none any more. */
  readonly shown: string;
  /** Of an account that was set. */
  readonly usableFromMs?: number;
  /** Of one that is over. */
  readonly ended?: PayoutEnd;
}

export interface PayoutNoticeContent {
  readonly account: string;
  readonly kind: typeof PAYOUT_NOTICE_KINDS[number];
  readonly payout: PayoutNotice;
}

/** Batches are the business of staff: of these their customers see how their payouts stand. */
export function payoutNoticeOf(event: PayoutEvent): PayoutNoticeContent | null {
  switch (event.type) {
    case "payout_account_set": {
      const { type: kind, account, shown, usableFromMs } = event;
      const when = shown === "" ? {} : { usableFromMs };
      return { account, kind, payout: { shown, ...when } };
    }
    case "payout_asked":
    case "payout_ended": {
      // That it had left before it came back is no news.
      if (event.type === "payout_ended" && event.before === "returned") return null;
      const { type: kind, account, payout, amountMinor, shown } = event;
      const over = event.type === "payout_ended" ? { ended: event.why } : {};
      return { account, kind, payout: { payout, amountMinor, shown, ...over } };
    }
    case "payout_batch_made":
      return null;
  }
}
