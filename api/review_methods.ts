// Methods of giving for the officers who review organisations.
import * as z from "zod";
import { organisation } from "./giving_methods.ts";
import { PROFILE } from "../bank/giving/texts.ts";
import { TEXT_VERDICTS } from "../bank/giving/record.ts";
import { ReportView } from "./text_shapes.ts";
import { anyFact, factKind, OrganisationCard, OwnOrganisation } from "./giving_shapes.ts";
import { DOCUMENT_PARTS_MAX, GIVING_PAGE_MAX } from "./limits.ts";
import { password, text, transferId } from "./fields.ts";
import { lazily } from "./lazily.ts";
import { atMs } from "./answers.ts";

export const REVIEW_METHODS = lazily({
  reviewQueue: () => ({
    access: "staff",
    duty: "papers",
    summary: "Lists organisations that wait for officers",
    docs: "Those that have waited longest come first.",
    reads: true,
    params: z.strictObject({ limit: z.int().min(1).max(GIVING_PAGE_MAX).default(50) }),
    result: z.object({
      organisations: z.array(z.object({
        ...OrganisationCard().shape,
        /** Facts that wait for a first and for a second officer, and those in dispute. */
        checked: z.int(),
        seen: z.int(),
        disputed: z.int(),
        alarms: z.int(),
        /** Public texts that no officer has read. */
        texts: z.int().default(0),
        /** Reports of visitors that no officer has answered. */
        reports: z.int().default(0),
      })),
    }),
  }),
  review: () => ({
    access: "staff",
    duty: "papers",
    summary: "Shows an organisation to its officers",
    docs:
      "With what has been seen, what is unopened, what looks odd, and who else claims the same number.",
    reads: true,
    looks: true,
    params: z.strictObject({ organisation }),
    result: z.object({
      ...OwnOrganisation().shape,
      submittedAtMs: atMs,
      /** Facts that the caller has seen as first officer: another officer has to agree. */
      seenByYou: z.array(anyFact),
      /** Documents that the caller has not opened: an officer cannot judge a fact unseen. */
      unopened: z.array(z.string()).default([]),
      /** What the machine finds odd in the facts as they are stated: for every officer, as long as it is so. */
      warnings: z.array(z.object({ fact: anyFact, warning: z.string() })).default([]),
      /** What visitors have reported; nothing for an officer who is linked to it. */
      reports: z.array(ReportView()).default([]),
      /** Disputed facts, and which organisation has the same number so far. */
      disputes: z.array(z.object({ fact: anyFact, organisation: z.string(), name: z.string() })),
    }),
  }),
  document: () => ({
    access: "staff",
    duty: "papers",
    summary: "Reads a part of a document",
    docs: "Each view is recorded in the journal.",
    reads: true,
    looks: true,
    params: z.strictObject({
      organisation,
      document: transferId,
      part: z.int().min(0).max(DOCUMENT_PARTS_MAX - 1).default(0),
    }),
    result: z.object({ media: z.string(), bytes: z.int(), parts: z.int(), base64: z.string() }),
  }),
  reviewFact: () => ({
    access: "staff",
    duty: "giving",
    summary: "Decides about a fact",
    docs:
      "Two officers, neither of them linked to the applicant, over exactly the same facts and documents (`set`).",
    params: z.strictObject({
      organisation,
      fact: factKind,
      verdict: z.enum(["seen", "verified", "refused"]),
      set: z.string().regex(/^[0-9a-f]{64}$/),
      reason: text.default(""),
      password,
    }),
    result: OwnOrganisation(),
  }),
  reviewText: () => ({
    access: "staff",
    duty: "giving",
    summary: "Decides about a public text",
    docs:
      "One that is taken down is shown only to the organisation, which reads why. `sha256` says which words were read.",
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
    result: OwnOrganisation(),
  }),
  closeReport: () => ({
    access: "staff",
    duty: "giving",
    summary: "Answers a visitor's report and closes it",
    docs: "The reporter reads the answer with the number of the report.",
    params: z.strictObject({ report: transferId, answer: text.min(1), password }),
    result: ReportView(),
  }),
  settleDispute: () => ({
    access: "staff",
    duty: "giving",
    summary: "Settles whose a disputed number is",
    docs: "Where two organisations claim the same number.",
    params: z.strictObject({
      organisation,
      fact: factKind,
      claimantIsRight: z.boolean(),
      password,
    }),
    result: OwnOrganisation(),
  }),
  stopOrganisation: () => ({
    access: "staff",
    duty: "giving",
    summary: "Stops an organisation",
    docs: "Gifts, recurring gifts, pledges and payouts stop in one event; money stays where it is.",
    params: z.strictObject({
      organisation,
      how: z.enum(["suspended", "revoked"]),
      reason: text.min(1),
      password,
    }),
    result: OwnOrganisation(),
  }),
  reinstateOrganisation: () => ({
    access: "staff",
    duty: "giving",
    summary: "Reinstates an organisation",
    docs: "It may receive and act again.",
    params: z.strictObject({ organisation, password }),
    result: OwnOrganisation(),
  }),
});
