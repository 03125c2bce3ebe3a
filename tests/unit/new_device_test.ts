// Who has stolen a password has it twice: what a machine may not do in its first hours, how its owner does it all the same,
// and that the thief cannot read the warnings away.
import assert from "node:assert/strict";
import { TOTP } from "otpauth";
import { policyOf } from "../../bank/suspicion.ts";
import type { MethodName } from "../../api/methods.ts";
import { PASSWORD, TestBank, TestSession } from "../support/service.ts";

const HOUR_MS = 60 * 60_000;
const OWN = "1".repeat(64);
const STOLEN = "2".repeat(64);
const THIRD = "3".repeat(64);

class Machine extends TestSession {
  constructor(readonly bank: TestBank, readonly device: string | undefined, source: string) {
    super(bank.router, source);
  }

  async logIn(more: { readonly code?: string } = {}): Promise<this> {
    const device = this.device === undefined ? {} : { device: this.device };
    await this.call("logIn", { userName: "alice", password: PASSWORD, ...device, ...more });
    return this;
  }
}

interface Town extends AsyncDisposable {
  readonly bank: TestBank;
  readonly account: string;
  readonly bob: string;
  /** Known for longer than a day. */
  readonly own: Machine;
  machine(device: string | undefined, source?: string): Machine;
}

async function town(): Promise<Town> {
  const bank = await TestBank.open();
  const { account } = await bank.customer("alice", { bookedMinor: 10_000_00 });
  const { account: bob } = await bank.customer("bob");
  const machine = (device: string | undefined, source = "198.51.100.1") =>
    new Machine(bank, device, source);
  await machine(OWN).logIn();
  bank.clock.advance(25 * HOUR_MS);
  const own = await machine(OWN).logIn();
  return {
    bank,
    account,
    bob,
    own,
    machine,
    [Symbol.asyncDispose]: () => bank[Symbol.asyncDispose](),
  };
}

const password = PASSWORD;

const FORBIDDEN: readonly (readonly [MethodName, (held: string) => object])[] = [
  ["confirmHold", (id) => ({ id, password })],
  ["changePassword", () => ({ password, newPassword: "another staple of horses" })],
  ["setUpSecondFactor", () => ({ password })],
  ["closeAccount", () => ({ password })],
  ["unfreeze", () => ({ password })],
];

async function pay({ bank, bob }: Town, from: Machine): Promise<string> {
  const id = bank.transferId();
  const { status } = await from.call("transfer", { id, to: bob, amountMinor: 5_000_00 });
  assert.equal(status, "held");
  return id;
}

Deno.test("new device: it cannot do what would shut the owner out, nor confirm its own payment", async () => {
  await using here = await town();
  const { bank, machine } = here;
  const beganAtMs = bank.clock.nowMs;
  const thief = await machine(STOLEN, "203.0.113.66").logIn();
  const held = await pay(here, thief);
  for (const [method, params] of FORBIDDEN) {
    const data = await thief.refused(method, params(held));
    assert.deepEqual([data.code, data.readyAtMs], ["new_device", beganAtMs + 24 * HOUR_MS], method);
  }
  // Nor does a session that begins there anew, or comes without a name from the same address.
  for (const other of [machine(STOLEN), machine(undefined, "203.0.113.66")]) {
    await other.logIn();
    assert.equal(await other.code("confirmHold", { id: held, password }), "new_device");
  }
  assert.equal((await thief.call("holds", {})).holds.length, 1);
});

