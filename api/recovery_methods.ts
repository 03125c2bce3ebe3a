// Methods for a customer who has lost the password, or the second factor: two members of staff see the person, and the customer
// sets a new one with the code that they are given.
import * as z from "zod";
import { account, code, device, nothing, onceCode, password, text } from "./fields.ts";
import { lazily } from "./lazily.ts";
import { atMs, SignedIn } from "./answers.ts";

const RecoveryView = z.object({
  account: z.string(),
  userName: z.string(),
  displayName: z.string(),
  /** The second factor is taken away as well. */
  secondFactor: z.boolean(),
  reason: z.string(),
  /** Account of the member of staff who began it. */
  startedBy: z.string(),
  startedAtMs: atMs,
  /** After that it has lapsed. */
  expiresAtMs: atMs,
  /** Who agreed, and so was given the code; null while that is to come. */
  agreedBy: z.string().nullable(),
});
export type RecoveryView = z.infer<typeof RecoveryView>;

export const RECOVERY_METHODS = lazily({
  startRecovery: () => ({
    access: "staff",
    duty: "recovery",
    summary: "Begins the recovery of a lost password",
    docs:
      "By a member of staff who sees the customer. Half of a one-time code is shown this once; another member of staff has to agree. The owner is told.",
    params: z.strictObject({
      account,
      secondFactor: z.boolean().default(false),
      reason: text.min(1),
      password,
    }),
    /** Half of the code, shown this once. */
    result: z.object({ ...RecoveryView.shape, code: z.string() }),
  }),
  recoveries: () => ({
    access: "staff",
    duty: "recovery",
    summary: "Lists recoveries that are open",
    docs: "For the second member of staff, who agrees or cancels.",
    reads: true,
    params: nothing,
    result: z.object({ recoveries: z.array(RecoveryView) }),
  }),
  agreeRecovery: () => ({
    access: "staff",
    duty: "recovery",
    summary: "Agrees to a recovery",
    docs:
      "By another member of staff than the one who began it. The other half of the code is shown this once.",
    /** @param startedAtMs of what was looked at. */
    params: z.strictObject({ account, startedAtMs: atMs, password }),
    /** The other half, shown this once. */
    result: z.object({ ...RecoveryView.shape, code: z.string() }),
  }),
  cancelRecovery: () => ({
    access: "customer",
    summary: "Cancels a recovery",
    docs: "By the owner in any session, or by staff. The code is void.",
    params: z.strictObject({ account: account.optional() }),
    result: nothing,
  }),
  recover: () => ({
    access: "anyone",
    summary: "Sets a new password with a code from the bank",
    docs:
      "Both halves of the code, in either order. All sessions end and the account's machines are forgotten.",
    params: z.strictObject({
      userName: z.string().max(64),
      recoveryCode: onceCode,
      newPassword: password,
      /** Of the second factor, where there is one that stays. */
      code: code.optional(),
      device,
    }),
    result: SignedIn,
  }),
});
