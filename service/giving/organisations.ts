// What an organisation does for itself: register, state its facts, hand in documents, ask for what it needs, count what
// arrives, thank, give back. The organisation is the customer who is signed in.
import { randomAccountNumber } from "../../bank/account_number.ts";
import { submitFor } from "../acting.ts";
import type { GivingCommand } from "../../bank/giving/command.ts";
import { checkFact, type FactCheck } from "../../bank/giving/fact_checks.ts";
import { type Organisation, setHashOf } from "../../bank/giving/record.ts";
import type { FactFields } from "../../bank/giving/facts.ts";
import { Refusal } from "../../bank/refusal.ts";
import { documentHandlers } from "./documents.ts";
import { factDigest } from "./profiles.ts";
import type { Eyes } from "./needs_order.ts";
import { donorReport } from "./donor_report.ts";
import { submitPledge } from "./gifts.ts";
import { needView, ownOrganisation, pledgeView, updateView } from "./giving_views.ts";
import { GIVING_PAGE_MAX } from "../../api/limits.ts";
import type { Parsed, Result } from "../../api/methods.ts";
import { findPayee } from "../payees.ts";
import { submitTransfer } from "../payments.ts";
import type { Handlers, Service } from "../service.ts";
import { identityOf } from "../identity/session_gate.ts";
import type { Session } from "../identity/session.ts";
import { publicTextProblem, websiteProblem } from "../../bank/giving/public_text.ts";
import { profileHash, updateHash } from "../../bank/giving/texts.ts";

type OrganisationMethods =
  | "registerOrganisation"
  | "describeOrganisation"
  | "myOrganisation"
  | "setFact"
  | "documentPart"
  | "addDocument"
  | "submitOrganisation"
  | "addNeed"
  | "closeNeed"
  | "organisationPledges"
  | "receivePledge"
  | "postUpdate"
  | "refundGift"
  | "spendForeign"
  | "donorReport";

export function organisationHandlers(service: Service): Pick<Handlers, OrganisationMethods> {
  const { ledger } = service.loop;
  const mine = (session: Session) => identityOf(session).account;
  return {
    registerOrganisation: (session, params) =>
      describe(service, session, { ...params, register: true }),
    describeOrganisation: (session, params) =>
      describe(service, session, { ...params, register: false }),
    myOrganisation: (session) => own(service, mine(session)),
    setFact: (session, params) => setFact(service, session, params),
    ...documentHandlers(service),
    submitOrganisation: (session) =>
      act(service, session, { command: { type: "submit_org", account: mine(session) } }),
    ...needing(service),
    postUpdate: (session, params) => postUpdate(service, session, params),
    refundGift: (session, { id, transferId: transfer, reason }) =>
      submitTransfer(service, session, {
        command: { type: "refund_gift", id, transfer, reason, organisation: mine(session) },
        viewer: mine(session),
      }),
    spendForeign: async (session, { id, to, amountMinor, memo, use }) => {
      const organisation = mine(session);
      const payee = await findPayee(service, to, organisation);
      if (payee instanceof Refusal) return payee;
      const about = { id, organisation, to: payee.account, amountMinor, memo, use };
      return await submitTransfer(service, session, {
        command: { type: "spend_foreign", ...about },
      });
    },
    donorReport: async (session, { year }) => {
      const account = mine(session);
      if (!ledger.organisations.get(account)) return noSuch(account);
      return await donorReport(service, account, year);
    },
  };
}

type NeedMethods = "addNeed" | "closeNeed" | "organisationPledges" | "receivePledge";

function needing(service: Service): Pick<Handlers, NeedMethods> {
  const { ledger } = service.loop;
  const mine = (session: Session) => identityOf(session).account;
  return {
    addNeed: async (session, params) => {
      const organisation = mine(session);
      const wrong = textRefusal(params.item, params.unit);
      if (wrong) return wrong;
      const outcome = await submitFor(service, session, {
        type: "add_need",
        organisation,
        ...params,
      });
      return outcome instanceof Refusal
        ? outcome
        : needView(service, ledger.needs.get(params.need)!);
    },
    closeNeed: async (session, { need }) => {
      const organisation = mine(session);
      const outcome = await submitFor(service, session, { type: "close_need", need, organisation });
      return outcome instanceof Refusal ? outcome : needView(service, ledger.needs.get(need)!);
    },
    organisationPledges: async (session) => {
      const keys = service.giving.register.pledgesTo.of(mine(session)).slice(-GIVING_PAGE_MAX);
      const views = keys.map((key) => pledgeView(service, ledger.pledges.get(key)!, true));
      return { pledges: (await Promise.all(views)).reverse() };
    },
    receivePledge: (session, { pledge, quantity }) =>
      submitPledge(service, session, {
        type: "receive_pledge",
        pledge,
        organisation: mine(session),
        quantity,
      }),
  };
}

function noSuch(organisation: string): Refusal {
  return new Refusal("no_such_organisation", { organisation });
}

export async function own(
  service: Service,
  account: string,
  eyes: Eyes = "owner",
): Promise<Result<"myOrganisation"> | Refusal> {
  const organisation = service.loop.ledger.organisations.get(account);
  return organisation ? await ownOrganisation(service, organisation, eyes) : noSuch(account);
}

interface Act {
  readonly command: GivingCommand & { readonly account: string };
  readonly eyes?: Eyes;
}

