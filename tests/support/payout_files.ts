// Files of payouts for tests, of which nothing is missing.
import assert from "node:assert/strict";
import { fileOf, type PayoutFile } from "../../bank/payout_files/payout_file.ts";
import type { PayoutForm } from "../../bank/payout_files/payout_form.ts";
import type { PayoutFileBatch } from "../../bank/payout_files/payout_line.ts";

export function payoutFile(batch: PayoutFileBatch, form: PayoutForm): PayoutFile {
  const { payOn, currency } = batch;
  const lines = batch.lines.map((line) => ({ ...line, payout: line.reference }));
  const file = fileOf({ ...batch, lines }, { form, payOn, currency });
  assert.ok(!("missing" in file));
  return file;
}
