// How often a standing order is paid, and why it ends.
export const STANDING_STEPS = ["once", "week", "month", "quarter", "year"] as const;
export type StandingStep = typeof STANDING_STEPS[number];

/**
 * `done`: its last day is over. `unpaid`: it could not be paid on several of its days in a row. `payer_left`, `payee_left`: an account
 * is closed.
 */
export const STANDING_ENDS = ["done", "stopped", "unpaid", "payer_left", "payee_left"] as const;
export type StandingEnd = typeof STANDING_ENDS[number];
