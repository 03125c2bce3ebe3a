// The log of commands that have nothing to say but a failure: one line per event, as time, level, message, fields as JSON.
import type { Log, LogFields } from "../bank/host.ts";

export function logLine(
  { atMs, level, message, fields = {} }: {
    readonly atMs: number;
    readonly level: string;
    readonly message: string;
    readonly fields?: LogFields | undefined;
  },
): string {
  const about = Object.keys(fields).length > 0 ? ` ${JSON.stringify(fields)}` : "";
  return `${new Date(atMs).toISOString()} ${level} ${message}${about}`;
}

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
