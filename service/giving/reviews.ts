// What officers do about organisations: the queue, the documents, verdicts on facts, disputes, stopping. Every verdict
// needs the officer's password and names the exact set of facts that was looked at.
import { Buffer } from "node:buffer";
import { DOCUMENT_PART_BYTES } from "../../api/limits.ts";
import { FACT_KINDS } from "../../bank/giving/facts.ts";
import { factOf } from "../../bank/giving/standing.ts";
import { type Organisation, PROFILE, setHashOf } from "../../bank/giving/record.ts";
import { Refusal } from "../../bank/refusal.ts";
import { confirmedNow } from "./profiles.ts";
import { openReportsFor, reportsFor } from "./reports.ts";
import { uncheckedTexts } from "./text_views.ts";
import { documentName } from "./kept_documents.ts";
import { act, checkedFact, digestOf, forgetNames, own } from "./organisations.ts";
import type { Parsed, Result } from "../../api/methods.ts";
import type { Handlers, Service } from "../service.ts";
import { identityOf } from "../identity/session_gate.ts";
import type { Session } from "../identity/session.ts";
import { submitFor } from "../acting.ts";
import { proveAgain } from "../identity/authentication.ts";

type ReviewMethods =
  | "reviewQueue"
  | "review"
  | "document"
  | "reviewFact"
  | "reviewText"
  | "settleDispute"
  | "stopOrganisation"
  | "reinstateOrganisation";

export function reviewHandlers(service: Service): Pick<Handlers, ReviewMethods> {
  return {
    reviewQueue: (session, { limit }) => reviewQueue(service, session, limit),
    review: async (session, { organisation }) => {
      const outcome = await own(service, organisation, "officers");
      if (outcome instanceof Refusal) return outcome;
      const { account } = identityOf(session);
      const { registeredAtMs, facts, documents } = service.loop.ledger.organisations.get(
        organisation,
      )!;
      const seenByYou = facts.filter(({ seenBy }) => seenBy === account).map(({ kind }) => kind);
      const disputes = facts.filter(({ state }) => state === "disputed").map((fact) => {
        const holder = service.loop.ledger.claims.get(fact.claim ?? "")?.organisation ?? "";
        const name = service.giving.directory.nameOf(holder);
        return { fact: fact.kind, organisation: holder, name };
      });
      const unopened = documents.filter(({ openedBy }) => !openedBy?.includes(account))
        .map(({ document }) => document);
      const warnings = warningsOf(service, organisation);
      const reports = reportsFor(service, session, organisation);
      return {
        ...outcome,
        submittedAtMs: registeredAtMs,
        seenByYou,
        unopened,
        warnings,
        reports,
        disputes,
      };
    },
    document: (session, params) => documentPart(service, session, params),
    reviewFact: (session, params) => reviewFact(service, session, params),
    reviewText: (session, params) => reviewText(service, session, params),
    settleDispute: async (session, { organisation: account, fact, claimantIsRight, password }) => {
      const officer = await proveAgain(service, session, password);
      if (officer instanceof Refusal) return officer;
      const by = officer.account;
      const command = { type: "settle_dispute" as const, account, fact, claimantIsRight, by };
      return await act(service, session, { command, eyes: "officers" });
    },
    stopOrganisation: async (session, { organisation: account, how, reason, password }) => {
      const officer = await proveAgain(service, session, password);
      if (officer instanceof Refusal) return officer;
      const command = { type: "stop_org" as const, account, how, reason, by: officer.account };
      return await act(service, session, { command, eyes: "officers" });
    },
    reinstateOrganisation: async (session, { organisation: account, password }) => {
      const officer = await proveAgain(service, session, password);
      if (officer instanceof Refusal) return officer;
      const command = { type: "reinstate_org" as const, account, by: officer.account };
      return await act(service, session, { command, eyes: "officers" });
    },
  };
}

/** Found again in what is stated now: the applicant saw them once, officers see them as long as they are true. */
function warningsOf(service: Service, account: string): Result<"review">["warnings"] {
  const { facts } = service.giving.directory.profile(account);
  return FACT_KINDS.flatMap((fact) => {
    const fields = facts[fact];
    const checked = fields && checkedFact(service, account, { fact, fields });
    const warnings = checked?.problem === null ? checked.warnings : [];
    return warnings.map((warning) => ({ fact, warning }));
  });
}

