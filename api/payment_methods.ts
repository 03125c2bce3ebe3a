// Methods that move money, or say what became of it; those of staff as well.
import * as z from "zod";
import { account, type Method, password, payee, Payment, text, transferId } from "./fields.ts";
import { atMs, LossView, minor, ReceiptView, TransferView, ZoneView } from "./answers.ts";

export const PAYMENT_METHODS = {
  transfer: {
    access: "customer",
    params: z.strictObject({ ...Payment.shape, to: payee }),
    result: TransferView,
  },
  transferStatus: {
    access: "customer",
    reads: true,
    looks: true,
    params: z.strictObject({ id: transferId }),
    result: TransferView,
  },
  receipt: {
    access: "customer",
    reads: true,
    looks: true,
    params: z.strictObject({ id: transferId }),
    result: ReceiptView,
  },
  voidTransfer: {
    access: "customer",
    params: z.strictObject({ id: transferId }),
    result: TransferView,
  },
  cashIn: {
    access: "staff",
    params: z.strictObject({ ...Payment.shape, account }),
    result: TransferView,
  },
  cashOut: {
    access: "staff",
    params: z.strictObject({ ...Payment.shape, account }),
    result: TransferView,
  },
  reverse: {
    access: "staff",
    params: z.strictObject({ id: transferId, transferId, reason: text.min(1) }),
    result: TransferView,
  },
  audit: {
    access: "staff",
    params: z.strictObject({ deep: z.boolean().default(false) }),
    result: z.object({
      blocks: z.int(),
      events: z.int(),
      transfers: z.int(),
      accounts: z.int(),
      sumMinor: minor,
      head: z.object({ seq: z.int(), hash: z.string() }),
      problems: z.array(z.string()).readonly(),
      /** Losses that were accepted. */
      losses: z.array(LossView).readonly().optional(),
    }),
  },
  /** Days are counted in this zone from now on. */
  setTimeZone: {
    access: "staff",
    params: z.strictObject({ zone: z.string().min(1).max(64), password }),
    result: ZoneView,
  },
  /** Somebody has looked at another clock: the machine's is right. */
  confirmClock: {
    access: "staff",
    params: z.strictObject({
      password,
      /** What the machine's clock said when it was compared. */
      systemMs: atMs,
    }),
    /** The bank's time from now on. */
    result: z.object({ atMs }),
  },
} as const satisfies Record<string, Method>;
