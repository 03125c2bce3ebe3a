// Methods about cash: tills, the safe, and what a day has been.
import * as z from "zod";
import { TRANSFER_KINDS } from "../bank/transfer_kind.ts";
import { atMs, Currency, minor, open } from "./answers.ts";
import { account, bankDay, nothing, text, transferId } from "./fields.ts";
import { lazily, once } from "./lazily.ts";

const counted = z.int().min(0);

const TillView = once(() =>
  z.object({
    /** Whose it is. */
    account: z.string(),
    /** Null when the teller is no customer any more. */
    accountName: z.string().nullable(),
    openedAtMs: atMs,
    /** What was counted at the opening, and what has come in and gone out since. */
    floatMinor: minor,
    inMinor: minor,
    outMinor: minor,
    /** What should be in it now. */
    expectedMinor: minor,
  })
);

const CashView = once(() =>
  z.object({
    /** Those that are open; the cash of the others is in the safe. */
    tills: z.array(TillView()),
    /** What should be in the safe; below zero where more was handed out than was ever brought. */
    safeMinor: minor,
    /** Both together: all the cash of the bank. */
    cashMinor: minor,
  })
);

/** What was counted, beside what should have been there. */
const Count = once(() => ({
  id: transferId,
  countedMinor: counted,
  expectedMinor: minor,
  reason: text.default(""),
}));

const needsReason = (given: {
  readonly countedMinor: number;
  readonly expectedMinor: number;
  readonly reason: string;
}) => given.countedMinor === given.expectedMinor || given.reason.trim() !== "";

const NEEDS_REASON = { path: ["reason"], message: "what differs needs a reason" };

const CountView = once(() =>
  z.object({
    countedMinor: minor,
    expectedMinor: minor,
    /** Counted less expected: below zero where cash is missing. */
    differenceMinor: minor,
    cash: CashView(),
  })
);

const Moved = once(() => ({ count: z.int(), amountMinor: minor }));

const CountedInDay = once(() =>
  z.object({
    /** Whose till; absent of the safe. */
    account: z.string().optional(),
    accountName: z.string().nullable().optional(),
    atMs,
    countedMinor: minor,
    expectedMinor: minor,
    differenceMinor: minor,
    reason: z.string(),
    by: z.string(),
    agreedBy: z.string().optional(),
  })
);

export const DayReport = once(() =>
  z.object({
    type: z.literal("day_report"),
    bank: z.string(),
    currency: Currency,
    day: z.string(),
    /** The bank's, in which it is a day. */
    zone: z.string(),
    beginsAtMs: atMs,
    endsAtMs: atMs,
    /** False while more may still be booked on it. */
    over: z.boolean(),
    /** Each house account, and all others together as `customers`: before the day, and after it. */
    balances: z.array(z.object({
      account: z.string(),
      openingMinor: minor,
      inMinor: minor,
      outMinor: minor,
      closingMinor: minor,
    })),
    /** Sum of all accounts when the report was made, one by one: must be zero. */
    sumMinor: minor,
    /** What was booked, by kind. */
    movements: z.array(z.object({ kind: open(TRANSFER_KINDS), ...Moved() })),
    /** Cash over the counter, by member of staff. */
    counter: z.array(z.object({
      account: z.string(),
      accountName: z.string().nullable(),
      inCount: z.int(),
      inMinor: minor,
      outCount: z.int(),
      outMinor: minor,
    })),
    /** Tills that were opened on the day. */
    opened: z.array(z.object({
      account: z.string(),
      accountName: z.string().nullable(),
      atMs,
      floatMinor: minor,
    })),
    /** Tills that were closed, and counts of the safe. */
    counted: z.array(CountedInDay()),
    /** The last block of the day, and its SHA-256. */
    head: z.object({ seq: z.int(), hash: z.string() }),
    signedBy: z.string(),
    signature: z.string(),
  })
);

export const TILL_METHODS = lazily({
  tills: () => ({
    access: "staff",
    duty: "books",
    summary: "Lists open tills and what should be in them and in the safe",
    docs:
      "What tellers take and give while their till is open counts in it, anything else in the safe.",
    reads: true,
    params: nothing,
    result: CashView(),
  }),
  openTill: () => ({
    access: "staff",
    duty: "counter",
    summary: "Opens one's own till with the cash that was counted into it",
    docs: "It comes out of the safe. Opened again with the same amount it stays as it is.",
    params: z.strictObject({ floatMinor: counted }),
    result: TillView(),
  }),
  closeTill: () => ({
    access: "staff",
    duty: "counter",
    summary: "Closes a till with what was counted in it",
    docs:
      "One's own where `account` is absent; that of a colleague who has gone is closed by a manager. What differs from `expectedMinor` is booked to `differences` and needs a reason, and two members of staff from the threshold `agreement` on. The cash goes back to the safe.",
    params: z.strictObject({ ...Count(), account: account.optional() }).refine(
      needsReason,
      NEEDS_REASON,
    ),
    result: CountView(),
  }),
  countSafe: () => ({
    access: "staff",
    duty: "counter",
    summary: "Books what was counted in the safe",
    docs:
      "What differs from `expectedMinor` is booked to `differences` and needs a reason, and two members of staff from the threshold `agreement` on.",
    params: z.strictObject(Count()).refine(needsReason, NEEDS_REASON),
    result: CountView(),
  }),
  dayReport: () => ({
    access: "staff",
    duty: "books",
    summary: "Says what a day of the bank has been, with its signature",
    docs:
      "Read from the journal: balances before and after, what was booked by kind, cash by member of staff, tills and counts. The balances of the house accounts are compared with their statements before anything is said.",
    reads: true,
    looks: true,
    params: z.strictObject({ day: bankDay }),
    result: DayReport(),
  }),
});
