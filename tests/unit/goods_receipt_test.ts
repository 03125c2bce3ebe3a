// The acknowledgement of goods: what was counted and when, signed, the same however often it is asked for, and a PDF.
import assert from "node:assert/strict";
import { isSignedBy } from "../../bank/signature.ts";
import { dayOf } from "../../bank/giving/calendar.ts";
import { blockOf } from "../../bank/ref.ts";
import { goodsPdf } from "../../papers/receipt_pdf.ts";
import { RIGHT } from "../support/facts.ts";
import { approved, donorNamed, type Home, liveHome, plain } from "../support/giving_people.ts";
import { type Customer, TestBank } from "../support/service.ts";

interface Delivered {
  readonly donor: Customer;
  readonly pledge: string;
}

/** Of 40 blankets 12 were promised, 12 sent and 11 counted. */
async function delivered(bank: TestBank, home: Home): Promise<Delivered> {
  const donor = await donorNamed(bank, "ann");
  const [need, pledge] = [bank.transferId(), bank.transferId()];
  const deadline = dayOf(bank.host.clock() + 30 * 86_400_000);
  await home.manager.call("addNeed", {
    need,
    item: "Blankets",
    unit: "pieces",
    quantity: 40,
    priority: "urgent",
    deadline,
  });
  await donor.call("pledge", { pledge, need, quantity: 12 });
  assert.equal(await donor.code("goodsReceipt", { pledge }), "pledge_over");
  await donor.call("sendPledge", { pledge, quantity: 12 });
  await home.manager.call("receivePledge", { pledge, quantity: 11 });
  return { donor, pledge };
}

Deno.test("goods: it says what was counted, on which day, and where the journal has it", async () => {
  await using bank = await TestBank.open();
  const home = await liveHome(bank);
  const { donor, pledge } = await delivered(bank, home);
  const receipt = await donor.call("goodsReceipt", { pledge });
  const { item, unit, sent, received, organisation, receivedOn, block } = receipt;
  assert.deepEqual([item, unit, sent, received], ["Blankets", "pieces", 12, 11]);
  assert.equal(organisation, home.manager.account);
  const { changed } = bank.loop.ledger.pledges.get(pledge)!;
  const head = await bank.service.headAt(blockOf(changed));
  assert.deepEqual([block, receipt.hash, receivedOn], [head.seq, head.hash, dayOf(head.at)]);
  assert.equal(isSignedBy(receipt, bank.service.signing.publicKey), true);
  assert.equal(isSignedBy({ ...receipt, received: 12 }, bank.service.signing.publicKey), false);
  assert.equal(await home.manager.code("goodsReceipt", { pledge }), "no_such_pledge");
});

Deno.test("goods: it stays as it was when it was asked for first, whatever the organisation is called later", async () => {
  await using bank = await TestBank.open();
  const home = await liveHome(bank);
  const { donor, pledge } = await delivered(bank, home);
  const first = await donor.call("goodsReceipt", { pledge });
  const fields = { ...RIGHT.name, legalName: "Sunset Trust" };
  await home.manager.call("setFact", { fact: "name", fields });
  await approved(home);
  assert.equal(
    bank.service.giving.directory.nameOf(first.organisation),
    "Sunset Trust",
  );
  assert.deepEqual(await donor.call("goodsReceipt", { pledge }), first);
});

Deno.test("goods: the PDF is one, also for things in any script", async () => {
  await using bank = await TestBank.open();
  const { donor, pledge } = await delivered(bank, await liveHome(bank));
  const receipt = await donor.call("goodsReceipt", { pledge });
  for (const [item, fonts] of [["Blankets", 2], ["போர்வைகள்", 3]] as const) {
    const text = plain(await goodsPdf({ ...receipt, item }));
    assert.ok(text.startsWith("%PDF-1.") && text.trimEnd().endsWith("%%EOF"), item);
    assert.equal(text.match(/\/FontFile2/g)?.length ?? 0, fonts, item);
  }
});
