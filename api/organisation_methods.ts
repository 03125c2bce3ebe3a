// Methods of giving for organisations and for the officers who review them.
import * as z from "zod";
import { PRIORITIES, TEXT_VERDICTS } from "../bank/giving/record.ts";
import { PROFILE } from "../bank/giving/texts.ts";
import { organisation, quantity } from "./giving_methods.ts";
import {
  anyFact,
  factKind,
  NeedView,
  OrganisationCard,
  OwnOrganisation,
  PledgeView,
  UpdateView,
} from "./giving_shapes.ts";
import { ReportView } from "./text_shapes.ts";
import { DOCUMENT_PART_BYTES, DOCUMENT_PARTS_MAX, GIVING_PAGE_MAX } from "./limits.ts";
import {
  amountMinor,
  memo,
  type Method,
  nothing,
  password,
  payee,
  prose,
  text,
  transferId,
} from "./fields.ts";
import { atMs, minor, TransferView } from "./answers.ts";

const base64 = z.string().max(Math.ceil(DOCUMENT_PART_BYTES / 3) * 4).regex(
  /^[A-Za-z0-9+/]*={0,2}$/,
);
const profile = {
  about: prose(2_000).default(""),
  website: z.string().max(200).refine(
    (given) => given === "" || /^https?:\/\/[^\s]+$/.test(given),
    "expected https://…",
  ).default(""),
};

