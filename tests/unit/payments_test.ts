// Payments through the router: by number and by name, once and only once, who may see a transfer, what only
// staff may do.
import assert from "node:assert/strict";
import { accountNumberOf } from "../../bank/account_number.ts";
import { lastIdAt } from "../../bank/transfer_id.ts";
import { UNKNOWN_PAYEES_PER_MINUTE } from "../../api/limits.ts";
import { type Customer, TestBank } from "../support/service.ts";

interface Town extends AsyncDisposable {
  readonly bank: TestBank;
  readonly alice: Customer;
  readonly bob: Customer;
  readonly carol: Customer;
  readonly boss: Customer;
}

/** Alice has 10.00, the others nothing; the boss is staff. */
async function town(): Promise<Town> {
  const bank = await TestBank.open();
  return {
    bank,
    alice: await bank.customer("alice", { bookedMinor: 1_000, displayName: "Alice B" }),
    bob: await bank.customer("bob", { displayName: "Bob K" }),
    carol: await bank.customer("carol"),
    boss: await bank.staff("boss"),
    [Symbol.asyncDispose]: () => bank[Symbol.asyncDispose](),
  };
}

const booked = async (customer: Customer) => (await customer.call("balance", {})).bookedMinor;

Deno.test("transfer: by number and by name, and the view of it", async () => {
  await using here = await town();
  const { bank, alice, bob } = here;
  for (const to of [bob.account, " BOB "]) {
    const payment = { id: bank.transferId(), amountMinor: 250, memo: "lunch ₹" };
    const view = await alice.call("transfer", { ...payment, to });
    const { nowMs: atMs } = bank.clock;
    const sides = { from: alice.account, to: bob.account };
    assert.deepEqual(view, { ...payment, ...sides, kind: "transfer", status: "booked", atMs });
  }
  assert.deepEqual([await booked(alice), await booked(bob)], [500, 500]);
});

Deno.test("transfer: the same again is answered again, another content is refused", async () => {
  await using here = await town();
  const { bank, alice, bob, carol } = here;
  const payment = { id: bank.transferId(), to: bob.account, amountMinor: 250, memo: "lunch" };
  const first = await alice.call("transfer", payment);
  bank.clock.advance(60_000);
  assert.deepEqual(await alice.call("transfer", payment), first);
  assert.deepEqual(await alice.call("transfer", { ...payment, to: "bob" }), first);
  const others = [{ amountMinor: 251 }, { memo: "" }, { to: carol.account }];
  for (const other of others) {
    assert.equal(await alice.code("transfer", { ...payment, ...other }), "id_reused");
  }
  assert.equal(await carol.code("transfer", payment), "id_reused");
  assert.equal(await booked(bob), 250);
});

Deno.test("transfer: two at once with one id move money once", async () => {
  await using here = await town();
  const { bank, alice, bob } = here;
  const payment = { id: bank.transferId(), to: "bob", amountMinor: 250 };
  const [one, other] = await Promise.all([
    alice.call("transfer", payment),
    alice.call("transfer", payment),
  ]);
  assert.deepEqual(one, other);
  assert.equal(await booked(bob), 250);
});

