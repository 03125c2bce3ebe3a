// Figures of a bank: what is counted on the hot path, what stands before the journal, and when the bank says that it is not ready.
import assert from "node:assert/strict";
import { CommitLoop } from "../../bank/commit_loop.ts";
import { Metrics } from "../../server/metrics.ts";
import { whyNotReady } from "../../server/metrics_face.ts";
import { Distribution, Tally } from "../../server/tally.ts";
import { bankClock, FakeClock } from "../support/fake_host.ts";
import { MemoryJournal } from "../support/memory_journal.ts";
import { TestBank } from "../support/service.ts";

const lines = async (metrics: Metrics, name: string): Promise<string[]> =>
  (await metrics.text()).split("\n").filter((text) => text.startsWith(name));

Deno.test("distribution: buckets hold all that is not larger than their bound", async () => {
  const sizes = new Distribution({ name: "x_bytes", help: "" }, [1, 10]);
  for (const value of [1, 2, 10, 11]) sizes.observe(value);
  const { values } = await sizes.get();
  const told = values.map(({ labels: { le }, value, ...named }) => [
    (named as { metricName?: string }).metricName,
    le,
    value,
  ]);
  assert.deepEqual(told, [
    ["x_bytes_bucket", 1, 1],
    ["x_bytes_bucket", 10, 3],
    ["x_bytes_bucket", "+Inf", 4],
    ["x_bytes_sum", undefined, 24],
    ["x_bytes_count", undefined, 4],
  ]);
});

Deno.test("tally: by labels", async () => {
  const tally = new Tally({ name: "x_total", help: "" }, ["method", "outcome"]);
  tally.count("transfer ok");
  tally.count("transfer ok", 2);
  tally.count("transfer busy");
  const { values } = await tally.get();
  assert.deepEqual(values, [
    { value: 3, labels: { method: "transfer", outcome: "ok" } },
    { value: 1, labels: { method: "transfer", outcome: "busy" } },
  ]);
});

Deno.test("requests: every answer is counted once, names of methods that there are not as one", async () => {
  await using bank = await TestBank.open();
  const metrics = new Metrics(() => 0);
  const alice = await bank.customer("alice", { bookedMinor: 500 });
  await bank.customer("bob");
  bank.router.meter = metrics.meter;
  await alice.call("transfer", { id: bank.transferId(), to: "bob", amountMinor: 200 });
  const tooMuch = { id: bank.transferId(), to: "bob", amountMinor: 900 };
  assert.equal(await alice.code("transfer", tooMuch), "insufficient_funds");
  for (const method of ["nonsense", "more nonsense"]) {
    await bank.router.call(alice.session, method, {});
  }
  assert.deepEqual((await lines(metrics, "bank_requests_total")).sort(), [
    'bank_requests_total{method="transfer",outcome="insufficient_funds"} 1',
    'bank_requests_total{method="transfer",outcome="ok"} 1',
    'bank_requests_total{method="unknown",outcome="method_not_found"} 2',
  ]);
});

Deno.test("journal: commits are timed, those that fail are counted, and say for a minute that the bank is not ready", async () => {
  let now = 0;
  const metrics = new Metrics(() => now);
  const journal = new MemoryJournal();
  const measured = metrics.measured(journal);
  const clock = bankClock(new FakeClock());
  const loop = new CommitLoop({
    journal,
    clock: () => 0,
    onFailure: () => {},
    onFatal: () => {},
  });
  const why = () => whyNotReady({ metrics, loop, clock });
  const block = new Uint8Array(300);
  assert.equal(await measured.append(0, [block]), true);
  assert.equal(await measured.append(0, [block]), false);
  assert.equal(why(), null);
  const failing = metrics.measured({
    ...measured,
    append: () => Promise.reject(new Error("disk full")),
  });
  await assert.rejects(failing.append(1, [block]), /disk full/);
  assert.equal(why(), "the journal cannot be written");
  now += 60_000;
  assert.equal(why(), null, "a minute later it may be tried again");
  assert.deepEqual(await lines(metrics, "bank_commit_bytes_sum"), ["bank_commit_bytes_sum 300"]);
  assert.deepEqual((await lines(metrics, "bank_commit_failures_total")).sort(), [
    'bank_commit_failures_total{why="failed"} 1',
    'bank_commit_failures_total{why="taken"} 1',
  ]);
  await loop.drain();
  assert.equal(why(), "the bank is stopping");
});
