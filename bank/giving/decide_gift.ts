// Gifts of money: to whom, for what, from whom; what comes back; and what may be done with foreign
// contributions. A gift is a transfer of the ledger like any other, with more that must be true.
import {
  customerRefusal,
  firstOf,
  moneyRefusal,
  payRefusal,
  receiveRefusal,
  timeRefusal,
} from "../checks.ts";
import { decideReverse } from "../decide_reverse.ts";
import type { Decision } from "../decision.ts";
import type { Event } from "../event.ts";
import type { Ledger } from "../ledger.ts";
import type { Transfer } from "../transfer.ts";
import { OPEN_HOLDS_MAX } from "../limits.ts";
import { type Counted, counting } from "../payment_limits/payment_limits.ts";
import { Refusal } from "../refusal.ts";
import { assess, holdUntilMs, policyOf } from "../suspicion.ts";
import { taxYearOf } from "./calendar.ts";
import type { GivingCommandOf } from "./command.ts";
import { activeOrganisation } from "./decide_organisation.ts";
import { liveOrganisation, openNeed } from "./decide_need.ts";
import { ADMINISTRATION_PERCENT_MAX } from "./law.ts";
import type { Eligibility, Gift, Organisation } from "./record.ts";
import { factOf, holds } from "./standing.ts";

const NOTHING: Decision = [];

/** The account that a gift goes to. */
export function receiverOf(
  { account, foreignAccount }: Readonly<Organisation>,
  { foreign }: Gift,
): string {
  return foreign ? foreignAccount : account;
}

/** What an organisation may not be given, or not now. */
export function giftRefusal(ledger: Ledger, gift: Gift, nowMs: number): Refusal | null {
  const organisation = liveOrganisation(ledger, gift.organisation, nowMs);
  if (organisation instanceof Refusal) return organisation;
  if (gift.foreign && !holds(factOf(organisation, "fcra"), nowMs)) {
    return new Refusal("foreign_not_allowed", { organisation: gift.organisation });
  }
  if ((gift.purpose === "need") !== (gift.need !== undefined)) {
    return new Refusal("no_such_need", { need: gift.need ?? "" });
  }
  if (gift.need === undefined) return null;
  const need = openNeed(ledger, gift.need, nowMs);
  if (need instanceof Refusal) return need;
  return need.organisation === gift.organisation
    ? null
    : new Refusal("no_such_need", { need: gift.need });
}

/** With the receipt's number: the next of the organisation's tax year. */
export function issued(ledger: Ledger, gift: Gift, nowMs: number): Gift {
  const organisation = ledger.organisations.get(gift.organisation)!;
  const year = taxYearOf(nowMs);
  const receipt = (organisation.receipts[year] ?? 0) + 1;
  return { ...gift, year, receipt, eligible: eligibilityOf(organisation, gift, nowMs) };
}

function eligibilityOf(
  organisation: Readonly<Organisation>,
  gift: Gift,
  nowMs: number,
): Eligibility {
  if (gift.visibility === "anonymous") return "anonymous";
  if (gift.foreign) return "foreign";
  const approval = factOf(organisation, "eighty_g");
  if (approval?.state !== "verified") return "approval_missing";
  return holds(approval, nowMs) ? "eligible" : "approval_lapsed";
}

export function decideGive(
  ledger: Ledger,
  command: GivingCommandOf<"give">,
  nowMs: number,
): Decision {
  const { id, from, amountMinor, memo, gift } = command;
  const known = ledger.transfers.get(id);
  if (known?.status === "void" && known.from === from) return new Refusal("transfer_void", { id });
  if (known) return sameGift(known, command) ? NOTHING : new Refusal("id_reused", { id });
  const receiver = ledger.organisations.get(gift.organisation);
  const to = receiver ? receiverOf(receiver, gift) : gift.organisation;
  const counted = receiver ? counting(ledger, { from, to, amountMinor }, nowMs) : {};
  const refusal = firstOf(
    customerRefusal(ledger, from),
    payRefusal(ledger, from),
    from === gift.organisation ? new Refusal("same_account") : null,
    moneyRefusal(ledger, { from, to, amountMinor }),
    counted instanceof Refusal ? counted : null,
    timeRefusal(id, nowMs),
    giftRefusal(ledger, gift, nowMs),
  );
  if (refusal) return refusal;
  const payer = ledger.accounts.get(from)!;
  const proposed = { to, amountMinor };
  const policy = policyOf(ledger);
  const { verdict, reasons } = assess(payer, proposed, { ledger, nowMs });
  const booking = { id, from, to, amountMinor, memo, ...counted as Counted };
  if (verdict !== "hold") {
    const gave = issued(ledger, gift, nowMs);
    const booked: Event = { type: "transferred", kind: "gift", ...booking, gift: gave };
    return [verdict === "allow" ? booked : { ...booked, reasons: [...reasons] }];
  }
  const used = payer.holds.length;
  if (used >= OPEN_HOLDS_MAX) {
    return new Refusal("limit_exceeded", { limit: "open_holds", max: OPEN_HOLDS_MAX, used });
  }
  const expiresAtMs = holdUntilMs(payer, policy, nowMs);
  return [{ type: "held", ...booking, expiresAtMs, reasons: [...reasons], gift }];
}

