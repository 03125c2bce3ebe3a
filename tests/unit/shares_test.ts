// service/sharing/shares.ts and service/sharing/fair_queue.ts: a caller who takes much gives up first, and delays only themselves.
import assert from "node:assert/strict";
import { Refusal } from "../../bank/refusal.ts";
import { budgetsFor } from "../../service/sharing/budgets.ts";
import { FairQueue } from "../../service/sharing/fair_queue.ts";
import type { Rank } from "../../service/sharing/rank.ts";
import { Quota, Shares, sourceOf } from "../../service/sharing/shares.ts";

const SOURCES: readonly (readonly [address: string, source: string])[] = [
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2/64"],
  ["2001:DB8:1:2::9", "2001:db8:1:2/64"],
  ["2001:db8:1:3::9", "2001:db8:1:3/64"],
  ["2001:0db8:0001:0002::", "2001:db8:1:2/64"],
  ["::1", "0:0:0:0/64"],
  ["fe80::1%eth0", "fe80:0:0:0/64"],
  ["web", "web"],
];

for (const [address, source] of SOURCES) {
  Deno.test(`shares: ${address} counts as ${source}`, () =>
    assert.equal(sourceOf(address), source));
}

const of = (max: number, each?: number) => (
  { name: "things", unit: "things", max, ...(each === undefined ? {} : { each }) }
);

Deno.test("shares: one holder may have everything, until another one comes", () => {
  const shares = new Shares<string>(of(4));
  for (const thing of ["a1", "a2", "a3", "a4"]) assert.equal(shares.add("a", thing), null);
  assert.equal(shares.add("b", "b1"), "a1");
  assert.equal(shares.add("b", "b2"), "a2");
  // From now on both have the same: a newcomer gives up one of their own, or the oldest of the other.
  assert.equal(shares.size, 4);
  assert.equal(shares.add("a", "a5"), "a3");
  assert.deepEqual([shares.displaced, shares.peak], [3, 4]);
});

Deno.test("shares: what has been of use is given up last", () => {
  const shares = new Shares<string>(of(3));
  for (const thing of ["a1", "a2", "a3"]) shares.add("a", thing);
  shares.used("a1");
  assert.equal(shares.add("b", "b1"), "a2");
  shares.remove("a3");
  assert.equal(shares.add("a", "a4"), null);
  assert.equal(shares.add("a", "a5"), "a1");
});

Deno.test("shares: more than each may have is the holder's own affair", () => {
  const shares = new Shares<string>(of(100, 2));
  for (const thing of ["a1", "a2", "b1"]) assert.equal(shares.add(thing[0]!, thing), null);
  assert.equal(shares.add("a", "a3"), "a1");
  assert.deepEqual([...shares.of("a")], ["a2", "a3"]);
  assert.deepEqual([...shares.of("b")], ["b1"]);
});

Deno.test("shares: whatever comes and goes, never more than there is, and nothing is left over", () => {
  const shares = new Shares<number>(of(50));
  const held = new Set<number>();
  let state = 7;
  const next = (below: number) => (state = state * 1_103_515_245 + 12_345 & 0x7fffffff) % below;
  for (let number = 0; number < 20_000; number++) {
    if (next(3) > 0) {
      const victim = shares.add(`holder ${next(9)}`, number);
      held.add(number);
      if (victim !== null) assert(held.delete(victim));
    } else {
      const [first] = held;
      if (first !== undefined) shares.remove(first);
      held.delete(first!);
    }
    assert.equal(shares.size, held.size);
    assert(shares.size <= 50);
  }
  for (const thing of held) shares.remove(thing);
  assert.equal(shares.size, 0);
});

Deno.test("quota: a part for each, all of it for all, and what is given back is free again", () => {
  const quota = new Quota({ name: "bytes", unit: "bytes", max: 100, each: 60 });
  assert(quota.take("a", 60));
  assert(!quota.take("a", 1));
  assert(quota.take("b", 40));
  assert(!quota.take("c", 1));
  quota.give("a", 20);
  assert(quota.take("c", 20));
  quota.give("a", 40);
  quota.give("b", 40);
  quota.give("c", 20);
  assert.deepEqual([quota.used, quota.of("a"), quota.refused, quota.peak], [0, 0, 2, 100]);
});

