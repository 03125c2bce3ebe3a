// Pays what standing orders say when its day has come in the bank's zone.
import { zoneOf } from "../../bank/bank_zone.ts";
import type { CommitLoop } from "../../bank/commit_loop.ts";
import type { Host } from "../../bank/host.ts";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { DueClock } from "../due_clock.ts";
import type { StandingRegister } from "./standing_register.ts";

/** Orders of one look: the others follow in the next ones. */
const ORDERS_PER_LOOK = 500;

export function standingOrderClock(
  loop: CommitLoop,
  register: StandingRegister,
  host: Host,
): DueClock {
  return new DueClock(host, () => {
    const nowMs = host.clock();
    const due = register.due(zoneOf(loop.ledger).dayOf(nowMs)).slice(0, ORDERS_PER_LOOK);
    return due.map((order) => {
      const id = transferIdOf(nowMs, host.random(10));
      return loop.submit({ type: "run_standing_order", order, id });
    });
  });
}
