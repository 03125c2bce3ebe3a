// service/identity/password.ts: the PHC form, right and wrong, and the bounds. Slots are counted with cheap hashes, never
// with a stopwatch.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { scryptSync } from "node:crypto";
import { Refusal } from "../../bank/refusal.ts";
import { budgetsFor } from "../../service/sharing/budgets.ts";
import { HASHES_AT_ONCE, HASHES_WAITING_MAX } from "../../api/limits.ts";
import { Hasher } from "../../service/identity/password.ts";
import { cheapHash, PASSWORD, seededRandom } from "../support/service.ts";

const cheap = cheapHash(PASSWORD);

const ASKING = { line: "source 192.0.2.7", rank: "stranger" } as const;

const hasherWith = (random: (bytes: number) => Uint8Array) =>
  new Hasher(random, budgetsFor(null).hashes);

Deno.test("password: a hash is scrypt in PHC form with the settings of OWASP", async () => {
  const salt = seededRandom(3)(16);
  const hash = await hasherWith(seededRandom(3)).hash(PASSWORD, ASKING);
  assert(typeof hash === "string");
  const bare = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64").replace(/=+$/, "");
  const key = scryptSync(PASSWORD, salt, 32, { N: 2 ** 14, r: 8, p: 5, maxmem: 2 ** 28 });
  assert.equal(hash, `$scrypt$ln=14,r=8,p=5$${bare(salt)}$${bare(key)}`);
});

Deno.test("password: equal passwords have different hashes", async () => {
  const hasher = hasherWith(seededRandom());
  const [one, other] = await Promise.all([
    hasher.hash(PASSWORD, ASKING),
    hasher.hash(PASSWORD, ASKING),
  ]);
  assert.notEqual(one, other);
  assert.equal(await hasher.matches(PASSWORD, one as string, ASKING), true);
});

Deno.test("password: right and wrong", async () => {
  const hasher = hasherWith(seededRandom());
  const table: [string, string | null, boolean][] = [
    [PASSWORD, cheap, true],
    [PASSWORD + " ", cheap, false],
    [PASSWORD.toUpperCase(), cheap, false],
    ["", cheap, false],
    ["caf\u00e9 au lait", cheapHash("caf\u00e9 au lait"), true],
    ["cafe\u0301 au lait", cheapHash("caf\u00e9 au lait"), true],
    [PASSWORD, cheap.slice(0, -4), false],
    [PASSWORD, cheap + "AAAA", false],
  ];
  for (const [password, stored, matches] of table) {
    assert.equal(await hasher.matches(password, stored, ASKING), matches, `${password} ${stored}`);
  }
});

Deno.test("password: the stored settings are used, so that old hashes stay good", async () => {
  const hasher = hasherWith(seededRandom());
  const salt = Buffer.alloc(16, 9);
  const key = scryptSync("old secret", salt, 32, { N: 2 ** 10, r: 8, p: 1 });
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64").replace(/=+$/, "");
  const stored = `$scrypt$ln=10,r=8,p=1$${text(salt)}$${text(key)}`;
  assert.equal(await hasher.matches("old secret", stored, ASKING), true);
});

Deno.test("password: no user, and a damaged hash, are wrong whatever the password", async () => {
  const hasher = hasherWith(seededRandom());
  const answers = [
    hasher.matches("", null, ASKING),
    hasher.matches(PASSWORD, "plain text", ASKING),
  ];
  assert.deepEqual(await Promise.all(answers), [false, false]);
});

/** Fills what is left of the slots and the queue with cheap checks. */
function fill(hasher: Hasher, count: number): Promise<boolean | Refusal>[] {
  return Array.from({ length: count }, () => hasher.matches(PASSWORD, cheap, ASKING));
}

Deno.test("password: so many at once and so many waiting, one more is told busy", async () => {
  const hasher = hasherWith(seededRandom());
  const taken = fill(hasher, HASHES_AT_ONCE + HASHES_WAITING_MAX);
  const more = await Promise.all([
    hasher.matches(PASSWORD, cheap, ASKING),
    hasher.hash(PASSWORD, ASKING),
  ]);
  for (const refusal of more) {
    assert(refusal instanceof Refusal);
    assert.deepEqual([refusal.code, refusal.retryable], ["busy", true]);
    assert.deepEqual(refusal.detail, { waiting: HASHES_WAITING_MAX });
  }
  assert.deepEqual(new Set(await Promise.all(taken)), new Set([true]));
});

Deno.test("password: afterwards there is room again, exactly as much as before", async () => {
  const hasher = hasherWith(seededRandom());
  for (let round = 0; round < 3; round++) {
    const taken = fill(hasher, HASHES_AT_ONCE + HASHES_WAITING_MAX);
    assert(await hasher.matches(PASSWORD, cheap, ASKING) instanceof Refusal, `round ${round}`);
    assert.deepEqual(new Set(await Promise.all(taken)), new Set([true]));
  }
});

Deno.test("password: an unknown user takes a slot like a known one", async () => {
  const hasher = hasherWith(seededRandom());
  const unknown = Array.from(
    { length: HASHES_AT_ONCE },
    () => hasher.matches(PASSWORD, null, ASKING),
  );
  const waiting = fill(hasher, HASHES_WAITING_MAX);
  assert(await hasher.matches(PASSWORD, null, ASKING) instanceof Refusal);
  assert.deepEqual(new Set(await Promise.all(unknown)), new Set([false]));
  await Promise.all(waiting);
});

Deno.test("password: those who wait are served in order", async () => {
  const hasher = hasherWith(seededRandom());
  const slow = Array.from({ length: HASHES_AT_ONCE }, () => hasher.matches(PASSWORD, null, ASKING));
  const order: number[] = [];
  const waiting = fill(hasher, 8).map((each, place) => each.then(() => order.push(place)));
  await Promise.all([...slow, ...waiting]);
  // The last begins only when all before it but those beside it are done.
  assert(order.indexOf(7) >= 8 - HASHES_AT_ONCE, String(order));
});

Deno.test("password: a setting that scrypt refuses is an error, and its slot is given back", async () => {
  const hasher = hasherWith(seededRandom());
  const bad = cheap.replace("ln=4", "ln=0");
  for (let time = 0; time <= HASHES_AT_ONCE; time++) {
    await assert.rejects(hasher.matches(PASSWORD, bad, ASKING));
  }
  assert.equal(await hasher.matches(PASSWORD, cheap, ASKING), true);
});
