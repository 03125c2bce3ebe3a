// Payment limits at home: what is in force, and limits of one's own.
import { LIMIT_NAMES, type LimitName } from "../../bank/payment_limits/limit_record.ts";
import { DAY_PAYEES_MAX } from "../../bank/limits.ts";
import { LIMIT_WORDS, limitsText } from "../limit_text.ts";
import { BACK, type Back } from "../questions/questions.ts";
import { ask, askAmount, askCount, type Desk, menu, withPassword } from "./desk.ts";

export async function limitsFlow(desk: Desk): Promise<Back | void> {
  const { terminal, customer: { currency } } = desk;
  terminal.print(limitsText(await ask(desk, "limits", {}), currency));
  return await menu<LimitName>(desk, {
    question: "Set a limit of your own?",
    choices: LIMIT_NAMES.map((value) => ({ value, label: LIMIT_WORDS[value] })),
    act: (name) => setFlow(desk, name),
  });
}

async function setFlow(desk: Desk, name: LimitName): Promise<Back | void> {
  const { terminal, customer } = desk;
  const none = await terminal.choose<boolean>({
    question: LIMIT_WORDS[name],
    choices: [{ value: false, label: "Set it" }, { value: true, label: "No limit of my own" }],
  });
  if (none === BACK) return BACK;
  const value = none ? null : await askValue(desk, name);
  if (value === BACK) return BACK;
  const limits = { [name]: value };
  const set = (password: string) => ask(desk, "setLimits", { password, limits });
  const done = await withPassword(desk, set);
  if (done === BACK) return BACK;
  terminal.print(limitsText(done, customer.currency));
}

function askValue(desk: Desk, name: LimitName): Promise<number | Back> {
  return name === "dayPayees"
    ? askCount(desk, { question: "Payees a day", most: DAY_PAYEES_MAX })
    : askAmount(desk);
}
