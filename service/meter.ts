// What is told of every request that a bank has answered.
import { Refusal } from "../bank/refusal.ts";
import { Fault } from "../api/message.ts";

/** Told of every answer, for figures. */
export interface Meter {
  /** Milliseconds that only ever grow. */
  now(): number;
  /** @param outcome `ok`, or the code of a refusal or fault. */
  answered(method: string, outcome: string, tookMs: number): void;
}

export function outcomeName(outcome: unknown): string {
  if (outcome instanceof Refusal) return outcome.code;
  return outcome instanceof Fault ? outcome.name : "ok";
}
