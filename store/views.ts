// Views: what the journal adds up to, written behind it in small batches, so that a start need not read the whole
// journal. Pages of accounts, chunks of statements, the index of transfer ids and open holds, each with the block it
// reflects. Nothing here is ever the truth: a view that does not fit the journal is thrown away and made again.
import type { Archive } from "../bank/archive.ts";
import type { Changes } from "../bank/applying.ts";
import { type Block, hashOf, type Head, JournalDamage, parseBlock } from "../bank/block.ts";
import { type Cancel, type Host, pause } from "../bank/host.ts";
import type { Journal } from "../bank/journal.ts";
import { type Account, datedAt, type DurableLedger } from "../bank/ledger.ts";
import type { Transfer } from "../bank/transfer.ts";
import type { TransferId } from "../bank/transfer_id.ts";
import { BlockCache } from "./block_cache.ts";
import { givingTable } from "./giving_view.ts";
import { IdIndex } from "./id_index.ts";
import type { Kv } from "./kv.ts";
import { pageOf } from "./account_page.ts";
import { RECENT_TRANSFERS_MAX, RecentTransfers } from "./recent_transfers.ts";
import { StatementIndex } from "./statement_index.ts";
import { Statements } from "./statements.ts";
import { readViews, type Standing } from "./view_reader.ts";
import { restMs } from "./view_pace.ts";
import { ViewWriter } from "./view_writer.ts";

/** Milliseconds between a change and the beginning of its way to the views. */
const FLUSH_MS = 250;

/** Milliseconds that a stop may take to write what is waiting. */
const CLOSE_MS = 500;

const DEEP_TABLES = ["entries", "notices", "ids", "id"];

export interface ViewsOptions {
  readonly kv: Kv;
  readonly journal: Journal;
  readonly ledger: DurableLedger;
  readonly host: Host;
  /** Transfers kept in memory; the simulator keeps few. */
  readonly recentTransfersMax?: number | undefined;
  /** Told when a view could not be written (disk full, say); it is tried again. */
  readonly onFailure: (error: unknown) => void;
  /** Told after each write. */
  readonly onWritten?: () => void;
}

export class Views {
  readonly archive: Archive;
  readonly statements: Statements;
  readonly #options: ViewsOptions;
  readonly #blocks: BlockCache;
  readonly #index: StatementIndex;
  readonly #ids: IdIndex;
  readonly #recent: RecentTransfers;
  readonly #writer: ViewWriter;
  /** While the journal is replayed: the block that each page from disk reflects. */
  #asOf: ReadonlyMap<number, number> = new Map();
  #armed: Cancel | null = null;
  #flushing: Promise<void> | null = null;
  #closed = false;