/** Work that goes on until it is let go. */
class Work {
  readonly begun: string[] = [];
  readonly #going: (() => void)[] = [];

  of(name: string): () => Promise<string> {
    return () => {
      this.begun.push(name);
      return new Promise((resolve) => this.#going.push(() => resolve(name)));
    };
  }

  async finishAll(): Promise<void> {
    while (this.#going.length > 0) {
      this.#going.shift()!();
      for (let turn = 0; turn < 8; turn++) await Promise.resolve();
    }
  }
}

const asking = (line: string, rank: Rank = "known") => ({ line, rank });

Deno.test("queue: lines take turns, however much one of them asks for", async () => {
  const queue = new FairQueue({ name: "q", unit: "tasks", running: 1, waiting: 100, each: 100 });
  const work = new Work();
  const all = [1, 2, 3, 4].map((n) => queue.run(asking("a"), work.of(`a${n}`)));
  all.push(queue.run(asking("b"), work.of("b1")), queue.run(asking("c"), work.of("c1")));
  await work.finishAll();
  await Promise.all(all);
  assert.deepEqual(work.begun, ["a1", "a2", "b1", "c1", "a3", "a4"]);
});

Deno.test("queue: those who are known come three times as often as strangers", async () => {
  const queue = new FairQueue({ name: "q", unit: "tasks", running: 1, waiting: 100, each: 100 });
  const work = new Work();
  const all = [queue.run(asking("first"), work.of("first"))];
  for (let n = 0; n < 8; n++) all.push(queue.run(asking(`s${n}`, "stranger"), work.of("stranger")));
  for (let n = 0; n < 6; n++) all.push(queue.run(asking(`k${n}`), work.of("known")));
  await work.finishAll();
  await Promise.all(all);
  assert.equal(work.begun.slice(1, 9).filter((name) => name === "known").length, 6);
  assert.equal(work.begun.length, 15);
});

Deno.test("queue: when it is full, the stranger who waits with most is told busy", async () => {
  const queue = new FairQueue({ name: "q", unit: "tasks", running: 1, waiting: 3, each: 3 });
  const work = new Work();
  const running = queue.run(asking("a"), work.of("a"));
  const greedy = [1, 2, 3].map((n) => queue.run(asking("s", "stranger"), work.of(`s${n}`)));
  const other = queue.run(asking("t", "stranger"), work.of("t"));
  const known = queue.run(asking("k"), work.of("k"));
  await work.finishAll();
  const outcomes = await Promise.all([running, ...greedy, other, known]);
  const busy = outcomes.map((outcome) => outcome instanceof Refusal ? outcome.code : outcome);
  assert.deepEqual(busy, ["a", "s1", "busy", "busy", "t", "k"]);
  assert.deepEqual([queue.waiting, queue.refused], [0, 2]);
});

Deno.test("queue: work that fails gives its place back", async () => {
  const queue = new FairQueue({ name: "q", unit: "tasks", running: 1, waiting: 3, each: 3 });
  for (let time = 0; time < 3; time++) {
    await assert.rejects(queue.run(asking("a"), () => Promise.reject(new Error("no"))));
  }
  assert.equal(await queue.run(asking("a"), () => Promise.resolve("yes")), "yes");
});

Deno.test("budgets: with few descriptors everything becomes smaller, and fits", () => {
  const few = budgetsFor(1_024);
  const all = budgetsFor(null);
  const used = few.members.scarce.max + 3 * few.strangers.scarce.max + 3 * few.web.scarce.max +
    few.live.scarce.max;
  assert(used <= 1_024 - 256, String(used));
  assert(few.members.scarce.max > 100 && few.web.scarce.max > 10);
  assert.equal(all.members.scarce.max, 12_500);
});
