// From records of giving to what is shown of them. Decides what the public may see, what the organisation, and what officers.
import { leftOf } from "../../bank/giving/decide_need.ts";
import { FACT_KINDS, type FactKind, maskedPan } from "../../bank/giving/facts.ts";
import {
  type Need,
  type Order,
  type Organisation,
  type Pledge,
  setHashOf,
  type Update,
} from "../../bank/giving/record.ts";
import { factOf, factStateOf, requiredFacts } from "../../bank/giving/standing.ts";
import { policyOf } from "../../bank/suspicion.ts";
import type { Entry } from "../../bank/trace.ts";
import { taxYearText } from "../../bank/giving/calendar.ts";
import type {
  FactView,
  NeedView,
  OrderView,
  OrganisationView,
  OwnOrganisation,
  PledgeView,
  PublicGift,
  UpdateView,
} from "../../api/giving_shapes.ts";
import type { Service } from "../service.ts";
import { isShown } from "./shown_texts.ts";
import { type Eyes, needsInOrder } from "./needs_order.ts";
import { textViews } from "./text_views.ts";

/** Entries of an organisation that are looked through for its newest gifts. */
const RECENT_ENTRIES = 30;

const RECENT_GIFTS = 8;
const UPDATES_SHOWN = 20;

export function receiptNumber(year: number, receipt: number): string {
  return `${taxYearText(year)}/${String(receipt).padStart(6, "0")}`;
}

export function needView({ giving }: Service, need: Readonly<Need>): NeedView {
  const { changed: _, addedAtMs: _added, text: _verdict, ...about } = need;
  return {
    ...about,
    textState: giving.directory.texts.need(need),
    organisationName: giving.directory.nameOf(need.organisation),
    left: leftOf(need),
    freeAtMs: giving.register.freeAtMs(need.need),
  };
}

export async function pledgeView(
  service: Service,
  pledge: Readonly<Pledge>,
  forOrganisation = false,
): Promise<PledgeView> {
  const { changed: _, donor, ...about } = pledge;
  const need = service.loop.ledger.needs.get(pledge.need)!;
  const { sent, received } = pledge;
  return {
    ...about,
    item: need.item,
    unit: need.unit,
    organisationName: service.giving.directory.nameOf(pledge.organisation),
    donorName: forOrganisation ? await service.names.load(donor) : null,
    difference: received === null ? null : received - (sent ?? pledge.quantity),
  };
}

export function orderView({ giving }: Service, order: Readonly<Order>): OrderView {
  const { order: name, organisation, amountMinor, every, nextAtMs, given, skipped, ended } = order;
  const organisationName = giving.directory.nameOf(organisation);
  return {
    order: name,
    organisation,
    organisationName,
    amountMinor,
    every,
    nextAtMs,
    given,
    skipped,
    ended,
  };
}

export async function updateViews(
  service: Service,
  organisation: string,
  { eyes = "public", wanted = () => true }: {
    readonly eyes?: Eyes;
    readonly wanted?: (update: Readonly<Update>) => boolean;
  } = {},
): Promise<UpdateView[]> {
  const { ledger } = service.loop;
  const updates = service.giving.register.updatesOf.of(organisation)
    .map((key) => ledger.updates.get(key)!)
    .filter((update) =>
      wanted(update) && (eyes !== "public" || update.text?.verdict !== "taken_down")
    );
  const shown = updates.slice(-UPDATES_SHOWN).reverse();
  const views = await Promise.all(shown.map((update) => updateView(service, update)));
  return views.filter(({ textState }) => eyes !== "public" || isShown(textState!));
}

export async function updateView(
  service: Service,
  update: Readonly<Update>,
): Promise<UpdateView> {
  const { store, directory } = service.giving;
  const { update: name, atMs, need } = update;
  const text = await store.updateText(name) ?? "";
  const item = itemOf(service, need ?? undefined);
  return { update: name, atMs, need, item, text, textState: directory.texts.update(update, text) };
}

/** What may be shown of a fact: nothing by which a person is known. */
function shownValue(fact: FactKind, fields: Readonly<Record<string, string>>): string {
  switch (fact) {
    case "name":
      return fields.legalName ?? "";
    case "pan":
      return maskedPan(fields.number ?? "");
    case "licence":
      return `${fields.number} (${fields.authority}, ${fields.state})`;
    case "eighty_g":
      return (fields.urn ?? "").replace(/^.{10}/, maskedPan);
    case "fcra":
      return fields.number ?? "";
    case "darpan":
      return fields.id ?? "";
    case "contact":
      return fields.phone ?? "";
  }
}

