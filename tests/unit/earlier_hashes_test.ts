// Password hashes as release 0.1 made them: still good, replaced by whatever proves the password first, and looked for at a start only
// while there are some.
import assert from "node:assert/strict";
import { turn } from "../support/connection.ts";
import { cheapHash, earlierHash } from "../support/hashes.ts";
import { memoryKv, PASSWORD, seededRandom, START_MS, TestBank } from "../support/service.ts";
import { totpOf } from "../support/totp.ts";
import { EarlierHashes } from "../../store/earlier_hashes.ts";
import type { Kv } from "../../store/kv.ts";
import type { Person } from "../../store/people_records.ts";
import { Registry } from "../../store/registry.ts";
import { Seal } from "../../store/seal.ts";

const EARLIER = earlierHash(PASSWORD);
const NOW = /^\$argon2id\$v=19\$m=8,t=1,p=1\$/;

/** A customer whose hash is of release 0.1. */
async function withAlice() {
  const bank = await TestBank.open();
  const alice = await bank.customer("alice");
  const { account } = alice;
  const keep = (passwordHash: string) =>
    bank.people.change(account, (person) => ({ ...person, passwordHash }));
  await keep(EARLIER);
  const kept = async () => (await bank.people.person(account))!.passwordHash;
  const end = () => bank[Symbol.asyncDispose]();
  return { bank, alice, keep, kept, [Symbol.asyncDispose]: end };
}

const right = { userName: "alice", password: PASSWORD };

Deno.test("earlier hashes: a sign-in replaces it, once, and the password stays the same", async () => {
  await using here = await withAlice();
  const { bank, kept } = here;
  await bank.stranger().call("logIn", right);
  const hash = await kept();
  assert.match(hash, NOW);
  await bank.stranger().call("logIn", right);
  assert.equal(await kept(), hash);
  assert.equal(
    await bank.stranger().code("logIn", { ...right, password: "not this one" }),
    "wrong_credentials",
  );
});

Deno.test("earlier hashes: a wrong password changes nothing", async () => {
  await using here = await withAlice();
  const wrong = { ...right, password: "not this one" };
  assert.equal(await here.bank.stranger().code("logIn", wrong), "wrong_credentials");
  assert.equal(await here.kept(), EARLIER);
});

Deno.test("earlier hashes: whatever asks for the password again replaces it", async () => {
  const acts = {
    setUpSecondFactor: { password: PASSWORD },
    changePassword: { password: PASSWORD, newPassword: PASSWORD },
    unfreeze: { password: PASSWORD },
  } as const;
  for (const [method, params] of Object.entries(acts)) {
    await using here = await withAlice();
    await here.alice.answer(method as keyof typeof acts, params);
    assert.match(await here.kept(), NOW, method);
  }
});

Deno.test("earlier hashes: with a second factor it is replaced when its code was right, too", async () => {
  await using here = await withAlice();
  const { bank, alice, keep, kept } = here;
  const { secret } = await alice.call("setUpSecondFactor", { password: PASSWORD });
  await alice.call("confirmSecondFactor", { code: totpOf(secret, bank.clock.nowMs) });
  await keep(EARLIER);
  bank.clock.advance(60_000);
  assert.equal(await bank.stranger().code("logIn", right), "second_factor_needed");
  assert.equal(
    await bank.stranger().code("logIn", { ...right, code: "000000" }),
    "wrong_credentials",
  );
  assert.equal(await kept(), EARLIER);
  const code = totpOf(secret, bank.clock.nowMs);
  await bank.stranger().call("logIn", { ...right, code });
  assert.match(await kept(), NOW);
});

Deno.test("earlier hashes: of sign-ins in the same moment none is refused", async () => {
  await using here = await withAlice();
  const lines = Array.from({ length: 20 }, (_, n) => here.bank.stranger(`192.0.2.${n}`));
  const codes = await Promise.all(lines.map((line) => line.answer("logIn", right)));
  assert.deepEqual(codes.map(({ error }) => error?.data.code), Array(20).fill(undefined));
  assert.match(await here.kept(), NOW);
});

