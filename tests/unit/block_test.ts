// bank/block.ts: what is written is read, a full draft keeps nothing more, and no damage goes unseen: it is
// found in the block itself or, at the latest, by the hash that the next block carries.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { BlockDraft, decodeBlock, EMPTY_HEAD, hashOf, type Head } from "../../bank/block.ts";
import type { Event } from "../../bank/event.ts";
import { BLOCK_BYTES_MAX, BLOCK_FRAME_BYTES_MAX } from "../../bank/limits.ts";
import { SEEDED, T0 } from "../support/ledger.ts";

fc.configureGlobal(SEEDED);

const paid = (memo = ""): Event => ({
  type: "transferred",
  id: "t1",
  kind: "transfer",
  from: "a",
  to: "b",
  amountMinor: 7,
  memo,
});

function encode(events: readonly Event[], head = EMPTY_HEAD, at = T0): Uint8Array {
  const draft = new BlockDraft(at);
  assert.ok(draft.add(events));
  return draft.encode(head);
}

const headAfter = (bytes: Uint8Array, seq = 0, at = T0): Head => ({ seq, hash: hashOf(bytes), at });
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytesOf = (text: string) => new TextEncoder().encode(text);
const damage = (message: RegExp) => ({ name: "JournalDamage", message });

Deno.test("block: the stored bytes are exactly this", () => {
  const head = { seq: 6, hash: "ab".repeat(32), at: 5 };
  const event = '{"type":"account_frozen","account":"a"}';
  const bytes = encode([{ type: "account_frozen", account: "a" }], head, 9);
  assert.equal(text(bytes), `{"seq":7,"prev":"${head.hash}","at":9,"events":[${event}]}`);
});

Deno.test("block: a hash is SHA-256 in lower-case hex", () => {
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.equal(hashOf(bytesOf("abc")), abc);
});

Deno.test("block: what is written is read, whatever is in a memo", () => {
  const memo = fc.string({ unit: "binary" });
  fc.assert(fc.property(fc.array(memo, { minLength: 1 }), (memos) => {
    const events = memos.map(paid);
    const block = { seq: 0, prev: EMPTY_HEAD.hash, at: T0, events };
    assert.deepEqual(decodeBlock(encode(events), EMPTY_HEAD), block);
  }));
  for (const odd of ["\ud800", "\udc00x", "\u0000", '"\\', "\u2028", "__proto__"]) {
    assert.deepEqual(decodeBlock(encode([paid(odd)]), EMPTY_HEAD).events, [paid(odd)]);
  }
});

Deno.test("block: every kind of damage is named", () => {
  const good = text(encode([paid()]));
  const swap = (from: string, to: string) => bytesOf(good.replace(from, to));
  const table: readonly (readonly [Uint8Array, RegExp])[] = [
    [new Uint8Array(), /^Journal block 0 is damaged: it is not UTF-8 JSON$/],
    [bytesOf("not json"), /not UTF-8 JSON/],
    [bytesOf(good.slice(0, -1)), /not UTF-8 JSON/],
    [bytesOf(`${good}}`), /not UTF-8 JSON/],
    [new Uint8Array([...bytesOf(good).slice(0, -4), 0xff, ...bytesOf('"}]}')]), /not UTF-8 JSON/],
    [bytesOf("null"), /it is not an object/],
    [bytesOf("[]"), /"seq" has an unknown form/],
    [bytesOf("{}"), /"seq" has an unknown form/],
    [swap('"seq":0', '"seq":-1'), /"seq" has an unknown form/],
    [swap('"seq":0', '"seq":0.5'), /"seq" has an unknown form/],
    [swap('"seq":0', '"seq":"0"'), /"seq" has an unknown form/],
    [swap('"seq":0', '"seq":1'), /it says it is 1/],
    [swap('"prev":"0', '"prev":"x'), /"prev" has an unknown form/],
    [swap('"prev":"0', '"prev":"'), /"prev" has an unknown form/],
    [swap('"prev":"0', '"prev":"1'), /does not follow block -1: expected prev 0{16}…, found 10+…/],
    [swap(`"at":${T0}`, '"at":-1'), /"at" has an unknown form/],
    [swap('"events"', '"event"'), /"events" has an unknown form/],
    [bytesOf(`${good.slice(0, good.indexOf("[") + 1)}]}`), /"events" has an unknown form/],
    [swap('"transferred"', '"transfered"'), /"events.0.type" has an unknown form/],
    [swap('"kind":"transfer"', '"kind":"present"'), /"events.0.kind" has an unknown form/],
    [swap('"amountMinor":7', '"amountMinor":0'), /"events.0.amountMinor"/],
    [swap('"amountMinor":7', '"amountMinor":-7'), /"events.0.amountMinor"/],
    [swap('"amountMinor":7', '"amountMinor":0.7'), /"events.0.amountMinor"/],
    [swap('"amountMinor":7', '"amountMinor":9007199254740992'), /"events.0.amountMinor"/],
    [swap('"to":"b"', '"two":"b"'), /"events.0.to"/],
  ];
  for (const [bytes, message] of table) {
    assert.throws(() => decodeBlock(bytes, EMPTY_HEAD), damage(message), text(bytes));
  }
});

