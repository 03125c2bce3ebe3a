// The client's order in alerts: what comes twice, late, out of order or not at all comes out once and in order, the two
// streams apart from each other. One row per delivery: what arrives, what is shown, where we are, what is missing.
import assert from "node:assert/strict";
import fc from "fast-check";
import { AlertReceiver } from "../../net/client/alert_receiver.ts";
import type { AlertView } from "../../api/answers.ts";
import { SEEDED } from "../support/ledger.ts";

/** `e3`: entry 3. `n1`: notice 1. */
function alert(name: string): AlertView {
  const number = Number(name.slice(1));
  if (name.startsWith("n")) return { stream: "notice", number, kind: "frozen", atMs: 0 };
  return {
    stream: "entry",
    number,
    transferId: name,
    kind: "transfer",
    amountMinor: 1,
    atMs: 0,
    bookedMinor: number,
    counterparty: "x",
    counterpartyName: null,
    memo: "",
  };
}

const nameOf = ({ stream, number }: AlertView) => `${stream === "entry" ? "e" : "n"}${number}`;
const split = (words: string) => words.split(" ").filter((word) => word !== "");

/** `learn e5 n2` tells a position; everything else arrives. */
type Row = readonly [arrives: string, shown: string, position: string, missing: boolean];

const TABLES: Readonly<Record<string, { from?: string; rows: readonly Row[] }>> = {
  "in order": {
    rows: [
      ["e1", "e1", "e1 n0", false],
      ["e2 e3", "e2 e3", "e3 n0", false],
      ["", "", "e3 n0", false],
    ],
  },
  "twice, alone and in one datagram": {
    rows: [
      ["e1 e1", "e1", "e1 n0", false],
      ["e1", "", "e1 n0", false],
      ["e2 e1 e2", "e2", "e2 n0", false],
    ],
  },
  "an early one waits, twice too, and is shown behind the missing one": {
    rows: [
      ["e3", "", "e0 n0", true],
      ["e3 e2", "", "e0 n0", true],
      ["e1", "e1 e2 e3", "e3 n0", false],
      ["e3 e2 e1", "", "e3 n0", false],
    ],
  },
  "a gap is filled piece by piece": {
    rows: [
      ["e2 e4 e6", "", "e0 n0", true],
      ["e1", "e1 e2", "e2 n0", true],
      ["e5", "", "e2 n0", true],
      ["e3", "e3 e4 e5 e6", "e6 n0", false],
    ],
  },
  "the streams do not wait for each other": {
    rows: [
      ["n2 e2", "", "e0 n0", true],
      ["e1", "e1 e2", "e2 n0", true],
      ["e3 n1", "e3 n1 n2", "e3 n2", false],
    ],
  },
  "a position alone says that something is missing; an older one says nothing": {
    rows: [
      ["learn e2 n0", "", "e0 n0", true],
      ["learn e0 n0", "", "e0 n0", true],
      ["e1 e2", "e1 e2", "e2 n0", false],
      ["learn e2 n1", "", "e2 n0", true],
      ["n1", "n1", "e2 n1", false],
      ["learn e1 n1", "", "e2 n1", false],
    ],
  },
  "what has been shown before is not shown again": {
    from: "e5 n2",
    rows: [
      ["e4 e5 n1 n2", "", "e5 n2", false],
      ["learn e5 n2", "", "e5 n2", false],
      ["e7", "", "e5 n2", true],
      ["e6 n3", "e6 e7 n3", "e7 n3", false],
    ],
  },
};

function positionOf(words: string) {
  const [entry, notice] = split(words).map((word) => Number(word.slice(1)));
  return { entry: entry!, notice: notice! };
}

for (const [name, { from = "e0 n0", rows }] of Object.entries(TABLES)) {
  Deno.test(`receiver: ${name}`, () => {
    const receiver = new AlertReceiver(positionOf(from));
    const answered = rows.map(([arrives]): Row => {
      const learnt = arrives.startsWith("learn ") ? arrives.slice(6) : null;
      if (learnt !== null) receiver.learn(positionOf(learnt));
      const shown = learnt === null ? receiver.take(split(arrives).map(alert)) : [];
      const { entry, notice } = receiver.position;
      return [arrives, shown.map(nameOf).join(" "), `e${entry} n${notice}`, receiver.missing];
    });
    assert.deepEqual(answered, rows);
  });
}

Deno.test("receiver: a flood ahead of a gap is bounded, and nothing is lost by it", () => {
  const receiver = new AlertReceiver({ entry: 0, notice: 0 });
  const flood = Array.from({ length: 50_000 }, (_, at) => alert(`e${at + 2}`));
  assert.deepEqual(receiver.take(flood), []);
  const kept = receiver.take([alert("e1")]);
  assert.ok(kept.length <= 2_000, `${kept.length} alerts were kept`);
  assert.deepEqual(kept.map(({ number }) => number), kept.map((_, at) => at + 1));
  // The rest is known to be missing, and comes when it is fetched.
  assert.equal(receiver.missing, true);
  receiver.take(flood);
  assert.deepEqual([receiver.position.entry, receiver.missing], [50_001, false]);
});

Deno.test("receiver: whatever arrives, then everything: each once and in order", () => {
  const names = fc.array(
    fc.constantFrom("e", "n").chain((stream) =>
      fc.integer({ min: 1, max: 40 }).map((number) => `${stream}${number}`)
    ),
  );
  const arrivals = fc.array(names, { maxLength: 20 });
  const property = fc.property(arrivals, fc.nat(40), fc.nat(40), (batches, entry, notice) => {
    const receiver = new AlertReceiver({ entry, notice });
    const shown: string[] = [];
    const take = (batch: readonly string[]) =>
      shown.push(...receiver.take(batch.map(alert)).map(nameOf));
    for (const batch of batches) take(batch);
    const arrived = new Set(batches.flat());
    const all = (stream: string, from: number) =>
      Array.from({ length: 40 - from }, (_, at) => `${stream}${from + at + 1}`);
    const expected = [all("e", entry), all("n", notice)];
    // What is shown so far reaches up to the first that has not arrived.
    for (const stream of expected) {
      const gap = stream.findIndex((name) => !arrived.has(name));
      const due = gap < 0 ? stream : stream.slice(0, gap);
      assert.deepEqual(shown.filter((name) => name[0] === (stream[0] ?? "x")[0]), due);
      const beyond = stream.slice(due.length).some((name) => arrived.has(name));
      if (beyond) assert.equal(receiver.missing, true);
    }
    take(expected.flat());
    for (const stream of expected) {
      assert.deepEqual(shown.filter((name) => name[0] === (stream[0] ?? "x")[0]), stream);
    }
    assert.equal(receiver.missing, false);
  });
  fc.assert(property, { numRuns: 500, ...SEEDED });
});
