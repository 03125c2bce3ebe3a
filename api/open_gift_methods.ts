// Methods of gifts that begin without a balance: opened by their donor, paid from another bank with a reference of their own, booked
// when that bank's statement says so.
import * as z from "zod";
import { PURPOSES, VISIBILITIES } from "../bank/giving/record.ts";
import { atMs, minor, open } from "./answers.ts";
import { nothing, transferId } from "./fields.ts";
import { ONE_PURPOSE, onePurpose, wish } from "./giving_methods.ts";
import { lazily, once } from "./lazily.ts";
import { BankDetailsView, PaymentCodeView } from "./pay_in_methods.ts";

/** A gift that waits for its money from another bank, as its donor sees it. */
const OpenGiftView = once(() =>
  z.object({
    openGift: z.string(),
    organisation: z.string(),
    organisationName: z.string(),
    amountMinor: minor,
    purpose: open(PURPOSES),
    need: z.string().nullable(),
    item: z.string().nullable(),
    visibility: open(VISIBILITIES),
    foreign: z.boolean(),
    openedAtMs: atMs,
    /** What the other bank books until then is given, whenever that is told here. */
    expiresAtMs: atMs,
    /** `refused`: its money came, could not be given any more, and is in the donor's account. */
    state: open(["open", "given", "cancelled", "lapsed", "refused"]),
    /** What was given of it: less than was asked when less came; 0 until then. */
    givenMinor: minor,
    /** The gift that it has become. */
    transferId: z.string().nullable(),
    /** Why its money was not given, as the code of a refusal. */
    why: z.string().nullable(),
    /** Of this gift alone: `RF` and 14 digits. */
    reference: z.string(),
    /** Where it is paid in; null until staff have said where the bank's own account is. */
    details: BankDetailsView().nullable(),
    /** What a QR code says to a banking app, amount and reference included; absent once it is over. */
    qr: PaymentCodeView().optional(),
  })
);
export type OpenGiftView = z.infer<ReturnType<typeof OpenGiftView>>;

export const OPEN_GIFT_METHODS = lazily({
  openGift: () => ({
    access: "customer",
    summary: "Begins a gift that is paid from another bank",
    docs:
      "Moves nothing, and counts nowhere until a line of the bank's statement has its reference. What came by then is given, at most what was asked; the rest is in the donor's account. It waits for 14 days.",
    params: z.strictObject({ openGift: transferId, ...wish }).refine(onePurpose, ONE_PURPOSE),
    result: OpenGiftView(),
  }),
  openGifts: () => ({
    access: "customer",
    summary: "Lists one's own gifts that are, or were, to be paid from another bank",
    docs: "The newest first.",
    reads: true,
    params: nothing,
    result: z.object({ openGifts: z.array(OpenGiftView()) }),
  }),
  cancelOpenGift: () => ({
    access: "customer",
    summary: "Ends a gift that waits for its money",
    docs: "What is paid with its reference all the same stays in the donor's account.",
    params: z.strictObject({ openGift: transferId }),
    result: OpenGiftView(),
  }),
});
