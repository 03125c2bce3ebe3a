// Command → events → durable blocks → answers. While blocks are being written the next ones are collected (group commit).
// An answer, a refusal included, leaves only when everything it has seen is durable.
import { appendOwn } from "./append.ts";
import { apply } from "./apply.ts";
import { noChanges } from "./applying.ts";
import { atRightTime, type ClockFault } from "./bank_clock.ts";
import { type Archive, forgottenIds, NO_ARCHIVE } from "./archive.ts";
import { Batch, decidedOf, type Item, type Outcome, type Settle } from "./batch.ts";
import { type Block, decodeBlock, EMPTY_HEAD, hashOf, type Head } from "./block.ts";
import type { Command } from "./command.ts";
import type { HeadMark, Journal, Observer } from "./journal.ts";
import { type Account, DurableLedger, SpeculativeLedger } from "./ledger.ts";
import { WAITING_COMMANDS_MAX } from "./limits.ts";
import { Recalls } from "./recalls.ts";
import { Refusal } from "./refusal.ts";
import { refOf } from "./ref.ts";
import { paymentsIn } from "./trace.ts";

export interface CommitLoopOptions {
  readonly journal: Journal;
  /** Filled from views, where there are any. */
  readonly ledger?: DurableLedger;
  /** Where transfers are that memory has let go. */
  readonly archive?: Archive;
  /** Unix milliseconds. */
  readonly clock: () => number;
  /** What is wrong with that clock: until it is right again nothing is booked. */
  readonly clockFault?: () => ClockFault | null;
  /** Keeps the newest head outside of the journal, before an answer or an observer tells it. */
  readonly mark?: HeadMark;
  /** Told when a block could not be written (disk full, say) and its commands were refused. */
  readonly onFailure: (error: unknown) => void;
  /** Told when it can be neither written nor read: the process has to stop. */
  readonly onFatal: (error: unknown) => void;
}

export class CommitLoop {
  readonly ledger: DurableLedger;
  readonly #ahead: SpeculativeLedger;
  readonly #options: CommitLoopOptions;
  readonly #archive: Archive;
  #observers: Observer[] = [];
  readonly #waiting: Item[] = [];
  #head: Head = EMPTY_HEAD;
  #collecting: Batch | null = null;
  #writing: Batch | null = null;
  readonly #recalls: Recalls;
  #scheduled = false;
  /** While the durable ledger catches up after a failed write nothing may be decided. */
  #catchingUp = false;
  /** Why it takes no commands any more, or null while it does. */
  stopped: "shutting_down" | "storage_failed" | null = null;
  #idle: (() => void)[] = [];

