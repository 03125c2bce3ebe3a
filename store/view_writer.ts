// Writes the views behind the journal: which pages, ids and holds have changed since they were written, and one
// small commit after another that brings them up to date. The watermark says up to which block all of them are.
import type { Changes } from "../bank/applying.ts";
import type { Block, Head } from "../bank/block.ts";
import type { Policy } from "../bank/policy.ts";
import type { Account, DurableLedger } from "../bank/ledger.ts";
import { encodePage, PAGE_ACCOUNTS, type PageAccount, pageOf } from "./account_page.ts";
import { type IdIndex, type IdRows, oldestBlock } from "./id_index.ts";
import type { Kv, KvAtomic } from "./kv.ts";
import type { StatementIndex, StreamName } from "./statement_index.ts";
import { GivingView, recordsIn } from "./giving_view.ts";
import { encodeMeta, type Meta, VIEWS_FORMAT } from "./view_meta.ts";

/** Rows of one commit: Deno KV takes 1,000, and 81,920 bytes of keys. */
const ROWS_MAX = 400;

/** Bytes of one commit, half of what Deno KV takes: the journal waits while it is written. */
const COMMIT_BYTES_MAX = 384 * 1024;

/** Rows of transfer ids in one commit: one for each second that they carry, so mostly very few. */
const ID_ROWS_MAX = 200;

/** Holds in one commit. */
const HELD_ROWS_MAX = 100;

const STREAMS: readonly StreamName[] = ["entries", "notices"];

export interface ViewWriterOptions {
  readonly kv: Kv;
  readonly ledger: DurableLedger;
  readonly index: StatementIndex;
  readonly ids: IdIndex;
}

/** What one commit writes, and what has to be done when it has, or has not, been written. */
interface Slice {
  readonly atomic: KvAtomic;
  rows: number;
  bytes: number;
  readonly pages: Map<number, number>;
  readonly spilled: { stream: StreamName; ordinal: number; chunks: number }[];
}

interface BlockStanding {
  readonly hash: string;
  readonly atMs: number;
  /** Accounts opened so far. */
  readonly accounts: number;
  /** Records of giving so far. */
  readonly records: number;
  /** The rules in force: later blocks are replayed by the rules of their own time. */
  readonly policy: Readonly<Policy> | undefined;
  /** Events so far, from where this run began. */
  readonly events: number;
}

interface Noted {
  readonly changes: Changes;
  readonly head: Head;
}

export class ViewWriter {
  readonly #options: ViewWriterOptions;
  readonly #accounts: Readonly<Account>[] = [];
  /** Changed pages, with the first block that is not in them; oldest first. */
  #pages = new Map<number, number>();
  /** Holds that began or ended, with the block in which they did. */
  #held = new Map<string, number>();
  readonly #giving: GivingView;
  /** What the replay from each block on would have to begin with, from the watermark on. */
  readonly #standings = new Map<number, BlockStanding>();
  #newest = -1;
  #watermark = -1;
  #events = 0;

  constructor(options: ViewWriterOptions) {
    this.#options = options;
    this.#giving = new GivingView(options.ledger);
  }

  get newest(): number {
    return this.#newest;
  }

  /** All views reflect all blocks up to this one. */
  get watermark(): number {
    return this.#watermark;
  }

  get dirty(): boolean {
    return this.#watermark < this.#newest;
  }

  /** Events that are not in all views yet: the next start would replay them. */
  get waiting(): number {
    return this.#events - (this.#standings.get(this.#watermark)?.events ?? 0);
  }

