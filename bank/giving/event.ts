// What happens in giving, as the journal has it. Like all events they carry ids, amounts and digests, no names and no
// numbers of documents. None of their fields is called `id`: that is the name of transfers.
import type { FactKind } from "./facts.ts";
import { FACT_KINDS } from "./facts.ts";
import {
  count,
  type Fields,
  flag,
  isGift,
  nullable,
  oneOf,
  optional,
  text,
} from "../event_fields.ts";
import { OPEN_GIFT_FIELDS, type OpenGiftEvent } from "./open_gift_event.ts";
import type { DocumentRef, Gift, OrderEnd, Priority, TextKind, TextVerdict } from "./record.ts";
import { PRIORITIES, TEXT_KINDS, TEXT_VERDICTS } from "./record.ts";

const VERDICTS = ["seen", "verified", "refused"] as const;
export type Verdict = typeof VERDICTS[number];

export type GivingEvent =
  | OpenGiftEvent
  | {
    readonly type: "org_registered";
    readonly account: string;
    readonly foreignAccount: string;
    readonly profile: string;
  }
  | { readonly type: "org_described"; readonly account: string; readonly profile: string }
  | {
    readonly type: "org_fact_set";
    readonly account: string;
    readonly fact: FactKind;
    readonly digest: string;
    readonly claim: string | null;
    readonly validTo: string | null;
    /** What it claimed before and does not any more. */
    readonly released: string | null;
    /** Another organisation has what it claims. */
    readonly disputed: boolean;
  }
  | DocumentRef & {
    readonly type: "org_document_added";
    readonly account: string;
    /** Another organisation has handed in the same one. */
    readonly alarm: boolean;
  }
  | {
    readonly type: "org_document_viewed";
    readonly account: string;
    readonly document: string;
    readonly by: string;
  }
  | { readonly type: "org_submitted"; readonly account: string; readonly set: string }
  | {
    readonly type: "org_fact_reviewed";
    readonly account: string;
    readonly fact: FactKind;
    readonly verdict: Verdict;
    /** The set of facts and documents that was signed. */
    readonly set: string;
    readonly by: string;
    readonly reason: string;
  }
  | {
    readonly type: "org_text_reviewed";
    readonly account: string;
    readonly kind: TextKind;
    /** The need or the update; `profile` for the description. */
    readonly text: string;
    /** Of the text that the officer has read: the journal has no texts. */
    readonly sha256: string;
    readonly verdict: TextVerdict["verdict"];
    readonly by: string;
    readonly reason: string;
  }
  | {
    readonly type: "org_dispute_settled";
    /** The claimant. */
    readonly account: string;
    readonly fact: FactKind;
    readonly claim: string;
    /** Who has it from now on, and who does not. */
    readonly winner: string;
    readonly loser: string;
    readonly by: string;
    /** The loser, who is told. */
    readonly told?: string;
  }
  | {
    readonly type: "org_stopped";
    readonly account: string;
    readonly foreignAccount: string;
    readonly how: "suspended" | "revoked";
    readonly by: string;
    readonly reason: string;
    /** Its owner had frozen the account before. */
    readonly frozen: boolean;
  }
  | {
    readonly type: "org_reinstated";
    readonly account: string;
    readonly foreignAccount: string;
    readonly by: string;
    /** The account stays frozen, as its owner had left it. */
    readonly frozen: boolean;
  }
  | {
    readonly type: "need_added";
    readonly need: string;
    readonly organisation: string;
    readonly item: string;
    readonly unit: string;
    readonly quantity: number;
    readonly priority: Priority;
    readonly deadline: string;
    readonly priceMinor?: number | undefined;
  }
  | { readonly type: "need_closed"; readonly need: string; readonly organisation: string }
  | {
    readonly type: "pledged";
    readonly pledge: string;
    readonly need: string;
    readonly organisation: string;
    readonly donor: string;
    readonly quantity: number;
    readonly expiresAtMs: number;
  }
  | {
    readonly type: "pledge_sent";
    readonly pledge: string;
    /** Who is told of it; here and below absent from journals that were written before it was. */
    readonly organisation?: string;
    readonly quantity: number;
    readonly expiresAtMs: number;
  }
  | {
    readonly type: "pledge_received";
    readonly pledge: string;
    readonly need: string;
    readonly donor?: string;
    /** What was promised, and what the organisation counted. */
    readonly promised: number;
    readonly quantity: number;
  }
  | {
    readonly type: "pledge_ended";
    readonly pledge: string;
    readonly need: string;
    /** The organisation when its donor gave it up, the donor when it lapsed. */
    readonly told?: string;
    readonly promised: number;
    readonly why: "cancelled" | "lapsed";
  }
  | {
    readonly type: "update_posted";
    readonly update: string;
    readonly organisation: string;
    readonly need: string | null;
    readonly sha256: string;
  }
  | {
    readonly type: "order_started";
    readonly order: string;
    readonly donor: string;
    readonly organisation: string;
    readonly amountMinor: number;
    readonly gift: Gift;
    readonly every: "week" | "month";
    readonly firstAtMs: number;
  }
  | {
    readonly type: "order_skipped";
    readonly order: string;
    readonly donor?: string;
    readonly nextAtMs: number;
    readonly why: string;
  }
  | {
    readonly type: "order_ended";
    readonly order: string;
    readonly donor?: string;
    readonly why: OrderEnd;
  };

