// editDistance of service/payees.ts: a table, and what every distance must obey. Who is suggested to whom is
// tested in accounts_test.ts.
import assert from "node:assert/strict";
import { accountNumberOf } from "../../bank/account_number.ts";
import { Refusal } from "../../bank/refusal.ts";
import { accountOfNumber, editDistance } from "../../service/payees.ts";

const DISTANCES: [string, string, number][] = [
  ["", "", 0],
  ["", "abc", 3],
  ["abc", "", 3],
  ["alice", "alice", 0],
  ["alice", "alicia", 2],
  ["alice", "alce", 1],
  ["alice", "allice", 1],
  ["alice", "slice", 1],
  ["alice", "Alice", 1],
  ["bob", "obb", 2],
  ["ab", "ba", 2],
  ["kitten", "sitting", 3],
  ["sunday", "saturday", 3],
  ["abc", "xyz", 3],
  ["anna", "annaanna", 4],
];

for (const [a, b, distance] of DISTANCES) {
  Deno.test(`editDistance: "${a}" to "${b}" is ${distance}`, () => {
    assert.equal(editDistance(a, b), distance);
    assert.equal(editDistance(b, a), distance);
  });
}

Deno.test("editDistance: no way round is shorter", () => {
  const words = ["", "a", "ab", "abc", "acb", "bob", "bobby", "robert", "roberta"];
  for (const a of words) {
    for (const b of words) {
      const direct = editDistance(a, b);
      assert.equal(direct === 0, a === b);
      assert(direct <= Math.max(a.length, b.length));
      assert(direct >= Math.abs(a.length - b.length));
      for (const c of words) {
        assert(direct <= editDistance(a, c) + editDistance(c, b), `${a} ${b} by ${c}`);
      }
    }
  }
});

Deno.test("accountOfNumber: as copied from paper, and one digit wrong", () => {
  const number = accountNumberOf("4829130577");
  const spaced = number.replace(/(\d{4})(?=\d)/g, "$1 ");
  assert.equal(accountOfNumber(spaced), number);
  assert.equal(accountOfNumber(number.replace(/(\d{4})(?=\d)/g, "$1-")), number);
  for (let at = 0; at < number.length; at++) {
    const wrong = number.slice(0, at) + (Number(number[at]) + 1) % 10 + number.slice(at + 1);
    const refusal = accountOfNumber(wrong);
    assert(refusal instanceof Refusal, wrong);
    assert.deepEqual([refusal.code, refusal.detail], ["account_number_mistyped", { given: wrong }]);
  }
});
