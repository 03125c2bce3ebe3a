// What has happened: the only thing that is ever written to the journal. An event carries numbers, ids,
// amounts and memos, never names or credentials. Fields may be added, never renamed or given new meaning.
import * as z from "zod";
import { Policy } from "./suspicion.ts";

const account = z.string();
const transferId = z.string();
const amountMinor = z.int().min(1);

/** Why money moved. `welcome` and `cash_in` come from house accounts, `cash_out` goes to one. */
export const TransferKind = z.enum([
  "transfer",
  "cash_in",
  "cash_out",
  "welcome",
  "sweep",
  "reversal",
]);
export type TransferKind = z.infer<typeof TransferKind>;

export const Event = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("founded"),
    name: z.string(),
    currency: z.string(),
    scale: z.int().min(0),
  }),
  z.object({ type: z.literal("account_opened"), account, kind: z.enum(["customer", "house"]) }),
  z.object({
    type: z.literal("transferred"),
    id: transferId,
    kind: TransferKind,
    from: account,
    to: account,
    amountMinor,
    memo: z.string(),
    /** Why it was worth an alert to its payer (bank/suspicion.ts). */
    reasons: z.array(z.string()).optional(),
    /** The transfer that a reversal takes back. */
    reverses: transferId.optional(),
    /** The staff member's account, where staff acted. */
    by: account.optional(),
  }),
  z.object({
    type: z.literal("held"),
    id: transferId,
    from: account,
    to: account,
    amountMinor,
    memo: z.string(),
    expiresAtMs: z.int(),
    reasons: z.array(z.string()),
  }),
  z.object({ type: z.literal("hold_confirmed"), id: transferId }),
  z.object({
    type: z.literal("hold_ended"),
    id: transferId,
    why: z.enum(["cancelled", "expired"]),
  }),
  z.object({ type: z.literal("voided"), id: transferId, from: account }),
  z.object({ type: z.literal("account_frozen"), account }),
  z.object({ type: z.literal("account_unfrozen"), account }),
  z.object({ type: z.literal("account_closed"), account }),
  z.object({
    type: z.literal("noticed"),
    account,
    notice: z.enum(["new_device", "failed_sign_ins", "password_changed"]),
    /** How many failed sign-ins since the last such notice. */
    count: z.int().min(1).optional(),
  }),
  z.object({ type: z.literal("policy_set"), policy: Policy, by: account }),
]);
export type Event = z.infer<typeof Event>;
export type EventOf<T extends Event["type"]> = Extract<Event, { type: T }>;