export type GivingEventOf<T extends GivingEvent["type"]> = Extract<GivingEvent, { type: T }>;

const fact = oneOf(FACT_KINDS);

/** The gate of the journal's decoder for these events, as in bank/event.ts. */
export const GIVING_FIELDS: Fields<GivingEvent["type"]> = {
  org_registered: { account: text, foreignAccount: text, profile: text },
  org_described: { account: text, profile: text },
  org_fact_set: {
    account: text,
    fact,
    digest: text,
    claim: nullable(text),
    validTo: nullable(text),
    released: nullable(text),
    disputed: flag,
  },
  org_document_added: {
    account: text,
    document: text,
    fact,
    sha256: text,
    bytes: count,
    media: text,
    alarm: flag,
  },
  org_document_viewed: { account: text, document: text, by: text },
  org_submitted: { account: text, set: text },
  org_fact_reviewed: {
    account: text,
    fact,
    verdict: oneOf(VERDICTS),
    set: text,
    by: text,
    reason: text,
  },
  org_text_reviewed: {
    account: text,
    kind: oneOf(TEXT_KINDS),
    text,
    sha256: text,
    verdict: oneOf(TEXT_VERDICTS),
    by: text,
    reason: text,
  },
  org_dispute_settled: {
    account: text,
    fact,
    claim: text,
    winner: text,
    loser: text,
    by: text,
    told: optional(text),
  },
  org_stopped: {
    account: text,
    foreignAccount: text,
    how: oneOf(["suspended", "revoked"]),
    by: text,
    reason: text,
    frozen: flag,
  },
  org_reinstated: { account: text, foreignAccount: text, by: text, frozen: flag },
  need_added: {
    need: text,
    organisation: text,
    item: text,
    unit: text,
    quantity: count,
    priority: oneOf(PRIORITIES),
    deadline: text,
    priceMinor: optional(count),
  },
  need_closed: { need: text, organisation: text },
  pledged: {
    pledge: text,
    need: text,
    organisation: text,
    donor: text,
    quantity: count,
    expiresAtMs: count,
  },
  pledge_sent: { pledge: text, quantity: count, expiresAtMs: count, organisation: optional(text) },
  pledge_received: {
    pledge: text,
    need: text,
    promised: count,
    quantity: count,
    donor: optional(text),
  },
  pledge_ended: {
    pledge: text,
    need: text,
    promised: count,
    why: oneOf(["cancelled", "lapsed"]),
    told: optional(text),
  },
  update_posted: { update: text, organisation: text, need: nullable(text), sha256: text },
  order_started: {
    order: text,
    donor: text,
    organisation: text,
    amountMinor: count,
    gift: isGift,
    every: oneOf(["week", "month"]),
    firstAtMs: count,
  },
  order_skipped: { order: text, nextAtMs: count, why: text, donor: optional(text) },
  order_ended: { order: text, why: text, donor: optional(text) },
  ...OPEN_GIFT_FIELDS,
};
