// Payment requests through the router of a bank in memory: many payers in one call, what each side is shown and told, two payments
// at once, due work, and links.
import assert from "node:assert/strict";
import { REQUEST_DUE_DAYS_MAX, REQUEST_LAPSE_DAYS } from "../../bank/limits.ts";
import { Refusal } from "../../bank/refusal.ts";
import { readPaymentUri } from "../../bank/requests/payment_link.ts";
import { DAY_MS } from "../../bank/days.ts";
import { requestClock } from "../../service/requests/due_requests.ts";
import { requestIdOf } from "../../bank/requests/request_id.ts";
import { RequestRegister } from "../../service/requests/request_register.ts";
import { UNKNOWN_PAYEES_PER_MINUTE } from "../../api/limits.ts";
import { type Customer, TestBank } from "../support/service.ts";

interface Town extends AsyncDisposable {
  readonly bank: TestBank;
  readonly shop: Customer;
  readonly maya: Customer;
  readonly ravi: Customer;
}

async function town(): Promise<Town> {
  const bank = await TestBank.open();
  return {
    bank,
    shop: await bank.customer("shop", { displayName: "Corner Shop" }),
    maya: await bank.customer("maya", { bookedMinor: 1_000 }),
    ravi: await bank.customer("ravi", { bookedMinor: 1_000 }),
    [Symbol.asyncDispose]: () => bank[Symbol.asyncDispose](),
  };
}

async function asked(
  { bank, shop, maya }: Town,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const request = bank.transferId();
  const call = { request, from: ["maya"], amountMinor: 300, memo: "Tea", ...more };
  await shop.call("askPayment", call);
  return requestIdOf(request, maya.account);
}

const codeOf = async (who: Customer, method: "payRequest" | "askPayment", params: object) =>
  (await who.answer(method, params)).error?.data.code ?? "ok";

Deno.test("requests: one call asks many, each decided by itself, and again the same ones", async () => {
  await using there = await town();
  const { bank, shop, maya, ravi } = there;
  await maya.call("blockRequests", { asker: "shop" });
  const call = {
    request: bank.transferId(),
    from: ["maya", "ravi", ravi.account, "shop", "nemo"],
    amountMinor: 300,
  };
  const { requests } = await shop.call("askPayment", call);
  assert.deepEqual(
    requests.map(({ from, request, refused }) => [from, request?.payer ?? refused?.code]),
    [
      ["maya", "requests_blocked"],
      ["ravi", ravi.account],
      [ravi.account, ravi.account],
      ["shop", "same_account"],
      ["nemo", "no_such_payee"],
    ],
  );
  assert.deepEqual(await shop.call("askPayment", call), { requests });
  assert.equal((await ravi.call("paymentRequests", {})).count, 1);
  const alone = { ...call, request: bank.transferId(), from: ["maya"] };
  assert.equal(await codeOf(shop, "askPayment", alone), "requests_blocked");
});

Deno.test("requests: who guesses customers by asking them is slowed down", async () => {
  await using there = await town();
  const from = Array.from({ length: 100 }, (_, n) => `guess${n}`);
  const codes = new Set<string | undefined>();
  for (let tries = 0; tries < UNKNOWN_PAYEES_PER_MINUTE + 1; tries += from.length) {
    const call = { request: there.bank.transferId(), from, amountMinor: 1 };
    const { requests } = await there.shop.call("askPayment", call);
    for (const { refused } of requests) codes.add(refused?.code);
  }
  assert.deepEqual([...codes], ["no_such_payee", "throttled"]);
});

Deno.test("requests: two payments at once pay once, on two connections", async () => {
  await using there = await town();
  const { bank, shop, maya } = there;
  const request = await asked(there);
  const other = await bank.signedIn(maya.person);
  const ids = [bank.transferId(), bank.transferId()];
  const codes = await Promise.all(
    [maya, other].map((who, place) => codeOf(who, "payRequest", { id: ids[place], request })),
  );
  assert.deepEqual(codes.sort(), ["ok", "request_over"]);
  assert.equal((await maya.call("balance", {})).bookedMinor, 700);
  const { requests: [mine] } = await shop.call("paymentRequests", { side: "asker" });
  assert.equal(mine!.status, "paid");
  assert.ok(ids.includes(mine!.transferId!));
});

Deno.test("requests: the same id again is the same payment, and the transfer names the request", async () => {
  await using there = await town();
  const request = await asked(there, { reference: "INV 7" });
  const id = there.bank.transferId();
  const first = await there.maya.call("payRequest", { id, request });
  assert.deepEqual([first.memo, first.request, first.status], ["INV 7 Tea", request, "booked"]);
  assert.deepEqual(await there.maya.call("payRequest", { id, request }), first);
  const { entries: [entry] } = await there.shop.call("history", { limit: 1 });
  assert.deepEqual([entry!.kind, entry!.memo], ["transfer", "INV 7 Tea"]);
});

