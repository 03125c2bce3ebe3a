// What answers of giving look like: the shapes that several methods of the table (api/methods.ts) share.
import * as z from "zod";
import { once } from "./lazily.ts";
import { FACT_KINDS } from "../bank/giving/facts.ts";
import { ELIGIBILITIES, PRIORITIES, PURPOSES, VISIBILITIES } from "../bank/giving/record.ts";
import { ORGANISATION_STATES } from "../bank/giving/standing.ts";
import { Currency } from "./answers.ts";
import { atMs, minor } from "./answers.ts";
import { DEDUCTIONS } from "../bank/giving/deduction.ts";

const day = z.string();
const count = z.int();

export const factKind = z.enum(FACT_KINDS);

export const NeedView = once(() =>
  z.object({
    need: z.string(),
    organisation: z.string(),
    organisationName: z.string(),
    item: z.string(),
    unit: z.string(),
    quantity: count,
    /** Promised and on its way. */
    pledged: count,
    /** As counted by the organisation. */
    delivered: count,
    /** What may still be promised. */
    left: count,
    /** When the next promise is free for others again unless it is sent by then; null when none waits. */
    freeAtMs: atMs.nullable(),
    /** Money given for it. */
    givenMinor: minor,
    priority: z.enum(PRIORITIES),
    deadline: day,
    status: z.enum(["open", "closed"]),
  })
);
export type NeedView = z.infer<ReturnType<typeof NeedView>>;

/** One line of the directory. */
export const OrganisationCard = once(() =>
  z.object({
    /** Its account number, by which it is known. */
    organisation: z.string(),
    name: z.string(),
    district: z.string(),
    /** Two letters, ISO 3166-2:IN. */
    region: z.string(),
    about: z.string(),
    state: z.enum(ORGANISATION_STATES),
    /** The first day on which something that is required ends. */
    validUntil: day.nullable(),
    openNeeds: count,
    urgentNeeds: count,
    gifts: count,
    /** Given, less what was given back. */
    givenMinor: minor,
    /** May receive gifts and pledges now. */
    receives: z.boolean(),
    /** May receive gifts from abroad now. */
    foreignGifts: z.boolean(),
  })
);
export type OrganisationCard = z.infer<ReturnType<typeof OrganisationCard>>;

export const FactView = once(() =>
  z.object({
    fact: factKind,
    state: z.enum([
      "missing",
      "checked",
      "seen",
      "verified",
      "refused",
      "disputed",
      "expiring",
      "lapsed",
    ]),
    /** What may be shown of it; the PAN is masked. */
    value: z.string(),
    validTo: day.nullable(),
    checkedAtMs: atMs.nullable(),
    /** The roles of those who checked it, never their names. */
    checkedBy: z.array(z.string()),
  })
);
export type FactView = z.infer<ReturnType<typeof FactView>>;

export const UpdateView = once(() =>
  z.object({
    update: z.string(),
    atMs,
    need: z.string().nullable(),
    item: z.string().nullable(),
    text: z.string(),
  })
);
export type UpdateView = z.infer<ReturnType<typeof UpdateView>>;

/** A gift as everybody may see it. */
export const PublicGift = once(() =>
  z.object({
    atMs,
    amountMinor: minor,
    purpose: z.enum(PURPOSES),
    item: z.string().nullable(),
    /** Null unless the donor wanted to be named. */
    donor: z.string().nullable(),
  })
);
export type PublicGift = z.infer<ReturnType<typeof PublicGift>>;

export const OrganisationView = once(() =>
  z.object({
    ...OrganisationCard().shape,
    address: z.string(),
    pin: z.string(),
    website: z.string(),
    phone: z.string(),
    email: z.string(),
    capacity: count.nullable(),
    facts: z.array(FactView()),
    needs: z.array(NeedView()),
    updates: z.array(UpdateView()),
    recentGifts: z.array(PublicGift()),
    /** The journal block this reflects. */
    block: z.int(),
  })
);
export type OrganisationView = z.infer<ReturnType<typeof OrganisationView>>;

export const PledgeView = once(() =>
  z.object({
    pledge: z.string(),
    need: z.string(),
    item: z.string(),
    unit: z.string(),
    organisation: z.string(),
    organisationName: z.string(),
    /** For the organisation: who promised. */
    donorName: z.string().nullable(),
    quantity: count,
    status: z.enum(["reserved", "sent", "received", "cancelled", "lapsed"]),
    pledgedAtMs: atMs,
    expiresAtMs: atMs,
    sent: count.nullable(),
    received: count.nullable(),
    /** received − sent, once both are known. */
    difference: count.nullable(),
  })
);
export type PledgeView = z.infer<ReturnType<typeof PledgeView>>;

