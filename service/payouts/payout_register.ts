// Whose payouts there are, which wait for a batch, and the batches: lists beside their tables, kept as an observer of the journal.
import type { Changes } from "../../bank/applying.ts";
import type { DurableLedger } from "../../bank/ledger.ts";
import type { Payout, PayoutBatch } from "../../bank/payouts/payout_record.ts";

export class PayoutRegister {
  readonly #ledger: DurableLedger;
  readonly #of = new Map<string, Set<string>>();
  readonly #waiting = new Set<string>();
  readonly #batches = new Set<string>();

  constructor(ledger: DurableLedger) {
    this.#ledger = ledger;
    // Their keys are numbers, which say nothing of when they were made.
    const payouts = [...ledger.payouts.rows()];
    payouts.sort(([, one], [, other]) => order(one.askedAtMs, other.askedAtMs, one, other));
    for (const [key] of payouts) this.#note(key);
    const batches = [...ledger.payoutBatches.rows()];
    batches.sort(([, one], [, other]) => order(one.madeAtMs, other.madeAtMs, one, other));
    for (const [key] of batches) this.#batches.add(key);
  }

  readonly observe = (_block: unknown, { records }: Changes): void => {
    for (const { table, key } of records) {
      if (table === "payouts") this.#note(key);
      if (table === "payoutBatches") this.#batches.add(key);
    }
  };

  /** Newest first. */
  of(account: string): Readonly<Payout>[] {
    return [...this.#of.get(account) ?? []].reverse().map((key) => this.#ledger.payouts.get(key)!);
  }

  /** Oldest first. */
  waiting(): Readonly<Payout>[] {
    return [...this.#waiting].map((key) => this.#ledger.payouts.get(key)!);
  }

  /** Newest first. */
  batches(): Readonly<PayoutBatch>[] {
    return [...this.#batches].reverse().map((key) => this.#ledger.payoutBatches.get(key)!);
  }

  #note(key: string): void {
    const { account, state } = this.#ledger.payouts.get(key)!;
    const keys = this.#of.get(account);
    if (keys) keys.add(key);
    else this.#of.set(account, new Set([key]));
    if (state === "waiting") this.#waiting.add(key);
    else this.#waiting.delete(key);
  }
}

interface Numbered {
  readonly number: string;
}

function order(oneMs: number, otherMs: number, one: Numbered, other: Numbered): number {
  return oneMs - otherMs || (one.number < other.number ? -1 : 1);
}
