// Puts store, ledger and network together into what methods work with: the one place that does, for `bank serve` and for the
// banks of tests, demo, bench and simulation alike.
import type { BankClock } from "../bank/bank_clock.ts";
import { DAY_MS } from "../bank/days.ts";
import type { CommitLoop } from "../bank/commit_loop.ts";
import { type Block, parseBlock } from "../bank/block.ts";
import type { Host } from "../bank/host.ts";
import type { Journal } from "../bank/journal.ts";
import type { Webhooks } from "../bank/ports/webhooks.ts";
import type { People } from "../bank/ports/people.ts";
import type { PayeeAccounts } from "../bank/ports/payee_accounts.ts";
import type { Recoveries } from "../bank/ports/recoveries.ts";
import type { SigningKey } from "../bank/signature.ts";
import {
  CODES_PER_MINUTE,
  LOOK_UPS_PER_MINUTE,
  REPORTS_PER_DAY,
  REPORTS_PER_MINUTE,
  SIGN_UPS_PER_MINUTE,
  UNKNOWN_PAYEES_PER_MINUTE,
  UNKNOWN_TRANSFERS_PER_MINUTE,
} from "../api/limits.ts";
import { AlertHub } from "../net/udp/alert_hub.ts";
import type { UdpSocket } from "../net/runtime.ts";
import type { Giving } from "../service/giving/giving.ts";
import { Documents } from "../service/giving/kept_documents.ts";
import { ReceiptFreezer } from "../service/giving/receipt_freezer.ts";
import type { PasswordHasher } from "../service/identity/password.ts";
import { Presence } from "../service/identity/session.ts";
import {
  FailedSignIns,
  MinuteLimit,
  SignInThrottle,
  WindowLimit,
} from "../service/identity/throttle.ts";
import { NameBook } from "../service/name_book.ts";
import { StandingRegister } from "../service/standing_orders/standing_register.ts";
import { RequestRegister } from "../service/requests/request_register.ts";
import { Router } from "../service/router.ts";
import type { Service } from "../service/service.ts";
import type { Budgets } from "../service/sharing/budgets.ts";
import { sourceOf } from "../service/sharing/shares.ts";
import { PayoutRegister } from "../service/payouts/payout_register.ts";
import type { Post } from "../service/webhooks/courier.ts";
import { Couriers } from "../service/webhooks/couriers.ts";
import type { Views } from "../store/views.ts";

export interface Parts {
  /** Its clock is the bank's own time. */
  readonly host: Host;
  readonly clock: BankClock;
  readonly loop: CommitLoop;
  readonly people: People;
  readonly recoveries: Recoveries;
  readonly payeeAccounts: PayeeAccounts;
  readonly webhooks: Webhooks;
  /** How their events are sent; null where nothing is. */
  readonly post?: Post | null;
  readonly journal: Pick<Journal, "block">;
  readonly views: Views;
  readonly giving: Giving;
  readonly signing: SigningKey;
  readonly udp: UdpSocket;
  readonly budgets: Budgets;
  readonly audit: Service["audit"];
  readonly bank: Service["bank"];
  readonly welcomeMinor: number;
  /** Another server may have taken the place of this one, and booked what this one does not know. */
  readonly outOfTouch?: (() => boolean) | undefined;
  /** Where the world finds the site; null where that is not said. */
  readonly site?: string | null | undefined;
  /** Of the program, e.g. `0.1.0`. */
  readonly version: string;
  readonly hasher: PasswordHasher;
  readonly presence?: Presence | undefined;
}

export interface Composed {
  readonly service: Service;
  /** For every face of the bank the same. */
  readonly router: Router;
  /** Observes the ledger already. */
  readonly alerts: AlertHub;
  /** Has to catch up with the journal before it observes. */
  readonly receipts: ReceiptFreezer;
}

export function compose(parts: Parts): Composed {
  const { host, clock, loop, people, recoveries, views, giving, signing, udp, budgets } = parts;
  const { audit, bank, welcomeMinor, version, hasher, presence = new Presence(), site = null } =
    parts;
  const names = NameBook.of(people, giving.directory);
  const alerts = new AlertHub({ host, loop, names, udp });
  loop.observe(alerts.observe);
  presence.onSignedOut(alerts.forget);
  const documents = new Documents(budgets);
  presence.onSignedOut((_session, { account }) => {
    if (presence.of(account).size === 0) documents.staged.forgetOf(account);
  });
  presence.onSignedIn(({ source, identity }) => {
    budgets.sources.note(sourceOf(source), identity!.rank);
  });
  const receipts = new ReceiptFreezer({ host, loop, names, giving });
  const service: Service = {
    host,
    clock,
    loop,
    people,
    recoveries,
    webhooks: couriersOf(parts, { names, alerts }),
    names,
    alerts,
    giving,
    ...registersOn(loop),
    payeeAccounts: parts.payeeAccounts,
    site,
    receipts,
    signing,
    presence,
    budgets,
    audit,
    bank,
    welcomeMinor,
    statements: views.statements,
    transfer: (id) => views.transfer(id),
    outOfTouch: parts.outOfTouch ?? (() => false),
    isOld: (id) => id <= views.archive.horizon && !loop.ledger.transfers.get(id),
    headAt: (seq) => views.headAt(seq),
    block: (seq) => blockOf(parts.journal, seq),
    blockHash: (seq) => views.blockHash(seq),
    documents,
    hasher,
    throttle: new SignInThrottle(),
    lookUps: new MinuteLimit(LOOK_UPS_PER_MINUTE),
    unknownPayees: new MinuteLimit(UNKNOWN_PAYEES_PER_MINUTE),
    unknownTransfers: new MinuteLimit(UNKNOWN_TRANSFERS_PER_MINUTE),
    signUps: new MinuteLimit(SIGN_UPS_PER_MINUTE),
    reported: new MinuteLimit(REPORTS_PER_MINUTE),
    reportedToday: new WindowLimit(REPORTS_PER_DAY, DAY_MS),
    codes: new MinuteLimit(CODES_PER_MINUTE),
    failedSignIns: new FailedSignIns(),
    server: `bank ${version}`,
  };
  return { service, router: new Router(service), alerts, receipts };
}

async function blockOf(journal: Pick<Journal, "block">, seq: number): Promise<Block | null> {
  const bytes = await journal.block(seq);
  return bytes && parseBlock(bytes, seq);
}

/** Lists beside the tables of the ledger, which they observe. */
function registersOn(
  loop: CommitLoop,
): Pick<Service, "requests" | "standingOrders" | "payouts"> {
  const { ledger } = loop;
  const requests = new RequestRegister(ledger);
  const standingOrders = new StandingRegister(ledger);
  const payouts = new PayoutRegister(ledger);
  for (const one of [requests, standingOrders, payouts]) loop.observe(one.observe);
  return { requests, standingOrders, payouts };
}

/** They observe the ledger already, and begin when all else is ready. */
function couriersOf(
  { host, loop, views, journal, webhooks: store, post = null }: Parts,
  { names, alerts }: { readonly names: NameBook; readonly alerts: AlertHub },
): Couriers | null {
  if (post === null) return null;
  const couriers = new Couriers({
    host,
    store,
    post,
    source: {
      loop,
      statements: views.statements,
      names,
      position: (account) => alerts.position(account),
      block: (seq) => blockOf(journal, seq),
    },
  });
  loop.observe(couriers.observe);
  return couriers;
}
