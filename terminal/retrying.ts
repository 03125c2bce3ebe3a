// When another try can help, and how long to wait before it.
import { type Host, pause } from "../bank/host.ts";
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

/** Milliseconds in which another server of the bank takes the place of one that is gone, or is paused. */
const FAIL_OVER_MS = 15_000;

/**
 * Does what changes nothing, again and again while another server may take over, or while the bank says that it passes.
 * @param others servers of the bank. @throws the last failure.
 */
export async function throughFailOver<T>(
  host: Pick<Host, "clock" | "after">,
  others: readonly unknown[],
  act: () => Promise<T>,
): Promise<T> {
  const untilMs = host.clock() + FAIL_OVER_MS;
  for (let tries = 0;; tries++) {
    try {
      return await act();
    } catch (error) {
      const passes = worthRetrying(error) && (others.length > 0 || error instanceof RefusedError);
      if (!passes || host.clock() >= untilMs) throw error;
      await pause(host, backOffMs(tries, others));
    }
  }
}

/** Refusals that pass within seconds; a full disk or a throttle does not. */
const PASSING: ReadonlySet<string> = new Set(["busy", "shutting_down"]);
