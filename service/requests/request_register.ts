// Who is asked for what by whom, and what is due: lists beside the table of payment requests, kept as an observer of the journal.
import type { Changes } from "../../bank/applying.ts";
import type { Block } from "../../bank/block.ts";
import type { DurableLedger } from "../../bank/ledger.ts";
import { hasLeft } from "../../bank/requests/decide_request.ts";
import type { PaymentRequest } from "../../bank/requests/request_record.ts";

export type Side = "payer" | "asker";

export class RequestRegister {
  readonly #ledger: DurableLedger;
  readonly #of = { payer: new Map<string, Set<string>>(), asker: new Map<string, Set<string>>() };
  readonly #open = new Set<string>();
  /** Nothing lapses before. */
  #nextAtMs = 0;

  constructor(ledger: DurableLedger) {
    this.#ledger = ledger;
    // Rows of a view come in the order of their keys: their ids carry the time.
    for (const [key] of ledger.requests.rows()) this.#note(key);
  }

  readonly observe = ({ events }: Pick<Block, "events">, { records }: Changes): void => {
    for (const { table, key } of records) if (table === "requests") this.#note(key);
    // Requests of those who have left are over at once.
    if (events.some(({ type }) => type === "account_closed")) this.#nextAtMs = 0;
  };

  /** Newest first. */
  of(account: string, side: Side): Readonly<PaymentRequest>[] {
    const keys = [...this.#of[side].get(account) ?? []].reverse();
    return keys.map((key) => this.#ledger.requests.get(key)!);
  }

  /** Open requests whose time is over, or of which one side has left. */
  due(nowMs: number): string[] {
    if (nowMs < this.#nextAtMs) return [];
    const due: string[] = [];
    let nextAtMs = Infinity;
    for (const key of this.#open) {
      const { asker, payer, lapsesAtMs } = this.#ledger.requests.get(key)!;
      const left = [asker, payer].some((account) => hasLeft(this.#ledger, account));
      if (left || lapsesAtMs <= nowMs) due.push(key);
      nextAtMs = Math.min(nextAtMs, lapsesAtMs);
    }
    // What is due is asked for again until it has lapsed.
    this.#nextAtMs = due.length > 0 ? 0 : nextAtMs;
    return due;
  }

  #note(key: string): void {
    const { asker, payer, status, lapsesAtMs } = this.#ledger.requests.get(key)!;
    for (const [side, account] of [["asker", asker], ["payer", payer]] as const) {
      const keys = this.#of[side].get(account);
      if (keys) keys.add(key);
      else this.#of[side].set(account, new Set([key]));
    }
    if (status !== "open") return void this.#open.delete(key);
    this.#open.add(key);
    this.#nextAtMs = Math.min(this.#nextAtMs, lapsesAtMs);
  }
}
