// Documents that come part by part: in order, within bytes and time, and forgotten when they are taken.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { DOCUMENT_BYTES_MAX } from "../../bank/giving/document.ts";
import { Refusal } from "../../bank/refusal.ts";
import {
  DOCUMENT_MS_MAX,
  DOCUMENT_PART_BYTES,
  DOCUMENT_PARTS_MAX,
  DOCUMENTS_STAGED_BYTES_MAX,
} from "../../api/limits.ts";
import { budgetsFor } from "../../service/sharing/budgets.ts";
import { StagedDocuments } from "../../service/giving/staged_documents.ts";

const part = (bytes: number, fill = 1) => Buffer.alloc(bytes, fill);

function staging(): StagedDocuments {
  return new StagedDocuments(budgetsFor(null).staged);
}

/** Each of an account of its own. */
function of(name: string) {
  return { account: `of ${name}`, document: name };
}

/** Until no more is taken. @returns how many were. */
function fill(staged: StagedDocuments, bytes: Buffer, account?: string): number {
  for (let number = 0; number < 10_000; number++) {
    const name = { ...of(`d${number}`), ...(account === undefined ? {} : { account }) };
    if (codeOf(staged.add(name, { part: 0, bytes }, 0)) === "busy") return number;
  }
  return assert.fail("there is no end");
}

function codeOf(answer: number | Refusal): number | string {
  return answer instanceof Refusal ? answer.code : answer;
}

Deno.test("staged: parts are put together in their order", () => {
  const staged = staging();
  assert.equal(staged.add(of("a"), { part: 0, bytes: Buffer.from("one ") }, 0), 4);
  assert.equal(staged.add(of("b"), { part: 0, bytes: Buffer.from("else") }, 0), 4);
  assert.equal(staged.add(of("a"), { part: 1, bytes: Buffer.from("two") }, 0), 7);
  assert.equal(Buffer.from(staged.take(of("a"), 0)!).toString(), "one two");
  assert.equal(staged.take(of("a"), 0), null, "taken once");
  assert.equal(Buffer.from(staged.take(of("b"), 0)!).toString(), "else");
  assert.equal(staged.take(of("never"), 0), null);
});

Deno.test("staged: a part that is not the next one is refused and changes nothing", () => {
  const staged = staging();
  const table: readonly (readonly [name: string, part: number, answer: number | string])[] = [
    ["a", 1, "document_refused"],
    ["a", 0, 3],
    ["a", 2, "document_refused"],
    ["a", 1, 6],
    ["a", 1, "document_refused"],
    ["a", 3, "document_refused"],
    ["a", 2, 9],
    ["b", 3, "document_refused"],
    ["a", 0, 3],
    ["a", 1, 6],
  ];
  for (const [name, number, answer] of table) {
    assert.equal(
      codeOf(staged.add(of(name), { part: number, bytes: part(3) }, 0)),
      answer,
      `${name} ${number}`,
    );
  }
  assert.equal(staged.take(of("a"), 0)!.length, 6);
});

Deno.test("staged: a part names the one that is expected", () => {
  const refusal = staging().add(of("a"), { part: 7, bytes: part(1) }, 0);
  assert.ok(refusal instanceof Refusal);
  assert.deepEqual(refusal.detail, { rule: "part_order", reason: "part 0 is expected next" });
});

Deno.test("staged: a document of 5 MiB fits, a byte more forgets it", () => {
  assert.ok(DOCUMENT_PARTS_MAX * DOCUMENT_PART_BYTES >= DOCUMENT_BYTES_MAX);
  const staged = staging();
  staged.add(of("a"), { part: 0, bytes: part(DOCUMENT_BYTES_MAX - 1) }, 0);
  assert.equal(staged.add(of("a"), { part: 1, bytes: part(1) }, 0), DOCUMENT_BYTES_MAX);
  assert.equal(codeOf(staged.add(of("a"), { part: 2, bytes: part(1) }, 0)), "document_refused");
  assert.equal(staged.take(of("a"), 0), null);
});

Deno.test("staged: all together are limited; room comes back when one is taken or forgotten", () => {
  const staged = staging();
  const whole = part(DOCUMENT_BYTES_MAX);
  const fit = fill(staged, whole);
  assert.ok(fit > 10 && fit * DOCUMENT_BYTES_MAX <= DOCUMENTS_STAGED_BYTES_MAX, `${fit} fit`);
  assert.equal(staged.take(of("more"), 0), null, "nothing of it was kept");
  staged.take(of("d0"), 0);
  assert.equal(staged.add(of("more"), { part: 0, bytes: whole }, 0), DOCUMENT_BYTES_MAX);
  assert.equal(codeOf(staged.add(of("again"), { part: 0, bytes: whole }, 0)), "busy");
  staged.take(of("d1"), 0);
  staged.take(of("d1"), 0);
  staged.take(of("never"), 0);
  assert.equal(staged.add(of("again"), { part: 0, bytes: whole }, 0), DOCUMENT_BYTES_MAX);
  const anew = staged.add(of("d2"), { part: 0, bytes: whole }, 0);
  assert.equal(anew, DOCUMENT_BYTES_MAX, "begun anew, not added");
  assert.equal(codeOf(staged.add(of("last"), { part: 0, bytes: whole }, 0)), "busy");
});

Deno.test("staged: one account has its share, and the others theirs", () => {
  const staged = staging();
  const fit = fill(staged, part(DOCUMENT_BYTES_MAX), "greedy");
  assert.equal(fit, 3);
  const other = { account: "other", document: "d0" };
  assert.equal(staged.add(other, { part: 0, bytes: part(3) }, 0), 3);
});

Deno.test("staged: one that takes too long is forgotten, and its room comes back", () => {
  const staged = staging();
  staged.add(of("slow"), { part: 0, bytes: part(3) }, 1_000);
  staged.add(of("later"), { part: 0, bytes: part(3) }, 2_000);
  assert.equal(staged.add(of("slow"), { part: 1, bytes: part(3) }, 1_000 + DOCUMENT_MS_MAX), 6);
  const late = 1_001 + DOCUMENT_MS_MAX;
  assert.equal(
    codeOf(staged.add(of("slow"), { part: 2, bytes: part(3) }, late)),
    "document_refused",
  );
  assert.equal(staged.take(of("slow"), late), null);
  assert.equal(staged.take(of("later"), late)!.length, 3);
});

Deno.test("staged: beginning anew begins its time anew, and does not shield older ones", () => {
  const staged = staging();
  staged.add(of("a"), { part: 0, bytes: part(3) }, 0);
  staged.add(of("b"), { part: 0, bytes: part(3) }, 10);
  staged.add(of("a"), { part: 0, bytes: part(3) }, 20);
  assert.equal(staged.take(of("b"), 11 + DOCUMENT_MS_MAX), null);
  assert.equal(staged.take(of("a"), 20 + DOCUMENT_MS_MAX)!.length, 3);
});

Deno.test("staged: documents of no bytes are limited in number as well", () => {
  const nothing = part(0);
  const [own, all] = [fill(staging(), nothing, "greedy"), fill(staging(), nothing)];
  assert.ok(own <= 256 && all <= 2_048, `${own} of one account, ${all} of all`);
});
