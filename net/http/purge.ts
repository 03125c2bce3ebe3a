// Tells edges what has changed, by tag: Varnish by a BAN request, everything else by a small JSON document. An observer
// of the journal; each tag goes out once a second at most, and an edge that does not answer is tried again once.
import type { Cancel, Host } from "../../bank/host.ts";
import type { Observer } from "../../bank/journal.ts";
import type { DurableLedger } from "../../bank/ledger.ts";

/** Milliseconds between two rounds: with it a change is seen within a second. */
const ROUND_MS = 400;

/** Tags of one request: their header stays below the 8 KiB that Varnish takes. */
const TAGS_MAX = 400;

/** Milliseconds that an edge has to answer. */
const EDGE_MS = 2_000;

/** A cache in front of the site that is told what has changed. */
export interface Edge {
  readonly kind: "varnish" | "webhook";
  readonly url: string;
}

/** `varnish=URL` or `webhook=URL`. @returns null when it is neither. */
export function edgeOf(text: string): Edge | null {
  const [, kind, url] = /^(varnish|webhook)=(https?:\/\/\S+)$/.exec(text) ?? [];
  return kind && url ? { kind: kind as Edge["kind"], url } : null;
}

export class Purge {
  #edges: readonly Edge[];
  readonly #host: Host;
  readonly #ledger: DurableLedger;
  readonly #tags = new Set<string>();
  #round: Cancel | null = null;

  constructor(edges: readonly Edge[], ledger: DurableLedger, host: Host) {
    this.#edges = edges;
    this.#ledger = ledger;
    this.#host = host;
  }

  readonly observe: Observer = (_block, { records }): void => {
    if (this.#edges.length === 0 || records.length === 0) return;
    for (const { table, key } of records) {
      if (table === "organisations") this.#tags.add(`org-${key}`);
      const owned = table === "needs" || table === "updates" ? this.#ledger[table].get(key) : null;
      if (owned) this.#tags.add(`org-${owned.organisation}`);
    }
    this.#tags.add("directory");
    this.#round ??= this.#host.after(ROUND_MS, () => {
      this.#round = null;
      const tags = [...this.#tags];
      this.#tags.clear();
      for (let first = 0; first < tags.length; first += TAGS_MAX) {
        const some = tags.slice(first, first + TAGS_MAX);
        for (const edge of this.#edges) void this.#tell(edge, some, 1);
      }
    });
  };

  /** From the next round on these are told. */
  tell(edges: readonly Edge[]): void {
    this.#edges = edges;
  }

  close(): void {
    this.#round?.();
  }

  async #tell(edge: Edge, tags: readonly string[], tries: number): Promise<void> {
    const { kind, url } = edge;
    try {
      const request = kind === "varnish"
        ? { method: "BAN", headers: { "surrogate-key": tags.join("|") } }
        : {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ tags }),
        };
      const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(EDGE_MS) });
      await answer.body?.cancel();
      if (answer.status >= 400) throw new Error(`it answered ${answer.status}`);
    } catch (error) {
      if (tries > 0) return this.#tell(edge, tags, tries - 1);
      this.#host.log.of("web").warn("an edge could not be told what has changed", {
        url,
        error: String(error),
      });
    }
  }
}
