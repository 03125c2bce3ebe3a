// apply for what organisations do and what officers decide about them: total and deterministic, like bank/apply.ts.
import type { Applying } from "../applying.ts";
import type { Ledger } from "../ledger.ts";
import { policyOf } from "../suspicion.ts";
import { add, changing, organisation } from "./apply_record.ts";
import { documentClaim } from "./decide_organisation.ts";
import type { GivingEvent, GivingEventOf } from "./event.ts";
import type { FactKind } from "./facts.ts";
import type { Fact, TextVerdict } from "./record.ts";
import { factOf, requiredFacts } from "./standing.ts";

export type OrganisationEvent = Extract<GivingEvent, { type: `org_${string}` }>;

export function applyOrganisation(
  ledger: Ledger,
  event: OrganisationEvent,
  applying: Applying,
): void {
  switch (event.type) {
    case "org_registered":
      return applyRegistered(ledger, event, applying);
    case "org_described": {
      const org = organisation(ledger, event.account, applying);
      if (org) org.profile = event.profile;
      return;
    }
    case "org_fact_set":
      return applyFactSet(ledger, event, applying);
    case "org_document_added":
      return applyDocument(ledger, event, applying);
    case "org_document_viewed":
      return applyViewed(ledger, event, applying);
    case "org_submitted": {
      const org = organisation(ledger, event.account, applying);
      if (org) org.submitted = true;
      return;
    }
    case "org_fact_reviewed":
      return applyReviewed(ledger, event, applying);
    case "org_text_reviewed":
      return applyTextReviewed(ledger, event, applying);
    case "org_dispute_settled":
      return applySettled(ledger, event, applying);
    case "org_stopped":
    case "org_reinstated": {
      const org = organisation(ledger, event.account, applying);
      if (!org) return;
      org.stopped = event.type === "org_stopped" ? event.how : null;
      org.frozen = event.type === "org_stopped" && event.frozen;
      org.stopReason = event.type === "org_stopped" ? event.reason : "";
      return;
    }
  }
}

/** An owner who freezes what officers have stopped finds it frozen when it goes on. */
export function applyOwnFreeze(ledger: Ledger, account: string, applying: Applying): void {
  if (!ledger.organisations.get(account)?.stopped) return;
  const org = organisation(ledger, account, applying);
  if (org) org.frozen = true;
}

function applyRegistered(
  ledger: Ledger,
  { account, foreignAccount, profile }: GivingEventOf<"org_registered">,
  applying: Applying,
): void {
  const record = {
    account,
    foreignAccount,
    registeredAtMs: applying.atMs,
    profile,
    submitted: false,
    stopped: null,
    frozen: false,
    facts: [],
    documents: [],
    alarms: 0,
    gifts: 0,
    givenMinor: 0,
    refundedMinor: 0,
    receipts: {},
    foreignYear: 0,
    foreignMinor: 0,
    administrationMinor: 0,
    needs: 0,
  };
  add(ledger.organisations, { name: "organisations", key: account, applying, record });
}

/** Half an approval is void when anything changes: it was given to another set. */
function reopened(facts: readonly Fact[]): Fact[] {
  return facts.map((fact) =>
    fact.state === "seen" ? { ...fact, state: "checked", seenBy: null, reviewedAtMs: null } : fact
  );
}

function applyFactSet(
  ledger: Ledger,
  event: GivingEventOf<"org_fact_set">,
  applying: Applying,
): void {
  const { account, fact: kind, digest, claim, validTo, released, disputed } = event;
  if (released !== null) claimFor(ledger, { claim: released, holder: "", applying });
  if (claim !== null && !disputed) claimFor(ledger, { claim, holder: account, applying });
  const org = organisation(ledger, account, applying);
  if (!org) return;
  const fact: Fact = {
    kind,
    digest,
    claim,
    validTo,
    state: disputed ? "disputed" : "checked",
    setAtMs: applying.atMs,
    seenBy: null,
    verifiedBy: null,
    reviewedAtMs: null,
    reason: "",
  };
  org.facts = [...reopened(org.facts.filter((other) => other.kind !== kind)), fact];
}

