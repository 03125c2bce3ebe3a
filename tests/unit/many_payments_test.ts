// Many payments in one request: each with its own outcome or all together, known by ids, lines of a file or places; guesses, budgets
// and old ids count payment by payment.
import assert from "node:assert/strict";
import { accountNumberOf } from "../../bank/account_number.ts";
import { fileLineId } from "../../bank/payment_id.ts";
import { Refusal } from "../../bank/refusal.ts";
import { defaultPolicy } from "../../bank/suspicion.ts";
import { lastIdAt } from "../../bank/transfer_id.ts";
import {
  FRAME_BYTES_MAX,
  PAYMENTS_PER_ACCOUNT_MAX,
  PAYMENTS_PER_REQUEST,
  UNKNOWN_PAYEES_PER_MINUTE,
} from "../../api/limits.ts";
import type { Result } from "../../api/methods.ts";
import { type Customer, PASSWORD, TestBank } from "../support/service.ts";

interface Town extends AsyncDisposable {
  readonly bank: TestBank;
  readonly alice: Customer;
  readonly bob: Customer;
  readonly carol: Customer;
}

async function town(bookedMinor = 1_000): Promise<Town> {
  const bank = await TestBank.open();
  return {
    bank,
    alice: await bank.customer("alice", { bookedMinor, displayName: "Alice B" }),
    bob: await bank.customer("bob", { displayName: "Bob K" }),
    carol: await bank.customer("carol"),
    [Symbol.asyncDispose]: () => bank[Symbol.asyncDispose](),
  };
}

const booked = async (customer: Customer) => (await customer.call("balance", {})).bookedMinor;

const codes = ({ payments }: Result<"transfers">) =>
  payments.map(({ transfer, refusal }) => transfer?.status ?? refusal?.code);

const guess = (number: number) => accountNumberOf(`7${String(number).padStart(9, "0")}`);

Deno.test("transfers: each has its own outcome, in the order of the request", async () => {
  await using here = await town();
  const { bank, alice, bob, carol } = here;
  const ids = Array.from({ length: 6 }, () => bank.transferId());
  const payments = [
    { id: ids[0]!, to: bob.account, amountMinor: 600, memo: "one ₹" },
    { id: ids[1]!, to: "carol", amountMinor: 500 },
    { id: ids[2]!, to: " CAROL ", amountMinor: 400 },
    { id: ids[3]!, to: "dora", amountMinor: 1 },
    { id: ids[4]!, to: "123456789012", amountMinor: 1 },
    { id: ids[5]!, to: guess(1), amountMinor: 1 },
  ];
  const answer = await alice.call("transfers", { payments });
  const expected = ["booked", "insufficient_funds", "booked"];
  const missing = ["no_such_payee", "account_number_mistyped", "no_such_account"];
  assert.deepEqual(codes(answer), [...expected, ...missing]);
  assert.deepEqual(answer.payments[0]!.transfer, {
    ...payments[0]!,
    kind: "transfer",
    from: alice.account,
    atMs: bank.clock.nowMs,
    status: "booked",
  });
  const { detail, retryable } = answer.payments[1]!.refusal!;
  assert.deepEqual([detail.availableMinor, detail.amountMinor, retryable], [400, 500, false]);
  assert.deepEqual([await booked(bob), await booked(carol)], [600, 400]);
  const again = await alice.call("transfers", { payments });
  assert.deepEqual(again.payments[2], answer.payments[2], "the same again");
  assert.equal(await booked(alice), 0);
});

Deno.test("transfers: together all or none, with the index of the first", async () => {
  await using here = await town();
  const { bank, alice, bob } = here;
  const of = (amounts: readonly number[], to = "bob") => ({
    together: true,
    payments: amounts.map((amountMinor) => ({ id: bank.transferId(), to, amountMinor })),
  });
  const refused = await alice.refused("transfers", of([500, 400, 101]));
  const { code, index, why, availableMinor } = refused;
  const row = ["together_refused", 2, "insufficient_funds", 100];
  assert.deepEqual([code, index, why, availableMinor], row);
  const stranger = of([1, 2]);
  stranger.payments[1]!.to = "dora";
  const unknown = await alice.refused("transfers", stranger);
  assert.deepEqual([unknown.index, unknown.why, unknown.given], [1, "no_such_payee", "dora"]);
  assert.equal(await booked(bob), 0);
  const all = of([500, 400, 100]);
  const { head } = bank.loop;
  assert.deepEqual(codes(await alice.call("transfers", all)), ["booked", "booked", "booked"]);
  assert.equal(bank.loop.head.seq, head.seq + 1);
  assert.deepEqual(codes(await alice.call("transfers", all)), ["booked", "booked", "booked"]);
  assert.deepEqual([await booked(alice), await booked(bob)], [0, 1_000]);
});

