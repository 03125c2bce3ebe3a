// What everybody and donors may ask of giving: the directory, gifts, recurring gifts, pledges, and what became of them.
import type { GivingCommand } from "../bank/giving/command.ts";
import { taxYearSpan, taxYearText } from "../bank/giving/calendar.ts";
import { leftOf } from "../bank/giving/decide_need.ts";
import { hasPassed } from "../bank/giving/calendar.ts";
import { Refusal } from "../bank/refusal.ts";
import type { Entry } from "../bank/trace.ts";
import { donationReceipt, goodsReceipt } from "./donation_receipts.ts";
import {
  itemOf,
  needView,
  orderView,
  organisationView,
  pledgeView,
  receiptNumber,
  updateViews,
} from "./giving_views.ts";
import type { GiftView } from "./giving_shapes.ts";
import { GIVING_PAGE_MAX, OPEN_ORDERS_MAX, OPEN_PLEDGES_MAX } from "./limits.ts";
import type { MethodName, Parsed, Result } from "./methods.ts";
import type { GIVING_METHODS } from "./giving_methods.ts";
import { submitTransfer } from "./payments.ts";
import { type Handlers, identityOf, type Service } from "./service.ts";

type GiftMethods = keyof typeof GIVING_METHODS & MethodName;

export function giftHandlers(service: Service): Pick<Handlers, GiftMethods> {
  const { ledger } = service.loop;
  const { directory, store } = service.giving;
  return {
    organisations: (_session, asked) => directory.search(asked, service.host.clock()),
    organisation: async (_session, { organisation }) => {
      const known = ledger.organisations.get(organisation);
      if (!known || !directory.isPublic(known, service.host.clock())) {
        return new Refusal("no_such_organisation", { organisation });
      }
      return await organisationView(service, known);
    },
    givingTotals: () => givingTotals(service),
    needs: (_session, asked) => openNeeds(service, asked),
    give: async (session, params) => {
      const { id, amountMinor, memo } = params;
      const from = identityOf(session).account;
      const gift = wishOf(params);
      const outcome = await submitTransfer(service, {
        type: "give",
        id,
        from,
        amountMinor,
        memo,
        gift,
      });
      // Frozen at once; if that fails it is done when it is asked for.
      if (!(outcome instanceof Refusal)) await donationReceipt(service, id).catch(() => {});
      return outcome;
    },
    pledge: async (session, { pledge, need, quantity }) => {
      const donor = identityOf(session).account;
      const used = service.giving.register.pledgesBy.of(donor)
        .filter((key) => service.giving.register.openPledges.has(key) && key !== pledge).length;
      if (used >= OPEN_PLEDGES_MAX) {
        return new Refusal("limit_exceeded", {
          limit: "open_pledges",
          max: OPEN_PLEDGES_MAX,
          used,
        });
      }
      return await submitPledge(service, { type: "pledge", pledge, need, donor, quantity });
    },
    sendPledge: (session, { pledge, quantity }) =>
      submitPledge(service, {
        type: "send_pledge",
        pledge,
        donor: identityOf(session).account,
        quantity,
      }),
    cancelPledge: (session, { pledge }) =>
      submitPledge(service, { type: "cancel_pledge", pledge, donor: identityOf(session).account }),
    myPledges: async (session) => {
      const keys = service.giving.register.pledgesBy.of(identityOf(session).account).slice(
        -GIVING_PAGE_MAX,
      );
      const views = keys.map((key) => pledgeView(service, ledger.pledges.get(key)!));
      return { pledges: (await Promise.all(views)).reverse() };
    },
    myGiving: (session, asked) => myGiving(service, identityOf(session).account, asked),
    donationReceipt: async (session, { id }) => {
      const { account, role } = identityOf(session);
      const transfer = await service.transfer(id);
      const theirs = role === "staff" || transfer?.from === account;
      if (!transfer?.gift || !theirs) return new Refusal("no_such_transfer", { id });
      return await donationReceipt(service, id);
    },
    goodsReceipt: (session, { pledge }) =>
      goodsReceipt(service, identityOf(session).account, pledge),
    yearlyGiving: (session, { year }) => yearlyGiving(service, identityOf(session).account, year),
    donor: async (session) => {
      const { account, displayName } = identityOf(session);
      return await store.donor(account) ?? { name: displayName, address: "", pan: "" };
    },
    setDonor: async (session, { name, address, pan }) => {
      const number = pan.trim().toUpperCase();
      if (number !== "" && !/^[A-Z]{5}[0-9]{4}[A-Z]$/.test(number)) {
        const reason = "expected five letters, four digits and a letter, such as ABCPE1234F";
        return new Refusal("fact_invalid", { fact: "pan", reason });
      }
      const details = { name, address, pan: number };
      await store.setDonor(identityOf(session).account, details);
      return details;
    },
    startOrder: (session, params) => startOrder(service, identityOf(session).account, params),
    stopOrder: async (session, { order }) => {
      const donor = identityOf(session).account;
      const outcome = await service.loop.submit({ type: "stop_order", order, donor });
      return outcome instanceof Refusal ? outcome : orderView(service, ledger.orders.get(order)!);
    },
    myOrders: (session) => {
      const keys = service.giving.register.ordersBy.of(identityOf(session).account).slice(
        -GIVING_PAGE_MAX,
      );
      return { orders: keys.map((key) => orderView(service, ledger.orders.get(key)!)).reverse() };
    },
  };
}

