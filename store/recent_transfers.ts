// Which transfers are in memory: those with the newest ids, and those that still wait for their owners. The others are
// found through the index of ids. Knows up to where ids may have left, so that a new id needs no look-up.
import type { Archive } from "../bank/archive.ts";
import type { DurableLedger } from "../bank/ledger.ts";
import type { Transfer } from "../bank/transfer.ts";
import { lastIdAt, timeOfId, type TransferId } from "../bank/transfer_id.ts";
import type { IdIndex } from "./id_index.ts";

/** Transfers kept in memory: about 70 MiB. */
export const RECENT_TRANSFERS_MAX = 262_144;

/** Ids of the future that a start takes into memory; with more of them each new id is looked up until their time has come. */
const LATER_MAX = 10_000;

/** When there are more, this part is left: sorting them out is not for every commit. */
const LEFT_AFTER_EVICTION = 3 / 4;

/** How many times as many transfers may be in memory when they are of the future. */
const FUTURE_FACTOR = 2;

export interface RecentTransfersOptions {
  readonly ledger: DurableLedger;
  readonly ids: IdIndex;
  readonly clock: () => number;
  /** Transfers kept in memory. */
  readonly max: number;
}

export class RecentTransfers implements Archive {
  readonly #options: RecentTransfersOptions;
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

  get mark(): number {
    return this.#options.ids.mark;
  }

  changedSince(id: TransferId, mark: number): boolean {
    return this.#options.ids.changedSince(id, mark);
  }

  transfer(id: TransferId): Promise<Transfer | null> {
    return this.#options.ids.transfer(id);
  }

  /**
   * After a start everything in the index has left memory, but for ids of the future.
   * @param highest the newest id in the index.
   */
  async restore(highest: TransferId): Promise<void> {
    const { ledger, ids, clock, max } = this.#options;
    const now = clock();
    const later = await ids.later(now, Math.min(LATER_MAX, max));
    for (const id of later ?? []) {
      const transfer = await ids.transfer(id);
      if (transfer) ledger.transfers.add(id, transfer);
    }
    const present = lastIdAt(now);
    this.#horizon = later === null || highest < present ? highest : present;
  }

  /** Lets the oldest ids go when there are too many, as far as they are durable in the index. */
  evict(): void {
    const { ledger: { transfers }, ids, clock, max } = this.#options;
    if (transfers.size <= max) return;
    const now = clock();
    const pending = ids.lowestPending();
    for (const name of transfers.names()) {
      if (transfers.size <= max * LEFT_AFTER_EVICTION) break;
      const [[first] = [""]] = transfers.bucket(name);
      // Ids of the future would drag the horizon after them: they stay, unless they are very many.
      const stays = timeOfId(first) > now && transfers.size <= FUTURE_FACTOR * max;
      if (stays || (pending !== null && pending <= transfers.end(name))) break;
      const held: Transfer[] = [];
      for (const transfer of transfers.bucket(name).values()) {
        if (transfer.status === "held") held.push(transfer);
      }
      const after = transfers.drop(name);
      for (const transfer of held) transfers.add(transfer.id, transfer);
      if (after > this.#horizon) this.#horizon = after;
      this.#evictions++;
    }
  }
}