Deno.test("transfer: refusals, one row each", async () => {
  await using here = await town();
  const { bank, alice, bob } = here;
  const id = bank.transferId();
  const payment = { id, to: bob.account, amountMinor: 1 };
  const table: [Record<string, unknown>, string][] = [
    [{ amountMinor: 1_001 }, "insufficient_funds"],
    [{ to: alice.account }, "same_account"],
    [{ to: "alice" }, "same_account"],
    [{ to: "nobody" }, "no_such_payee"],
    [{ to: "cash" }, "no_such_payee"],
    [{ to: "123" }, "account_number_mistyped"],
    [{ to: accountNumberOf("1000000000") }, "no_such_account"],
    [{ amountMinor: 0 }, "invalid_params"],
    [{ amountMinor: -5 }, "invalid_params"],
    [{ amountMinor: 1.5 }, "invalid_params"],
    [{ amountMinor: 2 ** 53 }, "invalid_params"],
    [{ amountMinor: "5" }, "invalid_params"],
    [{ id: id.toUpperCase() }, "invalid_params"],
    [{ id: "00000000-0000-4000-8000-000000000000" }, "invalid_params"],
    [{ memo: "x".repeat(141) }, "invalid_params"],
    [{ memo: "a\u001b[2Jb" }, "invalid_params"],
    [{ memo: "a\nb" }, "invalid_params"],
    [{ from: bob.account }, "invalid_params"],
    [{ holdFor: [] }, "invalid_params"],
  ];
  for (const [change, code] of table) {
    assert.equal(
      await alice.code("transfer", { ...payment, ...change }),
      code,
      JSON.stringify(change),
    );
  }
  assert.deepEqual([await booked(alice), await booked(bob)], [1_000, 0]);
  await alice.call("transfer", { ...payment, memo: "🏦".repeat(140) });
});

Deno.test("transferStatus: payer, payee and staff may ask, to others it does not exist", async () => {
  await using here = await town();
  const { bank, alice, bob, carol, boss } = here;
  const id = bank.transferId();
  const view = await alice.call("transfer", { id, to: "bob", amountMinor: 250 });
  for (const asker of [alice, bob, boss]) {
    assert.deepEqual(await asker.call("transferStatus", { id }), view);
  }
  const unknown = bank.transferId();
  assert.equal(await alice.code("transferStatus", { id: unknown }), "no_such_transfer");
  const foreign = await carol.text("transferStatus", { id }, 1);
  const absent = await carol.text("transferStatus", { id: unknown }, 1);
  assert.equal(foreign.replace(id, ""), absent.replace(unknown, ""));
});

Deno.test("transferStatus: the payee does not learn why a payment was held", async () => {
  await using here = await town();
  const { bank, alice, bob } = here;
  const id = await bank.held(alice.account, bob.account, 5);
  const own = await alice.call("transferStatus", { id });
  assert.deepEqual([own.status, own.reasons], ["held", ["new_payee"]]);
  const { status, reasons } = await bob.call("transferStatus", { id });
  assert.deepEqual([status, reasons], ["held", undefined]);
});

Deno.test("voidTransfer: an id that did not happen never will, one that did stays", async () => {
  await using here = await town();
  const { bank, alice, bob, carol } = here;
  const id = bank.transferId();
  const voided = await alice.call("voidTransfer", { id });
  assert.deepEqual([voided.id, voided.status, voided.amountMinor], [id, "void", 0]);
  assert.deepEqual(await alice.call("voidTransfer", { id }), voided);
  const payment = { id, to: "bob", amountMinor: 250 };
  assert.equal(await alice.code("transfer", payment), "transfer_void");
  assert.equal(await carol.code("voidTransfer", { id }), "id_reused");
  const done = bank.transferId();
  const view = await alice.call("transfer", { ...payment, id: done });
  assert.deepEqual(await alice.call("voidTransfer", { id: done }), view);
  assert.equal(await bob.code("voidTransfer", { id: done }), "id_reused");
  assert.equal(await booked(bob), 250);
});

Deno.test("staff: their methods are refused to customers before the shape is looked at", async () => {
  await using here = await town();
  const { bank, alice, boss } = here;
  for (const method of ["cashIn", "cashOut", "reverse"] as const) {
    assert.equal(await bank.stranger().code(method), "not_logged_in");
    const refusal = await alice.refused(method);
    assert.deepEqual(refusal, { code: "not_allowed", needs: "staff", retryable: false });
    assert.equal(await boss.code(method), "invalid_params");
  }
});

