// A journal in memory that waits, fails or loses a race when told to.
import assert from "node:assert/strict";
import { BlockDraft, decodeBlock, EMPTY_HEAD, hashOf, type Head } from "../../bank/block.ts";
import type { Event } from "../../bank/event.ts";
import type { Journal } from "../../bank/journal.ts";
import type { Mark } from "../../store/head_mark.ts";

const NOW_MS = Date.UTC(2026, 0, 5, 9);

export class MemoryJournal implements Journal {
  readonly blocks: Uint8Array[] = [];
  /** A mark beside it says where it ends. */
  marked = false;
  #appends = 0;
  #append: "works" | "fails unwritten" | "fails written" = "works";
  #failingReads = 0;
  #held: Promise<void> | null = null;
  #release = (): void => {};
  readonly #arrivals: { readonly count: number; readonly arrived: () => void }[] = [];

  /** Appends wait from now on. */
  hold(): void {
    if (this.#held) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = promise;
    this.#release = resolve;
  }

  release(): void {
    this.#held = null;
    this.#release();
  }

  /** The next append throws, with or without having stored its block. */
  failAppend(how: "unwritten" | "written"): void {
    this.#append = `fails ${how}`;
  }

  failReads(count: number): void {
    this.#failingReads = count;
  }

  /** Another writer stores a block now: an append of the same number loses the race. */
  rivalWrites(events: readonly Event[], at = NOW_MS): void {
    const draft = new BlockDraft(at);
    assert.ok(draft.add(events));
    this.blocks.push(draft.encode(this.newest));
  }

  get newest(): Head {
    let head = EMPTY_HEAD;
    for (const bytes of this.blocks) {
      const { seq, at } = decodeBlock(bytes, head);
      head = { seq, at, hash: hashOf(bytes) };
    }
    return head;
  }

  get mark(): Mark | null {
    const { seq, hash, at } = this.newest;
    return this.marked ? { n: 1, seq, hash, at, payments: 0, alive: at } : null;
  }

  /** The events of each block. */
  get events(): Event[][] {
    return this.blocks.map((bytes) => JSON.parse(new TextDecoder().decode(bytes)).events);
  }

  /** Until so many appends have begun, counted from the first one ever. */
  async appending(count: number): Promise<void> {
    if (this.#appends >= count) return;
    await new Promise<void>((arrived) => this.#arrivals.push({ count, arrived }));
  }

  async append(seq: number, blocks: readonly Uint8Array[]): Promise<boolean> {
    this.#appends++;
    for (const { count, arrived } of this.#arrivals) if (count <= this.#appends) arrived();
    await this.#held;
    const how = this.#append;
    this.#append = "works";
    if (how === "fails unwritten") throw new Error("The disk is full");
    if (seq < this.blocks.length) return false;
    assert.equal(seq, this.blocks.length, "an append leaves a gap");
    this.blocks.push(...blocks);
    if (how === "fails written") throw new Error("The connection broke");
    return true;
  }

  async head(): Promise<{ readonly seq: number; readonly hash: string } | null> {
    await this.#read();
    const { seq, hash } = this.newest;
    return seq < 0 ? null : { seq, hash };
  }

  async block(seq: number): Promise<Uint8Array | null> {
    await this.#read();
    return this.blocks[seq] ?? null;
  }

  async *blocksFrom(seq: number): AsyncIterable<Uint8Array> {
    await this.#read();
    yield* this.blocks.slice(seq);
  }

  #read(): Promise<void> {
    if (this.#failingReads === 0) return Promise.resolve();
    this.#failingReads--;
    return Promise.reject(new Error("The store cannot be read"));
  }
}
