// The public number of open needs is the number of needs that the public is shown, whatever happens to the
// organisation, to the need, to the rules and to the day.
import assert from "node:assert/strict";
import { dayOf } from "../../bank/giving/calendar.ts";
import { RIGHT } from "../support/facts.ts";
import { approved, donorNamed, type Home, liveHome } from "../support/giving_people.ts";
import { PASSWORD, TestBank } from "../support/service.ts";

const DAY_MS = 86_400_000;

async function asks(bank: TestBank, { manager }: Home, days: number): Promise<string> {
  const need = bank.transferId();
  const deadline = dayOf(bank.clock.nowMs + days * DAY_MS);
  await manager.call("addNeed", {
    need,
    item: "rice",
    unit: "kg",
    quantity: 9,
    priority: "soon",
    deadline,
  });
  return need;
}

/** Counted, and listed. */
async function open(bank: TestBank): Promise<readonly [number, number]> {
  const { openNeeds } = await bank.stranger().call("givingTotals", {});
  const { needs } = await bank.stranger().call("needs", { limit: 100 });
  return [openNeeds, needs.length];
}

Deno.test("totals: needs of an organisation that is checked again are neither counted nor listed", async () => {
  await using bank = await TestBank.open();
  const home = await liveHome(bank);
  await asks(bank, home, 40);
  assert.deepEqual(await open(bank), [1, 1]);
  await home.manager.call("setFact", {
    fact: "contact",
    fields: { ...RIGHT.contact, phone: "+914423456799" },
  });
  assert.deepEqual(await open(bank), [0, 0]);
  await approved(home);
  assert.deepEqual(await open(bank), [1, 1]);
});

Deno.test("totals: nor are those whose account has been closed", async () => {
  await using bank = await TestBank.open();
  const home = await liveHome(bank);
  await asks(bank, home, 40);
  await home.manager.call("closeAccount", { password: PASSWORD });
  assert.deepEqual(await open(bank), [0, 0]);
});

Deno.test("totals: nor what is promised whole, and what is over with the day that passes", async () => {
  await using bank = await TestBank.open();
  const home = await liveHome(bank);
  const [whole] = [await asks(bank, home, 40), await asks(bank, home, 3)];
  const donor = await donorNamed(bank, "ann");
  const pledge = bank.transferId();
  await donor.call("pledge", { pledge, need: whole, quantity: 9 });
  assert.deepEqual(await open(bank), [1, 1]);
  await donor.call("cancelPledge", { pledge });
  assert.deepEqual(await open(bank), [2, 2]);
  bank.clock.nowMs += 4 * DAY_MS;
  assert.deepEqual(await open(bank), [1, 1], "nothing has happened but midnight");
});

Deno.test("totals: the next promise that is free again is the first that is neither sent nor given up", async () => {
  await using bank = await TestBank.open();
  const home = await liveHome(bank);
  const need = await asks(bank, home, 40);
  const donor = await donorNamed(bank, "ann");
  const free = async () => (await donor.call("needs", { limit: 100 })).needs[0]!.freeAtMs;
  const pledges = [bank.transferId(), bank.transferId()];
  const expiries: number[] = [];
  assert.equal(await free(), null);
  for (const pledge of pledges) {
    expiries.push((await donor.call("pledge", { pledge, need, quantity: 1 })).expiresAtMs);
    bank.clock.nowMs += 60_000;
  }
  assert.equal(await free(), expiries[0]);
  await donor.call("sendPledge", { pledge: pledges[0]!, quantity: 1 });
  assert.equal(await free(), expiries[1]);
  await donor.call("cancelPledge", { pledge: pledges[1]! });
  assert.equal(await free(), null);
});
