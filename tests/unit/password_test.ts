// service/identity/password.ts: what is stored, right and wrong, hashes of an earlier kind, and the bounds. Keys are derived in this
// thread, at a cost that is nothing where the cost is not what is tested; slots are counted, never timed.
import assert from "node:assert/strict";
import { scryptSync } from "node:crypto";
import { Refusal } from "../../bank/refusal.ts";
import { HASHES_AT_ONCE, HASHES_WAITING_MAX } from "../../api/limits.ts";
import { Deriver } from "../../service/identity/derivation.ts";
import { type Derive, Hasher, type Match } from "../../service/identity/password.ts";
import { COST, type Cost, EARLIER_COST } from "../../service/identity/stored_hash.ts";
import { budgetsFor } from "../../service/sharing/budgets.ts";
import { bare64, CHEAP, cheapHash, cheapHasher, earlierHash } from "../support/hashes.ts";
import { PASSWORD, seededRandom } from "../support/service.ts";

const ASKING = { line: "source 192.0.2.7", rank: "stranger" } as const;

const cheap = await cheapHash(PASSWORD);
const { derive: real } = new Deriver();

/** What stands in for a hash of release 0.1 costs nothing here, and fits nothing. */
const derive: Derive = (derivation) =>
  derivation.cost === EARLIER_COST ? Promise.resolve(new Uint8Array(32).fill(1)) : real(derivation);

const open = () => cheapHasher(seededRandom(), budgetsFor(null).hashes);

async function isRight(hasher: Hasher, password: string, stored: string | null) {
  const match = await hasher.matches(password, stored, ASKING);
  assert(!(match instanceof Refusal));
  return match.right;
}

/** Also says at which costs keys were derived. */
function watched(cost: Cost = CHEAP): { hasher: Hasher; costs: string[] } {
  const costs: string[] = [];
  const watch: Derive = (derivation) => {
    costs.push(derivation.cost.kind);
    return derive(derivation);
  };
  const queue = budgetsFor(null).hashes;
  return { hasher: new Hasher({ random: seededRandom(), queue, derive: watch, cost }), costs };
}

Deno.test("password: a hash is Argon2id in PHC form with the settings of OWASP", async () => {
  const { hasher } = watched(COST);
  const hash = await hasher.hash(PASSWORD, ASKING);
  assert(typeof hash === "string");
  const salt = bare64(seededRandom()(16));
  assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.equal(hash.split("$")[4], salt);
  assert.equal(await isRight(hasher, PASSWORD, hash), true);
});

Deno.test("password: hashes are those of the reference implementation", async () => {
  // Made with argon2-cffi 25.1, which has the reference implementation in it; OpenSSL 3.5 says the same.
  const table: [password: string, stored: string][] = [
    [
      "correct horse battery",
      "$argon2id$v=19$m=19456,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$quyusfeeuAGbpiw09i+j4VKJ+I/5h3mugd4HghmS/x8",
    ],
    [
      "caf\u00e9 au lait",
      "$argon2id$v=19$m=256,t=3,p=2$AAECAwQFBgcICQoLDA0ODw$vl1XsxgZyRZHmU3fDIy5+6gdLFTDvdRd5FXzM2wPYcE",
    ],
  ];
  for (const [password, stored] of table) {
    assert.equal(await isRight(open(), password, stored), true, stored);
  }
});

Deno.test("password: equal passwords have different hashes", async () => {
  const hasher = open();
  const [one, other] = await Promise.all([
    hasher.hash(PASSWORD, ASKING),
    hasher.hash(PASSWORD, ASKING),
  ]);
  assert.notEqual(one, other);
  assert.equal(await isRight(hasher, PASSWORD, one as string), true);
});

Deno.test("password: right and wrong, against both kinds", async () => {
  const hasher = open();
  for (const hashOf of [cheapHash, earlierHash]) {
    const stored = await hashOf(PASSWORD);
    const cafe = await hashOf("caf\u00e9 au lait");
    const table: [string, string | null, boolean][] = [
      [PASSWORD, stored, true],
      [PASSWORD + " ", stored, false],
      [PASSWORD.toUpperCase(), stored, false],
      ["", stored, false],
      ["\u0001", stored, false],
      ["short", stored, false],
      ["caf\u00e9 au lait", cafe, true],
      ["cafe\u0301 au lait", cafe, true],
      [PASSWORD, cafe, false],
    ];
    for (const [password, stored, right] of table) {
      assert.equal(await isRight(hasher, password, stored), right, `${password} ${stored}`);
    }
  }
});

