// What `--log-level` says: a level for everything, others for parts. Pure.
import type { LogPart } from "../bank/host.ts";
import { plainCode } from "../bank/pasted.ts";

/** From what says most to what says least. */
const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = typeof LOG_LEVELS[number];

/** A record, so that the compiler finds one that is missing. */
const PARTS: Readonly<Record<LogPart, true>> = {
  store: true,
  clock: true,
  requests: true,
  tcp: true,
  web: true,
  giving: true,
  figures: true,
  webhooks: true,
};
export const LOG_PARTS = Object.keys(PARTS) as LogPart[];

/** What belongs there, in words that follow "expected". */
export const LEVELS_EXPECTED = `a level (${LOG_LEVELS.join(", ")}), or levels of parts such as ` +
  `tcp=debug,web=warn; parts are ${LOG_PARTS.join(", ")}`;

export interface LogLevels {
  readonly rest: LogLevel;
  readonly parts: ReadonlyMap<LogPart, LogLevel>;
}

const isLevel = (text: string): text is LogLevel => LOG_LEVELS.some((level) => level === text);
const isPart = (text: string): text is LogPart => LOG_PARTS.some((part) => part === text);

/** @param given such as `warn`, or `tcp=debug,web=warn`. @returns null when it is none of that. */
export function readLogLevels(given: string): LogLevels | null {
  let rest: LogLevel = "info";
  const parts = new Map<LogPart, LogLevel>();
  for (const word of plainCode(given).toLowerCase().split(",")) {
    const [, part, level = ""] = /^(?:([a-z]+)=)?([a-z]+)$/.exec(word) ?? [];
    if (!isLevel(level) || (part !== undefined && !isPart(part))) return null;
    if (part === undefined) rest = level;
    else parts.set(part as LogPart, level);
  }
  return { rest, parts };
}