Deno.test("transfers: without ids, known by the request and the place, or by file and line for ever", async () => {
  await using here = await town();
  const { bank, alice, bob, carol } = here;
  const payments = [{ to: "bob", amountMinor: 10 }, { to: "bob", amountMinor: 10 }];
  const request = { id: bank.transferId(), payments };
  const first = await alice.call("transfers", request);
  assert.deepEqual(await alice.call("transfers", request), first);
  assert.equal(await booked(bob), 20, "two payments, once each");
  const file = "ab".repeat(32);
  const lines = { file, payments: payments.map((one, place) => ({ ...one, line: place + 2 })) };
  const paid = await alice.call("transfers", lines);
  const ids = paid.payments.map(({ transfer }) => transfer!.id);
  assert.deepEqual(ids, [2, 3].map((line) => fileLineId({ from: alice.account, file, line })));
  // Nothing of it ages, unlike ids that clients make.
  bank.clock.advance(400 * 24 * 60 * 60_000);
  const later = await bank.signedIn(alice.person);
  assert.deepEqual(await later.call("transfers", lines), paid);
  assert.equal(await booked(bob), 40);
  assert.equal((await later.call("transferStatus", { id: ids[0]! })).status, "booked");
  // The same line of the same file is another payment for another payer.
  const other = await bank.signedIn(carol.person);
  await bank.cashIn(carol.account, 100);
  assert.deepEqual(codes(await other.call("transfers", lines)), ["booked", "booked"]);
  // A line is what it was.
  const changed = { file, payments: [{ line: 2, to: "carol", amountMinor: 10 }] };
  assert.deepEqual(codes(await later.call("transfers", changed)), ["id_reused"]);
  // New ones are taken a year later, too.
  const more = { file, payments: [{ line: 9, to: "bob", amountMinor: 1 }] };
  assert.deepEqual(codes(await later.call("transfers", more)), ["booked"]);
});

Deno.test("transfers: a line of a file that is held is confirmed or cancelled as any payment", async () => {
  await using here = await town();
  const { bank, alice, carol } = here;
  const policy = { ...defaultPolicy(2), newPayeeMinor: 1, holdReasons: 1 };
  await bank.loop.submit({ type: "set_policy", policy, by: alice.account });
  const payments = [1, 2].map((line) => ({ line, to: "carol", amountMinor: 400 }));
  const told = await alice.call("transfers", { file: "cd".repeat(32), payments });
  assert.deepEqual(codes(told), ["held", "held"]);
  const [one, other] = told.payments.map(({ transfer }) => transfer!.id);
  const confirmed = await alice.call("confirmHold", { id: one!, password: PASSWORD });
  assert.equal(confirmed.status, "booked");
  assert.equal((await alice.call("cancelHold", { id: other! })).status, "cancelled");
  assert.deepEqual([await booked(carol), await booked(alice)], [400, 600]);
});

Deno.test("transfers: a payment that nothing tells from others, and ids of the bank's own, are refused", async () => {
  await using here = await town();
  const { bank, alice } = here;
  const one = { to: "bob", amountMinor: 1 };
  const file = "ab".repeat(32);
  const own = fileLineId({ from: alice.account, file, line: 1 });
  const id = bank.transferId();
  const rows: readonly unknown[] = [
    { payments: [] },
    { payments: [one] },
    { payments: [{ ...one, line: 1 }] },
    { payments: [{ ...one, line: 1, id }], file },
    { payments: [{ ...one, line: 0 }], file },
    { payments: [{ ...one, line: 1 }], file: "ab" },
    { payments: [{ ...one, id: own }] },
    { payments: [one], id: own },
    { payments: Array.from({ length: PAYMENTS_PER_REQUEST + 1 }, () => one), id },
    { payments: [{ ...one, id, amountMinor: 0 }] },
  ];
  for (const params of rows) {
    assert.equal(await alice.code("transfers", params), "invalid_params", JSON.stringify(params));
  }
});

Deno.test("transfers: as many as a request may have fit into a frame and come at once", async () => {
  await using here = await town(1_000_000);
  const { bank, alice, bob } = here;
  const payments = Array.from({ length: PAYMENTS_PER_REQUEST }, (_, place) => ({
    id: bank.transferId(),
    to: bob.account,
    amountMinor: place + 1,
  }));
  assert.ok(JSON.stringify({ payments }).length < FRAME_BYTES_MAX - 1_000);
  const answer = await alice.call("transfers", { payments });
  assert.equal(codes(answer).filter((code) => code === "booked").length, PAYMENTS_PER_REQUEST);
  assert.equal(await booked(bob), PAYMENTS_PER_REQUEST * (PAYMENTS_PER_REQUEST + 1) / 2);
  assert.equal(bank.service.budgets.payments.used, 0);
});

