// What an organisation may do about itself: register, describe, set facts, hand in documents, submit. The same rules as
// bank/decide.ts: pure, and a refused command changes nothing.
import { ownedRefusal } from "../checks.ts";
import type { Decision } from "../decision.ts";
import type { Event } from "../event.ts";
import type { Ledger } from "../ledger.ts";
import { Refusal } from "../refusal.ts";
import { policyOf } from "../suspicion.ts";
import type { GivingCommandOf } from "./command.ts";
import { DOCUMENTED_FACTS } from "./facts.ts";
import { type Organisation, setHashOf } from "./record.ts";
import { factOf, requiredFacts } from "./standing.ts";

const NOTHING: Decision = [];

export function organisationOf(ledger: Ledger, account: string): Readonly<Organisation> | Refusal {
  return ledger.organisations.get(account) ??
    new Refusal("no_such_organisation", { organisation: account });
}

/** An organisation that may still act: one that is stopped changes nothing about itself. */
export function activeOrganisation(
  ledger: Ledger,
  account: string,
): Readonly<Organisation> | Refusal {
  const organisation = organisationOf(ledger, account);
  if (organisation instanceof Refusal) return organisation;
  const closed = ledger.accounts.get(account)?.status === "closed";
  const state = closed ? "closed" : organisation.stopped;
  return state === null
    ? organisation
    : new Refusal("organisation_not_live", { organisation: account, state });
}

export function decideRegister(ledger: Ledger, command: GivingCommandOf<"register_org">): Decision {
  const { account, foreignAccount, profile } = command;
  if (ledger.organisations.get(account)) return NOTHING;
  const refusal = ownedRefusal(ledger, account);
  if (refusal) return refusal;
  // The number was drawn at random: another draw will do.
  if (ledger.accounts.get(foreignAccount)) return new Refusal("busy", { waiting: 0 });
  const ordinal = ledger.bank.get("bank")!.accounts;
  return [
    { type: "account_opened", account: foreignAccount, kind: "designated", ordinal },
    { type: "org_registered", account, foreignAccount, profile },
  ];
}

export function decideDescribe(ledger: Ledger, command: GivingCommandOf<"describe_org">): Decision {
  const { account, profile } = command;
  const organisation = activeOrganisation(ledger, account);
  if (organisation instanceof Refusal) return organisation;
  return organisation.profile === profile ? NOTHING : [{ type: "org_described", account, profile }];
}

/** The answer does not tell whether another organisation has the same claim. */
export function decideSetFact(ledger: Ledger, command: GivingCommandOf<"set_fact">): Decision {
  const { account, fact: kind, digest, claim, validTo } = command;
  const organisation = activeOrganisation(ledger, account);
  if (organisation instanceof Refusal) return organisation;
  const known = factOf(organisation, kind);
  if (known?.digest === digest && known.state !== "refused") return NOTHING;
  const holder = claim === null ? undefined : ledger.claims.get(claim)?.organisation;
  const disputed = holder !== undefined && holder !== "" && holder !== account;
  const old = known?.claim ?? null;
  const held = old !== null && old !== claim && ledger.claims.get(old)?.organisation === account;
  const released = held ? old : null;
  const set: Event = {
    type: "org_fact_set",
    account,
    fact: kind,
    digest,
    claim,
    validTo,
    released,
    disputed,
  };
  return kind === "pan" && claim !== old ? [set, ...withoutPan(organisation)] : [set];
}

/** The 80G approval belongs to a PAN: with another one it has to be looked at again. */
function withoutPan(organisation: Readonly<Organisation>): Event[] {
  const approval = factOf(organisation, "eighty_g");
  if (approval?.state !== "verified" && approval?.state !== "seen") return [];
  const { account } = organisation;
  const { digest, claim, validTo } = approval;
  return [{
    type: "org_fact_set",
    account,
    fact: "eighty_g",
    digest,
    claim,
    validTo,
    released: null,
    disputed: false,
  }];
}

/** The key in the table of claims of a document: the same scan from two organisations is a fraud alarm. */
export function documentClaim(sha256: string): string {
  return `document ${sha256}`;
}

export function decideAddDocument(
  ledger: Ledger,
  command: GivingCommandOf<"add_document">,
): Decision {
  const { account, added } = command;
  const organisation = activeOrganisation(ledger, account);
  if (organisation instanceof Refusal) return organisation;
  const { documents } = organisation;
  if (documents.some(({ document }) => document === added.document)) return NOTHING;
  if (documents.some(({ fact, sha256 }) => fact === added.fact && sha256 === added.sha256)) {
    return NOTHING;
  }
  const holder = ledger.claims.get(documentClaim(added.sha256))?.organisation;
  const alarm = holder !== undefined && holder !== account;
  return [{ type: "org_document_added", account, ...added, alarm }];
}

export function decideViewDocument(
  ledger: Ledger,
  command: GivingCommandOf<"view_document">,
): Decision {
  const { account, document, by } = command;
  const organisation = organisationOf(ledger, account);
  if (organisation instanceof Refusal) return organisation;
  const known = organisation.documents.some((each) => each.document === document);
  if (!known) return new Refusal("no_such_document", { document });
  return [{ type: "org_document_viewed", account, document, by }];
}

export function decideSubmit(ledger: Ledger, { account }: GivingCommandOf<"submit_org">): Decision {
  const organisation = activeOrganisation(ledger, account);
  if (organisation instanceof Refusal) return organisation;
  const required = requiredFacts(policyOf(ledger));
  const facts = required.filter((kind) => !factOf(organisation, kind));
  const documents = DOCUMENTED_FACTS.filter((kind) =>
    (required.includes(kind) || factOf(organisation, kind)) &&
    !organisation.documents.some(({ fact }) => fact === kind)
  );
  if (facts.length > 0 || documents.length > 0) {
    return new Refusal("facts_missing", { facts, documents });
  }
  if (organisation.submitted) return NOTHING;
  const submitted: Event = { type: "org_submitted", account, set: setHashOf(organisation) };
  return [submitted];
}
