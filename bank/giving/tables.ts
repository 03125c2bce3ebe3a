// The tables of giving, of money from outside, of payouts, payment requests, standing orders, limits, staff and tills: the same names in the ledger, in the views
// and in audits.
import type { LineDay, UnmatchedLine } from "../pay_in/line_record.ts";
import type { PaymentRequest, RequestBook } from "../requests/request_record.ts";
import type { Credit } from "../credit/credit_record.ts";
import type { Payout, PayoutAccount, PayoutBatch } from "../payouts/payout_record.ts";
import type { PaymentLimits } from "../payment_limits/limit_record.ts";
import type { StandingBook, StandingOrder } from "../standing_orders/standing_order.ts";
import type { Invitation, Proposal, StaffFreeze, StaffMember } from "../staff/record.ts";
import type { Announcement } from "../announcements/announcement.ts";
import type { Till } from "../tills/till_record.ts";
import { MemoryTable, OverlayTable, type Table } from "../table.ts";
import type {
  Claim,
  GivingRecord,
  Need,
  OpenGift,
  Order,
  Organisation,
  Pledge,
  Update,
} from "./record.ts";

export interface GivingTables {
  readonly organisations: Table<string, Organisation>;
  readonly needs: Table<string, Need>;
  readonly pledges: Table<string, Pledge>;
  readonly orders: Table<string, Order>;
  readonly updates: Table<string, Update>;
  readonly claims: Table<string, Claim>;
  readonly lines: Table<string, UnmatchedLine>;
  readonly lineDays: Table<string, LineDay>;
  readonly requests: Table<string, PaymentRequest>;
  readonly requestBooks: Table<string, RequestBook>;
  readonly standingOrders: Table<string, StandingOrder>;
  readonly standingBooks: Table<string, StandingBook>;
  readonly paymentLimits: Table<string, PaymentLimits>;
  readonly staff: Table<string, StaffMember>;
  readonly invitations: Table<string, Invitation>;
  readonly proposals: Table<string, Proposal>;
  /** By their numbers. */
  readonly openGifts: Table<string, OpenGift>;
  readonly payouts: Table<string, Payout>;
  readonly payoutBatches: Table<string, PayoutBatch>;
  readonly payoutAccounts: Table<string, PayoutAccount>;
  readonly credits: Table<string, Credit>;
  /** By their tellers' accounts. */
  readonly tills: Table<string, Till>;
  readonly freezes: Table<string, StaffFreeze>;
  /** By their numbers. */
  readonly announcements: Table<string, Announcement>;
}

export type GivingTable = keyof GivingTables;

export const GIVING_TABLES = [
  "organisations",
  "needs",
  "pledges",
  "orders",
  "updates",
  "claims",
  "lines",
  "lineDays",
  "requests",
  "requestBooks",
  "standingOrders",
  "standingBooks",
  "paymentLimits",
  "staff",
  "invitations",
  "proposals",
  "openGifts",
  "payouts",
  "payoutBatches",
  "payoutAccounts",
  "credits",
  "tills",
  "freezes",
  "announcements",
] as const satisfies readonly GivingTable[];

/** A record that an event changed. */
export interface TouchedRecord {
  readonly table: GivingTable;
  readonly key: string;
}

export type DurableGiving = {
  readonly [T in GivingTable]: GivingTables[T] extends Table<string, infer R extends GivingRecord>
    ? MemoryTable<string, R>
    : never;
};

export function durableGiving(): DurableGiving {
  return {
    organisations: new MemoryTable(),
    needs: new MemoryTable(),
    pledges: new MemoryTable(),
    orders: new MemoryTable(),
    updates: new MemoryTable(),
    claims: new MemoryTable(),
    lines: new MemoryTable(),
    lineDays: new MemoryTable(),
    requests: new MemoryTable(),
    requestBooks: new MemoryTable(),
    standingOrders: new MemoryTable(),
    standingBooks: new MemoryTable(),
    paymentLimits: new MemoryTable(),
    staff: new MemoryTable(),
    invitations: new MemoryTable(),
    proposals: new MemoryTable(),
    openGifts: new MemoryTable(),
    payouts: new MemoryTable(),
    payoutBatches: new MemoryTable(),
    payoutAccounts: new MemoryTable(),
    credits: new MemoryTable(),
    tills: new MemoryTable(),
    freezes: new MemoryTable(),
    announcements: new MemoryTable(),
  };
}

export function speculativeGiving(base: DurableGiving) {
  return {
    organisations: new OverlayTable(base.organisations),
    needs: new OverlayTable(base.needs),
    pledges: new OverlayTable(base.pledges),
    orders: new OverlayTable(base.orders),
    updates: new OverlayTable(base.updates),
    claims: new OverlayTable(base.claims),
    lines: new OverlayTable(base.lines),
    lineDays: new OverlayTable(base.lineDays),
    requests: new OverlayTable(base.requests),
    requestBooks: new OverlayTable(base.requestBooks),
    standingOrders: new OverlayTable(base.standingOrders),
    standingBooks: new OverlayTable(base.standingBooks),
    paymentLimits: new OverlayTable(base.paymentLimits),
    staff: new OverlayTable(base.staff),
    invitations: new OverlayTable(base.invitations),
    proposals: new OverlayTable(base.proposals),
    openGifts: new OverlayTable(base.openGifts),
    payouts: new OverlayTable(base.payouts),
    payoutBatches: new OverlayTable(base.payoutBatches),
    payoutAccounts: new OverlayTable(base.payoutAccounts),
    credits: new OverlayTable(base.credits),
    tills: new OverlayTable(base.tills),
    freezes: new OverlayTable(base.freezes),
    announcements: new OverlayTable(base.announcements),
  };
}