  constructor(options: ViewsOptions) {
    const { kv, journal, ledger } = options;
    this.#options = options;
    this.#blocks = new BlockCache(journal, (seq, atMs) => datedAt(ledger, seq, atMs));
    this.#index = new StatementIndex(kv);
    this.#ids = new IdIndex(kv, this.#blocks);
    this.#recent = new RecentTransfers({
      ledger,
      ids: this.#ids,
      clock: options.host.clock,
      max: options.recentTransfersMax ?? RECENT_TRANSFERS_MAX,
    });
    this.#writer = new ViewWriter({
      kv,
      ledger,
      index: this.#index,
      ids: this.#ids,
    });
    this.archive = this.#recent;
    this.statements = new Statements({
      index: this.#index,
      blocks: this.#blocks,
      accountOf: (number) => ledger.accounts.get(number),
      onDamage: (error) => void this.#damaged(error).catch(() => {}),
    });
  }

  /**
   * Fills the ledger from what is on disk.
   * @returns the head up to which it needs no replay, or null when there is nothing that fits the journal.
   * @throws when what is there is damaged: clear it and begin without.
   */
  async load(): Promise<Head | null> {
    const { kv, ledger, journal } = this.#options;
    const standing = await readViews(kv);
    if (!standing) return null;
    const head = await headAt(journal, standing);
    if (!head) return null;
    const asOf = new Map<number, number>();
    for (const { page, asOf: block, accounts } of standing.pages) {
      asOf.set(page, block);
      for (const { account, entries, notices } of accounts) {
        const { number, ordinal } = account;
        ledger.accounts.add(number, account);
        this.#index.restore("entries", ordinal, { count: account.entries, refs: entries });
        this.#index.restore("notices", ordinal, { count: account.notices, refs: notices });
      }
    }
    intern(ledger);
    ledger.bank.add("bank", { ...standing.bank, accounts: standing.accounts });
    if (standing.policy) ledger.policy.add("policy", standing.policy);
    for (const transfer of standing.held) ledger.transfers.add(transfer.id, transfer);
    for (const { table, key, record } of standing.giving) {
      givingTable(ledger, table).add(key, record);
    }
    this.#ids.restore(standing.highest);
    await this.#recent.restore(standing.highest);
    this.#writer.startAt(head, standing.accounts);
    this.#asOf = asOf;
    return head;
  }

  /** Events that are not in the views yet: the next start replays them. */
  get waiting(): number {
    return this.#writer.waiting;
  }

  /** Payments that wait for their owners, as the views have them. */
  get held(): Transfer[] {
    const { transfers } = this.#options.ledger;
    return [...transfers.rows()].map(([, transfer]) => transfer)
      .filter(({ status }) => status === "held");
  }

  /** For the replay: whether an account from a page shows this block already. */
  readonly reflects = ({ ordinal }: Readonly<Account>, seq: number): boolean =>
    (this.#asOf.get(pageOf(ordinal)) ?? -1) >= seq;

  /** The replay is over: from now on changes are written behind. */
  replayed(): void {
    this.#asOf = new Map();
    this.#arm();
  }

  /** A view cannot be read: the next start makes all of them again. */
  async #damaged(error: unknown): Promise<void> {
    this.#options.onFailure(error);
    await this.#options.kv.atomic().delete(["meta"]).commit();
  }

  readonly observe = (block: Block, changes: Changes, head: Head): void => {
    this.#blocks.add(block);
    for (const posting of changes.postings) this.#index.addPosting(posting);
    for (const notice of changes.notices) this.#index.addNotice(notice);
    this.#ids.add(block);
    this.#writer.note(block, { changes, head });
    this.#arm();
  };

  /** A transfer, old or recent. */
  async transfer(id: TransferId): Promise<Readonly<Transfer> | null> {
    const { transfers } = this.#options.ledger;
    while (true) {
      const known = transfers.get(id);
      if (known) return known;
      const { mark } = this.archive;
      const found = await this.archive.transfer(id);
      if (!this.archive.changedSince(id, mark)) return found;
    }
  }

  /** SHA-256 of a block, in hex. @throws {JournalDamage} when the journal does not have it. */
  async blockHash(seq: number): Promise<string> {
    return hashOf(await this.#block(seq));
  }

  async #block(seq: number): Promise<Uint8Array> {
    const bytes = await this.#options.journal.block(seq);
    if (!bytes) throw new JournalDamage(`Journal block ${seq} is missing`);
    return bytes;
  }

  /** The head when this block was the newest. @throws {JournalDamage} when the journal does not have it. */
  async headAt(seq: number): Promise<Head> {
    const bytes = await this.#block(seq);
    return { seq, hash: hashOf(bytes), at: parseBlock(bytes, seq).at };
  }

  /**
   * Looks at every row on the disk, whether it is what was written. @param deep also at statements and the index of ids.
   * @returns what is wrong with the first damaged row of each table.
   */
  async damage(deep: boolean): Promise<string[]> {
    const found: string[] = [];
    for (const table of ["meta", "accounts", "held", "giving", ...(deep ? DEEP_TABLES : [])]) {
      try {
        for await (const { value } of this.#options.kv.list({ prefix: [table] })) void value;
      } catch (error) {
        found.push((error as Error).message);
      }
    }
    return found;
  }

  /** Writes what is waiting, for a while: the rest is replayed by the next start. */
  async close(): Promise<void> {
    const { clock } = this.#options.host;
    this.#armed?.();
    this.#closed = true;
    await this.#flushing;
    const endMs = clock() + CLOSE_MS;
    try {
      while (this.#writer.dirty && clock() < endMs) await this.#writer.step();
    } catch (error) {
      this.#options.onFailure(error);
    }
  }

  #arm(): void {
    if (this.#armed || this.#flushing || this.#closed || !this.#writer.dirty) return;
    this.#armed = this.#options.host.after(FLUSH_MS, () => {
      this.#armed = null;
      this.#flushing = this.#flush().then(() => {
        this.#flushing = null;
        this.#arm();
      });
    });
  }

  /** All that was waiting at its beginning, a step at a time. */
  async #flush(): Promise<void> {
    const { host, onFailure } = this.#options;
    const upTo = this.#writer.newest;
    try {
      while (!this.#closed && this.#writer.dirty && this.#writer.watermark < upTo) {
        const began = host.clock();
        await this.#writer.step();
        this.#options.onWritten?.();
        this.#recent.evict();
        await pause(host, restMs(host.clock() - began, this.waiting));
      }
    } catch (error) {
      onFailure(error);
    }
  }
}

/** Account numbers in lists of payees are the accounts' own texts: a million copies would be many megabytes. */
function intern({ accounts }: DurableLedger): void {
  for (const [, account] of accounts.rows()) {
    if (account.payees.length === 0) continue;
    account.payees = account.payees.map((payee) => accounts.get(payee)?.number ?? payee);
  }
}

/** The journal's block at the watermark, when the views were made from this journal and from no later one. */
async function headAt(journal: Journal, standing: Standing): Promise<Head | null> {
  const { watermark, hash, newest, newestHash } = standing;
  const bytes = await journal.block(watermark);
  if (!bytes || hashOf(bytes) !== hash) return null;
  const last = await journal.block(newest);
  if (!last || hashOf(last) !== newestHash) return null;
  return { seq: watermark, hash, at: parseBlock(bytes, watermark).at };
}
