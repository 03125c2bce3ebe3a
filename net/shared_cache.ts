// Answers that everybody gets alike, kept for as long as nothing has changed: until the next block of the journal, and a
// second at most. Under a rush the same page is made once.
import type { CommitLoop } from "../bank/commit_loop.ts";
import { matchesEtag } from "./caching.ts";

/** Milliseconds: what depends on the day or on a deadline is made anew so often. */
const AGE_MS_MAX = 1_000;

/** Answers kept; their addresses are chosen by strangers. */
const ANSWERS_MAX = 2_000;

/** Characters of an address that is worth keeping. */
const ADDRESS_CHARS_MAX = 400;

interface Kept {
  readonly bytes: Uint8Array;
  readonly headers: [string, string][];
  readonly etag: string;
  readonly atMs: number;
}

export class SharedCache {
  readonly #loop: CommitLoop;
  readonly #clock: () => number;
  readonly #kept = new Map<string, Kept>();
  #seq = -2;

  constructor(loop: CommitLoop, clock: () => number) {
    this.#loop = loop;
    this.#clock = clock;
  }

  /** @param address path and query. @returns null when it has to be made. */
  find(address: string, ifNoneMatch: string | null): Response | null {
    const { seq } = this.#loop.head;
    if (seq !== this.#seq) {
      this.#kept.clear();
      this.#seq = seq;
      return null;
    }
    const kept = this.#kept.get(address);
    if (!kept || this.#clock() - kept.atMs > AGE_MS_MAX) return null;
    const { bytes, headers, etag } = kept;
    if (matchesEtag(ifNoneMatch, etag)) return new Response(null, { status: 304, headers });
    return new Response(bytes as BodyInit, { headers });
  }

  /** Keeps the answer if it is one for everybody. @param seq of the head before it was made. */
  async keep(address: string, answer: Response, seq: number): Promise<Response> {
    const etag = answer.headers.get("etag");
    const shared = answer.headers.get("cache-control")?.startsWith("public") ?? false;
    if (answer.status !== 200 || etag === null || !shared || address.length > ADDRESS_CHARS_MAX) {
      return answer;
    }
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const headers = [...answer.headers];
    if (seq === this.#loop.head.seq && seq === this.#seq) {
      this.#kept.set(address, { bytes, headers, etag, atMs: this.#clock() });
      if (this.#kept.size > ANSWERS_MAX) this.#kept.delete(this.#kept.keys().next().value!);
    }
    return new Response(bytes as BodyInit, { headers });
  }
}
