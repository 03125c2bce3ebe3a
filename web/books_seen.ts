// What pages read of the books themselves, where no method tells it: the only place of the site that looks behind the router, at
// records that are public or are asked for by their id.
import { zoneOf } from "../bank/bank_zone.ts";
import type { Day } from "../bank/days.ts";
import type { Bank } from "../bank/ledger.ts";
import type { Need, Organisation } from "../bank/giving/record.ts";
import { openGiftOf } from "../bank/giving/open_gift.ts";
import type { FactKind } from "../bank/giving/facts.ts";
import { requiredFacts } from "../bank/giving/standing.ts";
import { policyOf } from "../bank/suspicion.ts";
import { hasDuty } from "../bank/staff/members.ts";
import type { Duty } from "../bank/staff/roles.ts";
import type { AnnouncementView } from "../api/announcement_methods.ts";
import { shownNow } from "../service/announcements/announcements.ts";
import type { Face } from "../net/http/http_face.ts";

type Behind = Pick<Face, "service">;

const booksOf = ({ service }: Behind) => service.loop.ledger;

/** Undefined before the bank is founded. */
export function bankSeen(face: Behind): Readonly<Bank> | undefined {
  return booksOf(face).bank.get("bank");
}

/** The day on which the bank is now, in its own zone. */
export function todayAt(face: Behind): Day {
  return dayAt(face, face.service.host.clock());
}

/** In the bank's zone. @param atMs Unix time in milliseconds. */
export function dayAt(face: Behind, atMs: number): Day {
  return zoneOf(booksOf(face)).dayOf(atMs);
}

/** Whether money comes in from outside and goes out. */
export function hasOutside(face: Behind): boolean {
  return face.service.loop.ledger.bank.get("bank")?.mutual !== true;
}

export function needSeen(face: Behind, need: string): Readonly<Need> | undefined {
  return booksOf(face).needs.get(need);
}

/** @param account its number. */
export function organisationSeen(
  face: Behind,
  account: string,
): Readonly<Organisation> | undefined {
  return booksOf(face).organisations.get(account);
}

/** Whether a recurring gift, a standing order, a pledge or an open gift has this id. */
export function isPromised(face: Behind, id: string): boolean {
  const ledger = booksOf(face);
  const { orders, pledges, standingOrders } = ledger;
  return [orders, pledges, standingOrders].some((table) => table.get(id) !== undefined) ||
    openGiftOf(ledger, id) !== null;
}

/** Whether who is signed in has this duty among the staff. */
export function hasDutyNow(face: Behind, account: string, duty: Duty): boolean {
  return hasDuty(booksOf(face), account, duty);
}

/** What a home has to show before it may receive gifts. */
export function neededFacts(face: Behind): readonly FactKind[] {
  return requiredFacts(policyOf(booksOf(face)));
}

/** What all customers are told now, the newest last. */
export function newsSeen({ service }: Behind): readonly AnnouncementView[] {
  return shownNow(service);
}

/** The number of the newest block. */
export function newestBlock({ service }: Behind): number {
  return service.loop.head.seq;
}
