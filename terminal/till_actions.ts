// `bank connect tills`, `till-open`, `till-close`, `safe-count` and `day-report`: cash at the counter, and what a day has been.
import { extname } from "node:path";
import { parseCash } from "../bank/amount.ts";
import { isDay } from "../bank/days.ts";
import { moneyText } from "../bank/money.ts";
import { plainCode } from "../bank/pasted.ts";
import type { Params, Result } from "../api/methods.ts";
import { dayText } from "../console/bank_time.ts";
import { usageError } from "../console/exit.ts";
import { checkOut, writeFile } from "../console/files.ts";
import { RefusedError } from "../net/client/client.ts";
import { line } from "../console/screen.ts";
import type { DayReport } from "../papers/day_report.ts";
import { confirmed } from "./confirmed.ts";
import type { Customer } from "./customer.ts";
import { untilAnswered } from "./pay.ts";
import { propose } from "./proposal_actions.ts";
import { checkedId, checkedPayee, show, transferText } from "./show.ts";
import { BYTE_ORDER_MARK } from "./statement/csv.ts";
import { dayReportText, differenceText, tillsText, tillText } from "./till_text.ts";
import type { ActOf } from "./words/connect_words.ts";
import { DAY_FORMS, type DayForm } from "./words/till_words.ts";

async function tills(customer: Customer): Promise<void> {
  const found = await customer.call("tills", {});
  show(customer, found, tillsText(found, customer.currency));
}

async function tillOpen(customer: Customer, act: ActOf<"till-open">): Promise<void> {
  const floatMinor = parseCash(act.amount, customer.currency);
  const till = await customer.call("openTill", { floatMinor });
  show(customer, till, tillText(till, customer.currency));
}

async function tillClose(customer: Customer, act: ActOf<"till-close">): Promise<void> {
  const whose = act.account === undefined
    ? null
    : (await customer.call("payee", { payee: checkedPayee(act.account) })).account;
  const account = whose ?? customer.who?.account;
  const { tills } = await customer.call("tills", {});
  const till = tills.find((one) => one.account === account);
  // Without one there is nothing to compare with, and the bank says so.
  const expectedMinor = till?.expectedMinor ?? parseCash(act.counted, customer.currency);
  const about = whose === null ? {} : { account: whose };
  await counted(customer, act, {
    method: "closeTill",
    what: "Close the till",
    expectedMinor,
    about,
  });
}

async function safeCount(customer: Customer, act: ActOf<"safe-count">): Promise<void> {
  const { safeMinor: expectedMinor } = await customer.call("tills", {});
  await counted(customer, act, { method: "countSafe", what: "Book it", expectedMinor, about: {} });
}

interface Counting {
  readonly method: "closeTill" | "countSafe";
  readonly what: string;
  readonly expectedMinor: number;
  readonly about: Pick<Params<"closeTill">, "account">;
}

async function counted(
  customer: Customer,
  act: ActOf<"till-close"> | ActOf<"safe-count">,
  { method, what, expectedMinor, about }: Counting,
): Promise<void> {
  const { currency } = customer;
  const countedMinor = parseCash(act.counted, currency);
  if (act.id !== undefined && await isBooked(customer, checkedId(act.id))) return;
  const id = act.id === undefined ? customer.newTransferId() : checkedId(act.id);
  const differenceMinor = countedMinor - expectedMinor;
  const told = line`${moneyText(countedMinor, currency)} counted, ${
    moneyText(expectedMinor, currency)
  } expected. ${differenceText(differenceMinor, currency)}.`;
  if (differenceMinor !== 0 && act.reason === undefined) {
    throw usageError(`${told} Count again, or say why with --reason TEXT`);
  }
  const params = { id, countedMinor, expectedMinor, reason: act.reason ?? "", ...about };
  const why = act.propose;
  if (why !== undefined) return await propose(customer, { method, params, why });
  if (differenceMinor !== 0 && !act.yes) {
    customer.world.screen.say(told);
    await confirmed(customer, `${what}?`, "Nothing was booked.");
  }
  const done = await sendCount(customer, method, params);
  show(customer, done, `${told}\n${tillsText(done.cash, currency)}`);
}

/** Asked for again with its id: what should be there is another sum by now. @returns whether the difference was booked before. */
async function isBooked(customer: Customer, id: string): Promise<boolean> {
  try {
    const known = await customer.call("transferStatus", { id });
    // Another's id: the bank says so.
    if (known.kind !== "cash_difference") return false;
    const text = transferText(known, customer.currency);
    show(customer, known, line`It was booked before, and is not booked again. ${text}`);
    return true;
  } catch (error) {
    const unknown = error instanceof RefusedError && error.refusal.code === "no_such_transfer";
    if (unknown) return false;
    throw error;
  }
}

/** Sent again until the answer is certain: its id makes it happen once. */
export function sendCount(
  customer: Customer,
  method: Counting["method"],
  params: Params<"closeTill">,
): Promise<Result<"closeTill">> {
  return untilAnswered(customer, params.id, () => customer.call(method, params));
}

async function dayReport(customer: Customer, act: ActOf<"day-report">): Promise<void> {
  const { out } = act;
  checkOut(out);
  const day = act.day === undefined ? dayText(customer.world.host.clock()) : plainCode(act.day);
  if (!isDay(day)) throw usageError(line`Cannot read day "${act.day ?? ""}": expected YYYY-MM-DD`);
  const form = act.format ?? (out === undefined ? "text" : formOf(out));
  if (form === "pdf" && out === undefined) throw usageError("A PDF needs a file: --out FILE");
  const report = await customer.call("dayReport", { day });
  if (out === undefined && form === "text") return show(customer, report, dayReportText(report));
  const content = await DRAWN[form](report);
  if (out === undefined) return customer.world.screen.out(String(content).trimEnd());
  writeFile(out, act.bom && form === "csv" ? BYTE_ORDER_MARK + String(content) : content);
  customer.world.screen.say(line`The report of ${day} is in ${out}.`);
}

const formOf = (path: string): DayForm =>
  DAY_FORMS.find((form) => extname(path).toLowerCase() === `.${form}`) ?? "text";

/** What draws is loaded when it is asked for. */
const DRAWN: Readonly<Record<DayForm, (report: DayReport) => Promise<string | Uint8Array>>> = {
  text: (report) => Promise.resolve(`${dayReportText(report)}\n`),
  json: (report) => Promise.resolve(`${JSON.stringify(report, null, 2)}\n`),
  csv: async (report) => (await import("../papers/day_report.ts")).dayReportCsv(report),
  pdf: async (report) => await (await import("../papers/day_report.ts")).dayReportPdf(report),
};

/** Of staff, by their words. */
export const TILL_ACTIONS = {
  tills,
  "till-open": tillOpen,
  "till-close": tillClose,
  "safe-count": safeCount,
  "day-report": dayReport,
} as const;
