// Methods about payment requests: asking one or many customers for an amount, and what they answer.
import * as z from "zod";
import { isDay } from "../bank/days.ts";
import { REQUEST_MEMO_CHARS_MAX, REQUEST_REFERENCE_CHARS_MAX } from "../bank/limits.ts";
import { REQUEST_STATES } from "../bank/requests/request_record.ts";
import { atMs, minor, open, TransferView } from "./answers.ts";
import { amountMinor, memo, payee, printable, transferId } from "./fields.ts";
import { lazily, once } from "./lazily.ts";
import { PAYERS_PER_CALL_MAX, REQUESTS_SHOWN_MAX } from "./limits.ts";

/** Made by the bank out of the call's own id and the payer. */
const requestId = z.string().min(1).max(64);

const RequestView = once(() =>
  z.object({
    request: z.string(),
    /** Who wants the money, and who is asked for it. */
    asker: z.string(),
    askerName: z.string().nullable(),
    payer: z.string(),
    payerName: z.string().nullable(),
    amountMinor: minor,
    memo: z.string(),
    reference: z.string(),
    /** `YYYY-MM-DD` in the bank's zone. */
    dueOn: z.string(),
    askedAtMs: atMs,
    lapsesAtMs: atMs,
    status: open(REQUEST_STATES),
    endedAtMs: atMs.optional(),
    /** The transfer that paid it; to the payer also the one that waits for their word. */
    transferId: z.string().optional(),
    /** Of the payer who declined it. */
    word: z.string(),
  })
);

export const REQUEST_METHODS = lazily({
  askPayment: () => ({
    access: "customer",
    summary: "Asks customers for an amount each",
    docs:
      "Each is decided by itself, and once, however often the call is repeated with the same id. With one payer a refusal is the answer; with several it stands in the list.",
    params: z.strictObject({
      request: transferId,
      /** User names or account numbers. */
      from: z.array(payee).min(1).max(PAYERS_PER_CALL_MAX),
      amountMinor,
      memo: printable(REQUEST_MEMO_CHARS_MAX).default(""),
      reference: printable(REQUEST_REFERENCE_CHARS_MAX).default(""),
      dueOn: z.string().refine(isDay, "expected a day such as 2026-12-31").optional(),
    }),
    result: z.object({
      /** In the order of `from`. */
      requests: z.array(z.object({
        from: z.string(),
        request: RequestView().optional(),
        refused: z.object({ code: z.string(), detail: z.record(z.string(), z.unknown()) })
          .optional(),
      })),
    }),
  }),
  paymentRequests: () => ({
    access: "customer",
    summary: "Lists payment requests, newest first",
    docs: "As payer those that others have made, as asker one's own.",
    reads: true,
    params: z.strictObject({
      side: z.enum(["payer", "asker"]).default("payer"),
      /** Those alone that can still be paid. */
      open: z.boolean().default(false),
      /** How many to leave out, for the next page. */
      after: z.int().min(0).default(0),
      limit: z.int().min(1).max(REQUESTS_SHOWN_MAX).default(50),
    }),
    result: z.object({
      requests: z.array(RequestView()),
      /** Of that kind in all. */
      count: z.int(),
      /** What the caller is asked for and has not answered. */
      waiting: z.int(),
      waitingMinor: minor,
      /** Customers who may not ask the caller. */
      blocked: z.array(z.string()),
    }),
  }),
  payRequest: () => ({
    access: "customer",
    summary: "Pays a request",
    docs:
      "A payment like any other, with its checks: it may be held. Two at once pay once, and the second is refused.",
    params: z.strictObject({ id: transferId, request: requestId }),
    result: TransferView,
  }),
  declineRequest: () => ({
    access: "customer",
    summary: "Declines a request",
    docs: "The asker is told, with the word.",
    params: z.strictObject({
      request: requestId,
      word: printable(REQUEST_MEMO_CHARS_MAX).default(""),
    }),
    result: RequestView(),
  }),
  withdrawRequest: () => ({
    access: "customer",
    summary: "Takes an own request back",
    docs: "The payer is told.",
    params: z.strictObject({ request: requestId }),
    result: RequestView(),
  }),
  blockRequests: () => ({
    access: "customer",
    summary: "Turns a customer's requests away, or no longer",
    docs: "Requests that are open stay open.",
    params: z.strictObject({ asker: payee, blocked: z.boolean().default(true) }),
    result: z.object({ blocked: z.array(z.string()) }),
  }),
  paymentLink: () => ({
    access: "customer",
    summary: "Makes a link by which the caller is paid",
    docs: "Nothing is written down: who opens it is shown what would be paid, and asked.",
    reads: true,
    params: z.strictObject({ amountMinor: amountMinor.optional(), memo }),
    result: z.object({
      /** `bank:` with account, amount and memo. */
      uri: z.string(),
      /** The same on the bank's site, where it has one that is published. */
      page: z.string().optional(),
    }),
  }),
});
