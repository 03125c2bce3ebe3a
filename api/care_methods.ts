// Methods by which staff look after accounts of customers, and by which auditors see what staff have done.
import * as z from "zod";
import { HISTORY_PAGE_MAX } from "./limits.ts";
import { AccountState, atMs, Balance, EntryView, minor, TransferView } from "./answers.ts";
import { account, bankDay, password, position, text } from "./fields.ts";
import { lazily, once } from "./lazily.ts";
import { LimitsView } from "./limit_methods.ts";

const reason = text.refine((given) => given.trim() !== "", "it needs a reason");

const CustomerView = once(() =>
  z.object({
    account: z.string(),
    /** Both null when the customer has left. */
    accountName: z.string().nullable(),
    userName: z.string().nullable(),
    ...AccountState.shape,
    ...Balance.shape,
    limits: LimitsView(),
    /** Payments that wait for their owner. */
    holds: z.array(TransferView),
    /** Where the owner is signed in. */
    sessions: z.int(),
    secondFactor: z.boolean(),
    /** Newest first. */
    entries: z.array(EntryView),
    cursor: z.string().nullable(),
  })
);

const FreezeView = once(() => z.object({ account: z.string(), status: AccountState.shape.status }));

const StaffAct = once(() =>
  z.object({
    atMs,
    /** The journal's block, and its name for what happened there. */
    block: z.int(),
    act: z.string(),
    by: z.string(),
    byName: z.string().nullable(),
    agreedBy: z.string().optional(),
    /** Whose account it is about. */
    account: z.string().optional(),
    accountName: z.string().nullable().optional(),
    amountMinor: minor.optional(),
    reason: z.string().optional(),
  })
);

export const CARE_METHODS = lazily({
  viewAccount: () => ({
    access: "staff",
    duty: "books",
    summary: "Shows the account of a customer to staff",
    docs:
      "Each look stands in the journal with the reason, and is told to the owner (notice `account_viewed`).",
    looks: true,
    params: z.strictObject({
      account,
      reason,
      after: z.string().regex(/^\d{1,15}$/).optional(),
      limit: z.int().min(1).max(HISTORY_PAGE_MAX).default(50),
    }),
    result: CustomerView(),
  }),
  freezeAccount: () => ({
    access: "staff",
    duty: "counter",
    summary: "Freezes the account of a customer",
    docs:
      "No outgoing payments, and all its sessions end. Its owner is told (notice `staff_froze`) and cannot let it go again.",
    params: z.strictObject({ account, reason }),
    result: FreezeView(),
  }),
  unfreezeAccount: () => ({
    access: "staff",
    duty: "counter",
    summary: "Lets a frozen account go again",
    docs: "Also one that its owner has frozen. The owner is told (notice `staff_unfroze`).",
    params: z.strictObject({ account, reason, password }),
    result: FreezeView(),
  }),
  staffActs: () => ({
    access: "staff",
    duty: "audit",
    summary: "Lists what staff have done on a day",
    docs: "Read from the journal, oldest first: looks, cash, corrections, rules, roles.",
    reads: true,
    looks: true,
    params: z.strictObject({
      day: bankDay,
      after: position.default(0),
      limit: z.int().min(1).max(500).default(200),
    }),
    result: z.object({ acts: z.array(StaffAct()), count: z.int() }),
  }),
});
