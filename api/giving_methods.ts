// Methods of giving for visitors and for donors: the directory, gifts, pledges, receipts.
import * as z from "zod";
import { QUANTITY_MAX } from "../bank/limits.ts";
import { REPORT_REASONS } from "../bank/giving/report.ts";
import { PURPOSES, VISIBILITIES } from "../bank/giving/record.ts";
import {
  GiftView,
  NeedView,
  OrderView,
  OrganisationCard,
  OrganisationView,
  PledgeView,
  PublicGift,
} from "./giving_shapes.ts";
import { DonationReceipt, GoodsReceipt } from "./receipt_shapes.ts";
import { ReportView } from "./text_shapes.ts";
import { GIVING_PAGE_MAX, REPORT_CHARS_MAX } from "./limits.ts";
import {
  amountMinor,
  knownId,
  memo,
  nothing,
  position,
  printable,
  prose,
  reportCode,
  transferId,
} from "./fields.ts";
import { lazily } from "./lazily.ts";
import { atMs, minor, open, TransferView } from "./answers.ts";

export const organisation = z.string().regex(/^[1-9][0-9]{11}$/, "expected an account number");
export const quantity = z.int().min(1).max(QUANTITY_MAX);
const cursor = z.string().max(200);
const year = z.int().min(2000).max(2200);

export const wish = {
  organisation,
  amountMinor,
  purpose: z.enum(PURPOSES).default("general"),
  /** With the purpose `need`. */
  need: transferId.optional(),
  visibility: z.enum(VISIBILITIES).default("organisation"),
  /** The donor is a foreign source: asked with every gift. */
  foreign: z.boolean(),
};

/** What is given for a need is not for the lasting funds. */
export const onePurpose = (
  { purpose, need }: { readonly purpose: string; readonly need?: string | undefined },
) => need === undefined || purpose !== "corpus";

export const ONE_PURPOSE = "need: give either a need or the purpose corpus";

