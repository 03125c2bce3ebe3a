// Which transfers are in memory: the newest ones, and those that still wait for their owners. The others are found
// through the index of ids. Knows up to where ids may have left, so that a new id needs no look-up.
import type { Archive } from "../bank/archive.ts";
import type { Block } from "../bank/block.ts";
import type { DurableLedger, Transfer } from "../bank/ledger.ts";
import { timeOfId, type TransferId } from "../bank/transfer_id.ts";
import { type IdIndex, oldestBlock } from "./id_index.ts";

/** Transfers kept in memory: about 70 MiB. */
export const RECENT_TRANSFERS_MAX = 262_144;

/** The block of an id that was read from the index. */
const IN_INDEX = -1;

export interface RecentTransfersOptions {
  readonly ledger: DurableLedger;
  readonly ids: IdIndex;
  readonly clock: () => number;
}

export class RecentTransfers implements Archive {
  readonly #options: RecentTransfersOptions;
  /** In the order in which they happened, each with its block; those before `#first` have left. */
  #ids: TransferId[] = [];
  #seqs: number[] = [];
  #first = 0;
  #horizon: TransferId = "";
  #evictions = 0;

  constructor(options: RecentTransfersOptions) {
    this.#options = options;
  }

  get horizon(): TransferId {
    return this.#horizon;
  }

  get evictions(): number {
    return this.#evictions;
  }

  transfer(id: TransferId): Promise<Transfer | null> {
    return this.#options.ids.transfer(id);
  }

  keep(id: TransferId): void {
    this.#queue(id, IN_INDEX);
  }

  restore(horizon: TransferId): void {
    this.#horizon = horizon;
  }

  add({ seq, events }: Block): void {
    for (const event of events) if ("id" in event) this.#queue(event.id, seq);
  }

  /** Lets the oldest go whose ids are durable in the index. */
  evict(): void {
    const { ledger: { transfers }, ids, clock } = this.#options;
    const now = clock();
    const end = this.#ids.length;
    while (this.#first < end && transfers.size > RECENT_TRANSFERS_MAX) {
      const [id, seq] = [this.#ids[this.#first]!, this.#seqs[this.#first]!];
      if (seq >= oldestBlock(ids.oldest())) break;
      this.#first++;
      const transfer = transfers.get(id);
      if (!transfer) continue;
      // A held one is still needed, and one from the future would drag the horizon after it.
      if (transfer.status === "held" || timeOfId(id) > now) {
        this.#queue(id, seq);
        continue;
      }
      transfers.delete(id);
      this.#evictions++;
      if (id > this.#horizon) this.#horizon = id;
    }
    if (this.#first < this.#ids.length / 2) return;
    this.#ids = this.#ids.slice(this.#first);
    this.#seqs = this.#seqs.slice(this.#first);
    this.#first = 0;
  }

  #queue(id: TransferId, seq: number): void {
    this.#ids.push(id);
    this.#seqs.push(seq);
  }
}