Deno.test("transfers: one account has so many payments under way, then it is busy", async () => {
  await using here = await town(1_000_000);
  const { bank, alice, bob, carol } = here;
  const full = () => ({
    payments: Array.from({ length: PAYMENTS_PER_REQUEST }, () => (
      { id: bank.transferId(), to: bob.account, amountMinor: 1 }
    )),
  });
  const fit = Math.floor(PAYMENTS_PER_ACCOUNT_MAX / PAYMENTS_PER_REQUEST);
  const asked = Array.from({ length: fit + 1 }, () => alice.answer("transfers", full()));
  await bank.cashIn(carol.account, 10);
  const other = { payments: [{ id: bank.transferId(), to: bob.account, amountMinor: 1 }] };
  assert.deepEqual(codes(await carol.call("transfers", other)), ["booked"]);
  const outcomes = (await Promise.all(asked)).map(({ error }) => error?.data.code ?? "ok");
  assert.deepEqual(outcomes, [...Array(fit).fill("ok"), "busy"]);
  assert.equal(await booked(bob), fit * PAYMENTS_PER_REQUEST + 1);
});

Deno.test("transfers: what has left memory while its block was written is told from the disk", async () => {
  await using here = await town();
  const { bank, alice } = here;
  const payments = [1, 2].map((line) => ({ line, to: "bob", amountMinor: line }));
  const lines = { file: "ab".repeat(32), payments };
  const told = await alice.call("transfers", lines);
  Object.defineProperty(bank.views.archive, "horizon", { value: lastIdAt(bank.clock.nowMs) });
  const { transfers } = bank.loop.ledger;
  const forget = () => transfers.names().forEach((name) => transfers.drop(name));
  // Observers are told before answers leave.
  bank.loop.observe(forget);
  for (const together of [false, true]) {
    const fresh = { id: bank.transferId(), to: "bob", amountMinor: 3 };
    const again = { ...lines, payments: [...payments, fresh], together };
    const { payments: outcomes } = await alice.call("transfers", again);
    assert.deepEqual(outcomes.slice(0, 2), told.payments);
    assert.equal(outcomes[2]!.transfer!.id, fresh.id);
  }
});

Deno.test("transfers: where too much is looked for already, names are refused as busy, numbers are paid", async () => {
  await using here = await town();
  const { bank, alice, bob } = here;
  bank.service.budgets.looks.run = () => Promise.resolve(new Refusal("busy", { waiting: 9 }));
  const of = (to: string) => ({ payments: [{ id: bank.transferId(), to, amountMinor: 1 }] });
  assert.equal(await alice.code("transfers", of("bob")), "busy");
  assert.deepEqual(codes(await alice.call("transfers", of(bob.account))), ["booked"]);
  assert.equal(bank.service.budgets.payments.used, 0);
});

Deno.test("transfers: guesses count payment by payment, and who has made too many pays nobody", async () => {
  for (const who of [guess, (number: number) => `guess${number}`]) {
    await using here = await town();
    const { bank, alice, bob, carol } = here;
    const of = (to: string) => ({ id: bank.transferId(), to, amountMinor: 1 });
    const guesses = Array.from({ length: UNKNOWN_PAYEES_PER_MINUTE + 5 }, (_, n) => of(who(n)));
    const payments = [of(bob.account), ...guesses, of(carol.account)];
    const told = codes(await alice.call("transfers", { payments }));
    assert.equal(told.filter((code) => code === "throttled").length, 6);
    assert.deepEqual([told[0], told.at(-1), told[1]], [
      "booked",
      "throttled",
      who === guess ? "no_such_account" : "no_such_payee",
    ]);
    assert.equal(await alice.code("transfers", { payments: [of("bob")] }), "throttled");
    assert.equal(await alice.code("transfer", of("bob")), "throttled");
    bank.clock.advance(60_000);
    assert.deepEqual(codes(await alice.call("transfers", { payments: [of("bob")] })), ["booked"]);
  }
});

Deno.test("transfers: old ids are looked for a few at a time, and none is refused for it", async () => {
  await using here = await town();
  const { bank, alice, bob } = here;
  const payments = Array.from({ length: 100 }, () => (
    { id: bank.transferId(), to: bob.account, amountMinor: 1 }
  ));
  Object.defineProperty(bank.views.archive, "horizon", { value: lastIdAt(bank.clock.nowMs) });
  assert.ok(bank.service.isOld(payments[0]!.id));
  const told = codes(await alice.call("transfers", { payments }));
  assert.deepEqual([...new Set(told)], ["booked"]);
  assert.deepEqual(codes(await alice.call("transfers", { payments, together: true })), told);
  assert.equal(await booked(bob), 100);
});
