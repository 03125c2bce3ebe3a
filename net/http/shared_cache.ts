// Answers that are the same for all callers, kept for as long as nothing has changed: until the next block of the journal, and a
// second at most. Under a rush the same page is made once.
import { gzipSync } from "node:zlib";
import type { CommitLoop } from "../../bank/commit_loop.ts";
import { matchesEtag } from "./caching.ts";

/** Milliseconds: what depends on the day or on a deadline is made anew so often. */
const AGE_MS_MAX = 1_000;

/** Answers kept; their addresses are chosen by strangers. */
const ANSWERS_MAX = 2_000;

/** Characters of an address that is worth keeping. */
const ADDRESS_CHARS_MAX = 400;

/** Bytes from which packing pays. */
const PACKED_BYTES_MIN = 1_000;

interface Kept {
  readonly bytes: Uint8Array;
  /** The same, packed (RFC 1952); made when it is first asked for. */
  packed: Uint8Array | null;
  readonly headers: [string, string][];
  readonly etag: string;
  readonly atMs: number;
  /** Whole, packed and "not modified", to be copied: where that costs less than making them anew. */
  readonly made: Map<"whole" | "packed" | "same", Response> | null;
}

export class SharedCache {
  readonly #loop: CommitLoop;
  readonly #clock: () => number;
  readonly #copies: boolean;
  readonly #kept = new Map<string, Kept>();
  /** Files that are named by their hashes: there are only a few, and they never change. */
  readonly #files = new Map<string, Kept>();
  #seq = -2;

  /** @param copies whether a copy of an answer is cheap: on Deno it is, on Node its body would be a stream of streams. */
  constructor(loop: CommitLoop, { clock, copies }: { clock: () => number; copies: boolean }) {
    this.#loop = loop;
    this.#clock = clock;
    this.#copies = copies;
  }

  /** @param address path and query. @returns null when it has to be made. */
  find(address: string, headers: Headers): Response | null {
    const file = this.#files.get(address);
    if (file) return answered(file, headers);
    const { seq } = this.#loop.head;
    if (seq !== this.#seq) {
      this.#kept.clear();
      this.#seq = seq;
      return null;
    }
    const kept = this.#kept.get(address);
    const old = kept && this.#clock() - kept.atMs > AGE_MS_MAX;
    return kept && !old ? answered(kept, headers) : null;
  }

  /** What is on the pages has changed without a block. */
  forget(): void {
    this.#kept.clear();
  }

  /** Keeps the answer if it is a shared one. @param seq of the head before it was made. */
  async keep(
    address: string,
    { request, answer, seq }: {
      readonly request: Headers;
      readonly answer: Response;
      readonly seq: number;
    },
  ): Promise<Response> {
    const etag = answer.headers.get("etag");
    const rule = answer.headers.get("cache-control") ?? "";
    const shared = rule.startsWith("public") && answer.status === 200 && etag !== null;
    if (!shared || address.length > ADDRESS_CHARS_MAX) return answer;
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const headers = [...answer.headers] as [string, string][];
    const made = this.#copies ? new Map() : null;
    const kept: Kept = { bytes, packed: null, headers, etag, atMs: this.#clock(), made };
    if (rule.includes("immutable")) this.#files.set(address, kept);
    else if (seq === this.#loop.head.seq && seq === this.#seq) {
      this.#kept.set(address, kept);
      if (this.#kept.size > ANSWERS_MAX) this.#kept.delete(this.#kept.keys().next().value!);
    }
    return answered(kept, request);
  }
}

function answered(kept: Kept, request: Headers): Response {
  const { bytes, etag, made } = kept;
  const packs = bytes.length >= PACKED_BYTES_MIN &&
    /\bgzip\b/.test(request.get("accept-encoding") ?? "");
  const same = matchesEtag(request.get("if-none-match"), etag);
  const form = same ? "same" : packs ? "packed" : "whole";
  if (!made) return answerIn(kept, form);
  let answer = made.get(form);
  if (!answer) made.set(form, answer = answerIn(kept, form));
  return answer.clone();
}

function answerIn(kept: Kept, form: "whole" | "packed" | "same"): Response {
  const { bytes, headers } = kept;
  if (form === "same") return new Response(null, { status: 304, headers });
  if (form === "whole") return new Response(bytes as BodyInit, { headers });
  kept.packed ??= new Uint8Array(gzipSync(bytes));
  return new Response(kept.packed as BodyInit, {
    headers: [...headers, ["content-encoding", "gzip"]],
  });
}
