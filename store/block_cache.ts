// Decoded journal blocks: the newest as they were committed, older ones as they are asked for. Bounded by the
// number of events, those that came first go first.
import { type Block, hashOf, JournalDamage, parseBlock } from "../bank/block.ts";
import type { Event } from "../bank/event.ts";
import type { Journal } from "../bank/journal.ts";
import { blockOf, placeOf, type Ref } from "../bank/ref.ts";

/** Events kept decoded: about 20 MiB. */
const CACHED_EVENTS_MAX = 65_536;

export interface Found {
  readonly event: Event;
  readonly atMs: number;
}

export class BlockCache {
  readonly #journal: Journal;
  readonly #datedAt: (seq: number, atMs: number) => number;
  readonly #blocks = new Map<number, Block>();
  #events = 0;

  /** @param datedAt when the events of a block happened: its own time, but for a clock that was ahead. */
  constructor(journal: Journal, datedAt: (seq: number, atMs: number) => number) {
    this.#journal = journal;
    this.#datedAt = datedAt;
  }

  add(block: Block): void {
    const { seq } = block;
    this.#drop(seq);
    this.#blocks.set(seq, block);
    this.#events += block.events.length;
    while (this.#events > CACHED_EVENTS_MAX) this.#drop(this.#blocks.keys().next().value!);
  }

  /** @throws {JournalDamage} when the journal does not have it. */
  async find(ref: Ref): Promise<Found> {
    const seq = blockOf(ref);
    const block = this.#blocks.get(seq) ?? await this.#load(seq);
    const event = block.events[placeOf(ref)];
    if (!event) throw new JournalDamage(`Journal block ${seq} has no event ${placeOf(ref)}`);
    return { event, atMs: this.#datedAt(seq, block.at) };
  }

  async #load(seq: number): Promise<Block> {
    const bytes = await this.#journal.block(seq);
    if (!bytes) throw new JournalDamage(`Journal block ${seq} is missing`);
    const block = parseBlock(bytes, seq);
    // The newest block has no follower yet; the start has looked at it.
    const next = await this.#journal.block(seq + 1);
    if (next && parseBlock(next, seq + 1).prev !== hashOf(bytes)) {
      throw new JournalDamage(
        `Journal block ${seq} is damaged: its hash is not the one in block ${seq + 1}`,
      );
    }
    this.add(block);
    return block;
  }

  #drop(seq: number): void {
    this.#events -= this.#blocks.get(seq)?.events.length ?? 0;
    this.#blocks.delete(seq);
  }
}
