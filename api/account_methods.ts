// Methods of the account: who is there, signing in, details, looking back, leaving.
import * as z from "zod";
import { HISTORY_PAGE_MAX } from "./limits.ts";
import {
  code,
  device,
  displayName,
  type Method,
  nothing,
  onceCode,
  password,
  payee,
  position,
  transferId,
  userName,
} from "./fields.ts";
import {
  atMs,
  Balance,
  ClockView,
  Currency,
  EntryView,
  HeadView,
  LossView,
  minor,
  open,
  SignedIn,
  ZoneView,
} from "./answers.ts";

/** The beginning of its token's hash: it names a session to its owner, and opens none. */
const sessionId = z.string().regex(/^[0-9a-f]{16}$/);

/** Each stands in once for a code of the app. */
const recoveryCodes = z.array(z.string()).readonly();

export const ACCOUNT_METHODS = {
  hello: {
    access: "anyone",
    reads: true,
    // Not strict: what a later client says about itself must not keep it out.
    params: z.object({
      client: z.string().max(64).optional(),
      /** What the client can do: `open-kinds`, it shows kinds of alerts that it does not know as such. */
      features: z.array(z.string().max(32)).max(32).default([]),
    }),
    result: z.object({
      protocol: z.literal(1),
      /** What this bank can do that the first release could not. */
      features: z.array(z.string()).readonly().default([]),
      server: z.string(),
      bank: z.string(),
      currency: Currency,
      head: HeadView,
      /** The bank's own time. */
      atMs,
      /** Absent in banks of release 0.1. */
      timeZone: ZoneView.optional(),
      /** Only while the clock is wrong. */
      clock: ClockView.optional(),
      /** Only where there are any; the newest ones. */
      losses: z.array(LossView).readonly().optional(),
    }),
  },
  head: {
    access: "anyone",
    reads: true,
    params: z.strictObject({ seq: position }),
    result: HeadView,
  },
  ping: { access: "anyone", reads: true, params: nothing, result: z.object({ atMs }) },
  signUp: {
    access: "anyone",
    params: z.strictObject({
      userName,
      displayName: displayName.optional(),
      password,
      staffCode: onceCode.optional(),
      device,
    }),
    result: SignedIn,
  },
  logIn: {
    access: "anyone",
    params: z.strictObject({
      userName: z.string().max(64),
      password,
      /** Of the second factor, where there is one. */
      code: code.optional(),
      device,
    }),
    result: SignedIn,
  },
  resume: {
    access: "anyone",
    params: z.strictObject({ sessionToken: z.string().regex(/^[0-9a-f]{64}$/) }),
    result: SignedIn,
  },
  secondFactor: {
    access: "customer",
    reads: true,
    params: nothing,
    result: z.object({
      on: z.boolean(),
      /** Absent while it is off. */
      recoveryCodesLeft: z.int().optional(),
    }),
  },
  setUpSecondFactor: {
    access: "customer",
    params: z.strictObject({ password }),
    /** For the app: base 32, and as otpauth://. */
    result: z.object({ secret: z.string(), uri: z.string() }),
  },
  confirmSecondFactor: {
    access: "customer",
    params: z.strictObject({ code }),
    /** The codes are shown this once, when it is switched on. */
    result: z.object({ on: z.boolean(), recoveryCodes: recoveryCodes.optional() }),
  },
  renewRecoveryCodes: {
    access: "customer",
    params: z.strictObject({ password, code }),
    result: z.object({ recoveryCodes }),
  },
  removeSecondFactor: {
    access: "customer",
    params: z.strictObject({ password, code: code.default("") }),
    result: z.object({ on: z.boolean() }),
  },
  logOut: { access: "customer", params: nothing, result: nothing },
  account: {
    access: "customer",
    reads: true,
    params: nothing,
    result: z.object({
      number: z.string(),
      userName: z.string(),
      displayName: z.string(),
      role: open(["customer", "staff"]),
      status: open(["open", "frozen", "closed"]),
      openedAtMs: atMs,
      currency: Currency,
      ...Balance.shape,
    }),
  },
  balance: { access: "customer", reads: true, params: nothing, result: Balance },
  payee: {
    access: "customer",
    reads: true,
    params: z.strictObject({ payee }),
    result: z.object({
      account: z.string(),
      displayName: z.string(),
      userName: z.string(),
      /** Whether it can be paid. */
      status: open(["open", "frozen", "closed"]),
    }),
  },
  history: {
    access: "customer",
    reads: true,
    looks: true,
    params: z.strictObject({
      /** The cursor of the page before. */
      after: z.string().regex(/^[0-9]{1,15}$/).optional(),
      limit: z.int().min(1).max(HISTORY_PAGE_MAX).default(50),
    }),
    result: z.object({
      entries: z.array(EntryView),
      /** Give it as `after` to get older entries; null at the end. */
      cursor: z.string().nullable(),
    }),
  },
  statement: {
    access: "customer",
    reads: true,
    looks: true,
    params: z.strictObject({
      fromMs: atMs,
      toMs: atMs,
      /** Continue after this entry number. */
      after: position.optional(),
      limit: z.int().min(1).max(HISTORY_PAGE_MAX).default(HISTORY_PAGE_MAX),
    }),
    result: z.object({
      /** Booked balance before the first entry of the period, and after the last. */
      openingMinor: minor,
      closingMinor: minor,
      /** Oldest first. */
      entries: z.array(EntryView),
      /** Give it as `after` for the following entries; null at the end. */
      next: position.nullable(),
    }),
  },
  sessions: {
    access: "customer",
    reads: true,
    params: nothing,
    result: z.object({
      sessions: z.array(
        z.object({
          startedAtMs: atMs,
          expiresAtMs: atMs,
          current: z.boolean(),
          id: sessionId.optional(),
          client: z.string().optional(),
          address: z.string().optional(),
          lastUsedAtMs: atMs.optional(),
        }),
      ),
    }),
  },
  endOtherSessions: {
    access: "customer",
    params: z.strictObject({ session: sessionId.optional() }),
    result: nothing,
  },
  changePassword: {
    access: "customer",
    params: z.strictObject({ password, newPassword: password }),
    result: SignedIn,
  },
  closeAccount: {
    access: "customer",
    params: z.strictObject({
      password,
      sweep: z.strictObject({ id: transferId, to: payee }).optional(),
    }),
    result: z.object({ account: z.string(), sweptMinor: minor }),
  },
} as const satisfies Record<string, Method>;
