// Alerts read in peace, and payments that wait for their owner.
import { moneyText } from "../../bank/money.ts";
import { alertText } from "../alert_text.ts";
import { type HeldPayment, heldText } from "../held_payment.ts";
import { line } from "../../console/screen.ts";
import { dateTime } from "../../console/bank_time.ts";
import { transferText } from "../show.ts";
import { BACK, type Back } from "../questions/questions.ts";
import { ask, type Desk, menu, withPassword } from "./desk.ts";

/** Alerts shown at once, the newest. */
const SHOWN_MAX = 30;

export async function alertsFlow(desk: Desk): Promise<void> {
  const { customer, terminal, link } = desk;
  const { entry, notice, readEntry, readNotice } = await ask(desk, "alertsPosition", {});
  const all = await ask(desk, "alertsSince", {
    entry: Math.max(0, entry - SHOWN_MAX),
    notice: Math.max(0, notice - SHOWN_MAX),
  });
  const shown = all.alerts.slice(-SHOWN_MAX);
  if (shown.length === 0) terminal.print("No alerts.");
  for (const alert of shown) {
    const isNew = alert.number > (alert.stream === "entry" ? readEntry : readNotice);
    terminal.print(
      `${isNew ? "new " : "    "}${
        alertText(alert, customer.currency, { nowMs: customer.world.host.clock(), atHome: true })
      }`,
    );
  }
  await link.read();
}

export async function holdsFlow(desk: Desk): Promise<Back | void> {
  const { customer, terminal, link } = desk;
  const { holds } = await ask(desk, "holds", {});
  if (holds.length === 0) return terminal.print("No held payments.");
  const held = await link.named(holds);
  return await menu(desk, {
    question: "Held payments",
    choices: held.map((hold) => ({
      value: hold,
      label: line`${heldText(hold, customer.currency)}, until ${dateTime(hold.expiresAtMs ?? 0)}`,
    })),
    act: (hold) => decideHold(desk, hold),
  });
}

/** By its key at home: the payment stands in the question that is answered, whichever has arrived meanwhile. */
export async function answerHold(desk: Desk, verb: "confirm" | "cancel"): Promise<void> {
  const [hold, ...others] = desk.link.held;
  if (!hold || others.length > 0) return void await holdsFlow(desk);
  if (verb === "confirm") await confirmHold(desk, hold);
  else await decideHold(desk, hold);
}

async function decideHold(desk: Desk, hold: HeldPayment): Promise<Back | void> {
  const { customer } = desk;
  return await menu<"cancel" | "confirm">(desk, {
    question: heldText(hold, customer.currency),
    choices: [
      { value: "cancel", label: "Cancel: give the money back" },
      { value: "confirm", label: "Confirm: it is mine" },
    ],
    act: (choice) => choice === "confirm" ? confirmHold(desk, hold) : cancelHold(desk, hold),
  });
}

async function cancelHold(desk: Desk, { id }: HeldPayment): Promise<void> {
  const { terminal, customer, link } = desk;
  const done = await ask(desk, "cancelHold", { id });
  terminal.print(transferText(done, customer.currency));
  await link.refresh();
}

async function confirmHold(desk: Desk, hold: HeldPayment): Promise<Back | void> {
  const { terminal, customer, link } = desk;
  terminal.print(line`This confirms ${heldText(hold, customer.currency)}.`);
  const money = moneyText(hold.amountMinor, customer.currency);
  const question = line`Password of ${customer.userName}, to send ${money} to ${hold.payee}`;
  const confirm = (password: string) => ask(desk, "confirmHold", { id: hold.id, password });
  const done = await withPassword(desk, confirm, { question });
  if (done === BACK) return BACK;
  terminal.print(transferText(done, customer.currency));
  await link.refresh();
}
