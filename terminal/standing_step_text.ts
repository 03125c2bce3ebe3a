// How often a standing order is paid, and why it has ended, in words.
import type { StandingEnd, StandingStep } from "../bank/standing_orders/standing_step.ts";
import { clean, line } from "../console/screen.ts";

const STEPS: Readonly<Record<StandingStep, string>> = {
  once: "once",
  week: "every week",
  month: "every month",
  quarter: "every three months",
  year: "every year",
};

const ENDS: Readonly<Record<StandingEnd, string>> = {
  done: "its last day is over",
  stopped: "you stopped it",
  unpaid: "it could not be paid several times in a row",
  payer_left: "the account is closed",
  payee_left: "the account that it pays is closed",
};

/** Also of what a later release has added. */
export function stepWords(every: string): string {
  return Object.hasOwn(STEPS, every) ? STEPS[every as StandingStep] : clean(every);
}

export function stepText(every: string, firstOn: string): string {
  const step = stepWords(every);
  return every === "once" ? line`${step} on ${firstOn}` : line`${step} from ${firstOn}`;
}

export function endText(ended: string): string {
  return Object.hasOwn(ENDS, ended) ? ENDS[ended as StandingEnd] : clean(ended);
}
