// A bank with limits in India, at noon of the 30th of January, and what is asked for there.
import type { Command } from "../../bank/command.ts";
import type { LimitChanges } from "../../bank/payment_limits/command.ts";
import { GivingBooks } from "./giving.ts";
import { does } from "./giving_commands.ts";

const DAY = { limitDayMinor: 10_000 };

/** In India the day begins at 18:30 UTC. */
export function limitedBank(policy: Parameters<typeof does.policy>[0] = DAY): GivingBooks {
  const books = new GivingBooks();
  const zone = { type: "set_time_zone", zone: "Asia/Kolkata", chosen: true, by: "" } as const;
  books.all([zone, does.policy(policy)]);
  books.nowMs = Date.parse("2026-01-30T12:00:00+05:30");
  return books;
}

export const pays = (id: string, amountMinor: number, to = "dev") =>
  does.pay(id, "donna", to, amountMinor);
export const own = (limits: LimitChanges): Command => ({
  type: "set_own_limits",
  owner: "donna",
  limits,
  raisesFromMs: 0,
});
export const staff = (
  limits: LimitChanges,
  more: { readonly account?: string; readonly by?: string } = {},
): Command => ({
  type: "set_account_limits",
  account: "donna",
  limits,
  reason: "asked for",
  by: "olga",
  ...more,
});

/** The code of what is over a limit. */
export const OVER = "payment_limit";
