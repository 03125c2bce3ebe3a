// What became of what was given: gifts and their receipts, promises on their way, recurring gifts, and what receipts say.
import { moneyText } from "../../bank/money.ts";
import type { GiftView, OrderView, PledgeView } from "../../net/giving_shapes.ts";
import { writeFile } from "../files.ts";
import {
  donationText,
  giftsText,
  goodsText,
  ordersText,
  pledgesText,
} from "../giving/giving_text.ts";
import { line } from "../screen.ts";
import { dateTime } from "../bank_time.ts";
import { BACK } from "../terminal/questions.ts";
import { ask, askCount, type Desk } from "./desk.ts";
import { QUANTITY_MAX } from "../../bank/limits.ts";

/** Gifts shown at once, the newest. */
const SHOWN_MAX = 20;

export async function giftsFlow(desk: Desk): Promise<void> {
  const { terminal, customer } = desk;
  const { currency } = customer;
  const { gifts } = await ask(desk, "myGiving", { limit: SHOWN_MAX });
  terminal.print(giftsText(gifts, currency));
  if (gifts.length === 0) return;
  const label = ({ atMs, amountMinor, organisationName }: GiftView) =>
    line`${dateTime(atMs)}  ${moneyText(amountMinor, currency)} to ${organisationName}`;
  const id = await terminal.choose({
    question: "The receipt of",
    choices: gifts.map((gift) => ({ value: gift.transferId, label: label(gift) })),
  });
  if (id === BACK) return;
  const { status, receipt } = await ask(desk, "donationReceipt", { id });
  if (status === "refunded") terminal.print("GIVEN BACK: this receipt is not valid any more.");
  terminal.print(donationText(receipt));
  await keep(desk, receipt);
}

/** The signed document, which `bank verify` checks without the bank. */
async function keep({ terminal }: Desk, signed: object): Promise<void> {
  const path = await terminal.text({ question: "Save it signed, as file (empty: do not)" });
  if (path === BACK || path === "") return;
  writeFile(path, `${JSON.stringify(signed, null, 2)}\n`);
  terminal.print(line`Written to ${path}; \`bank verify\` checks it.`);
}

export async function pledgesFlow(desk: Desk): Promise<void> {
  const { terminal, customer } = desk;
  const nowMs = customer.world.host.clock();
  const { pledges } = await ask(desk, "myPledges", {});
  terminal.print(pledgesText(pledges, nowMs));
  const movable = pledges.filter(({ status }) => status !== "cancelled" && status !== "lapsed");
  if (movable.length === 0) return;
  const label = ({ quantity, unit, item, organisationName, status }: PledgeView) =>
    line`${quantity} ${unit} ${item} for ${organisationName}: ${status}`;
  const pledge = await terminal.choose({
    question: "Which one?",
    choices: movable.map((each) => ({ value: each, label: label(each) })),
  });
  if (pledge === BACK) return;
  if (pledge.status === "received") {
    const receipt = await ask(desk, "goodsReceipt", { pledge: pledge.pledge });
    terminal.print(goodsText(receipt));
    return await keep(desk, receipt);
  }
  const act = await terminal.choose<"sent" | "cancel" | "back">({
    question: label(pledge),
    choices: [
      ...(pledge.status === "reserved"
        ? [{ value: "sent" as const, label: "It is on its way" }]
        : []),
      { value: "cancel", label: "I cannot bring it" },
      { value: "back", label: "Back" },
    ],
  });
  if (act === "sent") return await sent(desk, pledge);
  if (act !== "cancel" || await terminal.confirm("Give this promise up?") !== true) return;
  const done = await ask(desk, "cancelPledge", { pledge: pledge.pledge });
  terminal.print(pledgesText([done], nowMs));
}

async function sent(desk: Desk, { pledge, quantity: initial }: PledgeView): Promise<void> {
  const { terminal, customer } = desk;
  const asked = { question: "How many are on their way?", most: QUANTITY_MAX, initial };
  const quantity = await askCount(desk, asked);
  if (quantity === BACK) return;
  const done = await ask(desk, "sendPledge", { pledge, quantity });
  terminal.print(pledgesText([done], customer.world.host.clock()));
}

export async function ordersFlow(desk: Desk): Promise<void> {
  const { terminal, customer } = desk;
  const { currency } = customer;
  const { orders } = await ask(desk, "myOrders", {});
  terminal.print(ordersText(orders, currency));
  const going = orders.filter(({ ended }) => ended === null);
  if (going.length === 0) return;
  const label = ({ amountMinor, organisationName, every }: OrderView) =>
    line`${moneyText(amountMinor, currency)} to ${organisationName} every ${every}`;
  const order = await terminal.choose({
    question: "Stop one?",
    choices: going.map((each) => ({ value: each, label: label(each) })),
  });
  if (order === BACK || await terminal.confirm(line`Stop ${label(order)}?`) !== true) return;
  const done = await ask(desk, "stopOrder", { order: order.order });
  terminal.print(ordersText([done], currency));
}

/** Receipts from now on say it; those that were issued stay as they are. */
export async function receiptNameFlow(desk: Desk): Promise<void> {
  const { terminal } = desk;
  const known = await ask(desk, "donor", {});
  const name = await terminal.text({
    question: "Name",
    initial: known.name,
    check: (text) => text === "" ? "A receipt needs a name." : null,
  });
  if (name === BACK) return;
  const address = await terminal.text({
    question: "Address (may be empty)",
    initial: known.address,
  });
  if (address === BACK) return;
  const pan = await terminal.text({
    question: "PAN (empty: no gift is reported for a deduction)",
    initial: known.pan,
  });
  if (pan === BACK) return;
  await ask(desk, "setDonor", { name, address, pan });
  terminal.print("Saved: receipts of gifts from now on say so.");
}
