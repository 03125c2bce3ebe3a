// Ids of a customer's machine. Now and then its clock stands still: then all of them carry the same second.
import { transferIdOf } from "../bank/transfer_id.ts";
import type { Chance } from "./virtual_time.ts";

/** New ids of a clock that has stood still for longer would be refused. */
const STUCK_MS_MAX = 6 * 24 * 3_600_000;

export class IdMaker {
  readonly #chance: Chance;
  #stuckAtMs = 0;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  next(nowMs: number): string {
    const chance = this.#chance;
    if (this.#stuckAtMs === 0 && chance.happens(0.1)) this.#stuckAtMs = nowMs;
    else if (chance.happens(0.02)) this.#stuckAtMs = 0;
    const stuck = this.#stuckAtMs > 0 && nowMs - this.#stuckAtMs < STUCK_MS_MAX;
    return transferIdOf(stuck ? this.#stuckAtMs : nowMs, chance.bytes(10));
  }
}
