// Random stories of giving: two homes, their officers and donors do everything that can be done, in any order, some of it
// twice, while time passes. Ids come from a small set, so that they meet again.
import * as fc from "fast-check";
import type { Command } from "../../bank/command.ts";
import { DAY_MS } from "../../bank/days.ts";
import { dayOf } from "../../bank/giving/calendar.ts";
import { FACT_KINDS } from "../../bank/giving/facts.ts";
import { openGiftOf } from "../../bank/giving/open_gift.ts";
import { PURPOSES, VISIBILITIES } from "../../bank/giving/record.ts";
import { publicTextOf } from "../../bank/giving/texts.ts";
import type { Ledger } from "../../bank/ledger.ts";
import type { TransferId } from "../../bank/transfer_id.ts";
import { review } from "./giving.ts";
import { does, DONORS, GIFT, HOLDING, OFFICERS, ORG, OTHER } from "./giving_commands.ts";
import { T0 } from "./ledger.ts";

const DEEDS = {
  gives: 14,
  refunds: 5,
  spends: 4,
  pays: 2,
  confirms: 6,
  cancels: 1,
  freezes: 1,
  unfreezes: 3,
  needs: 6,
  "closes need": 1,
  pledges: 12,
  sends: 5,
  receives: 6,
  "cancels pledge": 2,
  lapses: 4,
  updates: 2,
  orders: 3,
  runs: 8,
  "stops order": 1,
  "opens gift": 4,
  "pays gift": 6,
  "ends gift": 2,
  "sets fact": 2,
  "adds document": 1,
  views: 1,
  submits: 1,
  reviews: 20,
  refuses: 1,
  settles: 4,
  "reads text": 3,
  stops: 1,
  reinstates: 6,
  rules: 4,
  "takes back": 3,
  passes: 8,
} as const;
type Deed = keyof typeof DEEDS;

/** Draws name who, whom, which one and how much. */
export type Step = readonly [deed: Deed, who: number, which: number, other: number, minor: number];

const deeds = Object.entries(DEEDS).flatMap(([deed, weight]) =>
  Array<Deed>(weight).fill(deed as Deed)
);

export const step: fc.Arbitrary<Step> = fc.tuple(
  fc.constantFrom(...deeds),
  fc.nat(9),
  fc.nat(15),
  fc.nat(15),
  fc.integer({ min: 1, max: 300 }),
);

const HOMES = [ORG, OTHER];
const PLEDGES = 40;

function pick<T>(list: readonly T[], draw: number): T {
  return list[draw % list.length]!;
}

/** The same id for the same number. It carries no time, because months pass in a story. */
export function idOf(number: number): TransferId {
  return `told ${number}`;
}

/** How long nothing happens in this step. */
export function pauseOf([deed, , which]: Step): number {
  if (deed !== "passes") return 0;
  return pick([60_000, 3_600_000, DAY_MS, DAY_MS, 3 * DAY_MS, 8 * DAY_MS, 31 * DAY_MS], which);
}

/** @returns null when only time passes, or nothing is there to do it with. */
export function commandOf(ledger: Ledger, step: Step): Command | null {
  return ofMoney(ledger, step) ?? ofNeeds(ledger, step) ?? ofOfficers(ledger, step);
}

function giftOf([, who, which, other]: Step) {
  const organisation = pick(HOMES, who);
  const need = other % 3 === 0 ? { purpose: "need" as const, need: `n${which % 4}` } : {};
  const purpose = pick(PURPOSES.filter((each) => each !== "need"), which);
  const foreign = which % 4 === 0;
  return {
    ...GIFT,
    organisation,
    purpose,
    visibility: pick(VISIBILITIES, other),
    foreign,
    ...need,
  };
}

function ofMoney(ledger: Ledger, step: Step): Command | null {
  const [deed, who, which, other, minor] = step;
  const [organisation, donor] = [pick(HOMES, who), pick(DONORS, other)];
  const id = idOf(minor % 60);
  switch (deed) {
    case "gives":
      return does.give(id, { from: donor, amountMinor: minor * 20, gift: giftOf(step) });
    case "refunds":
      return does.refund(idOf(1_000 + which), id, { organisation });
    case "spends": {
      const use = which % 2 ? "programme" : "administration";
      return does.spend(idOf(2_000 + which), {
        organisation,
        to: donor,
        amountMinor: minor * 9,
        use,
      });
    }
    case "takes back": {
      // What was spent, or given.
      const transfer = who % 4 ? idOf(2_000 + which) : id;
      return { type: "reverse", id: idOf(5_000 + which), transfer, reason: "", by: "olga" };
    }
    case "pays":
      return does.pay(idOf(3_000 + minor), organisation, donor, minor);
    case "confirms":
    case "cancels": {
      // Something that waits is taken up first.
      const holdsOf = (name: string) => ledger.accounts.get(name)!.holds;
      const owner = [donor, ...DONORS].find((name) => holdsOf(name).length > 0) ?? donor;
      const [waiting = id] = holdsOf(owner);
      const type = deed === "confirms" ? "confirm_hold" : "cancel_hold";
      return { type, id: waiting, owner };
    }
    case "freezes":
    case "unfreezes":
      return {
        type: deed === "freezes" ? "freeze" : "unfreeze",
        account: pick([...DONORS, ...HOMES], who),
      };
    case "orders": {
      const every = which % 2 ? "week" : "month";
      const firstAtMs = T0 + which * DAY_MS;
      const about = {
        donor,
        amountMinor: minor * 20,
        gift: giftOf(step),
        every,
        firstAtMs,
      } as const;
      return does.order(`o${which % 6}`, about);
    }
    case "runs":
      return does.runOrder(`o${which % 6}`, idOf(4_000 + minor));
    case "stops order":
      return does.stopOrder(`o${which % 6}`, donor);
    default:
      return ofOpenGifts(ledger, step);
  }
}

