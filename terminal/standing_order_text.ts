// Standing orders as the terminal shows them.
import { accountNumberText } from "../bank/account_number.ts";
import { type Currency, moneyText } from "../bank/money.ts";
import type { Result } from "../api/methods.ts";
import { clean, line } from "../console/screen.ts";
import { endText, stepText } from "./standing_step_text.ts";
import { left, right, tableText } from "./table_text.ts";

export type StandingOrderView = Result<"stopStandingOrder">;

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
