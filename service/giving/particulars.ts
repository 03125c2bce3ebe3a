// What a receipt says of organisation and donor, as it was when the gift was booked.
import * as z from "zod";
import type { Ref } from "../../bank/ref.ts";
import { DonationReceipt } from "../../api/receipt_shapes.ts";

/** What of a receipt could be otherwise tomorrow: frozen when the gift is booked. */
export const Particulars = z.object({
  issuedOn: z.string(),
  organisation: DonationReceipt().shape.organisation.omit({
    account: true,
    act: true,
    section: true,
  }),
  donor: DonationReceipt().shape.donor,
});

export type Particulars = z.infer<typeof Particulars>;

/** Particulars that were written down when a gift was booked (service/giving/receipt_freezer.ts). */
export interface FrozenParticulars {
  /** @returns null where none were written. */
  particulars(ref: Ref): Promise<Particulars | null>;
}
