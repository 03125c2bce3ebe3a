// service/identity/throttle.ts as tables over time: who has to wait for how long after which failures. The clock is a
// number that the test counts up.
import assert from "node:assert/strict";
import {
  BACK_OFF_MS_MAX,
  BACK_OFF_MS_MIN,
  FAILURES_PER_NAME_AND_SOURCE,
  FAILURES_PER_NAME_FROM_STRANGE_DEVICES,
  FAILURES_PER_SOURCE,
  SIGN_INS_WAITING_MAX,
  THROTTLE_KEYS_MAX,
} from "../../api/limits.ts";
import { type Attempt, MinuteLimit, SignInThrottle } from "../../service/identity/throttle.ts";

const T0 = Date.UTC(2026, 0, 5, 9);

const alice: Attempt = { userName: "alice", source: "192.0.2.7" };
const owner: Attempt = { ...alice, knownDevice: "d".repeat(64) };

function fail(throttle: SignInThrottle, attempt: Attempt, nowMs: number, times = 1): void {
  for (let time = 0; time < times; time++) throttle.failed(attempt, nowMs);
}

/** Failures of many names from as many sources, so that only the wider counts rise. */
const someone = (number: number): Attempt => ({ userName: `name${number}`, source: `s${number}` });

Deno.test("throttle: the first failures are free, then the wait doubles up to its bound", () => {
  const throttle = new SignInThrottle();
  const waits: number[] = [];
  let nowMs = T0;
  for (let failure = 1; failure <= FAILURES_PER_NAME_AND_SOURCE + 12; failure++) {
    nowMs += throttle.waitMs(alice, nowMs);
    fail(throttle, alice, nowMs);
    waits.push(throttle.waitMs(alice, nowMs));
  }
  const free = Array(FAILURES_PER_NAME_AND_SOURCE - 1).fill(0);
  const doubling = Array.from(
    { length: 13 },
    (_, over) => Math.min(BACK_OFF_MS_MAX, BACK_OFF_MS_MIN * 2 ** over),
  );
  assert.deepEqual(waits, [...free, ...doubling]);
  assert.equal(waits.at(-1), BACK_OFF_MS_MAX);
});

Deno.test("throttle: a wait runs down with the clock and ends", () => {
  const throttle = new SignInThrottle();
  fail(throttle, alice, T0, FAILURES_PER_NAME_AND_SOURCE);
  const table = [[0, 1000], [1, 999], [999, 1], [1000, 0], [5000, 0]] as const;
  for (const [after, wait] of table) assert.equal(throttle.waitMs(alice, T0 + after), wait);
});

/** As many as are sent at once; what became of each in the order in which it did. */
async function atOnce(throttle: SignInThrottle, passwords: readonly ("right" | "wrong")[]) {
  const outcomes: string[] = [];
  let [underWay, most] = [0, 0];
  await Promise.all(passwords.map(async (password) => {
    if (await throttle.begin(alice, () => T0) > 0) return outcomes.push("throttled");
    most = Math.max(most, ++underWay);
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    underWay--;
    if (password === "right") throttle.succeeded(alice);
    else throttle.failed(alice, T0);
    return outcomes.push(password);
  }));
  return { outcomes, most };
}

const many = <T>(count: number, each: T) => Array<T>(count).fill(each);

Deno.test("throttle: of guesses sent at once only the free ones are looked at", async () => {
  const throttle = new SignInThrottle();
  const { outcomes, most } = await atOnce(throttle, many(20, "wrong"));
  const free = FAILURES_PER_NAME_AND_SOURCE;
  assert.deepEqual(outcomes, [...many(free, "wrong"), ...many(20 - free, "throttled")]);
  assert.equal(most, free);
  assert.equal(throttle.waitMs(alice, T0), BACK_OFF_MS_MIN);
  const late = await atOnce(throttle, ["right"]);
  assert.deepEqual(late.outcomes, ["throttled"], "also with the right password");
});

Deno.test("throttle: right passwords sent at once are no guesses", async () => {
  const throttle = new SignInThrottle();
  const { outcomes, most } = await atOnce(throttle, many(SIGN_INS_WAITING_MAX, "right"));
  assert.deepEqual(outcomes, many(SIGN_INS_WAITING_MAX, "right"));
  assert.equal(most, FAILURES_PER_NAME_AND_SOURCE, "a few are looked at at a time");
  fail(throttle, alice, T0, FAILURES_PER_NAME_AND_SOURCE - 1);
  assert.deepEqual((await atOnce(throttle, many(8, "right"))).outcomes, many(8, "right"));
});

Deno.test("throttle: those that wait have a bound", async () => {
  const throttle = new SignInThrottle();
  const most = SIGN_INS_WAITING_MAX + FAILURES_PER_NAME_AND_SOURCE;
  const { outcomes } = await atOnce(throttle, many(most + 3, "right"));
  assert.deepEqual(outcomes.sort(), [...many(most, "right"), ...many(3, "throttled")]);
});

