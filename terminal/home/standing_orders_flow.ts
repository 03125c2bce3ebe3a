// What is paid by itself on certain days, at home.
import { isDay } from "../../bank/days.ts";
import { MEMO_CHARS_MAX } from "../../bank/limits.ts";
import { STANDING_STEPS, type StandingStep } from "../../bank/standing_orders/standing_step.ts";
import { UNSAFE_TEXT } from "../../bank/credentials.ts";
import { dayText } from "../../console/bank_time.ts";
import { line } from "../../console/screen.ts";
import { BACK, type Back } from "../questions/questions.ts";
import { madeText, makeStandingOrder } from "../standing_order_actions.ts";
import { nextText, standingOrderText, type StandingOrderView } from "../standing_order_text.ts";
import { stepWords } from "../standing_step_text.ts";
import { ask, askAmount, type Desk, menu } from "./desk.ts";
import { askPayee, recentHint } from "./transfer_flow.ts";

type Choice = StandingOrderView | "new";

export async function standingOrdersFlow(desk: Desk): Promise<Back | void> {
  const { customer: { currency } } = desk;
  const { orders } = await ask(desk, "standingOrders", { active: true });
  return await menu<Choice>(desk, {
    question: orders.length === 0 ? "You have no standing orders" : "Your standing orders",
    choices: [
      ...orders.map((order) => ({
        value: order,
        label: line`${standingOrderText(order, currency)}. Next: ${nextText(order)}`,
      })),
      { value: "new", label: "Make a standing order" },
    ],
    act: (choice) => choice === "new" ? makeFlow(desk) : stopFlow(desk, choice),
  });
}

async function stopFlow(desk: Desk, { order }: StandingOrderView): Promise<Back | void> {
  const { terminal } = desk;
  const yes = await terminal.confirm("Stop this standing order?");
  if (yes === BACK) return BACK;
  if (!yes) return terminal.print("It goes on.");
  await ask(desk, "stopStandingOrder", { order });
  terminal.print("Stopped.");
}

async function makeFlow(desk: Desk): Promise<Back | void> {
  const { terminal, customer } = desk;
  const hint = await recentHint(desk);
  const payee = await askPayee(desk, { question: "To whom (user name or account number)", hint });
  if (payee === BACK) return BACK;
  const amountMinor = await askAmount(desk);
  if (amountMinor === BACK) return BACK;
  const memo = await terminal.text({ question: "What for (may be empty)", check: checkedMemo });
  if (memo === BACK) return BACK;
  const plan = await askPlan(desk);
  if (plan === BACK) return BACK;
  const about = { amountMinor, memo, ...plan };
  const asked = { payee: payee.account, payeeName: payee.displayName, ...about };
  const yes = await terminal.confirm(
    line`Make this standing order: ${standingOrderText(asked, customer.currency)}?`,
  );
  if (yes === BACK) return BACK;
  if (!yes) return terminal.print("Nothing was made.");
  const order = customer.newTransferId();
  const made = await makeStandingOrder(customer, { order, payee: payee.account, ...about });
  terminal.print(madeText(made, customer));
}

interface Plan {
  readonly every: StandingStep;
  readonly firstOn: string;
  readonly lastOn?: string;
}

async function askPlan(desk: Desk): Promise<Plan | Back> {
  const { terminal, customer: { world } } = desk;
  const every = await terminal.choose<StandingStep>({
    question: "How often?",
    choices: STANDING_STEPS.map((value) => ({ value, label: stepWords(value) })),
  });
  if (every === BACK) return BACK;
  const today = dayText(world.host.clock());
  const firstOn = await terminal.text({
    question: "First on (YYYY-MM-DD)",
    initial: today,
    check: (text) => !isDay(text) ? WRITTEN : text < today ? "That day has passed." : null,
  });
  if (firstOn === BACK) return BACK;
  if (every === "once") return { every, firstOn };
  const lastOn = await terminal.text({
    question: "Until (YYYY-MM-DD; empty: until you stop it)",
    check: (text) =>
      text === ""
        ? null
        : !isDay(text)
        ? WRITTEN
        : text < firstOn
        ? "That is before it begins."
        : null,
  });
  if (lastOn === BACK) return BACK;
  return { every, firstOn, ...(lastOn === "" ? {} : { lastOn }) };
}

const WRITTEN = "A day is written YYYY-MM-DD.";

export function checkedMemo(text: string): string | null {
  if ([...text].length > MEMO_CHARS_MAX) return `At most ${MEMO_CHARS_MAX} characters.`;
  return UNSAFE_TEXT.test(text) ? "Only printable characters." : null;
}
