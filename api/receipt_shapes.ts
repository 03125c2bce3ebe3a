// What is signed for a donor: the receipt of a gift, and the acknowledgement of goods.
import * as z from "zod";
import { DEDUCTIONS } from "../bank/giving/deduction.ts";
import { ELIGIBILITIES, PURPOSES } from "../bank/giving/record.ts";
import { Currency, minor, open } from "./answers.ts";
import { once } from "./lazily.ts";

const day = z.string();
const count = z.int();
const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** Frozen when it is issued; the text is never changed. */
export const DonationReceipt = once(() =>
  z.object({
    type: z.literal("donation_receipt"),
    bank: z.string(),
    number: z.string(),
    issuedOn: day,
    givenOn: day,
    organisation: z.object({
      account: z.string(),
      name: z.string(),
      address: z.string(),
      pan: z.string(),
      urn: z.string(),
      urnFrom: z.string(),
      urnTo: z.string(),
      act: z.string(),
      section: z.string(),
    }),
    donor: z.object({ name: z.string(), address: z.string(), pan: z.string() }),
    currency: Currency,
    amountMinor: minor,
    amount: z.string(),
    words: z.string(),
    mode: z.string(),
    transferId: z.string(),
    purpose: open(PURPOSES),
    item: z.string(),
    eligible: open(ELIGIBILITIES),
    /** Absent from receipts of before; then `eligible` and the PAN of the donor tell (bank/giving/deduction.ts). */
    deduction: open(DEDUCTIONS).optional(),
    why: z.string(),
    block: z.int(),
    place: z.int(),
    hash,
    signedBy: hash,
    signature: z.string(),
  })
);
export type DonationReceipt = z.infer<ReturnType<typeof DonationReceipt>>;

/** Signed: that goods arrived. No word about taxes. */
export const GoodsReceipt = once(() =>
  z.object({
    type: z.literal("goods_acknowledgement"),
    bank: z.string(),
    organisation: z.string(),
    organisationName: z.string(),
    donorName: z.string(),
    item: z.string(),
    unit: z.string(),
    promised: count,
    /** Null when the donor never said that it was on its way. */
    sent: count.nullable(),
    received: count,
    /** The day in India on which the organisation counted them. */
    receivedOn: day,
    pledge: z.string(),
    block: z.int(),
    place: z.int(),
    hash,
    signedBy: hash,
    signature: z.string(),
  })
);
export type GoodsReceipt = z.infer<ReturnType<typeof GoodsReceipt>>;