function sameGift(known: Readonly<Transfer>, command: GivingCommandOf<"give">): boolean {
  const { from, amountMinor, memo, gift } = command;
  const before = known.gift;
  return before !== undefined && known.from === from && known.amountMinor === amountMinor &&
    known.memo === memo && known.reverses === undefined &&
    before.organisation === gift.organisation && before.purpose === gift.purpose &&
    before.need === gift.need && before.visibility === gift.visibility &&
    before.foreign === gift.foreign;
}

/** A held gift that its owner confirms: the organisation may have been stopped meanwhile. */
export function confirmedGift(
  ledger: Ledger,
  { gift }: Readonly<Transfer>,
  nowMs: number,
): { readonly gift?: Gift } | Refusal {
  if (!gift) return {};
  return giftRefusal(ledger, gift, nowMs) ?? { gift: issued(ledger, gift, nowMs) };
}

/** An organisation gives a gift back, whole, once. */
export function decideRefund(
  ledger: Ledger,
  command: GivingCommandOf<"refund_gift">,
  nowMs: number,
): Decision {
  const { id, transfer, reason, organisation: by } = command;
  const original = ledger.transfers.get(transfer);
  const known = ledger.transfers.get(id);
  if ((known ?? original)?.gift?.organisation !== by) {
    return new Refusal("no_such_transfer", { id: transfer });
  }
  const organisation = known ? null : activeOrganisation(ledger, by);
  if (organisation instanceof Refusal) return organisation;
  return decideReverse(ledger, { type: "reverse", id, transfer, reason, by }, nowMs);
}

export function decideSpendForeign(
  ledger: Ledger,
  command: GivingCommandOf<"spend_foreign">,
  nowMs: number,
): Decision {
  const { id, organisation: account, to, amountMinor, memo, use } = command;
  const known = ledger.transfers.get(id);
  if (known) {
    const same = known.spending?.organisation === account && known.spending.use === use &&
      known.to === to && known.amountMinor === amountMinor && known.memo === memo;
    return same ? NOTHING : new Refusal("id_reused", { id });
  }
  const organisation = activeOrganisation(ledger, account);
  if (organisation instanceof Refusal) return organisation;
  const from = organisation.foreignAccount;
  const refusal = firstOf(
    payRefusal(ledger, from),
    receiveRefusal(ledger, to),
    ledger.organisations.get(to) ? new Refusal("foreign_onward", { organisation: to }) : null,
    moneyRefusal(ledger, { from, to, amountMinor }),
    timeRefusal(id, nowMs),
    administrationRefusal(organisation, command, nowMs),
  );
  if (refusal) return refusal;
  const spending = { organisation: account, use, year: taxYearOf(nowMs) };
  return [{ type: "transferred", id, kind: "transfer", from, to, amountMinor, memo, spending }];
}

function administrationRefusal(
  { foreignYear, foreignMinor, administrationMinor }: Readonly<Organisation>,
  { use, amountMinor }: GivingCommandOf<"spend_foreign">,
  nowMs: number,
): Refusal | null {
  if (use !== "administration") return null;
  const current = foreignYear === taxYearOf(nowMs);
  const [received, spent] = current ? [foreignMinor, administrationMinor] : [0, 0];
  const max = Math.floor(received / 100) * ADMINISTRATION_PERCENT_MAX +
    Math.floor((received % 100) * ADMINISTRATION_PERCENT_MAX / 100);
  if (spent + amountMinor <= max) return null;
  return new Refusal("limit_exceeded", { limit: "administration_minor", max, used: spent });
}
