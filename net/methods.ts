// The method table: the single source of truth of the protocol. Name, who may call it, the shape of what goes
// in and of what comes out. Handlers are typed from it (net/service.ts), and so is the client.
import * as z from "zod";
import { normalAccountNumber } from "../bank/account_number.ts";
import { isDisplayName, normalUserName, UNSAFE_TEXT, USER_NAME } from "../bank/credentials.ts";
import { MEMO_CHARS_MAX, PASSWORD_CHARS_MAX } from "../bank/limits.ts";
import { Policy } from "../bank/suspicion.ts";
import { isTransferId } from "../bank/transfer_id.ts";
import { HISTORY_PAGE_MAX } from "./limits.ts";
import {
  AlertView,
  atMs,
  Balance,
  Currency,
  EntryView,
  HeadView,
  minor,
  ReceiptView,
  SignedIn,
  TransferView,
} from "./views.ts";

/** `anyone`: before sign-in too. `customer`: signed in. `staff`: signed in as staff. */
export type Access = "anyone" | "customer" | "staff";

const amountMinor = z.int().min(1);
const transferId = z.string().refine(isTransferId, "expected a UUID version 7 in lower case");
const password = z.string().min(1).max(PASSWORD_CHARS_MAX * 2);
const userName = z.string().max(64).transform(normalUserName)
  .refine((name) => USER_NAME.test(name), "3 to 32 of a-z 0-9 . _ -, beginning with a letter");
const displayName = z.string().refine(isDisplayName, "1 to 64 printable characters");
const payee = z.string().min(1).max(64);
const account = z.string().max(32).transform(normalAccountNumber);
const text = z.string().refine(
  (given) => [...given].length <= MEMO_CHARS_MAX && !UNSAFE_TEXT.test(given),
  `at most ${MEMO_CHARS_MAX} printable characters`,
);
const memo = text.default("");
/** 256 random bits that a client keeps per bank, so that its owner's known device is recognised. */
const device = z.string().regex(/^[0-9a-f]{64}$/).optional();
const nothing = z.strictObject({});

const position = z.int().min(0);

const Payment = z.strictObject({ id: transferId, amountMinor, memo });

interface Method {
  readonly access: Access;
  readonly params: z.ZodType;
  readonly result: z.ZodType;
}

export const METHODS = {
  hello: {
    access: "anyone",
    params: z.strictObject({ client: z.string().max(64).optional() }),
    result: z.object({
      protocol: z.literal(1),
      server: z.string(),
      bank: z.string(),
      currency: Currency,
      head: HeadView,
      atMs,
    }),
  },
  head: {
    access: "anyone",
    params: z.strictObject({ seq: position }),
    result: HeadView,
  },
  ping: { access: "anyone", params: nothing, result: z.object({ atMs }) },
  signUp: {
    access: "anyone",
    params: z.strictObject({
      userName,
      displayName: displayName.optional(),
      password,
      staffCode: z.string().max(64).optional(),
      device,
    }),
    result: SignedIn,
  },
  logIn: {
    access: "anyone",
    params: z.strictObject({ userName: z.string().max(64), password, device }),
    result: SignedIn,
  },
  resume: {
    access: "anyone",
    params: z.strictObject({ sessionToken: z.string().regex(/^[0-9a-f]{64}$/) }),
    result: SignedIn,
  },
  logOut: { access: "customer", params: nothing, result: nothing },
  account: {
    access: "customer",
    params: nothing,
    result: z.object({
      number: z.string(),
      userName: z.string(),
      displayName: z.string(),
      role: z.enum(["customer", "staff"]),
      status: z.enum(["open", "frozen", "closed"]),
      openedAtMs: atMs,
      currency: Currency,
      ...Balance.shape,
    }),
  },
  balance: { access: "customer", params: nothing, result: Balance },
  payee: {
    access: "customer",
    params: z.strictObject({ payee }),
    result: z.object({
      account: z.string(),
      displayName: z.string(),
      userName: z.string(),
      /** Whether it can be paid. */
      status: z.enum(["open", "frozen", "closed"]),
    }),
  },
  transfer: {
    access: "customer",
    params: z.strictObject({ ...Payment.shape, to: payee }),
    result: TransferView,
  },
  transferStatus: {
    access: "customer",
    params: z.strictObject({ id: transferId }),
    result: TransferView,
  },
  receipt: {
    access: "customer",
    params: z.strictObject({ id: transferId }),
    result: ReceiptView,
  },
  voidTransfer: {
    access: "customer",
    params: z.strictObject({ id: transferId }),
    result: TransferView,
  },
  history: {
    access: "customer",
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
    params: nothing,
    result: z.object({
      sessions: z.array(
        z.object({ startedAtMs: atMs, expiresAtMs: atMs, current: z.boolean() }),
      ),
    }),
  },
  endOtherSessions: { access: "customer", params: nothing, result: nothing },
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
  policy: { access: "customer", params: nothing, result: Policy },
  setPolicy: {
    access: "staff",
    params: z.strictObject({ password, policy: z.strictObject(Policy.shape).partial() }),
    result: Policy,
  },
  audit: {
    access: "staff",
    params: z.strictObject({ deep: z.boolean().default(false) }),
    result: z.object({
      blocks: z.int(),
      events: z.int(),
      transfers: z.int(),
      accounts: z.int(),
      sumMinor: minor,
      head: z.object({ seq: z.int(), hash: z.string() }),
      problems: z.array(z.string()).readonly(),
    }),
  },
  cashIn: {
    access: "staff",
    params: z.strictObject({ ...Payment.shape, account }),
    result: TransferView,
  },
  cashOut: {
    access: "staff",
    params: z.strictObject({ ...Payment.shape, account }),
    result: TransferView,
  },
  reverse: {
    access: "staff",
    params: z.strictObject({ id: transferId, transferId, reason: text.min(1) }),
    result: TransferView,
  },
} as const satisfies Record<string, Method>;

export type MethodName = keyof typeof METHODS;
/** What a caller gives (defaults may be left out). */
export type Params<M extends MethodName> = z.input<typeof METHODS[M]["params"]>;
/** What a handler gets. */
export type Parsed<M extends MethodName> = z.output<typeof METHODS[M]["params"]>;
export type Result<M extends MethodName> = z.output<typeof METHODS[M]["result"]>;

export function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(METHODS, name);
}

/** The first thing wrong, as `path: reason`, without echoing values (they may be secrets). */
export function shapeProblem(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return "unknown shape";
  const keys = "keys" in issue ? ` ${(issue.keys as string[]).slice(0, 3).join(", ")}` : "";
  const place = issue.path.length > 0 ? `${issue.path.join(".")}: ` : "";
  return `${place}${issue.code === "unrecognized_keys" ? `unknown field${keys}` : issue.message}`;
}
