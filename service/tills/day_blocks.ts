// The blocks of a day of the bank, in order, a few at a time so that payments do not wait.
import { zoneOf } from "../../bank/bank_zone.ts";
import type { Block } from "../../bank/block.ts";
import { type Day, daysLater } from "../../bank/days.ts";
import { pause } from "../../bank/host.ts";
import { datedAt } from "../../bank/ledger.ts";
import type { Service } from "../service.ts";

/** Some milliseconds. */
const EVENTS_AT_ONCE = 5_000;

/** From its first moment up to the one after its last, in Unix milliseconds, in the bank's zone. */
export function spanOf({ loop: { ledger } }: Service, day: Day): readonly [number, number] {
  const zone = zoneOf(ledger);
  return [zone.beginningOf(day), zone.beginningOf(daysLater(day, 1))];
}

export interface DatedBlock extends Pick<Block, "seq" | "events"> {
  readonly atMs: number;
}

/** Of all that is durable when it is called. @throws when one of them is missing. */
export async function* blocksOf(service: Service, day: Day): AsyncGenerator<DatedBlock> {
  const { loop: { ledger, head }, host } = service;
  const [beginsAtMs, endsAtMs] = spanOf(service, day);
  const newest = head.seq;
  let since = 0;
  for (let seq = await firstBlockAt(service, beginsAtMs, newest); seq <= newest; seq++) {
    const { at, events } = await blockOf(service, seq);
    const atMs = datedAt(ledger, seq, at);
    if (atMs >= endsAtMs) return;
    yield { seq, events, atMs };
    since += events.length;
    if (since < EVENTS_AT_ONCE) continue;
    since = 0;
    await pause(host, 0);
  }
}

/** The first block at or after this time; one more than the newest where there is none. */
export async function firstBlockAt(
  service: Service,
  atMs: number,
  newest: number,
): Promise<number> {
  let [low, high] = [0, newest + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const { at } = await blockOf(service, middle);
    if (datedAt(service.loop.ledger, middle, at) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function blockOf({ block }: Service, seq: number): Promise<Block> {
  const found = await block(seq);
  if (!found) throw new Error(`Journal block ${seq} is missing`);
  return found;
}