Deno.test("password: a short one is nobody's, also where the hash is of as many zeros", async () => {
  const stored = await cheapHash("\0".repeat(8));
  assert.equal(await isRight(open(), "", stored), false);
  assert.equal(await isRight(open(), "\0\0\0", stored), false);
});

Deno.test("password: what is no such hash, or costs too much, is wrong whatever the password, and takes as long", async () => {
  const [salt, key] = cheap.split("$").slice(4);
  const tail = `$${salt}$${key}`;
  const table = [
    "",
    "plain text",
    "$",
    "$argon2id$",
    cheap.slice(1),
    cheap.slice(0, -1),
    cheap + "A",
    cheap + "AAAA",
    cheap + "=",
    ` ${cheap}`,
    `${cheap}\n`,
    cheap.replace("$v=19", ""),
    cheap.replace("v=19", "v=16"),
    cheap.replace("argon2id", "argon2i"),
    cheap.replace("argon2id", "bcrypt"),
    cheap.replace("m=8", "m=-8"),
    ...["m=8,t=1", "t=1,m=8,p=1", "m=8,t=0,p=1", "m=7,t=1,p=1", "m=8,t=1,p=0", "m=8,t=17,p=1"].map(
      (settings) => `$argon2id$v=19$${settings}${tail}`,
    ),
    // 64 MiB is the most, of either kind.
    `$argon2id$v=19$m=65537,t=1,p=1${tail}`,
    `$argon2id$v=19$m=999999,t=1,p=1${tail}`,
    ...["ln=0,r=8,p=1", "ln=16,r=8,p=1", "ln=14,r=99,p=1", "ln=99,r=1,p=1", "ln=4,r=1,p=17"].map(
      (settings) => `$scrypt$${settings}${tail}`,
    ),
  ];
  for (const stored of table) {
    const { hasher, costs } = watched();
    assert.equal(await isRight(hasher, PASSWORD, stored), false, stored);
    assert.deepEqual(costs, ["argon2id", "scrypt"], stored);
  }
});

Deno.test("password: the right one of an earlier hash comes with a new hash, of which it is right", async () => {
  const { hasher, costs } = watched();
  const stored = earlierHash(PASSWORD);
  const match = await hasher.matches(PASSWORD, stored, ASKING) as Match;
  assert.equal(match.right, true);
  assert.deepEqual(costs, ["scrypt", "argon2id"]);
  assert.match(match.renewed!, /^\$argon2id\$v=19\$m=8,t=1,p=1\$/);
  assert.equal(await isRight(hasher, PASSWORD, match.renewed!), true);
  assert.equal(await isRight(hasher, PASSWORD + "x", match.renewed!), false);
});

Deno.test("password: a hash of another cost is renewed, one like new ones is not, a wrong one never", async () => {
  const hasher = open();
  const costlier = await watched({ ...CHEAP, passes: 2 }).hasher.hash(PASSWORD, ASKING) as string;
  const renewed = async (password: string, stored: string) => {
    const match = await hasher.matches(password, stored, ASKING) as Match;
    return match.renewed?.startsWith("$argon2id$v=19$m=8,t=1,p=1$");
  };
  assert.equal(await renewed(PASSWORD, costlier), true);
  assert.equal(await renewed(PASSWORD, cheap), undefined);
  for (const stored of [costlier, cheap, earlierHash(PASSWORD)]) {
    assert.equal(await renewed("not this one", stored), undefined);
  }
});

Deno.test("password: a wrong one, and a name that nobody has, take both kinds while there are earlier hashes", async () => {
  const kinds = { nobody: null, now: cheap, earlier: earlierHash(PASSWORD), damaged: "plain" };
  for (const [name, stored] of Object.entries(kinds)) {
    for (const password of ["not this one", "short"]) {
      const { hasher, costs } = watched();
      assert.equal(await isRight(hasher, password, stored), false);
      assert.deepEqual(costs.sort(), ["argon2id", "scrypt"], name);
    }
  }
  const { hasher, costs } = watched();
  hasher.earlierOnes = false;
  for (const stored of [null, cheap, "plain"]) await isRight(hasher, "not this one", stored);
  assert.deepEqual(costs, ["argon2id", "argon2id", "argon2id"]);
});

