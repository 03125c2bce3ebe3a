// store/id_index.ts: rows of transfer ids by their second. Every id is found by all its events, however many rows
// and seconds they are in, before and after they are written; no row is too large for a KV value.
import assert from "node:assert/strict";
import type { Event } from "../../bank/event.ts";
import type { Transfer } from "../../bank/transfer.ts";
import { refOf } from "../../bank/ref.ts";
import { type TransferId, transferIdOf } from "../../bank/transfer_id.ts";
import { BlockCache } from "../../store/block_cache.ts";
import { IdIndex } from "../../store/id_index.ts";
import type { Kv, KvAtomic, KvEntry, KvKey } from "../../store/kv.ts";
import { T0 } from "../support/ledger.ts";
import { Shelf } from "../support/id_shelf.ts";
import { memoryKv } from "../support/service.ts";

const KV_VALUE_BYTES_MAX = 65_536;
const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

type Seven = [string, string, string, string, string, string, string];

const BOOKING = { from: "alice", to: "bob", amountMinor: 7, memo: "für dich" };

const paid = (id: TransferId): Event => ({ type: "transferred", id, kind: "transfer", ...BOOKING });

/** What the index should say. */
const transfer = (id: TransferId, ref: number, more: Partial<Transfer> = {}): Transfer => ({
  id,
  kind: "transfer",
  ...BOOKING,
  atMs: T0,
  ref,
  status: "booked",
  ...more,
});

Deno.test("id index: what became of each transfer, written or not, after a restart, too", async () => {
  const shelf = await Shelf.open();
  const [t, r, c, x, v, w, p] = numbers(7).map((second) => shelf.id(second)) as Seven;
  const hold = (id: TransferId): Event => ({
    type: "held",
    id,
    ...BOOKING,
    expiresAtMs: T0 + 9,
    reasons: ["new_payee"],
  });
  shelf.block(paid(t), hold(c), hold(x), hold(w));
  shelf.block({ type: "hold_confirmed", id: c, ...BOOKING }, {
    type: "voided",
    id: v,
    from: "bob",
  });
  const back = { from: "bob", to: "alice", amountMinor: 7, memo: "" };
  shelf.block({ type: "hold_ended", id: x, ...BOOKING, why: "expired" });
  shelf.block({ type: "transferred", id: r, kind: "reversal", ...back, reverses: t, by: "boss" });
  const held = { expiresAtMs: T0 + 9, reasons: ["new_payee"] };
  const told = {
    [t]: transfer(t, refOf(0, 0), { reversedBy: r }),
    [r]: transfer(r, refOf(3, 0), { ...back, kind: "reversal", reverses: t }),
    [c]: transfer(c, refOf(1, 0), held),
    [x]: transfer(x, refOf(2, 0), { ...held, status: "expired" }),
    [w]: transfer(w, refOf(0, 3), { ...held, status: "held" }),
  };
  const check = async () => {
    for (const [id, about] of Object.entries(told)) {
      assert.deepEqual(await shelf.index.transfer(id), about);
    }
    const empty = await shelf.index.transfer(v);
    assert.deepEqual([empty?.status, empty?.from, empty?.amountMinor], ["void", "bob", 0]);
    assert.equal(await shelf.index.transfer(p), null);
  };
  await shelf.write(1);
  await check();
  shelf.restart();
  await check();
  shelf.kv.close();
});

Deno.test("id index: lines that wait to be written are found as well", async () => {
  const shelf = await Shelf.open();
  const [t, r] = [shelf.id(99), shelf.id()];
  shelf.block(paid(t));
  await shelf.write();
  shelf.block({ type: "transferred", id: r, kind: "reversal", ...BOOKING, reverses: t });
  assert.equal((await shelf.index.transfer(t))?.reversedBy, r);
  assert.equal((await shelf.index.transfer(r))?.reverses, t);
  shelf.kv.close();
});

Deno.test("id index: many ids of one second fill several rows, none too large", async () => {
  const shelf = await Shelf.open();
  const ids = numbers(2_500).map(() => shelf.id());
  for (let first = 0; first < ids.length; first += 250) {
    shelf.block(...ids.slice(first, first + 250).map(paid));
  }
  const sizes = await shelf.write(200);
  // One for each part of the second.
  assert.equal(sizes.length, 64);
  assert.ok(sizes.every((bytes) => bytes < KV_VALUE_BYTES_MAX), sizes.join());
  shelf.restart();
  for (const place of [0, 1, 999, 1_000, 1_999, 2_000, 2_499]) {
    const ref = refOf(Math.floor(place / 250), place % 250);
    assert.deepEqual(await shelf.index.transfer(ids[place]!), transfer(ids[place]!, ref));
  }
  assert.equal(await shelf.index.transfer(shelf.id()), null);
  shelf.kv.close();
});

