// Who has which needs, pledges, recurring gifts and updates: lists beside the tables of giving, kept up to date as an
// observer of the journal, and what the bank has been given in all.
import type { Observer } from "../../bank/journal.ts";
import type { DurableLedger } from "../../bank/ledger.ts";
import { bookingOf } from "../../bank/trace.ts";
import { GIVING_TABLES, type GivingTable, type TouchedRecord } from "../../bank/giving/tables.ts";
import type { Day } from "../../bank/days.ts";
import { dayOf, hasPassed } from "../../bank/giving/calendar.ts";
import { leftOf } from "../../bank/giving/decide_need.ts";
import type { Gift } from "../../bank/giving/record.ts";
import { isLive } from "../../bank/giving/standing.ts";
import { policyOf } from "../../bank/suspicion.ts";

/** Gifts remembered for the page that shows the newest ones. */
const NEWEST_GIFTS = 12;

export interface NewGift {
  readonly atMs: number;
  readonly amountMinor: number;
  readonly from: string;
  readonly gift: Gift;
}

export interface Totals {
  readonly gifts: number;
  readonly givenMinor: number;
  /** Needs for which something can be promised today. */
  readonly openNeeds: number;
  readonly pledged: number;
  readonly delivered: number;
}

class Lists {
  readonly #of = new Map<string, string[]>();

  add(owner: string, key: string): void {
    const keys = this.#of.get(owner);
    if (keys) keys.push(key);
    else this.#of.set(owner, [key]);
  }

  /** In the order of making. */
  of(owner: string): readonly string[] {
    return this.#of.get(owner) ?? [];
  }
}

/** Tables of the same kind whose records have nothing to do with giving. */
const NOT_GIVING: ReadonlySet<GivingTable> = new Set<GivingTable>([
  "requests",
  "requestBooks",
  "standingOrders",
  "standingBooks",
  "paymentLimits",
]);

export class GivingRegister {
  readonly needsOf = new Lists();
  readonly updatesOf = new Lists();
  readonly pledgesBy = new Lists();
  readonly pledgesTo = new Lists();
  readonly ordersBy = new Lists();
  /** Numbers of open gifts by their donors, and of those that wait. */
  readonly openGiftsBy = new Lists();
  readonly openGifts = new Set<string>();
  /** Pledges and recurring gifts for which something will be due. */
  readonly openPledges = new Set<string>();
  readonly openOrders = new Set<string>();
  readonly #reserved = new Map<string, Set<string>>();
  readonly #totals = { gifts: 0, givenMinor: 0, openNeeds: 0, pledged: 0, delivered: 0 };
  readonly newest: NewGift[] = [];
  readonly #ledger: DurableLedger;
  readonly #known = new Set<string>();
  /** Organisations whose needs are counted. */
  readonly #asking = new Set<string>();
  /** What each organisation and need adds to the totals. */
  readonly #parts = new Map<string, readonly number[]>();
  /** What is open depends on the day: approvals lapse and needs end with it. */
  #day: Day = "";
  #nowMs = 0;

  constructor(ledger: DurableLedger) {
    this.#ledger = ledger;
    for (const table of GIVING_TABLES) {
      const rows = [...ledger.giving[table].rows()] as [string, { changed: number }][];
      // Rows of a view come in the order of their keys: their ids carry the time.
      for (const [key] of rows) this.#note({ table, key });
    }
  }

  totals(nowMs: number): Totals {
    this.#today(nowMs);
    return this.#totals;
  }

  /** Unix milliseconds at which the next promise for a need is free for others again unless it is sent; null for none. */
  freeAtMs(need: string): number | null {
    let first: number | null = null;
    for (const key of this.#reserved.get(need) ?? []) {
      const { expiresAtMs } = this.#ledger.pledges.get(key)!;
      if (first === null || expiresAtMs < first) first = expiresAtMs;
    }
    return first;
  }

  #today(nowMs: number): void {
    const day = dayOf(nowMs);
    // Blocks may be of a moment before the page that was asked for last.
    if (day <= this.#day) return;
    this.#day = day;
    this.#nowMs = nowMs;
    this.#recount();
  }

