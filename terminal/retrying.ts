// When another try can help, and how long to wait before it.
import { ConnectionLost, RefusedError } from "../net/client/client.ts";
import { CommandError, EXIT } from "../console/exit.ts";

/**
 * Milliseconds before the n-th new try: a quarter second, doubling, four seconds at most.
 * @param others where another server of the bank may take the place of one that is gone: one second at most.
 */
export function backOffMs(tries: number, others: readonly unknown[] = []): number {
  return Math.min(others.length > 0 ? 1_000 : 4_000, 250 * 2 ** tries);
}

/** Whether another try can help: no answer, or an answer that says so. */
export function worthRetrying(error: unknown): boolean {
  if (error instanceof ConnectionLost) return true;
  if (error instanceof CommandError) return error.exitCode === EXIT.unknown;
  return error instanceof RefusedError && PASSING.has(error.refusal.code);
}

/** Refusals that pass within seconds; a full disk or a throttle does not. */
const PASSING: ReadonlySet<string> = new Set(["busy", "shutting_down"]);
