// store/seal.ts: what is sealed opens with the same key at the same place, and in no other way.
import assert from "node:assert/strict";
import { Seal } from "../../store/seal.ts";
import { seededRandom } from "../support/service.ts";

const key = seededRandom(7)(32);
const seal = new Seal(key, seededRandom());
const plain = new TextEncoder().encode("Alice B, 12 High Street");

Deno.test("seal: opens with the same key at the same place", () => {
  for (const bytes of [plain, new Uint8Array(0), seededRandom(5)(4096)]) {
    const other = new Seal(key, seededRandom(9));
    assert.deepEqual(other.open(seal.close(bytes, "person/1"), "person/1"), bytes);
  }
});

Deno.test("seal: does not open under another key or at another place", () => {
  const sealed = seal.close(plain, "person/1");
  assert.throws(() => new Seal(seededRandom(8)(32), seededRandom()).open(sealed, "person/1"));
  for (const place of ["person/2", "person/", "person/11", "session/1", ""]) {
    assert.throws(() => seal.open(sealed, place), place);
  }
});

Deno.test("seal: one bit changed anywhere, or bytes missing, and it does not open", () => {
  const sealed = seal.close(plain, "person/1");
  for (let at = 0; at < sealed.length; at++) {
    const damaged = sealed.slice();
    damaged[at]! ^= 1 << (at % 8);
    assert.throws(() => seal.open(damaged, "person/1"), `byte ${at}`);
  }
  for (let length = 0; length < sealed.length; length++) {
    assert.throws(() => seal.open(sealed.subarray(0, length), "person/1"), `${length} bytes`);
  }
});

Deno.test("seal: the same text is never the same bytes twice, and does not show", () => {
  const texts = Array.from({ length: 50 }, () => seal.close(plain, "person/1"));
  assert.equal(new Set(texts.map((bytes) => bytes.join())).size, 50);
  const latin1 = new TextDecoder("latin1");
  for (const bytes of texts) assert.doesNotMatch(latin1.decode(bytes), /Alice|High/);
});

Deno.test("seal: a blind name is steady, tells nothing and depends on the key", () => {
  const other = new Seal(seededRandom(8)(32), seededRandom());
  assert.equal(seal.blind("alice"), seal.blind("alice"));
  assert.notEqual(seal.blind("alice"), seal.blind("alicf"));
  assert.notEqual(seal.blind("alice"), other.blind("alice"));
  assert.match(seal.blind("alice"), /^[0-9a-f]{64}$/);
});
