// Defects of alerts, each as the test that should pass once it is mended: who is told what on a connection that changes
// hands, after a change of password and at an account's end; marks said at once; a refused fetch; a mistyped threshold.
import assert from "node:assert/strict";
import { Refusal } from "../../bank/refusal.ts";
import { Client, RefusedError } from "../../net/client/client.ts";
import type { AlertView } from "../../api/answers.ts";
import { Ear, until } from "../support/ear.ts";
import { FakeTime } from "../support/fake_time.ts";
import { Listening } from "../support/listening.ts";
import { PASSWORD, TestBank } from "../support/service.ts";

Deno.test("defect 1: alerts that wait for their turn do not reach the connection's next user", async () => {
  await using bank = await TestBank.open();
  const time = new FakeTime(bank);
  const alice = await bank.customer("alice", { bookedMinor: 1_000 });
  const bob = await bank.customer("bob");
  const ear = await Ear.of(bank, alice);
  const pay = () =>
    alice.call("transfer", { id: bank.transferId(), to: bob.account, amountMinor: 100 });
  await pay();
  await until(() => ear.overTcp.length === 1, "the first alert");
  // Within the 10 ms in which a burst is gathered.
  await pay();
  await ear.call("logOut", {});
  await ear.call("resume", { sessionToken: await bank.token(bob.account) });
  await ear.listen();
  await time.passes(100);
  const amounts = ear.overTcp.map(({ amountMinor }) => amountMinor);
  time.end();
  assert.deepEqual(amounts, [-100], "bob's session was shown alice's second payment");
});

Deno.test("defect 2: a session that changes its password goes on to be told", async () => {
  await using bank = await TestBank.open();
  const alice = await bank.customer("alice");
  const ear = await Ear.of(bank, alice);
  await ear.call("changePassword", { password: PASSWORD, newPassword: "another good phrase" });
  await until(() => ear.overTcp.length === 1, "password_changed");
  await bank.cashIn(alice.account, 7);
  await until(() => ear.overTcp.length === 2, "the alert after the change of password");
});

Deno.test("defect 3: closing with a sweep is told to the other sessions before they end", async () => {
  await using bank = await TestBank.open();
  const alice = await bank.customer("alice", { bookedMinor: 1_000 });
  await bank.customer("bob");
  await using line = bank.line();
  await line.peer.ask(1, "resume", { sessionToken: await bank.token(alice.account) });
  await line.peer.ask(2, "alertsListen");
  const sweep = { id: bank.transferId(), to: "bob" };
  await alice.call("closeAccount", { password: PASSWORD, sweep });
  const told = (await line.peer.rest()).flatMap(({ params }) => params!.alerts ?? []);
  assert.deepEqual((told as AlertView[]).map(({ kind }) => kind), ["sweep", "closing"]);
});

Deno.test("defect 4: marks said by two machines at once do not go backwards", async () => {
  await using bank = await TestBank.open();
  const alice = await bank.customer("alice");
  for (let entry = 1; entry <= 10; entry++) await bank.cashIn(alice.account, entry);
  const other = await bank.signedIn(alice.person);
  await Promise.all([
    alice.call("alertsRead", { entry: 10, notice: 0 }),
    other.call("alertsRead", { entry: 5, notice: 0 }),
  ]);
  assert.equal((await alice.call("alertsListen", {})).readEntry, 10);
});

Deno.test("defect 5: a fetch that is refused once is tried again without waiting for the next event", async () => {
  await using bank = await TestBank.open();
  const time = new FakeTime(bank);
  const alice = await bank.customer("alice");
  await bank.cashIn(alice.account, 1);
  const call = Client.prototype.call;
  let refused = 0;
  // UDP is blocked, and the bank is busy at the first fetch.
  Client.prototype.call = function (this: Client, method, params) {
    if (method !== "alertsSince" || refused++ > 0) return call.call(this, method, params) as never;
    return Promise.reject(new RefusedError(new Refusal("busy", { waiting: 1 })));
  };
  const from = { entry: 0, notice: 0 };
  const listening = await Listening.open({ bank, time, customer: alice, from, blocked: true });
  await time.passes(60_000);
  Client.prototype.call = call;
  const shown = listening.numbers("entry");
  await listening[Symbol.asyncDispose]();
  time.end();
  assert.deepEqual([refused > 0, shown], [true, [1]], "not shown within a minute");
});
