// What happens to open gifts, as the journal has it: ids, numbers and amounts, no names. See bank/giving/event.ts.
import { count, type Fields, isGift, oneOf, optional, text } from "../event_fields.ts";
import type { Gift } from "./record.ts";

export type OpenGiftEvent =
  | {
    readonly type: "gift_opened";
    readonly openGift: string;
    /** Of its payment reference: ten digits, the first of them 0. */
    readonly number: string;
    readonly donor: string;
    readonly organisation: string;
    readonly amountMinor: number;
    readonly gift: Gift;
    readonly expiresAtMs: number;
  }
  | {
    readonly type: "open_gift_ended";
    readonly openGift: string;
    readonly number: string;
    readonly donor: string;
    readonly why: "cancelled" | "lapsed";
  }
  /** A line of another bank has named it. What was given of it stands in a transfer of the same block. */
  | {
    readonly type: "open_gift_paid";
    readonly openGift: string;
    readonly number: string;
    readonly donor: string;
    readonly line: string;
    readonly askedMinor: number;
    readonly cameMinor: number;
    /** 0 when all of it stays in the donor's account. */
    readonly givenMinor: number;
    /** Why it does: how the gift had ended, or the code of a refusal. */
    readonly why?: string;
  };

export type OpenGiftEventOf<T extends OpenGiftEvent["type"]> = Extract<OpenGiftEvent, { type: T }>;

export const OPEN_GIFT_FIELDS: Fields<OpenGiftEvent["type"]> = {
  gift_opened: {
    openGift: text,
    number: text,
    donor: text,
    organisation: text,
    amountMinor: count,
    gift: isGift,
    expiresAtMs: count,
  },
  open_gift_ended: {
    openGift: text,
    number: text,
    donor: text,
    why: oneOf(["cancelled", "lapsed"]),
  },
  open_gift_paid: {
    openGift: text,
    number: text,
    donor: text,
    line: text,
    askedMinor: count,
    cameMinor: count,
    givenMinor: count,
    why: optional(text),
  },
};