Deno.test("block: only the block that follows is taken", () => {
  const first = encode([paid("1")]);
  const head = headAfter(first);
  const second = encode([paid("2")], head);
  assert.equal(decodeBlock(second, head).seq, 1);
  const table = [
    [first, head, /Journal block 1 is damaged: it says it is 0/],
    [second, EMPTY_HEAD, /Journal block 0 is damaged: it says it is 1/],
    [second, headAfter(encode([paid("x")])), /Journal block 1 does not follow block 0/],
    [second, { ...head, at: T0 + 1 }, /it is older than the block before/],
  ] as const;
  for (const [bytes, head, message] of table) {
    assert.throws(() => decodeBlock(bytes, head), damage(message));
  }
});

/** Damage is seen at once, or by the block after. */
function assertSeen(damaged: Uint8Array, next: Uint8Array, what: string): void {
  let head: Head;
  try {
    const { seq, at } = decodeBlock(damaged, EMPTY_HEAD);
    head = headAfter(damaged, seq, at);
  } catch (error) {
    assert.equal((error as Error).name, "JournalDamage", `${what}: ${error}`);
    return;
  }
  assert.throws(() => decodeBlock(next, head), damage(/./), what);
}

Deno.test("block: every flipped bit is seen", () => {
  const block = encode([paid("é")]);
  const next = encode([paid("2")], headAfter(block));
  for (let place = 0; place < block.length; place++) {
    for (let bit = 0; bit < 8; bit++) {
      const damaged = block.slice();
      damaged[place]! ^= 1 << bit;
      assertSeen(damaged, next, `bit ${bit} of byte ${place}`);
    }
  }
});

Deno.test("block: every missing, doubled or added byte is seen", () => {
  const block = encode([paid("é")]);
  const next = encode([paid("2")], headAfter(block));
  for (let place = 0; place <= block.length; place++) {
    const [before, after] = [block.slice(0, place), block.slice(place)];
    if (after.length > 0) {
      assertSeen(before, next, `cut at ${place}`);
      assertSeen(new Uint8Array([...before, ...after.slice(1)]), next, `without byte ${place}`);
    }
    assertSeen(new Uint8Array([...before, 0x20, ...after]), next, `a space at ${place}`);
    assertSeen(new Uint8Array([...before, 0xef, 0xbb, 0xbf, ...after]), next, `a BOM at ${place}`);
  }
});

Deno.test("draft: a full one refuses more and keeps nothing of it, a smaller event still fits", () => {
  const draft = new BlockDraft(T0);
  assert.ok(draft.empty);
  while (draft.add([paid("x".repeat(1000))]));
  assert.ok(!draft.empty);
  const before = text(draft.encode(EMPTY_HEAD));
  assert.equal(draft.add([paid("x"), paid("x".repeat(1000))]), false);
  assert.equal(text(draft.encode(EMPTY_HEAD)), before);
  assert.ok(draft.add([paid("x")]));
  const { events } = decodeBlock(draft.encode(EMPTY_HEAD), EMPTY_HEAD);
  assert.deepEqual(events.at(-1), paid("x"));
});

Deno.test("draft: the bound counts bytes, not characters, to the last one", () => {
  const bare = text(encode([paid()])).length - `{"seq":0,"prev":"","at":,"events":[]}`.length -
    64 - String(T0).length;
  const room = BLOCK_BYTES_MAX - BLOCK_FRAME_BYTES_MAX - bare - 1;
  const table = [
    ["x".repeat(room), true],
    ["x".repeat(room + 1), false],
    ["é".repeat(Math.floor(room / 2)), true],
    ["é".repeat(Math.floor(room / 2) + 1), false],
    ["\u0001".repeat(Math.floor(room / 6) + 1), false],
  ] as const;
  for (const [memo, fits] of table) {
    const draft = new BlockDraft(T0);
    assert.equal(draft.add([paid(memo)]), fits);
    assert.equal(draft.empty, !fits);
    if (fits) assert.ok(draft.encode(EMPTY_HEAD).length <= BLOCK_BYTES_MAX);
  }
});

Deno.test("draft: the largest frame leaves a block within what a Deno KV value holds", () => {
  const { MAX_SAFE_INTEGER: max } = Number;
  const frame = encode([paid()], { seq: max - 1, hash: "f".repeat(64), at: 0 }, max);
  assert.ok(frame.length - JSON.stringify(paid()).length <= BLOCK_FRAME_BYTES_MAX);
  assert.ok(BLOCK_BYTES_MAX <= 65_536);
});