function wishOf(
  { organisation, purpose, need, visibility, foreign }: Parsed<"give"> | Parsed<"startOrder">,
) {
  const about = {
    organisation,
    purpose: need === undefined ? purpose : "need" as const,
    visibility,
    foreign,
  };
  return need === undefined ? about : { ...about, need };
}

type PledgeCommand = Extract<GivingCommand, { readonly pledge: string }>;

export async function submitPledge(
  service: Service,
  command: PledgeCommand,
): Promise<Result<"pledge"> | Refusal> {
  const outcome = await service.loop.submit(command);
  if (outcome instanceof Refusal) return outcome;
  const pledge = service.loop.ledger.pledges.get(command.pledge)!;
  return await pledgeView(service, pledge, command.type === "receive_pledge");
}

async function startOrder(
  service: Service,
  donor: string,
  params: Parsed<"startOrder">,
): Promise<Result<"startOrder"> | Refusal> {
  const { order, amountMinor, every, firstAtMs = service.host.clock() } = params;
  const { register } = service.giving;
  const used = register.ordersBy.of(donor)
    .filter((key) => register.openOrders.has(key) && key !== order).length;
  if (used >= OPEN_ORDERS_MAX) {
    return new Refusal("limit_exceeded", { limit: "open_orders", max: OPEN_ORDERS_MAX, used });
  }
  const gift = wishOf(params);
  const command = {
    type: "start_order" as const,
    order,
    donor,
    amountMinor,
    gift,
    every,
    firstAtMs,
  };
  const outcome = await service.loop.submit(command);
  if (outcome instanceof Refusal) return outcome;
  return orderView(service, service.loop.ledger.orders.get(order)!);
}

async function givingTotals(service: Service): Promise<Result<"givingTotals">> {
  const { register, directory } = service.giving;
  const nowMs = service.host.clock();
  let organisations = 0;
  for (const [, organisation] of service.loop.ledger.organisations.rows()) {
    if (directory.isPublic(organisation, nowMs)) organisations++;
  }
  const recentGifts = await Promise.all(
    register.newest.map(async ({ atMs, amountMinor, from, gift }) => ({
      ...{ atMs, amountMinor, purpose: gift.purpose, item: itemOf(service, gift.need) },
      donor: gift.visibility === "public" ? await service.names.load(from) : null,
      organisation: gift.organisation,
      organisationName: directory.nameOf(gift.organisation),
    })),
  );
  const { seq: block, hash } = service.loop.head;
  return { organisations, ...register.totals, recentGifts, block, hash };
}

const PRIORITY = { urgent: 0, soon: 1, whenever: 2 } as const;

