// server/hash_threads.ts: real threads, some of which are ended in the middle of a hash or as soon as they begin.
import assert from "node:assert/strict";
import { Worker } from "node:worker_threads";
import { Refusal } from "../../bank/refusal.ts";
import { HASHES_AT_ONCE, HASHES_WAITING_MAX } from "../../api/limits.ts";
import { HashThreads } from "../../server/hash_threads.ts";
import { Hasher } from "../../service/identity/password.ts";
import { COST, type Derivation, EARLIER_COST } from "../../service/identity/stored_hash.ts";
import { budgetsFor } from "../../service/sharing/budgets.ts";
import { CHEAP, cheapHash } from "../support/hashes.ts";
import { KeptLog, PASSWORD, seededRandom } from "../support/service.ts";

const password = new TextEncoder().encode(PASSWORD);
const salt = new Uint8Array(16);

const QUICK: Derivation = { password, salt, cost: CHEAP };
const SLOW: Derivation = { password, salt, cost: EARLIER_COST };

const ASKING = { line: "source 192.0.2.7", rank: "stranger" } as const;

const script = new URL("../../server/hash_thread.ts", import.meta.url);

/** Threads of this test, the newest last. */
class Threads implements Disposable {
  readonly begun: Worker[] = [];
  readonly log = new KeptLog();
  readonly threads: HashThreads;

  constructor(begin: () => Worker = () => new Worker(script)) {
    this.threads = new HashThreads(this.log, () => {
      const worker = begin();
      this.begun.push(worker);
      return worker;
    });
  }

  [Symbol.dispose](): void {
    this.threads.close();
  }
}

function began(worker: Worker): Promise<void> {
  return new Promise((go) => worker.once("online", () => go()));
}

Deno.test("hash threads: two hashes at once are two threads, and those serve for all that come after", async () => {
  using here = new Threads();
  const { threads } = here;
  assert.equal(threads.size, 0);
  const keys = await Promise.all([threads.derive(QUICK), threads.derive(QUICK)]);
  assert.deepEqual(keys[0], keys[1]);
  for (let time = 0; time < 20; time++) await threads.derive(QUICK);
  assert.equal(threads.size, 2);
  assert.equal(here.begun.length, 2);
});

Deno.test("hash threads: never are there more than hashes at once, however many wait", async () => {
  using here = new Threads();
  const queue = budgetsFor(null).hashes;
  const { derive } = here.threads;
  const hasher = new Hasher({ random: seededRandom(), queue, derive, cost: CHEAP });
  hasher.earlierOnes = false;
  const stored = await cheapHash(PASSWORD);
  const many = HASHES_AT_ONCE + HASHES_WAITING_MAX;
  const all = Array.from({ length: many }, () => hasher.matches(PASSWORD, stored, ASKING));
  for (const match of await Promise.all(all)) assert.deepEqual(match, { right: true });
  assert.equal(here.begun.length, HASHES_AT_ONCE);
});

Deno.test("hash threads: the bank's own thread goes on while they work", async () => {
  using here = new Threads();
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await here.threads.derive(SLOW);
  clearInterval(timer);
  assert.ok(turns > 10, `${turns} turns`);
});

Deno.test("hash threads: one that is ended in the middle of a hash is replaced, and the hash made again", async () => {
  using here = new Threads();
  const wanted = await here.threads.derive(QUICK);
  const [first] = here.begun;
  const slow = here.threads.derive(SLOW);
  await first!.terminate();
  const key = await slow;
  assert.ok(key instanceof Uint8Array && key.length === 32);
  assert.equal(here.begun.length, 2);
  assert.match(here.log.lines.map(({ message }) => message).join(), /hashes has ended$/);
  assert.deepEqual(await here.threads.derive(QUICK), wanted);
  assert.equal(here.threads.size, 1);
});

Deno.test("hash threads: one that is ended while it waits is nobody's loss", async () => {
  using here = new Threads();
  await Promise.all([here.threads.derive(QUICK), here.threads.derive(QUICK)]);
  await Promise.all(here.begun.map((worker) => worker.terminate()));
  assert.ok(await here.threads.derive(QUICK) instanceof Uint8Array);
  assert.equal(here.threads.size, 1);
});

Deno.test("hash threads: where every thread dies at once, who asks is told busy, and may try again", async () => {
  let [deadly, asked] = [true, 0];
  using here = new Threads(() => {
    asked++;
    return deadly ? new Worker("process.exit(3)", { eval: true }) : new Worker(script);
  });
  const refusal = await here.threads.derive(QUICK);
  assert(refusal instanceof Refusal);
  assert.deepEqual([refusal.code, refusal.retryable], ["busy", true]);
  assert.equal(asked, 2);
  assert.equal(here.threads.size, 0);
  deadly = false;
  assert.ok(await here.threads.derive(QUICK) instanceof Uint8Array);
});

Deno.test("hash threads: what cannot be derived is an error, and the thread lives on", async () => {
  using here = new Threads();
  const bad = { password, salt: new Uint8Array(1), cost: COST };
  await assert.rejects(here.threads.derive(bad), /salt/);
  assert.ok(await here.threads.derive(QUICK) instanceof Uint8Array);
  assert.equal(here.begun.length, 1);
});

Deno.test("hash threads: closed in the middle, everybody is answered, and no thread begins any more", async () => {
  using here = new Threads();
  await here.threads.derive(QUICK);
  const all = [here.threads.derive(SLOW), here.threads.derive(SLOW)];
  await began(here.begun.at(-1)!);
  here.threads.close();
  for (const answer of await Promise.all([...all, here.threads.derive(QUICK)])) {
    assert(answer instanceof Refusal && answer.code === "busy");
  }
  assert.equal(here.begun.length, 2);
  assert.deepEqual(here.log.lines, []);
});
