// Lines of another bank: each is booked once for ever, to the account that its reference names; staff say whose the others are.
import assert from "node:assert/strict";
import { lineIdOf } from "../../bank/pay_in/line_id.ts";
import { paymentReferenceOf } from "../../bank/pay_in/payment_reference.ts";
import { isKnownId, isTransferId, timeOfId } from "../../bank/transfer_id.ts";
import type { Result } from "../../api/methods.ts";
import { type Customer, PASSWORD, TestBank } from "../support/service.ts";
import { daysAgo, givenLine as line, TODAY } from "../support/line_commands.ts";

/** Where the lines are, by the words that a table of them would have. */
const placed = ({ lines }: Result<"bookLines">) => lines.map(({ state, to }) => `${state} ${to}`);

async function balances(staff: Customer) {
  const { balanceMinor, waitingMinor } = await staff.call("lineDays", {});
  return { there: balanceMinor, waits: waitingMinor };
}

Deno.test("lines: by the reference to its account, all others wait; the same again changes nothing", async () => {
  await using bank = await TestBank.open();
  const asha = await bank.staff("asha");
  const maya = await bank.customer("maya");
  const reference = paymentReferenceOf(maya.account);
  const lines = [
    line(500_00, `UPI/${reference.toLowerCase()}/rent`),
    line(70_00, "NEFT RAVI", { counterparty: { name: "Ravi Kumar", account: null } }),
    line(-12_50, "Charges"),
    line(5, "x", { endToEndId: reference, bookedOn: daysAgo(300) }),
  ];
  const preview = await asha.call("previewLines", { lines });
  assert.deepEqual(placed(preview), [
    `new ${maya.account}`,
    "new suspense",
    "new suspense",
    `new ${maya.account}`,
  ]);
  assert.deepEqual(await balances(asha), { there: 0, waits: 0 });
  const booked = await asha.call("bookLines", { lines });
  assert.deepEqual(placed(booked), [
    `booked ${maya.account}`,
    "booked suspense",
    "booked suspense",
    `booked ${maya.account}`,
  ]);
  assert.deepEqual(booked.lines.map(({ id }) => id), preview.lines.map(({ id }) => id));
  assert.deepEqual(await balances(asha), { there: 557_55, waits: 57_50 });
  assert.equal((await maya.call("balance", {})).bookedMinor, 500_05);
  const again = await asha.call("bookLines", { lines: [...lines].reverse() });
  assert.deepEqual(new Set(again.lines.map(({ state }) => state)), new Set(["known"]));
  assert.deepEqual(await balances(asha), { there: 557_55, waits: 57_50 });
  const [entry] = (await maya.call("history", {})).entries;
  assert.deepEqual(
    [entry!.kind, entry!.counterparty, entry!.memo],
    ["paid_in", "bank", "x"],
  );
  const { lines: waiting, count, sumMinor } = await asha.call("waitingLines", {});
  assert.deepEqual([count, sumMinor], [2, 57_50]);
  assert.deepEqual(waiting.map(({ memo }) => memo).sort(), ["Charges", "Ravi Kumar: NEFT RAVI"]);
});

Deno.test("lines: no client can take the id of one, and customers see nothing of them", async () => {
  await using bank = await TestBank.open();
  const [asha, maya] = [await bank.staff("asha"), await bank.customer("maya")];
  const given = line(100, paymentReferenceOf(maya.account));
  const id = lineIdOf({ ...given, currency: "INR" } as never, 0);
  assert.deepEqual([isKnownId(id), isTransferId(id)], [true, false]);
  assert.equal(timeOfId(id), Date.parse(TODAY));
  assert.equal((await maya.answer("voidTransfer", { id })).error!.code, -32602);
  const payment = { id, to: asha.account, amountMinor: 1 };
  assert.equal((await maya.answer("transfer", payment)).error!.code, -32602);
  for (const method of ["previewLines", "bookLines"] as const) {
    assert.equal(await maya.code(method, { lines: [given] }), "not_allowed");
  }
  for (const method of ["waitingLines", "lineDays"] as const) {
    assert.equal(await maya.code(method, {}), "not_allowed");
  }
  assert.deepEqual(placed(await asha.call("bookLines", { lines: [given] })), [
    `booked ${maya.account}`,
  ]);
  assert.equal((await maya.call("transferStatus", { id })).kind, "paid_in");
});

Deno.test("lines: twins stay two, days that cannot be are refused, a closed account's money waits", async () => {
  await using bank = await TestBank.open();
  const [asha, maya] = [await bank.staff("asha"), await bank.customer("maya")];
  const text = paymentReferenceOf(maya.account);
  const two = [line(5, text), line(5, text, { twin: 1 })];
  await asha.call("bookLines", { lines: two });
  assert.equal((await maya.call("balance", {})).bookedMinor, 10);
  for (
    const [bookedOn, limit] of [[daysAgo(-4), "line_ahead_ms"], [daysAgo(401), "line_behind_ms"]]
  ) {
    const { error } = await asha.answer("bookLines", {
      lines: [line(1, "x", { bookedOn: bookedOn! })],
    });
    assert.equal((error!.data as unknown as { limit?: string }).limit, limit);
    const given = { lines: [line(1, "x", { bookedOn: bookedOn! })] };
    assert.equal(await asha.code("previewLines", given), "limit_exceeded");
  }
  for (const wrong of [line(0, "x"), line(1, "x", { bookedOn: "2026-02-30" })]) {
    const { error } = await asha.answer("bookLines", { lines: [wrong] });
    assert.equal(error!.code, -32602);
  }
  // A reference is for ever, also where a later file has another day.
  const named = (bookedOn: string) => line(3, text, { bankReference: "R1", bookedOn });
  await asha.call("bookLines", { lines: [named(daysAgo(1))] });
  const corrected = await asha.call("bookLines", { lines: [named(TODAY)] });
  assert.deepEqual(placed(corrected), [`known ${maya.account}`]);
  const sweep = { id: bank.transferId(), to: asha.account };
  await maya.call("closeAccount", { password: PASSWORD, sweep });
  const late = await asha.call("bookLines", { lines: [line(9, text)] });
  assert.deepEqual(placed(late), ["booked suspense"]);
});

