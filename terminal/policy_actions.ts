// `bank connect policy`: the thresholds for suspicious activity, each with what it does; staff change them after they have
// seen what becomes of what. Amounts are written as everywhere on the screen, never in minor units.
import { parseAmount } from "../bank/amount.ts";
import { DAY_PAYEES_MAX } from "../bank/limits.ts";
import { moneyText } from "../bank/money.ts";
import { plainCode } from "../bank/pasted.ts";
import type { Policy } from "../bank/policy.ts";
import type { Result } from "../api/methods.ts";
import { type Customer, passwordFor } from "./customer.ts";
import { usageError } from "../console/exit.ts";
import { confirmed, requireAsking } from "./confirmed.ts";
import { propose } from "./proposal_actions.ts";
import type { ActOf } from "./words/connect_words.ts";
import { line } from "../console/screen.ts";
import { show } from "./show.ts";

type Thresholds = Result<"policy">;

const MEANINGS: Readonly<Record<keyof Policy, string>> = {
  newPayeeMinor: "a first payment to a payee from this amount is worth an alert",
  unusualMinor: "amounts below this are never unusual",
  unusualFactor: "so many times the usual amount is unusual",
  unusualAfter: "payments after which an account has a usual amount",
  burstTransfers: "payments in a short time after which one more is worth an alert",
  burstMinutes: "the minutes that count as a short time",
  drainingMinor: "emptying an account is worth an alert from this amount",
  drainingPercent: "per cent of what is available that count as emptying",
  newDeviceMinor: "from this amount a payment from a new device is held",
  newDeviceHours: "hours that a device stays new",
  holdReasons: "so many reasons at once hold a payment; fewer only alert",
  agreementMinor:
    "cash, corrections and assignments from this amount need two of the staff; once set, rules and roles do, too",
  limitPaymentMinor: "the most that a customer may pay at once",
  limitDayMinor: "the most that a customer may pay in a day",
  limitMonthMinor: "the most that a customer may pay in a month",
  limitDayPayees: "payees that a customer may pay in a day",
  creditMinor: "how far below zero each account may go",
  payoutAccountHours: "hours before payouts go to an account at another bank that is new",
  fcraRequired: "whether organisations need an FCRA registration, too",
};

/** Shows the thresholds, or changes those given as NAME=VALUE (staff). */
export async function policy(customer: Customer, act: ActOf<"policy">): Promise<void> {
  const now = await customer.call("policy", {});
  if (act.set.length === 0) return show(customer, now, policyText(customer, now));
  const changes = Object.fromEntries(act.set.map((word) => change(customer, { now, word })));
  await agree(customer, { now, changes, yes: act.yes });
  const password = await passwordFor(customer);
  const why = act.propose;
  if (why !== undefined) {
    const params = { policy: changes };
    return await propose(customer, { method: "setPolicy", params, why }, password);
  }
  const result = await customer.call("setPolicy", { password, policy: changes });
  show(customer, result, policyText(customer, result));
}

/** `newPayeeMinor` is `new-payee` to people. */
function spoken(name: string): string {
  return name.replace(/Minor$/, "").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const UNTOLD = {
  agreementMinor: 0,
  limitPaymentMinor: 0,
  limitDayMinor: 0,
  limitMonthMinor: 0,
  limitDayPayees: 0,
  payoutAccountHours: 0,
  creditMinor: 0,
} as const satisfies Partial<Policy>;

/** As the bank calls it: also by that name itself, which earlier releases showed. */
function nameOf(now: Thresholds, given: string): keyof Thresholds {
  // What is never needed, and what has no limit, is not told; what an older bank does not know cannot be set there.
  const names = Object.keys({ ...now, ...UNTOLD }) as (keyof Thresholds)[];
  const found = names.find((name) =>
    [name, name.replace(/Minor$/, ""), spoken(name)].includes(given)
  );
  if (found) return found;
  throw usageError(
    line`There is no threshold "${given}"; expected NAME=VALUE with one of ${
      names.map(spoken).join(", ")
    }`,
  );
}

interface Change {
  readonly now: Thresholds;
  readonly word: string;
}

function change(customer: Customer, { now, word }: Change): [keyof Thresholds, number | null] {
  const at = word.indexOf("=");
  const [given, value] = at < 0 ? [word, ""] : [word.slice(0, at), plainCode(word.slice(at + 1))];
  const name = nameOf(now, plainCode(given));
  if (name === "fcraRequired") {
    if (["yes", "1"].includes(value)) return [name, 1];
    if (["no", "0"].includes(value)) return [name, 0];
    throw usageError(line`Cannot set ${spoken(name)} to "${value}": expected yes or no`);
  }
  if (name === "agreementMinor" && value === "off") return [name, null];
  if (value === "0" && name.startsWith("limit")) {
    throw usageError(line`Cannot set ${spoken(name)} to 0: "off" takes the limit away`);
  }
  if (value === "off" || value === "0") return [name, 0];
  if (name === "limitDayPayees" && Number(value) > DAY_PAYEES_MAX) {
    throw usageError(line`Cannot set ${spoken(name)} to ${value}: ${DAY_PAYEES_MAX} at most`);
  }
  if (name.endsWith("Minor")) return [name, parseAmount(value, customer.currency)];
  if (/^\d{1,7}$/.test(value)) return [name, Number(value)];
  throw usageError(line`Cannot set ${spoken(name)} to "${value}": expected a whole number`);
}

interface Agreement {
  readonly now: Thresholds;
  readonly changes: Readonly<Record<string, number | null>>;
  readonly yes: boolean;
}

/** Nothing is changed before staff have read the old value and the new one. */
async function agree(customer: Customer, { now, changes, yes }: Agreement): Promise<void> {
  const { screen } = customer.world;
  if (!yes) requireAsking(customer);
  const known: Readonly<Record<string, number | null | undefined>> = now;
  for (const [name, value] of Object.entries(changes)) {
    const before = valueText(customer, [name, known[name] ?? 0]);
    screen.say(line`${spoken(name)}: ${before} becomes ${valueText(customer, [name, value])}.`);
  }
  if (yes) return;
  const question = "Change it for all customers from now on?";
  await confirmed(customer, question, "Nothing was changed.");
}

function valueText(
  { currency }: Customer,
  [name, value]: readonly [string, number | null],
): string {
  if (value === null) return "off";
  if (name === "agreementMinor" && value === 0) return "always";
  if (name === "fcraRequired") return value === 1 ? "yes" : "no";
  if (value === 0) return "off";
  return name.endsWith("Minor") ? moneyText(value, currency) : String(value);
}

function policyText(customer: Customer, thresholds: Thresholds): string {
  const meanings: Readonly<Record<string, string | undefined>> = MEANINGS;
  const rows = Object.entries(thresholds).map(([name, value = 0]) => ({
    name: spoken(name),
    value: valueText(customer, [name, value]),
    meaning: meanings[name] ?? "",
  }));
  const wide = (key: "name" | "value") => Math.max(...rows.map((row) => row[key].length));
  const [names, values] = [wide("name"), wide("value")];
  return rows.map(({ name, value, meaning }) =>
    line`${name.padEnd(names)}  ${value.padStart(values)}  ${meaning}`.trimEnd()
  ).join("\n");
}
