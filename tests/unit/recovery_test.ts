// service/identity/recovery.ts with a whole bank in memory: a lost password is replaced by two members of staff and the customer together, never
// by one of them alone, never after it was taken back, and never unseen.
import assert from "node:assert/strict";
import { parseBlock } from "../../bank/block.ts";
import { KvJournal } from "../../store/kv_journal.ts";
import { type Customer, PASSWORD, TestBank, type TestSession } from "../support/service.ts";
import { totpOf } from "../support/totp.ts";

const NEW = "a fresh start by noon";
const HOUR_MS = 60 * 60 * 1000;
const password = PASSWORD;

interface Town extends AsyncDisposable {
  readonly bank: TestBank;
  readonly maya: Customer;
  readonly first: Customer;
  readonly second: Customer;
}

async function town(): Promise<Town> {
  const bank = await TestBank.open();
  const maya = await bank.customer("maya", { bookedMinor: 10_000_00 });
  const first = await bank.staff("first");
  const second = await bank.staff("second");
  bank.clock.advance(25 * HOUR_MS);
  return { bank, maya, first, second, [Symbol.asyncDispose]: () => bank[Symbol.asyncDispose]() };
}

const begin = ({ first, maya }: Town, more: { secondFactor?: boolean } = {}) =>
  first.call("startRecovery", { account: maya.account, reason: "passbook", password, ...more });

const agrees = ({ second, maya }: Town, { startedAtMs }: { readonly startedAtMs: number }) =>
  second.call("agreeRecovery", { account: maya.account, startedAtMs, password });

async function codeFor(here: Town, more: { secondFactor?: boolean } = {}): Promise<string> {
  const begun = await begin(here, more);
  return `${begun.code} ${(await agrees(here, begun)).code}`;
}

const asked = (recoveryCode: string) => ({ userName: "maya", recoveryCode, newPassword: NEW });

const logsIn = async (bank: TestBank, given: string) =>
  (await bank.stranger().answer("logIn", { userName: "maya", password: given })).error?.data.code ??
    "in";

Deno.test("recovery: two members of staff and a code make a new password, and the owner is told", async () => {
  await using here = await town();
  const { bank, maya, second } = here;
  const code = await codeFor(here);
  const { recoveries } = await second.call("recoveries", {});
  assert.deepEqual(recoveries.map(({ userName, agreedBy }) => [userName, agreedBy]), [
    ["maya", second.account],
  ]);
  const back = bank.stranger();
  const typed = code.replaceAll("-", " ");
  const { account } = await back.call("recover", asked(typed));
  assert.equal(account, maya.account);
  assert.equal(await maya.code("balance"), "not_logged_in");
  assert.deepEqual([await logsIn(bank, PASSWORD), await logsIn(bank, NEW)], [
    "wrong_credentials",
    "in",
  ]);
  const { alerts } = await back.call("alertsSince", { entry: 0, notice: 0 });
  const kinds = alerts.map((alert) => alert.stream === "notice" ? alert.kind : "");
  for (const kind of ["recovery_started", "recovery_agreed", "recovered"]) {
    assert.equal(kinds.filter((one) => one === kind).length, 1, kinds.join());
  }
  // Who, and why, is in the journal for ever.
  const staff: unknown[] = [];
  let seq = 0;
  for await (const bytes of new KvJournal(bank.kv).blocksFrom(0)) {
    for (const event of parseBlock(bytes, seq++).events) {
      if (event.type === "noticed" && event.by) staff.push([event.by, event.reason]);
    }
  }
  assert.deepEqual(staff, [[here.first.account, "passbook"], [second.account, "passbook"]]);
});

Deno.test("recovery: what was set with a code is as new as a new machine", async () => {
  await using here = await town();
  const { bank, first } = here;
  const back = bank.stranger();
  await back.call("recover", asked(await codeFor(here)));
  const id = bank.transferId();
  const paid = await back.call("transfer", { id, to: first.account, amountMinor: 6_000_00 });
  assert.equal(paid.status, "held");
  assert.equal(await back.code("confirmHold", { id, password: NEW }), "new_device");
});

