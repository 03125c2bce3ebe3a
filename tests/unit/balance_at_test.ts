// What was booked at the end of a day, in the zone of the bank: before the first entry, across reversals and holds, at midnight.
import assert from "node:assert/strict";
import { type Customer, TestBank } from "../support/service.ts";

async function town() {
  const bank = await TestBank.open();
  const boss = await bank.staff("boss");
  const zone = { zone: "Asia/Kolkata", chosen: true, by: boss.account };
  await bank.loop.submit({ type: "set_time_zone", ...zone });
  const alice = await bank.customer("alice");
  const bob = await bank.customer("bob");
  return { bank, boss, alice, bob };
}

/** A moment of a day in India. */
const at = (day: string, time: string) => Date.parse(`${day}T${time}+05:30`);

async function bookedAt(customer: Customer, day: string): Promise<[number, number]> {
  const { bookedMinor, entry } = await customer.call("balanceAt", { day });
  return [bookedMinor, entry];
}

Deno.test("balanceAt: a day ends where the bank's day ends, to the millisecond", async () => {
  const { bank, alice } = await town();
  await using _ = bank;
  const moments = [
    ["2026-03-30", "12:00:00.000", 100],
    ["2026-03-31", "23:59:59.999", 20],
    ["2026-04-01", "00:00:00.000", 3],
  ] as const;
  for (const [day, time, amountMinor] of moments) {
    bank.clock.nowMs = at(day, time);
    await bank.cashIn(alice.account, amountMinor);
  }
  const later = await bank.signedIn(alice.person);
  const rows: readonly (readonly [string, number, number])[] = [
    ["1971-01-01", 0, 0],
    ["2026-03-29", 0, 0],
    ["2026-03-30", 100, 1],
    ["2026-03-31", 120, 2],
    ["2026-04-01", 123, 3],
    ["2030-12-31", 123, 3],
  ];
  for (const [day, bookedMinor, entry] of rows) {
    assert.deepEqual([day, ...await bookedAt(later, day)], [day, bookedMinor, entry]);
  }
  const told = await later.call("balanceAt", { day: "2026-03-31" });
  const { zone, over, endsAtMs } = told;
  assert.deepEqual([zone, over, endsAtMs], ["Asia/Kolkata", true, at("2026-04-01", "00:00:00")]);
  assert.equal((await later.call("balanceAt", { day: "2026-04-01" })).over, false);
});

Deno.test("balanceAt: what was taken back later had been booked then; what was held had not", async () => {
  const { bank, boss, alice, bob } = await town();
  await using _ = bank;
  bank.clock.nowMs = at("2026-05-01", "10:00:00");
  const staff = await bank.signedIn(boss.person);
  await bank.cashIn(alice.account, 10_000);
  const payer = await bank.signedIn(alice.person);
  const id = bank.transferId();
  await payer.call("transfer", { id, to: bob.account, amountMinor: 4_000 });
  const held = await bank.held(alice.account, bob.account, 1_000);
  bank.clock.nowMs = at("2026-05-02", "09:00:00");
  const later = await bank.signedIn(boss.person);
  await later.call("reverse", { id: bank.transferId(), transferId: id, reason: "mistake" });
  assert.equal(staff.session.over, false);
  await bank.loop.submit({ type: "confirm_hold", id: held, owner: alice.account });
  const now = await bank.signedIn(alice.person);
  assert.deepEqual(await bookedAt(now, "2026-04-30"), [0, 0]);
  assert.deepEqual(await bookedAt(now, "2026-05-01"), [6_000, 2]);
  assert.deepEqual(await bookedAt(now, "2026-05-02"), [9_000, 4]);
});

Deno.test("balanceAt: many entries of many days, each against the sum of those before", async () => {
  const { bank, alice } = await town();
  await using _ = bank;
  const sums = new Map<string, [number, number]>();
  let [sumMinor, count] = [0, 0];
  for (let day = 1; day <= 28; day++) {
    const name = `2026-06-${String(day).padStart(2, "0")}`;
    for (let each = 0; each < day % 4; each++) {
      bank.clock.nowMs = at(name, `0${each}:30:00`);
      await bank.cashIn(alice.account, day + each);
      sumMinor += day + each;
      count++;
    }
    sums.set(name, [sumMinor, count]);
  }
  const later = await bank.signedIn(alice.person);
  for (const [day, sum] of sums) {
    assert.deepEqual([day, ...await bookedAt(later, day)], [day, ...sum]);
  }
});

Deno.test("balanceAt: only days of the calendar", async () => {
  const { bank, alice } = await town();
  await using _ = bank;
  for (const day of ["2026-02-29", "26-01-01", "2026-1-1", "1970-12-31", "9999-01-01", ""]) {
    assert.equal(await alice.code("balanceAt", { day }), "invalid_params", day);
  }
});