Deno.test("throttle: after the wait one attempt is looked at at a time", async () => {
  const throttle = new SignInThrottle();
  fail(throttle, alice, T0 - BACK_OFF_MS_MIN, FAILURES_PER_NAME_AND_SOURCE);
  const { outcomes, most } = await atOnce(throttle, ["wrong", "wrong", "right"]);
  assert.deepEqual([outcomes, most], [["wrong", "throttled", "throttled"], 1]);
});

Deno.test("throttle: an attempt that fails to end in any way is not waited for forever", async () => {
  const throttle = new SignInThrottle();
  const clock = () => T0;
  for (let n = 0; n < FAILURES_PER_NAME_AND_SOURCE; n++) await throttle.begin(alice, clock);
  const waiting = throttle.begin(alice, clock);
  // Room is made for others: what was known of alice goes, and who waited goes on.
  for (let number = 0; number < THROTTLE_KEYS_MAX; number++) {
    fail(throttle, { ...someone(number), knownDevice: "d" }, T0);
  }
  assert.equal(await waiting, 0);
});

Deno.test("throttle: another name or another source does not wait", () => {
  const throttle = new SignInThrottle();
  fail(throttle, alice, T0, FAILURES_PER_NAME_AND_SOURCE + 3);
  assert(throttle.waitMs(alice, T0) > 0);
  assert.equal(throttle.waitMs({ ...alice, userName: "bob" }, T0), 0);
  assert.equal(throttle.waitMs({ ...alice, source: "192.0.2.8" }, T0), 0);
});

Deno.test("throttle: one source over many names waits for every name", () => {
  const throttle = new SignInThrottle();
  const { source } = alice;
  for (let failure = 1; failure < FAILURES_PER_SOURCE; failure++) {
    fail(throttle, { userName: `name${failure}`, source }, T0);
  }
  assert.equal(throttle.waitMs({ userName: "fresh", source }, T0), 0);
  fail(throttle, { userName: "last", source }, T0);
  assert.equal(throttle.waitMs({ userName: "fresh", source }, T0), BACK_OFF_MS_MIN);
  assert.equal(throttle.waitMs({ userName: "fresh", source: "192.0.2.8" }, T0), 0);
});

Deno.test("throttle: one name over many strange devices waits for strangers only", () => {
  const throttle = new SignInThrottle();
  const { userName } = alice;
  for (let failure = 1; failure < FAILURES_PER_NAME_FROM_STRANGE_DEVICES; failure++) {
    fail(throttle, { userName, source: `s${failure}` }, T0);
  }
  assert.equal(throttle.waitMs({ userName, source: "fresh" }, T0), 0);
  fail(throttle, { userName, source: "last" }, T0);
  assert.equal(throttle.waitMs({ userName, source: "fresh" }, T0), BACK_OFF_MS_MIN);
  assert.equal(throttle.waitMs({ userName: "bob", source: "fresh" }, T0), 0);
  assert.equal(throttle.waitMs(owner, T0), 0);
});

Deno.test("throttle: strangers never slow a known device, not even from its own address", () => {
  const throttle = new SignInThrottle();
  fail(throttle, alice, T0, FAILURES_PER_NAME_FROM_STRANGE_DEVICES * 2);
  assert.equal(throttle.waitMs(alice, T0), BACK_OFF_MS_MAX);
  assert.equal(throttle.waitMs(owner, T0), 0);
});

Deno.test("throttle: a known device is slowed by its own failures, and for that name only", () => {
  const throttle = new SignInThrottle();
  fail(throttle, owner, T0, FAILURES_PER_NAME_AND_SOURCE);
  assert.equal(throttle.waitMs(owner, T0), BACK_OFF_MS_MIN);
  assert.equal(throttle.waitMs({ ...owner, userName: "bob" }, T0), 0);
  assert.equal(throttle.waitMs({ ...owner, source: "192.0.2.8" }, T0), BACK_OFF_MS_MIN);
  assert.equal(throttle.waitMs(alice, T0), 0);
});

Deno.test("throttle: success forgets the name's failures but not the source's", () => {
  const throttle = new SignInThrottle();
  fail(throttle, alice, T0, FAILURES_PER_NAME_AND_SOURCE - 1);
  throttle.succeeded(alice);
  assert.equal(throttle.waitMs(alice, T0), 0);
  fail(throttle, alice, T0, FAILURES_PER_NAME_AND_SOURCE - 1);
  assert.equal(throttle.waitMs(alice, T0), 0);
  const counted = 2 * (FAILURES_PER_NAME_AND_SOURCE - 1);
  for (let failure = counted; failure < FAILURES_PER_SOURCE; failure++) {
    fail(throttle, { userName: `name${failure}`, source: alice.source }, T0);
  }
  assert.equal(throttle.waitMs({ ...alice, userName: "fresh" }, T0), BACK_OFF_MS_MIN);
});

