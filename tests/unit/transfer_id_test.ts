// bank/transfer_id.ts: UUID version 7 as in RFC 9562 §5.7, in order of time.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { isTransferId, transferIdOf } from "../../bank/transfer_id.ts";
import { SEEDED } from "../support/ledger.ts";

fc.configureGlobal(SEEDED);

const random = fc.uint8Array({ minLength: 10, maxLength: 10 });
const atMs = fc.integer({ min: 0, max: 2 ** 48 - 1 });

Deno.test("transfer id: the example of RFC 9562 appendix A.6", () => {
  const drawn = new Uint8Array([0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);
  const id = transferIdOf(Date.UTC(2022, 1, 22, 19, 22, 22), drawn);
  assert.equal(id, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
});

Deno.test("transfer id: the edges of time and chance", () => {
  const table = [
    [0, 0x00, "00000000-0000-7000-8000-000000000000"],
    [0, 0xff, "00000000-0000-7fff-bfff-ffffffffffff"],
    [65_535, 0x00, "00000000-ffff-7000-8000-000000000000"],
    [65_536, 0x00, "00000001-0000-7000-8000-000000000000"],
    [2 ** 48 - 1, 0xff, "ffffffff-ffff-7fff-bfff-ffffffffffff"],
  ] as const;
  for (const [atMs, byte, id] of table) {
    assert.equal(transferIdOf(atMs, new Uint8Array(10).fill(byte)), id);
  }
});

Deno.test("transfer id: every one made is valid, and leaves the random bytes alone", () => {
  fc.assert(fc.property(atMs, random, (atMs, random) => {
    const before = random.slice();
    assert.ok(isTransferId(transferIdOf(atMs, random)));
    assert.deepEqual(random, before);
  }));
});

Deno.test("transfer id: a later one sorts after an earlier one", () => {
  fc.assert(fc.property(atMs, atMs, random, random, (a, b, first, second) => {
    fc.pre(a < b);
    assert.ok(transferIdOf(a, first) < transferIdOf(b, second));
  }));
});

Deno.test("transfer id: what is one and what is not", () => {
  const table = [
    ["017f22e2-79b0-7cc3-98c4-dc0c0c07398f", true],
    ["017f22e2-79b0-7cc3-b8c4-dc0c0c07398f", true],
    ["017F22E2-79B0-7CC3-98C4-DC0C0C07398F", false],
    ["017f22e2-79b0-4cc3-98c4-dc0c0c07398f", false],
    ["017f22e2-79b0-7cc3-c8c4-dc0c0c07398f", false],
    ["017f22e2-79b0-7cc3-98c4-dc0c0c07398", false],
    ["017f22e2-79b0-7cc3-98c4-dc0c0c07398f\n", false],
    [" 017f22e2-79b0-7cc3-98c4-dc0c0c07398f", false],
    ["017f22e279b07cc398c4dc0c0c07398f", false],
    ["{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}", false],
    ["017f22e2-79b0-7cc3-98c4-dc0c0c07398g", false],
    ["", false],
  ] as const;
  for (const [text, is] of table) assert.equal(isTransferId(text), is, text);
});
