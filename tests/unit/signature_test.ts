// bank/canonical_json.ts against the examples of RFC 8785, bank/signature.ts against a vector of RFC 8032 and against
// two other implementations of Ed25519: what the bank has signed can be checked by any program, and nothing in it changed.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson, type Json } from "../../bank/canonical_json.ts";
import { isSignedBy, type Signed, SigningKey, type Statement } from "../../bank/signature.ts";
import { scratch } from "../support/program.ts";

const CANONICAL: readonly (readonly [what: string, value: Json, text: string])[] = [
  ["literals (RFC 8785 §3.2.2)", [null, true, false], "[null,true,false]"],
  [
    "a string (RFC 8785 §3.2.2)",
    "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"/",
    '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"',
  ],
  [
    "control characters in their short forms",
    "\b\t\n\f\r\u0000\u001f\u007f\u2028",
    '"\\b\\t\\n\\f\\r\\u0000\\u001f\u007f\u2028"',
  ],
  [
    "members in the order of UTF-16 units (RFC 8785 §3.2.3)",
    {
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis",
    },
    '{"\\r":"Carriage Return","1":"One","\u0080":"Control",' +
    '"\u00f6":"Latin Small Letter O With Diaeresis","\u20ac":"Euro Sign",' +
    '"\ud83d\ude00":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
  ],
  [
    "nested members, not those of lists",
    { b: [3, { z: 1, a: 2 }, 1], a: {} },
    '{"a":{},"b":[3,{"a":2,"z":1},1]}',
  ],
  [
    "names that are numbers do not come first by value",
    { "10": 1, "9": 2, "1": 3 },
    '{"1":3,"10":1,"9":2}',
  ],
  ["nothing for what is undefined", { a: undefined, b: 1 }, '{"b":1}'],
  ["zero without a sign", [0, -0, -1], "[0,0,-1]"],
  ["the largest integers", [2 ** 53 - 1, 1 - 2 ** 53], "[9007199254740991,-9007199254740991]"],
  ["an empty text", { "": "" }, '{"":""}'],
];

for (const [what, value, text] of CANONICAL) {
  Deno.test(`canonical JSON: ${what}`, () => {
    assert.equal(canonicalJson(value), text);
    assert.equal(canonicalJson(JSON.parse(text) as Json), text, "reading it back changes nothing");
  });
}

Deno.test("canonical JSON: numbers whose text depends on who writes it are refused", () => {
  for (const number of [0.5, 2 ** 53, -(2 ** 53), 1e21, NaN, Infinity]) {
    assert.throws(() => canonicalJson({ deep: [number] }), TypeError, String(number));
  }
});

const RECEIPT = {
  type: "receipt",
  bank: "Dörfliche Bank €",
  currency: { code: "INR", scale: 2 },
  transfer: { id: "01a2", from: "111122223333", to: "444455556666", amountMinor: 700, memo: "" },
  block: 7,
  place: 0,
  hash: "ab".repeat(32),
  issuedAtMs: 1_767_603_600_000,
} as const satisfies Statement;

const key = new SigningKey(new Uint8Array(32).fill(7));
const other = new SigningKey(new Uint8Array(32).fill(8));

Deno.test("signature: the public key of a seed is that of RFC 8032 §7.1, test 1", () => {
  const seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
  const publicKey = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
  assert.equal(new SigningKey(Buffer.from(seed, "hex")).publicKey, publicKey);
});

Deno.test("signature: what was signed is genuine, also after a journey through JSON in any order", () => {
  const signed = key.sign(RECEIPT);
  assert.ok(isSignedBy(signed, key.publicKey));
  const reordered = Object.fromEntries(Object.entries(signed).reverse());
  assert.ok(isSignedBy(JSON.parse(JSON.stringify(reordered, null, 4)), key.publicKey));
  assert.deepEqual(key.sign(RECEIPT), signed, "Ed25519 draws no random number");
});

/** Every way to change one leaf, leave it out, or add something. */
function* tampered(value: Json, path = ""): Iterable<readonly [where: string, value: Json]> {
  if (Array.isArray(value) || value === null || typeof value !== "object") {
    const changed = typeof value === "number" ? value + 1 : `x${String(value).slice(1)}`;
    return yield [path, changed];
  }
  const members = value as Record<string, Json>;
  for (const [name, member] of Object.entries(members)) {
    for (const [where, changed] of tampered(member, `${path}.${name}`)) {
      yield [where, { ...members, [name]: changed }];
    }
    const { [name]: _, ...rest } = members;
    yield [`${path} without ${name}`, rest];
  }
  yield [`${path} with one more`, { ...members, more: 1 }];
}

