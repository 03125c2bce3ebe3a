// `bank connect limits` and `account-limits`: how much may be paid, and who has said so.
import { parseAmount } from "../bank/amount.ts";
import { DAY_PAYEES_MAX } from "../bank/limits.ts";
import { AmountError } from "../bank/money.ts";
import { plainCode } from "../bank/pasted.ts";
import type { Params } from "../api/methods.ts";
import { usageError } from "../console/exit.ts";
import { line } from "../console/screen.ts";
import { type Customer, passwordFor } from "./customer.ts";
import { limitsText } from "./limit_text.ts";
import { propose } from "./proposal_actions.ts";
import { checkedPayee, show } from "./show.ts";
import type { ActOf } from "./words/connect_words.ts";

type Changes = Params<"setLimits">["limits"];
type Given = Pick<ActOf<"limits">, "payment" | "day" | "month" | "payees">;

export async function limits(customer: Customer, act: ActOf<"limits">): Promise<void> {
  const changes = changesIn(customer, act, { off: null, none: null });
  if (Object.keys(changes).length === 0) {
    const found = await customer.call("limits", {});
    return show(customer, found, limitsText(found, customer.currency));
  }
  const password = await passwordFor(customer);
  const done = await customer.call("setLimits", { password, limits: changes });
  show(customer, done, limitsText(done, customer.currency));
}

export async function accountLimits(
  customer: Customer,
  act: ActOf<"account-limits">,
): Promise<void> {
  const { account } = await customer.call("payee", { payee: checkedPayee(act.account) });
  const changes = changesIn(customer, act, { off: 0, none: 0, bank: null });
  if (Object.keys(changes).length === 0) {
    const found = await customer.call("accountLimits", { account });
    return show(customer, found, limitsText(found, customer.currency));
  }
  const { reason, propose: why } = act;
  if (reason === undefined) throw usageError("Give --reason: the owner is told");
  const params = { account, limits: changes, reason };
  if (why !== undefined) {
    return await propose(customer, { method: "setAccountLimits", params, why });
  }
  const password = await passwordFor(customer);
  const done = await customer.call("setAccountLimits", { ...params, password });
  show(customer, done, limitsText(done, customer.currency));
}

/** @param words what may stand there instead of an amount. */
function changesIn(
  { currency }: Customer,
  { payment, day, month, payees }: Given,
  words: Readonly<Record<string, number | null>>,
): Changes {
  const amount = (text: string) => {
    try {
      return parseAmount(text, currency);
    } catch (error) {
      if (!(error instanceof AmountError)) throw error;
      throw usageError(line`${error.message}; or off for no limit`);
    }
  };
  const given = [
    ["paymentMinor", payment, amount],
    ["dayMinor", day, amount],
    ["monthMinor", month, amount],
    ["dayPayees", payees, countIn],
  ] as const;
  const changes = given.flatMap(([name, text, read]) => {
    if (text === undefined) return [];
    const word = plainCode(text).toLowerCase();
    return [[name, Object.hasOwn(words, word) ? words[word]! : read(text)] as const];
  });
  return Object.fromEntries(changes);
}

function countIn(text: string): number {
  const number = plainCode(text);
  if (/^[1-9]\d{0,3}$/.test(number) && Number(number) <= DAY_PAYEES_MAX) return Number(number);
  throw usageError(
    line`Cannot read "${text}": expected a number from 1 to ${DAY_PAYEES_MAX}, or off`,
  );
}
