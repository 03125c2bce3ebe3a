// Cancels held payments whose time is over. Learns of holds as an observer of the journal, from the first block on,
// so that a restart forgets none.
import type { Changes } from "../bank/apply.ts";
import type { Block } from "../bank/block.ts";
import type { CommitLoop } from "../bank/commit_loop.ts";

/** Milliseconds between two looks: a payment that waits for a day may wait a second longer. */
const LOOK_MS = 1_000;

export class HoldExpiry {
  readonly #expiresAtMs = new Map<string, number>();
  #look: ReturnType<typeof setInterval> | null = null;

  readonly observe = (_block: Block, { notices }: Changes): void => {
    for (const { kind, transfer } of notices) {
      if (!transfer) continue;
      if (kind === "held") this.#expiresAtMs.set(transfer.id, transfer.expiresAtMs ?? 0);
      else this.#expiresAtMs.delete(transfer.id);
    }
  };

  start(loop: CommitLoop, clock: () => number): void {
    this.#look = setInterval(() => void this.expire(loop, clock()), LOOK_MS);
  }

  async expire(loop: CommitLoop, nowMs: number): Promise<void> {
    const due = [...this.#expiresAtMs].filter(([, expiresAtMs]) => expiresAtMs <= nowMs);
    await Promise.all(due.map(([id]) => loop.submit({ type: "expire_hold", id })));
  }

  stop(): void {
    if (this.#look !== null) clearInterval(this.#look);
  }
}
