// The one row that says how far the views are, and the small tables that fit into it.
import * as z from "zod";
import { Policy } from "../bank/policy.ts";

/** Raised when an older program would miss what is in them: it makes them again. */
export const VIEWS_FORMAT = 3;

/** Older views than these have to be made again by this program. Those of format 2 have ids in no finer parts. */
export const VIEWS_FORMAT_MIN = 2;

const Meta = z.object({
  format: z.int().min(1).max(VIEWS_FORMAT),
  /** All views reflect all blocks up to this one, some reflect newer ones as well. */
  watermark: z.int().min(0),
  /** SHA-256 of that block: views of another journal are told by it. */
  hash: z.string(),
  /** The newest block that is in any view, and its SHA-256: the journal may not end before it. */
  newest: z.int().min(0),
  newestHash: z.string(),
  /** Time of that block; absent in format 1. */
  newestAtMs: z.int().optional(),
  /** Accounts opened up to that block: fewer in the pages means that a page is missing. */
  accounts: z.int().min(0),
  /** Records of giving up to that block, likewise. */
  records: z.int().min(0).optional(),
  bank: z.object({
    name: z.string(),
    currency: z.string(),
    scale: z.int(),
    accounts: z.int(),
    mutual: z.boolean().default(false),
    signingKey: z.string().nullable().default(null),
    timeZone: z.object({ name: z.string(), chosen: z.boolean() }).nullable().default(null),
    /** Its forms were looked at before they came into the journal. */
    details: z.object({
      holder: z.string(),
      account: z.string().optional(),
      ifsc: z.string().optional(),
      iban: z.string().optional(),
      bic: z.string().optional(),
      upi: z.string().optional(),
    }).nullable().default(null),
    clockSets: z.array(z.object({ block: z.int(), toMs: z.int() })).readonly().default([]),
    losses: z.array(z.object({
      block: z.int(),
      kept: z.int(),
      seq: z.int(),
      hash: z.string(),
      atMs: z.int(),
      payments: z.int(),
      restoredFromMs: z.int().optional(),
      restore: z.string().optional(),
    })).readonly().default([]),
  }),
  /** The rules in force at the watermark. */
  policy: Policy.optional(),
  /** The newest transfer id in the index. */
  highest: z.string(),
});
export type Meta = z.infer<typeof Meta>;

export function encodeMeta(meta: Meta): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(meta));
}

/** @throws when the bytes are something else. */
export function decodeMeta(bytes: Uint8Array): Meta {
  return Meta.parse(JSON.parse(new TextDecoder().decode(bytes)));
}
