// What visitors and donors may ask of giving: the directory, gifts, recurring gifts, pledges, and what became of them.
import type { GivingCommand } from "../../bank/giving/command.ts";
import type { Gift } from "../../bank/giving/record.ts";
import { PAN } from "../../bank/giving/facts.ts";
import { compactCode } from "../../bank/pasted.ts";
import { Refusal } from "../../bank/refusal.ts";
import { hasDuty } from "../../bank/staff/members.ts";
import { donationReceipt, goodsReceipt } from "./donation_receipts.ts";
import { orderView, organisationView, pledgeView } from "./giving_views.ts";
import { GIVING_PAGE_MAX, OPEN_ORDERS_MAX, OPEN_PLEDGES_MAX } from "../../api/limits.ts";
import type { MethodName, Parsed, Result } from "../../api/methods.ts";
import type { GIVING_METHODS } from "../../api/giving_methods.ts";
import { submitFor } from "../acting.ts";
import { submitTransfer, transferSeenBy } from "../payments.ts";
import type { Session } from "../identity/session.ts";
import type { Handlers, Service } from "../service.ts";
import { identityOf } from "../identity/session_gate.ts";
import { givingTotals, myGiving, openNeeds, yearlyGiving } from "./giving_history.ts";

type GiftMethods = Exclude<
  keyof typeof GIVING_METHODS & MethodName,
  "reportPage" | "reportStatus"
>;

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
      return await submitTransfer(service, session, {
        command: { type: "give", id, from, amountMinor, memo, gift },
      });
    },
    ...pledging(service),
    myGiving: (session, asked) => myGiving(service, identityOf(session).account, asked),
    donationReceipt: async (session, { id }) => {
      const { account } = identityOf(session);
      const transfer = await transferSeenBy(service, session, id);
      if (transfer instanceof Refusal) return transfer;
      const staff = hasDuty(service.loop.ledger, account, "papers");
      const theirs = staff || transfer.from === account;
      if (!transfer.gift || !theirs) return new Refusal("no_such_transfer", { id });
      return await donationReceipt(service, id, session);
    },
    goodsReceipt: (session, { pledge }) =>
      goodsReceipt(service, identityOf(session).account, pledge),
    yearlyGiving: (session, { year }) => yearlyGiving(service, identityOf(session).account, year),
    donor: async (session) => {
      const { account, displayName } = identityOf(session);
      return await store.donor(account) ?? { name: displayName, address: "", pan: "" };
    },
    setDonor: async (session, { name, address, pan }) => {
      const number = compactCode(pan);
      if (number !== "" && !PAN.test(number)) {
        const reason = "expected five letters, four digits and a letter, such as ABCPE1234F";
        return new Refusal("fact_invalid", {
          fact: "pan",
          field: "pan",
          rule: "pan_form",
          reason,
        });
      }
      const details = { name, address, pan: number };
      await store.setDonor(identityOf(session).account, details);
      return details;
    },
    ...recurring(service),
  };
}

/** What a gift says of itself, as the rules take it. */
export function wishOf(
  { organisation, purpose, need, visibility, foreign }: Pick<
    Parsed<"give">,
    "organisation" | "purpose" | "need" | "visibility" | "foreign"
  >,
): Gift {
  const about = {
    organisation,
    purpose: need === undefined ? purpose : "need" as const,
    visibility,
    foreign,
  };
  return need === undefined ? about : { ...about, need };
}

type PledgeMethods = "pledge" | "sendPledge" | "cancelPledge" | "myPledges";

function pledging(service: Service): Pick<Handlers, PledgeMethods> {
  const { ledger } = service.loop;
  return {
    pledge: async (session, { pledge, need, quantity }) => {
      const donor = identityOf(session).account;
      const used = service.giving.register.pledgesBy.of(donor)
        .filter((key) => service.giving.register.openPledges.has(key) && key !== pledge).length;
      const room = { limit: "open_pledges", max: OPEN_PLEDGES_MAX, used };
      const command = { type: "pledge" as const, pledge, need, donor, quantity };
      return await service.giving.limits.within(
        donor,
        room,
        () => submitPledge(service, session, command),
      );
    },
    sendPledge: (session, { pledge, quantity }) =>
      submitPledge(service, session, {
        type: "send_pledge",
        pledge,
        donor: identityOf(session).account,
        quantity,
      }),
    cancelPledge: (session, { pledge }) =>
      submitPledge(service, session, {
        type: "cancel_pledge",
        pledge,
        donor: identityOf(session).account,
      }),
    myPledges: async (session) => {
      const keys = service.giving.register.pledgesBy.of(identityOf(session).account).slice(
        -GIVING_PAGE_MAX,
      );
      const views = keys.map((key) => pledgeView(service, ledger.pledges.get(key)!));
      return { pledges: (await Promise.all(views)).reverse() };
    },
  };
}

type OrderMethods = "startOrder" | "stopOrder" | "myOrders";

function recurring(service: Service): Pick<Handlers, OrderMethods> {
  const { ledger } = service.loop;
  return {
    startOrder: (session, params) => startOrder(service, session, params),
    stopOrder: async (session, { order }) => {
      const donor = identityOf(session).account;
      const outcome = await submitFor(service, session, { type: "stop_order", order, donor });
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

type PledgeCommand = Extract<GivingCommand, { readonly pledge: string }>;

export async function submitPledge(
  service: Service,
  session: Session,
  command: PledgeCommand,
): Promise<Result<"pledge"> | Refusal> {
  const outcome = await submitFor(service, session, command);
  if (outcome instanceof Refusal) return outcome;
  const pledge = service.loop.ledger.pledges.get(command.pledge)!;
  return await pledgeView(service, pledge, command.type === "receive_pledge");
}

async function startOrder(
  service: Service,
  session: Session,
  params: Parsed<"startOrder">,
): Promise<Result<"startOrder"> | Refusal> {
  const donor = identityOf(session).account;
  const { order, amountMinor, every, firstAtMs = service.host.clock() } = params;
  const { register } = service.giving;
  const used = register.ordersBy.of(donor)
    .filter((key) => register.openOrders.has(key) && key !== order).length;
  const room = { limit: "open_orders", max: OPEN_ORDERS_MAX, used };
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
  return await service.giving.limits.within(donor, room, async () => {
    const outcome = await submitFor(service, session, command);
    if (outcome instanceof Refusal) return outcome;
    return orderView(service, service.loop.ledger.orders.get(order)!);
  });
}
