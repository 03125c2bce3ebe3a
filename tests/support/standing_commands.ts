// Commands about standing orders and limits with defaults: Donna pays Dev 50.00 on the last day of each month, unless a row says otherwise.
import type { Command } from "../../bank/command.ts";
import type { Over } from "./giving_commands.ts";

export const makes = (order: string, over: Over<"make_standing_order"> = {}): Command => ({
  type: "make_standing_order",
  order,
  owner: "donna",
  payee: "dev",
  amountMinor: 5_000,
  memo: "Rent",
  every: "month",
  firstOn: "2026-01-31",
  ...over,
});

export const stops = (order: string, owner = "donna"): Command => (
  { type: "stop_standing_order", order, owner }
);

export const runs = (order: string, id: string): Command => (
  { type: "run_standing_order", order, id }
);

/** Limits of both kinds in a story whose steps are numbered, high enough to stop nothing. */
export function limitStep(step: number): Command {
  const limits = { dayMinor: 10_000_000 + step % 3, dayPayees: step % 2 === 0 ? 900 : null };
  return step % 8 === 0
    ? { type: "set_account_limits", account: "donna", limits, reason: "asked for", by: "olga" }
    : { type: "set_own_limits", owner: "dev", limits, raisesFromMs: 0 };
}

/** What happens to an order in a story whose steps are numbered: each is made, runs when its day has come, and some are stopped. */
export function standingStep(step: number): Command {
  const [turn, order] = [step % 4, `s${Math.floor(step / 12)}`];
  if (step % 12 === 0) return makes(order, { every: "week", firstOn: "2026-01-05" });
  return turn === 3 && step % 24 === 23 ? stops(order) : runs(order, `${order} pays ${step}`);
}
