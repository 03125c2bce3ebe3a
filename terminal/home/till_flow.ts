// Cash at home: one's own till opened and closed, the safe counted, what the day has been.
import { parseCash } from "../../bank/amount.ts";
import { AmountError, moneyText } from "../../bank/money.ts";
import type { Params, Result } from "../../api/methods.ts";
import { dayText } from "../../console/bank_time.ts";
import { line } from "../../console/screen.ts";
import { BACK, type Back } from "../questions/questions.ts";
import { sendCount } from "../till_actions.ts";
import { dayReportText, differenceText, tillsText, tillText } from "../till_text.ts";
import { ask, type Desk, menu } from "./desk.ts";
import { proposing } from "./proposals_flow.ts";

type Act = () => Promise<Back | void>;

export async function tillFlow(desk: Desk): Promise<Back | void> {
  const { terminal, customer } = desk;
  const cash = await ask(desk, "tills", {});
  terminal.print(tillsText(cash, customer.currency));
  const own = cash.tills.find(({ account }) => account === customer.who?.account);
  const mine = own
    ? { value: () => closeFlow(desk, own), label: "Close my till" }
    : { value: () => openFlow(desk), label: "Open my till" };
  return await menu<Act>(desk, {
    question: "Cash",
    choices: [
      mine,
      { value: () => safeFlow(desk, cash), label: "Count the safe" },
      { value: () => today(desk), label: "What today has been" },
    ],
    act: (chosen) => chosen(),
  });
}

async function openFlow(desk: Desk): Promise<Back | void> {
  const floatMinor = await askCash(desk, "How much have you counted into it");
  if (floatMinor === BACK) return BACK;
  const till = await ask(desk, "openTill", { floatMinor });
  desk.terminal.print(tillText(till, desk.customer.currency));
}

function closeFlow(
  desk: Desk,
  { expectedMinor }: Result<"tills">["tills"][number],
): Promise<Back | void> {
  return countFlow(desk, { method: "closeTill", expectedMinor, question: "Close the till?" });
}

function safeFlow(
  desk: Desk,
  { safeMinor: expectedMinor }: Result<"tills">,
): Promise<Back | void> {
  return countFlow(desk, { method: "countSafe", expectedMinor, question: "Book it?" });
}

/** Counted before it is said what should be there. */
async function countFlow(
  desk: Desk,
  { method, expectedMinor, question }: {
    readonly method: "closeTill" | "countSafe";
    readonly expectedMinor: number;
    readonly question: string;
  },
): Promise<Back | void> {
  const { terminal, customer } = desk;
  const { currency } = customer;
  const countedMinor = await askCash(desk, "How much have you counted");
  if (countedMinor === BACK) return BACK;
  const differenceMinor = countedMinor - expectedMinor;
  const expected = moneyText(expectedMinor, currency);
  terminal.print(line`${expected} expected. ${differenceText(differenceMinor, currency)}.`);
  const reason = differenceMinor === 0 ? "" : await terminal.text({
    question: "Why, as far as you know (Esc: count again)",
    check: (text) => text === "" ? "It is kept in the journal; say it in a few words." : null,
  });
  if (reason === BACK) return BACK;
  if (await terminal.confirm(question) !== true) return terminal.print("Nothing was booked.");
  const id = customer.newTransferId();
  const params: Params<"countSafe"> = { id, countedMinor, expectedMinor, reason };
  return await proposing(desk, { method, params }, async () => {
    const done = await sendCount(customer, method, params);
    terminal.print(tillsText(done.cash, currency));
  });
}

async function today(desk: Desk): Promise<void> {
  const { terminal, customer } = desk;
  const day = dayText(customer.world.host.clock());
  terminal.print(dayReportText(await ask(desk, "dayReport", { day })));
}

/** Asked until it is an amount, or nothing. @returns minor units. */
async function askCash(
  { terminal, customer: { currency } }: Desk,
  question: string,
): Promise<number | Back> {
  const given = await terminal.text({
    question: line`${question} (${currency.code})`,
    check: (text) => {
      try {
        parseCash(text, currency);
        return null;
      } catch (error) {
        if (error instanceof AmountError) return error.message;
        throw error;
      }
    },
  });
  return given === BACK ? BACK : parseCash(given, currency);
}