Deno.test("staff: cash in and out, once per id, within what is there", async () => {
  await using here = await town();
  const { bank, bob, boss } = here;
  const account = bob.account.replace(/(\d{4})(?=\d)/g, "$1 ");
  const paidIn = { id: bank.transferId(), account, amountMinor: 500 };
  const view = await boss.call("cashIn", paidIn);
  assert.deepEqual([view.kind, view.from, view.to], ["cash_in", "cash", bob.account]);
  assert.deepEqual(await boss.call("cashIn", paidIn), view);
  assert.equal(await boss.code("cashOut", paidIn), "id_reused");
  const out = { id: bank.transferId(), account: bob.account, amountMinor: 501 };
  assert.equal(await boss.code("cashOut", out), "insufficient_funds");
  await boss.call("cashOut", { ...out, amountMinor: 200 });
  assert.equal(await booked(bob), 300);
  for (
    const [given, code] of [["cash", "account_number_mistyped"], ["12", "account_number_mistyped"]]
  ) {
    assert.equal(await boss.code("cashOut", { ...out, account: given }), code);
  }
});

Deno.test("staff: a reversal takes back once, and both sides see it", async () => {
  await using here = await town();
  const { bank, alice, bob, boss } = here;
  const transferId = bank.transferId();
  await alice.call("transfer", { id: transferId, to: "bob", amountMinor: 250 });
  const reversal = { id: bank.transferId(), transferId, reason: "paid twice" };
  const view = await boss.call("reverse", reversal);
  assert.deepEqual([view.kind, view.reverses, view.memo], ["reversal", transferId, "paid twice"]);
  assert.deepEqual([await booked(alice), await booked(bob)], [1_000, 0]);
  assert.deepEqual(await boss.call("reverse", reversal), view);
  const again = { ...reversal, id: bank.transferId() };
  const refusal = await boss.refused("reverse", { ...again, transferId: reversal.id });
  assert.deepEqual(refusal.code, "not_reversible");
  await bank.cashIn(bob.account, 250);
  const { code, reversedBy } = await boss.refused("reverse", again);
  assert.deepEqual([code, reversedBy], ["already_reversed", reversal.id]);
  assert.equal((await bob.call("transferStatus", { id: transferId })).reversedBy, reversal.id);
});

Deno.test("transfer: who guesses payees may not pay anybody for the rest of the minute", async () => {
  const guesses = {
    "by name": (number: number) => `guess${number}`,
    "by number": (number: number) => accountNumberOf(String(4_000_000_000 + number)),
  };
  for (const [how, guess] of Object.entries(guesses)) {
    await using here = await town();
    const { bank, alice, bob, carol } = here;
    const pay = (to: string) => ({ id: bank.transferId(), to, amountMinor: 1 });
    const missing = how === "by name" ? "no_such_payee" : "no_such_account";
    for (let number = 0; number < UNKNOWN_PAYEES_PER_MINUTE; number++) {
      assert.equal(await alice.code("transfer", pay(guess(number))), missing);
      // Those who are there do not count, nor does it tell them apart later.
      if (number === 0) await alice.call("transfer", pay(bob.account));
    }
    for (const to of [guess(0), "bob", bob.account, carol.account]) {
      const { code, retryAfterMs } = await alice.refused("transfer", pay(to));
      assert.deepEqual([how, to, code, retryAfterMs], [how, to, "throttled", 60_000]);
    }
    assert.equal(await booked(bob), 1);
    assert.equal(await bob.code("transfer", pay(guess(0))), missing, "another customer");
    bank.clock.advance(60_000);
    await alice.call("transfer", pay(bob.account));
  }
});

Deno.test("transfer: one that has left memory while its block was written is told from the disk", async () => {
  await using bank = await TestBank.open();
  const alice = await bank.customer("alice", { bookedMinor: 500 });
  await bank.customer("bob");
  const payment = { id: bank.transferId(), to: "bob", amountMinor: 3 };
  const told = await alice.call("transfer", payment);
  Object.defineProperty(bank.views.archive, "horizon", { value: lastIdAt(bank.clock.nowMs) });
  const { transfers } = bank.loop.ledger;
  bank.loop.observe(() => transfers.names().forEach((name) => transfers.drop(name)));
  const fresh = { ...payment, id: bank.transferId() };
  const [again, other] = await Promise.all([
    alice.call("transfer", payment),
    alice.call("transfer", fresh),
  ]);
  assert.deepEqual([again, other.id], [told, fresh.id]);
});
