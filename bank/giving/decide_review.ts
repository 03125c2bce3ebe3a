// What officers decide about organisations. Two different ones, neither linked to the applicant, agree on each fact over
// the same set of facts and documents, each having opened the document itself; a dispute is settled, an organisation is stopped, by one.
import type { Decision } from "../decision.ts";
import type { Ledger } from "../ledger.ts";
import { Refusal } from "../refusal.ts";
import { hasPassed } from "./calendar.ts";
import type { GivingCommandOf } from "./command.ts";
import { DOCUMENTED_FACTS } from "./facts.ts";
import { organisationOf } from "./decide_organisation.ts";
import { type Fact, type Organisation, setHashOf } from "./record.ts";
import { factOf } from "./standing.ts";
import { publicTextOf } from "./texts.ts";

const NOTHING: Decision = [];

/** An officer who is the applicant, or whom the applicant has paid lately, may not judge. */
export function linkRefusal(ledger: Ledger, account: string, by: string): Refusal | null {
  const paid = ledger.accounts.get(account)?.payees.includes(by) ?? false;
  return account === by || paid ? new Refusal("officer_linked", { organisation: account }) : null;
}

export function decideReview(
  ledger: Ledger,
  command: GivingCommandOf<"review_fact">,
  nowMs: number,
): Decision {
  const { account, fact: kind, verdict, set, by, reason } = command;
  const organisation = organisationOf(ledger, account);
  if (organisation instanceof Refusal) return organisation;
  const linked = linkRefusal(ledger, account, by);
  if (linked) return linked;
  if (!organisation.submitted || organisation.stopped === "revoked") {
    const state = organisation.stopped ?? "draft";
    return new Refusal("organisation_not_live", { organisation: account, state });
  }
  const now = setHashOf(organisation);
  if (set !== now) return new Refusal("facts_changed", { set: now });
  const fact = factOf(organisation, kind);
  const undocumented = verdict !== "refused" && DOCUMENTED_FACTS.includes(kind) &&
    !organisation.documents.some((document) => document.fact === kind);
  const refusal = !fact
    ? notReady(kind, "missing")
    : undocumented
    ? notReady(kind, "undocumented")
    : verdictRefusal(fact, command, nowMs);
  if (refusal === "happened") return NOTHING;
  const unread = verdict === "refused"
    ? undefined
    : organisation.documents.find((document) =>
      document.fact === kind && !document.openedBy?.includes(by)
    );
  if (!refusal && unread) {
    return new Refusal("document_unopened", { fact: kind, document: unread.document });
  }
  return refusal ?? [{ type: "org_fact_reviewed", account, fact: kind, verdict, set, by, reason }];
}

function notReady(fact: string, state: string): Refusal {
  return new Refusal("fact_not_ready", { fact, state });
}

function verdictRefusal(
  { kind, state, seenBy, verifiedBy, validTo }: Fact,
  { verdict, by }: GivingCommandOf<"review_fact">,
  nowMs: number,
): Refusal | "happened" | null {
  if (verdict === "refused") return state === "refused" ? "happened" : null;
  if (verdict === "seen" && state === "seen" && seenBy === by) return "happened";
  if (verdict === "verified" && state === "verified" && verifiedBy === by) return "happened";
  if (validTo !== null && hasPassed(validTo, nowMs)) return notReady(kind, "lapsed");
  const expected = verdict === "seen" ? "checked" : "seen";
  if (state !== expected) return notReady(kind, state);
  return verdict === "verified" && seenBy === by
    ? new Refusal("same_officer", { fact: kind })
    : null;
}

/** One officer is enough: a text is not money, and can be taken down again. */
export function decideReviewText(
  ledger: Ledger,
  { account, text, sha256, verdict, by, reason }: GivingCommandOf<"review_text">,
): Decision {
  const organisation = organisationOf(ledger, account);
  if (organisation instanceof Refusal) return organisation;
  const linked = linkRefusal(ledger, account, by);
  if (linked) return linked;
  const known = publicTextOf(ledger, account, text);
  if (!known) return new Refusal("no_such_text", { text });
  if (known.sha256 !== sha256) return new Refusal("facts_changed", { set: known.sha256 });
  const { kind, verdict: before } = known;
  if (before?.sha256 === sha256 && before.verdict === verdict && before.reason === reason) {
    return NOTHING;
  }
  return [{ type: "org_text_reviewed", account, kind, text, sha256, verdict, by, reason }];
}

export function decideSettle(
  ledger: Ledger,
  command: GivingCommandOf<"settle_dispute">,
): Decision {
  const { account, fact: kind, claimantIsRight, by } = command;
  const organisation = organisationOf(ledger, account);
  if (organisation instanceof Refusal) return organisation;
  const fact = factOf(organisation, kind);
  if (fact?.state !== "disputed" || fact.claim === null) {
    return notReady(kind, fact?.state ?? "missing");
  }
  const { claim } = fact;
  const holder = ledger.claims.get(claim)!.organisation;
  const linked = linkRefusal(ledger, account, by) ?? linkRefusal(ledger, holder, by);
  if (linked) return linked;
  const [winner, loser] = claimantIsRight ? [account, holder] : [holder, account];
  const told = loser === "" ? {} : { told: loser };
  return [{ type: "org_dispute_settled", account, fact: kind, claim, winner, loser, by, ...told }];
}

export function decideStop(ledger: Ledger, command: GivingCommandOf<"stop_org">): Decision {
  const { account, how, by, reason } = command;
  const organisation = organisationOf(ledger, account);
  if (organisation instanceof Refusal) return organisation;
  const { stopped, foreignAccount } = organisation;
  if (stopped === how || stopped === "revoked") return NOTHING;
  const frozen = stopped === null
    ? ledger.accounts.get(account)?.status === "frozen"
    : organisation.frozen;
  return [{ type: "org_stopped", account, foreignAccount, how, by, reason, frozen }];
}

export function decideReinstate(
  ledger: Ledger,
  command: GivingCommandOf<"reinstate_org">,
): Decision {
  const { account, by } = command;
  const organisation = organisationOf(ledger, account);
  if (organisation instanceof Refusal) return organisation;
  const { stopped, foreignAccount, frozen } = organisation as Organisation;
  if (stopped === null) return NOTHING;
  if (ledger.accounts.get(account)?.status === "closed") {
    return new Refusal("organisation_not_live", { organisation: account, state: "closed" });
  }
  const linked = linkRefusal(ledger, account, by);
  if (linked) return linked;
  if (stopped === "revoked") {
    return new Refusal("organisation_not_live", { organisation: account, state: stopped });
  }
  return [{ type: "org_reinstated", account, foreignAccount, by, frozen }];
}
