// What the handlers of the method table share, and their type. A handler gets what the shape gate passed and
// returns the result or a refusal; nothing downstream checks shapes again.
import type { AuditReport } from "../bank/audit.ts";
import type { BankClock } from "../bank/bank_clock.ts";
import type { Head } from "../bank/block.ts";
import type { SigningKey } from "../bank/signature.ts";
import type { CommitLoop } from "../bank/commit_loop.ts";
import type { Host } from "../bank/host.ts";
import type { Currency } from "../bank/money.ts";
import { Refusal } from "../bank/refusal.ts";
import type { Transfer } from "../bank/ledger.ts";
import type { Entry, Notice } from "../bank/trace.ts";
import type { Recoveries } from "./recovery.ts";
import type { SecondFactor } from "./second_factor.ts";
import type { Encoded } from "./message.ts";
import type { MethodName, Parsed, Result } from "./methods.ts";
import type { Budgets } from "./budgets.ts";
import type { Documents } from "./documents.ts";
import type { AlertDelivery } from "./alert_delivery.ts";
import type { Giving } from "./giving.ts";
import type { NameBook } from "./name_book.ts";
import type { ReceiptFreezer } from "./receipt_freezer.ts";
import type { PasswordHasher } from "./password.ts";
import type { Identity, Presence, Session } from "./session.ts";
import type { FailedSignIns, MinuteLimit, SignInThrottle } from "./throttle.ts";

/** A person as the registry keeps them (store/registry.ts). */
export interface PersonRecord {
  account: string;
  userName: string;
  displayName: string;
  passwordHash: string;
  role: "customer" | "staff";
  createdAtMs: number;
  /** `firstSeenAtMs` is absent in records of release 0.1, and 0 for the machine of the sign-up. */
  devices: { hash: string; firstSeenAtMs?: number | undefined; lastSeenAtMs: number }[];
  totp?: SecondFactor | undefined;
}

export interface SessionRecord {
  account: string;
  createdAtMs: number;
  expiresAtMs: number;
  /** Absent in sessions that began under release 0.1. */
  device?: string | undefined;
  deviceSinceMs?: number | undefined;
  factor?: boolean | undefined;
  /** From where it began, and what the client calls itself; absent in sessions of earlier releases. */
  source?: string | undefined;
  client?: string | undefined;
}

export interface KnownSession
  extends Pick<SessionRecord, "createdAtMs" | "expiresAtMs" | "source" | "client"> {
  /** Of its token. */
  readonly hash: string;
  readonly current: boolean;
}

/** Up to which entry and which notice alerts have been shown. */
export interface ReadMarks {
  readonly entry: number;
  readonly notice: number;
}

/** The registry port: people and their sessions, outside the ledger. */
export interface People {
  /** @param staffCode used up with it. */
  add(person: PersonRecord, staffCode?: string): Promise<boolean>;
  person(account: string): Promise<PersonRecord | null>;
  /** Also of people who have left. */
  accountNamed(userName: string): Promise<string | null>;
  /** Who signs in under this name. Takes as long where it is nobody's. */
  personNamed(userName: string): Promise<PersonRecord | null>;
  change(
    account: string,
    edit: (person: PersonRecord) => PersonRecord,
  ): Promise<PersonRecord | null>;
  markLeaving(account: string): Promise<void>;
  unmarkLeaving(account: string): Promise<void>;
  erase(account: string): Promise<void>;
  addSession(
    token: string,
    session: SessionRecord,
  ): Promise<string[]>;
  session(token: string): Promise<SessionRecord | null>;
  endSession(token: string): Promise<void>;
  endSessions(account: string, keepToken?: string): Promise<void>;
  /** By the hash of its token. */
  endOneSession(account: string, hash: string): Promise<void>;
  sessions(account: string, currentToken: string): Promise<KnownSession[]>;
  /** @param device null for sessions that name none. @returns null when nothing has been read there. */
  readMarks(account: string, device: string | null): Promise<ReadMarks | null>;
  markRead(account: string, device: string | null, marks: ReadMarks): Promise<void>;
  forgetReadMarks(account: string, device: string): Promise<void>;
  isStaffCode(code: string): Promise<boolean>;
  setStaffCode(code: string): Promise<void>;
}

export interface PageRequest {
  /** Only entries with a smaller number, newest first; absent: from the newest. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface SinceRequest {
  /** Only those with a larger number, oldest first. */
  readonly after: number;
  readonly limit: number;
}

/** The statements port: entries and notices of any age. */
export interface Statements {
  /** Newest first. */
  page(account: string, request: PageRequest): Promise<Entry[]>;
  entriesSince(account: string, request: SinceRequest): Promise<Entry[]>;
  noticesSince(account: string, request: SinceRequest): Promise<Notice[]>;
  /** The number of the first entry at or after this time; one more than the newest if there is none. */
  firstAt(account: string, atMs: number): Promise<number>;
}

export interface Service {
  /** Its clock is the bank's own time. */
  readonly host: Host;
  /** That time, and what is wrong with the machine's clock. */
  readonly clock: BankClock;
  readonly loop: CommitLoop;
  readonly statements: Statements;
  /** A transfer of any age, or null. */
  readonly transfer: (id: string) => Promise<Readonly<Transfer> | null>;
  readonly people: People;
  readonly recoveries: Recoveries;
  readonly hasher: PasswordHasher;
  readonly budgets: Budgets;
  /** Those that are being handed in. */
  readonly documents: Documents;
  readonly throttle: SignInThrottle;
  readonly lookUps: MinuteLimit;
  /** Payments to payees that there are not. */
  readonly unknownPayees: MinuteLimit;
  /** Questions about transfers that there are not. */
  readonly unknownTransfers: MinuteLimit;
  readonly signUps: MinuteLimit;
  /** Codes of a second factor that signed-in customers try. */
  readonly codes: MinuteLimit;
  /** The journal's head when this block was the newest. */
  readonly headAt: (seq: number) => Promise<Head>;
  /** SHA-256 of a journal block, in hex. */
  readonly blockHash: (seq: number) => Promise<string>;
  /** Reads the whole journal and compares everything with it. */
  readonly audit: (deep: boolean) => Promise<AuditReport | Refusal>;
  readonly signing: SigningKey;
  readonly presence: Presence;
  readonly names: NameBook;
  readonly alerts: AlertDelivery;
  readonly giving: Giving;
  readonly receipts: ReceiptFreezer;
  readonly failedSignIns: FailedSignIns;
  readonly bank: { readonly name: string; readonly currency: Currency };
  /** Minor units credited to new customers; 0 for none. */
  readonly welcomeMinor: number;
  /** Program name and version, told in `hello`. */
  readonly server: string;
}

type Answer<M extends MethodName> = Result<M> | Encoded<Result<M>> | Refusal;

export type Handler<M extends MethodName> = (
  session: Session,
  params: Parsed<M>,
) => Answer<M> | Promise<Answer<M>>;

export type Handlers = { readonly [M in MethodName]: Handler<M> };

/** The identity that the access gate (net/router.ts) has made sure of. */
export function identityOf(session: Session): Identity {
  if (!session.identity) throw new Error("No identity: the access gate was passed by");
  return session.identity;
}

export function throttled(retryAfterMs: number): Refusal {
  return new Refusal("throttled", { retryAfterMs: Math.ceil(retryAfterMs) });
}
