// A customer with hundreds of payments to make, whose clock stands still: all ids carry one and the same moment. Then questions
// about ids of that moment that were never used.
import { transferIdOf } from "../bank/transfer_id.ts";
import type { Town } from "./town.ts";

const PAYMENTS = 600;
const QUESTIONS = 20;

/** Payments that are under way. */
const AT_ONCE = 50;

/** Milliseconds by which that clock may be ahead: less than what the bank lets pass. */
const AHEAD_MS = 50 * 60_000;

export interface Rusher {
  readonly account: string;
  now(): number;
  pay(payment: { readonly id: string; readonly to: string; readonly amountMinor: number }): Promise<
    unknown
  >;
  askAbout(id: string): Promise<unknown>;
}

export async function rush(town: Town, { account, now, pay, askAbout }: Rusher): Promise<void> {
  const { chance, accounts } = town;
  const others = accounts.filter((other) => other !== account);
  if (others.length === 0) return;
  const to = chance.one(others);
  const atMs = now() + (chance.happens(0.5) ? AHEAD_MS : 0);
  const newId = () => transferIdOf(atMs, chance.bytes(10));
  for (let paid = 0; paid < PAYMENTS; paid += AT_ONCE) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, () => pay({ id: newId(), to, amountMinor: 1 })),
    );
  }
  for (let asked = 0; asked < QUESTIONS; asked++) await askAbout(newId());
}
