// What answers and alerts look like: the shapes that several methods of the table (api/methods.ts) share.
import * as z from "zod";
import { ELIGIBILITIES, PURPOSES, TEXT_KINDS, VISIBILITIES } from "../bank/giving/record.ts";
import { TRANSFER_KINDS } from "../bank/transfer_kind.ts";
import { FACT_KINDS } from "../bank/giving/facts.ts";
import { PAYOUT_ENDS } from "../bank/payouts/event.ts";
import { STANDING_ENDS, STANDING_STEPS } from "../bank/standing_orders/standing_step.ts";
import { STAFF_ROLES } from "../bank/staff/roles.ts";
import { NOTICE_KINDS } from "../bank/trace.ts";

/**
 * One of the words that this release knows, or one that a later release has added: who reads it shows that as such. To the
 * compiler it is one of the known ones, so that none of those is forgotten.
 */
export function open<const T extends readonly [string, ...string[]]>(known: T) {
  return z.union([z.enum(known), z.string() as unknown as z.ZodType<never>]);
}

/** Minor units of the bank's currency. */
export const minor = z.int();
/** Unix milliseconds. */
export const atMs = z.int();

export const AccountState = z.object({
  status: open(["open", "frozen", "closed"]),
  /** Why staff have frozen it; absent where they have not. */
  staffFreeze: z.string().optional(),
  openedAtMs: atMs,
});

export const Balance = z.object({
  /** Sum of all entries. */
  bookedMinor: minor,
  /** Reserved by held payments. */
  heldMinor: minor,
  /** booked − held + credit, and never below 0: what can be spent. */
  availableMinor: minor,
  /** How far below zero the account may go; absent where it may not. */
  creditMinor: minor.optional(),
  /** The journal block this reflects. */
  block: z.int(),
});

export const Currency = z.object({ code: z.string(), scale: z.int() });

export const SignedIn = z.object({
  account: z.string(),
  userName: z.string(),
  displayName: z.string(),
  role: open(["customer", "staff"]),
  /** What a member of staff is. */
  staffRole: open(STAFF_ROLES).optional(),
  /** For `resume`; as good as the password until it expires. */
  sessionToken: z.string(),
  sessionExpiresAtMs: atMs,
});

/** A payment as its two sides see it. */
export const TransferView = z.object({
  id: z.string(),
  kind: open(TRANSFER_KINDS),
  /** `booked`: done. `void`: it did not happen and never will. */
  status: open(["booked", "held", "cancelled", "expired", "void"]),
  from: z.string(),
  to: z.string(),
  amountMinor: minor,
  memo: z.string(),
  atMs,
  /** The id of the transfer that it takes back. */
  reverses: z.string().optional(),
  reversedBy: z.string().optional(),
  /** While it is held: when it is cancelled by itself, and why it looks unusual. */
  expiresAtMs: atMs.optional(),
  reasons: z.array(z.string()).readonly().optional(),
  /** It is a gift: to whom and for what, and the receipt once it is booked. */
  gift: z.object({
    organisation: z.string(),
    purpose: open(PURPOSES),
    need: z.string().optional(),
    visibility: open(VISIBILITIES),
    foreign: z.boolean(),
    year: z.int().optional(),
    receipt: z.int().optional(),
    eligible: open(ELIGIBILITIES).optional(),
    order: z.string().optional(),
    nextAtMs: atMs.optional(),
  }).optional(),
  /** The payment request that it pays. */
  request: z.string().optional(),
  /** The standing order that it is a payment of. */
  standingOrder: z.string().optional(),
  /** Foreign contributions were spent. */
  spending: z.object({
    organisation: z.string(),
    use: open(["programme", "administration"]),
    year: z.int(),
  }).optional(),
});
export type TransferView = z.infer<typeof TransferView>;

/** One line of an account's statement. */
export const EntryView = z.object({
  /** 1, 2, 3 … per account, without gaps. */
  number: z.int(),
  transferId: z.string(),
  kind: open(TRANSFER_KINDS),
  /** Positive came in, negative went out. */
  amountMinor: minor,
  /** Booked balance after this entry. */
  bookedMinor: minor,
  counterparty: z.string(),
  /** Null when the customer has left, and for house accounts. */
  counterpartyName: z.string().nullable(),
  memo: z.string(),
  atMs,
});
export type EntryView = z.infer<typeof EntryView>;

