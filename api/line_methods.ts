// Methods about lines of another bank's statement: booked once, assigned where no reference told whose they are, added up by day.
import * as z from "zod";
import { HOUSE_FOR_LINES } from "../bank/house_accounts.ts";
import { isDay } from "../bank/days.ts";
import { LINE_TEXT_CHARS_MAX } from "../bank/limits.ts";
import { open, TransferView } from "./answers.ts";
import { knownId, password, payee, position, text, transferId } from "./fields.ts";
import { lazily, once } from "./lazily.ts";

/** Lines of one request. */
export const LINES_PER_REQUEST = 40;

/** Lines of one answer. */
const LINES_PER_PAGE = 200;

const day = z.string().refine(isDay, "expected a day, YYYY-MM-DD");
const reference = z.string().max(140).nullable();

/** As readers of statements cut it, in units of UTF-16: what is cut here would not be told apart. */
const words = z.string().max(2 * LINE_TEXT_CHARS_MAX);

const GivenLine = once(() =>
  z.strictObject({
    /** On which the other bank booked it. */
    bookedOn: day,
    /** Positive came in, negative went out; never 0. */
    amountMinor: z.int().refine((minor) => minor !== 0, "expected an amount that is not 0"),
    /** By which the other bank knows the line for ever. */
    bankReference: reference,
    endToEndId: reference,
    counterparty: z.strictObject({ name: words.nullable(), account: words.nullable() }),
    text: words,
    /** How many lines of the same statement that are alike in everything come before it. */
    twin: z.int().min(0).max(1_000_000),
  })
);

/** Where a line is, or would be, booked. */
const placed = once(() =>
  z.object({
    /** Its transfer here. */
    id: z.string(),
    /** `known`: it was booked before. `new`: it would be booked. */
    state: open(["booked", "known", "new"]),
    /** Account number, `payouts`, or `suspense`; for what went out, too. */
    to: z.string(),
  })
);

const lines = once(() => z.array(GivenLine()).min(1).max(LINES_PER_REQUEST));

export const LINE_METHODS = lazily({
  previewLines: () => ({
    access: "staff",
    duty: "counter",
    summary: "Says where lines of another bank's statement would be booked",
    docs: "As `bookLines`, which it takes the same lines as, and nothing is booked.",
    reads: true,
    looks: true,
    params: z.strictObject({ lines: lines() }),
    result: z.object({
      /** In the order of the request. */
      lines: z.array(placed()),
    }),
  }),
  bookLines: () => ({
    access: "staff",
    duty: "counter",
    looks: true,
    summary: "Books lines of another bank's statement, each once for ever",
    docs:
      "A line is known by the other bank's reference, or by all that is said about it and `twin`; one that was booked before changes nothing. It is booked to the account whose payment reference stands in `text` or `endToEndId`, if there is exactly one and the account can be paid; all others wait in `suspense`.",
    params: z.strictObject({ lines: lines() }),
    result: z.object({
      /** In the order of the request. */
      lines: z.array(placed()),
    }),
  }),
  waitingLines: () => ({
    access: "staff",
    duty: "books",
    summary: "Shows lines of another bank that have found no account",
    docs: "Those that have waited longest come first.",
    reads: true,
    params: z.strictObject({
      /** Lines to leave out. */
      after: position.default(0),
      limit: z.int().min(1).max(LINES_PER_PAGE).default(LINES_PER_PAGE),
    }),
    result: z.object({
      lines: z.array(z.object({
        line: z.string(),
        amountMinor: z.int(),
        memo: z.string(),
        sinceMs: z.int(),
      })),
      /** Of all that wait. */
      count: z.int(),
      sumMinor: z.int(),
    }),
  }),
  assignLine: () => ({
    access: "staff",
    duty: "counter",
    summary: "Says whose a line is that waits",
    docs:
      "`to` is a customer, the payment reference of a payout or a batch whose amount it is, or a house account: `cash`, `charges`, `interest`, `opening`. What went out is taken from there. A mistake is taken back with `reverse`; then the line waits again.",
    params: z.strictObject({
      id: transferId,
      line: knownId,
      to: z.union([z.enum(HOUSE_FOR_LINES), payee]),
      /** What the customer reads; that of the line unless given. */
      memo: text.optional(),
      password,
    }),
    result: TransferView,
  }),
  lineDays: () => ({
    access: "staff",
    duty: "books",
    summary: "Adds up the lines of each day, as booked here",
    docs:
      "The balance after a day is what the other bank's statement must say at the end of that day.",
    reads: true,
    params: z.strictObject({
      /** The first day to tell; the newest 400 unless given. */
      from: day.optional(),
    }),
    result: z.object({
      days: z.array(z.object({
        day: z.string(),
        lines: z.int(),
        inMinor: z.int(),
        outMinor: z.int(),
        /** Of the account at the other bank after all lines of this and earlier days. */
        balanceMinor: z.int(),
      })),
      /** After all lines, and what of it waits in `suspense`. */
      balanceMinor: z.int(),
      waitingMinor: z.int(),
    }),
  }),
});
