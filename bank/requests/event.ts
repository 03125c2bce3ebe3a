// What happens to payment requests, as the journal has it. Each event says all that its alert says. That one was paid is told by
// the transfer, which names it (`request` of bank/event.ts): there is no moment in which money has moved and the request is open.
import { count, type Fields, flag, oneOf, positive, text } from "../event_fields.ts";
import type { PaymentRequest } from "./request_record.ts";

type About = Pick<
  PaymentRequest,
  "request" | "asker" | "payer" | "amountMinor" | "memo" | "reference" | "dueOn"
>;

export type RequestEvent =
  | About & {
    readonly type: "request_made";
    /** The day on which it was asked, in the bank's zone: it counts against the asker's requests of that day. */
    readonly madeOn: string;
    readonly lapsesAtMs: number;
  }
  | About & {
    readonly type: "request_ended";
    readonly why: "declined" | "withdrawn" | "lapsed";
    /** Of the payer who declined it; may be empty. */
    readonly word: string;
  }
  | {
    readonly type: "requests_blocked";
    /** Who does not want to be asked, and by whom. */
    readonly account: string;
    readonly asker: string;
    /** False: they may ask again. */
    readonly blocked: boolean;
  };

const ABOUT = {
  request: text,
  asker: text,
  payer: text,
  amountMinor: positive,
  memo: text,
  reference: text,
  dueOn: text,
};

/** The gate of the journal's decoder for these events, as in bank/event.ts. */
export const REQUEST_FIELDS: Fields<RequestEvent["type"]> = {
  request_made: { ...ABOUT, madeOn: text, lapsesAtMs: count },
  request_ended: { ...ABOUT, why: oneOf(["declined", "withdrawn", "lapsed"]), word: text },
  requests_blocked: { account: text, asker: text, blocked: flag },
};