Deno.test("new device: it lowers limits and raises none, also while the owner lowers them in the same moment", async () => {
  await using here = await town();
  const { bank, own, machine } = here;
  const thief = await machine(STOLEN, "203.0.113.66").logIn();
  const set = async (who: Machine, dayMinor: number | null) => {
    const { error } = await who.answer("setLimits", { password, limits: { dayMinor } });
    return error?.data.code ?? "ok";
  };
  assert.equal(await set(thief, 900), "ok");
  for (const higher of [901, null, 0]) assert.equal(await set(thief, higher), "new_device");
  // What is no higher when it is asked for may be higher when it is decided.
  const [owner] = await Promise.all([set(own, 100), set(thief, 900)]);
  const { limits, later } = await own.call("limits", {});
  assert.deepEqual([owner, limits.dayMinor, later], ["ok", 100, undefined]);
  assert.equal(await set(own, 500), "ok");
  bank.clock.advance(25 * HOUR_MS);
  assert.equal(await set(thief, 901), "ok");
});

Deno.test("new device: no standing order for later that would have to wait today", async () => {
  await using here = await town();
  const { bank, bob, own, machine } = here;
  const { newDeviceMinor } = policyOf(bank.loop.ledger);
  const thief = await machine(STOLEN, "203.0.113.66").logIn();
  const makes = async (who: Machine, amountMinor: number) => {
    const firstOn = new Date(bank.clock.nowMs + 3 * 24 * HOUR_MS).toISOString().slice(0, 10);
    const about = { order: bank.transferId(), payee: bob, amountMinor, memo: "", firstOn };
    const { error } = await who.answer("makeStandingOrder", { ...about, every: "once" });
    return error?.data.code ?? "ok";
  };
  assert.equal(await makes(thief, newDeviceMinor), "new_device");
  assert.equal(await makes(thief, newDeviceMinor - 1), "ok");
  assert.equal(await makes(own, newDeviceMinor), "ok");
  bank.clock.advance(25 * HOUR_MS);
  assert.equal(await makes(thief, newDeviceMinor), "ok");
});

Deno.test("new device: the owner confirms from the machine that is known", async () => {
  await using here = await town();
  const thief = await here.machine(STOLEN).logIn();
  const held = await pay(here, thief);
  assert.equal((await here.own.call("confirmHold", { id: held, password })).status, "booked");
});

Deno.test("new device: who has one machine only waits for a day, and the payment waits longer", async () => {
  await using here = await town();
  const { bank } = here;
  const only = await here.machine(THIRD).logIn();
  bank.clock.advance(2 * HOUR_MS);
  const held = await pay(here, only);
  const { expiresAtMs = 0 } = (await only.call("holds", {})).holds[0]!;
  bank.clock.advance(22 * HOUR_MS - 1);
  assert.equal(await only.code("confirmHold", { id: held, password }), "new_device");
  bank.clock.advance(1);
  assert(expiresAtMs - bank.clock.nowMs >= 24 * HOUR_MS);
  assert.equal((await only.call("confirmHold", { id: held, password })).status, "booked");
});

Deno.test("new device: with the second factor it may do everything at once", async () => {
  await using here = await town();
  const { bank, own, machine } = here;
  const { secret } = await own.call("setUpSecondFactor", { password });
  const code = () => new TOTP({ secret }).generate({ timestamp: bank.clock.nowMs });
  await own.call("confirmSecondFactor", { code: code() });
  bank.clock.advance(60_000);
  const fresh = await machine(THIRD).logIn({ code: code() });
  const held = await pay(here, fresh);
  assert.equal((await fresh.call("confirmHold", { id: held, password })).status, "booked");
  // The proof belongs to the session: resumed, it is still there.
  const token = fresh.session.identity!.sessionToken;
  const again = machine(THIRD);
  await again.call("resume", { sessionToken: token });
  const another = await pay(here, again);
  assert.equal((await again.call("confirmHold", { id: another, password })).status, "booked");
});

Deno.test("new device: the machine of the sign-up is the owner's from the first moment", async () => {
  await using bank = await TestBank.open({ welcomeMinor: 10_000_00 });
  const first = bank.stranger();
  await first.call("signUp", { userName: "carol", password, device: OWN });
  const { sessionToken } = await first.call("changePassword", {
    password,
    newPassword: "another staple of horses",
  });
  assert.equal(sessionToken.length, 64);
});

