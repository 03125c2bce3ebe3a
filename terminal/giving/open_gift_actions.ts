// `bank connect give … --pay-in` and `open-gifts`: gifts that are paid from another bank, with how that is done.
import { moneyText } from "../../bank/money.ts";
import type { Currency } from "../../bank/money.ts";
import type { Params, Result } from "../../api/methods.ts";
import { dateTime } from "../../console/bank_time.ts";
import { line } from "../../console/screen.ts";
import type { Customer } from "../customer.ts";
import { untilAnswered } from "../pay.ts";
import { wayText } from "../pay_in_text.ts";
import { qrText } from "../qr_text.ts";
import { checkedId, show } from "../show.ts";
import type { ActOf } from "../words/connect_words.ts";

export type OpenGift = Result<"openGift">;

/** Begins it; it moves no money, so that asking again with its id is all that a cut needs. */
export function begin(
  customer: Customer,
  wish: Omit<Params<"openGift">, "openGift">,
  id: string = customer.newTransferId(),
): Promise<OpenGift> {
  return untilAnswered(
    customer,
    id,
    () => customer.call("openGift", { openGift: id, ...wish }),
  );
}

/** With its QR code where a camera can read one. */
export async function showBegun(customer: Customer, begun: OpenGift): Promise<void> {
  const { screen } = customer.world;
  const picture = begun.qr && !customer.flags.json && screen.interactive
    ? `\n${await qrText(begun.qr.text, "M")}`
    : "";
  show(customer, begun, openGiftText(begun, customer.currency) + picture);
}

export async function openGifts(
  customer: Customer,
  { cancel }: ActOf<"open-gifts">,
): Promise<void> {
  const { currency } = customer;
  if (cancel !== undefined) {
    const ended = await customer.call("cancelOpenGift", { openGift: checkedId(cancel) });
    return show(customer, ended, openGiftText(ended, currency));
  }
  const found = await customer.call("openGifts", {});
  show(customer, found, openGiftsText(found.openGifts, currency));
}

export function openGiftsText(gifts: readonly OpenGift[], currency: Currency): string {
  if (gifts.length === 0) return "No gift waits for its money.";
  return gifts.map((gift) => openGiftText(gift, currency)).join("\n\n");
}

const ENDS: Readonly<Record<string, string>> = {
  cancelled: "cancelled",
  lapsed: "lapsed: nothing came in time",
  refused: "its money came, could not be given, and is in your account",
};

export function openGiftText(gift: OpenGift, currency: Currency): string {
  const { organisationName, item, state, givenMinor, transferId, details } = gift;
  const what = line`${moneyText(gift.amountMinor, currency)} to ${organisationName}` +
    (item === null ? "" : line` for ${item}`);
  if (state === "given") {
    return line`${what}: ${moneyText(givenMinor, currency)} was given.` +
      line`\nReceipt    bank connect donation-receipt ${transferId ?? ""}`;
  }
  if (state !== "open") return line`${what}: ${ENDS[state] ?? state}.`;
  return [
    line`${what} waits for its money until ${dateTime(gift.expiresAtMs)}; nothing is booked yet.`,
    wayText({ ...gift, details }, currency),
    line`To give it up  bank connect open-gifts --cancel ${gift.openGift}`,
  ].join("\n");
}
