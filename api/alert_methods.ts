// Methods of alerts, and of what an owner does about them.
import * as z from "zod";
import { Policy } from "../bank/policy.ts";
import { HISTORY_PAGE_MAX } from "./limits.ts";
import { nothing, password, position, transferId } from "./fields.ts";
import { lazily } from "./lazily.ts";
import { AlertView, TransferView } from "./answers.ts";

export const ALERT_METHODS = lazily({
  alertsListen: () => ({
    access: "customer",
    summary: "Begins to deliver alerts",
    docs: "Over UDP where that works, else over the connection.",
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
  }),
  alertsPosition: () => ({
    access: "customer",
    summary: "Tells how far alerts go, and how far they were shown",
    docs:
      "Two streams: entries of the account, and notices. What was shown elsewhere is still new on this machine.",
    reads: true,
    params: nothing,
    result: z.object({
      entry: position,
      notice: position,
      readEntry: position,
      readNotice: position,
    }),
  }),
  alertsSince: () => ({
    access: "customer",
    summary: "Lists alerts after a position",
    docs: "Oldest first, of both streams. `more` says that another page follows.",
    reads: true,
    looks: true,
    params: z.strictObject({
      entry: position,
      notice: position,
      limit: z.int().min(1).max(HISTORY_PAGE_MAX).default(HISTORY_PAGE_MAX),
    }),
    result: z.object({ alerts: z.array(AlertView), more: z.boolean() }),
  }),
  alertsRead: () => ({
    access: "customer",
    summary: "Remembers up to where alerts have been shown",
    docs: "On this machine; it never goes backwards.",
    params: z.strictObject({ entry: position, notice: position }),
    result: nothing,
  }),
  holds: () => ({
    access: "customer",
    summary: "Lists payments that wait for their owner",
    docs: "Each with the reasons for which it is held, and until when.",
    reads: true,
    params: nothing,
    result: z.object({ holds: z.array(TransferView) }),
  }),
  confirmHold: () => ({
    access: "customer",
    summary: "Books a held payment",
    docs: "Not from a machine that is new to the account.",
    params: z.strictObject({ id: transferId, password }),
    result: TransferView,
  }),
  cancelHold: () => ({
    access: "customer",
    summary: "Cancels a held payment",
    docs:
      "The reserved money is free again. One that is not confirmed within 24 hours cancels itself.",
    params: z.strictObject({ id: transferId }),
    result: TransferView,
  }),
  freeze: () => ({
    access: "customer",
    summary: "Stops all outgoing payments",
    docs:
      "Ends the owner's other sessions. It needs no password, because it must be quick; money can still come in.",
    params: nothing,
    result: nothing,
  }),
  unfreeze: () => ({
    access: "customer",
    summary: "Allows outgoing payments again",
    docs: "With the password, and not from a machine that is new to the account.",
    params: z.strictObject({ password }),
    result: nothing,
  }),
  policy: () => ({
    access: "customer",
    summary: "Shows the thresholds for suspicious activity",
    docs: "0 turns a rule off. Amounts are minor units.",
    reads: true,
    params: nothing,
    result: Policy,
  }),
  setPolicy: () => ({
    access: "staff",
    duty: "rules",
    summary: "Changes the thresholds for suspicious activity",
    docs: "Those that are not named stay as they are.",
    params: z.strictObject({ password, policy: z.strictObject(Policy.shape).partial() }),
    result: Policy,
  }),
});
