// What people are told of payment requests: that they are asked, and what became of what they asked for. That one was paid they
// see by the money. Read from the event alone, like every notice.
import type { EventOf } from "../event.ts";
import type { PaymentRequest } from "./request_record.ts";

export const REQUEST_NOTICE_KINDS = [
  "payment_requested",
  "request_declined",
  "request_withdrawn",
  "request_lapsed",
] as const;

export interface RequestNotice
  extends Pick<PaymentRequest, "request" | "amountMinor" | "memo" | "reference" | "dueOn"> {
  /** The other side. */
  readonly counterparty: string;
  /** Of the payer who declined it. */
  readonly word?: string;
}

export interface RequestNoticeContent {
  readonly account: string;
  readonly kind: typeof REQUEST_NOTICE_KINDS[number];
  readonly request: RequestNotice;
}

export function requestNoticeOf(
  event: EventOf<"request_made" | "request_ended">,
): RequestNoticeContent {
  const { request, asker, payer, amountMinor, memo, reference, dueOn } = event;
  const about = { request, amountMinor, memo, reference, dueOn };
  if (event.type === "request_made") {
    return {
      account: payer,
      kind: "payment_requested",
      request: { ...about, counterparty: asker },
    };
  }
  if (event.why === "withdrawn") {
    return {
      account: payer,
      kind: "request_withdrawn",
      request: { ...about, counterparty: asker },
    };
  }
  const kind = event.why === "declined" ? "request_declined" : "request_lapsed";
  const word = event.word === "" ? {} : { word: event.word };
  return { account: asker, kind, request: { ...about, counterparty: payer, ...word } };
}
