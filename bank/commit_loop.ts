// Command → events → one durable block → answers. While a block is being written the next one is collected
// (group commit). An answer, a refusal included, leaves only when everything it has seen is durable.
// Knows the journal only through the port below; knows nothing of sockets.
import { apply, type Changes } from "./apply.ts";
import { type Block, BlockDraft, decodeBlock, EMPTY_HEAD, hashOf, type Head } from "./block.ts";
import type { Command } from "./command.ts";
import { decide } from "./decide.ts";
import type { Event } from "./event.ts";
import { DurableLedger, SpeculativeLedger } from "./ledger.ts";
import { WAITING_COMMANDS_MAX } from "./limits.ts";
import { Refusal } from "./refusal.ts";

/** The store port: an append-only shared log. */
export interface Journal {
  /**
   * Writes block `seq` durably if nobody has written it before.
   * @returns false when another writer was first; throws when it cannot write.
   */
  append(seq: number, bytes: Uint8Array): Promise<boolean>;
  /** The stored bytes of block `seq`, or null. */
  block(seq: number): Promise<Uint8Array | null>;
  /** All blocks from `seq` on, in order. */
  blocksFrom(seq: number): AsyncIterable<Uint8Array>;
}

/** Told of each durable block, in order, after the ledger shows it. Must not throw. */
export type Observer = (block: Block, changes: Changes) => void;

export interface CommitLoopOptions {
  readonly journal: Journal;
  /** Unix time in milliseconds. */
  readonly clock: () => number;
  /** Told when a block could not be written (disk full, say) and its commands were refused. */
  readonly onFailure: (error: unknown) => void;
  /** Told when the journal can be neither written nor read: the process has to stop. */
  readonly onFatal: (error: unknown) => void;
}

/** What became of a command: its events, none when it had happened before, or the refusal. */
export type Outcome = readonly Event[] | Refusal;

interface Item {
  readonly command: Command;
  outcome: Outcome;
  readonly settle: (outcome: Outcome) => void;
}

class Batch {
  readonly draft: BlockDraft;
  readonly items: Item[] = [];
  readonly events: Event[] = [];

  constructor(atMs: number) {
    this.draft = new BlockDraft(atMs);
  }
}

export class CommitLoop {
  readonly ledger = new DurableLedger();
  readonly #ahead = new SpeculativeLedger(this.ledger);
  readonly #options: CommitLoopOptions;
  readonly #observers: Observer[] = [];
  readonly #waiting: Item[] = [];
  #head: Head = EMPTY_HEAD;
  #collecting: Batch | null = null;
  #writing: Batch | null = null;
  #scheduled = false;
  /** While the durable ledger catches up after a failed write nothing may be decided. */
  #catchingUp = false;
  #stopped: "shutting_down" | "storage_failed" | null = null;
  #idle: (() => void)[] = [];

  constructor(options: CommitLoopOptions) {
    this.#options = options;
  }

  get head(): Head {
    return this.#head;
  }

  observe(observer: Observer): void {
    this.#observers.push(observer);
  }

  /**
   * Reads the journal from the first block this ledger has not seen, verifying the chain.
   * @throws {JournalDamage} naming the first bad block.
   */
  async replay(): Promise<void> {
    for await (const bytes of this.#options.journal.blocksFrom(this.#head.seq + 1)) {
      this.#advance(decodeBlock(bytes, this.#head), bytes);
    }
  }

