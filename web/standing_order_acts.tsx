// What the forms of standing orders do.
import { accountNumberText } from "../bank/account_number.ts";
import { isDay } from "../bank/days.ts";
import { STANDING_STEPS, type StandingStep } from "../bank/standing_orders/standing_step.ts";
import { Fault } from "../api/message.ts";
import { foreseen } from "../service/foreseen.ts";
import { strangeDevice } from "../service/standing_orders/standing_orders.ts";
import { confirmPage, idAsked, idIn, isHopeless, provedBy } from "./confirming.tsx";
import {
  STANDING_ORDERS_PATH as PATH,
  standingOrdersPage,
  type TypedOrder,
} from "./standing_orders_page.tsx";
import { stepWords } from "./standing_words.ts";
import { typedAmount } from "./typed_amount.ts";
import { field, formOf, isWrong, type Visit, type Wrong } from "./visitor.ts";

function typedBy(read: (name: string) => string): TypedOrder {
  return {
    to: read("to"),
    amount: read("amount"),
    memo: read("memo"),
    every: read("every"),
    first: read("first"),
    until: read("until"),
  };
}

interface Plan {
  readonly amountMinor: number;
  readonly memo: string;
  readonly every: StandingStep;
  readonly firstOn: string;
  readonly lastOn?: string;
}

/** What of it does not depend on the payee, or what is wrong in the words of the page. */
function planOf(visit: Visit, { amount, memo, every, first, until }: TypedOrder): Plan | Fault {
  const { t } = visit;
  const amountMinor = typedAmount(visit, amount);
  if (amountMinor instanceof Fault) return amountMinor;
  const step = STANDING_STEPS.find((one) => one === every);
  if (step === undefined) return new Fault("invalid_params", t("Choose how often it is paid."));
  const wrong = [first, ...(until === "" ? [] : [until])].find((day) => !isDay(day));
  if (wrong !== undefined) {
    const about = t('"{{text}}" is no day: write it like 2026-12-31', { text: wrong.slice(0, 40) });
    return new Fault("invalid_params", about);
  }
  // What is paid once has no other end.
  if (until === "" || step === "once") return { amountMinor, memo, every: step, firstOn: first };
  if (until < first) return new Fault("invalid_params", t("It would end before it begins."));
  return { amountMinor, memo, every: step, firstOn: first, lastOn: until };
}

export async function confirmStandingOrder(visit: Visit): Promise<Response | Wrong> {
  const id = await idAsked(visit);
  if (id instanceof Response) return id;
  return await askPage(visit, typedBy((name) => visit.query(name)), { id, wrong: null });
}

async function askPage(
  visit: Visit,
  typed: TypedOrder,
  { id, wrong }: { readonly id: string; readonly wrong: Wrong | null },
): Promise<Response | Wrong> {
  const { t, face: { service } } = visit;
  const payee = await visit.ask("payee", { payee: typed.to });
  if (isWrong(payee)) return await standingOrdersPage(visit, payee, typed);
  const plan = planOf(visit, typed);
  if (plan instanceof Fault) return await standingOrdersPage(visit, plan, typed);
  const { amountMinor, memo, every, firstOn } = plan;
  const { session } = visit.signedIn!;
  const command = {
    type: "make_standing_order",
    owner: session.identity!.account,
    order: id,
    ...plan,
    payee: payee.account,
  } as const;
  const refused = wrong ?? strangeDevice(service, session, amountMinor) ??
    foreseen(service, command);
  if (refused && isHopeless(refused)) return await standingOrdersPage(visit, refused, typed);
  const { lastOn } = command;
  return confirmPage(visit, {
    title: t("Make a standing order"),
    action: `${PATH}/new`,
    pairs: [
      [t("To"), `${payee.displayName} (${accountNumberText(payee.account)})`],
      [t("Amount"), <strong>{visit.money(amountMinor)}</strong>],
      [t("How often"), stepWords(visit, every)],
      [t("First on"), visit.date(firstOn)],
      ...(lastOn === undefined ? [] : [[t("Until"), visit.date(lastOn)] as const]),
      [t("What for"), memo || "–"],
    ],
    fields: { ...typed, to: payee.account },
    button: t("Make this standing order"),
    money: true,
    wrong,
    id,
    back: PATH,
  });
}

export async function makeStandingOrder(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  const typed = typedBy((name) => field(form, name));
  const id = idIn(form);
  const wrong = await provedBy(visit, form);
  if (wrong) return await askPage(visit, typed, { id, wrong });
  const plan = planOf(visit, typed);
  if (plan instanceof Fault) return plan;
  const made = await visit.ask("makeStandingOrder", { order: id, payee: typed.to, ...plan });
  if (isWrong(made)) return await askPage(visit, typed, { id, wrong: made });
  return visit.redirect(`${PATH}?done=ordered`);
}

export async function stopStandingOrder(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  const done = await visit.ask("stopStandingOrder", { order: field(form, "order") });
  return isWrong(done)
    ? await standingOrdersPage(visit, done)
    : visit.redirect(`${PATH}?done=stopped`);
}
