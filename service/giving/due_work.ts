// What becomes due in giving: pledges that were not kept return to their needs, recurring gifts are given, open gifts lapse.
import type { CommitLoop } from "../../bank/commit_loop.ts";
import { type Cancel, every, type Host } from "../../bank/host.ts";
import { transferIdOf } from "../../bank/transfer_id.ts";
import type { GivingRegister } from "./giving_register.ts";

/** Milliseconds between two looks. */
const LOOK_MS = 1_000;

/** Recurring gifts of one look: the others follow in the next ones. */
const ORDERS_PER_LOOK = 500;

export class GivingClock {
  readonly #loop: CommitLoop;
  readonly #register: GivingRegister;
  readonly #host: Host;
  readonly #stop: Cancel;
  #looking = false;

  constructor(loop: CommitLoop, register: GivingRegister, host: Host) {
    this.#loop = loop;
    this.#register = register;
    this.#host = host;
    this.#stop = every(host, LOOK_MS, () => void this.look());
  }

  async look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    const { ledger } = this.#loop;
    const nowMs = this.#host.clock();
    const lapsed = [...this.#register.openPledges]
      .filter((pledge) => ledger.pledges.get(pledge)!.expiresAtMs <= nowMs)
      .map((pledge) => this.#loop.submit({ type: "lapse_pledge", pledge }));
    const due = [...this.#register.openOrders]
      .filter((order) => {
        const { nextAtMs, organisation } = ledger.orders.get(order)!;
        // One whose organisation is stopped ends at once, and its donor is told.
        return nextAtMs <= nowMs || ledger.organisations.get(organisation)?.stopped;
      })
      .slice(0, ORDERS_PER_LOOK)
      .map((order) => {
        const id = transferIdOf(nowMs, this.#host.random(10));
        return this.#loop.submit({ type: "run_order", order, id });
      });
    const unpaid = [...this.#register.openGifts]
      .map((number) => ledger.openGifts.get(number)!)
      .filter(({ expiresAtMs }) => expiresAtMs <= nowMs)
      .map(({ openGift }) => this.#loop.submit({ type: "lapse_open_gift", openGift }));
    await Promise.all([...lapsed, ...due, ...unpaid]);
    this.#looking = false;
  }

  stop(): void {
    this.#stop();
  }
}
