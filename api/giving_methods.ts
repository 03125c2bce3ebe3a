// Methods of giving for everybody and for donors: the directory, gifts, pledges, receipts.
import * as z from "zod";
import { QUANTITY_MAX } from "../bank/limits.ts";
import { REPORT_REASONS } from "../bank/giving/report.ts";
import { PURPOSES, VISIBILITIES } from "../bank/giving/record.ts";
import {
  DonationReceipt,
  GiftView,
  GoodsReceipt,
  NeedView,
  OrderView,
  OrganisationCard,
  OrganisationView,
  PledgeView,
  PublicGift,
} from "./giving_shapes.ts";
import { ReportView } from "./text_shapes.ts";
import { GIVING_PAGE_MAX, REPORT_CHARS_MAX } from "./limits.ts";
import {
  amountMinor,
  memo,
  type Method,
  nothing,
  position,
  printable,
  prose,
  reportCode,
  transferId,
} from "./fields.ts";
import { atMs, minor, open, TransferView } from "./answers.ts";

export const organisation = z.string().regex(/^[1-9][0-9]{11}$/, "expected an account number");
export const quantity = z.int().min(1).max(QUANTITY_MAX);
const cursor = z.string().max(200);
const year = z.int().min(2000).max(2200);

const wish = {
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
const onePurpose = (
  { purpose, need }: { readonly purpose: string; readonly need?: string | undefined },
) => need === undefined || purpose !== "corpus";

const ONE_PURPOSE = "need: give either a need or the purpose corpus";

export const GIVING_METHODS = {
  organisations: {
    access: "anyone",
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
      organisations: z.array(OrganisationCard),
      /** All that fit. */
      count: z.int(),
      cursor: z.string().nullable(),
      block: z.int(),
    }),
  },
  organisation: {
    access: "anyone",
    reads: true,
    looks: true,
    params: z.strictObject({ organisation }),
    result: OrganisationView,
  },
  givingTotals: {
    access: "anyone",
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
        ...PublicGift.shape,
        organisation: z.string(),
        organisationName: z.string(),
      })),
      block: z.int(),
      hash: z.string(),
    }),
  },
  reportPage: {
    access: "anyone",
    params: z.strictObject({
      report: transferId,
      organisation,
      reason: z.enum(REPORT_REASONS),
      words: prose(REPORT_CHARS_MAX).default(""),
    }),
    /** With it, and with nothing else, its reporter learns what came of it. */
    result: z.object({ number: z.string() }),
  },
  reportStatus: {
    access: "anyone",
    reads: true,
    params: z.strictObject({ number: reportCode }),
    result: z.object({
      ...ReportView.pick({ organisation: true, reason: true, atMs: true, state: true }).shape,
      ...ReportView.pick({ answer: true, closedAtMs: true }).shape,
      organisationName: z.string(),
    }),
  },
  give: {
    access: "customer",
    params: z.strictObject({ id: transferId, ...wish, memo }).refine(onePurpose, ONE_PURPOSE),
    result: TransferView,
  },
  pledge: {
    access: "customer",
    params: z.strictObject({ pledge: transferId, need: transferId, quantity }),
    result: PledgeView,
  },
  sendPledge: {
    access: "customer",
    params: z.strictObject({ pledge: transferId, quantity }),
    result: PledgeView,
  },
  cancelPledge: {
    access: "customer",
    params: z.strictObject({ pledge: transferId }),
    result: PledgeView,
  },
  myPledges: {
    access: "customer",
    reads: true,
    looks: true,
    params: nothing,
    result: z.object({ pledges: z.array(PledgeView) }),
  },
  myGiving: {
    access: "customer",
    reads: true,
    looks: true,
    params: z.strictObject({
      after: cursor.optional(),
      limit: z.int().min(1).max(GIVING_PAGE_MAX).default(24),
    }),
    result: z.object({ gifts: z.array(GiftView), cursor: z.string().nullable() }),
  },
  donationReceipt: {
    access: "customer",
    reads: true,
    looks: true,
    params: z.strictObject({ id: transferId }),
    result: z.object({
      /** `duplicate`: it has been handed out before. */
      status: open(["issued", "duplicate", "refunded"]),
      receipt: DonationReceipt,
    }),
  },
  goodsReceipt: {
    access: "customer",
    reads: true,
    looks: true,
    params: z.strictObject({ pledge: transferId }),
    result: GoodsReceipt,
  },
  yearlyGiving: {
    access: "customer",
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
  },
  donor: {
    access: "customer",
    reads: true,
    params: nothing,
    result: z.object({ name: z.string(), address: z.string(), pan: z.string() }),
  },
  setDonor: {
    access: "customer",
    params: z.strictObject({
      name: printable(100).refine((name) => name.trim() !== "", "expected a name"),
      address: printable(200).default(""),
      pan: z.string().max(20).default(""),
    }),
    result: z.object({ name: z.string(), address: z.string(), pan: z.string() }),
  },
  startOrder: {
    access: "customer",
    params: z.strictObject({
      order: transferId,
      ...wish,
      every: z.enum(["week", "month"]).default("month"),
      firstAtMs: atMs.min(0).optional(),
    }).refine(onePurpose, ONE_PURPOSE),
    result: OrderView,
  },
  stopOrder: {
    access: "customer",
    params: z.strictObject({ order: transferId }),
    result: OrderView,
  },
  myOrders: {
    access: "customer",
    reads: true,
    params: nothing,
    result: z.object({ orders: z.array(OrderView) }),
  },
  needs: {
    access: "anyone",
    reads: true,
    params: z.strictObject({
      limit: z.int().min(1).max(GIVING_PAGE_MAX).default(24),
      after: position.default(0),
    }),
    result: z.object({ needs: z.array(NeedView), next: position.nullable() }),
  },
} as const satisfies Record<string, Method>;