Deno.test("new device: a clock that was years ahead does not shut customers out", async () => {
  await using here = await town();
  const { bank, machine } = here;
  const nowMs = bank.clock.nowMs;
  bank.clock.nowMs = nowMs + 10 * 365 * 24 * HOUR_MS;
  await machine(THIRD).logIn();
  bank.clock.nowMs = nowMs + 25 * HOUR_MS;
  const again = await machine(THIRD).logIn();
  await again.call("setUpSecondFactor", { password });
});

Deno.test("alerts: what one machine has shown is new on every other one", async () => {
  await using here = await town();
  const { own, machine } = here;
  const read = async (at: Machine) => {
    const position = await at.call("alertsPosition", {});
    await at.call("alertsRead", { entry: position.entry, notice: position.notice });
  };
  await read(own);
  const thief = await machine(STOLEN).logIn();
  await read(thief);
  const mine = await own.call("alertsPosition", {});
  assert.equal(mine.notice - mine.readNotice, 1);
  const { alerts } = await own.call("alertsSince", { entry: mine.entry, notice: mine.readNotice });
  assert.deepEqual(alerts.map(({ kind }) => kind), ["new_device"]);
  await read(own);
  assert.equal((await own.call("alertsPosition", {})).readNotice, mine.notice);
});

Deno.test("alerts: a machine that is new here shows those of the last week, also when they were read elsewhere", async () => {
  await using here = await town();
  const { own, machine, bank } = here;
  const thief = await machine(STOLEN).logIn();
  const { entry, notice } = await thief.call("alertsPosition", {});
  await thief.call("alertsRead", { entry, notice });
  const phone = await machine(THIRD).logIn();
  const seen = await phone.call("alertsPosition", {});
  assert(seen.readNotice < notice, "the sign-in of the thief is shown on the new telephone");
  bank.clock.advance(8 * 24 * HOUR_MS);
  const late = await machine("4".repeat(64)).logIn();
  const position = await late.call("alertsPosition", {});
  // Only its own sign-in is newer than a week.
  assert.equal(position.readNotice, notice);
  await own.call("balance", {});
});

Deno.test("alerts: a session of release 0.1 has the marks of the account", async () => {
  await using here = await town();
  const { bank, account } = here;
  await bank.people.markRead(account, null, { entry: 1, notice: 1 });
  const old = bank.stranger();
  await old.call("resume", { sessionToken: await bank.token(account) });
  const { readEntry, readNotice } = await old.call("alertsPosition", {});
  assert.deepEqual([readEntry, readNotice], [1, 1]);
});

Deno.test("alerts: the owner is told when sessions end and when the second factor comes or goes", async () => {
  await using here = await town();
  const { own, bank } = here;
  const from = (await own.call("alertsPosition", {})).notice;
  await own.call("endOtherSessions", {});
  const { secret } = await own.call("setUpSecondFactor", { password });
  const code = () => new TOTP({ secret }).generate({ timestamp: bank.clock.nowMs });
  await own.call("confirmSecondFactor", { code: code() });
  bank.clock.advance(60_000);
  await own.call("removeSecondFactor", { password, code: code() });
  const { alerts } = await own.call("alertsSince", { entry: 10 ** 9, notice: from });
  const kinds = ["sessions_ended", "second_factor_on", "second_factor_off"];
  assert.deepEqual(alerts.map(({ kind }) => kind), kinds);
  // A program of release 0.1 goes on counting, and is told something that it can show.
  own.session.openKinds = false;
  const first = await own.call("alertsSince", { entry: 10 ** 9, notice: from });
  assert.deepEqual(first.alerts.map(({ kind }) => kind), Array(3).fill("suspicious"));
  assert.deepEqual(first.alerts.map(({ number }) => number), alerts.map(({ number }) => number));
});
