// Methods about payouts: money that leaves for a customer's own account at another bank, and the batches in which staff send it there.
import * as z from "zod";
import { PAYOUTS_PER_BATCH_MAX } from "../bank/limits.ts";
import { HOLDER_CHARS_MAX } from "../bank/pay_in/bank_details.ts";
import { namedIn } from "../bank/pay_in/payment_reference.ts";
import { PAYOUT_STATES } from "../bank/payouts/payout_record.ts";
import { atMs, minor, open } from "./answers.ts";
import { amountMinor, memo, nothing, password, position, transferId } from "./fields.ts";
import { lazily, once } from "./lazily.ts";
import { BankDetailsView } from "./pay_in_methods.ts";

/** Longer than any code of an account, with what people put between its signs. */
const code = z.string().max(100).optional();

/** Read and looked at by the bank (bank/payouts/payee_account.ts): clients need not load how. */
const GivenAccount = once(() =>
  z.strictObject({
    holder: z.string().max(2 * HOLDER_CHARS_MAX),
    account: code,
    ifsc: code,
    iban: code,
    bic: code,
  })
);

/** A payment reference of a payout or a batch; "" where it is none. */
const reference = z.string().min(1).max(64).transform((given) => namedIn(given).numbers[0] ?? "");

const PayeeAccountView = once(() => BankDetailsView().omit({ upi: true }));

const PayoutView = once(() =>
  z.object({
    payout: z.string(),
    /** `RF` and 14 digits: what the other bank is told, and tells. */
    reference: z.string(),
    amountMinor: minor,
    memo: z.string(),
    /** The last signs of the number of the account that it goes to. */
    shown: z.string(),
    askedAtMs: atMs,
    state: open(PAYOUT_STATES),
    endedAtMs: atMs.optional(),
  })
);

/** For staff: with whose it is, and where it goes to. */
const StaffPayoutView = once(() =>
  PayoutView().extend({
    account: z.string(),
    accountName: z.string().nullable(),
    /** Null where what was kept is lost. */
    payee: PayeeAccountView().nullable(),
    /** Why it cannot be put into a batch by the caller: the code of a refusal. */
    obstacle: z.string().optional(),
  })
);

const BatchView = once(() =>
  z.object({
    batch: z.string(),
    reference: z.string(),
    payouts: z.int(),
    amountMinor: minor,
    madeAtMs: atMs,
    by: z.string(),
    byName: z.string().nullable(),
    agreedBy: z.string().nullable(),
    agreedByName: z.string().nullable(),
    /** Of these, what no line of the other bank has told of yet. */
    open: z.int(),
    openMinor: z.int(),
  })
);

const page = z.strictObject({
  after: position.default(0),
  limit: z.int().min(1).max(100).default(100),
});

const PayoutAccountView = once(() =>
  z.object({
    /** Null where there is none. */
    payee: PayeeAccountView().nullable(),
    /** Before that nothing is paid out there. */
    usableFromMs: atMs.optional(),
  })
);

export const PAYOUT_METHODS = lazily({
  payoutAccount: () => ({
    access: "customer",
    summary: "Shows the account at another bank that payouts go to",
    docs: "The caller's own. The journal has its last signs alone.",
    reads: true,
    params: nothing,
    result: PayoutAccountView(),
  }),
  setPayoutAccount: () => ({
    access: "customer",
    summary: "Sets the account at another bank that payouts go to",
    docs:
      "Nothing is paid out there for `payoutAccountHours` of the policy, and the owner is told on every device. Without `payee` there is none. Payouts that were asked for go where they were to go.",
    params: z.strictObject({ payee: GivenAccount().optional(), password }),
    result: PayoutAccountView(),
  }),
  askPayout: () => ({
    access: "customer",
    summary: "Asks for a payout",
    docs:
      "The money leaves the account at once. Staff send it with a file for the other bank; until then it can be cancelled. It comes back where the other bank returns it.",
    params: z.strictObject({ id: transferId, amountMinor, memo, password }),
    result: PayoutView(),
  }),
  payouts: () => ({
    access: "customer",
    summary: "Lists payouts, newest first",
    docs: "The caller's own, with what has become of each.",
    reads: true,
    params: page,
    result: z.object({ payouts: z.array(PayoutView()), count: z.int() }),
  }),
  cancelPayout: () => ({
    access: "customer",
    summary: "Cancels a payout",
    docs: "While it waits for a batch: the money is back at once.",
    params: z.strictObject({ payout: z.string().min(1).max(64) }),
    result: PayoutView(),
  }),
  waitingPayouts: () => ({
    access: "staff",
    duty: "counter",
    summary: "Lists payouts that wait for a batch, oldest first",
    docs: "With where they go to, and what stands in the way of a batch that the caller makes.",
    reads: true,
    looks: true,
    params: page,
    result: z.object({ payouts: z.array(StaffPayoutView()), count: z.int(), sumMinor: z.int() }),
  }),
  makePayoutBatch: () => ({
    access: "staff",
    duty: "counter",
    summary: "Puts payouts into a batch, for one file",
    docs:
      "From then on their owners cannot cancel them. All of them, or none: one that does not wait, whose account is frozen or is the caller's own, refuses the batch.",
    params: z.strictObject({
      batch: transferId,
      /** Payment references. */
      payouts: z.array(reference).min(1).max(PAYOUTS_PER_BATCH_MAX).refine(
        (all) => new Set(all).size === all.length,
        "one of them stands there twice",
      ),
      password,
    }),
    result: BatchView(),
  }),
  payoutBatches: () => ({
    access: "staff",
    duty: "books",
    summary: "Lists batches of payouts, newest first",
    docs: "With what of them no line of the other bank has told of yet.",
    reads: true,
    params: page,
    result: z.object({ batches: z.array(BatchView()), count: z.int() }),
  }),
  payoutBatch: () => ({
    access: "staff",
    duty: "counter",
    summary: "Shows a batch of payouts, with all that a file for the other bank needs",
    docs:
      "The same batch has the same references whenever its file is made: the other bank knows it by them.",
    reads: true,
    looks: true,
    params: z.strictObject({ batch: reference }),
    result: BatchView().extend({
      /** In the bank's zone: `YYYY-MM-DD`. */
      madeOn: z.string(),
      /** The bank's own account, where it is known. */
      payer: BankDetailsView().nullable(),
      lines: z.array(StaffPayoutView()),
    }),
  }),
});
