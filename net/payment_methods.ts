// Methods that move money, or say what became of it; those of staff as well.
import * as z from "zod";
import { account, type Method, payee, Payment, text, transferId } from "./shapes.ts";
import { minor, ReceiptView, TransferView } from "./views.ts";

export const PAYMENT_METHODS = {
  transfer: {
    access: "customer",
    params: z.strictObject({ ...Payment.shape, to: payee }),
    result: TransferView,
  },
  transferStatus: {
    access: "customer",
    params: z.strictObject({ id: transferId }),
    result: TransferView,
  },
  receipt: {
    access: "customer",
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
    }),
  },
} as const satisfies Record<string, Method>;
