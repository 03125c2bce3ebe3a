// When and from where sessions were used last, after their connections have ended: kept in memory, the latest ones only. By the
// hash of their token, as the registry knows them.

export interface SessionUse {
  readonly atMs: number;
  /** The client's address, or `web` where only the face is known. */
  readonly source: string;
  /** What the client calls itself; empty when it has not said. */
  readonly client: string;
}

/** Uses that are remembered, of about 200 B each; those before them are forgotten, and the session's beginning is told instead. */
const USES_MAX = 16_384;

export class SessionUses {
  readonly #uses = new Map<string, SessionUse>();

  keep(hash: string, use: SessionUse): void {
    this.#uses.delete(hash);
    this.#uses.set(hash, use);
    if (this.#uses.size <= USES_MAX) return;
    const [oldest] = this.#uses.keys();
    this.#uses.delete(oldest!);
  }

  of(hash: string): SessionUse | null {
    return this.#uses.get(hash) ?? null;
  }
}
