// The world as it is handed in: time, chance and the log. main.ts builds the real one; tests and the
// simulator build theirs. Nothing else in the program reads a clock, sets a timer or draws a random number.

export type LogFields = Readonly<Record<string, unknown>>;

/** @param message a text of this program, always the same one for the same thing; what differs is in the fields. */
type Say = (message: string, fields?: LogFields) => void;

/** Parts of a running bank whose lines are asked for by name. */
export type LogPart =
  | "store"
  | "clock"
  | "requests"
  | "tcp"
  | "web"
  | "giving"
  | "figures"
  | "webhooks";

/** No secret, and no name of a customer, belongs into a line. */
export interface Log {
  /** For those who look for something. Absent where it is not asked for: `log.debug?.(…)` then costs nothing. */
  readonly debug?: Say | undefined;
  readonly info: Say;
  readonly warn: Say;
  readonly error: Say;
  /** What this part has to say. */
  readonly of: (part: LogPart) => Log;
}

interface LogLine {
  readonly atMs: number;
  readonly level: string;
  readonly message: string;
  readonly fields?: LogFields | undefined;
}

/** As people read it: time, level, message, fields as JSON. */
export function logLine({ atMs, level, message, fields = {} }: LogLine): string {
  const about = Object.keys(fields).length > 0 ? ` ${JSON.stringify(fields)}` : "";
  return `${new Date(atMs).toISOString()} ${level} ${message}${about}`;
}

/** For commands that have nothing to say but a failure. @param write gets lines without their end. */
export function plainLog(clock: () => number, write: (line: string) => void): Log {
  const sayer = (level: string) => (message: string, fields?: LogFields) =>
    write(logLine({ atMs: clock(), level, message, fields }));
  const log: Log = {
    info: sayer("info"),
    warn: sayer("warn"),
    error: sayer("error"),
    of: () => log,
  };
  return log;
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
