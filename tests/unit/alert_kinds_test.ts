// Every kind of event that an owner is told about, one row each: what happens, and what alice and bob are then shown. What
// comes by itself and what is fetched with alertsSince must be the same, so must be the numbers, without gaps.
import assert from "node:assert/strict";
import type { AlertView } from "../../api/answers.ts";
import { Ear, until } from "../support/ear.ts";
import { type Customer, PASSWORD, TestBank } from "../support/service.ts";

const HOME = { hostname: "198.51.100.1", port: 40_001 };

interface Town extends AsyncDisposable {
  readonly bank: TestBank;
  readonly alice: Customer;
  readonly bob: Customer;
  readonly boss: Customer;
  /** The session of alice that listens. */
  ear?: Ear;
}

/** Alice has 10,000.00; bob 1.00, without a welcome; the boss is staff. */
async function town(): Promise<Town> {
  const bank = await TestBank.open();
  return {
    bank,
    alice: await bank.customer("alice", { bookedMinor: 1_000_000 }),
    bob: await bank.customer("bob", { bookedMinor: 100 }),
    boss: await bank.staff("boss"),
    [Symbol.asyncDispose]: () => bank[Symbol.asyncDispose](),
  };
}

type Act = (town: Town) => Promise<unknown>;

const pays = (amountMinor: number): Act => ({ bank, alice, bob }) =>
  alice.call("transfer", { id: bank.transferId(), to: bob.account, amountMinor, memo: "tea" });

const holds = async ({ bank, alice, bob }: Town) => {
  return await bank.held(alice.account, bob.account, 50);
};

const logsIn = (password: string, device: string, userName = "alice"): Act => ({ bank }) =>
  bank.stranger("203.0.113.9").answer("logIn", { userName, password, device });

const cash = (method: "cashIn" | "cashOut"): Act => ({ bank, alice, boss }) =>
  boss.call(method, { id: bank.transferId(), account: alice.account, amountMinor: 70 });

const DEVICE = "a".repeat(64);

interface Row {
  readonly what: string;
  readonly act: Act;
  /** Kinds with what explains them, in order. */
  readonly alice: readonly string[];
  readonly bob?: readonly string[];
}

const ROWS: readonly Row[] = [
  {
    what: "money sent and received",
    act: pays(100),
    alice: ["entry transfer -100 booked 999900 tea"],
    bob: ["entry transfer 100 booked 200 tea"],
  },
  { what: "a deposit", act: cash("cashIn"), alice: ["entry cash_in 70 booked 1000070"] },
  { what: "a withdrawal", act: cash("cashOut"), alice: ["entry cash_out -70 booked 999930"] },
  {
    what: "a reversal",
    act: async ({ bank, alice, bob, boss }) => {
      const id = bank.transferId();
      await alice.call("transfer", { id, to: bob.account, amountMinor: 5 });
      await boss.call("reverse", { id: bank.transferId(), transferId: id, reason: "mistake" });
    },
    alice: [
      "entry transfer -5 booked 999995",
      "entry reversal 5 booked 1000000 mistake",
    ],
    bob: ["entry transfer 5 booked 105", "entry reversal -5 booked 100 mistake"],
  },
  { what: "a payment held", act: holds, alice: ["notice held 50 new_payee expires"] },
  {
    what: "a held payment confirmed",
    act: async (town) => {
      const id = await holds(town);
      await town.alice.call("confirmHold", { id, password: PASSWORD });
    },
    alice: [
      "notice held 50 new_payee expires",
      "entry transfer -50 booked 999950",
      "notice released 50",
    ],
    bob: ["entry transfer 50 booked 150"],
  },
  {
    what: "a held payment cancelled",
    act: async (town) => {
      const id = await holds(town);
      await town.alice.call("cancelHold", { id });
    },
    alice: ["notice held 50 new_payee expires", "notice cancelled 50"],
  },
  {
    what: "a held payment that nobody confirmed",
    act: async (town) => {
      const id = await holds(town);
      town.bank.clock.advance(25 * 60 * 60_000);
      await town.bank.loop.submit({ type: "expire_hold", id });
    },
    alice: ["notice held 50 new_payee expires", "notice expired 50"],
  },
  {
    what: "a suspicious payment that went through",
    act: pays(500_000),
    alice: ["entry transfer -500000 booked 500000 tea", "notice suspicious 500000 new_payee tea"],
    bob: ["entry transfer 500000 booked 500100 tea"],
  },
  {
    what: "a suspicious payment that was held",
    act: pays(950_000),
    alice: ["notice held 950000 new_payee,draining tea expires"],
  },
  { what: "a new device", act: logsIn(PASSWORD, DEVICE), alice: ["notice new_device"] },
  {
    what: "the same device again",
    act: async (town) => {
      await logsIn(PASSWORD, DEVICE)(town);
      await logsIn(PASSWORD, DEVICE)(town);
    },
    alice: ["notice new_device"],
  },
  {
    what: "a large payment after a sign-in from a new device",
    act: async (town) => {
      await pays(1)(town);
      await logsIn(PASSWORD, DEVICE)(town);
      await pays(100_000)(town);
    },
    alice: [
      "entry transfer -1 booked 999999 tea",
      "notice new_device",
      "notice held 100000 new_device tea expires",
    ],
    bob: ["entry transfer 1 booked 101 tea"],
  },
  {
    what: "failed sign-ins: the first at once, the others with their number",
    act: async (town) => {
      for (let tries = 0; tries < 4; tries++) await logsIn("not it", DEVICE)(town);
      town.bank.clock.advance(61_000);
      await logsIn("not it", DEVICE)(town);
    },
    alice: ["notice failed_sign_ins count 1", "notice failed_sign_ins count 4"],
  },
  {
    what: "frozen and unfrozen; twice is said once",
    act: async ({ ear }) => {
      await ear!.call("freeze", {});
      await ear!.call("freeze", {});
      await ear!.call("unfreeze", { password: PASSWORD });
    },
    alice: ["notice frozen", "notice unfrozen"],
  },
  {
    what: "a refused payment is no event",
    act: ({ bank, alice, bob }) =>
      alice.refused("transfer", { id: bank.transferId(), to: bob.account, amountMinor: 2_000_000 }),
    alice: [],
  },
];