Deno.test("signature: nothing in a statement can be changed, left out or added", () => {
  let ways = 0;
  for (const [where, changed] of tampered(key.sign(RECEIPT))) {
    ways++;
    assert.equal(isSignedBy(changed as Statement, key.publicKey), false, where);
  }
  assert.ok(ways > 30, `${ways} ways`);
});

Deno.test("signature: another key's statement, and one that claims our key, are not genuine", () => {
  const theirs = other.sign(RECEIPT);
  assert.equal(isSignedBy(theirs, key.publicKey), false);
  assert.equal(isSignedBy({ ...theirs, signedBy: key.publicKey }, key.publicKey), false);
  assert.equal(
    isSignedBy({ ...key.sign(RECEIPT), signedBy: other.publicKey }, other.publicKey),
    false,
  );
});

Deno.test("signature: what is no signature or no key is not genuine, and nothing throws", () => {
  const signed = key.sign(RECEIPT);
  for (const signature of ["", "AAAA", signed.signature.slice(4), "x".repeat(88), 7, null, []]) {
    assert.equal(isSignedBy({ ...signed, signature: signature as Json }, key.publicKey), false);
  }
  for (const signedBy of ["", "zz".repeat(32), key.publicKey.toUpperCase(), "00".repeat(32)]) {
    assert.equal(isSignedBy({ ...signed, signedBy }, signedBy), false);
  }
  assert.equal(isSignedBy({ ...signed, block: 7.5 }, key.publicKey), false);
});

/** The statement without its signature, as RFC 8785 writes it, by hand. */
function textOf(signed: Signed<typeof RECEIPT>): string {
  const { transfer: { id, from, to, amountMinor }, hash, issuedAtMs, signedBy } = signed;
  return `{"bank":"Dörfliche Bank €","block":7,"currency":{"code":"INR","scale":2},"hash":"${hash}",` +
    `"issuedAtMs":${issuedAtMs},"place":0,"signedBy":"${signedBy}","transfer":{"amountMinor":${amountMinor},` +
    `"from":"${from}","id":"${id}","memo":"","to":"${to}"},"type":"receipt"}`;
}

Deno.test("signature: WebCrypto finds it genuine over text that was written by hand", async () => {
  const signed = key.sign(RECEIPT);
  const raw = Buffer.from(key.publicKey, "hex");
  const theirs = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
  const signature = Buffer.from(signed.signature, "base64");
  const check = (text: string) =>
    crypto.subtle.verify("Ed25519", theirs, signature, new TextEncoder().encode(text));
  assert.equal(await check(textOf(signed)), true);
  assert.equal(await check(textOf(signed).replace("700", "701")), false);
});

/** OpenSSL 3 and later check Ed25519 over raw bytes. */
const hasOpenssl = (() => {
  try {
    const { stdout } = new Deno.Command("openssl", { args: ["version"] }).outputSync();
    return /^OpenSSL [3-9]/.test(new TextDecoder().decode(stdout));
  } catch {
    return false;
  }
})();

Deno.test({
  name: "signature: openssl finds it genuine",
  ignore: !hasOpenssl,
  fn() {
    using dir = scratch();
    const signed = key.sign(RECEIPT);
    const spki = Buffer.from(`302a300506032b6570032100${key.publicKey}`, "hex").toString("base64");
    const pem = `-----BEGIN PUBLIC KEY-----\n${spki}\n-----END PUBLIC KEY-----\n`;
    const signature = join(dir.path, "signature");
    writeFileSync(signature, Buffer.from(signed.signature, "base64"));
    const common = ["pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", dir.file("key.pem", pem)];
    const check = (text: string) =>
      new Deno.Command("openssl", {
        args: [...common, "-sigfile", signature, "-in", dir.file("statement", text)],
      }).outputSync().code;
    assert.equal(check(textOf(signed)), 0);
    assert.equal(check(textOf(signed).replace("700", "701")), 1);
  },
});
