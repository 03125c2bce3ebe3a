// The state of the bank: tables of small records, and nothing else. The durable ledger and the
// speculative one (decided, not yet written) have the same shape. Only bank/apply.ts changes records.
import type { AccountNumber } from "./account_number.ts";
import { HOUSE_ACCOUNTS, type HouseAccount } from "./house_accounts.ts";
import type { BankDetails } from "./pay_in/bank_details.ts";
import type { Policy } from "./policy.ts";
import {
  type DurableGiving,
  durableGiving,
  type GivingTables,
  speculativeGiving,
} from "./giving/tables.ts";
import { MemoryTable, OverlayTable, type Table } from "./table.ts";
import type { TransferId } from "./transfer_id.ts";
import { TransferTable } from "./transfer_table.ts";
import type { BankZone } from "./time_zone.ts";
import type { Transfer } from "./transfer.ts";

export interface Account {
  readonly number: AccountNumber | HouseAccount;
  /** `designated`: an organisation's account of foreign contributions. */
  readonly kind: "customer" | "house" | "designated";
  /** 0, 1, 2 … in the order of opening. */
  readonly ordinal: number;
  openedAtMs: number;
  status: "open" | "frozen" | "closed";
  /** Sum of all entries, in minor units. Customers: below zero within their credit alone. */
  bookedMinor: number;
  /** Reserved by held payments. */
  heldMinor: number;
  /** Held payments of this account that await a decision. Replaced, never changed in place. */
  holds: readonly TransferId[];
  /** Entries so far: the number of the newest one. */
  entries: number;
  /** Notices so far: the number of the newest one. */
  notices: number;
  /** The payer's own history, as bank/suspicion.ts keeps it: booked payments, */
  sent: number;
  /** their usual amount, */
  usualMinor: number;
  /** who was paid lately, */
  payees: readonly string[];
  /** how many payments since when, */
  burstStartMs: number;
  burstTransfers: number;
  /** and the last sign-in from a device that was new. */
  newDeviceAtMs: number | null;
}

export interface Bank {
  readonly name: string;
  readonly currency: string;
  readonly scale: number;
  /** Its money comes into being when customers pay each other, and no other way. */
  readonly mutual: boolean;
  /** Accounts opened so far: the ordinal of the next one. */
  accounts: number;
  /** With which the bank signs; null in journals of release 0.1 until their next start. */
  signingKey: string | null;
  /** In which days are counted; null in journals of release 0.1 until their next start. */
  timeZone: BankZone | null;
  /** Where customers pay in from outside; null until staff have said it. */
  details: BankDetails | null;
  /** Times at which the clock was set back; oldest first. */
  clockSets: readonly ClockSet[];
  /** Blocks that were acknowledged and are gone; oldest first. */
  losses: readonly Loss[];
}

/** Blocks before this one are dated no later than this: the clock had been ahead. */
export interface ClockSet {
  readonly block: number;
  readonly toMs: number;
}

/** The bank went on after block `kept`, although blocks up to `seq` had been acknowledged. */
export interface Loss {
  /** The block that says so. */
  readonly block: number;
  /** The last block that was left. */
  readonly kept: number;
  /** The newest block that was acknowledged, its SHA-256 and its time. */
  readonly seq: number;
  readonly hash: string;
  readonly atMs: number;
  /** Payments that went with them; −1 where that is not known. */
  readonly payments: number;
  /** The bank was restored from a backup of then, and may have been at any block after `kept`. */
  readonly restoredFromMs?: number | undefined;
  /** Which restore that was. */
  readonly restore?: string | undefined;
}

/** When an event of block `seq` happened: blocks that a clock had dated into the future are dated by its correction. */
export function datedAt(ledger: Ledger, seq: number, atMs: number): number {
  let dated = atMs;
  for (const { block, toMs } of ledger.bank.get("bank")?.clockSets ?? []) {
    if (seq < block) dated = Math.min(dated, toMs);
  }
  return dated;
}

export interface Ledger extends GivingTables {
  readonly bank: Table<"bank", Bank>;
  readonly policy: Table<"policy", Policy>;
  readonly accounts: Table<string, Account>;
  readonly transfers: Table<TransferId, Transfer>;
}