Deno.test("lines: staff say whose a line is, once; a mistake waits again, and what the other bank has stays", async () => {
  await using bank = await TestBank.open();
  const [asha, maya, ravi] = [
    await bank.staff("asha"),
    await bank.customer("maya"),
    await bank.customer("ravi"),
  ];
  const { lines: [one, fee] } = await asha.call("bookLines", {
    lines: [line(80, "no reference"), line(-30, "fee")],
  });
  const assign = (more: Record<string, unknown>) => ({
    id: bank.transferId(),
    line: one!.id,
    to: "maya",
    password: PASSWORD,
    ...more,
  });
  assert.equal(await maya.code("assignLine", assign({})), "not_allowed");
  assert.equal(await asha.code("assignLine", assign({ password: "no" })), "wrong_credentials");
  assert.equal(await asha.code("assignLine", assign({ to: "welcome" })), "no_such_payee");
  const first = assign({});
  const done = await asha.call("assignLine", first as never);
  assert.deepEqual([done.kind, done.from, done.to, done.memo], [
    "assigned",
    "suspense",
    maya.account,
    "no reference",
  ]);
  assert.equal((await asha.call("assignLine", first as never)).id, done.id);
  const taken = await asha.answer("assignLine", assign({ to: "ravi" }));
  assert.deepEqual(taken.error!.data, {
    code: "already_assigned",
    retryable: false,
    id: one!.id,
    by: done.id,
  });
  const back = { id: bank.transferId(), transferId: done.id, reason: "it is Ravi's" };
  await asha.call("reverse", back);
  const { lines: waiting } = await asha.call("waitingLines", {});
  const again = waiting.find(({ memo }) => memo === "it is Ravi's")!;
  await asha.call("assignLine", assign({ line: again.line, to: ravi.account }) as never);
  await asha.call("assignLine", assign({ line: fee!.id, to: "charges" }) as never);
  assert.deepEqual(await balances(asha), { there: 50, waits: 0 });
  assert.equal((await ravi.call("balance", {})).bookedMinor, 80);
  assert.equal((await maya.call("balance", {})).bookedMinor, 0);
  const out = { id: bank.transferId(), transferId: fee!.id, reason: "x" };
  assert.equal(await asha.code("reverse", out), "not_reversible");
});

Deno.test("lines: one that the reference sent wrong is taken back to where lines wait, not to the other bank", async () => {
  await using bank = await TestBank.open();
  const [asha, maya] = [await bank.staff("asha"), await bank.customer("maya")];
  const text = paymentReferenceOf(maya.account);
  const { lines: [booked] } = await asha.call("bookLines", { lines: [line(40, text)] });
  const back = { id: bank.transferId(), transferId: booked!.id, reason: "typed by mistake" };
  assert.equal((await asha.call("reverse", back)).to, "suspense");
  assert.deepEqual(await balances(asha), { there: 40, waits: 40 });
  // A payment that came back: its customer is debited, as far as there is money.
  const { lines: [gone] } = await asha.call("bookLines", { lines: [line(-40, "returned")] });
  const about = { id: bank.transferId(), line: gone!.id, to: maya.account, password: PASSWORD };
  assert.equal(await asha.code("assignLine", about), "insufficient_funds");
  await bank.cashIn(maya.account, 50);
  await asha.call("assignLine", about);
  assert.equal((await maya.call("balance", {})).bookedMinor, 10);
  assert.deepEqual(await balances(asha), { there: 0, waits: 40 });
});

Deno.test("lines: a hundred staff members with the same file at once book it once", async () => {
  await using bank = await TestBank.open();
  const staff = await Promise.all(
    Array.from(
      { length: 100 },
      (_, n) => bank.staff(`staff${n}`, { source: `192.0.2.${n}` } as never),
    ),
  );
  const lines = Array.from({ length: 40 }, (_, n) => line(n + 1, `line ${n}`));
  const answers = await Promise.all(staff.map((one) => one.answer("bookLines", { lines })));
  const states = answers.flatMap(({ result, error }) => {
    if (error) assert.equal(error.data!.refusal ?? error.code, "busy");
    return ((result as Result<"bookLines"> | undefined)?.lines ?? []).map(({ state }) => state);
  });
  assert.ok(states.filter((state) => state === "booked").length <= 40);
  await staff[0]!.call("bookLines", { lines });
  const { days, balanceMinor } = await staff[0]!.call("lineDays", {});
  assert.deepEqual([days[0]!.lines, balanceMinor], [40, 40 * 41 / 2]);
});