Deno.test("password: what stands in for an earlier hash costs what release 0.1 paid", async () => {
  const costs: Cost[] = [];
  const key = new Uint8Array(32).fill(1);
  const watch: Derive = ({ cost }) => Promise.resolve(costs.push(cost) ? key : key);
  const queue = budgetsFor(null).hashes;
  const hasher = new Hasher({ random: seededRandom(), queue, derive: watch });
  await isRight(hasher, PASSWORD, null);
  assert.deepEqual(costs, [COST, EARLIER_COST]);
  const salt = seededRandom(3)(16);
  const old = scryptSync(PASSWORD, salt, 32, { N: 2 ** 14, r: 8, p: 5, maxmem: 2 ** 28 });
  const stored = `$scrypt$ln=14,r=8,p=5$${bare64(salt)}$${bare64(old)}`;
  assert.equal(await isRight(open(), PASSWORD, stored), true);
});

Deno.test("password: whose maker is gone at whatever step is told busy", async () => {
  for (const stored of [null, cheap, earlierHash(PASSWORD)]) {
    for (const [dies, password] of [[0, PASSWORD], [1, "not this one"], [1, PASSWORD]] as const) {
      let step = 0;
      const mortal: Derive = (derivation) =>
        step++ === dies ? Promise.resolve(new Refusal("busy", {})) : derive(derivation);
      const queue = budgetsFor(null).hashes;
      const hasher = new Hasher({ random: seededRandom(), queue, derive: mortal, cost: CHEAP });
      const match = await hasher.matches(password, stored, ASKING);
      const reached = step > dies;
      assert.equal(match instanceof Refusal, reached, `${stored} ${dies} ${password}`);
      assert.equal(queue.usage().used, 0);
    }
  }
});

/** Fills what is left of the slots and the queue. */
function fill(hasher: Hasher, count: number): Promise<Match | Refusal>[] {
  return Array.from({ length: count }, () => hasher.matches(PASSWORD, cheap, ASKING));
}

async function allRight(matches: readonly Promise<Match | Refusal>[]): Promise<void> {
  for (const match of await Promise.all(matches)) assert.deepEqual(match, { right: true });
}

Deno.test("password: so many at once and so many waiting, one more is told busy", async () => {
  const hasher = open();
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
  await allRight(taken);
});

Deno.test("password: afterwards there is room again, exactly as much as before", async () => {
  const hasher = open();
  for (let round = 0; round < 3; round++) {
    const taken = fill(hasher, HASHES_AT_ONCE + HASHES_WAITING_MAX);
    assert(await hasher.matches(PASSWORD, cheap, ASKING) instanceof Refusal, `round ${round}`);
    await allRight(taken);
  }
});

Deno.test("password: never are more keys derived at once than there are slots, whatever the hashes", async () => {
  let [now, most] = [0, 0];
  const counted: Derive = async (derivation) => {
    most = Math.max(most, ++now);
    const key = await derive(derivation);
    now--;
    return key;
  };
  const queue = budgetsFor(null).hashes;
  const hasher = new Hasher({ random: seededRandom(), queue, derive: counted, cost: CHEAP });
  const kinds = [null, cheap, earlierHash(PASSWORD), "plain"];
  await Promise.all(Array.from({ length: 40 }, (_, n) => {
    const password = n % 3 === 0 ? PASSWORD : "not this one";
    return n % 5 === 0
      ? hasher.hash(password, ASKING)
      : hasher.matches(password, kinds[n % 4]!, ASKING);
  }));
  assert.deepEqual([now, most], [0, HASHES_AT_ONCE]);
});

Deno.test("password: an unknown user takes a slot like a known one", async () => {
  const hasher = open();
  const unknown = Array.from(
    { length: HASHES_AT_ONCE },
    () => hasher.matches(PASSWORD, null, ASKING),
  );
  const waiting = fill(hasher, HASHES_WAITING_MAX);
  assert(await hasher.matches(PASSWORD, null, ASKING) instanceof Refusal);
  for (const match of await Promise.all(unknown)) assert.deepEqual(match, { right: false });
  await allRight(waiting);
});

Deno.test("password: those who wait are served in order", async () => {
  const hasher = open();
  const first = fill(hasher, HASHES_AT_ONCE);
  const order: number[] = [];
  const waiting = fill(hasher, 8).map((each, place) => each.then(() => order.push(place)));
  await Promise.all([...first, ...waiting]);
  // The last begins only when all before it but those beside it are done.
  assert(order.indexOf(7) >= 8 - HASHES_AT_ONCE, String(order));
});

Deno.test("password: a slot is given back when deriving fails", async () => {
  const broken: Derive = () => Promise.reject(new Error("no memory"));
  const queue = budgetsFor(null).hashes;
  const hasher = new Hasher({ random: seededRandom(), queue, derive: broken });
  for (let time = 0; time <= HASHES_AT_ONCE; time++) {
    await assert.rejects(hasher.matches(PASSWORD, cheap, ASKING));
  }
  assert.equal(queue.usage().used, 0);
});
