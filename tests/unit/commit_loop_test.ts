// bank/commit_loop.ts over a journal in memory that is held back, fails, or loses a race: nothing is answered
// or shown before it is durable, nothing is lost, nothing doubled, and every caller is answered.
import assert from "node:assert/strict";
import { entryOf } from "../../bank/trace.ts";
import { BLOCK_BYTES_MAX } from "../../bank/limits.ts";
import { type Code, dump } from "../support/ledger.ts";
import { settled, T0, Teller, type Words } from "../support/ledger.ts";

/** The ids that each block names, from block 1 on. */
const idsOf = ({ journal }: Teller) =>
  journal.events.slice(1).map((events) => events.map((event) => "id" in event ? event.id : ""));

const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

/** Two writers of one journal, both at its head. */
async function rivals(): Promise<[Teller, Teller]> {
  const one = await Teller.open();
  const two = new Teller(one.journal);
  two.nowMs++; // so that their blocks differ
  await two.loop.replay();
  return [one, two];
}

/** The block of this payment is being written, and held back. */
async function writing(...words: Words): Promise<Teller> {
  const teller = await Teller.open();
  teller.journal.hold();
  void teller.say(...words);
  await teller.journal.appending(1);
  return teller;
}

/** What is stored says the same as what is shown. */
async function assertReplays({ journal, loop }: Teller): Promise<void> {
  const fresh = new Teller(journal);
  await fresh.loop.replay();
  assert.equal(dump(fresh.loop.ledger), dump(loop.ledger));
  assert.deepEqual(fresh.loop.head, loop.head);
}

Deno.test("commit loop: neither answers nor shows what is not durable", async () => {
  const teller = await Teller.open();
  const { journal, loop } = teller;
  const before = dump(loop.ledger);
  journal.hold();
  const said = teller.say("alice", "pays", "bob", 7, "t1");
  await journal.appending(1);
  await settled();
  assert.deepEqual([teller.answers, dump(loop.ledger), loop.head.seq], [[], before, 0]);
  journal.release();
  assert.equal(await said, "ok");
  assert.deepEqual([teller.bookedMinor("alice"), teller.bookedMinor("bob")], [93, 7]);
  assert.equal(loop.head.seq, 1);
  await assertReplays(teller);
});

Deno.test("commit loop: a refusal waits for what it has seen", async () => {
  const teller = await writing("alice", "pays", "bob", 100, "t1");
  void teller.say("alice", "pays", "bob", 1, "t2");
  void teller.say("alice", "pays", "bob", 100, "t1");
  await settled();
  assert.deepEqual(teller.answers, []);
  teller.journal.release();
  await teller.loop.drain();
  assert.deepEqual(teller.answers, [
    "alice pays bob 100 t1: ok",
    "alice pays bob 1 t2: insufficient_funds",
    "alice pays bob 100 t1: again",
  ]);
  assert.equal(teller.journal.blocks.length, 2, "what changes nothing writes no block");
});

Deno.test("commit loop: commands that arrive during a write share the next block, in order", async () => {
  const teller = await Teller.open();
  const { journal, answers } = teller;
  journal.hold();
  void teller.say("alice", "pays", "bob", 10, "t1");
  void teller.say("bob", "pays", "alice", 10, "t2");
  await journal.appending(1);
  void teller.say("alice", "pays", "bob", 100, "t3");
  await settled();
  void teller.say("alice", "pays", "bob", 1, "t4");
  await settled();
  void teller.say("bob", "pays", "alice", 1, "t5");
  journal.release();
  await teller.loop.drain();
  assert.deepEqual(idsOf(teller), [["t1", "t2"], ["t3", "t5"]]);
  assert.equal(
    answers.map((answer) => answer.split(": ")[1]).join(" "),
    "ok ok ok insufficient_funds ok",
  );
  await assertReplays(teller);
});

