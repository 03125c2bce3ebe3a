// store/registry.ts over Deno KV in memory: uniqueness, change, erasure, and what the raw bytes show. Sessions,
// devices and the staff code in use are tested through the router.
import assert from "node:assert/strict";
import type { Kv, KvKey } from "../../store/kv.ts";
import { DEVICES_MAX } from "../../service/identity/devices.ts";
import type { Person } from "../../store/people_records.ts";
import { Registry, SESSIONS_MAX } from "../../store/registry.ts";
import { Seal } from "../../store/seal.ts";
import { memoryKv, PASSWORD, seededRandom, START_MS, TestBank } from "../support/service.ts";
import { cheapHash } from "../support/hashes.ts";

interface Opened extends Disposable {
  readonly kv: Kv;
  readonly people: Registry;
}

async function open(): Promise<Opened> {
  const kv = await memoryKv();
  const people = registry(kv, 7);
  return { kv, people, [Symbol.dispose]: () => kv.close() };
}

function registry(kv: Kv, keySeed: number): Registry {
  return new Registry(kv, new Seal(seededRandom(keySeed)(32), seededRandom()));
}

/** Of all people here. */
const HASH = await cheapHash(PASSWORD);

function person(account: string, userName: string): Person {
  return {
    account,
    userName,
    displayName: `The ${userName}`,
    passwordHash: HASH,
    role: "customer",
    createdAtMs: START_MS,
    devices: [],
  };
}

async function rows(kv: Kv): Promise<{ key: KvKey; value: Uint8Array }[]> {
  const all: { key: KvKey; value: Uint8Array }[] = [];
  for await (const { key, value } of kv.list({ prefix: [] })) {
    all.push({ key: key as KvKey, value: value as Uint8Array });
  }
  return all;
}

async function put(kv: Kv, key: KvKey, value: unknown): Promise<void> {
  await kv.atomic().set(key, value).commit();
}

Deno.test("registry: found by number and by name; names and numbers are unique", async () => {
  using opened = await open();
  const { people } = opened;
  const alice = person("111", "alice");
  assert.equal(await people.add(alice), true);
  assert.deepEqual([await people.person("111"), await people.accountNamed("alice")], [
    alice,
    "111",
  ]);
  assert.equal(await people.add(person("222", "alice")), false);
  assert.equal(await people.add(person("111", "bob")), false);
  assert.deepEqual([await people.person("222"), await people.accountNamed("bob")], [null, null]);
});

Deno.test("registry: changes made at once are all kept", async () => {
  using opened = await open();
  const { people } = opened;
  await people.add(person("111", "alice"));
  const hashes = Array.from({ length: DEVICES_MAX }, (_, number) => `device ${number}`);
  await Promise.all(hashes.map((hash) =>
    people.change("111", (now) => ({
      ...now,
      devices: [...now.devices, { hash, lastSeenAtMs: START_MS }],
    }))
  ));
  const { devices } = (await people.person("111"))!;
  assert.deepEqual(devices.map(({ hash }) => hash).sort(), hashes.sort());
  assert.equal(await people.change("222", (now) => now), null);
});

Deno.test("registry: sessions are bounded per person, and end alone or together", async () => {
  using opened = await open();
  const { kv, people } = opened;
  const begin = (account: string, token: string, at: number) =>
    people.addSession(token, { account, createdAtMs: at, expiresAtMs: at + 1_000 });
  for (let number = 0; number < SESSIONS_MAX + 3; number++) {
    await begin("111", `a${number}`, number);
  }
  await begin("222", "b", 1);
  assert.equal((await rows(kv)).length, 2 * (SESSIONS_MAX + 1));
  assert.deepEqual([await people.session("a2"), (await people.session("a3"))?.account], [
    null,
    "111",
  ]);
  await people.endSession("a3");
  await people.endSession("a3");
  assert.equal(await people.session("a3"), null);
  await people.endSessions("111", "a9");
  assert.equal((await rows(kv)).length, 4);
  assert.deepEqual([(await people.session("a9"))?.account, (await people.session("b"))?.account], [
    "111",
    "222",
  ]);
});

