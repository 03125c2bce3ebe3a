// An index of transfer ids over a journal in memory, for tests that write it piece by piece and start it again.
import assert from "node:assert/strict";
import type { Event } from "../../bank/event.ts";
import { type TransferId, transferIdOf } from "../../bank/transfer_id.ts";
import { BlockCache } from "../../store/block_cache.ts";
import { IdIndex } from "../../store/id_index.ts";
import type { Kv } from "../../store/kv.ts";
import { seededRandom } from "./fake_host.ts";
import { T0 } from "./ledger.ts";
import { MemoryJournal } from "./memory_journal.ts";
import { memoryKv } from "./service.ts";

/** An index that is told of blocks as they are written, and writes rows when told to. */
export class Shelf {
  readonly journal = new MemoryJournal();
  index: IdIndex;
  readonly #random = seededRandom();

  constructor(readonly kv: Kv) {
    this.index = this.#fresh();
  }

  static async open(): Promise<Shelf> {
    return new Shelf(await memoryKv());
  }

  #fresh(): IdIndex {
    return new IdIndex(this.kv, new BlockCache(this.journal, (_, atMs) => atMs));
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
    this.index.add({ seq: this.journal.blocks.length - 1, at: T0, events });
  }

  /** @returns bytes of each row. */
  async write(rowsMax = 4): Promise<number[]> {
    const sizes: number[] = [];
    while (this.index.oldest() !== null) {
      const taken = this.index.take(rowsMax);
      const { rows } = taken;
      assert.ok(rows.length > 0);
      for (const { key, bytes } of rows) await this.kv.atomic().set(key, bytes).commit();
      this.index.written(taken);
      sizes.push(...rows.map(({ bytes }) => bytes.length));
    }
    return sizes;
  }
}
