// What becomes due in giving: pledges that were not kept return to their needs, recurring gifts are given, open gifts lapse.
import type { CommitLoop } from "../../bank/commit_loop.ts";
import type { Host } from "../../bank/host.ts";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { DueClock } from "../due_clock.ts";
import type { GivingRegister } from "./giving_register.ts";

/** Recurring gifts of one look: the others follow in the next ones. */
const ORDERS_PER_LOOK = 500;

export function givingClock(loop: CommitLoop, register: GivingRegister, host: Host): DueClock {
  const { ledger } = loop;
  return new DueClock(host, () => {
    const nowMs = host.clock();
    const lapsed = [...register.openPledges]
      .filter((pledge) => ledger.pledges.get(pledge)!.expiresAtMs <= nowMs)
      .map((pledge) => loop.submit({ type: "lapse_pledge", pledge }));
    const due = [...register.openOrders]
      .filter((order) => {
        const { nextAtMs, organisation } = ledger.orders.get(order)!;
        // One whose organisation is stopped ends at once, and its donor is told.
        return nextAtMs <= nowMs || ledger.organisations.get(organisation)?.stopped;
      })
      .slice(0, ORDERS_PER_LOOK)
      .map((order) => {
        const id = transferIdOf(nowMs, host.random(10));
        return loop.submit({ type: "run_order", order, id });
      });
    const unpaid = [...register.openGifts]
      .map((number) => ledger.openGifts.get(number)!)
      .filter(({ expiresAtMs }) => expiresAtMs <= nowMs)
      .map(({ openGift }) => loop.submit({ type: "lapse_open_gift", openGift }));
    return [...lapsed, ...due, ...unpaid];
  });
}
