// Whether a gift can be deducted from income: one rule for form, receipt, year and the file that is handed in. The ledger says what
// the approval of the organisation and the gift itself allow; the donor's PAN, which the law asks for as well (Form 10BD has no
// row without it), is known outside the journal, as it was when the gift was booked.
import type { Eligibility } from "./record.ts";

/** Whether a gift can be deducted, or why not. */
export const DEDUCTIONS = [
  "deductible",
  "no_pan",
  "approval_lapsed",
  "approval_missing",
  "anonymous",
  "foreign",
] as const;
export type Deduction = typeof DEDUCTIONS[number];

/**
 * The PAN counts only where the approval and the gift allow a deduction.
 * @param pan of the donor, as on the receipt; "" where none was given.
 */
export function deductionOf(eligible: Eligibility, pan: string): Deduction {
  if (eligible !== "eligible") return eligible;
  return pan === "" ? "no_pan" : "deductible";
}

/** As receipts say it, for ever. */
export const WHY: Readonly<Record<Deduction, string>> = {
  deductible: "The approval was verified and valid on the day of the gift",
  no_pan: "Not deductible: the donor had given no PAN when the gift was booked",
  approval_lapsed: "Not eligible: the approval was no longer valid on the day of the gift",
  approval_missing: "Not eligible: the approval was not verified on the day of the gift",
  anonymous: "Not eligible: an anonymous gift cannot be deducted",
  foreign: "Not eligible: a foreign contribution",
};
