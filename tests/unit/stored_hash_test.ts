// service/identity/stored_hash.ts: password hashes as text, and texts that are none.
import assert from "node:assert/strict";
import {
  COST,
  type Cost,
  EARLIER_COST,
  settingsOf,
  storedHash,
  textOf,
} from "../../service/identity/stored_hash.ts";
import { cheapHash } from "../support/hashes.ts";

const cheap = await cheapHash("correct horse battery");

Deno.test("stored hash: a text that is none, or asks for more than 64 MiB, is refused", () => {
  const [salt, key] = cheap.split("$").slice(4);
  const tail = `$${salt}$${key}`;
  const argon2idSettings = [
    "m=8,t=1",
    "t=1,m=8,p=1",
    "m=8,t=0,p=1",
    "m=7,t=1,p=1",
    "m=8,t=1,p=0",
    "m=8,t=17,p=1",
    // More than 64 MiB.
    "m=65537,t=1,p=1",
    "m=999999,t=1,p=1",
  ];
  const scryptSettings = [
    "ln=0,r=8,p=1",
    "ln=16,r=8,p=1",
    "ln=14,r=99,p=1",
    "ln=99,r=1,p=1",
    "ln=4,r=1,p=17",
  ];
  const table = [
    "",
    "plain text",
    "$",
    "$argon2id$",
    cheap.slice(1),
    cheap.slice(0, -1),
    cheap + "A",
    cheap + "AAAA",
    cheap + "=",
    ` ${cheap}`,
    `${cheap}\n`,
    cheap.replace("$v=19", ""),
    cheap.replace("v=19", "v=16"),
    cheap.replace("argon2id", "argon2i"),
    cheap.replace("argon2id", "bcrypt"),
    cheap.replace("m=8", "m=-8"),
    ...argon2idSettings.map((settings) => `$argon2id$v=19$${settings}${tail}`),
    ...scryptSettings.map((settings) => `$scrypt$${settings}${tail}`),
  ];
  assert.notEqual(storedHash(cheap), null);
  for (const text of table) assert.equal(storedHash(text), null, text);
});

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