const NoticeView = z.object({
  stream: z.literal("notice"),
  number: z.int(),
  kind: open(NOTICE_KINDS),
  atMs,
  /** The payment it is about. */
  transferId: z.string().optional(),
  amountMinor: minor.optional(),
  counterparty: z.string().optional(),
  counterpartyName: z.string().nullable().optional(),
  memo: z.string().optional(),
  expiresAtMs: atMs.optional(),
  reasons: z.array(z.string()).optional(),
  /** Failed sign-ins since the last such notice. */
  count: z.int().optional(),
  /** The pledge it is about; who promised, or to whom, is the counterparty. */
  pledge: z.string().optional(),
  item: z.string().optional(),
  unit: z.string().optional(),
  quantity: z.int().optional(),
  /** The recurring gift, or the standing order, it is about. */
  order: z.string().optional(),
  /** Of a standing order: how often it is paid, and from when; when it is tried next, and whether for the same day again; why it has ended, as of a payout. */
  every: open(STANDING_STEPS).optional(),
  firstOn: z.string().optional(),
  nextOn: z.string().optional(),
  again: z.boolean().optional(),
  ended: open([...STANDING_ENDS, ...PAYOUT_ENDS]).optional(),
  /** The payout it is about, and the last signs of the account that payouts go to, from when on where it was set. */
  payout: z.string().optional(),
  shown: z.string().optional(),
  /** The credit that staff have set; absent where it is the bank's for all again. */
  creditMinor: minor.optional(),
  usableFromMs: z.int().optional(),
  /** The open gift it is about: what came for it, and what of that was given. */
  openGift: z.string().optional(),
  cameMinor: minor.optional(),
  givenMinor: minor.optional(),
  /** The fact of an organisation that officers have decided about. */
  fact: open(FACT_KINDS).optional(),
  /** Why a fact was refused, in an officer's words; why a recurring gift was left out or has ended, or a standing order was not paid, as a code. */
  why: z.string().optional(),
  /** Which public text was taken down. */
  text: open(TEXT_KINDS).optional(),
  /** The payment request it is about; who asks, or is asked, is the counterparty. */
  request: z.string().optional(),
  reference: z.string().optional(),
  dueOn: z.string().optional(),
  /** The account's role among the staff from now on. */
  role: open([...STAFF_ROLES, "suspended", "none"]).optional(),
});

/** One thing to tell an account's owner; (stream, number) is shown exactly once. */
export const AlertView = z.discriminatedUnion("stream", [
  z.object({ stream: z.literal("entry"), ...EntryView.shape }),
  NoticeView,
]);
export type AlertView = z.infer<typeof AlertView>;

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const signed = { signedBy: hash, signature: z.string() };

/** Block `seq` of this bank's journal has this SHA-256. */
export const HeadView = z.object({
  type: z.literal("head"),
  bank: z.string(),
  seq: z.int(),
  hash,
  ...signed,
});
export type HeadView = z.infer<typeof HeadView>;

/** The machine's clock and the bank's own measure do not agree: nothing is booked until they do. */
export const ClockView = z.object({
  /** What the machine's clock says. */
  systemMs: atMs,
  /** What the time is by the bank's own measure. */
  bankMs: atMs,
  /** By how much they may differ. */
  boundMs: z.int(),
});

/** In which the days of the bank are counted, by its IANA name. */
export const ZoneView = z.object({
  name: z.string(),
  /** False while staff have not chosen one: then it is the zone of the server. */
  chosen: z.boolean(),
});

/** Acknowledged blocks that are gone: block `block` of the journal says so. */
export const LossView = z.object({
  block: z.int(),
  /** The last block that was left, and the newest one that had been acknowledged. */
  kept: z.int(),
  seq: z.int(),
  hash: z.string(),
  atMs,
  /** Payments that went with them; −1 where that is not known. */
  payments: z.int(),
  /** The bank was restored from a backup of then: it may have been at any block after `kept`. */
  restoredFromMs: z.int().optional(),
  /** Which restore that was: another one from the same backup is another loss. */
  restore: z.string().optional(),
});
export type LossView = z.infer<typeof LossView>;

/** The transfer is event `place` of block `block`, whose SHA-256 is `hash`. */
export const ReceiptView = z.object({
  type: z.literal("receipt"),
  bank: z.string(),
  currency: Currency,
  transfer: TransferView,
  block: z.int(),
  place: z.int(),
  hash,
  issuedAtMs: atMs,
  ...signed,
});
export type ReceiptView = z.infer<typeof ReceiptView>;
