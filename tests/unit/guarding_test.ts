// What an owner does about suspicious activity, through the router: held payments are confirmed with the password or
// cancelled, freezing stops what goes out and ends the other sessions, staff set the thresholds within their bounds.
import assert from "node:assert/strict";
import { HOLD_LIFETIME_MS } from "../../bank/limits.ts";
import { defaultPolicy } from "../../bank/suspicion.ts";
import type { MethodName } from "../../api/methods.ts";
import { type Customer, PASSWORD, TestBank } from "../support/service.ts";

interface Town extends AsyncDisposable {
  readonly bank: TestBank;
  readonly alice: Customer;
  readonly bob: Customer;
  readonly boss: Customer;
}

/** Alice has 10.00, bob nothing; the boss is staff. */
async function town(): Promise<Town> {
  const bank = await TestBank.open();
  return {
    bank,
    alice: await bank.customer("alice", { bookedMinor: 1_000 }),
    bob: await bank.customer("bob"),
    boss: await bank.staff("boss"),
    [Symbol.asyncDispose]: () => bank[Symbol.asyncDispose](),
  };
}

/** Booked and held. */
async function money(customer: Customer): Promise<[number, number]> {
  const { bookedMinor, heldMinor, availableMinor } = await customer.call("balance", {});
  assert.equal(availableMinor, bookedMinor - heldMinor);
  return [bookedMinor, heldMinor];
}

const password = PASSWORD;

/** The answer's status, or the refusal's code. */
async function said(who: Customer, method: MethodName, params: unknown): Promise<unknown> {
  const { result, error } = await who.answer(method, params);
  return error ? error.data.code : result!.status ?? "ok";
}

type Step = readonly [
  who: "alice" | "bob" | "boss",
  method: MethodName,
  given: object,
  says: string,
];

const ENDINGS: Readonly<Record<string, { steps: readonly Step[]; alice: number; bob: number }>> = {
  "confirmed, once and only once": {
    steps: [
      ["alice", "confirmHold", { password }, "booked"],
      ["alice", "confirmHold", { password }, "booked"],
      ["alice", "cancelHold", {}, "not_held"],
    ],
    alice: 600,
    bob: 400,
  },
  "cancelled": {
    steps: [
      ["alice", "cancelHold", {}, "cancelled"],
      ["alice", "cancelHold", {}, "cancelled"],
      ["alice", "confirmHold", { password }, "not_held"],
    ],
    alice: 1_000,
    bob: 0,
  },
  "not with a wrong password": {
    steps: [
      ["alice", "confirmHold", { password: "not it" }, "wrong_credentials"],
      ["alice", "confirmHold", { password: "" }, "invalid_params"],
      ["alice", "confirmHold", {}, "invalid_params"],
    ],
    alice: 1_000,
    bob: 0,
  },
  "not by its payee, nor by staff": {
    steps: [
      ["bob", "confirmHold", { password }, "no_such_transfer"],
      ["bob", "cancelHold", {}, "no_such_transfer"],
      ["boss", "confirmHold", { password }, "no_such_transfer"],
      ["boss", "cancelHold", {}, "no_such_transfer"],
    ],
    alice: 1_000,
    bob: 0,
  },
  "not while frozen; it can still be cancelled": {
    steps: [
      ["alice", "freeze", {}, "ok"],
      ["alice", "confirmHold", { password }, "account_frozen"],
      ["alice", "cancelHold", {}, "cancelled"],
    ],
    alice: 1_000,
    bob: 0,
  },
  "confirmed after the account was frozen and unfrozen": {
    steps: [
      ["alice", "freeze", {}, "ok"],
      ["alice", "unfreeze", { password }, "ok"],
      ["alice", "confirmHold", { password }, "booked"],
    ],
    alice: 600,
    bob: 400,
  },
  "not to a payee who has left": {
    steps: [
      ["bob", "closeAccount", { password }, "ok"],
      ["alice", "confirmHold", { password }, "account_closed"],
      ["alice", "cancelHold", {}, "cancelled"],
    ],
    alice: 1_000,
    bob: 0,
  },
};

