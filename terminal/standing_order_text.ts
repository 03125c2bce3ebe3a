// Standing orders as the terminal shows them.
import { accountNumberText } from "../bank/account_number.ts";
import { type Currency, moneyText } from "../bank/money.ts";
import type { Result } from "../api/methods.ts";
import { clean, line } from "../console/screen.ts";
import { left, right, tableText } from "./table_text.ts";

export type StandingOrderView = Result<"stopStandingOrder">;

const STEPS: Readonly<Record<StandingOrderView["every"], string>> = {
  once: "once",
  week: "every week",
  month: "every month",
  quarter: "every three months",
  year: "every year",
};

const ENDS: Readonly<Record<NonNullable<StandingOrderView["ended"]>, string>> = {
  done: "its last day is over",
  stopped: "you stopped it",
  unpaid: "it could not be paid several times in a row",
  payer_left: "the account is closed",
  payee_left: "the account that it pays is closed",
};

/** Also of what a later release has added. */
export function stepWords(every: string): string {
  return Object.hasOwn(STEPS, every) ? STEPS[every as StandingOrderView["every"]] : clean(every);
}

export function stepText(every: string, firstOn: string): string {
  const step = stepWords(every);
  return every === "once" ? line`${step} on ${firstOn}` : line`${step} from ${firstOn}`;
}

export function endText(ended: string): string {
  return Object.hasOwn(ENDS, ended)
    ? ENDS[ended as NonNullable<StandingOrderView["ended"]>]
    : clean(ended);
}

/** Signs at the end of an id by which a person names the order. */
const SHORT = 8;

function shortOrder(order: string): string {
  return order.slice(-SHORT);
}

/** What there is to say of one before it is made. */
type Planned = Pick<
  StandingOrderView,
  "payee" | "payeeName" | "amountMinor" | "memo" | "every" | "firstOn" | "lastOn" | "times"
>;

function payeeOf({ payee, payeeName }: Pick<Planned, "payee" | "payeeName">): string {
  return payeeName ?? accountNumberText(payee);
}

/** What a person has to know before saying yes or no. */
export function standingOrderText(order: Planned, currency: Currency): string {
  const { amountMinor, memo, every, firstOn, lastOn, times } = order;
  const until = lastOn === undefined ? "" : line`, until ${lastOn}`;
  const count = times === undefined ? "" : line`, ${times} times`;
  return line`${moneyText(amountMinor, currency)} to ${payeeOf(order)}` +
    (memo === "" ? "" : line` for "${memo}"`) + `, ${stepText(every, firstOn)}${until}${count}`;
}

/** When it is paid next, and after that. */
export function nextText({ next, lateFor, ended }: StandingOrderView): string {
  if (ended !== undefined) return `ended: ${endText(ended)}`;
  const days = next.map(clean).join(", ");
  return lateFor === undefined ? days : line`${days} (again for ${lateFor})`;
}

export function standingOrdersText(
  orders: readonly StandingOrderView[],
  currency: Currency,
): string {
  if (orders.length === 0) return "You have no standing orders.";
  const columns = [
    left("Order"),
    left("To"),
    right("Amount"),
    left("How often"),
    left("Next"),
    right("Paid"),
    left("What for"),
  ];
  return tableText(
    columns,
    orders.map((order) => [
      shortOrder(order.order),
      clean(payeeOf(order)),
      moneyText(order.amountMinor, currency),
      stepText(order.every, order.firstOn),
      nextText(order),
      String(order.paid),
      clean(order.memo),
    ]),
  );
}
