// Standing orders in the simulated town: people make them for today and the days after, sometimes twice with one id, and stop them.
import { STANDING_STEPS } from "../bank/standing_orders/standing_step.ts";
import { daysLater } from "../bank/days.ts";
import type { Giver } from "./giver.ts";

/** @param accounts account numbers of all citizens. */
export async function actStandingOrders(giver: Giver, accounts: readonly string[]): Promise<void> {
  const { chance } = giver;
  if (chance.happens(0.3)) {
    const found = await giver.ask("standingOrders", { active: true });
    if (typeof found === "string" || found.orders.length === 0) return;
    return void await giver.ask("stopStandingOrder", { order: chance.one(found.orders).order });
  }
  const today = new Date(giver.now()).toISOString().slice(0, 10);
  const wish = {
    order: giver.newId(),
    payee: chance.one(accounts),
    amountMinor: 1 + chance.whole(chance.happens(0.2) ? 50_000 : 2_000),
    memo: "",
    every: chance.one(STANDING_STEPS),
    firstOn: daysLater(today, chance.whole(2)),
  };
  const times = chance.happens(0.4) ? 2 : 1;
  await Promise.all(Array.from({ length: times }, () => giver.ask("makeStandingOrder", wish)));
}
