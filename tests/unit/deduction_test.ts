// One rule says whether a gift can be deducted: what its donor reads at the gift, on the receipt and in the year is what the file
// of the organisation has, with and without a PAN, and stays so when a PAN comes later.
import assert from "node:assert/strict";
import type { Deduction } from "../../bank/giving/deduction.ts";
import { donorNamed, gives, liveHome } from "../support/giving_people.ts";
import { TestBank } from "../support/service.ts";

const PAN = "ABCPE1234F";

Deno.test("deduction: gift, receipt, year and file say the same of every gift", async () => {
  await using bank = await TestBank.open();
  const home = await liveHome(bank);
  const ann = await donorNamed(bank, "ann", { name: "Ann Lee" });
  const expected: [id: string, deduction: Deduction][] = [
    [await gives(bank, ann, home, { amountMinor: 100_00 }), "no_pan"],
    [await gives(bank, ann, home, { visibility: "anonymous" }), "anonymous"],
    [await gives(bank, ann, home, { foreign: true }), "foreign"],
  ];
  await bank.receipts.settled();
  await ann.call("setDonor", { name: "Ann Lee", address: "1 Road", pan: PAN });
  expected.push([await gives(bank, ann, home, { amountMinor: 7_00 }), "deductible"]);
  await bank.receipts.settled();

  const { gifts } = await ann.call("myGiving", {});
  assert.deepEqual(
    gifts.map(({ transferId, deduction }) => [transferId, deduction]).reverse(),
    expected,
  );
  const { organisations: [sum] } = await ann.call("yearlyGiving", { year: 2025 });
  assert.equal(sum!.eligibleMinor, 7_00);
  const { rows } = await home.manager.call("donorReport", { year: 2025 });
  const filed = rows.filter(({ excluded }) => excluded === "");
  assert.deepEqual(filed.map(({ amountMinor }) => amountMinor), [7_00]);
  for (const [id, deduction] of expected) {
    const { receipt } = await ann.call("donationReceipt", { id });
    assert.equal(receipt.deduction, deduction);
    const refused = /^Not (deductible|eligible)/.test(receipt.why);
    assert.equal(refused, deduction !== "deductible", receipt.why);
  }
});

Deno.test("deduction: a gift that was just booked is judged by the PAN of now, before its receipt is frozen", async () => {
  await using bank = await TestBank.open();
  const home = await liveHome(bank);
  const ann = await donorNamed(bank, "ann", { name: "Ann Lee", pan: PAN });
  await gives(bank, ann, home);
  const { gifts } = await ann.call("myGiving", {});
  assert.equal(gifts[0]!.deduction, "deductible");
});
