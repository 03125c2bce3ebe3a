// `bank connect credits` and `account-credit`: who is below zero, and how far accounts may go.
import { accountNumberText } from "../bank/account_number.ts";
import { parseAmount } from "../bank/amount.ts";
import { AmountError, type Currency, groupedOf, moneyText } from "../bank/money.ts";
import { plainCode } from "../bank/pasted.ts";
import type { Result } from "../api/methods.ts";
import { dateTime } from "../console/bank_time.ts";
import { usageError } from "../console/exit.ts";
import { line } from "../console/screen.ts";
import { type Customer, passwordFor } from "./customer.ts";
import { propose } from "./proposal_actions.ts";
import { checkedPayee, show } from "./show.ts";
import { left, right, tableText } from "./table_text.ts";
import type { ActOf } from "./words/connect_words.ts";

type Credits = Result<"credits">;
type CreditView = Credits["accounts"][number];

async function credits(
  customer: Customer,
  { after, limit }: ActOf<"credits">,
): Promise<void> {
  const found = await customer.call("credits", { after, limit });
  show(customer, found, creditsText(found, customer.currency));
  const next = after + found.accounts.length;
  if (next < found.count) customer.world.screen.say(line`More: --after ${next}`);
}

function creditsText({ accounts, count, belowMinor }: Credits, currency: Currency): string {
  if (count === 0) return "No account is below zero, and none has a credit of its own.";
  const table = tableText(
    [
      left("Account"),
      left("Name"),
      right("Booked"),
      right("May go to"),
      left("Below since"),
      left(""),
    ],
    accounts.map((one) => [
      accountNumberText(one.account),
      line`${one.accountName ?? ""}`,
      groupedOf(one.bookedMinor, currency),
      groupedOf(-one.creditMinor, currency),
      sinceText(one),
      one.own ? "set for this account" : "",
    ]),
  );
  return table + line`\nBelow zero in all: ${moneyText(belowMinor, currency)}`;
}

function sinceText({ belowSinceMs }: CreditView): string {
  if (belowSinceMs === undefined) return "";
  return belowSinceMs === null ? "long ago" : dateTime(belowSinceMs);
}

async function accountCredit(
  customer: Customer,
  act: ActOf<"account-credit">,
): Promise<void> {
  const { currency } = customer;
  const creditMinor = creditIn(act.amount, currency);
  const { account, displayName } = await customer.call("payee", {
    payee: checkedPayee(act.account),
  });
  const params = { account, creditMinor, reason: act.reason };
  const why = act.propose;
  if (why !== undefined) {
    return await propose(customer, { method: "setCredit", params, why });
  }
  const password = await passwordFor(customer);
  const done = await customer.call("setCredit", { ...params, password });
  const { creditMinor: now, own } = done;
  const whose = own ? "" : ", as the bank lets all accounts";
  show(
    customer,
    done,
    line`${displayName}, account ${accountNumberText(account)}, may go ${
      moneyText(now, currency)
    } below zero` + `${whose}.`,
  );
}

/** @returns null for the bank's own. @throws {CommandError} where it is neither a word nor an amount. */
function creditIn(given: string, currency: Currency): number | null {
  const word = plainCode(given).toLowerCase();
  if (word === "bank") return null;
  if (word === "off" || word === "0") return 0;
  try {
    return parseAmount(given, currency);
  } catch (error) {
    if (!(error instanceof AmountError)) throw error;
    throw usageError(line`${error.message}; or off for none, bank for the bank's own`);
  }
}

/** Of staff, by their words. */
export const CREDIT_ACTIONS = { credits, "account-credit": accountCredit } as const;
