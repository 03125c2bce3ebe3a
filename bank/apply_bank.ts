// What events about the bank itself change: that it is founded, its signing key, its clock, losses that were accepted.
import type { Applying } from "./applying.ts";
import { zoneOf } from "./bank_zone.ts";
import type { EventOf } from "./event.ts";
import { changing as changingRecord } from "./giving/apply_record.ts";
import { DAY_MS } from "./days.ts";
import { dueAfter } from "./giving/calendar.ts";
import type { GivingRecord } from "./giving/record.ts";
import type { GivingTable } from "./giving/tables.ts";
import type { Ledger } from "./ledger.ts";
import type { Table } from "./table.ts";
import {
  ANNOUNCEMENT_DAYS_MAX,
  HOLD_LIFETIME_MS,
  OPEN_GIFT_LIFETIME_MS,
  ORDER_AHEAD_MS_MAX,
  PLEDGE_TRANSIT_MS,
  PROPOSAL_LIFETIME_MS,
  REQUEST_DUE_DAYS_MAX,
  REQUEST_LAPSE_DAYS,
  STAFF_INVITATION_LIFETIME_MS,
} from "./limits.ts";
import { dateLimits } from "./payment_limits/apply_limits.ts";
import { dateStandingOrders } from "./standing_orders/apply_standing_order.ts";
import { defaultPolicy, newDeviceMs, policyOf } from "./suspicion.ts";
import { blockOf } from "./ref.ts";

type BankEvent = EventOf<
  | "founded"
  | "key_noted"
  | "time_zone_set"
  | "bank_details_set"
  | "clock_set"
  | "loss_accepted"
>;

export function applyBank(ledger: Ledger, event: BankEvent, applying: Applying): void {
  switch (event.type) {
    case "founded": {
      const { name, currency, scale, kind } = event;
      const accounts = ledger.bank.get("bank")?.accounts ?? 0;
      const nothing = {
        mutual: kind === "mutual",
        signingKey: null,
        timeZone: null,
        details: null,
        clockSets: [],
        losses: [],
      };
      ledger.bank.add("bank", { name, currency, scale, accounts, ...nothing });
      return ledger.policy.add("policy", defaultPolicy(scale));
    }
    case "key_noted":
      ledger.bank.edit("bank").signingKey = event.signingKey;
      return;
    case "time_zone_set":
      ledger.bank.edit("bank").timeZone = { name: event.zone, chosen: event.chosen };
      return;
    case "bank_details_set":
      ledger.bank.edit("bank").details = event.details ?? null;
      return;
    case "clock_set":
      return applyClockSet(ledger, event, applying);
    case "loss_accepted": {
      const { type: _, payments = -1, ...about } = event;
      const block = blockOf(applying.ref);
      const { losses } = ledger.bank.get("bank")!;
      // Recovery: a view had it.
      if (losses.some((loss) => loss.block === block)) return;
      ledger.bank.edit("bank").losses = [...losses, { block, ...about, payments }];
    }
  }
}

/** Milliseconds between two of a recurring gift: the longest month and a day. */
const ORDER_STEP_MS_MAX = 32 * 24 * 60 * 60 * 1000;

/** What a clock that was ahead had dated into the future is dated now; what was to end long after ends soon. */
function applyClockSet(
  ledger: Ledger,
  { fromMs, toMs }: EventOf<"clock_set">,
  applying: Applying,
): void {
  if (toMs >= fromMs) return;
  const block = blockOf(applying.ref);
  const { clockSets } = ledger.bank.get("bank")!;
  if (!clockSets.some((known) => known.block === block)) {
    ledger.bank.edit("bank").clockSets = [...clockSets, { block, toMs }];
  }
  dateAccounts(ledger, toMs, applying);
  dateTransfers(ledger, toMs);
  dateGiving(ledger, toMs, applying);
  const today = zoneOf(ledger).dayOf(toMs);
  dateStandingOrders(ledger, today, applying);
  dateLimits(ledger, today, applying);
}

function dateAccounts(ledger: Ledger, toMs: number, { changes, reflects }: Applying): void {
  for (const [number, account] of ledger.accounts.rows()) {
    const { openedAtMs, burstStartMs, newDeviceAtMs } = account;
    const newest = Math.max(openedAtMs, burstStartMs, newDeviceAtMs ?? 0);
    if (newest <= toMs || reflects?.(account)) continue;
    const row = ledger.accounts.edit(number);
    row.openedAtMs = Math.min(openedAtMs, toMs);
    row.burstStartMs = Math.min(burstStartMs, toMs);
    if (newDeviceAtMs !== null) row.newDeviceAtMs = Math.min(newDeviceAtMs, toMs);
    changes?.touched.push(row);
  }
}

function dateTransfers(ledger: Ledger, toMs: number): void {
  const lastMs = toMs + newDeviceMs(policyOf(ledger)) + HOLD_LIFETIME_MS;
  for (const [id, { atMs, expiresAtMs }] of ledger.transfers.rows()) {
    if (atMs <= toMs && (expiresAtMs ?? 0) <= lastMs) continue;
    const row = ledger.transfers.edit(id);
    row.atMs = Math.min(atMs, toMs);
    if (expiresAtMs !== undefined) row.expiresAtMs = Math.min(expiresAtMs, lastMs);
  }
}

/** What waits: when it began, until when, and the longest that it may wait. */
const WAITING = [
  ["pledges", "pledgedAtMs", "expiresAtMs", PLEDGE_TRANSIT_MS],
  ["openGifts", "openedAtMs", "expiresAtMs", OPEN_GIFT_LIFETIME_MS],
  [
    "requests",
    "askedAtMs",
    "lapsesAtMs",
    (REQUEST_DUE_DAYS_MAX + REQUEST_LAPSE_DAYS + 1) * DAY_MS,
  ],
  ["invitations", "invitedAtMs", "expiresAtMs", STAFF_INVITATION_LIFETIME_MS],
  ["proposals", "proposedAtMs", "expiresAtMs", PROPOSAL_LIFETIME_MS],
  ["needs", "addedAtMs", null, 0],
  ["updates", "atMs", null, 0],
  ["staff", "sinceMs", null, 0],
  ["announcements", "atMs", "untilMs", ANNOUNCEMENT_DAYS_MAX * DAY_MS],
] as const satisfies readonly (readonly [GivingTable, string, string | null, number])[];

type Dated = GivingRecord & Record<string, number>;

/** Promises that were to wait for years, and recurring gifts that would have begun or gone on only then. */
function dateGiving(ledger: Ledger, toMs: number, applying: Applying): void {
  for (const [name, began, ends, longestMs] of WAITING) {
    // The names of their members are those of the records.
    const table = ledger[name] as unknown as Table<string, Dated>;
    const endMs = toMs + longestMs;
    for (const [key, record] of table.rows()) {
      if (record[began]! <= toMs && (ends === null || record[ends]! <= endMs)) continue;
      const row = changingRecord(table, { name, key, applying });
      if (!row) continue;
      row[began] = Math.min(row[began]!, toMs);
      if (ends !== null) row[ends] = Math.min(row[ends]!, endMs);
    }
  }
  for (const [key, { nextAtMs, given, skipped, every, dayOfMonth }] of ledger.orders.rows()) {
    const aheadMs = given + skipped > 0 ? ORDER_STEP_MS_MAX : ORDER_AHEAD_MS_MAX;
    if (nextAtMs <= toMs + aheadMs) continue;
    const row = changingRecord(ledger.orders, { name: "orders", key, applying });
    if (row) row.nextAtMs = dueAfter(toMs, every, dayOfMonth);
  }
}