Deno.test("throttle: an attempt that the server was too busy for is not a failure", async () => {
  const throttle = new SignInThrottle();
  fail(throttle, alice, T0, FAILURES_PER_NAME_AND_SOURCE - 1);
  await throttle.begin(alice, () => T0);
  throttle.abandoned(alice);
  assert.equal(throttle.waitMs(alice, T0), 0);
});

Deno.test("throttle: abandoned attempts do not add up", async () => {
  const throttle = new SignInThrottle();
  for (let attempt = 0; attempt < 3 * FAILURES_PER_NAME_AND_SOURCE; attempt++) {
    assert.equal(await throttle.begin(alice, () => T0), 0);
    throttle.abandoned(alice);
  }
  assert.equal(throttle.waitMs(alice, T0), 0);
  fail(throttle, alice, T0, FAILURES_PER_NAME_AND_SOURCE - 1);
  assert.equal(throttle.waitMs(alice, T0), 0);
});

Deno.test("throttle: a long quiet forgives, a shorter one does not", () => {
  const quiet = [[BACK_OFF_MS_MAX * 2, BACK_OFF_MS_MIN * 2], [BACK_OFF_MS_MAX * 2 + 1, 0]] as const;
  for (const [afterMs, waitMs] of quiet) {
    const throttle = new SignInThrottle();
    fail(throttle, alice, T0, FAILURES_PER_NAME_AND_SOURCE);
    assert.equal(throttle.waitMs(alice, T0 + afterMs), 0);
    fail(throttle, alice, T0 + afterMs);
    assert.equal(throttle.waitMs(alice, T0 + afterMs), waitMs, `after ${afterMs} ms`);
  }
});

Deno.test("throttle: remembers a bounded number of keys, the longest untouched goes first", () => {
  const throttle = new SignInThrottle();
  const device = (number: number): Attempt => ({ ...someone(number), knownDevice: "d" });
  for (const number of [0, 1]) {
    fail(throttle, device(number), T0, FAILURES_PER_NAME_AND_SOURCE);
  }
  for (let number = 2; number < THROTTLE_KEYS_MAX; number++) fail(throttle, device(number), T0);
  assert(throttle.waitMs(device(0), T0) > 0);
  fail(throttle, device(0), T0);
  fail(throttle, device(THROTTLE_KEYS_MAX), T0);
  assert.equal(throttle.waitMs(device(1), T0), 0);
  assert(throttle.waitMs(device(0), T0) > 0);
});

Deno.test("minute limit: so many in a minute, counted per key, again in the next", () => {
  const limit = new MinuteLimit(3);
  const startMs = Math.floor(T0 / 60_000) * 60_000;
  const table: [string, number, number][] = [
    ["a", 0, 0],
    ["a", 10_000, 0],
    ["b", 10_000, 0],
    ["a", 59_000, 0],
    ["a", 59_000, 1_000],
    ["a", 59_999, 1],
    ["b", 59_999, 0],
    ["a", 60_000, 0],
    ["a", 60_000, 0],
    ["a", 60_000, 0],
    ["a", 60_000, 60_000],
  ];
  for (const [key, afterMs, wait] of table) {
    assert.equal(limit.take(key, startMs + afterMs), wait, `${key} after ${afterMs} ms`);
  }
});

Deno.test("minute limit: remembers a bounded number of keys", () => {
  const limit = new MinuteLimit(1);
  limit.take("first", T0);
  for (let key = 1; key < THROTTLE_KEYS_MAX; key++) limit.take(String(key), T0);
  assert(limit.take("first", T0) > 0);
  limit.take("one more", T0);
  assert.equal(limit.take("first", T0), 0);
});

Deno.test("throttle: guesses behind an address do not keep out who is known there, nor who guesses that name", () => {
  const throttle = new SignInThrottle();
  const known = { userName: "alice", source: "192.0.2.7", knownAddress: true };
  for (let number = 0; number < 3 * FAILURES_PER_SOURCE; number++) {
    throttle.failed({ userName: `guess ${number}`, source: "192.0.2.7" }, 1_000);
  }
  for (let number = 0; number < 2 * FAILURES_PER_NAME_FROM_STRANGE_DEVICES; number++) {
    throttle.failed({ userName: "alice", source: `198.51.100.${number}` }, 1_000);
  }
  assert.equal(throttle.waitMs(known, 1_000), 0);
  assert(throttle.waitMs({ userName: "bob", source: "192.0.2.7" }, 1_000) > 0);
  assert(throttle.waitMs({ userName: "alice", source: "203.0.113.9" }, 1_000) > 0);
  for (let number = 0; number <= FAILURES_PER_NAME_AND_SOURCE; number++) {
    throttle.failed(known, 1_000);
  }
  assert(throttle.waitMs(known, 1_000) > 0);
});
