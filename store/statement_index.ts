// Where each account's entries and notices are in the journal: lists of refs, newest in memory, older ones in
// chunks of the views. Chunk k of an account has the refs of numbers 32k+1 to 32k+32 and never changes.
import type { Notice, Posting } from "../bank/trace.ts";
import type { Ref } from "../bank/ref.ts";
import { bytesOf, type Kv, type KvKey } from "./kv.ts";

/** Refs of one chunk. */
export const CHUNK = 32;

export type StreamName = "entries" | "notices";

/** The refs that are not in chunks yet. */
interface Tail {
  /** Number of the first ref here, minus one: a multiple of CHUNK. */
  spilled: number;
  refs: Ref[];
  /** Booked balance after each full chunk of `refs`; entries only. */
  marks: number[];
}

export interface Chunk {
  /** Booked balance after the last entry of the chunk; 0 for notices. */
  readonly bookedMinor: number;
  readonly refs: readonly Ref[];
}

export interface ChunkRow {
  readonly key: KvKey;
  readonly bytes: Uint8Array;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class StatementIndex {
  readonly #kv: Kv;
  readonly #tails: Record<StreamName, (Tail | undefined)[]> = { entries: [], notices: [] };

  constructor(kv: Kv) {
    this.#kv = kv;
  }

  addPosting({ ordinal, number, ref, bookedMinor }: Posting): void {
    const tail = this.#tail("entries", ordinal, number);
    tail.refs.push(ref);
    if (number % CHUNK === 0) tail.marks.push(bookedMinor);
  }

  addNotice({ ordinal, number, ref }: Notice): void {
    const tail = this.#tail("notices", ordinal, number);
    tail.refs.push(ref);
    if (number % CHUNK === 0) tail.marks.push(0);
  }

  /** Refs after the last full chunk, as they belong into an account's page. */
  rest(stream: StreamName, ordinal: number): readonly Ref[] {
    const tail = this.#tails[stream][ordinal];
    if (!tail) return [];
    return tail.refs.length < CHUNK
      ? tail.refs
      : tail.refs.slice(tail.refs.length - tail.refs.length % CHUNK);
  }

  /** What a page had: `count` entries so far, the last of them with these refs. */
  restore(stream: StreamName, ordinal: number, { count, refs }: Restored): void {
    if (count > 0) {
      this.#tails[stream][ordinal] = { spilled: count - refs.length, refs: [...refs], marks: [] };
    }
  }

  /** Full chunks that are still in memory, at most `max`. */
  full(stream: StreamName, ordinal: number, max: number): ChunkRow[] {
    const tail = this.#tails[stream][ordinal];
    if (!tail) return [];
    return tail.marks.slice(0, max).map((bookedMinor, place) => {
      const refs = tail.refs.slice(place * CHUNK, (place + 1) * CHUNK);
      const number = tail.spilled / CHUNK + place;
      const bytes = encoder.encode(JSON.stringify({ bookedMinor, refs }));
      return { key: [stream, ordinal, number], bytes };
    });
  }

  /** So many full chunks are durable: memory lets them go. */
  spilled(stream: StreamName, ordinal: number, chunks: number): void {
    const tail = this.#tails[stream][ordinal];
    if (!tail || chunks === 0) return;
    tail.refs = tail.refs.slice(chunks * CHUNK);
    tail.marks = tail.marks.slice(chunks);
    tail.spilled += chunks * CHUNK;
  }

  /** @returns a full chunk, or null when it is the unfinished one in memory. */
  async chunk(stream: StreamName, ordinal: number, number: number): Promise<Chunk | null> {
    const tail = this.#tails[stream][ordinal];
    const place = number - (tail ? tail.spilled / CHUNK : 0);
    if (tail && place >= 0) {
      const bookedMinor = tail.marks[place];
      if (bookedMinor === undefined) return null;
      return { bookedMinor, refs: tail.refs.slice(place * CHUNK, (place + 1) * CHUNK) };
    }
    const key = [stream, ordinal, number];
    const bytes = bytesOf(await this.#kv.get(key));
    if (!bytes) throw new Error(`View ${key.join("/")} is missing`);
    return JSON.parse(decoder.decode(bytes)) as Chunk;
  }

  #tail(stream: StreamName, ordinal: number, number: number): Tail {
    const tails = this.#tails[stream];
    return tails[ordinal] ??= { spilled: number - 1, refs: [], marks: [] };
  }
}

interface Restored {
  readonly count: number;
  readonly refs: readonly Ref[];
}
