// What happens in a story whose steps are numbered, besides giving: requests, standing orders, limits, payouts, and the staff.
import type { Command } from "../../bank/command.ts";
import { payoutStep } from "./payout_commands.ts";
import { requestStep } from "./request_commands.ts";
import { staffing } from "./staff_commands.ts";
import { limitStep, standingStep } from "./standing_commands.ts";

export function numberedSteps(
  step: number,
  bank: Parameters<typeof payoutStep>[1],
): readonly Command[] {
  const customers = [requestStep(step), standingStep(step), limitStep(step)];
  return [...customers, payoutStep(step, bank), ...staffing(step)];
}
