// What a stranger could learn from a sign-in that fails: nothing about who is a customer. What the bank says, reads, unseals, hashes
// and writes is the same for each kind of name. Times are for `deno task siege:timing`.
import assert from "node:assert/strict";
import { TOTP } from "otpauth";
import { FAILURES_PER_NAME_AND_SOURCE, THROTTLE_KEYS_MAX } from "../../api/limits.ts";
import { FailedSignIns } from "../../service/identity/throttle.ts";
import type { Kv } from "../../store/kv.ts";
import { Seal } from "../../store/seal.ts";
import { type Customer, memoryKv, PASSWORD, TestBank } from "../support/service.ts";

const WRONG = "it was not this one";

/** A store that keeps a list of what is asked of it. */
async function watchedKv(work: string[]): Promise<Kv> {
  const kv = await memoryKv();
  return new Proxy(kv, {
    get: (target, name) => {
      const value = Reflect.get(target, name) as unknown;
      if (typeof value !== "function") return value;
      return (...given: unknown[]) => {
        work.push(String(name));
        return value.apply(target, given) as unknown;
      };
    },
  });
}

/** Until it is disposed, notes each record that is unsealed. */
function watchUnsealing(work: string[]): Disposable {
  const { open } = Seal.prototype;
  Seal.prototype.open = function (...given) {
    work.push("unseal");
    return open.apply(this, given);
  };
  return { [Symbol.dispose]: () => void (Seal.prototype.open = open) };
}

async function leave(customer: Customer): Promise<void> {
  await customer.call("closeAccount", { password: PASSWORD });
}

const KINDS = ["alice", "nobody", "frozen", "closed", "halfway", "factor", "staff"];

/** One of each kind; each name is its kind, but for alice. */
async function town(kv: Kv): Promise<TestBank> {
  const bank = await TestBank.open({ kv });
  await bank.customer("alice");
  await (await bank.customer("frozen")).call("freeze", {});
  await leave(await bank.customer("closed"));
  await bank.person("halfway");
  await secondFactor(bank, await bank.customer("factor"));
  await bank.staff("staff");
  return bank;
}

async function secondFactor(bank: TestBank, customer: Customer): Promise<string> {
  const { secret } = await customer.call("setUpSecondFactor", { password: PASSWORD });
  const code = new TOTP({ secret }).generate({ timestamp: bank.clock.nowMs });
  await customer.call("confirmSecondFactor", { code });
  return secret;
}

Deno.test("unknown names: a failed log-in says, reads, hashes and writes the same for every kind of name", async () => {
  const work: string[] = [];
  await using bank = await town(await watchedKv(work));
  using _watch = watchUnsealing(work);
  // What a hash costs without a user is in password_test.ts.
  bank.service.hasher.matches = (_password, _stored, { line }) => {
    work.push(`hash in the line of ${line}`);
    return Promise.resolve({ right: false });
  };
  for (let time = 0; time < FAILURES_PER_NAME_AND_SOURCE + 2; time++) {
    const seen = new Map<string, string>();
    for (const [place, userName] of KINDS.entries()) {
      // A minute's first failure at a name, then others of the same minute.
      if (place === 0 && time === 2) bank.clock.advance(61_000);
      const source = `192.0.2.${place}`;
      work.length = 0;
      const before = bank.loop.head.seq;
      const said = await bank.stranger(source).text("logIn", { userName, password: WRONG }, 1);
      await settled(bank);
      const written = bank.loop.head.seq - before;
      const all = JSON.stringify([said, written, work]).replaceAll(source, "SOURCE");
      seen.set(userName, all);
    }
    assert.equal(new Set(seen.values()).size, 1, `time ${time}: ${[...seen].join("\n")}`);
    const [all = ""] = seen.values();
    const throttled = time >= FAILURES_PER_NAME_AND_SOURCE;
    assert.match(all, throttled ? /throttled/ : /wrong_credentials.*hash in the line/);
    assert.match(all, time === 0 || time === 2 ? /,1,\[/ : /,0,\[/, "blocks written");
  }
});

/** All that was sent to be booked has been. */
async function settled({ loop }: TestBank): Promise<void> {
  await loop.submit({ type: "expire_hold", id: "00000000-0000-7000-8000-000000000000" });
}

Deno.test("unknown names: a wrong staff code costs the same whether the name is taken, and whether there is a code", async () => {
  const work: string[] = [];
  await using bank = await town(await watchedKv(work));
  using _watch = watchUnsealing(work);
  const seen = new Set<string>();
  for (const code of [null, "1234-5678"]) {
    if (code !== null) await bank.people.setStaffCode(code);
    for (const userName of KINDS) {
      // Whose sign-up was cut says so at the next one.
      if (userName === "halfway") continue;
      work.length = 0;
      const params = { userName, password: PASSWORD, staffCode: "0000-0000" };
      const said = await bank.stranger().text("signUp", params, 1);
      seen.add(JSON.stringify([said, work]));
    }
  }
  assert.equal(seen.size, 1, [...seen].join("\n"));
  assert.match([...seen][0]!, /staff_code_invalid/);
});

Deno.test("unknown names: failures are noted with a bound, the oldest are forgotten first", () => {
  const failures = new FailedSignIns();
  for (let name = 0; name <= THROTTLE_KEYS_MAX; name++) {
    failures.note(`name ${name}`, 0);
    failures.note(`name ${name}`, 0);
  }
  assert.deepEqual([failures.take("name 0"), failures.take("name 1")], [0, 1]);
});

Deno.test("log-in: the owner is told of wrong codes after the right password", async () => {
  await using bank = await TestBank.open();
  const alice = await bank.customer("alice");
  await secondFactor(bank, alice);
  const guess = { userName: "alice", password: PASSWORD, code: "000000" };
  assert.equal(await bank.stranger().code("logIn", guess), "wrong_credentials");
  await settled(bank);
  const { alerts } = await alice.call("alertsSince", { entry: 0, notice: 0 });
  const kinds = alerts.map(({ kind }) => kind);
  assert.deepEqual(kinds.filter((kind) => kind === "failed_sign_ins").length, 1, kinds.join());
});
