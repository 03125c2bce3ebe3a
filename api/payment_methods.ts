// Methods that move money, or say what became of it; those of staff as well.
import * as z from "zod";
import { account, knownId, password, payee, Payment, text, transferId } from "./fields.ts";
import { lazily } from "./lazily.ts";
import { atMs, LossView, minor, ReceiptView, TransferView, ZoneView } from "./answers.ts";

export const PAYMENT_METHODS = lazily({
  transfer: () => ({
    access: "customer",
    summary: "Pays another customer",
    docs:
      "Booked once, however often it is asked for with the same id. The answer comes when the payment is durable; an unusual one is held until its owner confirms it.",
    params: z.strictObject({ ...Payment.shape, to: payee }),
    result: TransferView,
  }),
  transferStatus: () => ({
    access: "customer",
    summary: "Tells whether a payment went through",
    docs: "For payer, payee and staff.",
    reads: true,
    looks: true,
    params: z.strictObject({ id: knownId }),
    result: TransferView,
  }),
  receipt: () => ({
    access: "customer",
    summary: "Gives a signed receipt of a booked payment",
    docs: "It can be checked without the bank, with `bank verify` or any Ed25519 library.",
    reads: true,
    looks: true,
    params: z.strictObject({ id: knownId }),
    result: ReceiptView,
  }),
  voidTransfer: () => ({
    access: "customer",
    summary: "Settles a payment whose answer was lost",
    docs:
      "If it happened it is shown as it happened; otherwise its id can never be paid from now on.",
    params: z.strictObject({ id: transferId }),
    result: TransferView,
  }),
  cashIn: () => ({
    access: "staff",
    duty: "counter",
    summary: "Credits cash that a customer brought",
    docs: "The other side is the house account `cash`.",
    params: z.strictObject({ ...Payment.shape, account }),
    result: TransferView,
  }),
  cashOut: () => ({
    access: "staff",
    duty: "counter",
    summary: "Pays cash out",
    docs: "The other side is the house account `cash`.",
    params: z.strictObject({ ...Payment.shape, account }),
    result: TransferView,
  }),
  reverse: () => ({
    access: "staff",
    duty: "counter",
    summary: "Takes a booked payment back, once",
    docs: "Both customers see the reason.",
    params: z.strictObject({ id: transferId, transferId: knownId, reason: text.min(1) }),
    result: TransferView,
  }),
  audit: () => ({
    access: "staff",
    duty: "audit",
    summary: "Audits the whole journal",
    docs:
      "Reads every block with a ledger of its own and compares it with the running bank. One at a time.",
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
  }),
  /** Days are counted in this zone from now on. */
  setTimeZone: () => ({
    access: "staff",
    duty: "rules",
    summary: "Sets the time zone of the bank",
    docs: "Statements, receipts and tax years count their days in it from now on.",
    params: z.strictObject({ zone: z.string().min(1).max(64), password }),
    result: ZoneView,
  }),
  /** Staff have looked at another clock: the machine's is right. */
  confirmClock: () => ({
    access: "staff",
    duty: "rules",
    summary: "Confirms the clock of the bank's machine",
    docs: "Look at another clock first. Payments go on after it.",
    params: z.strictObject({
      password,
      /** What the machine's clock said when it was compared. */
      systemMs: atMs,
    }),
    /** The bank's time from now on. */
    result: z.object({ atMs }),
  }),
});
