// Standing orders: made, shown, stopped. What they pay is due work (service/standing_orders/due_standing_orders.ts).
import type { CommandOf } from "../../bank/command.ts";
import { Refusal } from "../../bank/refusal.ts";
import { policyOf } from "../../bank/suspicion.ts";
import {
  dayOfTurn,
  type StandingNext,
  type StandingOrder,
  unpaidAfter,
} from "../../bank/standing_orders/standing_order.ts";
import type { Parsed, Result } from "../../api/methods.ts";
import { submitFor } from "../acting.ts";
import { newDeviceRefusal } from "../identity/authentication.ts";
import type { Session } from "../identity/session.ts";
import { identityOf } from "../identity/session_gate.ts";
import { namedAccount, noteUnknownPayee } from "../payees.ts";
import type { Handlers, Service } from "../service.ts";

type StandingMethods = "makeStandingOrder" | "standingOrders" | "stopStandingOrder";

export function standingOrderHandlers(service: Service): Pick<Handlers, StandingMethods> {
  return {
    makeStandingOrder: (session, params) => make(service, session, params),
    standingOrders: (session, params) => list(service, session, params),
    stopStandingOrder: (session, { order }) => {
      const owner = identityOf(session).account;
      return change(service, session, { type: "stop_standing_order", order, owner });
    },
  };
}

type OrderView = Result<"stopStandingOrder">;

/** Days that are shown of an order: three tell what becomes of the 31st. */
const DAYS_SHOWN = 3;

async function make(
  service: Service,
  session: Session,
  { payee: given, lastOn, times, ...about }: Parsed<"makeStandingOrder">,
): Promise<OrderView | Refusal> {
  const owner = identityOf(session).account;
  const payee = await namedAccount(service, given, owner);
  if (payee instanceof Refusal) return payee;
  const strange = strangeDevice(service, session, about.amountMinor);
  if (strange) return strange;
  const made = await change(service, session, {
    type: "make_standing_order",
    owner,
    payee,
    ...about,
    ...(lastOn === undefined ? {} : { lastOn }),
    ...(times === undefined ? {} : { times }),
  });
  return made instanceof Refusal ? noteUnknownPayee(service, owner, made) : made;
}

/** Payments as large as those that a new device has to wait for: a thief could wait until it is new no more. */
export function strangeDevice(
  service: Service,
  session: Session,
  amountMinor: number,
): Refusal | null {
  const { newDeviceMinor } = policyOf(service.loop.ledger);
  const large = newDeviceMinor > 0 && amountMinor >= newDeviceMinor;
  return large ? newDeviceRefusal(service, session) : null;
}

async function change(
  service: Service,
  session: Session,
  command: CommandOf<"make_standing_order" | "stop_standing_order">,
): Promise<OrderView | Refusal> {
  const outcome = await submitFor(service, session, command);
  if (outcome instanceof Refusal) return outcome;
  return await viewOf(service, service.loop.ledger.standingOrders.get(command.order)!);
}

async function list(
  service: Service,
  session: Session,
  { active, after, limit }: Parsed<"standingOrders">,
): Promise<Result<"standingOrders">> {
  const all = service.standingOrders.of(identityOf(session).account);
  const shown = active ? all.filter(({ ended }) => !ended) : all;
  const page = shown.slice(after, after + limit);
  return {
    orders: await Promise.all(page.map((order) => viewOf(service, order))),
    count: shown.length,
  };
}

async function viewOf({ names }: Service, order: Readonly<StandingOrder>): Promise<OrderView> {
  const { payee, amountMinor, memo, every, firstOn, lastOn, times, madeAtMs } = order;
  const { paid, missed, tries, turn, ended, endedAtMs } = order;
  return {
    order: order.order,
    payee,
    payeeName: await names.load(payee),
    amountMinor,
    memo,
    every,
    firstOn,
    ...(lastOn === null ? {} : { lastOn }),
    ...(times === null ? {} : { times }),
    madeAtMs,
    paid,
    missed,
    next: ended ? [] : nextDays(order),
    ...(ended || tries === 0 ? {} : { lateFor: dayOfTurn(order, turn) }),
    ...(ended ? { ended } : {}),
    ...(endedAtMs === null ? {} : { endedAtMs }),
  };
}

function nextDays(order: Readonly<StandingOrder>): string[] {
  const days: string[] = [];
  let next: StandingNext | null = { turn: order.turn, on: order.nextOn };
  while (next && days.length < DAYS_SHOWN) {
    days.push(next.on);
    next = unpaidAfter(order, next.turn);
  }
  return days;
}