for (const [name, { steps, alice, bob }] of Object.entries(ENDINGS)) {
  Deno.test(`hold: ${name}`, async () => {
    await using here = await town();
    const id = await here.bank.held(here.alice.account, here.bob.account, 400);
    assert.deepEqual(await money(here.alice), [1_000, 400]);
    const about = (method: MethodName, given: object) =>
      method.endsWith("Hold") ? { id, ...given } : given;
    const answered: Step[] = [];
    for (const [who, method, given] of steps) {
      const answer = await said(here[who], method, about(method, given));
      answered.push([who, method, given, String(answer)]);
    }
    assert.deepEqual(answered, steps);
    const { status } = await here.alice.call("transferStatus", { id });
    assert.deepEqual(await money(here.alice), [alice, status === "held" ? 400 : 0]);
    const bookedMinor = here.bank.loop.ledger.accounts.get(here.bob.account)?.bookedMinor;
    assert.equal(bookedMinor, bob);
  });
}

Deno.test("hold: reserves the money; the owner's list has it, with the reasons and its end", async () => {
  await using here = await town();
  const { bank, alice, bob } = here;
  const id = await bank.held(alice.account, bob.account, 400);
  const tooMuch = { id: bank.transferId(), to: "bob", amountMinor: 601 };
  const { code, availableMinor, heldMinor } = await alice.refused("transfer", tooMuch);
  assert.deepEqual([code, availableMinor, heldMinor], ["insufficient_funds", 600, 400]);
  const { holds } = await alice.call("holds", {});
  assert.deepEqual(holds.map((each) => [each.id, each.status, each.amountMinor, each.reasons]), [
    [id, "held", 400, ["new_payee"]],
  ]);
  assert.equal(holds[0]!.expiresAtMs, bank.clock.nowMs + HOLD_LIFETIME_MS);
  assert.deepEqual((await bob.call("holds", {})).holds, []);
  await alice.call("cancelHold", { id });
  assert.deepEqual((await alice.call("holds", {})).holds, []);
});

Deno.test("hold: every one of the owner's sessions can answer it; of two at once one does", async () => {
  await using here = await town();
  const { bank, alice, bob } = here;
  const other = await bank.signedIn(alice.person, "203.0.113.9");
  const id = await bank.held(alice.account, bob.account, 400);
  const answers = await Promise.all([
    said(other, "confirmHold", { id, password }),
    said(alice, "cancelHold", { id }),
  ]);
  const { status } = await alice.call("transferStatus", { id });
  assert.ok(status === "booked" || status === "cancelled", status);
  assert.deepEqual(answers, status === "booked" ? ["booked", "not_held"] : ["not_held", status]);
});

Deno.test("hold: from its last moment on it cannot be confirmed, even before anybody looked", async () => {
  await using here = await town();
  const { bank, alice, bob } = here;
  const [early, late] = [
    await bank.held(alice.account, bob.account, 1),
    await bank.held(alice.account, bob.account, 2),
  ];
  bank.clock.advance(HOLD_LIFETIME_MS - 1);
  assert.equal(await said(alice, "confirmHold", { id: early, password }), "booked");
  bank.clock.advance(1);
  assert.deepEqual(await alice.refused("confirmHold", { id: late, password }), {
    code: "not_held",
    retryable: false,
    id: late,
    status: "expired",
  });
});

Deno.test("freeze: nothing goes out, money comes in, the other sessions have ended for good", async () => {
  await using here = await town();
  const { bank, alice, bob, boss } = here;
  const others = [await bank.signedIn(alice.person), await bank.signedIn(alice.person)];
  await bob.call("account", {});
  assert.deepEqual(await alice.call("freeze", {}), {});
  assert.deepEqual(others.map(({ ended }) => ended), [["session_ended"], ["session_ended"]]);
  assert.deepEqual([alice.ended, bob.ended], [[], []]);
  for (const { token } of others) {
    assert.equal(await bank.stranger().code("resume", { sessionToken: token }), "session_expired");
  }
  await bank.stranger().call("resume", { sessionToken: alice.token });
  const paying = { id: bank.transferId(), to: "bob", amountMinor: 1 };
  assert.equal(await alice.code("transfer", paying), "account_frozen");
  const cash = { id: bank.transferId(), account: alice.account, amountMinor: 7 };
  assert.equal(await boss.code("cashOut", cash), "account_frozen");
  const sweep = { id: bank.transferId(), to: "bob" };
  assert.equal(await alice.code("closeAccount", { password, sweep }), "account_frozen");
  await boss.call("cashIn", cash);
  assert.deepEqual([(await alice.call("account", {})).status, await money(alice)], ["frozen", [
    1_007,
    0,
  ]]);
});