Deno.test("registry: erasing leaves of a person only a blind name that is never given again", async () => {
  using opened = await open();
  const { kv, people } = opened;
  await people.add(person("222", "bob"));
  await people.addSession("b", { account: "222", createdAtMs: 1, expiresAtMs: 2 });
  const before = new Set((await rows(kv)).map(({ key }) => key.join("/")));
  await people.add(person("111", "alice"));
  await people.addSession("a1", { account: "111", createdAtMs: 1, expiresAtMs: 2 });
  await people.addSession("a2", { account: "111", createdAtMs: 1, expiresAtMs: 2 });
  await people.markLeaving("111");
  assert.deepEqual(await people.leaving(), ["111"]);
  for (let time = 0; time < 2; time++) {
    await people.erase("111");
    const left = (await rows(kv)).filter(({ key }) => !before.has(key.join("/")));
    assert.deepEqual(left.map(({ key }) => key[0]), ["user_name"]);
    assert.equal((await rows(kv)).length, before.size + 1);
  }
  assert.deepEqual([await people.person("111"), await people.leaving()], [null, []]);
  assert.equal(await people.accountNamed("alice"), "111");
  assert.equal(await people.add(person("333", "alice")), false);
});

Deno.test("registry: a record moved to another place does not open", async () => {
  using opened = await open();
  const { kv, people } = opened;
  await people.add(person("111", "alice"));
  await people.add(person("222", "bob"));
  const { value } = await kv.get(["person", "222"]);
  await put(kv, ["person", "111"], value);
  await assert.rejects(people.person("111"));
  assert.equal((await people.person("222"))?.userName, "bob");
});

Deno.test("registry: with another key nobody is found by name and nothing opens", async () => {
  using opened = await open();
  await opened.people.add(person("111", "alice"));
  const thief = registry(opened.kv, 8);
  assert.equal(await thief.accountNamed("alice"), null);
  await assert.rejects(thief.person("111"));
});

Deno.test("registry: a damaged record is an error, never another person", async () => {
  using opened = await open();
  const { kv, people } = opened;
  await people.add(person("111", "alice"));
  const { value } = await kv.get(["person", "111"]);
  const bytes = value as Uint8Array;
  for (const damaged of [bytes.subarray(1), new Uint8Array(0), new Uint8Array(bytes.length)]) {
    await put(kv, ["person", "111"], damaged);
    await assert.rejects(people.person("111"));
  }
  await put(kv, ["person", "111"], { account: "111" });
  await assert.rejects(people.person("111"), /damaged: it is not bytes/);
});

Deno.test("registry: the raw keys and values of a whole bank show no name, password or token", async () => {
  await using bank = await TestBank.open({ welcomeMinor: 500 });
  const alice = bank.stranger();
  const params = { userName: "alice.secret", displayName: "Älice Visible", password: PASSWORD };
  const device = "5".repeat(64);
  const { sessionToken } = await alice.call("signUp", { ...params, device });
  await bank.people.setStaffCode("7777-1234-8888");
  const bob = await bank.customer("bob.secret", { bookedMinor: 100 });
  await bob.call("transfer", { id: bank.transferId(), to: "alice.secret", amountMinor: 5 });
  await alice.code("logIn", { userName: "alice.secret", password: PASSWORD });
  await bank.people.markLeaving(bob.account);
  const all = await rows(bank.kv);
  assert(all.length > 8);
  const latin1 = new TextDecoder("latin1");
  const raw = all.map(({ key, value }) => `${key.join("/")} ${latin1.decode(value)}`).join("\n");
  assert.match(raw, new RegExp(bob.account));
  const secrets = [
    "secret",
    "lice Visible",
    PASSWORD,
    "$argon2id",
    "7777-1234",
    sessionToken,
    device,
    "userName",
    "passwordHash",
  ];
  for (const secret of secrets) assert(!raw.includes(secret), secret);
});