  #recount(): void {
    for (const [key] of this.#ledger.organisations.rows()) {
      this.#note({ table: "organisations", key });
    }
    for (const [key] of this.#ledger.needs.rows()) this.#note({ table: "needs", key });
  }

  readonly observe: Observer = ({ at, events }, { records }): void => {
    this.#today(at);
    for (const touched of records) this.#note(touched);
    for (const event of events) {
      if (event.type === "policy_set") this.#recount();
      if (event.type === "account_closed" && this.#ledger.organisations.get(event.account)) {
        this.#note({ table: "organisations", key: event.account });
      }
      const booking = bookingOf(event);
      if (!booking?.gift || (event.type === "transferred" && event.kind === "reversal")) continue;
      const { amountMinor, from, gift } = booking;
      this.newest.unshift({ atMs: at, amountMinor, from, gift });
      if (this.newest.length > NEWEST_GIFTS) this.newest.pop();
    }
  };

  #note({ table, key }: TouchedRecord): void {
    if (NOT_GIVING.has(table)) return;
    const name = `${table} ${key}`;
    const fresh = !this.#known.has(name);
    if (fresh && table !== "claims") this.#known.add(name);
    switch (table) {
      case "organisations": {
        const { gifts, givenMinor, refundedMinor } = this.#ledger.organisations.get(key)!;
        this.#count(name, [gifts, givenMinor - refundedMinor, 0, 0, 0]);
        const asks = this.#asks(key);
        if (this.#asking.has(key) === asks) return;
        toggle(this.#asking, key, asks);
        for (const need of this.needsOf.of(key)) this.#note({ table: "needs", key: need });
        return;
      }
      case "needs": {
        const need = this.#ledger.needs.get(key)!;
        if (fresh) this.needsOf.add(need.organisation, key);
        const open = need.status === "open" && leftOf(need) > 0 &&
          !hasPassed(need.deadline, this.#nowMs) && this.#asks(need.organisation);
        return this.#count(name, [0, 0, open ? 1 : 0, need.pledged, need.delivered]);
      }
      case "pledges": {
        const { need, donor, organisation, status } = this.#ledger.pledges.get(key)!;
        if (fresh) {
          this.pledgesBy.add(donor, key);
          this.pledgesTo.add(organisation, key);
        }
        const reserved = this.#reserved.get(need) ?? new Set();
        toggle(reserved, key, status === "reserved");
        if (reserved.size > 0) this.#reserved.set(need, reserved);
        else this.#reserved.delete(need);
        return toggle(this.openPledges, key, status === "reserved" || status === "sent");
      }
      case "orders": {
        const { donor, ended } = this.#ledger.orders.get(key)!;
        if (fresh) this.ordersBy.add(donor, key);
        return toggle(this.openOrders, key, ended === null);
      }
      case "openGifts": {
        const { donor, ended } = this.#ledger.openGifts.get(key)!;
        if (fresh) this.openGiftsBy.add(donor, key);
        return toggle(this.openGifts, key, ended === null);
      }
      case "updates":
        if (fresh) this.updatesOf.add(this.#ledger.updates.get(key)!.organisation, key);
        return;
      case "claims":
        return;
    }
  }

  /** Whether something can be given for its needs. */
  #asks(account: string): boolean {
    const organisation = this.#ledger.organisations.get(account)!;
    return this.#ledger.accounts.get(account)?.status !== "closed" &&
      isLive(organisation, { nowMs: this.#nowMs, policy: policyOf(this.#ledger) });
  }

  #count(name: string, parts: readonly number[]): void {
    const before = this.#parts.get(name);
    this.#parts.set(name, parts);
    const fields = ["gifts", "givenMinor", "openNeeds", "pledged", "delivered"] as const;
    for (const [place, field] of fields.entries()) {
      this.#totals[field] += parts[place]! - (before?.[place] ?? 0);
    }
  }
}

function toggle(set: Set<string>, key: string, open: boolean): void {
  if (open) set.add(key);
  else set.delete(key);
}