/** Those that wait for an officer first, the longest waiting at the top. */
function reviewQueue(
  service: Service,
  session: Session,
  limit: number,
): Result<"reviewQueue"> {
  const nowMs = service.host.clock();
  const waiting: {
    readonly organisation: Readonly<Organisation>;
    readonly open: number;
    readonly texts: number;
    readonly reports: number;
  }[] = [];
  const reported = openReportsFor(service, session);
  for (const [, organisation] of service.loop.ledger.organisations.rows()) {
    if (!organisation.submitted || organisation.stopped === "revoked") continue;
    const open = organisation.facts.filter(({ state }) =>
      state !== "verified" && state !== "refused"
    ).length;
    const texts = uncheckedTexts(service, organisation);
    const reports = reported.get(organisation.account) ?? 0;
    const urgency = open > 0 || organisation.alarms > 0 || reports > 0 ? 2 : texts > 0 ? 1 : 0;
    waiting.push({ organisation, open: urgency, texts, reports });
  }
  waiting.sort((a, b) =>
    b.open - a.open || a.organisation.registeredAtMs - b.organisation.registeredAtMs
  );
  return {
    organisations: waiting.slice(0, limit).map(({ organisation, texts, reports }) => {
      const count = (wanted: string) =>
        organisation.facts.filter(({ state }) => state === wanted).length;
      return {
        ...service.giving.directory.card(organisation, nowMs),
        checked: count("checked"),
        seen: count("seen"),
        disputed: count("disputed"),
        alarms: organisation.alarms,
        texts,
        reports,
      };
    }),
  };
}

/** Recorded in the journal before any part is shown; one view is all that is read within ten minutes of its first part. */
async function documentPart(
  service: Service,
  session: Session,
  { organisation: account, document, part }: Parsed<"document">,
): Promise<Result<"document"> | Refusal> {
  const organisation = service.loop.ledger.organisations.get(account);
  if (!organisation) return new Refusal("no_such_organisation", { organisation: account });
  const known = organisation.documents.find((each) => each.document === document);
  const bytes = known && await service.giving.store.document(documentName(account, document));
  if (!known || !bytes) return new Refusal("no_such_document", { document });
  const by = identityOf(session).account;
  const { documentViews } = service.giving;
  const view = `${by} ${account} ${document}`;
  const nowMs = service.host.clock();
  if (part === 0 || !documentViews.has(view, nowMs)) {
    const outcome = await submitFor(service, session, {
      type: "view_document",
      account,
      document,
      by,
    });
    if (outcome instanceof Refusal) return outcome;
    documentViews.add(view, nowMs);
  }
  const parts = Math.ceil(bytes.length / DOCUMENT_PART_BYTES);
  const some = bytes.subarray(part * DOCUMENT_PART_BYTES, (part + 1) * DOCUMENT_PART_BYTES);
  const base64 = Buffer.from(some).toString("base64");
  return { media: known.media, bytes: bytes.length, parts, base64 };
}

async function reviewFact(
  service: Service,
  session: Session,
  { organisation: account, fact, verdict, set, reason, password }: Parsed<"reviewFact">,
): Promise<Result<"reviewFact"> | Refusal> {
  const officer = await proveAgain(service, session, password);
  if (officer instanceof Refusal) return officer;
  const organisation = service.loop.ledger.organisations.get(account);
  const known = organisation && factOf(organisation, fact);
  const fields = service.giving.directory.profile(account).facts[fact];
  if (organisation && known && verdict !== "refused") {
    // What the officer was shown is what the journal knows.
    if (!fields || digestOf(service, fields) !== known.digest) {
      return new Refusal("facts_changed", { set: setHashOf(organisation) });
    }
    const checked = checkedFact(service, account, { fact, fields });
    if (checked.problem !== null) {
      return new Refusal("fact_invalid", { fact, ...checked.problem });
    }
  }
  const by = officer.account;
  const outcome = await act(service, session, {
    command: { type: "review_fact", account, fact, verdict, set, reason, by },
    eyes: "officers",
  });
  if (!organisation) return outcome;
  const now = factOf(service.loop.ledger.organisations.get(account)!, fact);
  if (fields && now?.state === "verified" && now.digest === digestOf(service, fields)) {
    await service.giving.directory.change(account, (profile) => ({
      ...profile,
      verified: { ...profile.verified, [fact]: fields },
    }));
  }
  forgetNames(service, organisation);
  return outcome;
}

async function reviewText(
  service: Service,
  session: Session,
  { organisation: account, password, ...about }: Parsed<"reviewText">,
): Promise<Result<"reviewText"> | Refusal> {
  const officer = await proveAgain(service, session, password);
  if (officer instanceof Refusal) return officer;
  const command = { type: "review_text" as const, account, ...about, by: officer.account };
  const outcome = await act(service, session, { command, eyes: "officers" });
  if (outcome instanceof Refusal || about.text !== PROFILE) return outcome;
  const record = service.loop.ledger.organisations.get(account);
  await service.giving.directory.change(account, (profile) => ({
    ...profile,
    ...confirmedNow(profile, record),
  }));
  return await own(service, account, "officers");
}
