// Alerts read in peace, and payments that wait for their owner.
import { moneyText } from "../../bank/money.ts";
import { alertText, reasonsText } from "../alert_text.ts";
import { line } from "../screen.ts";
import { dateTime } from "../bank_time.ts";
import { transferText } from "../show.ts";
import { BACK } from "../terminal/questions.ts";
import { ask, type Desk } from "./desk.ts";
import type { HeldPayment } from "./live_link.ts";

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
        alertText(alert, customer.currency, customer.world.host.clock())
      }`,
    );
  }
  await link.read();
}

export async function holdsFlow(desk: Desk): Promise<void> {
  const { terminal, link } = desk;
  const { holds } = await ask(desk, "holds", {});
  if (holds.length === 0) return terminal.print("No held payments.");
  const held = await link.named(holds);
  const choice = await terminal.choose({
    question: "Held payments",
    choices: held.map((hold) => ({
      value: hold,
      label: line`${heldText(desk, hold)}, until ${dateTime(hold.expiresAtMs ?? 0)}`,
    })),
  });
  if (choice !== BACK) await decideHold(desk, choice);
}

/** What a person has to know before saying yes or no: how much, to whom, and why it waits. */
function heldText({ customer }: Desk, { amountMinor, payee, reasons }: HeldPayment): string {
  return line`${moneyText(amountMinor, customer.currency)} to ${payee} (${reasonsText(reasons)})`;
}

/** By its key at home: the payment stands in the question that is answered, whichever has arrived meanwhile. */
export async function answerHold(desk: Desk, verb: "confirm" | "cancel"): Promise<void> {
  const [hold, ...others] = desk.link.held;
  if (!hold || others.length > 0) return await holdsFlow(desk);
  if (verb === "confirm") await confirmHold(desk, hold);
  else await decideHold(desk, hold);
}

async function decideHold(desk: Desk, hold: HeldPayment): Promise<void> {
  const { terminal, customer, link } = desk;
  const choice = await terminal.choose<"cancel" | "confirm">({
    question: heldText(desk, hold),
    choices: [
      { value: "cancel", label: "Cancel: give the money back" },
      { value: "confirm", label: "Confirm: it is mine" },
    ],
  });
  if (choice === "confirm") await confirmHold(desk, hold);
  if (choice !== "cancel") return;
  const done = await ask(desk, "cancelHold", { id: hold.id });
  terminal.print(transferText(done, customer.currency));
  await link.refresh();
}

async function confirmHold(desk: Desk, hold: HeldPayment): Promise<void> {
  const { terminal, customer, link } = desk;
  terminal.print(line`This confirms ${heldText(desk, hold)}.`);
  const money = moneyText(hold.amountMinor, customer.currency);
  const password = await terminal.secret({
    question: line`Password of ${customer.userName}, to send ${money} to ${hold.payee}`,
  });
  if (password === BACK) return;
  const done = await ask(desk, "confirmHold", { id: hold.id, password });
  terminal.print(transferText(done, customer.currency));
  await link.refresh();
}
