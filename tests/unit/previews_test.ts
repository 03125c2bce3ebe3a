// What would become of payments, as customers ask it: one and many, with names, numbers and reasons; looked up no faster than payees.
import assert from "node:assert/strict";
import { LOOK_UPS_PER_MINUTE } from "../../api/limits.ts";
import { type Customer, TestBank } from "../support/service.ts";

interface Town extends AsyncDisposable {
  readonly bank: TestBank;
  readonly alice: Customer;
  readonly bob: Customer;
}

async function town(bookedMinor = 1_000): Promise<Town> {
  const bank = await TestBank.open();
  const alice = await bank.customer("alice", { bookedMinor });
  const bob = await bank.customer("bob", { displayName: "Bob K" });
  await bank.customer("carol");
  return { bank, alice, bob, [Symbol.asyncDispose]: () => bank[Symbol.asyncDispose]() };
}

Deno.test("previews: names, reasons, numbers; nothing is paid and nothing told before it is durable", async () => {
  await using here = await town(10_000_000);
  const { bank, alice, bob } = here;
  const paid = { id: bank.transferId(), to: "bob", amountMinor: 5, memo: "" };
  await alice.call("transfers", { payments: [paid] });
  const { head } = bank.loop;
  const payments = [
    paid,
    { id: bank.transferId(), to: "bob", amountMinor: 100, memo: "" },
    { id: bank.transferId(), to: "carol", amountMinor: 9_500_000, memo: "" },
    { id: bank.transferId(), to: "dora", amountMinor: 1, memo: "" },
    { id: bank.transferId(), to: bob.account, amountMinor: 9_999_995, memo: "" },
  ];
  const { payments: told, ...sums } = await alice.call("previewTransfers", { payments });
  const outcomes = ["known", "booked", "held", "refused", "refused"];
  assert.deepEqual(told.map(({ outcome }) => outcome), outcomes);
  assert.deepEqual(told[1], { outcome: "booked", to: bob.account, displayName: "Bob K" });
  assert.deepEqual(told[2]!.reasons, ["new_payee", "draining"]);
  assert.equal(told[3]!.refusal!.code, "no_such_payee");
  assert.equal(told[4]!.refusal!.code, "insufficient_funds");
  const reasons = ["new_payee", "draining"];
  const [sumMinor, availableMinor] = [9_500_100, 9_999_995];
  const leftMinor = availableMinor - sumMinor;
  assert.deepEqual(sums, { sumMinor, availableMinor, leftMinor, reasons });
  assert.deepEqual(bank.loop.head, head);
  const one = await alice.call("previewTransfer", { to: "carol", amountMinor: 9_500_000 });
  assert.equal(one.outcome, "held");
  const { expiresAtMs, ...rest } = one;
  assert.equal(expiresAtMs, told[2]!.expiresAtMs);
  assert.deepEqual([rest.leftMinor, rest.reasons], [availableMinor - 9_500_000, reasons]);
  const { code } = await alice.refused("previewTransfer", { to: "bob", amountMinor: 9_999_996 });
  assert.equal(code, "insufficient_funds");
});

Deno.test("previews see what is on its way: the payment that was asked for just before", async () => {
  await using here = await town();
  const { bank, alice } = here;
  const payment = { id: bank.transferId(), to: (await bank.customer("dora")).account };
  const [, told] = await Promise.all([
    alice.call("transfer", { ...payment, amountMinor: 900 }),
    alice.call("previewTransfers", { payments: [{ ...payment, amountMinor: 900 }] }),
  ]);
  assert.equal(told.payments[0]!.outcome, "known");
  assert.deepEqual([told.availableMinor, told.leftMinor], [100, 100]);
});

Deno.test("previews: those who are new to the payer count as looked up, those who were paid lately do not", async () => {
  await using here = await town();
  const { bank, alice } = here;
  await alice.call("transfer", { id: bank.transferId(), to: "bob", amountMinor: 1 });
  const of = (to: string) => ({ id: bank.transferId(), to, amountMinor: 1 });
  const guesses = Array.from({ length: LOOK_UPS_PER_MINUTE }, (_, number) => of(`guess${number}`));
  const asked = { payments: [...guesses, of("carol"), of("bob")] };
  const { payments } = await alice.call("previewTransfers", asked);
  const told = payments.map(({ refusal, outcome }) => refusal?.code ?? outcome);
  assert.deepEqual([told[0], told.at(-2), told.at(-1)], ["no_such_payee", "throttled", "booked"]);
  assert.equal(await alice.code("payee", { payee: "carol" }), "throttled");
  assert.equal(await alice.code("previewTransfer", { to: "carol", amountMinor: 1 }), "throttled");
  assert.equal((await alice.call("previewTransfer", { to: "bob", amountMinor: 1 })).leftMinor, 998);
});