Deno.test("recovery: no officer does it alone, whatever the account", async () => {
  await using here = await town();
  const { maya, first, second } = here;
  const { account } = maya;
  const own = { account: first.account, reason: "mine", password };
  assert.equal(await first.code("startRecovery", own), "same_staff");
  const { startedAtMs } = await begin(here);
  assert.equal(await first.code("agreeRecovery", { account, startedAtMs, password }), "same_staff");
  const theirs = await second.call("startRecovery", {
    account: first.account,
    reason: "lost",
    password,
  });
  const mine = { account: first.account, startedAtMs: theirs.startedAtMs, password };
  assert.equal(await first.code("agreeRecovery", mine), "same_staff");
  assert.equal(await second.code("agreeRecovery", mine), "same_staff");
  const wrong = { account, startedAtMs, password: "not hers at all" };
  assert.equal(await second.code("agreeRecovery", wrong), "wrong_credentials");
  for (const method of ["startRecovery", "agreeRecovery", "recoveries"] as const) {
    const params = { startRecovery: own, agreeRecovery: mine, recoveries: {} }[method];
    assert.equal(await maya.code(method, params), "not_allowed", method);
  }
});

Deno.test("recovery: a code that does not count tells nothing about why", async () => {
  await using here = await town();
  const { bank, second } = here;
  const refused = (params: ReturnType<typeof asked>) => bank.stranger().refused("recover", params);
  const unknown = await refused({ ...asked("1"), userName: "nobody.here" });
  assert.deepEqual(await refused(asked("1")), unknown, "nothing is under way");
  const begun = await begin(here);
  assert.deepEqual(await refused(asked(begun.code)), unknown, "not agreed yet");
  const { code } = await agrees(here, begun);
  assert.deepEqual(await refused(asked("1")), unknown, "wrong");
  for (const half of [code, begun.code]) {
    assert.deepEqual(await refused(asked(half)), unknown, "half of it");
    assert.deepEqual(await refused(asked(half + half)), unknown, "the same half twice");
  }
  bank.clock.advance(60_000);
  const next = await codeFor(here);
  assert.deepEqual(await refused(asked(begun.code + code)), unknown, "begun anew");
  bank.clock.advance(24 * HOUR_MS);
  assert.deepEqual(await refused(asked(next)), unknown, "lapsed");
  assert.deepEqual(await second.call("recoveries", {}), { recoveries: [] });
  assert.equal(unknown.code, "wrong_credentials");
  assert.equal(await logsIn(bank, PASSWORD), "in");
});

Deno.test("recovery: its owner takes it back, so do staff, and the code is worth nothing", async () => {
  await using here = await town();
  const { bank, maya, first, second } = here;
  const { account } = maya;
  const cancels: (() => Promise<unknown>)[] = [
    () => maya.call("cancelRecovery", {}),
    () => first.call("cancelRecovery", { account }),
  ];
  for (const cancel of cancels) {
    const code = await codeFor(here);
    await cancel();
    assert.equal(await bank.stranger().code("recover", asked(code)), "wrong_credentials");
    const late = { account, startedAtMs: bank.clock.nowMs, password };
    assert.equal(await second.code("agreeRecovery", late), "no_such_recovery");
  }
  assert.equal(await maya.code("cancelRecovery", {}), "no_such_recovery");
  const bob = await bank.customer("bob");
  assert.equal(await bob.code("cancelRecovery", { account }), "not_allowed");
});

Deno.test("recovery: what was agreed to once is not agreed to again, nor what was not looked at", async () => {
  await using here = await town();
  const { maya, second, bank } = here;
  const looked = await begin(here);
  bank.clock.advance(1_000);
  const other = await begin(here, { secondFactor: true });
  const params = { account: maya.account, startedAtMs: looked.startedAtMs, password };
  assert.equal(await second.code("agreeRecovery", params), "no_such_recovery");
  const { code } = await agrees(here, other);
  // It would make the customer's code worthless, and give one person both halves of another.
  const again = { ...params, startedAtMs: other.startedAtMs };
  assert.equal(await second.code("agreeRecovery", again), "no_such_recovery");
  await bank.stranger().call("recover", asked(`${code} ${other.code}`));
});