  /** Decides now, answers when durable. Never rejects. */
  submit(command: Command): Promise<Outcome> {
    if (this.#stopped) return Promise.resolve(new Refusal(this.#stopped));
    const waiting = this.#waiting.length + (this.#collecting?.items.length ?? 0);
    if (waiting >= WAITING_COMMANDS_MAX) return Promise.resolve(new Refusal("busy", { waiting }));
    return new Promise((settle) => {
      const item: Item = { command, outcome: [], settle };
      const later = this.#catchingUp || this.#waiting.length > 0;
      if (later || !this.#collect(item)) this.#waiting.push(item);
      this.#schedule();
    });
  }

  /** Takes no more commands and waits until those taken are answered. */
  async drain(): Promise<void> {
    this.#stopped ??= "shutting_down";
    if (this.#collecting || this.#writing) {
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    }
  }

  /** @returns false when the block that is being collected is full. */
  #collect(item: Item): boolean {
    const { clock } = this.#options;
    const batch = this.#collecting ??= new Batch(Math.max(clock(), this.#newestAt()));
    const decision = decide(this.#ahead, item.command, batch.draft.at);
    if (!(decision instanceof Refusal) && decision.length > 0) {
      if (!batch.draft.add(decision)) return false;
      for (const event of decision) {
        apply(this.#ahead, event, { atMs: batch.draft.at });
        batch.events.push(event);
      }
    }
    item.outcome = decision;
    batch.items.push(item);
    return true;
  }

  #newestAt(): number {
    return this.#writing?.draft.at ?? this.#head.at;
  }

  /** One microtask later, so that every frame of one read shares the block. */
  #schedule(): void {
    if (this.#scheduled || this.#writing) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#next();
    });
  }

  #next(): void {
    const batch = this.#collecting;
    if (!batch || this.#writing) return;
    this.#collecting = null;
    this.#writing = batch;
    this.#ahead.seal();
    this.#collectWaiting();
    void this.#write(batch);
  }

  #collectWaiting(): void {
    let taken = 0;
    while (taken < this.#waiting.length && this.#collect(this.#waiting[taken]!)) taken++;
    this.#waiting.splice(0, taken);
  }

  async #write(batch: Batch): Promise<void> {
    try {
      if (!batch.draft.empty) {
        const bytes = batch.draft.encode(this.#head);
        if (!await this.#append(bytes)) return await this.#redo(batch);
        const { at } = batch.draft;
        const { seq, hash } = this.#head;
        this.#advance({ seq: seq + 1, prev: hash, at, events: batch.events }, bytes);
      }
      this.#ahead.settle();
      this.#answer(batch);
    } catch (error) {
      await this.#fail(batch, error);
    }
  }

  /** A failed write may still have reached the disk: the journal itself says which. */
  async #append(bytes: Uint8Array): Promise<boolean> {
    const { journal } = this.#options;
    const seq = this.#head.seq + 1;
    try {
      return await journal.append(seq, bytes);
    } catch (error) {
      const stored = await journal.block(seq);
      if (stored === null) throw error;
      return hashOf(stored) === hashOf(bytes);
    }
  }

  #advance(block: Block, bytes: Uint8Array): void {
    const changes: Changes = { entries: [], notices: [] };
    const applying = { atMs: block.at, changes };
    for (const event of block.events) apply(this.ledger, event, applying);
    this.#head = { seq: block.seq, hash: hashOf(bytes), at: block.at };
    for (const observer of this.#observers) observer(block, changes);
  }

  #answer(batch: Batch): void {
    this.#writing = null;
    for (const item of batch.items) item.settle(item.outcome);
    this.#continue();
  }

  #continue(): void {
    this.#catchingUp = false;
    if (!this.#collecting && this.#waiting.length > 0) this.#collectWaiting();
    if (this.#collecting) return this.#schedule();
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** Somebody else wrote this block: forget what was decided, learn theirs, decide again in order. */
  async #redo(batch: Batch): Promise<void> {
    this.#undo(batch);
    await this.replay();
    this.#writing = null;
    this.#continue();
  }

  /** All that was decided and not written waits again, in order. */
  #undo(batch: Batch): void {
    this.#waiting.unshift(...batch.items.splice(0), ...this.#collecting?.items ?? []);
    this.#collecting = null;
    this.#ahead.reset();
    this.#catchingUp = true;
  }

  /** Nothing of this was written. Everybody who waits is told; the next command tries afresh. */
  async #fail(batch: Batch, error: unknown): Promise<void> {
    this.#undo(batch);
    try {
      if (await this.#options.journal.block(this.#head.seq + 1) !== null) await this.replay();
    } catch (fatal) {
      this.#stopped = "storage_failed";
      this.#options.onFatal(fatal);
    }
    this.#writing = null;
    for (const item of this.#waiting.splice(0)) item.settle(new Refusal("storage_failed"));
    this.#options.onFailure(error);
    this.#continue();
  }
}
