// What became of what was given: gifts and their receipts, promises on their way, recurring gifts, and what receipts say.
import { moneyText } from "../../bank/money.ts";
import type { GiftView, OrderView, PledgeView } from "../../api/giving_shapes.ts";
import { writeFile } from "../../console/files.ts";
import {
  donationText,
  giftsText,
  goodsText,
  ordersText,
  pledgesText,
} from "../giving/giving_text.ts";
import { thingsText } from "../giving/things_text.ts";
import { line } from "../../console/screen.ts";
import { dateTime } from "../../console/bank_time.ts";
import { BACK, type Back } from "../questions/questions.ts";
import { ask, askCount, type Desk, menu } from "./desk.ts";
import { QUANTITY_MAX } from "../../bank/limits.ts";

/** Gifts shown at once, the newest. */
const SHOWN_MAX = 20;

export async function giftsFlow(desk: Desk): Promise<Back | void> {
  const { terminal, customer } = desk;
  const { currency } = customer;
  const { gifts } = await ask(desk, "myGiving", { limit: SHOWN_MAX });
  terminal.print(giftsText(gifts, currency));
  if (gifts.length === 0) return;
  const label = ({ atMs, amountMinor, organisationName }: GiftView) =>
    line`${dateTime(atMs)}  ${moneyText(amountMinor, currency)} to ${organisationName}`;
  return await menu(desk, {
    question: "The receipt of",
    choices: gifts.map((gift) => ({ value: gift.transferId, label: label(gift) })),
    act: (id) => receiptOf(desk, id),
  });
}

async function receiptOf(desk: Desk, id: string): Promise<Back | void> {
  const { terminal } = desk;
  const { status, receipt } = await ask(desk, "donationReceipt", { id });
  if (status === "refunded") terminal.print("GIVEN BACK: this receipt is not valid any more.");
  terminal.print(donationText(receipt));
  return await keep(desk, receipt);
}

/** The signed document, which `bank verify` checks without the bank. */
async function keep({ terminal }: Desk, signed: object): Promise<Back | void> {
  const path = await terminal.text({ question: "Save it signed, as file (empty: do not)" });
  if (path === BACK) return BACK;
  if (path === "") return;
  writeFile(path, `${JSON.stringify(signed, null, 2)}\n`);
  terminal.print(line`Written to ${path}; \`bank verify\` checks it.`);
}

export async function pledgesFlow(desk: Desk): Promise<Back | void> {
  const { terminal, customer } = desk;
  const nowMs = customer.world.host.clock();
  const { pledges } = await ask(desk, "myPledges", {});
  terminal.print(pledgesText(pledges, nowMs));
  const movable = pledges.filter(({ status }) => status !== "cancelled" && status !== "lapsed");
  if (movable.length === 0) return;
  return await menu(desk, {
    question: "Which one?",
    choices: movable.map((each) => ({ value: each, label: pledgeText(each) })),
    act: (pledge) => pledgeFlow(desk, pledge),
  });
}

const pledgeText = (pledge: PledgeView) =>
  line`${thingsText(pledge)} for ${pledge.organisationName}: ${pledge.status}`;

async function pledgeFlow(desk: Desk, pledge: PledgeView): Promise<Back | void> {
  const { terminal } = desk;
  if (pledge.status === "received") {
    const receipt = await ask(desk, "goodsReceipt", { pledge: pledge.pledge });
    terminal.print(goodsText(receipt));
    return await keep(desk, receipt);
  }
  return await menu<() => Promise<Back | void>>(desk, {
    question: pledgeText(pledge),
    choices: [
      ...(pledge.status === "reserved"
        ? [{ value: () => sent(desk, pledge), label: "It is on its way" }]
        : []),
      { value: () => giveUp(desk, pledge), label: "I cannot bring it" },
      { value: () => Promise.resolve(), label: "Back" },
    ],
    act: (chosen) => chosen(),
  });
}

async function giveUp(desk: Desk, { pledge }: PledgeView): Promise<Back | void> {
  const { terminal, customer } = desk;
  const yes = await terminal.confirm("Give this promise up?");
  if (yes === BACK) return BACK;
  if (!yes) return;
  const done = await ask(desk, "cancelPledge", { pledge });
  terminal.print(pledgesText([done], customer.world.host.clock()));
}

async function sent(desk: Desk, { pledge, quantity: initial }: PledgeView): Promise<Back | void> {
  const { terminal, customer } = desk;
  const asked = { question: "How many are on their way?", most: QUANTITY_MAX, initial };
  const quantity = await askCount(desk, asked);
  if (quantity === BACK) return BACK;
  const done = await ask(desk, "sendPledge", { pledge, quantity });
  terminal.print(pledgesText([done], customer.world.host.clock()));
}

export async function ordersFlow(desk: Desk): Promise<Back | void> {
  const { terminal, customer } = desk;
  const { currency } = customer;
  const { orders } = await ask(desk, "myOrders", {});
  terminal.print(ordersText(orders, currency));
  const going = orders.filter(({ ended }) => ended === null);
  if (going.length === 0) return;
  const label = ({ amountMinor, organisationName, every }: OrderView) =>
    line`${moneyText(amountMinor, currency)} to ${organisationName} every ${every}`;
  return await menu(desk, {
    question: "Stop one?",
    choices: going.map((each) => ({ value: each, label: label(each) })),
    act: async (order): Promise<Back | void> => {
      const yes = await terminal.confirm(line`Stop ${label(order)}?`);
      if (yes === BACK) return BACK;
      if (!yes) return;
      const done = await ask(desk, "stopOrder", { order: order.order });
      terminal.print(ordersText([done], currency));
    },
  });
}

/** Receipts from now on say it; those that were issued stay as they are. */
export async function receiptNameFlow(desk: Desk): Promise<Back | void> {
  const { terminal } = desk;
  const known = await ask(desk, "donor", {});
  const name = await terminal.text({
    question: "Name",
    initial: known.name,
    check: (text) => text === "" ? "A receipt needs a name." : null,
  });
  if (name === BACK) return BACK;
  const address = await terminal.text({
    question: "Address (may be empty)",
    initial: known.address,
  });
  if (address === BACK) return BACK;
  const pan = await terminal.text({
    question: "PAN (empty: no gift is reported for a deduction)",
    initial: known.pan,
  });
  if (pan === BACK) return BACK;
  await ask(desk, "setDonor", { name, address, pan });
  terminal.print("Saved: receipts of gifts from now on say so.");
}
