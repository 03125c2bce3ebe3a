// Gifts at home that are paid from another bank: begun where the balance is not enough, looked at, and given up.
import { moneyText } from "../../bank/money.ts";
import type { Params } from "../../api/methods.ts";
import { line } from "../../console/screen.ts";
import { begin, type OpenGift, openGiftsText, openGiftText } from "../giving/open_gift_actions.ts";
import { BACK, type Back } from "../questions/questions.ts";
import { ask, type Desk, menu } from "./desk.ts";
import { showCode } from "./pay_in_flow.ts";

export async function beginOpenGift(
  desk: Desk,
  wish: Omit<Params<"openGift">, "openGift">,
): Promise<Back | void> {
  const { terminal, customer } = desk;
  const yes = await terminal.confirm(
    "There is not enough money in your account. Pay this gift from another bank?",
  );
  if (yes === BACK) return BACK;
  if (!yes) return terminal.print("Nothing was given.");
  const begun = await begin(customer, wish);
  terminal.print(openGiftText(begun, customer.currency));
  await showCode(desk, begun.qr);
}

export async function openGiftsFlow(desk: Desk): Promise<Back | void> {
  const { terminal, customer: { currency } } = desk;
  const { openGifts } = await ask(desk, "openGifts", {});
  terminal.print(openGiftsText(openGifts, currency));
  const waiting = openGifts.filter(({ state }) => state === "open");
  if (waiting.length === 0) return;
  const label = ({ amountMinor, organisationName }: OpenGift) =>
    line`${moneyText(amountMinor, currency)} to ${organisationName}`;
  return await menu(desk, {
    question: "Which one?",
    choices: waiting.map((each) => ({ value: each, label: label(each) })),
    act: async (gift): Promise<Back | void> => {
      await showCode(desk, gift.qr);
      const yes = await terminal.confirm(line`Give up ${label(gift)}?`);
      if (yes === BACK) return BACK;
      if (!yes) return;
      const ended = await ask(desk, "cancelOpenGift", { openGift: gift.openGift });
      terminal.print(openGiftText(ended, currency));
    },
  });
}
