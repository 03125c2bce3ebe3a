// Methods of the account: who is there, signing in, details, looking back, leaving.
import * as z from "zod";
import { STAFF_ROLES } from "../bank/staff/roles.ts";
import { HISTORY_PAGE_MAX } from "./limits.ts";
import {
  code,
  device,
  displayName,
  nothing,
  onceCode,
  password,
  payee,
  position,
  transferId,
  userName,
} from "./fields.ts";
import { lazily } from "./lazily.ts";
import {
  AccountState,
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

export const ACCOUNT_METHODS = lazily({
  hello: () => ({
    access: "anyone",
    summary: "Tells which bank this is",
    docs:
      "Name, currency, time zone, the newest block of the journal and the bank's own time. While its clock is wrong, or when acknowledged blocks were lost, that is told here.",
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
      /** Where money comes into being when customers pay each other, and no other way. */
      mutual: z.literal(true).optional(),
      /** Absent in banks of release 0.1. */
      timeZone: ZoneView.optional(),
      /** Only while the clock is wrong. */
      clock: ClockView.optional(),
      /** Only where there are any; the newest ones. */
      losses: z.array(LossView).readonly().optional(),
    }),
  }),
  head: () => ({
    access: "anyone",
    summary: "Gives the bank's signed word for one block of its journal",
    docs:
      "Keep the newest one that you have seen: a bank whose later word does not fit it has another history.",
    reads: true,
    params: z.strictObject({ seq: position }),
    result: HeadView,
  }),
  ping: () => ({
    access: "anyone",
    summary: "Keeps a silent connection open",
    docs: "Answers with the bank's time.",
    reads: true,
    params: nothing,
    result: z.object({ atMs }),
  }),
  signUp: () => ({
    access: "anyone",
    summary: "Opens an account and logs in",
    docs:
      "After a cut, log in with the same name and password first: the sign-up may have happened.",
    params: z.strictObject({
      userName,
      displayName: displayName.optional(),
      password,
      staffCode: onceCode.optional(),
      device,
    }),
    result: SignedIn,
  }),
  logIn: () => ({
    access: "anyone",
    summary: "Logs in",
    docs:
      "Failures are counted per name and address, and waits double. A known `device` is counted by itself.",
    params: z.strictObject({
      userName: z.string().max(64),
      password,
      /** Of the second factor, where there is one. */
      code: code.optional(),
      device,
    }),
    result: SignedIn,
  }),
  resume: () => ({
    access: "anyone",
    summary: "Continues a session on a new connection",
    docs: "The same token stays good; its 12 hours count from the sign-in.",
    params: z.strictObject({ sessionToken: z.string().regex(/^[0-9a-f]{64}$/) }),
    result: SignedIn,
  }),
  secondFactor: () => ({
    access: "customer",
    summary: "Tells whether a second factor is on",
    docs: "A code of an app (TOTP, RFC 6238) is then asked for at sign-in.",
    reads: true,
    params: nothing,
    result: z.object({
      on: z.boolean(),
      /** Absent while it is off. */
      recoveryCodesLeft: z.int().optional(),
    }),
  }),
  setUpSecondFactor: () => ({
    access: "customer",
    summary: "Makes the secret of a second factor",
    docs:
      "Give it to an app, as text or as `otpauth://`. Nothing is asked for until a code of it has been confirmed.",
    params: z.strictObject({ password }),
    /** For the app: base 32, and as otpauth://. */
    result: z.object({ secret: z.string(), uri: z.string() }),
  }),
  confirmSecondFactor: () => ({
    access: "customer",
    summary: "Switches the second factor on",
    docs: "With a code of the app that has the secret. The owner is told.",
    params: z.strictObject({ code }),
    /** The codes are shown this once, when it is switched on. */
    result: z.object({ on: z.boolean(), recoveryCodes: recoveryCodes.optional() }),
  }),
  renewRecoveryCodes: () => ({
    access: "customer",
    summary: "Makes new recovery codes",
    docs:
      "With the password and a code. Each stands in once for a code of the app; those of before are void. Shown this once.",
    params: z.strictObject({ password, code }),
    result: z.object({ recoveryCodes }),
  }),
  removeSecondFactor: () => ({
    access: "customer",
    summary: "Switches the second factor off",
    docs: "With the password and a code. The owner is told.",
    params: z.strictObject({ password, code: code.default("") }),
    result: z.object({ on: z.boolean() }),
  }),
  logOut: () => ({
    access: "customer",
    summary: "Ends the session",
    docs: "Its tokens are void from that moment.",
    params: nothing,
    result: nothing,
  }),
  account: () => ({
    access: "customer",
    summary: "Shows the account and its balances",
    docs: "Number, holder, status and what can be spent.",
    reads: true,
    params: nothing,
    result: z.object({
      number: z.string(),
      userName: z.string(),
      displayName: z.string(),
      role: open(["customer", "staff"]),
      staffRole: open(STAFF_ROLES).optional(),
      ...AccountState.shape,
      currency: Currency,
      ...Balance.shape,
    }),
  }),
  balance: () => ({
    access: "customer",
    summary: "Shows the balances",
    docs: "Booked, held and available, with the block of the journal that they reflect.",
    reads: true,
    params: nothing,
    result: Balance,
  }),
  payee: () => ({
    access: "customer",
    summary: "Shows who would be paid",
    docs:
      "By user name or account number. Show the display name to the payer before anything is sent.",
    reads: true,
    params: z.strictObject({ payee }),
    result: z.object({
      account: z.string(),
      displayName: z.string(),
      userName: z.string(),
      /** Whether it can be paid. */
      status: open(["open", "frozen", "closed"]),
    }),
  }),
  history: () => ({
    access: "customer",
    summary: "Lists entries, newest first",
    docs: "`cursor` of a page is `after` of the next one; it is null at the end.",
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
  }),
  statement: () => ({
    access: "customer",
    summary: "Lists a period's entries between two balances",
    docs: "Oldest first. The opening balance and all entries make the closing balance.",
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
  }),
  sessions: () => ({
    access: "customer",
    summary: "Lists where the owner is logged in",
    docs: "Each with the machine, its address and when it was used last, where that is known.",
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
  }),
  endOtherSessions: () => ({
    access: "customer",
    summary: "Ends other sessions",
    docs: "All of the owner's but this one, or one of them. The owner is told.",
    params: z.strictObject({ session: sessionId.optional() }),
    result: nothing,
  }),
  changePassword: () => ({
    access: "customer",
    summary: "Sets a new password",
    docs: "All other sessions end. If the answer is lost, try the new password.",
    params: z.strictObject({ password, newPassword: password }),
    result: SignedIn,
  }),
  closeAccount: () => ({
    access: "customer",
    summary: "Closes the account for ever",
    docs:
      "The profile is erased and the number never used again. What is left goes to the payee of `sweep`.",
    params: z.strictObject({
      password,
      sweep: z.strictObject({ id: transferId, to: payee }).optional(),
    }),
    result: z.object({ account: z.string(), sweptMinor: minor }),
  }),
});