function openNeeds(service: Service, { after, limit }: Parsed<"needs">): Result<"needs"> {
  const nowMs = service.host.clock();
  const { ledger } = service.loop;
  const open = [...ledger.needs.rows()].map(([, need]) => need).filter((need) => {
    const organisation = ledger.organisations.get(need.organisation)!;
    return need.status === "open" && leftOf(need) > 0 && !hasPassed(need.deadline, nowMs) &&
      service.giving.directory.isPublic(organisation, nowMs);
  });
  open.sort((a, b) =>
    PRIORITY[a.priority] - PRIORITY[b.priority] || (a.deadline < b.deadline ? -1 : 1)
  );
  const page = open.slice(after, after + limit);
  return {
    needs: page.map((need) => needView(service, need)),
    next: after + limit < open.length ? after + limit : null,
  };
}

/** Entries read for one page of gifts, at most: among many others there may be few. */
const ENTRIES_READ_MAX = 2_000;

async function myGiving(
  service: Service,
  account: string,
  { after, limit }: Parsed<"myGiving">,
): Promise<Result<"myGiving">> {
  const gifts: GiftView[] = [];
  let before = after === undefined ? undefined : Number(after) || 1;
  for (let read = 0; read < ENTRIES_READ_MAX && gifts.length < limit;) {
    const page = await service.statements.page(account, { before, limit: 200 });
    read += page.length;
    for (const entry of page) {
      before = entry.number;
      if (entry.kind !== "gift" || entry.amountMinor > 0) continue;
      gifts.push(await giftView(service, entry));
      if (gifts.length === limit) break;
    }
    if (page.length < 200) before = gifts.length === limit ? before : 1;
    if (before === undefined || before <= 1) break;
  }
  return { gifts, cursor: before !== undefined && before > 1 ? String(before) : null };
}

async function giftView(service: Service, entry: Entry): Promise<GiftView> {
  const { transfer: transferId, atMs, amountMinor } = entry;
  const gift = entry.gift!;
  const { organisation, purpose, need, visibility, foreign } = gift;
  const updates = await updateViews(
    service,
    organisation,
    (update) =>
      update.atMs >= atMs && (need === undefined || update.need === need || update.need === null),
  );
  return {
    ...{ transferId, atMs, organisation, purpose, visibility, foreign, updates },
    organisationName: service.giving.directory.nameOf(organisation),
    amountMinor: -amountMinor,
    need: need ?? null,
    item: itemOf(service, need),
    refunded: (await service.transfer(transferId))?.reversedBy !== undefined,
    receipt: receiptNumber(gift.year!, gift.receipt!),
    eligible: gift.eligible!,
  };
}

/** Gifts of a tax year, oldest first: outgoing ones of a donor, incoming ones of an organisation. */
export async function giftsOfYear(
  service: Service,
  account: string,
  year: number,
): Promise<Entry[]> {
  const { statements } = service;
  const { fromMs, toMs } = taxYearSpan(year);
  const end = await statements.firstAt(account, toMs);
  const gifts: Entry[] = [];
  for (let after = await statements.firstAt(account, fromMs) - 1; after < end - 1;) {
    const page = await statements.entriesSince(account, {
      after,
      limit: Math.min(200, end - 1 - after),
    });
    if (page.length === 0) break;
    gifts.push(...page.filter(({ kind }) => kind === "gift"));
    after = page.at(-1)!.number;
  }
  return gifts;
}

async function yearlyGiving(
  service: Service,
  account: string,
  year: number,
): Promise<Result<"yearlyGiving">> {
  type Sum = Result<"yearlyGiving">["organisations"][number];
  const sums = new Map<string, Sum>();
  for (const { gift, amountMinor, transfer } of await giftsOfYear(service, account, year)) {
    if (amountMinor > 0 || !gift) continue;
    const { organisation } = gift;
    const organisationName = service.giving.directory.nameOf(organisation);
    const none = {
      organisation,
      organisationName,
      gifts: 0,
      givenMinor: 0,
      eligibleMinor: 0,
      refundedMinor: 0,
    };
    const sum = sums.get(organisation) ?? none;
    sums.set(organisation, sum);
    sum.gifts++;
    const refunded = (await service.transfer(transfer))?.reversedBy !== undefined;
    if (refunded) sum.refundedMinor -= amountMinor;
    else sum.givenMinor -= amountMinor;
    if (!refunded && gift.eligible === "eligible") sum.eligibleMinor -= amountMinor;
  }
  return { year: taxYearText(year), organisations: [...sums.values()] };
}
