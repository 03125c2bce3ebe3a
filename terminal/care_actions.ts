// `bank connect account-view`, `account-freeze`, `account-unfreeze` and `staff-acts`: staff and the accounts of customers.
import { isDay } from "../bank/days.ts";
import { plainCode } from "../bank/pasted.ts";
import type { Result } from "../api/methods.ts";
import { dayText } from "../console/bank_time.ts";
import { usageError } from "../console/exit.ts";
import { line } from "../console/screen.ts";
import { RefusedError } from "../net/client/client.ts";
import { actsText, customerText, statusText } from "./care_text.ts";
import { type Customer, passwordFor } from "./customer.ts";
import { checkedPayee, show } from "./show.ts";
import type { ActOf } from "./words/connect_words.ts";

function whose(customer: Customer, given: string): Promise<Result<"payee">> {
  return customer.call("payee", { payee: checkedPayee(given) });
}

/** Also of who has left, and then without a name. */
export async function accountToView(
  customer: Customer,
  given: string,
): Promise<Pick<Result<"viewAccount">, "account" | "accountName">> {
  try {
    const { account, displayName } = await whose(customer, given);
    return { account, accountName: displayName };
  } catch (error) {
    const left = error instanceof RefusedError && error.refusal.code === "account_closed";
    if (left) return { account: String(error.refusal.detail.account), accountName: null };
    throw error;
  }
}

async function accountView(customer: Customer, act: ActOf<"account-view">): Promise<void> {
  const { account } = await accountToView(customer, act.account);
  const { reason, limit, after } = act;
  const page = after === undefined ? { limit } : { limit, after };
  const seen = await customer.call("viewAccount", { account, reason, ...page });
  show(customer, seen, customerText(seen, customer.currency, customer.world.screen.columns));
  if (seen.cursor !== null) customer.world.screen.say(line`More: --after ${seen.cursor}`);
}

async function accountFreeze(
  customer: Customer,
  { account: given, reason }: ActOf<"account-freeze">,
): Promise<void> {
  const { account, displayName } = await whose(customer, given);
  const done = await customer.call("freezeAccount", { account, reason });
  show(customer, done, statusText(done, displayName));
}

async function accountUnfreeze(
  customer: Customer,
  { account: given, reason }: ActOf<"account-unfreeze">,
): Promise<void> {
  const { account, displayName } = await whose(customer, given);
  const password = await passwordFor(customer, "Your password: ");
  const done = await customer.call("unfreezeAccount", { account, reason, password });
  show(customer, done, statusText(done, displayName));
}

async function staffActs(customer: Customer, act: ActOf<"staff-acts">): Promise<void> {
  const day = act.day === undefined ? dayText(customer.world.host.clock()) : plainCode(act.day);
  if (!isDay(day)) throw usageError(line`Cannot read day "${act.day ?? ""}": expected YYYY-MM-DD`);
  const { after } = act;
  const found = await customer.call("staffActs", { day, after });
  show(customer, found, actsText(found, customer.currency));
  const next = after + found.acts.length;
  if (next < found.count) customer.world.screen.say(line`More: --after ${next}`);
}

/** Of staff, by their words. */
export const CARE_ACTIONS = {
  "account-view": accountView,
  "account-freeze": accountFreeze,
  "account-unfreeze": accountUnfreeze,
  "staff-acts": staffActs,
} as const;
