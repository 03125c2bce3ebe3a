// Transfers that memory has let go come back before the command that names them is decided, those of one account in the order of
// arrival. Bounded in all, and for each account, and no account waits for the old ids of another.
import type { Archive } from "./archive.ts";
import type { Item } from "./batch.ts";
import { askerOf } from "./command.ts";
import type { DurableLedger } from "./ledger.ts";
import type { Transfer } from "./transfer.ts";
import { RECALLS_MAX, RECALLS_PER_ACCOUNT_MAX } from "./limits.ts";
import { Refusal } from "./refusal.ts";

export interface RecallsOptions {
  readonly archive: Archive;
  readonly ledger: DurableLedger;
  /** What its ids meant is in memory: it can be decided. */
  readonly take: (item: Item) => void;
  /** The archive could not be read, and the command was refused. */
  readonly onFailure: (error: unknown) => void;
}

export class Recalls {
  readonly #options: RecallsOptions;
  /** Look-ups under way, in all and by the account that asked. */
  #count = 0;
  readonly #linesOf = new Map<string, Line>();

  constructor(options: RecallsOptions) {
    this.#options = options;
  }

  /** Whether commands wait for a look-up. */
  get pending(): boolean {
    return this.#count > 0;
  }

  begin(item: Item, ids: readonly string[]): void {
    const asker = askerOf(item.command);
    const line = this.#linesOf.get(asker) ?? { count: 0, last: Promise.resolve() };
    if (this.#count >= RECALLS_MAX || line.count >= RECALLS_PER_ACCOUNT_MAX) {
      return item.settle(new Refusal("busy", { waiting: Math.max(line.count, this.#count) }));
    }
    this.#linesOf.set(asker, line);
    this.#count++;
    line.count++;
    const looked = this.#lookUp(ids);
    line.last = line.last.then(async () => {
      const found = await looked;
      this.#count--;
      if (--line.count === 0) this.#linesOf.delete(asker);
      if (typeof found === "number") {
        item.recalledAt = found;
        this.#options.take(item);
      } else {
        item.settle(new Refusal("storage_failed"));
        this.#options.onFailure(found.error);
      }
    });
  }

  /** @returns the archive's evictions at the beginning, or what went wrong. Never rejects. */
  async #lookUp(ids: readonly string[]): Promise<number | { readonly error: unknown }> {
    const { archive, ledger } = this.#options;
    const { evictions } = archive;
    try {
      for (const id of ids) {
        let transfer: Transfer | null;
        let mark: number;
        do {
          mark = archive.mark;
          transfer = await archive.transfer(id);
        } while (archive.changedSince(id, mark));
        // What has left memory meanwhile may have changed before: it is looked up again.
        if (archive.evictions !== evictions) return evictions;
        if (transfer && !ledger.transfers.get(id)) ledger.transfers.add(id, transfer);
      }
      return evictions;
    } catch (error) {
      return { error };
    }
  }
}

/** The look-ups of one account: how many are under way, and when the last of them is done. */
interface Line {
  count: number;
  last: Promise<void>;
}