/** Counts the rows and bytes that a look-up reads. */
class CountedKv implements Kv {
  rows = 0;
  bytes = 0;

  constructor(readonly kv: Kv) {}

  get(key: KvKey): Promise<KvEntry> {
    return this.kv.get(key);
  }

  async *list(selector: { prefix: KvKey; start?: KvKey }): AsyncIterable<KvEntry> {
    for await (const entry of this.kv.list(selector)) {
      this.rows++;
      this.bytes += (entry.value as Uint8Array).length;
      yield entry;
    }
  }

  atomic(): KvAtomic {
    return this.kv.atomic();
  }

  close(): void {
    this.kv.close();
  }
}

Deno.test("id index: what a look-up reads is bounded, however many ids carry the same second", async () => {
  const counted = new CountedKv(await memoryKv());
  const shelf = new Shelf(counted);
  const ids: TransferId[] = [];
  const mostOf = async (id: TransferId) => {
    counted.rows = counted.bytes = 0;
    const found = await shelf.index.transfer(id);
    return { found, rows: counted.rows, bytes: counted.bytes };
  };
  // On time, far from their time, and more than the parts of a second take.
  for (const [secondsAgo, count] of [[0, 20_000], [3_600, 2_000]] as const) {
    for (let done = 0; done < count; done += 1_000) {
      const some = numbers(1_000).map(() => shelf.id(secondsAgo));
      ids.push(...some);
      for (let at = 0; at < 1_000; at += 250) shelf.block(...some.slice(at, at + 250).map(paid));
      await shelf.write(400);
    }
  }
  for (const id of [ids[0]!, ids[19_999]!, ids[20_500]!]) {
    const { found, rows, bytes } = await mostOf(id);
    assert.equal(found?.id, id);
    assert.ok(rows <= 40 && bytes <= 40_000, `${rows} rows, ${bytes} bytes`);
  }
  for (const secondsAgo of [0, 3_600]) {
    const { found, rows, bytes } = await mostOf(shelf.id(secondsAgo));
    assert.deepEqual([found, rows <= 40, bytes <= 40_000], [null, true, true], `${rows} ${bytes}`);
  }
  counted.close();
});

Deno.test("id index: ids that find their part full go into a finer one, and rows of their own come after that", async () => {
  const shelf = await Shelf.open();
  // The same random part, so that all of them are in the same part of their second.
  const id = shelf.id();
  const again: Event = { type: "hold_ended", id, ...BOOKING, why: "cancelled" };
  const parts: unknown[] = [];
  for (let seq = 0; seq < 16; seq++) {
    shelf.index.add({ seq, at: T0, events: Array<Event>(500).fill(again) });
    while (shelf.index.oldest() !== null) {
      const taken = shelf.index.take(400);
      for (const { key } of taken.rows) parts.push(key[2]);
      shelf.index.written(taken);
    }
  }
  const coarse = Number(parts[0]);
  assert.ok(coarse < 64 && Number(parts[8]) >= 64);
  assert.deepEqual(parts, [...Array(8).fill(coarse), ...Array(8).fill(parts[8])]);
  shelf.block(paid(id));
  assert.deepEqual(shelf.index.take(1).rows.map(({ key }) => key), [["id", id, refOf(0, 0)]]);
  shelf.kv.close();
});

Deno.test("id index: an id of a finer part is found after a restart", async () => {
  const shelf = await Shelf.open();
  const full = shelf.id();
  // Another id of the same part, which `full` fills with lines of blocks that are never read.
  let id = shelf.id();
  while (partOf(id) !== partOf(full)) id = shelf.id();
  const again: Event = { type: "hold_ended", id: full, ...BOOKING, why: "cancelled" };
  for (let seq = 100; seq < 108; seq++) {
    shelf.index.add({ seq, at: T0, events: Array<Event>(500).fill(again) });
  }
  await shelf.write(400);
  shelf.block(paid(id));
  const { rows: [row] } = shelf.index.take(1);
  assert.ok(Number(row!.key[2]) >= 64, String(row!.key));
  await shelf.write(1);
  shelf.restart();
  assert.deepEqual(await shelf.index.transfer(id), transfer(id, refOf(0, 0)));
  shelf.kv.close();
});

/** The part of its second, as the index numbers them. */
function partOf(id: TransferId): number {
  const index = new IdIndex({} as Kv, {} as BlockCache);
  index.add({ seq: 0, at: T0, events: [paid(id)] });
  return Number(index.take(1).rows[0]!.key[2]);
}