Deno.test("requests: that a payment waits is the payer's own business", async () => {
  await using there = await town();
  const { bank, maya, shop } = there;
  await bank.held(maya.account, shop.account, 100);
  const strict = { newPayeeMinor: 1, holdReasons: 1 };
  const boss = await bank.staff("boss");
  const password = "correct horse battery";
  await boss.call("setPolicy", { password, policy: strict });
  const request = await asked(there);
  const paid = await maya.call("payRequest", { id: bank.transferId(), request });
  assert.equal(paid.status, "held");
  const seen = async (who: Customer, side: "payer" | "asker") =>
    (await who.call("paymentRequests", { side })).requests[0];
  assert.equal((await seen(maya, "payer"))!.transferId, paid.id);
  const told = (await seen(shop, "asker"))!;
  assert.deepEqual([told.status, told.transferId], ["open", undefined]);
});

Deno.test("requests: strangers can answer nothing", async () => {
  await using there = await town();
  const request = await asked(there);
  const id = there.bank.transferId();
  assert.equal(await codeOf(there.ravi, "payRequest", { id, request }), "no_such_request");
  assert.equal(await codeOf(there.shop, "payRequest", { id, request }), "no_such_request");
  assert.equal(await codeOf(there.maya, "payRequest", { id, request: "x" }), "no_such_request");
});

Deno.test("requests: alerts say who asks whom for what", async () => {
  await using there = await town();
  const { shop, maya } = there;
  const request = await asked(there, { reference: "7" });
  await maya.call("declineRequest", { request, word: "not mine" });
  const about = { request, amountMinor: 300, memo: "Tea", reference: "7" };
  for (
    const [who, kind, other, why] of [
      [maya, "payment_requested", [shop.account, "Corner Shop"], undefined],
      [shop, "request_declined", [maya.account, "maya"], "not mine"],
    ] as const
  ) {
    const { alerts } = await who.call("alertsSince", { entry: 0, notice: 0 });
    const told = alerts.find((alert) => alert.kind === kind);
    const { stream: _, number: _number, atMs: _atMs, dueOn, ...alert } = told as never as
      & Record<string, unknown>
      & { dueOn: string };
    assert.match(dueOn, /^2026-\d\d-\d\d$/);
    const [counterparty, counterpartyName] = other;
    const word = why === undefined ? {} : { why };
    assert.deepEqual(alert, { kind, ...about, counterparty, counterpartyName, ...word });
  }
});

Deno.test("requests: what is over lapses by itself, also after a start, and when one side leaves", async () => {
  await using there = await town();
  const { bank, shop, maya, ravi } = there;
  const { host, loop, service } = bank;
  const request = await asked(there);
  await shop.call("askPayment", {
    request: bank.transferId(),
    from: ["ravi"],
    amountMinor: 1,
    dueOn: new Date(bank.clock.nowMs + 300 * DAY_MS).toISOString().slice(0, 10),
  });
  const later = { ...host, after: () => () => {} };
  const due = requestClock(loop, service.requests, later);
  const open = async (who: Customer) => (await who.call("paymentRequests", {})).waiting;
  await due.look();
  assert.deepEqual([await open(maya), await open(ravi)], [1, 1]);
  bank.clock.advance(45 * DAY_MS);
  await due.look();
  assert.deepEqual([await open(maya), await open(ravi)], [0, 1]);
  assert.equal(loop.ledger.requests.get(request)!.status, "lapsed");
  const again = await bank.signedIn(shop.person);
  await again.call("closeAccount", { password: "correct horse battery" });
  const started = new RequestRegister(loop.ledger);
  assert.equal(started.due(bank.clock.nowMs).length, 1, "a start finds it, too");
  await due.look();
  assert.equal(await open(await bank.signedIn(ravi.person)), 0);
});

Deno.test("requests: a link says what it was made of, and nothing else is one", async () => {
  await using there = await town();
  const { shop } = there;
  const { uri, page } = await shop.call("paymentLink", { amountMinor: 1_250, memo: "Tea & cake" });
  assert.equal(page, undefined, "this bank has no site");
  assert.deepEqual(readPaymentUri(uri), {
    to: shop.account,
    amount: { code: "INR", decimal: "12.50" },
    memo: "Tea & cake",
  });
  const bare = (await shop.call("paymentLink", {})).uri;
  assert.deepEqual(readPaymentUri(bare), { to: shop.account, memo: "" });
  for (
    const wrong of [
      `bank:${shop.account.slice(0, 11)}`,
      "bank:123456789012",
      `${bare}?amount=12.50`,
      `${bare}?amount=INR:1e3`,
      `${bare}?message=${"x".repeat(141)}`,
      `${bare}?message=%0a`,
      `https://${bare}`,
      "",
    ]
  ) assert.equal(readPaymentUri(wrong), null, wrong);
});

Deno.test("requests: one that a clock far ahead has dated waits no longer than any other once that is put right", async () => {
  await using here = await town();
  const { bank, shop } = here;
  const { loop, clock } = bank;
  const rightMs = clock.nowMs;
  clock.advance(1_000 * DAY_MS);
  const request = await asked(here);
  const set = { type: "set_clock", atMs: rightMs, by: shop.person.account } as const;
  assert(!(await loop.submit(set) instanceof Refusal));
  const { askedAtMs, lapsesAtMs } = loop.ledger.requests.get(request)!;
  const longestMs = (REQUEST_DUE_DAYS_MAX + REQUEST_LAPSE_DAYS + 1) * DAY_MS;
  assert.deepEqual([askedAtMs, lapsesAtMs], [rightMs, rightMs + longestMs]);
});