Deno.test("commit loop: a failed append books nothing and the next command works", async () => {
  const teller = await Teller.open();
  const { journal, loop } = teller;
  const before = dump(loop.ledger);
  journal.hold();
  journal.failAppend("unwritten");
  const during = [teller.say("alice", "pays", "bob", 60, "t1")];
  await journal.appending(1);
  during.push(teller.say("bob", "pays", "alice", 60, "t2"));
  during.push(teller.say("alice", "pays", "bob", 999, "what it has seen is not sure"));
  journal.release();
  assert.deepEqual(await Promise.all(during), during.map(() => "storage_failed"));
  assert.deepEqual([dump(loop.ledger), journal.blocks.length], [before, 1]);
  assert.deepEqual([teller.failures.length, teller.fatal.length], [1, 0]);
  assert.equal(await teller.say("bob", "pays", "alice", 60, "t2"), "insufficient_funds");
  assert.equal(await teller.say("alice", "pays", "bob", 60, "t1"), "ok");
  await assertReplays(teller);
});

Deno.test("commit loop: a failed append is booked once or not at all, and a retry is told", async () => {
  const table = [
    ["unwritten", 0, "storage_failed", "ok", 1],
    ["unwritten", 1, "storage_failed", "ok", 1],
    ["written", 0, "ok", "again", 0],
    ["written", 1, "storage_failed", "again", 1],
  ] as const;
  for (const [how, failingReads, first, retry, failures] of table) {
    const teller = await Teller.open();
    teller.journal.failAppend(how);
    teller.journal.failReads(failingReads);
    assert.equal(await teller.say("alice", "pays", "bob", 60, "t1"), first);
    assert.equal(await teller.say("alice", "pays", "bob", 60, "t1"), retry);
    assert.deepEqual([teller.failures.length, teller.fatal.length], [failures, 0]);
    assert.equal(teller.bookedMinor("bob"), 60);
    await assertReplays(teller);
  }
});

Deno.test("commit loop: neither written nor read: fatal, and what was on its way gets no answer that may be false", async () => {
  const teller = await writing("alice", "pays", "bob", 1, "t1");
  teller.journal.failAppend("unwritten");
  teller.journal.failReads(2);
  void teller.say("alice", "pays", "bob", 1, "t2");
  teller.journal.release();
  await teller.loop.drain();
  await teller.say("alice", "pays", "bob", 1, "t3");
  const failed = ["t2", "t3"].map((id) => `alice pays bob 1 ${id}: storage_failed`);
  assert.deepEqual([teller.answers, teller.journal.blocks.length], [failed, 1]);
  assert.match(String(teller.fatal), /^Error: The store cannot be read$/);
});

Deno.test("commit loop: two writers of one journal end with the same books", async () => {
  const [one, two] = await rivals();
  one.journal.hold();
  const said = numbers(20).map((n) => [one, two][n % 2]!.say("alice", "pays", "bob", 1, `t${n}`));
  await one.journal.appending(2);
  said.push(one.say("alice", "pays", "bob", 1, "one"), two.say("alice", "pays", "bob", 1, "two"));
  one.journal.release();
  assert.deepEqual(await Promise.all(said), said.map(() => "ok"));
  for (const teller of [one, two]) {
    await teller.loop.replay();
    assert.deepEqual([teller.bookedMinor("alice"), teller.bookedMinor("bob")], [78, 22]);
    assert.deepEqual(teller.failures, []);
    await assertReplays(teller);
  }
  const written = idsOf(one).flat();
  assert.equal(written.length, 22);
  const evens = numbers(10).map((n) => `t${2 * n}`);
  assert.deepEqual(written.filter((id) => evens.includes(id)), evens, "order is kept");
});

Deno.test("commit loop: two writers, one id or one coin: booked once", async () => {
  const table: readonly (readonly [Words, Words, Code])[] = [
    [["alice", "pays", "bob", 100, "t1"], ["alice", "pays", "bob", 100, "t1"], "again"],
    [["alice", "pays", "bob", 100, "t1"], ["alice", "takes out", 1, "c1"], "insufficient_funds"],
    [["alice", "closes", "bob", "s1"], ["alice", "pays", "bob", 1, "t1"], "account_closed"],
    [["carol", "opens", 5], ["carol", "opens", 5], "again"],
  ];
  for (const [first, second, code] of table) {
    const [one, two] = await rivals();
    two.nowMs += 1; // two blocks that differ
    one.journal.hold();
    const said = [one.say(...first), two.say(...second)];
    await one.journal.appending(2);
    one.journal.release();
    assert.deepEqual(await Promise.all(said), ["ok", code]);
    await assertReplays(two);
  }
});

