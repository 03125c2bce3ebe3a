// What answers of giving look like: the shapes that several methods of the table (api/methods.ts) share.
import * as z from "zod";
import { once } from "./lazily.ts";
import { FACT_KINDS } from "../bank/giving/facts.ts";
import {
  ELIGIBILITIES,
  ORGANISATION_STATES,
  PRIORITIES,
  PURPOSES,
  VISIBILITIES,
} from "../bank/giving/record.ts";
import { atMs, minor, open } from "./answers.ts";
import { DEDUCTIONS } from "../bank/giving/deduction.ts";
import { textState, TextView } from "./text_shapes.ts";

const day = z.string();
const count = z.int();

/** In what is asked. */
export const factKind = z.enum(FACT_KINDS);
/** In what is answered. */
export const anyFact = open(FACT_KINDS);

/** What an organisation asks for and what has come of it. All numbers of things are counted in `unit`. */
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
    priority: open(PRIORITIES),
    deadline: day,
    status: open(["open", "closed"]),
    /** What one unit costs, where the organisation says so. */
    priceMinor: minor.optional(),
    /** Of item and unit; here and below absent from banks of release 0.1. */
    textState: textState.optional(),
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
    aboutState: textState.optional(),
    state: open(ORGANISATION_STATES),
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

/** A fact as the public sees it. */
export const FactView = once(() =>
  z.object({
    fact: anyFact,
    state: open([
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

/** Thanks, with the need that they are about, if any. */
export const UpdateView = once(() =>
  z.object({
    update: z.string(),
    atMs,
    need: z.string().nullable(),
    item: z.string().nullable(),
    text: z.string(),
    textState: textState.optional(),
  })
);
export type UpdateView = z.infer<ReturnType<typeof UpdateView>>;

/** A gift as the public sees it. */
export const PublicGift = once(() =>
  z.object({
    atMs,
    amountMinor: minor,
    purpose: open(PURPOSES),
    item: z.string().nullable(),
    /** Null unless the donor wanted to be named. */
    donor: z.string().nullable(),
  })
);
export type PublicGift = z.infer<ReturnType<typeof PublicGift>>;

/** All that is public of an organisation. */
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

/** A promise of things, as its donor and the organisation see it. Quantities are counted in `unit`. */
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
    status: open(["reserved", "sent", "received", "cancelled", "lapsed"]),
    pledgedAtMs: atMs,
    expiresAtMs: atMs,
    sent: count.nullable(),
    received: count.nullable(),
    /** received − sent, once both are known. */
    difference: count.nullable(),
  })
);
export type PledgeView = z.infer<ReturnType<typeof PledgeView>>;

/** A recurring gift, as its donor sees it. */
export const OrderView = once(() =>
  z.object({
    order: z.string(),
    organisation: z.string(),
    organisationName: z.string(),
    amountMinor: minor,
    every: open(["week", "month"]),
    nextAtMs: atMs,
    /** Gifts that were booked. */
    given: count,
    /** Times in a row that it was left out. */
    skipped: count,
    /** Null while it goes on. */
    ended: open([
      "stopped",
      "organisation_stopped",
      "need_closed",
      "account_closed",
      "unpaid",
      "unconfirmed",
      "organisation_waiting",
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
    purpose: open(PURPOSES),
    need: z.string().nullable(),
    item: z.string().nullable(),
    visibility: open(VISIBILITIES),
    foreign: z.boolean(),
    refunded: z.boolean(),
    /** Such as `2026-27/000012`. */
    receipt: z.string(),
    eligible: open(ELIGIBILITIES),
    /** Whether its donor can deduct it, or why not; absent from banks of release 0.1. */
    deduction: open(DEDUCTIONS).optional(),
    /** What became of it: the organisation's words since. */
    updates: z.array(UpdateView()),
  })
);
export type GiftView = z.infer<ReturnType<typeof GiftView>>;

const hash = z.string().regex(/^[0-9a-f]{64}$/);

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
    /** Times that a document of another organisation was handed in; 0 unless an officer asks. */
    alarms: count,
    foreignMinor: minor,
    administrationMinor: minor,
    /** The fields as they were given. */
    fields: z.record(z.string(), z.record(z.string(), z.string())),
    reasons: z.record(z.string(), z.string()),
    texts: z.array(TextView()).default([]),
    documents: z.array(z.object({
      document: z.string(),
      fact: anyFact,
      sha256: hash,
      bytes: count,
      media: z.string(),
    })),
  })
);
export type OwnOrganisation = z.infer<ReturnType<typeof OwnOrganisation>>;