function wordsOf(alert: AlertView): string {
  const { stream, kind } = alert;
  const words: unknown[] = [stream, kind];
  if (alert.amountMinor !== undefined) words.push(alert.amountMinor);
  if (alert.stream === "entry") words.push("booked", alert.bookedMinor);
  if (alert.stream === "notice") {
    if (alert.reasons) words.push(alert.reasons.join());
    if (alert.count !== undefined) words.push("count", alert.count);
  }
  if (alert.memo) words.push(alert.memo);
  if (alert.kind === "held" && alert.expiresAtMs !== undefined) words.push("expires");
  return words.join(" ");
}

const byStream = (alerts: readonly AlertView[]) => ({
  entry: alerts.filter(({ stream }) => stream === "entry"),
  notice: alerts.filter(({ stream }) => stream === "notice"),
});

/** What one of them was shown, over one path, against what the bank keeps. */
async function compare(ear: Ear, words: readonly string[], what: string): Promise<void> {
  const heard = () => [...ear.overUdp, ...ear.overTcp];
  await until(() => heard().length >= words.length, `${what}: ${words}`);
  const position = { entry: 1, notice: 0 };
  const { alerts, more } = await ear.call("alertsSince", position);
  assert.deepEqual([alerts.map(wordsOf).sort(), more], [[...words].sort(), false], what);
  const { entry, notice } = byStream(alerts);
  assert.deepEqual(byStream(heard()), { entry, notice }, `${what}: as it came by itself`);
  assert.deepEqual(entry.map(({ number }) => number), entry.map((_, place) => place + 2), what);
  assert.deepEqual(notice.map(({ number }) => number), notice.map((_, place) => place + 1), what);
}

for (const { what, act, alice, bob = [] } of ROWS) {
  Deno.test(`alerts: ${what}`, async () => {
    await using here = await town();
    const ears = [await Ear.of(here.bank, here.alice), await Ear.of(here.bank, here.bob)] as const;
    // Alice's over UDP, bob's over TCP.
    await ears[0].says({}, HOME);
    await act({ ...here, ear: ears[0] });
    await compare(ears[0], alice, what);
    await compare(ears[1], bob, what);
  });
}

Deno.test("alerts: a changed password is told to every session of its owner before they end", async () => {
  await using here = await town();
  const { bank, alice } = here;
  await using line = bank.line();
  await line.peer.ask(1, "resume", { sessionToken: await bank.token(alice.account) });
  await line.peer.ask(2, "alertsListen");
  await alice.call("changePassword", { password: PASSWORD, newPassword: "another good phrase" });
  const [told, closing] = await line.peer.rest();
  assert.equal(told!.method, "alerts");
  assert.deepEqual((told!.params!.alerts as AlertView[]).map(wordsOf), ["notice password_changed"]);
  assert.deepEqual(closing, { ...closing, method: "closing", params: { reason: "session_ended" } });
});

Deno.test("alerts: closing an account is told to its other sessions before they end", async () => {
  await using here = await town();
  const { bank } = here;
  const carol = await bank.customer("carol");
  await using line = bank.line();
  await line.peer.ask(1, "resume", { sessionToken: await bank.token(carol.account) });
  await line.peer.ask(2, "alertsListen");
  await carol.call("closeAccount", { password: PASSWORD });
  const [told, closing] = await line.peer.rest();
  assert.deepEqual((told!.params!.alerts as AlertView[]).map(wordsOf), ["notice closing"]);
  assert.equal(closing!.method, "closing");
});
