// Methods of alerts, and of what an owner does about them.
import * as z from "zod";
import { Policy } from "../bank/policy.ts";
import { HISTORY_PAGE_MAX } from "./limits.ts";
import { type Method, nothing, password, position, transferId } from "./fields.ts";
import { AlertView, TransferView } from "./answers.ts";

export const ALERT_METHODS = {
  alertsListen: {
    access: "customer",
    params: nothing,
    result: z.object({
      /** The newest of each stream. */
      entry: position,
      notice: position,
      /** Up to where the owner has read. */
      readEntry: position,
      readNotice: position,
      udp: z.object({
        session: z.string(),
        /** Seals what the client sends. */
        clientKey: z.string(),
        /** Seals what the server sends. */
        serverKey: z.string(),
      }),
    }),
  },
  alertsPosition: {
    access: "customer",
    reads: true,
    params: nothing,
    result: z.object({
      entry: position,
      notice: position,
      readEntry: position,
      readNotice: position,
    }),
  },
  alertsSince: {
    access: "customer",
    reads: true,
    looks: true,
    params: z.strictObject({
      entry: position,
      notice: position,
      limit: z.int().min(1).max(HISTORY_PAGE_MAX).default(HISTORY_PAGE_MAX),
    }),
    result: z.object({ alerts: z.array(AlertView), more: z.boolean() }),
  },
  alertsRead: {
    access: "customer",
    params: z.strictObject({ entry: position, notice: position }),
    result: nothing,
  },
  holds: {
    access: "customer",
    reads: true,
    params: nothing,
    result: z.object({ holds: z.array(TransferView) }),
  },
  confirmHold: {
    access: "customer",
    params: z.strictObject({ id: transferId, password }),
    result: TransferView,
  },
  cancelHold: {
    access: "customer",
    params: z.strictObject({ id: transferId }),
    result: TransferView,
  },
  freeze: { access: "customer", params: nothing, result: nothing },
  unfreeze: { access: "customer", params: z.strictObject({ password }), result: nothing },
  policy: { access: "customer", reads: true, params: nothing, result: Policy },
  setPolicy: {
    access: "staff",
    params: z.strictObject({ password, policy: z.strictObject(Policy.shape).partial() }),
    result: Policy,
  },
} as const satisfies Record<string, Method>;
