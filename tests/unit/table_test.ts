// bank/table.ts: what is decided lies over what is durable. Dropping it undoes it; what has become durable is
// dropped, unless a later batch has changed the same row.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { MemoryTable, OverlayTable } from "../../bank/table.ts";
import { SEEDED } from "../support/ledger.ts";

fc.configureGlobal(SEEDED);

interface Jar {
  coins: number;
}

function tables(rows: Readonly<Record<string, number>> = { a: 1, b: 2 }) {
  const base = new MemoryTable<string, Jar>();
  for (const [key, coins] of Object.entries(rows)) base.add(key, { coins });
  const over = new OverlayTable(base);
  const seen = (table: { get(key: string): Readonly<Jar> | undefined }) =>
    ["a", "b", "c"].map((key) => table.get(key)?.coins ?? null);
  return { base, over, sees: () => ({ base: seen(base), over: seen(over) }) };
}

Deno.test("memory table: get, add, edit in place, rows in order of arrival", () => {
  const { base } = tables();
  base.edit("a").coins = 9;
  base.add("c", { coins: 3 });
  assert.deepEqual([...base.rows()], [["a", { coins: 9 }], ["b", { coins: 2 }], ["c", {
    coins: 3,
  }]]);
  assert.equal(base.size, 3);
  assert.equal(base.get("d"), undefined);
  assert.throws(() => base.edit("d"), /No row d to edit/);
});

Deno.test("overlay: shows its own changes, the base shows none of them", () => {
  const { over, sees } = tables();
  over.edit("a").coins += 10;
  over.add("c", { coins: 3 });
  over.edit("c").coins += 10;
  assert.deepEqual(sees(), { base: [1, 2, null], over: [11, 2, 13] });
  assert.throws(() => over.edit("d"), /No row d to edit/);
});

Deno.test("overlay: reset is undo, for collected and sealed batches alike", () => {
  const { over, sees } = tables();
  const before = sees();
  over.edit("a").coins = 10;
  over.seal();
  over.edit("a").coins = 20;
  over.add("c", { coins: 30 });
  over.seal();
  over.edit("b").coins = 40;
  over.reset();
  assert.deepEqual(sees(), before);
});

Deno.test("overlay: after a reset nothing is left to settle", () => {
  const { over, sees } = tables();
  over.edit("a").coins = 10;
  over.seal();
  over.reset();
  over.edit("a").coins = 50;
  over.settle();
  assert.deepEqual(sees(), { base: [1, 2, null], over: [50, 2, null] });
  over.seal();
  over.settle();
  assert.deepEqual(sees(), { base: [1, 2, null], over: [1, 2, null] });
});

Deno.test("overlay: two batches in flight settle one after the other", () => {
  const { base, over, sees } = tables();
  over.edit("a").coins = 10;
  over.edit("b").coins = 20;
  over.seal();
  over.edit("a").coins = 11;
  over.add("c", { coins: 30 });
  over.seal();
  assert.deepEqual(sees(), { base: [1, 2, null], over: [11, 20, 30] });
  base.edit("a").coins = 10;
  base.edit("b").coins = 20;
  over.settle();
  assert.deepEqual(sees(), { base: [10, 20, null], over: [11, 20, 30] });
  base.edit("a").coins = 11;
  base.add("c", { coins: 30 });
  over.settle();
  assert.deepEqual(sees(), { base: [11, 20, 30], over: [11, 20, 30] });
});

Deno.test("overlay: a settled row is read from the base again", () => {
  const { base, over } = tables();
  over.edit("a").coins = 10;
  over.seal();
  base.edit("a").coins = 10;
  over.settle();
  assert.equal(over.get("a"), base.get("a"));
  base.edit("a").coins = 12;
  assert.equal(over.get("a")?.coins, 12);
});

Deno.test("overlay: a row changed by a later batch survives the settling of the earlier", () => {
  const { over, sees } = tables();
  over.edit("a").coins += 1;
  over.seal();
  over.edit("a").coins += 1;
  over.settle();
  assert.deepEqual(sees().over, [3, 2, null]);
  over.settle();
  assert.deepEqual(sees().over, [3, 2, null], "an unsealed batch does not settle");
});

Deno.test("overlay: an empty batch settles in its turn", () => {
  const { over, sees } = tables();
  over.seal();
  over.edit("a").coins = 10;
  over.seal();
  over.settle();
  assert.deepEqual(sees().over, [10, 2, null]);
  over.settle();
  assert.deepEqual(sees().over, [1, 2, null]);
});

// The model: the base, one map per sealed batch, and the one being collected.
const step = fc.oneof(
  fc.record({ key: fc.constantFrom("a", "b", "c"), add: fc.integer({ min: 1, max: 9 }) }),
  fc.constantFrom("seal", "settle", "reset"),
);

Deno.test("overlay: behaves like the durable rows plus every batch not yet durable", () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const { base, over, sees } = tables({ a: 0, b: 0, c: 0 });
    const sealed: [string, number][][] = [];
    let open: [string, number][] = [];
    for (const step of steps) {
      if (step === "seal") {
        over.seal();
        sealed.push(open);
        open = [];
      } else if (step === "settle") {
        for (const [key, add] of sealed.shift() ?? []) base.edit(key).coins += add;
        over.settle();
      } else if (step === "reset") {
        over.reset();
        sealed.length = 0;
        open = [];
      } else {
        over.edit(step.key).coins += step.add;
        open.push([step.key, step.add]);
      }
      const expected = ["a", "b", "c"].map((key) =>
        [...sealed.flat(), ...open].reduce(
          (sum, [other, add]) => other === key ? sum + add : sum,
          base.get(key)!.coins,
        )
      );
      assert.deepEqual(sees().over, expected);
    }
  }));
});
