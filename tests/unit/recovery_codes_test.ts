// Recovery codes of the second factor: ten, shown once, each good once instead of a code of the app; the bank keeps hashes, and
// the owner is told of every use.
import assert from "node:assert/strict";
import { newRecoveryCodes } from "../../service/identity/recovery_codes.ts";
import { type Customer, PASSWORD, seededRandom, TestBank } from "../support/service.ts";
import { TestSession } from "../support/session.ts";
import { totpOf } from "../support/totp.ts";

const DAY_MS = 25 * 60 * 60 * 1_000;

interface Guarded {
  readonly bank: TestBank;
  readonly maya: Customer;
  readonly codes: readonly string[];
  readonly app: () => string;
}

/** A customer with a second factor. */
async function guarded(bank: TestBank): Promise<Guarded> {
  const maya = await bank.customer("maya");
  bank.clock.advance(DAY_MS);
  const { secret } = await maya.call("setUpSecondFactor", { password: PASSWORD });
  const app = () => totpOf(secret, bank.clock.nowMs);
  const { recoveryCodes } = await maya.call("confirmSecondFactor", { code: app() });
  bank.clock.advance(60_000);
  return { bank, maya, codes: recoveryCodes!, app };
}

const signIn = ({ bank }: Guarded, code: string): Promise<unknown> =>
  new TestSession(bank.router, "192.0.2.9")
    .answer("logIn", { userName: "maya", password: PASSWORD, code })
    .then(({ error }) => error?.data.code ?? "ok");

Deno.test("recovery codes: ten different ones of twelve digits, every digit as often as another", () => {
  const { codes, hashes } = newRecoveryCodes({ random: seededRandom(3) });
  assert.equal(new Set(codes).size, 10);
  for (const code of codes) assert.match(code, /^\d{4}-\d{4}-\d{4}$/);
  assert.equal(new Set(hashes).size, 10);
  // 255 is drawn again, or small digits would come more often.
  const high = newRecoveryCodes({
    random: (length) => Uint8Array.from({ length }, (_, at) => at % 2 === 0 ? 255 : 247),
  });
  assert.deepEqual(high.codes, Array(10).fill("7777-7777-7777"));
});

Deno.test("recovery codes: each opens once, whatever stands between its digits, and the owner hears of it", async () => {
  await using bank = await TestBank.open();
  const scene = await guarded(bank);
  const { maya, codes } = scene;
  const from = (await maya.call("alertsPosition", {})).notice;
  assert.equal(await signIn(scene, codes[0]!), "ok");
  assert.equal(await signIn(scene, codes[0]!), "wrong_credentials");
  assert.equal(await signIn(scene, codes[1]!.replaceAll("-", " ")), "ok");
  assert.deepEqual(await maya.call("secondFactor", {}), { on: true, recoveryCodesLeft: 8 });
  const { alerts } = await maya.call("alertsSince", { entry: 10 ** 9, notice: from });
  const told = alerts.filter(({ kind }) => kind === "recovery_code_used");
  assert.deepEqual(told.map((alert) => "count" in alert && alert.count), [9, 8]);
});

Deno.test("recovery codes: two at the same moment use one up once", async () => {
  await using bank = await TestBank.open();
  const scene = await guarded(bank);
  const outcomes = await Promise.all([0, 1, 2].map(() => signIn(scene, scene.codes[4]!)));
  assert.deepEqual(outcomes.sort(), ["ok", "wrong_credentials", "wrong_credentials"]);
});

Deno.test("recovery codes: new ones void the old ones, and want password and code", async () => {
  await using bank = await TestBank.open();
  const scene = await guarded(bank);
  const { maya, codes, app } = scene;
  const wrong = { password: PASSWORD, code: "000000000000" };
  assert.equal(await maya.code("renewRecoveryCodes", wrong), "wrong_credentials");
  const guess = { password: "a guess", code: app() };
  assert.equal(await maya.code("renewRecoveryCodes", guess), "wrong_credentials");
  const proof = { password: PASSWORD, code: app() };
  const { recoveryCodes } = await maya.call("renewRecoveryCodes", proof);
  assert.equal(await signIn(scene, codes[2]!), "wrong_credentials");
  assert.equal(await signIn(scene, recoveryCodes[2]!), "ok");
});

Deno.test("recovery codes: none are shown of a factor that is switched off at the same moment", async () => {
  await using bank = await TestBank.open();
  const { maya, codes } = await guarded(bank);
  const change = bank.people.change.bind(bank.people);
  let changes = 0;
  // After the code has been used up, before the new ones are written.
  bank.people.change = async (account, edit) => {
    if (++changes === 2) await change(account, ({ totp: _, ...person }) => person);
    return await change(account, edit);
  };
  const proof = { password: PASSWORD, code: codes[0]! };
  assert.equal(await maya.code("renewRecoveryCodes", proof), "wrong_credentials");
  assert.equal(changes, 2);
});

Deno.test("recovery codes: they do not switch a factor on, and are not in the registry", async () => {
  await using bank = await TestBank.open();
  const { maya, codes } = await guarded(bank);
  const kept = JSON.stringify(await bank.people.person(maya.account));
  for (const code of codes) assert.ok(!kept.includes(code.replaceAll("-", "")), "kept as it is");
  // The phone is lost: off with a recovery code, and on again with the new phone alone.
  const off = await maya.call("removeSecondFactor", { password: PASSWORD, code: codes[0]! });
  assert.deepEqual(off, { on: false });
  await maya.call("setUpSecondFactor", { password: PASSWORD });
  assert.equal(await maya.code("confirmSecondFactor", { code: codes[1]! }), "wrong_credentials");
});

Deno.test("recovery codes: a factor of an earlier release has none, and gets them when asked", async () => {
  await using bank = await TestBank.open();
  const scene = await guarded(bank);
  const { maya, app, codes } = scene;
  await bank.people.change(maya.account, (person) => {
    const { recovery: _, ...totp } = person.totp!;
    return { ...person, totp };
  });
  assert.deepEqual(await maya.call("secondFactor", {}), { on: true, recoveryCodesLeft: 0 });
  assert.equal(await signIn(scene, codes[0]!), "wrong_credentials");
  const proof = { password: PASSWORD, code: app() };
  assert.equal((await maya.call("renewRecoveryCodes", proof)).recoveryCodes.length, 10);
});
