// Payouts through the router of a bank in memory: set, asked for, sent, paid and returned as lines of the other bank say, with what
// their owner is told; what a new machine may not do; and what is kept of an account elsewhere.
import assert from "node:assert/strict";
import { DAY_MS } from "../../bank/days.ts";
import { paymentReferenceOf } from "../../bank/pay_in/payment_reference.ts";
import { alertText } from "../../terminal/alert_text.ts";
import { PayoutRegister } from "../../service/payouts/payout_register.ts";
import { givenLine as line } from "../support/line_commands.ts";
import { type Customer, PASSWORD, TestBank } from "../support/service.ts";

const INR = { code: "INR", scale: 2 };
const password = PASSWORD;
const PAYEE = { holder: "Maya Iyer", account: "3020 1099 887", ifsc: "sbin0001234" };
const READ = { holder: "Maya Iyer", account: "30201099887", ifsc: "SBIN0001234" };

async function town() {
  const bank = await TestBank.open();
  const maya = await bank.customer("maya", { bookedMinor: 100_000, displayName: "Maya Iyer" });
  const staff = await bank.staff("mona");
  await maya.call("setPayoutAccount", { password, payee: PAYEE });
  bank.clock.advance(DAY_MS);
  return { bank, maya, staff, [Symbol.asyncDispose]: () => bank[Symbol.asyncDispose]() };
}

type Town = Awaited<ReturnType<typeof town>>;

const asks = ({ bank, maya }: Town, amountMinor = 5_000, memo = "Rent") =>
  maya.call("askPayout", { id: bank.transferId(), amountMinor, memo, password });

const sends = ({ bank, staff }: Town, ...payouts: string[]) =>
  staff.call("makePayoutBatch", { batch: bank.transferId(), payouts, password });

const today = ({ bank }: Town) => new Date(bank.clock.nowMs).toISOString().slice(0, 10);

async function booked(there: Town, amountMinor: number, text: string, more = {}) {
  const given = line(amountMinor, text, { bookedOn: today(there), ...more });
  return (await there.staff.call("bookLines", { lines: [given] })).lines[0]!;
}

async function told(customer: Customer): Promise<string[]> {
  const { alerts } = await customer.call("alertsSince", { entry: 0, notice: 0 });
  return alerts.map((alert) => alertText(alert, INR).replace(/^.*? {2}/, ""));
}

Deno.test("payouts: from the wish to the line of the other bank, and back, with what the owner is told", async () => {
  await using there = await town();
  const { bank, maya, staff } = there;
  assert.deepEqual(await maya.call("payoutAccount", {}), { payee: READ });
  const [paid, back] = [await asks(there), await asks(there, 700, "")];
  assert.deepEqual([paid.state, paid.shown], ["waiting", "9887"]);
  const queue = await staff.call("waitingPayouts", {});
  assert.deepEqual([queue.count, queue.sumMinor], [2, 5_700]);
  assert.deepEqual(queue.payouts.map(({ accountName, payee }) => [accountName, payee]), [
    ["Maya Iyer", READ],
    ["Maya Iyer", READ],
  ]);
  const batch = await sends(there, paid.reference, back.reference.replace(/(.{4})/g, "$1 "));
  assert.deepEqual([batch.payouts, batch.amountMinor, batch.openMinor], [2, 5_700, 5_700]);
  const whole = await staff.call("payoutBatch", { batch: batch.reference });
  assert.deepEqual(whole.lines.map(({ reference }) => reference), [
    paid.reference,
    back.reference,
  ]);
  assert.deepEqual([whole.madeOn, whole.payer], [today(there), null]);
  // What the customer wrote may name something else: what the file gave the payment counts.
  const other = paymentReferenceOf(maya.account);
  const out = await booked(there, -5_000, `NEFT ${other}`, { endToEndId: paid.reference });
  assert.equal(out.to, "payouts");
  await booked(there, -700, `NEFT DR ${back.reference}`);
  await booked(there, 700, `RETURN ${back.reference} account closed`);
  assert.equal((await staff.call("payoutBatches", {})).batches[0]!.openMinor, 0);
  const { payouts } = await maya.call("payouts", {});
  assert.deepEqual(payouts.map(({ state }) => state), ["returned", "paid"]);
  assert.equal((await maya.call("balance", {})).bookedMinor, 95_000);
  assert.equal(bank.loop.ledger.accounts.get("payouts")!.bookedMinor, 0);
  const all = await told(maya);
  for (
    const text of [
      /^! Payouts go to the account …9887 from .* on\. If it was not you: bank connect freeze$/,
      /^! A payout of 50\.00 INR to your account …9887 was asked for\. If it was not you: bank connect cancel-payout/,
      /^! Your payout of 50\.00 INR to your account …9887: paid by the other bank$/,
      /^! Your payout of 7\.00 INR to your account …9887: returned by the other bank; the money is back$/,
      /^- On its way to your account at another bank: 50\.00 INR "Rent"/,
      /^\+ A payout is back: 7\.00 INR "RETURN/,
    ]
  ) assert.ok(all.some((one) => text.test(one)), `${text}: ${all.join("\n")}`);
});