Deno.test("id index: lines of a batch wait until its last row is written, and rows are taken again until then", async () => {
  const shelf = await Shelf.open();
  const ids = numbers(300).map(() => shelf.id());
  shelf.block(...ids.map(paid));
  const first = shelf.index.take(40);
  assert.deepEqual([first.rows.length, first.lines], [40, 0]);
  assert.deepEqual(shelf.index.take(40).rows, first.rows);
  shelf.index.written(first);
  assert.deepEqual(shelf.index.oldest(), refOf(0, 0));
  // What comes meanwhile is of the next batch.
  shelf.block(paid(shelf.id()));
  const rest = shelf.index.take(400);
  assert.deepEqual([rest.rows.length, rest.lines], [24, 300]);
  assert.deepEqual(shelf.index.oldest(rest.lines), refOf(1, 0));
  shelf.index.written(rest);
  assert.deepEqual([shelf.index.oldest(), shelf.index.take(400).lines], [refOf(1, 0), 1]);
  shelf.kv.close();
});

Deno.test("id index: ids of the future are read at a start, up to a bound", async () => {
  const shelf = await Shelf.open();
  const ahead = numbers(300).map((number) => shelf.id(-10 - number));
  for (const id of ahead) shelf.block(paid(id));
  shelf.block(paid(shelf.id(60)));
  await shelf.write(400);
  shelf.restart();
  assert.deepEqual((await shelf.index.later(T0, 1_000))?.sort(), [...ahead].sort());
  assert.equal(await shelf.index.later(T0, 299), null);
  assert.deepEqual(await shelf.index.later(T0 + 400_000, 1), []);
  shelf.kv.close();
});

Deno.test("id index: a row of the largest refs stays below the limit of a KV value", () => {
  const index = new IdIndex({} as Kv, {} as BlockCache);
  const block = Math.floor(Number.MAX_SAFE_INTEGER / 4_096) - 1;
  const id = transferIdOf(T0, new Uint8Array(10));
  for (const _ of numbers(3)) {
    index.add({ seq: block, at: T0, events: Array<Event>(1_000).fill(paid(id)) });
  }
  const { rows } = index.take(2);
  assert.equal(rows.length, 2);
  for (const { bytes } of rows) assert.ok(bytes.length < KV_VALUE_BYTES_MAX, `${bytes.length}`);
});

Deno.test("id index: rows written again after a crash, cut elsewhere, lose no id", async () => {
  const shelf = await Shelf.open();
  const ids = numbers(3_000).map((number) => shelf.id(number % 7));
  const blocks = numbers(30).map((number) => ids.slice(number * 100, (number + 1) * 100).map(paid));
  for (const events of blocks) shelf.block(...events);
  const half = shelf.index.take(50);
  for (const { key, bytes } of half.rows) await shelf.kv.atomic().set(key, bytes).commit();
  // Some of the same once more, by processes that began at other blocks.
  for (const from of [3, 11, 0]) {
    shelf.restart();
    for (const [place, events] of blocks.entries()) {
      if (place >= from) shelf.index.add({ seq: place, at: T0, events });
    }
    await shelf.write(from + 1);
  }
  shelf.restart();
  for (const [place, id] of ids.entries()) {
    const ref = refOf(Math.floor(place / 100), place % 100);
    assert.deepEqual(await shelf.index.transfer(id), transfer(id, ref));
  }
  shelf.kv.close();
});

Deno.test("id index: knows the newest id, the oldest line and the smallest id that waits", async () => {
  const shelf = await Shelf.open();
  const [young, old, older] = [shelf.id(1), shelf.id(50), shelf.id(90)];
  assert.deepEqual([shelf.index.highest, shelf.index.oldest(), shelf.index.lowestPending()], [
    "",
    null,
    null,
  ]);
  shelf.block(paid(young));
  shelf.block({ type: "transferred", id: old, kind: "reversal", ...BOOKING, reverses: older });
  assert.equal(shelf.index.highest, young);
  assert.deepEqual([shelf.index.oldest(), shelf.index.oldest(1)], [refOf(0, 0), refOf(1, 0)]);
  assert.deepEqual([shelf.index.lowestPending(), shelf.index.oldest(3)], [older, null]);
  await shelf.write();
  assert.deepEqual([shelf.index.highest, shelf.index.lowestPending()], [young, null]);
  shelf.restart();
  shelf.index.restore(young);
  assert.equal(shelf.index.highest, young);
  shelf.kv.close();
});