Deno.test("commit loop: a failed append that meets another writer's block learns it", async () => {
  const teller = await writing("alice", "pays", "bob", 100, "t1");
  teller.journal.failAppend("unwritten");
  teller.journal.rivalWrites([{ type: "account_frozen", account: "alice" }]);
  teller.journal.release();
  await teller.loop.drain();
  assert.deepEqual(teller.answers, ["alice pays bob 100 t1: account_frozen"]);
  await assertReplays(teller);
});

Deno.test("commit loop: everybody is answered when a lost race cannot be read up", async () => {
  const [one, two] = await rivals();
  await two.say("alice", "pays", "bob", 1, "t1");
  one.journal.hold();
  void one.say("alice", "pays", "bob", 1, "t2");
  await one.journal.appending(2);
  void one.say("alice", "pays", "bob", 1, "t3");
  one.journal.failReads(1);
  one.journal.release();
  await one.loop.drain();
  await settled();
  const failed = ["t2", "t3"].map((id) => `alice pays bob 1 ${id}: storage_failed`);
  assert.deepEqual(one.answers, failed);
});

Deno.test("commit loop: a full block splits over several, in order, none too large", async () => {
  const teller = await Teller.open();
  const ids = numbers(4_000).map((number) => `v${number}`);
  const codes = await Promise.all(ids.map((id) => teller.say("alice", "voids", id)));
  assert.ok(codes.every((code) => code === "ok"));
  const { blocks } = teller.journal;
  assert.ok(blocks.length > 3 && blocks.length < 10, `${blocks.length} blocks`);
  assert.ok(blocks.every(({ length }) => length <= BLOCK_BYTES_MAX));
  assert.deepEqual(idsOf(teller).flat(), ids);
  assert.deepEqual(teller.answers, ids.map((id) => `alice voids ${id}: ok`));
  await assertReplays(teller);
});

Deno.test("commit loop: drain answers those taken and takes no more", async () => {
  const teller = await writing("alice", "pays", "bob", 1, "t1");
  void teller.say("alice", "pays", "bob", 1, "t2");
  const drained = teller.loop.drain().then(() => teller.answers.push("drained"));
  assert.equal(await teller.say("alice", "pays", "bob", 1, "t3"), "shutting_down");
  teller.journal.release();
  await Promise.all([drained, teller.loop.drain()]);
  const answers = ["t3: shutting_down", "t1: ok", "t2: ok"].map((end) => `alice pays bob 1 ${end}`);
  assert.deepEqual(teller.answers, [...answers, "drained"]);
});

Deno.test("commit loop: observers are told of each block once it shows, own and others'", async () => {
  const [one, two] = await rivals();
  const seen: unknown[] = [];
  one.loop.observe((block, { postings }) => {
    const entries = postings.map(entryOf);
    const amounts = entries.map((
      { account, number, amountMinor },
    ) => [account, number, amountMinor]);
    seen.push([block.seq, one.loop.head.seq, one.bookedMinor("bob"), amounts]);
  });
  await two.say("alice", "pays", "bob", 7, "t1");
  await one.say("alice", "pays", "bob", 2, "t2");
  assert.deepEqual(seen, [
    [1, 1, 7, [["alice", 2, -7], ["bob", 1, 7]]],
    [2, 2, 9, [["alice", 3, -2], ["bob", 2, 2]]],
  ]);
});

Deno.test("commit loop: blocks never go back in time, whatever the clock does", async () => {
  const teller = await Teller.open();
  const times: number[] = [];
  for (const nowMs of [T0 + 5, T0 - 5, T0 + 1, T0 + 9]) {
    teller.nowMs = nowMs;
    await teller.say("alice", "pays", "bob", 1, `t ${nowMs}`);
    times.push(teller.journal.newest.at);
  }
  assert.deepEqual(times, [T0 + 5, T0 + 5, T0 + 5, T0 + 9]);
  await assertReplays(teller);
});

Deno.test("commit loop: a damaged journal is not replayed, the first bad block is named", async () => {
  const { journal } = await Teller.open();
  journal.rivalWrites([{ type: "account_frozen", account: "alice" }]);
  const text = new TextDecoder().decode(journal.blocks[0]).replace('Minor":100', 'Minor":900');
  journal.blocks[0] = new TextEncoder().encode(text);
  await assert.rejects(new Teller(journal).loop.replay(), { message: /block 1 does not follow/ });
});