Deno.test("recovery: codes of a telephone are not guessed from many addresses, and the owner hears of it", async () => {
  await using here = await town();
  const { bank, maya } = here;
  const { secret } = await maya.call("setUpSecondFactor", { password });
  await maya.call("confirmSecondFactor", { code: totpOf(secret, bank.clock.nowMs) });
  bank.clock.advance(60_000);
  const code = await codeFor(here);
  const told: unknown[] = [];
  for (let source = 1; source <= 12; source++) {
    const guess = { ...asked(code), code: "000000" };
    told.push(await bank.stranger(`192.0.2.${source}`).code("recover", guess));
  }
  assert.deepEqual(told.slice(0, 10), Array(10).fill("wrong_credentials"));
  assert.deepEqual(told.slice(10), ["throttled", "throttled"]);
  const { alerts } = await maya.call("alertsSince", { entry: 0, notice: 0 });
  const kinds = alerts.map((alert) => alert.stream === "notice" ? alert.kind : "");
  assert.ok(kinds.includes("failed_sign_ins"), kinds.join());
});

Deno.test("recovery: taken back while the new password is hashed, it has not happened", async () => {
  await using here = await town();
  const { bank, maya } = here;
  const code = await codeFor(here);
  const { hash } = bank.service.hasher;
  bank.service.hasher.hash = async (...given) => {
    await maya.call("cancelRecovery", {});
    return await hash.apply(bank.service.hasher, given);
  };
  assert.equal(await bank.stranger().code("recover", asked(code)), "wrong_credentials");
  assert.equal(await logsIn(bank, PASSWORD), "in");
});

Deno.test("recovery: a code that is used twice at once counts once", async () => {
  await using here = await town();
  const { bank } = here;
  const code = await codeFor(here);
  const both: TestSession[] = [bank.stranger(), bank.stranger("192.0.2.8")];
  const answers = await Promise.all(both.map((one) => one.answer("recover", asked(code))));
  assert.equal(answers.filter(({ result }) => result).length, 1);
  assert.equal(await bank.stranger("192.0.2.9").code("recover", asked(code)), "wrong_credentials");
});

Deno.test("recovery: an officer who is signed out while the password is looked at has begun nothing", async () => {
  await using here = await town();
  const { bank, first, maya } = here;
  const { matches } = bank.service.hasher;
  bank.service.hasher.matches = async (...given) => {
    const right = await matches.apply(bank.service.hasher, given);
    bank.service.presence.revoke(first.account, () => true);
    return right;
  };
  const params = { account: maya.account, reason: "theft", password };
  assert.equal(await first.code("startRecovery", params), "session_expired");
  assert.deepEqual(await bank.service.recoveries.all(), []);
});

Deno.test("recovery: the second factor stays unless it is lost, too", async () => {
  await using here = await town();
  const { bank, maya } = here;
  const { secret } = await maya.call("setUpSecondFactor", { password });
  await maya.call("confirmSecondFactor", { code: totpOf(secret, bank.clock.nowMs) });
  bank.clock.advance(60_000);
  const code = await codeFor(here);
  const back = bank.stranger();
  assert.equal(await back.code("recover", asked(code)), "second_factor_needed");
  const wrong = { ...asked(code), code: "000000" };
  assert.equal(await back.code("recover", wrong), "wrong_credentials");
  await back.call("recover", { ...asked(code), code: totpOf(secret, bank.clock.nowMs) });
  assert.equal((await back.call("secondFactor", {})).on, true);

  const lost = await codeFor(here, { secondFactor: true });
  const again = bank.stranger();
  await again.call("recover", { ...asked(lost), newPassword: "another fresh start" });
  assert.deepEqual(await again.call("secondFactor", {}), { on: false });
});
