// Alerts read in peace, and payments that wait for their owner.
import { moneyText } from "../../bank/money.ts";
import type { TransferView } from "../../net/views.ts";
import { alertText, reasonsText } from "../alert_text.ts";
import { line } from "../screen.ts";
import { dateTime, transferText } from "../show.ts";
import { BACK } from "../terminal/questions.ts";
import { ask, type Desk } from "./desk.ts";

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
  const { holds } = await ask(desk, "holds", {});
  const { terminal, customer } = desk;
  if (holds.length === 0) return terminal.print("No held payments.");
  const label = ({ amountMinor, to, expiresAtMs = 0, reasons }: TransferView) =>
    line`${moneyText(amountMinor, customer.currency)} to ${to}, ${reasonsText(reasons)}, until ${
      dateTime(expiresAtMs)
    }`;
  const choice = await terminal.choose({
    question: "Held payments",
    choices: holds.map((hold) => ({ value: hold.id, label: label(hold) })),
  });
  if (choice !== BACK) await decideHold(desk, choice);
}

/** @param verb chosen already, by its key. */
export async function decideHold(
  desk: Desk,
  id: string,
  verb?: "confirm" | "cancel",
): Promise<void> {
  const { terminal, customer, link } = desk;
  const choice = verb ?? await terminal.choose<"confirm" | "cancel">({
    question: "This payment",
    choices: [
      { value: "confirm", label: "Confirm: it is mine" },
      { value: "cancel", label: "Cancel: give the money back" },
    ],
  });
  if (choice === BACK) return;
  if (choice === "cancel") {
    const done = await ask(desk, "cancelHold", { id });
    terminal.print(transferText(done, customer.currency));
  } else {
    const password = await terminal.secret({ question: line`Password of ${customer.userName}` });
    if (password === BACK) return;
    const done = await ask(desk, "confirmHold", { id, password });
    terminal.print(transferText(done, customer.currency));
  }
  await link.refresh();
}