export const ORGANISATION_METHODS = {
  registerOrganisation: {
    access: "customer",
    params: z.strictObject(profile),
    result: OwnOrganisation,
  },
  describeOrganisation: {
    access: "customer",
    params: z.strictObject(profile),
    result: OwnOrganisation,
  },
  myOrganisation: { access: "customer", reads: true, params: nothing, result: OwnOrganisation },
  setFact: {
    access: "customer",
    params: z.strictObject({
      fact: factKind,
      fields: z.record(z.string().max(40), z.string().max(400)),
    }),
    result: z.object({ fact: anyFact, warnings: z.array(z.string()), set: z.string() }),
  },
  documentPart: {
    access: "customer",
    params: z.strictObject({
      document: transferId,
      /** 0, 1, 2 … */
      part: z.int().min(0).max(DOCUMENT_PARTS_MAX - 1),
      base64,
    }),
    result: z.object({ bytes: z.int() }),
  },
  addDocument: {
    access: "customer",
    params: z.strictObject({
      document: transferId,
      fact: factKind,
      fileName: z.string().min(1).max(200),
      media: z.string().max(100),
    }),
    result: z.object({ document: z.string(), sha256: z.string(), set: z.string() }),
  },
  submitOrganisation: { access: "customer", params: nothing, result: OwnOrganisation },
  addNeed: {
    access: "customer",
    params: z.strictObject({
      need: transferId,
      item: text.refine((given) => given.trim() !== "", "expected what is needed"),
      unit: z.string().min(1).max(20).default("pieces"),
      quantity,
      priority: z.enum(PRIORITIES).default("soon"),
      deadline: z.iso.date(),
    }),
    result: NeedView,
  },
  closeNeed: { access: "customer", params: z.strictObject({ need: transferId }), result: NeedView },
  organisationPledges: {
    access: "customer",
    reads: true,
    looks: true,
    params: nothing,
    result: z.object({ pledges: z.array(PledgeView) }),
  },
  receivePledge: {
    access: "customer",
    params: z.strictObject({ pledge: transferId, quantity: z.int().min(0) }),
    result: PledgeView,
  },
  postUpdate: {
    access: "customer",
    params: z.strictObject({
      update: transferId,
      need: transferId.optional(),
      text: prose(1_000).refine((given) => given.trim() !== "", "expected some words"),
    }),
    result: UpdateView,
  },
  refundGift: {
    access: "customer",
    params: z.strictObject({ id: transferId, transferId, reason: text.min(1) }),
    result: TransferView,
  },
  spendForeign: {
    access: "customer",
    params: z.strictObject({
      id: transferId,
      to: payee,
      amountMinor,
      memo,
      use: z.enum(["programme", "administration"]),
    }),
    result: TransferView,
  },
  donorReport: {
    access: "customer",
    reads: true,
    looks: true,
    params: z.strictObject({ year: z.int().min(2000).max(2200) }),
    result: z.object({
      year: z.string(),
      /** The form of the tax office for that year. */
      form: z.string(),
      rows: z.array(z.object({
        receipt: z.string(),
        givenOn: z.string(),
        /** Of the law, and the approval that held on that day. */
        section: z.string(),
        urn: z.string(),
        /** Empty from a bank of release 0.1. */
        urnIssuedOn: z.string().default(""),
        donorName: z.string(),
        donorAddress: z.string(),
        donorPan: z.string(),
        amountMinor: minor,
        purpose: z.string(),
        mode: z.string(),
        /** Empty when it belongs into the statement. */
        excluded: z.string(),
      })),
      /** Rows that belong in, as CSV (RFC 4180) with the columns of the tax office's template and no others. */
      csv: z.string(),
      /** The others, with their reasons. A bank of release 0.1 has them in the first file. */
      excludedCsv: z.string().optional(),
    }),
  },
  reviewQueue: {
    access: "staff",
    reads: true,
    params: z.strictObject({ limit: z.int().min(1).max(GIVING_PAGE_MAX).default(50) }),
    result: z.object({
      organisations: z.array(z.object({
        ...OrganisationCard.shape,
        /** Facts that wait for a first and for a second officer, and those in dispute. */
        checked: z.int(),
        seen: z.int(),
        disputed: z.int(),
        alarms: z.int(),
        /** Public texts that no officer has read. */
        texts: z.int().default(0),
        /** Reports of visitors that nobody has answered. */
        reports: z.int().default(0),
      })),
    }),
  },
  review: {
    access: "staff",
    reads: true,
    looks: true,
    params: z.strictObject({ organisation }),
    result: z.object({
      ...OwnOrganisation.shape,
      submittedAtMs: atMs,
      /** Facts that whoever asks has seen as their first officer: somebody else has to agree. */
      seenByYou: z.array(anyFact),
      /** Documents that whoever asks has not opened: their facts cannot be decided well. */
      unopened: z.array(z.string()).default([]),
      /** What the machine finds odd in the facts as they are stated: for every officer, as long as it is so. */
      warnings: z.array(z.object({ fact: anyFact, warning: z.string() })).default([]),
      /** What visitors have reported; nothing for an officer who is linked to it. */
      reports: z.array(ReportView).default([]),
      /** Disputed facts, and which organisation has the same number so far. */
      disputes: z.array(z.object({ fact: anyFact, organisation: z.string(), name: z.string() })),
    }),
  },
  document: {
    access: "staff",
    reads: true,
    looks: true,
    params: z.strictObject({
      organisation,
      document: transferId,
      part: z.int().min(0).max(DOCUMENT_PARTS_MAX - 1).default(0),
    }),
    result: z.object({ media: z.string(), bytes: z.int(), parts: z.int(), base64: z.string() }),
  },
  reviewFact: {
    access: "staff",
    params: z.strictObject({
      organisation,
      fact: factKind,
      verdict: z.enum(["seen", "verified", "refused"]),
      set: z.string().regex(/^[0-9a-f]{64}$/),
      reason: text.default(""),
      password,
    }),
    result: OwnOrganisation,
  },
  reviewText: {
    access: "staff",
    params: z.strictObject({
      organisation,
      /** `profile`, or the id of a need or an update. */
      text: z.union([z.literal(PROFILE), transferId]),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      verdict: z.enum(TEXT_VERDICTS),
      reason: text.default(""),
      password,
    }).refine(
      ({ verdict, reason }) => verdict === "confirmed" || reason !== "",
      { path: ["reason"], error: "expected why: the organisation reads it" },
    ),
    result: OwnOrganisation,
  },
  closeReport: {
    access: "staff",
    params: z.strictObject({ report: transferId, answer: text.min(1), password }),
    result: ReportView,
  },
  settleDispute: {
    access: "staff",
    params: z.strictObject({
      organisation,
      fact: factKind,
      claimantIsRight: z.boolean(),
      password,
    }),
    result: OwnOrganisation,
  },
  stopOrganisation: {
    access: "staff",
    params: z.strictObject({
      organisation,
      how: z.enum(["suspended", "revoked"]),
      reason: text.min(1),
      password,
    }),
    result: OwnOrganisation,
  },
  reinstateOrganisation: {
    access: "staff",
    params: z.strictObject({ organisation, password }),
    result: OwnOrganisation,
  },
} as const satisfies Record<string, Method>;