Deno.test("payouts: a machine that is new neither sets an account nor asks for much", async () => {
  await using there = await town();
  const { bank, maya } = there;
  const logIn = { userName: "maya", password };
  await bank.stranger().call("logIn", { ...logIn, device: "1".repeat(64) });
  bank.clock.advance(DAY_MS);
  const stranger = bank.stranger("203.0.113.9");
  await stranger.call("logIn", { ...logIn, device: "2".repeat(64) });
  const payee = { ...PAYEE, account: "99999999" };
  assert.equal(await stranger.code("setPayoutAccount", { password, payee }), "new_device");
  const wish = { id: bank.transferId(), memo: "", password };
  assert.equal(await stranger.code("askPayout", { ...wish, amountMinor: 100_000 }), "new_device");
  assert.deepEqual((await maya.call("payoutAccount", {})).payee, READ);
  // To take it away is always safe.
  await stranger.call("setPayoutAccount", { password });
  assert.equal((await maya.call("payoutAccount", {})).payee, null);
});

Deno.test("payouts: who sends sees what stands in the way; a colleague sends one's own", async () => {
  await using there = await town();
  const { bank, maya, staff } = there;
  await bank.cashIn(staff.account, 10_000);
  await staff.call("setPayoutAccount", { password, payee: PAYEE });
  bank.clock.advance(DAY_MS);
  const own = await staff.call("askPayout", {
    id: bank.transferId(),
    amountMinor: 100,
    memo: "",
    password,
  });
  const frozen = await asks(there);
  await maya.call("freeze", {});
  const { payouts } = await staff.call("waitingPayouts", {});
  assert.deepEqual(payouts.map(({ obstacle }) => obstacle), ["same_staff", "account_frozen"]);
  const batch = { batch: bank.transferId(), password };
  for (const [one, code] of [[own, "same_staff"], [frozen, "account_frozen"]] as const) {
    const payouts = [one.reference];
    assert.equal(await staff.code("makePayoutBatch", { ...batch, payouts }), code);
  }
});

Deno.test("payouts: what is kept of an account elsewhere goes with an owner who was never paid out", async () => {
  await using there = await town();
  const { bank, maya } = there;
  const { destination } = bank.loop.ledger.payoutAccounts.get(maya.account)!;
  const { payeeAccounts } = bank.service;
  assert.deepEqual(await payeeAccounts.get(destination), READ);
  assert.ok(!JSON.stringify([...bank.loop.ledger.payoutAccounts.rows()]).includes("30201099887"));
  const ravi = await bank.customer("ravi");
  await maya.call("closeAccount", { password, sweep: { id: bank.transferId(), to: "ravi" } });
  assert.equal(await payeeAccounts.get(destination), null);
  await ravi.call("setPayoutAccount", { password, payee: PAYEE });
  bank.clock.advance(DAY_MS);
  const asked = await ravi.call("askPayout", {
    id: bank.transferId(),
    amountMinor: 1,
    memo: "",
    password,
  });
  const sweep = { id: bank.transferId(), to: there.staff.account };
  assert.equal(await ravi.code("closeAccount", { password, sweep }), "payouts_open");
  await ravi.call("cancelPayout", { payout: asked.payout });
  const kept = bank.loop.ledger.payoutAccounts.get(ravi.account)!.destination;
  await ravi.call("closeAccount", { password, sweep });
  assert.deepEqual(await payeeAccounts.get(kept), READ);
});

Deno.test("payouts: lists made anew from the tables are those that were kept", async () => {
  await using there = await town();
  const { bank, maya } = there;
  const all: string[] = [];
  for (const amountMinor of [1, 2, 3, 4]) {
    all.push((await asks(there, amountMinor)).reference);
    bank.clock.advance(1_000);
  }
  await sends(there, all[0]!);
  bank.clock.advance(1_000);
  await sends(there, all[2]!);
  const [kept, made] = [bank.service.payouts, new PayoutRegister(bank.loop.ledger)];
  const seen = (register: PayoutRegister) => [
    register.of(maya.account).map(({ amountMinor }) => amountMinor),
    register.waiting().map(({ amountMinor }) => amountMinor),
    register.batches().map(({ amountMinor }) => amountMinor),
  ];
  assert.deepEqual(seen(made), [[4, 3, 2, 1], [2, 4], [3, 1]]);
  assert.deepEqual(seen(kept), seen(made));
});
