// What may be asked for: the shapes of the fields that several methods take. With them the shape gate is passed; what is
// behind it need not look again.
import * as z from "zod";
import { normalAccountNumber } from "../bank/account_number.ts";
import { isDay } from "../bank/days.ts";
import { isDisplayName, normalUserName, UNSAFE_TEXT, USER_NAME } from "../bank/credentials.ts";
import { DISPLAY_NAME_CHARS_MAX, MEMO_CHARS_MAX, PASSWORD_CHARS_MAX } from "../bank/limits.ts";
import { reportNumberOf } from "../bank/giving/report.ts";
import { bareDigits, compactCode, groupedCodeOf, plainName } from "../bank/pasted.ts";
import type { Duty } from "../bank/staff/roles.ts";
import { isKnownId, isTransferId } from "../bank/transfer_id.ts";

/** `anyone`: before sign-in too. `customer`: signed in. `staff`: signed in, with a role that has the duty. */
export type Access =
  | { readonly access: "anyone" | "customer" }
  | { readonly access: "staff"; readonly duty: Duty };

export type Method = Access & MethodBody;

interface MethodBody {
  /** What it does, in one sentence without its full stop: what docs/protocol.md begins with, and the title in OpenAPI. */
  readonly summary: string;
  /** What who calls it should know besides, as CommonMark. */
  readonly docs: string;
  /** It changes nothing, so that its answer is kept back from a session that has ended meanwhile. */
  readonly reads?: true;
  /** It may read much from the disk: only a few of these run at once, in turn for each who asks. */
  readonly looks?: true;
  readonly params: z.ZodType;
  readonly result: z.ZodType;
}

export const amountMinor = z.int().min(1);
export const transferId = z.string().refine(
  isTransferId,
  "expected a UUID version 7 in lower case",
);
/** Of a transfer that is there. */
export const knownId = z.string().refine(isKnownId, "expected a transfer id in lower case");
export const password = z.string().min(1).max(PASSWORD_CHARS_MAX * 2);
export const userName = z.string().max(64).transform(normalUserName)
  .refine((name) => USER_NAME.test(name), "3 to 32 of a-z 0-9 . _ -, beginning with a letter");
export const displayName = z.string().max(400).transform(plainName).refine(
  isDisplayName,
  `1 to ${DISPLAY_NAME_CHARS_MAX} printable characters`,
);
export const payee = z.string().min(1).max(64);
export const account = z.string().max(64).transform(normalAccountNumber);
/** One line. @param max characters. */
export const printable = (max: number) =>
  z.string().refine(
    (given) => [...given].length <= max && !UNSAFE_TEXT.test(given),
    `at most ${max} printable characters`,
  );
/** Several lines. @param max characters. */
export const prose = (max: number) =>
  z.string().max(max).refine(
    // deno-lint-ignore no-control-regex -- control characters are what this is about
    (given) => !/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/.test(given),
    "printable characters and line ends only",
  );
export const text = printable(MEMO_CHARS_MAX);
export const memo = text.default("");
/** Six digits of an app (RFC 6238), which may show them in two halves. */
export const code = z.string().max(40).transform(bareDigits);
/** A code that works once, for staff and for those who have lost their password. */
export const onceCode = z.string().max(100).transform(groupedCodeOf);
/** Of a report, as it is read from paper. */
export const reportCode = z.string().max(100).transform((given) =>
  reportNumberOf(compactCode(given)) ?? ""
).refine((number) => number !== "", "expected 16 letters and digits, such as K7QD-2MXA-9PRT-04FZ");
/** 256 random bits that a client keeps per bank, so that its owner's known device is recognised. */
export const device = z.string().regex(/^[0-9a-f]{64}$/).optional();
export const nothing = z.strictObject({});

export const position = z.int().min(0);

/** No bank is older, and what comes later has no year of four digits. */
export const bankDay = z.string().refine(
  (given) => isDay(given) && given >= "1971" && given < "9999",
  "expected a day from 1971 to 9998, YYYY-MM-DD",
);

export const Payment = z.strictObject({ id: transferId, amountMinor, memo });
