// Needs, and the pledges that meet them: never more is promised than is needed, what is not kept returns, and what counts
// is what the organisation has counted.
import { customerRefusal, firstOf, payRefusal } from "../checks.ts";
import type { Decision } from "../decision.ts";
import type { Ledger } from "../ledger.ts";
import { NEEDS_MAX, PLEDGE_LIFETIME_MS, PLEDGE_TRANSIT_MS, QUANTITY_MAX } from "../limits.ts";
import { Refusal } from "../refusal.ts";
import { policyOf } from "../suspicion.ts";
import { hasPassed } from "./calendar.ts";
import type { GivingCommandOf } from "./command.ts";
import { activeOrganisation } from "./decide_organisation.ts";
import type { Need, Organisation, Pledge } from "./record.ts";
import { isLive, stateOf } from "./standing.ts";

const NOTHING: Decision = [];

/** An organisation that may receive now. */
export function liveOrganisation(
  ledger: Ledger,
  account: string,
  nowMs: number,
): Readonly<Organisation> | Refusal {
  const organisation = ledger.organisations.get(account);
  if (!organisation) return new Refusal("no_such_organisation", { organisation: account });
  if (ledger.accounts.get(account)?.status === "closed") {
    return new Refusal("organisation_not_live", { organisation: account, state: "closed" });
  }
  const now = { nowMs, policy: policyOf(ledger) };
  if (isLive(organisation, now)) return organisation;
  const state = stateOf(organisation, now);
  return new Refusal("organisation_not_live", { organisation: account, state });
}

/** What may still be promised. */
export function leftOf({ quantity, delivered, pledged }: Readonly<Need>): number {
  return Math.max(0, quantity - delivered - pledged);
}

export function decideAddNeed(
  ledger: Ledger,
  command: GivingCommandOf<"add_need">,
  nowMs: number,
): Decision {
  const { type: _, ...about } = command;
  const organisation = activeOrganisation(ledger, about.organisation);
  if (organisation instanceof Refusal) return organisation;
  const known = ledger.needs.get(about.need);
  if (known) {
    const same = known.organisation === about.organisation && known.item === about.item &&
      known.unit === about.unit && known.quantity === about.quantity &&
      known.priority === about.priority && known.deadline === about.deadline &&
      known.priceMinor === about.priceMinor;
    return same ? NOTHING : new Refusal("id_reused", { id: about.need });
  }
  if (hasPassed(about.deadline, nowMs)) {
    return new Refusal("need_closed", { need: about.need, deadline: about.deadline });
  }
  if (organisation.needs >= NEEDS_MAX) {
    const used = organisation.needs;
    return new Refusal("limit_exceeded", { limit: "needs", max: NEEDS_MAX, used });
  }
  return [{ type: "need_added", ...about }];
}

export function decideCloseNeed(ledger: Ledger, command: GivingCommandOf<"close_need">): Decision {
  const { need, organisation } = command;
  const known = ledger.needs.get(need);
  if (known?.organisation !== organisation) return new Refusal("no_such_need", { need });
  return known.status === "closed" ? NOTHING : [{ type: "need_closed", need, organisation }];
}

/** A need that can be met now. */
export function openNeed(ledger: Ledger, need: string, nowMs: number): Readonly<Need> | Refusal {
  const known = ledger.needs.get(need);
  if (!known) return new Refusal("no_such_need", { need });
  const { status, deadline } = known;
  if (status === "open" && !hasPassed(deadline, nowMs)) return known;
  return new Refusal("need_closed", { need, deadline });
}

export function decidePledge(
  ledger: Ledger,
  command: GivingCommandOf<"pledge">,
  nowMs: number,
): Decision {
  const { pledge, need, donor, quantity } = command;
  const known = ledger.pledges.get(pledge);
  if (known) {
    const same = known.need === need && known.donor === donor && known.quantity === quantity;
    return same ? NOTHING : new Refusal("id_reused", { id: pledge });
  }
  const organisation = ledger.needs.get(need)?.organisation;
  const about = openNeed(ledger, need, nowMs);
  const live = organisation === undefined ? null : liveOrganisation(ledger, organisation, nowMs);
  const refusal = firstOf(
    customerRefusal(ledger, donor),
    payRefusal(ledger, donor),
    organisation === donor ? new Refusal("same_account") : null,
    live instanceof Refusal ? live : null,
    about instanceof Refusal ? about : null,
  );
  if (refusal) return refusal;
  if (about instanceof Refusal || organisation === undefined) return about as Refusal;
  const left = leftOf(about);
  if (quantity > left) return new Refusal("over_pledged", { need, left });
  const expiresAtMs = nowMs + PLEDGE_LIFETIME_MS;
  return [{ type: "pledged", pledge, need, organisation, donor, quantity, expiresAtMs }];
}