function factViews(
  service: Service,
  organisation: Readonly<Organisation>,
  eyes: Eyes,
): FactView[] {
  const nowMs = service.host.clock();
  const required = requiredFacts(policyOf(service.loop.ledger));
  const { directory } = service.giving;
  const { facts } = directory.profile(organisation.account);
  const views: FactView[] = [];
  for (const kind of FACT_KINDS) {
    const fact = factOf(organisation, kind);
    if (!fact) {
      if (!required.includes(kind)) continue;
      views.push({
        fact: kind,
        state: "missing",
        value: "",
        validTo: null,
        checkedAtMs: null,
        checkedBy: [],
      });
      continue;
    }
    // An officer who refused it does not stand behind it, nor does one who looked at it before.
    const refused = fact.state === "refused";
    const officers = refused ? [] : [fact.seenBy, fact.verifiedBy].filter((by) => by !== null);
    const checkedBy = officers.map((_, place) => place === 0 ? "first officer" : "second officer");
    const { validTo } = fact;
    const checkedAtMs = refused ? null : fact.reviewedAtMs;
    const fields = eyes === "public"
      ? directory.shown(organisation.account, kind)
      : facts[kind] ?? {};
    const value = shownValue(kind, fields);
    views.push({
      fact: kind,
      state: eyes !== "officers" && fact.state === "disputed"
        ? "checked"
        : factStateOf(fact, nowMs),
      value,
      validTo,
      checkedAtMs,
      checkedBy,
    });
  }
  return views;
}

async function recentGifts(
  service: Service,
  organisation: Readonly<Organisation>,
): Promise<PublicGift[]> {
  const found: Entry[] = [];
  for (const account of [organisation.account, organisation.foreignAccount]) {
    const page = await service.statements.page(account, { limit: RECENT_ENTRIES });
    found.push(...page.filter(({ gift, kind }) => gift && kind === "gift"));
  }
  // In the order of the journal: many may have come in one millisecond.
  const newest = found.sort((a, b) => b.ref - a.ref).slice(0, RECENT_GIFTS);
  return await Promise.all(newest.map(async ({ gift, atMs, amountMinor, counterparty }) => {
    const { purpose, need, visibility } = gift!;
    const donor = visibility === "public" ? await service.names.load(counterparty) : null;
    return { atMs, amountMinor, purpose, item: itemOf(service, need), donor };
  }));
}

/** Null as well for what may not be read. */
export function itemOf({ loop, giving }: Service, name: string | undefined): string | null {
  const need = name === undefined ? undefined : loop.ledger.needs.get(name);
  return need && isShown(giving.directory.texts.need(need)) ? need.item : null;
}

export async function organisationView(
  service: Service,
  organisation: Readonly<Organisation>,
  eyes: Eyes = "public",
): Promise<OrganisationView> {
  const { directory } = service.giving;
  const nowMs = service.host.clock();
  const { account } = organisation;
  const field = (name: string) => directory.field(account, "name", name);
  const capacity = Number(directory.field(account, "licence", "capacity"));
  const { about, website } = eyes === "public"
    ? directory.said(account)
    : directory.profile(account);
  return {
    ...directory.card(organisation, nowMs),
    about,
    address: field("address"),
    pin: field("pin"),
    website,
    phone: directory.field(account, "contact", "phone"),
    email: directory.field(account, "contact", "email"),
    capacity: capacity > 0 ? capacity : null,
    facts: factViews(service, organisation, eyes),
    needs: needsInOrder(service, account, eyes).map((need) => needView(service, need)),
    updates: await updateViews(service, account, { eyes }),
    recentGifts: await recentGifts(service, organisation),
    block: service.loop.head.seq,
  };
}

export async function ownOrganisation(
  service: Service,
  organisation: Readonly<Organisation>,
  eyes: Eyes,
): Promise<OwnOrganisation> {
  const { foreignAccount, submitted, foreignMinor, administrationMinor } = organisation;
  const alarms = eyes === "officers" ? organisation.alarms : 0;
  const foreignBookedMinor = service.loop.ledger.accounts.get(foreignAccount)?.bookedMinor ?? 0;
  const { facts } = service.giving.directory.profile(organisation.account);
  return {
    ...await organisationView(service, organisation, eyes),
    foreignBookedMinor,
    foreignAccount,
    submitted,
    alarms,
    foreignMinor,
    administrationMinor,
    stopReason: organisation.stopReason ?? "",
    set: setHashOf(organisation),
    fields: Object.fromEntries(
      Object.entries(facts).map(([kind, fields]) => [kind, { ...fields }]),
    ),
    reasons: Object.fromEntries(
      organisation.facts.filter(({ reason }) => reason !== "").map((
        { kind, reason },
      ) => [kind, reason]),
    ),
    texts: await textViews(service, organisation),
    documents: organisation.documents.map(({ document, fact, sha256, bytes, media }) => (
      { document, fact, sha256, bytes, media }
    )),
  };
}
