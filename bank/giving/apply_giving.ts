// apply for needs, pledges, recurring gifts, and for what a booked gift changes: total and deterministic, like
// bank/apply.ts.
import type { Applying } from "../applying.ts";
import type { EventOf } from "../event.ts";
import type { Ledger } from "../ledger.ts";
import { applyOrganisation, type OrganisationEvent } from "./apply_organisation.ts";
import { applyOpenGift } from "./apply_open_gift.ts";
import { add, changing, organisation } from "./apply_record.ts";
import { dayOfMonth } from "./calendar.ts";
import type { GivingEvent, GivingEventOf } from "./event.ts";
import type { OpenGiftEvent } from "./open_gift_event.ts";
import type { Gift, Organisation, Spending } from "./record.ts";

export function applyGiving(ledger: Ledger, event: GivingEvent, applying: Applying): void {
  if (isOrganisation(event)) return applyOrganisation(ledger, event, applying);
  if (isOpenGift(event)) return applyOpenGift(ledger, event, applying);
  if (event.type !== "update_posted") return applyNeeds(ledger, event, applying);
  const { type: _, ...about } = event;
  const record = { ...about, atMs: applying.atMs };
  add(ledger.updates, { name: "updates", key: event.update, applying, record });
}

function isOrganisation(event: GivingEvent): event is OrganisationEvent {
  return event.type.startsWith("org_");
}

function isOpenGift(event: GivingEvent): event is OpenGiftEvent {
  const { type } = event;
  return type === "gift_opened" || type === "open_gift_ended" || type === "open_gift_paid";
}

type NeedsEvent = Exclude<
  GivingEvent,
  OrganisationEvent | OpenGiftEvent | { type: "update_posted" }
>;

function applyNeeds(ledger: Ledger, event: NeedsEvent, applying: Applying): void {
  switch (event.type) {
    case "need_added": {
      const { type: _, ...about } = event;
      const org = organisation(ledger, event.organisation, applying);
      if (org) org.needs++;
      const record = {
        ...about,
        addedAtMs: applying.atMs,
        status: "open" as const,
        pledged: 0,
        delivered: 0,
        givenMinor: 0,
      };
      return add(ledger.needs, { name: "needs", key: event.need, applying, record });
    }
    case "need_closed": {
      const need = needOf(ledger, event.need, applying);
      if (need) need.status = "closed";
      return;
    }
    case "pledged": {
      const { type: _, ...about } = event;
      const record = {
        ...about,
        pledgedAtMs: applying.atMs,
        status: "reserved" as const,
        sent: null,
        received: null,
      };
      add(ledger.pledges, { name: "pledges", key: event.pledge, applying, record });
      const need = needOf(ledger, event.need, applying);
      if (need) need.pledged += event.quantity;
      return;
    }
    case "pledge_sent":
    case "pledge_received":
    case "pledge_ended":
      return applyPledge(ledger, event, applying);
    default:
      return applyOrder(ledger, event, applying);
  }
}

function needOf(ledger: Ledger, key: string, applying: Applying) {
  return changing(ledger.needs, { name: "needs", key, applying });
}

function applyPledge(
  ledger: Ledger,
  event: GivingEventOf<"pledge_sent" | "pledge_received" | "pledge_ended">,
  applying: Applying,
): void {
  const key = event.pledge;
  const pledge = changing(ledger.pledges, { name: "pledges", key, applying });
  if (event.type === "pledge_sent") {
    if (pledge) {
      Object.assign(pledge, {
        status: "sent",
        sent: event.quantity,
        expiresAtMs: event.expiresAtMs,
      });
    }
    return;
  }
  const need = needOf(ledger, event.need, applying);
  if (need) need.pledged -= event.promised;
  if (event.type === "pledge_ended") {
    if (pledge) pledge.status = event.why;
    return;
  }
  if (pledge) Object.assign(pledge, { status: "received", received: event.quantity });
  if (!need) return;
  need.delivered += event.quantity;
  if (need.delivered >= need.quantity) need.status = "closed";
}

function applyOrder(
  ledger: Ledger,
  event: GivingEventOf<"order_started" | "order_skipped" | "order_ended">,
  applying: Applying,
): void {
  const key = event.order;
  if (event.type === "order_started") {
    const { type: _, firstAtMs, ...about } = event;
    const record = {
      ...about,
      dayOfMonth: dayOfMonth(firstAtMs),
      nextAtMs: firstAtMs,
      given: 0,
      skipped: 0,
      ended: null,
    };
    return add(ledger.orders, { name: "orders", key, applying, record });
  }
  const order = changing(ledger.orders, { name: "orders", key, applying });
  if (!order) return;
  if (event.type === "order_ended") order.ended = event.why;
  else Object.assign(order, { nextAtMs: event.nextAtMs, skipped: order.skipped + 1 });
}

/** What a booked gift, or one that is given back, changes beside the two accounts. */
export function applyGift(
  ledger: Ledger,
  { gift, amountMinor, back }: {
    readonly gift: Gift;
    readonly amountMinor: number;
    /** It is given back. */
    readonly back: boolean;
  },
  applying: Applying,
): void {
  const org = organisation(ledger, gift.organisation, applying);
  if (org && back) {
    org.refundedMinor += amountMinor;
    if (gift.foreign && org.foreignYear === gift.year) org.foreignMinor -= amountMinor;
  } else if (org) {
    org.gifts++;
    org.givenMinor += amountMinor;
    org.receipts = { ...org.receipts, [gift.year!]: gift.receipt! };
    if (gift.foreign) turnOf(org, gift.year!).foreignMinor += amountMinor;
  }
  if (gift.need !== undefined) {
    const need = needOf(ledger, gift.need, applying);
    if (need) need.givenMinor += back ? -amountMinor : amountMinor;
  }
  if (gift.order === undefined || back) return;
  const order = changing(ledger.orders, { name: "orders", key: gift.order, applying });
  if (order) Object.assign(order, { nextAtMs: gift.nextAtMs, given: order.given + 1, skipped: 0 });
}

export function applySpending(
  ledger: Ledger,
  { spending, amountMinor }: { readonly spending: Spending; readonly amountMinor: number },
  applying: Applying,
): void {
  const org = organisation(ledger, spending.organisation, applying);
  if (!org || spending.use !== "administration") return;
  // What is taken back from an earlier year changes nothing in this one.
  if (amountMinor < 0 && org.foreignYear !== spending.year) return;
  turnOf(org, spending.year).administrationMinor += amountMinor;
}

/** The counts of foreign contributions begin anew with each tax year. */
function turnOf(org: Organisation, year: number): Organisation {
  if (org.foreignYear !== year) {
    Object.assign(org, { foreignYear: year, foreignMinor: 0, administrationMinor: 0 });
  }
  return org;
}

/** The gift of a booking, if it is one. */
export function giftOf(
  event: EventOf<"transferred"> | EventOf<"hold_confirmed">,
): { readonly gift: Gift; readonly amountMinor: number; readonly back: boolean } | null {
  const { gift, amountMinor } = event;
  if (!gift) return null;
  return { gift, amountMinor, back: event.type === "transferred" && event.kind === "reversal" };
}