  startAt({ seq, hash, at: atMs }: Head, accounts: number): void {
    for (const [, account] of this.#options.ledger.accounts.rows()) {
      this.#accounts[account.ordinal] = account;
    }
    this.#newest = this.#watermark = seq;
    const { ledger } = this.#options;
    const policy = ledger.policy.get("policy");
    this.#standings.set(seq, {
      hash,
      atMs,
      accounts,
      records: recordsIn(ledger),
      policy,
      events: 0,
    });
  }

  note({ seq, events }: Block, { changes, head }: Noted): void {
    this.#newest = seq;
    const accounts = this.#options.ledger.bank.get("bank")?.accounts ?? 0;
    const { ledger } = this.#options;
    const policy = ledger.policy.get("policy");
    const { hash, at: atMs } = head;
    this.#events += events.length;
    const records = recordsIn(ledger);
    this.#standings.set(seq, { hash, atMs, accounts, records, policy, events: this.#events });
    this.#giving.note(seq, changes.records);
    for (const account of changes.touched) {
      const { ordinal } = account;
      const page = pageOf(ordinal);
      if (!this.#pages.has(page)) this.#pages.set(page, seq);
      this.#accounts[ordinal] ??= account;
    }
    for (const event of events) {
      const { type } = event;
      // It changes when payments that wait are over.
      if (type === "clock_set") this.#noteAllHeld(seq);
      const about = type === "held" || type === "hold_confirmed" || type === "hold_ended";
      if (about && !this.#held.has(event.id)) this.#held.set(event.id, seq);
    }
  }

  #noteAllHeld(seq: number): void {
    for (const [id, { status }] of this.#options.ledger.transfers.rows()) {
      if (status === "held" && !this.#held.has(id)) this.#held.set(id, seq);
    }
  }

  /** One commit of what has waited longest. */
  async step(): Promise<void> {
    const slice: Slice = {
      atomic: this.#options.kv.atomic(),
      rows: 0,
      bytes: 0,
      pages: new Map(),
      spilled: [],
    };
    const ids = this.#addIds(slice);
    const held = this.#addHeld(slice);
    const { rows, taken } = this.#giving.take(COMMIT_BYTES_MAX - slice.bytes);
    for (const row of rows) set(slice, row);
    this.#addPages(slice);
    const watermark = this.#watermarkAfter(ids.lines);
    // Before the first block is in all views there is nothing that a start could build on.
    if (watermark >= 0) slice.atomic.set(["meta"], encodeMeta(this.#meta(watermark)));
    try {
      await slice.atomic.commit();
    } catch (error) {
      this.#pages = new Map([...slice.pages, ...this.#pages, ...slice.pages]);
      this.#held = new Map([...held, ...this.#held, ...held]);
      this.#giving.putBack(taken);
      throw error;
    }
    this.#options.ids.written(ids);
    for (const { stream, ordinal, chunks } of slice.spilled) {
      this.#options.index.spilled(stream, ordinal, chunks);
    }
    for (let seq = this.#watermark; seq < watermark; seq++) this.#standings.delete(seq);
    this.#watermark = watermark;
  }

  #addIds(slice: Slice): IdRows {
    const taken = this.#options.ids.take(ID_ROWS_MAX);
    for (const { key, bytes } of taken.rows) set(slice, { key, bytes });
    return taken;
  }

  #addHeld(slice: Slice): ReadonlyMap<string, number> {
    const { transfers } = this.#options.ledger;
    const taken = new Map([...this.#held].slice(0, HELD_ROWS_MAX));
    for (const id of taken.keys()) {
      this.#held.delete(id);
      const transfer = transfers.get(id);
      const key = ["held", id];
      if (transfer?.status === "held") {
        set(slice, { key, bytes: new TextEncoder().encode(JSON.stringify(transfer)) });
      } else {
        slice.atomic.delete(key);
        slice.rows++;
      }
    }
    return taken;
  }

  #addPages(slice: Slice): void {
    for (const [page, since] of this.#pages) {
      if (slice.rows >= ROWS_MAX || slice.bytes >= COMMIT_BYTES_MAX) return;
      const accounts: PageAccount[] = [];
      const first = page * PAGE_ACCOUNTS;
      for (let ordinal = first; ordinal < first + PAGE_ACCOUNTS; ordinal++) {
        const account = this.#accounts[ordinal];
        if (!account) continue;
        // Chunks that do not fit go with the next commits, and their page after them.
        if (!STREAMS.every((stream) => this.#spill(slice, stream, ordinal))) return;
        const [entries, notices] = STREAMS.map((stream) =>
          this.#options.index.rest(stream, ordinal)
        );
        accounts.push({ account, entries: entries!, notices: notices! });
      }
      const asOf = this.#newest;
      set(slice, { key: ["accounts", page], bytes: encodePage({ asOf, accounts }) });
      slice.pages.set(page, since);
      this.#pages.delete(page);
    }
  }

  /** @returns false when the account has more full chunks than the commit has room for. */
  #spill(slice: Slice, stream: StreamName, ordinal: number): boolean {
    const room = Math.max(0, ROWS_MAX - slice.rows);
    const rows = this.#options.index.full(stream, ordinal, room + 1);
    const chunks = Math.min(room, rows.length);
    for (const row of rows.slice(0, chunks)) set(slice, row);
    slice.spilled.push({ stream, ordinal, chunks });
    return rows.length <= room;
  }

  /** The block before the first one that something still waits for. */
  #watermarkAfter(ids: number): number {
    const [pages] = this.#pages.values();
    const [held] = this.#held.values();
    const waiting = oldestBlock(this.#options.ids.oldest(ids));
    return Math.min(
      this.#newest,
      ...[pages ?? Infinity, held ?? Infinity, waiting, this.#giving.oldest].map((seq) => seq - 1),
    );
  }

  #meta(watermark: number): Meta {
    const { ledger, ids } = this.#options;
    const { hash, accounts, records, policy } = this.#standings.get(watermark)!;
    return {
      format: VIEWS_FORMAT,
      watermark,
      hash,
      newest: this.#newest,
      newestHash: this.#standings.get(this.#newest)!.hash,
      newestAtMs: this.#standings.get(this.#newest)!.atMs,
      accounts,
      records,
      bank: { ...ledger.bank.get("bank")! },
      highest: ids.highest,
      ...(policy ? { policy } : {}),
    };
  }
}

function set(
  slice: Slice,
  { key, bytes }: { readonly key: readonly (string | number)[]; readonly bytes: Uint8Array },
): void {
  slice.atomic.set(key, bytes);
  slice.rows++;
  slice.bytes += bytes.length;
}
