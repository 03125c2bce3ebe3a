// The commands that one commit answers, and the blocks that their events fill. Knows how much fits; writes nothing.
import { BlockDraft, hashOf, type Head } from "./block.ts";
import type { Command } from "./command.ts";
import type { Event } from "./event.ts";
import type { Ledger } from "./ledger.ts";
import { BLOCKS_PER_COMMIT_MAX } from "./limits.ts";
import type { Refusal } from "./refusal.ts";
import { paymentsIn } from "./trace.ts";

/** What became of a command: its events, none when it had happened before, or the refusal. */
export type Outcome = readonly Event[] | Refusal;

export type Settle = (outcome: Outcome) => void;

export interface Item {
  readonly command: Command;
  outcome: Outcome;
  readonly settle: Settle;
  /**
   * Why it may no longer be decided, or null: who asked may have been sent away, or have lost a role, while it waited.
   * @param ahead with all that has been decided before it.
   */
  readonly barred: (ahead: Ledger) => Refusal | null;
  /** The archive's evictions when the ids of this command were looked up there; −1 before. */
  recalledAt: number;
}

interface Draft {
  readonly block: BlockDraft;
  readonly events: Event[];
}

export class Batch {
  readonly drafts: Draft[] = [];
  readonly items: Item[] = [];
  /** Payments that its events book. */
  payments = 0;

  /** @param alone nothing else may be added to it. */
  constructor(readonly atMs: number, readonly alone = false) {}

  /** Itself, or null when all of it was refused: then its time counts for nothing. */
  get written(): Batch | null {
    return this.drafts.length > 0 ? this : null;
  }

  /** @returns false when the events fit into none of the blocks that one commit may have. */
  add(events: readonly Event[]): boolean {
    const last = this.drafts.at(-1);
    if (last?.block.add(events)) {
      for (const event of events) last.events.push(event);
    } else {
      if (this.drafts.length === BLOCKS_PER_COMMIT_MAX) return false;
      const draft = { block: new BlockDraft(this.atMs), events: [...events] };
      if (!draft.block.add(events)) throw new Error("Events of one command exceed a whole block");
      this.drafts.push(draft);
    }
    this.payments += paymentsIn(events);
    return true;
  }

  /** The bytes of its blocks and the head after each of them. */
  encode(after: Head): { blocks: Uint8Array[]; heads: Head[] } {
    const [blocks, heads]: [Uint8Array[], Head[]] = [[], []];
    let head = after;
    for (const { block } of this.drafts) {
      const bytes = block.encode(head);
      head = { seq: head.seq + 1, hash: hashOf(bytes), at: this.atMs };
      blocks.push(bytes);
      heads.push(head);
    }
    return { blocks, heads };
  }
}