/** What is durable; reads are answered from here. */
export class DurableLedger implements Ledger, DurableGiving {
  readonly bank = new MemoryTable<"bank", Bank>();
  readonly policy = new MemoryTable<"policy", Policy>();
  readonly accounts = new MemoryTable<string, Account>();
  readonly transfers = new TransferTable();
  readonly giving = durableGiving();
  readonly organisations = this.giving.organisations;
  readonly needs = this.giving.needs;
  readonly pledges = this.giving.pledges;
  readonly orders = this.giving.orders;
  readonly updates = this.giving.updates;
  readonly claims = this.giving.claims;
  readonly lines = this.giving.lines;
  readonly lineDays = this.giving.lineDays;
  readonly requests = this.giving.requests;
  readonly requestBooks = this.giving.requestBooks;
  readonly standingOrders = this.giving.standingOrders;
  readonly standingBooks = this.giving.standingBooks;
  readonly paymentLimits = this.giving.paymentLimits;
  readonly staff = this.giving.staff;
  readonly invitations = this.giving.invitations;
  readonly proposals = this.giving.proposals;
  readonly openGifts = this.giving.openGifts;
  readonly payouts = this.giving.payouts;
  readonly payoutBatches = this.giving.payoutBatches;
  readonly payoutAccounts = this.giving.payoutAccounts;
  readonly credits = this.giving.credits;
  readonly tills = this.giving.tills;
  readonly freezes = this.giving.freezes;
  readonly announcements = this.giving.announcements;
}

/** What has been decided on top of the durable ledger; new commands are decided against it. */
export class SpeculativeLedger implements Ledger {
  readonly bank: OverlayTable<"bank", Bank>;
  readonly policy: OverlayTable<"policy", Policy>;
  readonly accounts: OverlayTable<string, Account>;
  readonly transfers: OverlayTable<TransferId, Transfer>;
  readonly organisations;
  readonly needs;
  readonly pledges;
  readonly orders;
  readonly updates;
  readonly claims;
  readonly lines;
  readonly lineDays;
  readonly requests;
  readonly requestBooks;
  readonly standingOrders;
  readonly standingBooks;
  readonly paymentLimits;
  readonly staff;
  readonly invitations;
  readonly proposals;
  readonly openGifts;
  readonly payouts;
  readonly payoutBatches;
  readonly payoutAccounts;
  readonly credits;
  readonly tills;
  readonly freezes;
  readonly announcements;
  readonly #tables: readonly OverlayTable<never, object>[];

  constructor(base: DurableLedger) {
    this.bank = new OverlayTable(base.bank);
    this.policy = new OverlayTable(base.policy);
    this.accounts = new OverlayTable(base.accounts);
    this.transfers = new OverlayTable(base.transfers);
    const giving = speculativeGiving(base.giving);
    this.organisations = giving.organisations;
    this.needs = giving.needs;
    this.pledges = giving.pledges;
    this.orders = giving.orders;
    this.updates = giving.updates;
    this.claims = giving.claims;
    this.lines = giving.lines;
    this.lineDays = giving.lineDays;
    this.requests = giving.requests;
    this.requestBooks = giving.requestBooks;
    this.standingOrders = giving.standingOrders;
    this.standingBooks = giving.standingBooks;
    this.paymentLimits = giving.paymentLimits;
    this.staff = giving.staff;
    this.invitations = giving.invitations;
    this.proposals = giving.proposals;
    this.openGifts = giving.openGifts;
    this.payouts = giving.payouts;
    this.payoutBatches = giving.payoutBatches;
    this.payoutAccounts = giving.payoutAccounts;
    this.credits = giving.credits;
    this.tills = giving.tills;
    this.freezes = giving.freezes;
    this.announcements = giving.announcements;
    const own = [this.bank, this.policy, this.accounts, this.transfers];
    this.#tables = [...own, ...Object.values(giving)] as unknown as OverlayTable<never, object>[];
  }

  seal(): void {
    for (const table of this.#tables) table.seal();
  }

  settle(): void {
    for (const table of this.#tables) table.settle();
  }

  reset(): void {
    for (const table of this.#tables) table.reset();
  }
}

/** How far below zero the account may go: what staff have set for it, or the bank's policy for all; 0 but for customers. */
export function creditMinor(
  ledger: Pick<Ledger, "credits" | "policy">,
  { number, kind }: Readonly<Account>,
): number {
  if (kind !== "customer") return 0;
  return ledger.credits.get(number)?.creditMinor ??
    ledger.policy.get("policy")?.creditMinor ?? 0;
}

/** Without credit: what is booked less what held payments reserve. */
export function ownMinor({ bookedMinor, heldMinor }: Readonly<Account>): number {
  return bookedMinor - heldMinor;
}

/** What can be spent, in minor units, with credit. 0 where credit was lowered below what is used of it. */
export function availableMinor(
  ledger: Pick<Ledger, "credits" | "policy">,
  account: Readonly<Account>,
): number {
  return Math.max(0, ownMinor(account) + creditMinor(ledger, account));
}

/** Minor units in customers' hands: what the house accounts are short of. */
export function issuedMinor(ledger: Ledger): number {
  let sum = 0;
  for (const house of HOUSE_ACCOUNTS) sum -= ledger.accounts.get(house)?.bookedMinor ?? 0;
  return sum;
}
