// store/id_index.ts: rows of transfer ids by their second. Every id is found by all its events, however many rows
// and seconds they are in, before and after they are written; no row is too large for a KV value.
import assert from "node:assert/strict";
import type { Event } from "../../bank/event.ts";
import type { Transfer } from "../../bank/ledger.ts";
import { refOf } from "../../bank/trace.ts";
import { type TransferId, transferIdOf } from "../../bank/transfer_id.ts";
import { BlockCache } from "../../store/block_cache.ts";
import { IdIndex } from "../../store/id_index.ts";
import type { Kv } from "../../store/kv.ts";
import { seededRandom } from "../support/fake_host.ts";
import { T0 } from "../support/ledger.ts";
import { MemoryJournal } from "../support/memory_journal.ts";
import { memoryKv } from "../support/service.ts";

const KV_VALUE_BYTES_MAX = 65_536;
const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

/** An index that is told of blocks as they are written, and writes rows when told to. */
class Shelf {
  readonly journal = new MemoryJournal();
  index: IdIndex;
  readonly #random = seededRandom();

  private constructor(readonly kv: Kv) {
    this.index = this.#fresh();
  }

  static async open(): Promise<Shelf> {
    return new Shelf(await memoryKv());
  }

  #fresh(): IdIndex {
    return new IdIndex(this.kv, new BlockCache(this.journal));
  }

  /** A new process, which knows only what is written. */
  restart(): void {
    this.index = this.#fresh();
  }

  id(secondsAgo = 0): TransferId {
    return transferIdOf(T0 - secondsAgo * 1_000, this.#random(10));
  }

  block(...events: Event[]): void {
    this.journal.rivalWrites(events);
    this.index.add(this.journal.blocks.length - 1, events);
  }

  /** @returns bytes of each row. */
  async write(rowsMax = 4): Promise<number[]> {
    const sizes: number[] = [];
    while (this.index.oldest() !== null) {
      const { rows, lines } = this.index.take(rowsMax);
      assert.ok(lines > 0 && rows.length > 0);
      for (const { key, bytes } of rows) await this.kv.atomic().set(key, bytes).commit();
      this.index.written(lines);
      sizes.push(...rows.map(({ bytes }) => bytes.length));
    }
    return sizes;
  }
}

const BOOKING = { from: "alice", to: "bob", amountMinor: 7, memo: "für dich" };

const paid = (id: TransferId): Event => ({ type: "transferred", id, kind: "transfer", ...BOOKING });

/** What the index should say. */
const transfer = (id: TransferId, ref: number, more: Partial<Transfer> = {}): Transfer => ({
  ...{ id, kind: "transfer", ...BOOKING, atMs: T0, ref, status: "booked" },
  ...more,
});

Deno.test("id index: what became of each transfer, written or not, after a restart, too", async () => {
  const shelf = await Shelf.open();
  const [t, r, c, x, v, w, p] = numbers(7).map((second) => shelf.id(second)) as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const hold = (id: TransferId): Event => ({
    ...{ type: "held", id, ...BOOKING },
    ...{ expiresAtMs: T0 + 9, reasons: ["new_payee"] },
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
  const sizes = await shelf.write();
  assert.equal(sizes.length, 3);
  assert.ok(sizes.every((bytes) => bytes < KV_VALUE_BYTES_MAX), sizes.join());
  shelf.restart();
  for (const place of [0, 1, 999, 1_000, 1_999, 2_000, 2_499]) {
    const ref = refOf(Math.floor(place / 250), place % 250);
    assert.deepEqual(await shelf.index.transfer(ids[place]!), transfer(ids[place]!, ref));
  }
  assert.equal(await shelf.index.transfer(shelf.id()), null);
  shelf.kv.close();
});

Deno.test("id index: a row of the largest refs stays below the limit of a KV value", () => {
  const index = new IdIndex({} as Kv, {} as BlockCache);
  const block = Math.floor(Number.MAX_SAFE_INTEGER / 4_096) - 1;
  const id = transferIdOf(T0, new Uint8Array(10));
  for (const _ of numbers(3)) index.add(block, Array<Event>(1_000).fill(paid(id)));
  const { rows, lines } = index.take(2);
  assert.deepEqual([rows.length, lines], [2, 2_000]);
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
      if (place >= from) shelf.index.add(place, events);
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
