// Methods of giving for organisations.
import * as z from "zod";
import { PRIORITIES } from "../bank/giving/record.ts";
import { quantity } from "./giving_methods.ts";
import {
  anyFact,
  factKind,
  NeedView,
  OwnOrganisation,
  PledgeView,
  UpdateView,
} from "./giving_shapes.ts";
import { DOCUMENT_PART_BYTES, DOCUMENT_PARTS_MAX } from "./limits.ts";
import { amountMinor, knownId, memo, nothing, payee, prose, text, transferId } from "./fields.ts";
import { lazily } from "./lazily.ts";
import { minor, TransferView } from "./answers.ts";

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

export const ORGANISATION_METHODS = lazily({
  registerOrganisation: () => ({
    access: "customer",
    summary: "Makes this account an organisation's",
    docs: "A second account for foreign contributions is opened with it.",
    params: z.strictObject(profile),
    result: OwnOrganisation(),
  }),
  describeOrganisation: () => ({
    access: "customer",
    summary: "Describes the organisation",
    docs: "Its public description, and its website.",
    params: z.strictObject(profile),
    result: OwnOrganisation(),
  }),
  myOrganisation: () => ({
    access: "customer",
    summary: "Shows one's own organisation",
    docs:
      "With what only itself and officers see: fields as they were given, reasons of refusals, documents.",
    reads: true,
    params: nothing,
    result: OwnOrganisation(),
  }),
  setFact: () => ({
    access: "customer",
    summary: "States a fact about the organisation",
    docs: "One that changes goes back to the officers. `warnings` say what looks odd in it.",
    params: z.strictObject({
      fact: factKind,
      fields: z.record(z.string().max(40), z.string().max(400)),
    }),
    result: z.object({ fact: anyFact, warnings: z.array(z.string()), set: z.string() }),
  }),
  documentPart: () => ({
    access: "customer",
    summary: "Uploads a part of a document",
    docs:
      "In order, within five minutes; then hand them in as a document. Over HTTP a whole document can be put at once.",
    params: z.strictObject({
      document: transferId,
      /** 0, 1, 2 … */
      part: z.int().min(0).max(DOCUMENT_PARTS_MAX - 1),
      base64,
    }),
    result: z.object({ bytes: z.int() }),
  }),
  addDocument: () => ({
    access: "customer",
    summary: "Hands the uploaded parts in as a document",
    docs:
      "It takes the place of the one that the fact had before. Name, type and bytes must agree.",
    params: z.strictObject({
      document: transferId,
      fact: factKind,
      fileName: z.string().min(1).max(200),
      media: z.string().max(100),
    }),
    result: z.object({ document: z.string(), sha256: z.string(), set: z.string() }),
  }),
  submitOrganisation: () => ({
    access: "customer",
    summary: "Hands the organisation in for review",
    docs: "Everything that is required has to be there.",
    params: nothing,
    result: OwnOrganisation(),
  }),
  addNeed: () => ({
    access: "customer",
    summary: "Publishes a need",
    docs: "Things that donors can promise, or give money for, until a day.",
    params: z.strictObject({
      need: transferId,
      item: text.refine((given) => given.trim() !== "", "expected what is needed"),
      unit: z.string().min(1).max(20).default("pieces"),
      quantity,
      priority: z.enum(PRIORITIES).default("soon"),
      deadline: z.iso.date(),
      /** What one unit costs. */
      priceMinor: amountMinor.optional(),
    }),
    result: NeedView(),
  }),
  closeNeed: () => ({
    access: "customer",
    summary: "Closes a need",
    docs: "Nothing more can be promised or given for it.",
    params: z.strictObject({ need: transferId }),
    result: NeedView(),
  }),
  organisationPledges: () => ({
    access: "customer",
    summary: "Lists promises to the organisation",
    docs: "Who promised what, and how far it has come.",
    reads: true,
    looks: true,
    params: nothing,
    result: z.object({ pledges: z.array(PledgeView()) }),
  }),
  receivePledge: () => ({
    access: "customer",
    summary: "Counts what was received",
    docs: "The organisation's count is what counts.",
    params: z.strictObject({ pledge: transferId, quantity: z.int().min(0) }),
    result: PledgeView(),
  }),
  postUpdate: () => ({
    access: "customer",
    summary: "Tells donors what became of their gifts",
    docs: "Possible once something has arrived.",
    params: z.strictObject({
      update: transferId,
      need: transferId.optional(),
      text: prose(1_000).refine((given) => given.trim() !== "", "expected some words"),
    }),
    result: UpdateView(),
  }),
  refundGift: () => ({
    access: "customer",
    summary: "Gives a gift back, whole, once",
    docs: "The donor sees the reason.",
    params: z.strictObject({ id: transferId, transferId: knownId, reason: text.min(1) }),
    result: TransferView,
  }),
  spendForeign: () => ({
    access: "customer",
    summary: "Pays from the account of foreign contributions",
    docs:
      "They are not passed on to other organisations, and at most 20 % of a tax year's may be spent on administration.",
    params: z.strictObject({
      id: transferId,
      to: payee,
      amountMinor,
      memo,
      use: z.enum(["programme", "administration"]),
    }),
    result: TransferView,
  }),
  donorReport: () => ({
    access: "customer",
    summary: "Makes the statement of donations for the tax office",
    docs: "Form 10BD (113 from 2026-27), as rows and as CSV, with what is left out and why.",
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
  }),
});