/** Days of lines are early ones: some gifts are paid in time, some late, some lines are too old by then. */
function ofOpenGifts(ledger: Ledger, step: Step): Command | null {
  const [deed, who, which, other, minor] = step;
  const [name, donor] = [`g${which % 6}`, pick(DONORS, other)];
  switch (deed) {
    case "opens gift":
      return does.openGift(name, { donor, amountMinor: minor * 20, gift: giftOf(step) });
    case "pays gift": {
      const { number = "0000000000" } = openGiftOf(ledger, name) ?? {};
      const bookedOn = dayOf(T0 + who * 8 * DAY_MS);
      const about = { amountMinor: other * 400 + minor, bookedOn, number };
      return does.bookLine(idOf(6_000 + minor % 90), about);
    }
    case "ends gift":
      return who % 2 ? does.lapseOpenGift(name) : does.cancelOpenGift(name, donor);
    default:
      return null;
  }
}

/** The first one that is neither received nor over, if `which` is even; any one otherwise. */
function pledgeFor(ledger: Ledger, which: number, any: string): string {
  if (which % 2) return any;
  const open = Array.from({ length: PLEDGES }, (_, number) => `p${number}`).find((name) =>
    ["reserved", "sent"].includes(ledger.pledges.get(name)?.status ?? "")
  );
  return open ?? any;
}

function ofNeeds(ledger: Ledger, [deed, who, which, other, minor]: Step): Command | null {
  const [organisation, donor] = [pick(HOMES, which), pick(DONORS, other)];
  const [need, any] = [`n${which % 4}`, `p${minor % PLEDGES}`];
  const pledge = deed === "pledges" ? any : pledgeFor(ledger, who, any);
  switch (deed) {
    case "needs":
      return does.need(need, { organisation, quantity: 10 + minor % 50, deadline: "2028-12-31" });
    case "closes need":
      return { type: "close_need", need, organisation };
    case "pledges":
      return does.pledge(pledge, 1 + who + which, { need, donor });
    case "sends":
      return does.send(pledge, 1 + who, donor);
    case "receives":
      return does.receive(pledge, who, organisation);
    case "cancels pledge":
      return does.cancel(pledge, donor);
    case "lapses":
      return does.lapse(pledge);
    case "updates": {
      const about = { organisation, need: who % 2 ? need : null, sha256: `text ${who % 3}` };
      return does.update(`u${minor % 20}`, about);
    }
    default:
      return null;
  }
}

function ofOfficers(ledger: Ledger, [deed, who, which, other]: Step): Command | null {
  const [account, fact] = [pick(HOMES, who), pick(FACT_KINDS, which)];
  switch (deed) {
    case "sets fact":
      return does.fact(fact, { account, claim: `${fact} ${other % 2}` });
    case "adds document":
      return does.document(fact, `scan ${other}`, account);
    case "views":
      return {
        type: "view_document",
        account,
        document: `scan ${other} for ${account}`,
        by: "olga",
      };
    case "submits":
      return { type: "submit_org", account };
    case "reviews": {
      // What waits for an officer is taken up first.
      const { facts, documents } = ledger.organisations.get(account)!;
      const waiting = facts.find(({ state }) => state === "checked" || state === "seen");
      const verdict = waiting?.state === "seen" ? "verified" : "seen";
      const by = OFFICERS[verdict === "seen" ? 0 : 1];
      const unopened = documents.find((each) =>
        each.fact === waiting?.kind && !each.openedBy?.includes(by)
      );
      return unopened
        ? { type: "view_document", account, document: unopened.document, by }
        : review(ledger, waiting?.kind ?? fact, { account, verdict });
    }
    case "refuses":
      return review(ledger, fact, { account, verdict: "refused" });
    case "reads text": {
      const text = pick(["profile", `n${other % 4}`, `u${other}`], which);
      const { sha256 = "" } = publicTextOf(ledger, account, text) ?? {};
      const verdict = other % 2 ? "confirmed" : "taken_down";
      return { type: "review_text", account, text, sha256, verdict, by: "olga", reason: "" };
    }
    case "settles": {
      const { facts } = ledger.organisations.get(account)!;
      const kind = facts.find(({ state }) => state === "disputed")?.kind ?? fact;
      return {
        type: "settle_dispute",
        account,
        fact: kind,
        claimantIsRight: other % 2 === 0,
        by: "otto",
      };
    }
    case "stops":
      return does.stop("suspended", account);
    case "reinstates":
      return does.reinstate("otto", account);
    case "rules":
      return does.policy(other % 2 === 0 ? HOLDING : { fcraRequired: other % 4 === 1 ? 0 : 1 });
    default:
      return null;
  }
}