  constructor(options: CommitLoopOptions) {
    this.#options = options;
    this.#archive = options.archive ?? NO_ARCHIVE;
    this.ledger = options.ledger ?? new DurableLedger();
    this.#ahead = new SpeculativeLedger(this.ledger);
    this.#recalls = new Recalls({
      archive: this.#archive,
      ledger: this.ledger,
      take: (item) => this.#take(item),
      onFailure: (error) => {
        this.#options.onFailure(error);
        this.#continue();
      },
    });
  }

  /** Commands that are not being written yet. */
  get queued(): number {
    return this.#waiting.length + (this.#collecting?.items.length ?? 0);
  }

  get head(): Head {
    return this.#head;
  }

  /** @returns what ends it. */
  observe(observer: Observer): () => void {
    this.#observers.push(observer);
    return () => {
      this.#observers = this.#observers.filter((each) => each !== observer);
    };
  }

  /** The ledger has been filled from views that reflect all blocks up to this one. */
  startAt(head: Head): void {
    this.#head = head;
  }

  /**
   * Reads the journal from the first block this ledger has not seen, verifying the chain.
   * @param reflects whether an account that came from a view shows block `seq` already.
   * @throws {JournalDamage} naming the first bad block.
   */
  async replay(reflects?: Reflects): Promise<void> {
    for await (const bytes of this.#options.journal.blocksFrom(this.#head.seq + 1)) {
      this.#advance(decodeBlock(bytes, this.#head), { bytes, reflects });
    }
  }

  /** What others have written since. @throws {JournalDamage} */
  async learn(): Promise<void> {
    const { journal, mark } = this.#options;
    for await (const bytes of journal.blocksFrom(this.#head.seq + 1)) {
      const block = decodeBlock(bytes, this.#head);
      this.#advance(block, { bytes });
      mark?.keep(this.#head, paymentsIn(block.events));
    }
  }

  /** Decides now, answers when durable. Never rejects. */
  submit(command: Command): Promise<Outcome> {
    return new Promise((settle) => this.send(command, settle));
  }

  /** As `submit`, for thousands a second. @param barred asked in the very moment of the decision. */
  send(command: Command, settle: Settle, barred: Item["barred"] = () => null): void {
    if (this.stopped) return settle(new Refusal(this.stopped));
    const { queued: waiting } = this;
    if (waiting >= WAITING_COMMANDS_MAX) return settle(new Refusal("busy", { waiting }));
    this.#take({ command, outcome: [], settle, barred, recalledAt: -1 });
  }

  /** Takes no more commands and waits until those taken are answered. */
  async drain(): Promise<void> {
    this.stopped ??= "shutting_down";
    if (this.#collecting || this.#writing || this.#recalls.pending) {
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    }
  }

  #take(item: Item): void {
    const later = this.#catchingUp || this.#waiting.length > 0;
    if (later || !this.#collect(item)) this.#waiting.push(item);
    this.#schedule();
  }

  /** @returns false when the batch that is being collected is full. */
  #collect(item: Item): boolean {
    if (item.recalledAt !== this.#archive.evictions) {
      const ids = forgottenIds(item.command, this.#ahead, this.#archive);
      if (ids.length > 0) {
        this.#recalls.begin(item, ids);
        return true;
      }
    }
    const { command } = item;
    if (command.type === "set_clock") return this.#collectAlone(item, command.atMs);
    const batch = this.#collecting ??= new Batch(this.#nextAt());
    if (batch.alone) return false;
    const decided = decidedOf(item, this.#ahead, batch.atMs);
    const decision = atRightTime(command, decided, this.#options.clockFault?.() ?? null);
    if (!(decision instanceof Refusal) && decision.length > 0) {
      if (!batch.add(decision)) return false;
      const applying = { atMs: batch.atMs, ref: 0 };
      for (const event of decision) apply(this.#ahead, event, applying);
    }
    item.outcome = decision;
    batch.items.push(item);
    return true;
  }

  /** A block that sets the clock has the time after it, and nothing else in it. */
  #collectAlone(item: Item, atMs: number): boolean {
    if (this.#collecting) return false;
    const decision = decidedOf(item, this.#ahead, this.#nextAt());
    const batch = this.#collecting = new Batch(atMs, true);
    if (!(decision instanceof Refusal)) {
      batch.add(decision);
      for (const event of decision) apply(this.#ahead, event, { atMs, ref: 0 });
    }
    item.outcome = decision;
    batch.items.push(item);
    return true;
  }

  /** The time of what is decided next. A block on its way that sets the clock is ahead of the clock itself. */
  #nextAt(): number {
    const own = this.#writing?.written;
    return own?.alone ? own.atMs : Math.max(this.#options.clock(), own?.atMs ?? this.#head.at);
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
      if (batch.drafts.length > 0) {
        const { blocks, heads } = batch.encode(this.#head);
        const { journal, mark } = this.#options;
        if (!await appendOwn(journal, this.#head.seq + 1, blocks)) return await this.#redo(batch);
        mark?.keep(heads.at(-1)!, batch.payments);
        for (const [place, { events }] of batch.drafts.entries()) {
          const { seq, hash: prev } = this.#head;
          const block = { seq: seq + 1, prev, at: batch.atMs, events };
          this.#advance(block, { head: heads[place]! });
        }
      }
      this.#ahead.settle();
      this.#answer(batch);
    } catch (error) {
      await this.#fail(batch, error);
    }
  }

  #advance(block: Block, { bytes, head, reflects }: Advance): void {
    const { seq, at: atMs, events } = block;
    const changes = noChanges();
    const shows = reflects && ((account: Readonly<Account>) => reflects(account, seq));
    for (let place = 0; place < events.length; place++) {
      apply(this.ledger, events[place]!, {
        atMs,
        ref: refOf(seq, place),
        changes,
        reflects: shows,
      });
    }
    this.#head = head ?? { seq, hash: hashOf(bytes!), at: atMs };
    for (const observer of this.#observers) observer(block, changes, this.#head);
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
    if (this.#writing || this.#recalls.pending) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** Another server wrote this block: forget what was decided, learn theirs, decide again in order. */
  async #redo(batch: Batch): Promise<void> {
    this.#undo(batch);
    await this.learn();
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

  /** Every waiting caller is told that nothing was written. Of what may yet be, no answer is the true one. */
  async #fail(batch: Batch, error: unknown): Promise<void> {
    let [unknown, { length: written }] = [0, batch.items];
    this.#undo(batch);
    try {
      if (await this.#options.journal.block(this.#head.seq + 1) !== null) await this.learn();
    } catch (fatal) {
      unknown = written;
      this.stopped = "storage_failed";
      this.#options.onFatal(fatal);
    }
    this.#writing = null;
    const rest = this.#waiting.splice(0).slice(unknown);
    for (const item of rest) item.settle(new Refusal("storage_failed"));
    this.#options.onFailure(error);
    this.#continue();
  }
}

/** A block read from the journal comes with its bytes, one of our own with its head. */
type Advance = { bytes?: Uint8Array; head?: Head; reflects?: Reflects | undefined };
type Reflects = (account: Readonly<Account>, seq: number) => boolean;
