// Statements: an account's entries with the running balance, and its notices, of any age. Finds them by their
// refs and reads them from the journal; the balance is counted back from the end of the chunk.
import type { Account } from "../bank/ledger.ts";
import { bookingOf, type Entry, type Notice, noticeOf, sideOf } from "../bank/trace.ts";
import type { Ref } from "../bank/ref.ts";
import type { BlockCache } from "./block_cache.ts";
import { CHUNK, type Chunk, type StatementIndex, type StreamName } from "./statement_index.ts";

interface PageRequest {
  readonly before?: number | undefined;
  readonly limit: number;
}

interface SinceRequest {
  readonly after: number;
  readonly limit: number;
}

/** Numbers `first` to `last`, both included. */
interface Range {
  readonly first: number;
  readonly last: number;
}

interface Places {
  readonly stream: StreamName;
  readonly refs: readonly Ref[];
  readonly bookedMinor: readonly number[];
}

export interface StatementsOptions {
  readonly index: StatementIndex;
  readonly blocks: BlockCache;
  /** Told when a chunk cannot be read. */
  readonly onDamage: (error: unknown) => void;
  /** The durable account, or undefined. */
  readonly accountOf: (number: string) => Readonly<Account> | undefined;
}

export class Statements {
  readonly #options: StatementsOptions;

  constructor(options: StatementsOptions) {
    this.#options = options;
  }

  /** Newest first. */
  async page(number: string, { before = Infinity, limit }: PageRequest): Promise<Entry[]> {
    const account = this.#options.accountOf(number);
    if (!account) return [];
    const last = Math.min(account.entries, before - 1);
    return (await this.#entries(account, { first: Math.max(1, last - limit + 1), last })).reverse();
  }

  async entriesSince(number: string, { after, limit }: SinceRequest): Promise<Entry[]> {
    const account = this.#options.accountOf(number);
    if (!account) return [];
    const last = Math.min(account.entries, after + limit);
    return await this.#entries(account, { first: after + 1, last });
  }

  async noticesSince(number: string, { after, limit }: SinceRequest): Promise<Notice[]> {
    const account = this.#options.accountOf(number);
    if (!account) return [];
    const range = { first: after + 1, last: Math.min(account.notices, after + limit) };
    const { ordinal } = account;
    const notices: Notice[] = [];
    for (const { ref, number: place } of await this.#refs("notices", account, range)) {
      const { event, atMs } = await this.#options.blocks.find(ref);
      const content = noticeOf(event);
      if (!content) throw misplaced(number, ref);
      notices.push({ ...content, ordinal, number: place, ref, atMs });
    }
    return notices;
  }

  /**
   * The number of the first entry at or after this time; one more than the newest when there is none.
   * @param atMs Unix time in milliseconds.
   */
  async firstAt(number: string, atMs: number): Promise<number> {
    const account = this.#options.accountOf(number);
    let [low, high] = [1, (account?.entries ?? 0) + 1];
    while (account && low < high) {
      const middle = Math.floor((low + high) / 2);
      const [found] = await this.#refs("entries", account, { first: middle, last: middle });
      if ((await this.#options.blocks.find(found!.ref)).atMs < atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Compares where the entries, or the notices, of an account are with where the journal has them, without reading them.
   * @param places their refs in order, and the booked balance after each entry; newer ones are not looked at.
   * @returns what is wrong, or null.
   */
  async misplacedIn(
    account: Readonly<Account>,
    { stream, refs, bookedMinor }: Places,
  ): Promise<string | null> {
    for (let first = 0; first < refs.length; first += CHUNK) {
      const chunk = first / CHUNK;
      const rest = [...this.#options.index.rest(stream, account.ordinal)];
      const full = await this.#full(stream, account.ordinal, chunk);
      const last = Math.min(refs.length, first + CHUNK);
      const found = (full?.refs ?? rest).slice(0, last - first);
      const same = found.length === last - first &&
        found.every((ref, at) => ref === refs[first + at]);
      const whole = full !== null && last === first + CHUNK && stream === "entries";
      if (!same || (whole && full.bookedMinor !== bookedMinor[last - 1])) {
        return `The ${stream} ${first + 1} to ${last} of account ${account.number} are wrong`;
      }
    }
    return null;
  }

  async #entries(account: Readonly<Account>, { first, last }: Range): Promise<Entry[]> {
    const { number: name, ordinal, entries: count, bookedMinor: newest } = account;
    const parts: Entry[][] = [];
    // From the newest chunk back, so that an unfinished one is read before anything is awaited.
    for (let chunk = chunkOf(last); chunk >= chunkOf(first) && last >= first; chunk--) {
      const { refs, end, bookedMinor } = await this.#chunk(account, chunk, { count, newest });
      const from = Math.max(first, chunk * CHUNK + 1);
      const part: Entry[] = [];
      let booked = bookedMinor;
      for (let number = end; number >= from; number--) {
        const ref = refs[number - chunk * CHUNK - 1]!;
        const { event, atMs } = await this.#options.blocks.find(ref);
        const booking = bookingOf(event);
        if (!booking) throw misplaced(name, ref);
        const side = sideOf(booking, name);
        if (number <= last) {
          part.push({ ...side, ordinal, number, ref, bookedMinor: booked, atMs });
        }
        booked -= side.amountMinor;
      }
      parts.push(part.reverse());
    }
    return parts.reverse().flat();
  }

  async #chunk(
    account: Readonly<Account>,
    chunk: number,
    { count, newest }: { readonly count: number; readonly newest: number },
  ) {
    const { index } = this.#options;
    // Read before anything is awaited: what belongs to `count` and `newest`.
    const rest = [...index.rest("entries", account.ordinal)];
    const full = await this.#full("entries", account.ordinal, chunk);
    if (full) return { ...full, end: (chunk + 1) * CHUNK };
    return { refs: rest, bookedMinor: newest, end: count };
  }

  async #full(stream: StreamName, ordinal: number, chunk: number): Promise<Chunk | null> {
    try {
      return await this.#options.index.chunk(stream, ordinal, chunk);
    } catch (error) {
      this.#options.onDamage(error);
      throw error;
    }
  }

  async #refs(stream: StreamName, { ordinal }: Readonly<Account>, { first, last }: Range) {
    const { index } = this.#options;
    const found: { readonly number: number; readonly ref: Ref }[] = [];
    for (let chunk = chunkOf(first); chunk <= chunkOf(last) && first <= last; chunk++) {
      const rest = [...index.rest(stream, ordinal)];
      const refs = (await this.#full(stream, ordinal, chunk))?.refs ?? rest;
      for (let place = 0; place < refs.length; place++) {
        const number = chunk * CHUNK + place + 1;
        if (number >= first && number <= last) found.push({ number, ref: refs[place]! });
      }
    }
    return found;
  }
}

function chunkOf(number: number): number {
  return Math.floor((number - 1) / CHUNK);
}

function misplaced(account: string, ref: Ref): Error {
  return new Error(`The view of account ${account} points to event ${ref}, which is not its own`);
}
