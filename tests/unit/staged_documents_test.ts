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
} from "../../net/limits.ts";
import { StagedDocuments } from "../../net/staged_documents.ts";

const part = (bytes: number, fill = 1) => Buffer.alloc(bytes, fill);

function codeOf(answer: number | Refusal): number | string {
  return answer instanceof Refusal ? answer.code : answer;
}

Deno.test("staged: parts are put together in their order", () => {
  const staged = new StagedDocuments();
  assert.equal(staged.add("a", 0, Buffer.from("one "), 0), 4);
  assert.equal(staged.add("b", 0, Buffer.from("else"), 0), 4);
  assert.equal(staged.add("a", 1, Buffer.from("two"), 0), 7);
  assert.equal(Buffer.from(staged.take("a", 0)!).toString(), "one two");
  assert.equal(staged.take("a", 0), null, "taken once");
  assert.equal(Buffer.from(staged.take("b", 0)!).toString(), "else");
  assert.equal(staged.take("never", 0), null);
});

Deno.test("staged: a part that is not the next one is refused and changes nothing", () => {
  const staged = new StagedDocuments();
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
    assert.equal(codeOf(staged.add(name, number, part(3), 0)), answer, `${name} ${number}`);
  }
  assert.equal(staged.take("a", 0)!.length, 6);
});

Deno.test("staged: a part names the one that is expected", () => {
  const refusal = new StagedDocuments().add("a", 7, part(1), 0);
  assert.ok(refusal instanceof Refusal);
  assert.deepEqual(refusal.detail, { rule: "part_order", reason: "part 0 is expected next" });
});

Deno.test("staged: a document of 5 MiB fits, a byte more forgets it", () => {
  assert.ok(DOCUMENT_PARTS_MAX * DOCUMENT_PART_BYTES >= DOCUMENT_BYTES_MAX);
  const staged = new StagedDocuments();
  staged.add("a", 0, part(DOCUMENT_BYTES_MAX - 1), 0);
  assert.equal(staged.add("a", 1, part(1), 0), DOCUMENT_BYTES_MAX);
  assert.equal(codeOf(staged.add("a", 2, part(1), 0)), "document_refused");
  assert.equal(staged.take("a", 0), null);
});

Deno.test("staged: all together are limited; room comes back when one is taken or forgotten", () => {
  const staged = new StagedDocuments();
  const whole = part(DOCUMENT_BYTES_MAX);
  const fit = Math.floor(DOCUMENTS_STAGED_BYTES_MAX / DOCUMENT_BYTES_MAX);
  for (let number = 0; number < fit; number++) {
    assert.equal(staged.add(`d${number}`, 0, whole, 0), DOCUMENT_BYTES_MAX);
  }
  assert.equal(codeOf(staged.add("more", 0, whole, 0)), "busy");
  assert.equal(staged.take("more", 0), null, "nothing of it was kept");
  staged.take("d0", 0);
  assert.equal(staged.add("more", 0, whole, 0), DOCUMENT_BYTES_MAX);
  assert.equal(codeOf(staged.add("again", 0, whole, 0)), "busy");
  staged.forget("d1");
  staged.forget("d1");
  staged.forget("never");
  assert.equal(staged.add("again", 0, whole, 0), DOCUMENT_BYTES_MAX);
  assert.equal(codeOf(staged.add("d2", 0, whole, 0)), DOCUMENT_BYTES_MAX, "begun anew, not added");
  assert.equal(codeOf(staged.add("last", 0, whole, 0)), "busy");
});

Deno.test("staged: one that takes too long is forgotten, and its room comes back", () => {
  const staged = new StagedDocuments();
  staged.add("slow", 0, part(3), 1_000);
  staged.add("later", 0, part(3), 2_000);
  assert.equal(staged.add("slow", 1, part(3), 1_000 + DOCUMENT_MS_MAX), 6);
  const late = 1_001 + DOCUMENT_MS_MAX;
  assert.equal(codeOf(staged.add("slow", 2, part(3), late)), "document_refused");
  assert.equal(staged.take("slow", late), null);
  assert.equal(staged.take("later", late)!.length, 3);
});

Deno.test("staged: beginning anew begins its time anew, and does not shield older ones", () => {
  const staged = new StagedDocuments();
  staged.add("a", 0, part(3), 0);
  staged.add("b", 0, part(3), 10);
  staged.add("a", 0, part(3), 20);
  assert.equal(staged.take("b", 11 + DOCUMENT_MS_MAX), null);
  assert.equal(staged.take("a", 20 + DOCUMENT_MS_MAX)!.length, 3);
});

Deno.test("staged: documents of no bytes are limited in number as well", () => {
  const staged = new StagedDocuments();
  const answers = new Set<number | string>();
  for (let number = 0; number < 200_000; number++) {
    answers.add(codeOf(staged.add(`d${number}`, 0, part(0), 0)));
  }
  assert.ok(answers.has("busy") || answers.has("document_refused"), "200,000 of them were kept");
});