Deno.test("earlier hashes: a password that is changed while the one before is looked at does not let in any more", async () => {
  await using here = await withAlice();
  const { bank, keep, kept } = here;
  const { hasher } = bank.service;
  const matches = hasher.matches.bind(hasher);
  const other = await cheapHash("quite another one");
  let first = true;
  hasher.matches = async (...given) => {
    const match = await matches(...given);
    if (first) await keep(other);
    first = false;
    return match;
  };
  assert.equal(await bank.stranger().code("logIn", right), "wrong_credentials");
  assert.equal(await kept(), other);
});

Deno.test("earlier hashes: who leaves while the password is looked at is not there any more", async () => {
  await using here = await withAlice();
  const { bank, alice } = here;
  const { hasher } = bank.service;
  const matches = hasher.matches.bind(hasher);
  hasher.matches = async (...given) => {
    const match = await matches(...given);
    await bank.people.erase(alice.account);
    return match;
  };
  assert.equal(await bank.stranger().code("logIn", right), "wrong_credentials");
});

const SETTINGS = "$argon2id$v=19$m=8,t=1,p=1$";
const seal = new Seal(seededRandom(7)(32), seededRandom());
const never = () => false;

async function town(kv: Kv, hashes: readonly string[]): Promise<Registry> {
  const people = new Registry(kv, seal);
  for (const [n, passwordHash] of hashes.entries()) {
    const person: Person = {
      account: `10000000000${n}`,
      userName: `user${n}`,
      displayName: "A",
      passwordHash,
      role: "customer",
      createdAtMs: START_MS,
      devices: [],
    };
    assert(await people.add(person));
  }
  return people;
}

/** Counts how many people are read. */
function counted(kv: Kv): { readonly kv: Kv; read(): number } {
  let read = 0;
  const list: Kv["list"] = async function* (selector, options) {
    for await (const entry of kv.list(selector, options)) {
      read++;
      yield entry;
    }
  } as Kv["list"];
  const handler = { get: (of: Kv, name: keyof Kv) => name === "list" ? list : of[name].bind(of) };
  return { kv: new Proxy(kv, handler as ProxyHandler<Kv>), read: () => read };
}

Deno.test("earlier hashes: they are found, and once there are none nobody is looked through again", async () => {
  const kv = await memoryKv();
  const now = await cheapHash(PASSWORD);
  const people = await town(kv, [now, EARLIER, now, EARLIER]);
  const look = counted(kv);
  const hashes = new EarlierHashes(look.kv, seal);
  assert.equal(await hashes.any(SETTINGS, never), true);
  assert.equal(look.read(), 2);
  for (const account of ["100000000001", "100000000003"]) {
    await people.change(account, (person) => ({ ...person, passwordHash: now }));
  }
  assert.equal(await hashes.any(SETTINGS, never), false);
  assert.equal(look.read(), 6);
  assert.equal(await hashes.any(SETTINGS, never), false);
  assert.equal(look.read(), 6);
  // A later release makes them in another way.
  assert.equal(await hashes.any("$argon2id$v=19$m=16,t=1,p=1$", never), true);
  kv.close();
});

Deno.test("earlier hashes: in a new bank there are none, and a look that nobody waits for ends", async () => {
  const [empty, full] = [await memoryKv(), await memoryKv()];
  assert.equal(await new EarlierHashes(empty, seal).any(SETTINGS, never), false);
  await town(full, Array(5).fill(await cheapHash(PASSWORD)));
  const look = counted(full);
  const hashes = new EarlierHashes(look.kv, seal);
  assert.equal(await hashes.any(SETTINGS, () => look.read() > 2), true);
  assert.equal(look.read(), 3);
  assert.equal(await hashes.any(SETTINGS, never), false);
  await turn();
  empty.close();
  full.close();
});
