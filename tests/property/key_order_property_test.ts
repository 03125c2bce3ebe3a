// Keys as bytes come in the order in which Deno KV itself lists them, and are read back as what they were.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import * as fc from "fast-check";
import { decodeKey, encodeKey, rangeOf } from "../../store/key_order.ts";
import type { KvKey } from "../../store/kv.ts";
import { SEEDED } from "../support/ledger.ts";

/** Whatever is near a border: zeros, what stands behind them, the last and the first of each length in UTF-8. */
const letter = fc.constantFrom("\0", "\u0001", "\u00ff", "a", "b", "/", "\u07ff", "\ud7ff", "😀");
const text = fc.oneof(fc.string({ unit: letter, maxLength: 5 }), fc.string({ unit: "binary" }));
const number = fc.oneof(
  fc.integer({ min: -3, max: 300 }),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true }).map((value) => value === 0 ? 0 : value),
);
const key = fc.array(fc.oneof(text, number), { minLength: 1, maxLength: 4 });
const keys = fc.uniqueArray(key, { selector: (one) => JSON.stringify(one), maxLength: 40 });

const byBytes = (one: KvKey, other: KvKey) => Buffer.compare(encodeKey(one), encodeKey(other));

Deno.test("a key is read back as it was", () => {
  fc.assert(
    fc.property(key, (one) => assert.deepEqual(decodeKey(encodeKey(one)), one)),
    { ...SEEDED, numRuns: 5_000 },
  );
});

Deno.test("keys have the order of Deno KV, and so has what begins with the same parts", async () => {
  await fc.assert(
    fc.asyncProperty(keys, key, async (all, prefix) => {
      using kv = await Deno.openKv(":memory:");
      const longer = all.map((rest) => [...prefix, ...rest]);
      for (const one of [...all, ...longer, prefix]) await kv.set(one, 1);
      const listed = async (selector: Deno.KvListSelector) =>
        (await Array.fromAsync(kv.list(selector))).map(({ key }) => key as KvKey);
      const everything = await listed({ prefix: [] });
      assert.deepEqual([...everything].sort(byBytes), everything);
      const { after, before } = rangeOf(prefix);
      const within = everything.filter((one) =>
        Buffer.compare(encodeKey(one), after) > 0 && Buffer.compare(encodeKey(one), before) < 0
      );
      assert.deepEqual(within, await listed({ prefix }));
    }),
    { ...SEEDED, numRuns: 150 },
  );
});
