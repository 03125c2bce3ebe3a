// Transfers that memory has let go come back before the command that names them is decided, in the order of arrival. Bounded
// in all, and for each account, so that the old ids of one customer do not keep others waiting.
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
  readonly #countOf = new Map<string, number>();
  #last: Promise<void> = Promise.resolve();

  constructor(options: RecallsOptions) {
    this.#options = options;
  }

  /** Whether commands wait for a look-up. */
  get pending(): boolean {
    return this.#count > 0;
  }

  begin(item: Item, ids: readonly string[]): void {
    const asker = askerOf(item.command);
    const own = this.#countOf.get(asker) ?? 0;
    if (this.#count >= RECALLS_MAX || own >= RECALLS_PER_ACCOUNT_MAX) {
      return item.settle(new Refusal("busy", { waiting: Math.max(own, this.#count) }));
    }
    this.#count++;
    this.#countOf.set(asker, own + 1);
    const looked = this.#lookUp(ids);
    this.#last = this.#last.then(async () => {
      const found = await looked;
      this.#done(asker);
      if (typeof found === "number") {
        item.recalledAt = found;
        this.#options.take(item);
      } else {
        item.settle(new Refusal("storage_failed"));
        this.#options.onFailure(found.error);
      }
    });
  }

  #done(asker: string): void {
    this.#count--;
    const left = this.#countOf.get(asker)! - 1;
    if (left > 0) this.#countOf.set(asker, left);
    else this.#countOf.delete(asker);
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
