// service/identity/stored_hash.ts: password hashes as text. Texts that are none are in password_test.ts.
import assert from "node:assert/strict";
import {
  COST,
  type Cost,
  EARLIER_COST,
  settingsOf,
  storedHash,
  textOf,
} from "../../service/identity/stored_hash.ts";

Deno.test("stored hash: what is written reads back, and begins with its settings", () => {
  const costliest: Cost[] = [
    { kind: "argon2id", memoryKiB: 65_536, passes: 16, lanes: 16 },
    { kind: "scrypt", ln: 15, r: 8, p: 16 },
  ];
  for (const cost of [COST, EARLIER_COST, costliest[0]!, costliest[1]!]) {
    const hash = { cost, salt: new Uint8Array(16).fill(255), key: new Uint8Array(32).fill(254) };
    const text = textOf(hash);
    assert(text.startsWith(settingsOf(cost)), text);
    const { cost: read, salt, key } = storedHash(text)!;
    assert.deepEqual(read, cost);
    assert.deepEqual([...salt, ...key], [...hash.salt, ...hash.key]);
  }
});