/** For texts that are public at once. */
function textRefusal(...texts: readonly string[]): Refusal | null {
  for (const text of texts) {
    const problem = publicTextProblem(text);
    if (problem) return new Refusal("text_not_allowed", { ...problem });
  }
  return null;
}

/** Submits a command about an organisation; the answer is how it stands then. */
export async function act(
  service: Service,
  session: Session,
  { command, eyes = "owner" }: Act,
): Promise<Result<"myOrganisation"> | Refusal> {
  const outcome = await submitFor(service, session, command);
  return outcome instanceof Refusal ? outcome : await own(service, command.account, eyes);
}

export function digestOf(service: Service, fields: Readonly<Record<string, string>>): string {
  return factDigest(service.giving.store, fields);
}

interface Description extends Parsed<"registerOrganisation"> {
  readonly register: boolean;
}

async function describe(
  service: Service,
  session: Session,
  { about, website, register }: Description,
): Promise<Result<"myOrganisation"> | Refusal> {
  const { account } = identityOf(session);
  const odd = websiteProblem(website);
  const wrong = textRefusal(about) ?? (odd && new Refusal("text_not_allowed", { ...odd }));
  if (wrong) return wrong;
  const { directory } = service.giving;
  const profile = profileHash(about, website);
  const foreignAccount = randomAccountNumber(service.host.random(8));
  const before = directory.profile(account);
  await directory.change(account, (profile) => ({ ...profile, about, website }));
  const outcome = await act(service, session, {
    command: register
      ? { type: "register_org", account, foreignAccount, profile }
      : { type: "describe_org", account, profile },
  });
  if (outcome instanceof Refusal) {
    const { about, website } = before;
    await directory.change(account, (profile) => ({ ...profile, about, website }));
  }
  return outcome;
}

async function setFact(
  service: Service,
  session: Session,
  { fact, fields: given }: Parsed<"setFact">,
): Promise<Result<"setFact"> | Refusal> {
  const { account } = identityOf(session);
  const { directory, store } = service.giving;
  if (!service.loop.ledger.organisations.get(account)) return noSuch(account);
  const checked = checkedFact(service, account, {
    fact,
    fields: fact === "contact" ? await withPhone(service, account, given) : given,
  });
  if (checked.problem !== null) {
    return new Refusal("fact_invalid", { fact, ...checked.problem });
  }
  const { fields, claim, validTo, warnings } = checked;
  const organisation = service.loop.ledger.organisations.get(account)!;
  const before = directory.profile(account).facts[fact] ?? {};
  const stating = (now: FactFields) =>
    directory.change(account, (profile) => ({
      ...profile,
      facts: { ...profile.facts, [fact]: now },
    }));
  await stating(fields);
  const outcome = await submitFor(service, session, {
    type: "set_fact",
    account,
    fact,
    digest: digestOf(service, fields),
    validTo,
    claim: claim === null ? null : store.blind(`claim ${claim}`),
  });
  if (outcome instanceof Refusal) {
    await stating(before);
    return outcome;
  }
  forgetNames(service, organisation);
  const set = setHashOf(service.loop.ledger.organisations.get(account)!);
  return { fact, warnings: [...warnings], set };
}

/** After something about its name has changed. */
export function forgetNames(
  { names }: Pick<Service, "names">,
  { account, foreignAccount }: Readonly<Organisation>,
): void {
  names.forget(account);
  names.forget(foreignAccount);
}

/** The number as E.164; where it is the one that was stated before, as it stands there: nothing has changed then. */
async function withPhone(
  { giving: { directory } }: Service,
  account: string,
  given: FactFields,
): Promise<FactFields> {
  const { phoneNumberOf } = await import("./phone_numbers.ts");
  const typed = phoneNumberOf(given.phone ?? "");
  const kept = directory.profile(account).facts.contact?.phone;
  if (typed === null) return given;
  const same = kept !== undefined && phoneNumberOf(kept) === typed;
  return { ...given, phone: same ? kept : typed };
}

export function checkedFact(
  service: Service,
  account: string,
  { fact, fields }: Parsed<"setFact">,
): FactCheck {
  const { directory } = service.giving;
  const { facts } = directory.profile(account);
  const known = (kind: "pan" | "name", name: string) =>
    fact === kind ? undefined : facts[kind]?.[name] || undefined;
  return checkFact(fact, fields, {
    nowMs: service.host.clock(),
    pan: known("pan", "number"),
    state: known("name", "state"),
    legalName: known("name", "legalName"),
    keptPhone: facts.contact?.phone,
  });
}

async function postUpdate(
  service: Service,
  session: Session,
  { update, need, text }: Parsed<"postUpdate">,
): Promise<Result<"postUpdate"> | Refusal> {
  const organisation = identityOf(session).account;
  const wrong = textRefusal(text);
  if (wrong) return wrong;
  const { ledger } = service.loop;
  // The text is written first; it is not shown until the journal has its digest.
  if (!ledger.updates.get(update)) await service.giving.store.setUpdateText(update, text);
  const command = { type: "post_update" as const, update, organisation, need: need ?? null };
  const outcome = await submitFor(service, session, {
    ...command,
    sha256: updateHash(text),
  });
  if (outcome instanceof Refusal) return outcome;
  return await updateView(service, ledger.updates.get(update)!);
}
