// What receipts say of their parties is written behind the journal: once for many gifts, whole after a crash, and again
// when the store did not take it.
import assert from "node:assert/strict";
import { type Block, parseBlock } from "../../bank/block.ts";
import { Seal } from "../../store/seal.ts";
import { bytesOf } from "../../store/kv.ts";
import { KvGivingStore } from "../../store/giving_store.ts";
import { KvJournal } from "../../store/kv_journal.ts";
import { ReceiptFreezer } from "../../service/giving/receipt_freezer.ts";
import { seededRandom } from "../support/fake_host.ts";
import { donorNamed, gives, liveHome } from "../support/giving_people.ts";
import { memoryKv, TestBank } from "../support/service.ts";

/** What is written behind waits for ever, as for a bank that is killed. */
const NO_TIMERS = { after: () => () => {} };

async function* blocksOf(bank: TestBank, first: number): AsyncGenerator<Block> {
  let seq = first;
  for await (const bytes of new KvJournal(bank.kv).blocksFrom(first)) {
    yield parseBlock(bytes, seq++);
  }
}

/** One that begins after a crash: it has seen nothing. */
async function started(bank: TestBank): Promise<{ freezer: ReceiptFreezer; read: number }> {
  const freezer = new ReceiptFreezer(bank.service);
  let read = 0;
  await freezer.catchUp(async function* (first) {
    for await (const block of blocksOf(bank, first)) {
      read++;
      yield block;
    }
  });
  return { freezer, read };
}

async function refOfGift(bank: TestBank, id: string): Promise<number> {
  return (await bank.service.transfer(id))!.ref;
}

Deno.test("frozen: gifts that a crash left behind are read from the journal at the next start", async () => {
  await using bank = await TestBank.open(NO_TIMERS);
  const home = await liveHome(bank);
  const donor = await donorNamed(bank, "ann", { name: "Ann Lee" });
  const refs: number[] = [];
  for (let n = 0; n < 3; n++) refs.push(await refOfGift(bank, await gives(bank, donor, home)));
  const { read } = await started(bank);
  assert.equal(read, bank.loop.head.seq + 1, "nothing was written: the whole journal");
  await bank.service.giving.store.setDonor(donor.account, { name: "Ann Li", address: "", pan: "" });
  const again = await started(bank);
  assert.equal(again.read, 0, "all of it was written");
  for (const ref of refs) {
    assert.equal((await again.freezer.particulars(ref))?.donor.name, "Ann Lee");
  }
  assert.equal(await again.freezer.particulars(refs[2]! + 1), null, "there is no such gift");
});

Deno.test("frozen: a bank that was never given to does not read its journal", async () => {
  await using bank = await TestBank.open(NO_TIMERS);
  await bank.customer("ann", { bookedMinor: 500 });
  assert.equal((await started(bank)).read, 0);
});

Deno.test("frozen: a receipt that is asked for at once says what was true at the gift", async () => {
  await using bank = await TestBank.open(NO_TIMERS);
  const home = await liveHome(bank);
  const donor = await donorNamed(bank, "ann", { name: "Ann Lee" });
  const id = await gives(bank, donor, home);
  await donor.call("setDonor", { name: "Ann Li", address: "", pan: "" });
  const { receipt } = await donor.call("donationReceipt", { id });
  assert.equal(receipt.donor.name, "Ann Lee");
});

Deno.test("frozen: what the store does not take waits, and is written the next time", async () => {
  await using bank = await TestBank.open(NO_TIMERS);
  const home = await liveHome(bank);
  const donor = await donorNamed(bank, "ann", { name: "Ann Lee" });
  const ref = await refOfGift(bank, await gives(bank, donor, home));
  const real = bank.giving.setParticulars;
  bank.giving.setParticulars = () => Promise.reject(new Error("the disk is full"));
  const { freezer } = await started(bank);
  assert.match(JSON.stringify(bank.log.lines), /could not be frozen yet.*the disk is full/);
  bank.giving.setParticulars = real;
  await freezer.settled();
  assert.equal(await bank.giving.particularsUpTo(), bank.loop.head.seq);
  assert.ok(await bank.giving.particulars(Math.floor(ref / 4_096), ref % 4_096));
});

Deno.test("frozen: the gifts of one block share as few values as may be, none too large for the store", async () => {
  const kv = await memoryKv();
  const random = seededRandom(5);
  const store = new KvGivingStore(kv, new Seal(random(32), random));
  const homes = ["அ".repeat(1_000), "இ".repeat(1_000)].map((name) =>
    JSON.stringify({ home: name })
  );
  const gifts = Array.from({ length: 300 }, (_, place) => {
    const about = {
      shared: homes[place % 2]!,
      own: JSON.stringify({ by: "அ".repeat(200) + place }),
    };
    return [place * 2, about] as const;
  });
  const one = [0, { shared: '{"a":1}', own: '{"b":2}' }] as const;
  await store.setParticulars([{ block: 7, gifts }, { block: 8, gifts: [one] }], 8);
  const sizes: number[] = [];
  for await (const entry of kv.list({ prefix: ["receipt_particulars", 7] })) {
    sizes.push(bytesOf(entry)!.length);
  }
  assert.ok(sizes.every((bytes) => bytes <= 65_536), String(sizes));
  assert.equal(sizes.length, Math.ceil((300 * 620 + 2 * 3_000) / (60 * 1024)));
  for (const [place, { shared, own }] of gifts) {
    const whole = { ...JSON.parse(shared), ...JSON.parse(own) };
    assert.deepEqual(JSON.parse((await store.particulars(7, place))!), whole);
  }
  assert.equal(await store.particulars(7, 1), null);
  assert.equal(await store.particulars(8, 0), '{"a":1,"b":2}');
  assert.equal(await store.particulars(9, 0), null);
  assert.equal(await store.particularsUpTo(), 8);
  kv.close();
});

Deno.test("frozen: rows of earlier banks, in which nothing is shared, are read", async () => {
  const kv = await memoryKv();
  const random = seededRandom(5);
  const seal = new Seal(random(32), random);
  const text = '{"3":{"issuedOn":"2026-11-25"}}';
  const row = seal.close(new TextEncoder().encode(text), "receipt_particulars/7/0");
  await kv.atomic().set(["receipt_particulars", 7, 0], row).commit();
  assert.equal(await new KvGivingStore(kv, seal).particulars(7, 3), '{"issuedOn":"2026-11-25"}');
  kv.close();
});
