// The mark: which block was acknowledged last, in a small file beside the database. A journal that ends before it, or leads
// elsewhere, has lost what was promised. Written over in place before each answer, so that it survives the end of the process,
// and synced soon after, so that it nearly always survives the end of the machine.
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as z from "zod";
import type { Head } from "../bank/block.ts";
import type { Host } from "../bank/host.ts";
import type { HeadMark } from "../bank/journal.ts";

/** Its name in the data directory. */
export const MARK_FILE = "bank.mark";

/** Two records, written in turn: one that is torn leaves the other. Each has a page of its own. */
const SLOT_BYTES = 4_096;
const SLOTS = 2;

/** Bytes of a record, filled up with spaces. */
const RECORD_BYTES = 512;

/** Hex digits of the SHA-256 that ends a record. */
const SUM_CHARS = 16;

/** Milliseconds that a record may wait for the disk: a machine that stops loses no more than this of the mark. */
const SYNC_MS = 50;

const Record = z.object({
  /** Grows with each record: the larger one is the newer. */
  n: z.int(),
  seq: z.int(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** Time of that block. */
  at: z.int(),
  /** Payments booked up to it, since the founding. */
  payments: z.int(),
  /** The bank was alive at this time, by its own clock. */
  alive: z.int(),
  /** Which boot of the machine that was, and how long it had been up. */
  boot: z.string().optional(),
  upMs: z.int().optional(),
});
type Record = z.infer<typeof Record>;
export type Mark = Readonly<Record>;

/** How long the machine has been up, and a name for this boot; null where it does not tell. */
export type Uptime = () => { readonly boot: string; readonly upMs: number } | null;

/** The file as the mark needs it. */
export interface MarkFile {
  /** Null when there is no such file. */
  read(): Uint8Array | null;
  /** Writes over what is there; the file has its whole length from the beginning. @throws when it cannot. */
  write(bytes: Uint8Array, position: number): void;
  /** What has been written reaches the disk. */
  sync(done: (error: unknown) => void): void;
  syncNow(): void;
  close(): void;
}

/** @returns null when there is no such file. @throws when neither record is whole. */
export function readMark(file: MarkFile): Mark | null {
  const bytes = file.read();
  if (!bytes) return null;
  const records: Record[] = [];
  for (let slot = 0; slot < SLOTS; slot++) {
    const record = decode(bytes.subarray(slot * SLOT_BYTES, slot * SLOT_BYTES + RECORD_BYTES));
    if (record) records.push(record);
  }
  if (records.length === 0) throw new Error("it is damaged");
  return records.reduce((newest, one) => one.n > newest.n ? one : newest);
}

export interface MarkKeeperOptions {
  readonly file: MarkFile;
  readonly host: Pick<Host, "after">;
  /** The bank's own time. */
  readonly now: () => number;
  readonly uptime: Uptime;
  /** Where the journal stands at the start. */
  readonly head: Head;
  readonly payments: number;
  /** Told when the mark cannot be written, once until it can be again. */
  readonly onFailure: (error: unknown) => void;
}

export class MarkKeeper implements HeadMark {
  readonly #options: MarkKeeperOptions;
  readonly #file: MarkFile;
  #head: Head;
  #payments: number;
  #n: number;
  #seen: Pick<Record, "alive" | "boot" | "upMs"> = { alive: 0 };
  #armed = false;
  #syncing = false;
  #dirty = false;
  #failed = false;
  #closed = false;

  /** Replaces what was there. @throws when it cannot be written. */
  constructor(options: MarkKeeperOptions, previous: Mark | null) {
    const { file, head, payments } = options;
    this.#options = options;
    this.#head = head;
    this.#payments = payments;
    this.#n = previous?.n ?? 0;
    this.#file = file;
    this.#lookAround();
    this.#write();
    file.syncNow();
  }

  /** Payments booked so far. */
  get payments(): number {
    return this.#payments;
  }

  keep(head: Head, payments: number): void {
    this.#head = head;
    this.#payments += payments;
    // Staff have set the clock back.
    if (head.at < this.#seen.alive) this.#lookAround(head.at);
    this.#tryToWrite();
  }

  /** A sign of life of a bank in which nothing happens. */
  beat(): void {
    this.#lookAround();
    this.#tryToWrite();
  }

  close(): void {
    if (this.#closed) return;
    this.beat();
    this.#closed = true;
    if (!this.#syncing) this.#end();
  }

  #tryToWrite(): void {
    if (this.#closed) return;
    try {
      this.#write();
      this.#failed = false;
    } catch (error) {
      this.#fail(error);
    }
    this.#dirty = true;
    this.#arm();
  }

  #fail(error: unknown): void {
    if (!this.#failed) this.#options.onFailure(error);
    this.#failed = true;
  }

  #write(): void {
    const { seq, hash, at } = this.#head;
    const about = { n: ++this.#n, seq, hash, at, payments: this.#payments };
    this.#file.write(encode({ ...about, ...this.#seen }), (this.#n % SLOTS) * SLOT_BYTES);
  }

  /** When the bank was seen alive, and how long the machine had been up: the two belong together. */
  #lookAround(alive = this.#options.now()): void {
    const up = this.#options.uptime();
    this.#seen = { alive, ...(up ? { boot: up.boot, upMs: up.upMs } : {}) };
  }

  #arm(): void {
    if (this.#armed || this.#syncing) return;
    this.#armed = true;
    this.#options.host.after(SYNC_MS, () => {
      this.#armed = false;
      if (!this.#closed) this.#sync();
    });
  }

  #sync(): void {
    this.#dirty = false;
    this.#syncing = true;
    this.#file.sync((error) => {
      this.#syncing = false;
      if (error) this.#fail(error);
      if (this.#closed) this.#end();
      else if (this.#dirty) this.#arm();
    });
  }

  #end(): void {
    try {
      this.#file.syncNow();
    } catch (error) {
      this.#fail(error);
    }
    this.#file.close();
  }
}

/** A real file, made when it is first written. */
export function markFile(path: string): MarkFile {
  let file: number | null = null;
  // A second descriptor, because a runtime may refuse to write to one that is being synced.
  let syncing: number | null = null;
  // Its whole length is there from the beginning: a disk that is full later does not matter.
  const open = () => {
    const opened = fs.openSync(path, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600);
    if (fs.fstatSync(opened).size < SLOTS * SLOT_BYTES) {
      fs.writeSync(opened, new Uint8Array(SLOTS * SLOT_BYTES), 0, SLOTS * SLOT_BYTES, 0);
      fs.fsyncSync(opened);
    }
    return opened;
  };
  return {
    read: () => fs.existsSync(path) ? new Uint8Array(fs.readFileSync(path)) : null,
    write: (bytes, position) =>
      void fs.writeSync(file ??= open(), bytes, 0, bytes.length, position),
    sync: (done) => fs.fdatasync(syncing ??= open(), done),
    syncNow: () => fs.fdatasyncSync(file ??= open()),
    close() {
      for (const opened of [file, syncing]) if (opened !== null) fs.closeSync(opened);
      file = syncing = null;
    },
  };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function encode(record: Record): Uint8Array {
  const text = JSON.stringify(record).padEnd(RECORD_BYTES - SUM_CHARS);
  return encoder.encode(text + sumOf(text));
}

function decode(bytes: Uint8Array): Record | null {
  if (bytes.length < RECORD_BYTES) return null;
  const all = decoder.decode(bytes);
  const text = all.slice(0, -SUM_CHARS);
  if (sumOf(text) !== all.slice(-SUM_CHARS)) return null;
  try {
    return Record.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function sumOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, SUM_CHARS);
}
