// What must be true of standing orders, worked out from the bytes of the journal: each of their days is paid once, whole, to who was
// said, and nothing is paid after the end.
import type { Must, Raw } from "./must.ts";
import type { DurableLedger } from "../bank/ledger.ts";

interface Ordered {
  readonly sides: string;
  readonly paid: Set<number>;
  over: boolean;
}

export class StandingModel {
  readonly #must: Must;
  readonly #orders = new Map<string, Ordered>();
  #paid = 0;

  constructor(must: Must) {
    this.#must = must;
  }

  /** Days that were paid, or wait for their payer. */
  get paid(): number {
    return this.#paid;
  }

  event(event: Raw): void {
    const { type, standing } = event;
    if (type === "standing_order_made") {
      const { order, payer, payee, amountMinor } = event;
      this.#must(!this.#orders.has(order), `standing order ${order} is made twice`);
      const sides = [payer, payee, amountMinor].join();
      return void this.#orders.set(order, { sides, paid: new Set(), over: false });
    }
    if (type === "standing_order_ended" || type === "standing_order_unpaid") {
      const order = this.#going(event.order, type);
      order.over = type === "standing_order_ended" || event.next === undefined;
      return;
    }
    if (type === "transferred" && standing || type === "held" && standing) this.#pays(event);
  }

  #pays({ type, standing, from, to, amountMinor }: Raw): void {
    const { order: key, turn, next } = standing;
    const order = this.#going(key, type);
    const is = [from, to, amountMinor].join();
    this.#must(is === order.sides, `standing order ${key} is paid as ${is}, not ${order.sides}`);
    this.#must(!order.paid.has(turn), `turn ${turn} of standing order ${key} is paid twice`);
    order.paid.add(turn);
    order.over = next === undefined;
    this.#paid++;
  }

  #going(key: string, type: string): Ordered {
    const order = this.#orders.get(key);
    this.#must(order, `standing order ${key} was never made`);
    this.#must(!order!.over, `standing order ${key} is over, and then ${type}`);
    return order!;
  }

  /** The live ledger, at the same block, says the same. */
  compare(ledger: DurableLedger): void {
    for (const [key, { over }] of this.#orders) {
      const is = ledger.standingOrders.get(key)?.ended;
      this.#must(over === Boolean(is), `standing order ${key} is ${is}, not ${over}`);
    }
  }
}
