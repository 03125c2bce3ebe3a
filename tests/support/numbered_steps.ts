// What happens in a story whose steps are numbered, besides giving: requests, standing orders, limits, credit, payouts, tills, the staff, what they freeze and what they tell all customers.
import type { Command } from "../../bank/command.ts";
import { payoutStep } from "./payout_commands.ts";
import { requestStep } from "./request_commands.ts";
import { staffing } from "./staff_commands.ts";
import { limitStep, standingStep } from "./standing_commands.ts";

export function numberedSteps(
  step: number,
  bank: Parameters<typeof payoutStep>[1],
): readonly Command[] {
  const creditMinor = step % 3 === 0 ? null : step;
  const credit = {
    type: "set_credit",
    account: "dev",
    creditMinor,
    reason: "",
    by: "olga",
  } as const;
  const customers = [requestStep(step), standingStep(step), limitStep(step), credit];
  const desk = [...staffing(step), ...tillSteps(step), ...freezing(step), ...news(step)];
  return [...customers, payoutStep(step, bank), ...desk];
}

/** And let go in the same step, so that nothing else of the story waits for it. */
function freezing(step: number): readonly Command[] {
  if (step % 5 !== 0) return [];
  const about = { account: "dev", reason: `step ${step}`, by: "olga" } as const;
  return [
    { type: "view_account", ...about },
    { type: "staff_freeze", ...about },
    { type: "staff_unfreeze", ...about },
  ];
}

/** More than a day may have, and one of them taken back. */
function news(step: number): readonly Command[] {
  const by = "olga";
  if (step % 7 === 3) return [{ type: "announce", text: `step ${step}`, days: 30, by }];
  return step % 7 === 5 ? [{ type: "end_announcement", number: 1, by }] : [];
}

/** Open for two steps of four, and closed with one unit too much. */
function tillSteps(step: number): readonly Command[] {
  const by = "olga";
  const moves = { id: `till cash ${step}`, account: "dev", amountMinor: 5, memo: "", by } as const;
  const counted = { id: `till ${step}`, countedMinor: 16, expectedMinor: 15, reason: "odd", by };
  switch (step % 4) {
    case 0:
      return [{ type: "open_till", floatMinor: 10, by }];
    case 1:
      return [{ type: "cash_in", ...moves }];
    case 2:
      return [{ type: "close_till", till: by, ...counted }];
    default:
      return [];
  }
}
