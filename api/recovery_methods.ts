// Methods for a customer who has lost the password, or the second factor: two members of staff see the person, and the customer
// sets a new one with the code that they are given.
import * as z from "zod";
import { account, code, device, type Method, nothing, onceCode, password, text } from "./fields.ts";
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

export const RECOVERY_METHODS = {
  startRecovery: {
    access: "staff",
    params: z.strictObject({
      account,
      secondFactor: z.boolean().default(false),
      reason: text.min(1),
      password,
    }),
    /** Half of the code, shown this once. */
    result: z.object({ ...RecoveryView.shape, code: z.string() }),
  },
  recoveries: {
    access: "staff",
    reads: true,
    params: nothing,
    result: z.object({ recoveries: z.array(RecoveryView) }),
  },
  agreeRecovery: {
    access: "staff",
    /** @param startedAtMs of what was looked at. */
    params: z.strictObject({ account, startedAtMs: atMs, password }),
    /** The other half, shown this once. */
    result: z.object({ ...RecoveryView.shape, code: z.string() }),
  },
  cancelRecovery: {
    access: "customer",
    params: z.strictObject({ account: account.optional() }),
    result: nothing,
  },
  recover: {
    access: "anyone",
    params: z.strictObject({
      userName: z.string().max(64),
      recoveryCode: onceCode,
      newPassword: password,
      /** Of the second factor, where there is one that stays. */
      code: code.optional(),
      device,
    }),
    result: SignedIn,
  },
} as const satisfies Record<string, Method>;
