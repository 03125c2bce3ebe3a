// `bank connect standing-order`, `standing-orders` and `standing-order-stop`: payments that happen by themselves on certain days.
import { parseAmount } from "../bank/amount.ts";
import { isDay } from "../bank/days.ts";
import { plainCode } from "../bank/pasted.ts";
import { isTransferId } from "../bank/transfer_id.ts";
import type { Params } from "../api/methods.ts";
import { dayText } from "../console/bank_time.ts";
import { CommandError, EXIT, usageError } from "../console/exit.ts";
import { line } from "../console/screen.ts";
import { confirmed } from "./confirmed.ts";
import type { Customer } from "./customer.ts";
import { untilAnswered } from "./pay.ts";
import { checkedId, checkedMemo, checkedPayee, show } from "./show.ts";
import {
  nextText,
  standingOrdersText,
  standingOrderText,
  type StandingOrderView,
} from "./standing_order_text.ts";
import type { ActOf } from "./words/connect_words.ts";

export async function standingOrder(
  customer: Customer,
  act: ActOf<"standing-order">,
): Promise<void> {
  const { currency, world } = customer;
  const { every, first, until, times, yes } = act;
  if (every === "once" && (until !== undefined || times !== undefined)) {
    throw usageError("What is paid once needs neither --until nor --times");
  }
  const firstOn = first === undefined ? dayText(world.host.clock()) : checkedDay(first);
  const lastOn = until === undefined ? undefined : checkedDay(until);
  if (lastOn !== undefined && lastOn < firstOn) {
    throw usageError(line`${lastOn} is before the first day, ${firstOn}`);
  }
  const order = act.id === undefined ? customer.newTransferId() : checkedId(act.id);
  const amountMinor = parseAmount(act.amount, currency);
  const memo = checkedMemo(act.memo);
  const given = checkedPayee(act.to);
  const about = {
    amountMinor,
    memo,
    every,
    firstOn,
    ...(lastOn === undefined ? {} : { lastOn }),
    ...(times === undefined ? {} : { times }),
  };
  if (!yes) {
    const { account: payee, displayName: payeeName } = await customer.call("payee", {
      payee: given,
    });
    const asked = { ...about, payee, payeeName };
    const question = line`Make this standing order: ${standingOrderText(asked, currency)}?`;
    await confirmed(customer, question, "Nothing was made.");
  }
  const made = await makeStandingOrder(customer, { order, payee: given, ...about });
  show(customer, made, madeText(made, customer));
}

/** Sent again until the answer is certain: its id makes it happen once. */
export function makeStandingOrder(
  customer: Customer,
  params: Params<"makeStandingOrder">,
): Promise<StandingOrderView> {
  return untilAnswered(
    customer,
    params.order,
    () => customer.call("makeStandingOrder", params),
  );
}

export function madeText(made: StandingOrderView, { currency }: Customer): string {
  const text = standingOrderText(made, currency);
  if (made.ended !== undefined) return line`It was made before: ${text}; ${nextText(made)}.`;
  return line`Made: ${text}.\nDays: ${nextText(made)}`;
}

function checkedDay(given: string): string {
  const day = plainCode(given);
  if (isDay(day)) return day;
  throw usageError(line`"${given}" is not a day such as 2026-12-31`);
}

export async function standingOrders(
  customer: Customer,
  act: ActOf<"standing-orders">,
): Promise<void> {
  const found = await customer.call("standingOrders", { active: !act.all });
  show(customer, found, standingOrdersText(found.orders, customer.currency));
  const { count, orders: { length } } = found;
  if (count > length) customer.world.screen.say(`The newest ${length} of ${count}.`);
}

export async function standingOrderStop(
  customer: Customer,
  act: ActOf<"standing-order-stop">,
): Promise<void> {
  const whole = plainCode(act.order).toLowerCase();
  // Again, with all of its id, is no mistake.
  const order = isTransferId(whole) ? whole : (await orderNamed(customer, act.order)).order;
  const done = await customer.call("stopStandingOrder", { order });
  show(customer, done, line`Stopped: ${standingOrderText(done, customer.currency)}.`);
}

/** Of one that goes on: its id, or the signs with which that ends. */
async function orderNamed(customer: Customer, given: string): Promise<StandingOrderView> {
  const wanted = plainCode(given).toLowerCase();
  if (!/^[0-9a-f-]{6,36}$/.test(wanted)) {
    throw usageError(
      line`Cannot tell which order "${given}" is: see \`bank connect standing-orders\``,
    );
  }
  const { orders } = await customer.call("standingOrders", { active: true });
  const [one, another] = orders.filter(({ order }) => order.endsWith(wanted));
  if (!one) {
    throw new CommandError(EXIT.refused, line`No standing order of yours ends with ${wanted}.`);
  }
  if (another) throw usageError(line`Several orders end with ${wanted}: give more of it`);
  return one;
}