export const OrderView = once(() =>
  z.object({
    order: z.string(),
    organisation: z.string(),
    organisationName: z.string(),
    amountMinor: minor,
    every: z.enum(["week", "month"]),
    nextAtMs: atMs,
    given: count,
    skipped: count,
    ended: z.enum([
      ...["stopped", "organisation_stopped", "need_closed", "account_closed", "unpaid"] as const,
      ...["unconfirmed", "organisation_waiting"] as const,
    ])
      .nullable(),
  })
);
export type OrderView = z.infer<ReturnType<typeof OrderView>>;

/** A gift as its donor sees it. */
export const GiftView = once(() =>
  z.object({
    transferId: z.string(),
    atMs,
    organisation: z.string(),
    organisationName: z.string(),
    amountMinor: minor,
    purpose: z.enum(PURPOSES),
    need: z.string().nullable(),
    item: z.string().nullable(),
    visibility: z.enum(VISIBILITIES),
    foreign: z.boolean(),
    refunded: z.boolean(),
    /** Such as `2026-27/000012`. */
    receipt: z.string(),
    eligible: z.enum(ELIGIBILITIES),
    /** Whether its donor can deduct it, or why not; absent from banks of release 0.1. */
    deduction: z.enum(DEDUCTIONS).optional(),
    /** What became of it: the organisation's words since. */
    updates: z.array(UpdateView()),
  })
);
export type GiftView = z.infer<ReturnType<typeof GiftView>>;

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** Frozen when it is issued; the text is never changed. */
export const DonationReceipt = once(() =>
  z.object({
    type: z.literal("donation_receipt"),
    bank: z.string(),
    number: z.string(),
    issuedOn: day,
    givenOn: day,
    organisation: z.object({
      account: z.string(),
      name: z.string(),
      address: z.string(),
      pan: z.string(),
      urn: z.string(),
      urnFrom: z.string(),
      urnTo: z.string(),
      act: z.string(),
      section: z.string(),
    }),
    donor: z.object({ name: z.string(), address: z.string(), pan: z.string() }),
    currency: Currency,
    amountMinor: minor,
    amount: z.string(),
    words: z.string(),
    mode: z.string(),
    transferId: z.string(),
    purpose: z.enum(PURPOSES),
    item: z.string(),
    eligible: z.enum(ELIGIBILITIES),
    /** Absent from receipts of before; then `eligible` and the PAN of the donor tell (bank/giving/deduction.ts). */
    deduction: z.enum(DEDUCTIONS).optional(),
    why: z.string(),
    block: z.int(),
    place: z.int(),
    hash,
    signedBy: hash,
    signature: z.string(),
  })
);
export type DonationReceipt = z.infer<ReturnType<typeof DonationReceipt>>;

/** Signed: that goods arrived. No word about taxes. */
export const GoodsReceipt = once(() =>
  z.object({
    type: z.literal("goods_acknowledgement"),
    bank: z.string(),
    organisation: z.string(),
    organisationName: z.string(),
    donorName: z.string(),
    item: z.string(),
    unit: z.string(),
    promised: count,
    /** Null when the donor never said that it was on its way. */
    sent: count.nullable(),
    received: count,
    /** The day in India on which the organisation counted them. */
    receivedOn: day,
    pledge: z.string(),
    block: z.int(),
    place: z.int(),
    hash,
    signedBy: hash,
    signature: z.string(),
  })
);
export type GoodsReceipt = z.infer<ReturnType<typeof GoodsReceipt>>;

/** An organisation as itself and officers see it. */
export const OwnOrganisation = once(() =>
  z.object({
    ...OrganisationView().shape,
    foreignAccount: z.string(),
    /** What is there of gifts from abroad, to be spent. */
    foreignBookedMinor: minor,
    /** What officers sign: the exact facts and documents. */
    set: hash,
    submitted: z.boolean(),
    /** While it is stopped: why, in the officer's words. */
    stopReason: z.string(),
    alarms: count,
    foreignMinor: minor,
    administrationMinor: minor,
    /** The fields as they were given. */
    fields: z.record(z.string(), z.record(z.string(), z.string())),
    reasons: z.record(z.string(), z.string()),
    documents: z.array(z.object({
      document: z.string(),
      fact: factKind,
      sha256: hash,
      bytes: count,
      media: z.string(),
    })),
  })
);
export type OwnOrganisation = z.infer<ReturnType<typeof OwnOrganisation>>;
