// The world as it is handed in: time, chance and the log. main.ts builds the real one; tests and the
// simulator build theirs. Nothing else in the program reads a clock, sets a timer or draws a random number.

export interface Log {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** Takes a timer back; harmless when it has fired. */
export type Cancel = () => void;

/** Time, chance and the log, of a program or of a simulated machine. */
export interface Host {
  /** Unix time in milliseconds. */
  readonly clock: () => number;
  /** Calls `act` once after so many milliseconds. */
  readonly after: (ms: number, act: () => void) => Cancel;
  /** Cryptographically strong random bytes. */
  readonly random: (bytes: number) => Uint8Array;
  readonly log: Log;
}

/** Calls `act` again and again, so many milliseconds apart. */
export function every({ after }: Pick<Host, "after">, ms: number, act: () => void): Cancel {
  let cancel = after(ms, again);
  function again(): void {
    cancel = after(ms, again);
    act();
  }
  return () => cancel();
}

/** Settles after so many milliseconds; it cannot be taken back. */
export function pause({ after }: Pick<Host, "after">, ms: number): Promise<void> {
  return new Promise((resolve) => void after(ms, resolve));
}

/**
 * One timer for thousands of deadlines that nearly all come to nothing. It is left to run out when no deadline is left: setting and
 * taking back a timer costs more than all the rest.
 * @param stepMs by so much each may be late.
 */
export function coarsely(
  { after, clock }: Pick<Host, "after" | "clock">,
  stepMs: number,
): Host["after"] {
  const waiting = new Set<{ readonly atMs: number; readonly act: () => void }>();
  let armed = false;
  const arm = () => {
    if (armed) return;
    armed = true;
    after(stepMs, look);
  };
  const look = () => {
    armed = false;
    const now = clock();
    for (const one of waiting) {
      if (one.atMs > now) continue;
      waiting.delete(one);
      one.act();
    }
    if (waiting.size > 0) arm();
  };
  return (ms, act) => {
    const one = { atMs: clock() + ms, act };
    waiting.add(one);
    arm();
    return () => void waiting.delete(one);
  };
}