function claimFor(
  ledger: Ledger,
  { claim, holder, applying }: {
    readonly claim: string;
    readonly holder: string;
    readonly applying: Applying;
  },
): void {
  const record = { claim, organisation: holder };
  add(ledger.claims, { name: "claims", key: claim, applying, record });
}

function applyDocument(
  ledger: Ledger,
  event: GivingEventOf<"org_document_added">,
  applying: Applying,
): void {
  const { account, document, fact, sha256, bytes, media, alarm } = event;
  if (!alarm) claimFor(ledger, { claim: documentClaim(sha256), holder: account, applying });
  const org = organisation(ledger, account, applying);
  if (!org) return;
  // One document per fact: a better scan takes the place of the one before.
  const others = org.documents.filter((other) => other.fact !== fact);
  org.documents = [...others, { document, fact, sha256, bytes, media }];
  // A fact whose document changes has to be looked at again, like one that changes itself.
  org.facts = reopened(org.facts).map((known) =>
    known.kind === fact && known.state === "verified"
      ? { ...known, state: "checked" as const, seenBy: null, verifiedBy: null, reviewedAtMs: null }
      : known
  );
  if (alarm) org.alarms++;
}

function applyViewed(
  ledger: Ledger,
  { account, document, by }: GivingEventOf<"org_document_viewed">,
  applying: Applying,
): void {
  const isNew = ledger.organisations.get(account)?.documents.some((known) =>
    known.document === document && !known.openedBy?.includes(by)
  );
  const org = isNew ? organisation(ledger, account, applying) : null;
  if (!org) return;
  org.documents = org.documents.map((known) =>
    known.document === document ? { ...known, openedBy: [...known.openedBy ?? [], by] } : known
  );
}

function applyReviewed(
  ledger: Ledger,
  { account, fact: kind, verdict, by, reason }: GivingEventOf<"org_fact_reviewed">,
  applying: Applying,
): void {
  const org = organisation(ledger, account, applying);
  if (!org) return;
  const reviewedAtMs = applying.atMs;
  org.facts = org.facts.map((fact): Fact => {
    if (fact.kind !== kind) return fact;
    const next = { ...fact, state: verdict, reviewedAtMs, reason };
    if (verdict === "seen") return { ...next, seenBy: by, verifiedBy: null };
    return verdict === "verified" ? { ...next, verifiedBy: by } : next;
  });
  const required = requiredFacts(policyOf(ledger));
  const verified = (kind: FactKind) => factOf(org, kind)?.state === "verified";
  org.approved ||= org.submitted && required.every(verified);
}

/** A need that is taken down is closed: donors cannot give for what they cannot read. */
function applyTextReviewed(
  ledger: Ledger,
  { account, kind, text: key, sha256, verdict, by, reason }: GivingEventOf<"org_text_reviewed">,
  applying: Applying,
): void {
  const text: TextVerdict = { sha256, verdict, by, atMs: applying.atMs, reason };
  if (kind === "profile") {
    const org = organisation(ledger, account, applying);
    if (org) org.text = text;
  } else if (kind === "need") {
    const need = changing(ledger.needs, { name: "needs", key, applying });
    if (!need) return;
    need.text = text;
    if (verdict === "taken_down") need.status = "closed";
  } else {
    const update = changing(ledger.updates, { name: "updates", key, applying });
    if (update) update.text = text;
  }
}

function applySettled(
  ledger: Ledger,
  { fact: kind, claim, winner, loser }: GivingEventOf<"org_dispute_settled">,
  applying: Applying,
): void {
  claimFor(ledger, { claim, holder: winner, applying });
  const settled = (account: string, wins: boolean) => {
    // The holder may have given the claim up meanwhile.
    if (account === "") return;
    const org = organisation(ledger, account, applying);
    if (!org) return;
    org.facts = org.facts.map((fact): Fact => {
      if (fact.kind !== kind || fact.claim !== claim) return fact;
      if (wins) return fact.state === "disputed" ? { ...fact, state: "checked" } : fact;
      return { ...fact, state: "refused", reason: "dispute" };
    });
  };
  settled(winner, true);
  settled(loser, false);
}
