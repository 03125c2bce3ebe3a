// How an organisation stands, derived from its facts and the day: nothing has to happen for an approval to lapse.
import type { Policy } from "../policy.ts";
import type { Day } from "../days.ts";
import { hasPassed, isExpiring } from "./calendar.ts";
import { type FactKind, REQUIRED_FACTS } from "./facts.ts";
import type { Fact, FactState, Organisation, OrganisationState } from "./record.ts";

const REQUIRED_WITH_FCRA: readonly FactKind[] = [...REQUIRED_FACTS, "fcra"];

/** The state of a fact with the day taken into account. */
export type ShownFactState = FactState | "expiring" | "lapsed";

/** What must be verified; an FCRA registration too, unless staff have made the bank one for domestic gifts. */
export function requiredFacts(policy: Pick<Policy, "fcraRequired">): readonly FactKind[] {
  return (policy.fcraRequired ?? 1) === 1 ? REQUIRED_WITH_FCRA : REQUIRED_FACTS;
}

export function factOf({ facts }: Pick<Organisation, "facts">, kind: FactKind): Fact | null {
  return facts.find((fact) => fact.kind === kind) ?? null;
}

/** The state of a fact on this day: what is verified becomes `expiring` and `lapsed` by itself. */
export function factStateOf({ state, validTo }: Fact, nowMs: number): ShownFactState {
  if (state !== "verified" || validTo === null) return state;
  if (hasPassed(validTo, nowMs)) return "lapsed";
  return isExpiring(validTo, nowMs) ? "expiring" : "verified";
}

/** Verified, and still valid on the day. */
export function holds(fact: Fact | null, nowMs: number): boolean {
  return fact?.state === "verified" && !(fact.validTo !== null && hasPassed(fact.validTo, nowMs));
}

export interface Now {
  readonly nowMs: number;
  readonly policy: Pick<Policy, "fcraRequired">;
}

/** A stop counts before everything else, then the worst state of the required facts. */
export function stateOf(
  organisation: Readonly<Organisation>,
  { nowMs, policy }: Now,
): OrganisationState {
  if (organisation.stopped) return organisation.stopped;
  if (!organisation.submitted) return "draft";
  const states = requiredFacts(policy).map((kind) => {
    const fact = factOf(organisation, kind);
    return fact ? factStateOf(fact, nowMs) : "checked";
  });
  if (states.some((state) => !["verified", "expiring", "lapsed"].includes(state))) {
    return "submitted";
  }
  if (states.includes("lapsed")) return "lapsed";
  return states.includes("expiring") ? "expiring" : "live";
}

/** Whether it may receive gifts and pledges. A lapsed 80G approval only ends their deduction. */
export function isLive(organisation: Readonly<Organisation>, { nowMs, policy }: Now): boolean {
  if (organisation.stopped || !organisation.submitted) return false;
  for (const kind of requiredFacts(policy)) {
    const fact = factOf(organisation, kind);
    const lapses = kind === "eighty_g" && fact?.state === "verified";
    if (!lapses && !holds(fact, nowMs)) return false;
  }
  return true;
}

/** The first day on which something that is required will no longer be valid. */
export function validUntil(
  { facts }: Readonly<Organisation>,
  now: Pick<Now, "policy">,
): Day | null {
  const days = facts
    .filter(({ kind, validTo }) => validTo !== null && requiredFacts(now.policy).includes(kind))
    .map(({ validTo }) => validTo!);
  return days.sort()[0] ?? null;
}