export const GIVING_METHODS = lazily({
  organisations: () => ({
    access: "anyone",
    summary: "Lists organisations that may be given to",
    docs: "The directory, by words, region and needs. The same answer for all callers.",
    reads: true,
    params: z.strictObject({
      /** Words that name, place, description or needs contain. */
      query: z.string().max(100).default(""),
      region: z.string().max(2).default(""),
      /** Only those with open needs. */
      needs: z.boolean().default(false),
      foreignGifts: z.boolean().default(false),
      sort: z.enum(["name", "urgent", "recent", "given"]).default("name"),
      after: cursor.optional(),
      limit: z.int().min(1).max(GIVING_PAGE_MAX).default(24),
    }),
    result: z.object({
      organisations: z.array(OrganisationCard()),
      /** All that fit. */
      count: z.int(),
      cursor: z.string().nullable(),
      block: z.int(),
    }),
  }),
  organisation: () => ({
    access: "anyone",
    summary: "Shows an organisation",
    docs:
      "Profile, verified facts, needs, updates and recent gifts. The same answer for all callers.",
    reads: true,
    looks: true,
    params: z.strictObject({ organisation }),
    result: OrganisationView(),
  }),
  givingTotals: () => ({
    access: "anyone",
    summary: "Adds up all giving",
    docs:
      "Organisations, gifts, needs and pledges, with the newest gifts. The same answer for all callers.",
    reads: true,
    params: nothing,
    result: z.object({
      organisations: z.int(),
      gifts: z.int(),
      givenMinor: minor,
      openNeeds: z.int(),
      pledged: z.int(),
      delivered: z.int(),
      recentGifts: z.array(z.object({
        ...PublicGift().shape,
        organisation: z.string(),
        organisationName: z.string(),
      })),
      block: z.int(),
      hash: z.string(),
    }),
  }),
  reportPage: () => ({
    access: "anyone",
    summary: "Reports an organisation's page to the officers",
    docs:
      "Needs no account. The number that is answered tells later what came of it; nothing else does.",
    params: z.strictObject({
      report: transferId,
      organisation,
      reason: z.enum(REPORT_REASONS),
      words: prose(REPORT_CHARS_MAX).default(""),
    }),
    /** With it, and with nothing else, its reporter learns what came of it. */
    result: z.object({ number: z.string() }),
  }),
  reportStatus: () => ({
    access: "anyone",
    summary: "Tells what came of a report",
    docs: "By its number, which only the reporter has. `answer` is in the officer's words.",
    reads: true,
    params: z.strictObject({ number: reportCode }),
    result: z.object({
      ...ReportView().pick({ organisation: true, reason: true, atMs: true, state: true }).shape,
      ...ReportView().pick({ answer: true, closedAtMs: true }).shape,
      organisationName: z.string(),
    }),
  }),
  give: () => ({
    access: "customer",
    summary: "Gives money to an organisation",
    docs:
      "A payment with a purpose, booked once, with a numbered receipt. `foreign` says whether the donor is a foreign source, and is asked with every gift.",
    params: z.strictObject({ id: transferId, ...wish, memo }).refine(onePurpose, ONE_PURPOSE),
    result: TransferView,
  }),
  pledge: () => ({
    access: "customer",
    summary: "Promises things that are needed",
    docs: "They are reserved for 72 hours; say until then that they are on their way.",
    params: z.strictObject({ pledge: transferId, need: transferId, quantity }),
    result: PledgeView(),
  }),
  sendPledge: () => ({
    access: "customer",
    summary: "Says that promised things are on their way",
    docs: "The organisation has 30 days to count them.",
    params: z.strictObject({ pledge: transferId, quantity }),
    result: PledgeView(),
  }),
  cancelPledge: () => ({
    access: "customer",
    summary: "Takes a promise back",
    docs: "What was promised is needed again.",
    params: z.strictObject({ pledge: transferId }),
    result: PledgeView(),
  }),
  myPledges: () => ({
    access: "customer",
    summary: "Lists one's own promises",
    docs: "The newest first.",
    reads: true,
    looks: true,
    params: nothing,
    result: z.object({ pledges: z.array(PledgeView()) }),
  }),
  myGiving: () => ({
    access: "customer",
    summary: "Lists one's own gifts",
    docs:
      "Each with its receipt, whether it can be deducted, and what the organisation has said since.",
    reads: true,
    looks: true,
    params: z.strictObject({
      after: cursor.optional(),
      limit: z.int().min(1).max(GIVING_PAGE_MAX).default(24),
    }),
    result: z.object({ gifts: z.array(GiftView()), cursor: z.string().nullable() }),
  }),
  donationReceipt: () => ({
    access: "customer",
    summary: "Gives the receipt of a gift",
    docs:
      "Signed and frozen when the gift was booked. Its number has no gaps per organisation and tax year.",
    reads: true,
    looks: true,
    params: z.strictObject({ id: knownId }),
    result: z.object({
      /** `duplicate`: it has been handed out before. */
      status: open(["issued", "duplicate", "refunded"]),
      receipt: DonationReceipt(),
    }),
  }),
  goodsReceipt: () => ({
    access: "customer",
    summary: "Acknowledges goods that were received",
    docs: "Signed. It says nothing about taxes.",
    reads: true,
    looks: true,
    params: z.strictObject({ pledge: transferId }),
    result: GoodsReceipt(),
  }),
  yearlyGiving: () => ({
    access: "customer",
    summary: "Adds up a tax year's gifts",
    docs: "By organisation: given, deductible, given back.",
    reads: true,
    looks: true,
    params: z.strictObject({ year }),
    result: z.object({
      year: z.string(),
      organisations: z.array(z.object({
        organisation: z.string(),
        organisationName: z.string(),
        gifts: z.int(),
        givenMinor: minor,
        eligibleMinor: minor,
        refundedMinor: minor,
      })),
    }),
  }),
  donor: () => ({
    access: "customer",
    summary: "Shows what stands on one's receipts",
    docs: "Name, address and PAN of the donor.",
    reads: true,
    params: nothing,
    result: z.object({ name: z.string(), address: z.string(), pan: z.string() }),
  }),
  setDonor: () => ({
    access: "customer",
    summary: "Sets what stands on one's receipts",
    docs: "Receipts that have been issued stay as they are.",
    params: z.strictObject({
      name: printable(100).refine((name) => name.trim() !== "", "expected a name"),
      address: printable(200).default(""),
      pan: z.string().max(20).default(""),
    }),
    result: z.object({ name: z.string(), address: z.string(), pan: z.string() }),
  }),
  startOrder: () => ({
    access: "customer",
    summary: "Starts a recurring gift",
    docs:
      "Every week or month. One that is due without money is left out and told; three in a row end it.",
    params: z.strictObject({
      order: transferId,
      ...wish,
      every: z.enum(["week", "month"]).default("month"),
      firstAtMs: atMs.min(0).optional(),
    }).refine(onePurpose, ONE_PURPOSE),
    result: OrderView(),
  }),
  stopOrder: () => ({
    access: "customer",
    summary: "Stops a recurring gift",
    docs: "What was given stays given.",
    params: z.strictObject({ order: transferId }),
    result: OrderView(),
  }),
  myOrders: () => ({
    access: "customer",
    summary: "Lists one's own recurring gifts",
    docs: "The newest first.",
    reads: true,
    params: nothing,
    result: z.object({ orders: z.array(OrderView()) }),
  }),
  needs: () => ({
    access: "anyone",
    summary: "Lists open needs of all organisations",
    docs: "The most urgent first. The same answer for all callers.",
    reads: true,
    params: z.strictObject({
      limit: z.int().min(1).max(GIVING_PAGE_MAX).default(24),
      after: position.default(0),
    }),
    result: z.object({ needs: z.array(NeedView()), next: position.nullable() }),
  }),
});
