// What happens in a story whose steps are numbered, besides giving: requests, standing orders, limits, credit, payouts, and the staff.
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
  return [...customers, payoutStep(step, bank), ...staffing(step)];
}
