// Cancels held payments whose time is over. Learns of holds as an observer of the journal, from the first block on,
// so that a restart forgets none.
import type { Changes } from "../bank/applying.ts";
import type { Block } from "../bank/block.ts";
import type { CommitLoop } from "../bank/commit_loop.ts";
import { type Cancel, every, type Host } from "../bank/host.ts";
import type { Transfer } from "../bank/transfer.ts";

/** Milliseconds between two looks: a payment that waits for a day may wait a second longer. */
const LOOK_MS = 1_000;

export class HoldExpiry {
  readonly #expiresAtMs = new Map<string, number>();
  #stopLooking: Cancel = () => {};

  readonly observe = (_block: Block, { notices }: Changes): void => {
    for (const { kind, transfer } of notices) {
      if (!transfer) continue;
      if (kind === "held") this.#expiresAtMs.set(transfer.id, transfer.expiresAtMs ?? 0);
      else this.#expiresAtMs.delete(transfer.id);
    }
  };

  /** Those that a start read from the views. */
  adopt(held: readonly Transfer[]): void {
    for (const { id, expiresAtMs = 0 } of held) this.#expiresAtMs.set(id, expiresAtMs);
  }

  start(loop: CommitLoop, host: Host): void {
    this.#stopLooking = every(host, LOOK_MS, () => void this.expire(loop, host.clock()));
  }

  async expire(loop: CommitLoop, nowMs: number): Promise<void> {
    const due = [...this.#expiresAtMs].filter(([, expiresAtMs]) => expiresAtMs <= nowMs);
    await Promise.all(due.map(([id]) => loop.submit({ type: "expire_hold", id })));
  }

  stop(): void {
    this.#stopLooking();
  }
}
