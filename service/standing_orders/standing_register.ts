// Whose standing orders there are, and which are due: lists beside their table, kept as an observer of the journal.
import type { Changes } from "../../bank/applying.ts";
import type { Block } from "../../bank/block.ts";
import type { DurableLedger } from "../../bank/ledger.ts";
import { hasLeft } from "../../bank/standing_orders/decide_standing_order.ts";
import type { StandingOrder } from "../../bank/standing_orders/standing_order.ts";

export class StandingRegister {
  readonly #ledger: DurableLedger;
  readonly #of = new Map<string, Set<string>>();
  readonly #active = new Set<string>();
  /** Nothing is due before this day; "" when that is not known. */
  #nextOn = "";

  constructor(ledger: DurableLedger) {
    this.#ledger = ledger;
    // Rows of a view come in the order of their keys: their ids carry the time.
    for (const [key] of ledger.standingOrders.rows()) this.#note(key);
  }

  readonly observe = ({ events }: Pick<Block, "events">, { records }: Changes): void => {
    for (const { table, key } of records) if (table === "standingOrders") this.#note(key);
    // Orders of those who have left end at once.
    if (events.some(({ type }) => type === "account_closed")) this.#nextOn = "";
  };

  /** Newest first. */
  of(account: string): Readonly<StandingOrder>[] {
    const keys = [...this.#of.get(account) ?? []].reverse();
    return keys.map((key) => this.#ledger.standingOrders.get(key)!);
  }

  /** Orders that have to be paid, and those of which one side has left. @param today in the bank's zone. */
  due(today: string): string[] {
    if (today < this.#nextOn) return [];
    const due: string[] = [];
    let nextOn = "9999-12-31";
    for (const key of this.#active) {
      const order = this.#ledger.standingOrders.get(key)!;
      const left = [order.payer, order.payee].some((account) => hasLeft(this.#ledger, account));
      if (left || order.nextOn <= today) due.push(key);
      else if (order.nextOn < nextOn) nextOn = order.nextOn;
    }
    // What is due is asked for again until it is done.
    this.#nextOn = due.length > 0 ? "" : nextOn;
    return due;
  }

  #note(key: string): void {
    const { payer, ended, nextOn } = this.#ledger.standingOrders.get(key)!;
    const keys = this.#of.get(payer);
    if (keys) keys.add(key);
    else this.#of.set(payer, new Set([key]));
    if (ended) return void this.#active.delete(key);
    this.#active.add(key);
    if (nextOn < this.#nextOn) this.#nextOn = nextOn;
  }
}