Deno.test("unfreeze: with the password only; then payments work, the same id too", async () => {
  await using here = await town();
  const { bank, alice } = here;
  await alice.call("freeze", {});
  const paying = { id: bank.transferId(), to: "bob", amountMinor: 1 };
  assert.equal(await alice.code("transfer", paying), "account_frozen");
  assert.equal(await alice.code("unfreeze", { password: "not it" }), "wrong_credentials");
  assert.equal(await alice.code("unfreeze", {}), "invalid_params");
  assert.equal((await alice.call("account", {})).status, "frozen");
  await alice.call("unfreeze", { password });
  assert.equal((await alice.call("transfer", paying)).status, "booked");
});

const CHANGES: readonly (readonly [policy: Record<string, unknown>, says: string])[] = [
  [{ newPayeeMinor: 1 }, "ok"],
  [{ newPayeeMinor: 0, unusualFactor: 0, burstTransfers: 0 }, "ok"],
  [{}, "ok"],
  [{ newPayeeMinor: -1 }, "invalid_params"],
  [{ newPayeeMinor: 0.5 }, "invalid_params"],
  [{ newPayeeMinor: "1" }, "invalid_params"],
  [{ newPayeeMinor: 2 ** 53 }, "invalid_params"],
  [{ unusualFactor: 1_001 }, "invalid_params"],
  [{ unusualAfter: 0 }, "invalid_params"],
  [{ burstMinutes: 0 }, "invalid_params"],
  [{ drainingPercent: 0 }, "invalid_params"],
  [{ drainingPercent: 101 }, "invalid_params"],
  [{ newDeviceHours: 721 }, "invalid_params"],
  [{ holdReasons: 0 }, "invalid_params"],
  [{ holdReasons: 6 }, "invalid_params"],
  [{ nonsense: 1 }, "invalid_params"],
];

Deno.test("policy: each threshold within its bounds, the others stay; what is refused changes nothing", async () => {
  await using here = await town();
  const { alice, boss } = here;
  let policy: Record<string, unknown> = {
    fcraRequired: 1,
    agreementMinor: 10_000_000,
    ...defaultPolicy(2),
  };
  for (const [changes, says] of CHANGES) {
    const answer = await said(boss, "setPolicy", { password, policy: changes });
    assert.equal(answer, says, JSON.stringify(changes));
    if (says === "ok") policy = { ...policy, ...changes };
    assert.deepEqual(await alice.call("policy", {}), policy, JSON.stringify(changes));
  }
});

Deno.test("policy: staff set it, with their password; it holds from then on", async () => {
  await using here = await town();
  const { bank, alice, boss } = here;
  const policy = { newPayeeMinor: 5, holdReasons: 1 };
  assert.equal(await alice.code("setPolicy", { password, policy }), "not_allowed");
  assert.equal(
    await boss.code("setPolicy", { password: "not it", policy }),
    "wrong_credentials",
  );
  const pays = (amountMinor: number) =>
    said(alice, "transfer", { id: bank.transferId(), to: "bob", amountMinor });
  assert.equal(await pays(4), "booked");
  await boss.call("setPolicy", { password, policy });
  const carol = await bank.customer("carol");
  const toCarol = (amountMinor: number) =>
    said(alice, "transfer", { id: bank.transferId(), to: carol.account, amountMinor });
  assert.deepEqual([await toCarol(4), await toCarol(5)], ["booked", "booked"]);
  const dan = await bank.customer("dan");
  assert.equal(
    await said(alice, "transfer", { id: bank.transferId(), to: dan.account, amountMinor: 5 }),
    "held",
  );
});
