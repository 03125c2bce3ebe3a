// What the handlers of the method table share, and their type. A handler gets what the shape gate passed and
// returns the result or a refusal; nothing downstream checks shapes again.
import type { AuditReport } from "../bank/audit.ts";
import type { BankClock } from "../bank/bank_clock.ts";
import type { Block, Head } from "../bank/block.ts";
import type { SigningKey } from "../bank/signature.ts";
import type { CommitLoop } from "../bank/commit_loop.ts";
import type { Host } from "../bank/host.ts";
import type { Currency } from "../bank/money.ts";
import { Refusal } from "../bank/refusal.ts";
import type { Transfer } from "../bank/transfer.ts";
import type { Recoveries } from "../bank/ports/recoveries.ts";
import type { Encoded, Fault } from "../api/message.ts";
import type { MethodName, Parsed, Result } from "../api/methods.ts";
import type { Budgets } from "./sharing/budgets.ts";
import type { Documents } from "./giving/kept_documents.ts";
import type { AlertDelivery } from "./alert_delivery.ts";
import type { Giving } from "./giving/giving.ts";
import type { NameBook } from "./name_book.ts";
import type { FrozenParticulars } from "./giving/particulars.ts";
import type { PasswordHasher } from "./identity/password.ts";
import type { Presence, Session } from "./identity/session.ts";
import type {
  FailedSignIns,
  MinuteLimit,
  SignInThrottle,
  WindowLimit,
} from "./identity/throttle.ts";
import type { People } from "../bank/ports/people.ts";
import type { Couriers } from "./webhooks/couriers.ts";
import type { Statements } from "../bank/ports/statements.ts";
import type { StandingRegister } from "./standing_orders/standing_register.ts";
import type { PayoutRegister } from "./payouts/payout_register.ts";
import type { PayeeAccounts } from "../bank/ports/payee_accounts.ts";
import type { RequestRegister } from "./requests/request_register.ts";

export interface Service {
  /** Its clock is the bank's own time. */
  readonly host: Host;
  /** That time, and what is wrong with the machine's clock. */
  readonly clock: BankClock;
  readonly loop: CommitLoop;
  readonly statements: Statements;
  /** A transfer of any age, or null. */
  readonly transfer: (id: string) => Promise<Readonly<Transfer> | null>;
  /** Another server may have taken the place of this one, and booked what this one does not know. */
  readonly outOfTouch: () => boolean;
  /** Whether an id has to be looked for on the disk before what it stands for can be decided. */
  readonly isOld: (id: string) => boolean;
  readonly people: People;
  readonly recoveries: Recoveries;
  /** Null where the bank sends nothing. */
  readonly webhooks: Couriers | null;
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
  /** Reports of pages, and numbers of reports that there are not, by source. */
  readonly reported: MinuteLimit;
  readonly reportedToday: WindowLimit;
  /** Codes of a second factor that signed-in customers try. */
  readonly codes: MinuteLimit;
  /** The journal's head when this block was the newest. */
  readonly headAt: (seq: number) => Promise<Head>;
  /** A journal block, or null. */
  readonly block: (seq: number) => Promise<Block | null>;
  /** SHA-256 of a journal block, in hex. */
  readonly blockHash: (seq: number) => Promise<string>;
  /** Reads the whole journal and compares everything with it. */
  readonly audit: (deep: boolean) => Promise<AuditReport | Refusal>;
  readonly signing: SigningKey;
  readonly presence: Presence;
  readonly names: NameBook;
  readonly alerts: AlertDelivery;
  readonly giving: Giving;
  readonly requests: RequestRegister;
  readonly standingOrders: StandingRegister;
  readonly payouts: PayoutRegister;
  readonly payeeAccounts: PayeeAccounts;
  /** Where the world finds the bank's site now, such as `https://give.example`; null where that is not said. */
  site: string | null;
  readonly receipts: FrozenParticulars;
  readonly failedSignIns: FailedSignIns;
  readonly bank: { readonly name: string; readonly currency: Currency };
  /** Minor units credited to new customers; 0 for none. */
  readonly welcomeMinor: number;
  /** Program name and version, told in `hello`. */
  readonly server: string;
}

type Answer<M extends MethodName> = Result<M> | Encoded<Result<M>> | Refusal | Fault;

export type Handler<M extends MethodName> = (
  session: Session,
  params: Parsed<M>,
) => Answer<M> | Promise<Answer<M>>;

export type Handlers = { readonly [M in MethodName]: Handler<M> };