/** One that is neither received nor over. */
function openPledge(
  known: Readonly<Pledge> | undefined,
  pledge: string,
): Readonly<Pledge> | Refusal {
  if (!known) return new Refusal("no_such_pledge", { pledge });
  const { status } = known;
  if (status === "reserved" || status === "sent") return known;
  return new Refusal("pledge_over", { pledge, status });
}

function pledgeOf(
  ledger: Ledger,
  pledge: string,
  by: { donor: string } | { organisation: string },
) {
  const known = ledger.pledges.get(pledge);
  const theirs = "donor" in by
    ? known?.donor === by.donor
    : known?.organisation === by.organisation;
  return theirs ? known : undefined;
}

export function decideSendPledge(
  ledger: Ledger,
  command: GivingCommandOf<"send_pledge">,
  nowMs: number,
): Decision {
  const { pledge, donor, quantity } = command;
  const known = openPledge(pledgeOf(ledger, pledge, { donor }), pledge);
  if (known instanceof Refusal) return known;
  if (known.status === "sent") {
    return known.sent === quantity ? NOTHING : new Refusal("id_reused", { id: pledge });
  }
  if (nowMs >= known.expiresAtMs) return new Refusal("pledge_over", { pledge, status: "lapsed" });
  if (quantity > known.quantity) {
    const max = known.quantity;
    return new Refusal("limit_exceeded", { limit: "pledged_quantity", max, used: quantity });
  }
  // One that is being checked again still takes what was promised to it.
  const active = activeOrganisation(ledger, known.organisation);
  if (active instanceof Refusal) return active;
  const { organisation } = known;
  const expiresAtMs = nowMs + PLEDGE_TRANSIT_MS;
  return [{ type: "pledge_sent", pledge, quantity, expiresAtMs, organisation }];
}

/** The receiver's count is what counts, also when more or less came than was promised. */
export function decideReceivePledge(
  ledger: Ledger,
  command: GivingCommandOf<"receive_pledge">,
): Decision {
  const { pledge, organisation, quantity } = command;
  const theirs = pledgeOf(ledger, pledge, { organisation });
  if (theirs?.status === "received" && theirs.received === quantity) return NOTHING;
  const known = openPledge(theirs, pledge);
  if (known instanceof Refusal) return known;
  if (quantity > QUANTITY_MAX) {
    return new Refusal("limit_exceeded", { limit: "quantity", max: QUANTITY_MAX, used: quantity });
  }
  const { need, donor, quantity: promised } = known;
  return [{ type: "pledge_received", pledge, need, donor, promised, quantity }];
}

export function decideEndPledge(
  ledger: Ledger,
  command: GivingCommandOf<"cancel_pledge"> | GivingCommandOf<"lapse_pledge">,
  nowMs: number,
): Decision {
  const { pledge } = command;
  const theirs = command.type === "cancel_pledge"
    ? pledgeOf(ledger, pledge, { donor: command.donor })
    : ledger.pledges.get(pledge);
  const why = command.type === "cancel_pledge" ? "cancelled" : "lapsed";
  if (theirs?.status === why) return NOTHING;
  const known = openPledge(theirs, pledge);
  if (known instanceof Refusal) return known;
  if (why === "lapsed" && nowMs < known.expiresAtMs) return NOTHING;
  const { need, quantity: promised } = known;
  const told = why === "cancelled" ? known.organisation : known.donor;
  return [{ type: "pledge_ended", pledge, need, told, promised, why }];
}

/** Thanks come after what they are for. */
export function decidePostUpdate(
  ledger: Ledger,
  command: GivingCommandOf<"post_update">,
): Decision {
  const { update, organisation, need, sha256 } = command;
  const about = activeOrganisation(ledger, organisation);
  if (about instanceof Refusal) return about;
  const known = ledger.updates.get(update);
  if (known) {
    const same = known.sha256 === sha256 && known.need === need &&
      known.organisation === organisation;
    return same ? NOTHING : new Refusal("id_reused", { id: update });
  }
  if (need !== null && ledger.needs.get(need)?.organisation !== organisation) {
    return new Refusal("no_such_need", { need });
  }
  const { delivered, givenMinor } = need === null
    ? { delivered: 0, givenMinor: about.givenMinor - about.refundedMinor }
    : ledger.needs.get(need)!;
  if (delivered === 0 && givenMinor <= 0) return new Refusal("nothing_delivered");
  return [{ type: "update_posted", update, organisation, need, sha256 }];
}
