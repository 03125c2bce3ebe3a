// What `--log-level` says: a level for everything, others for parts. Pure.
import { LOG_PARTS, type LogPart } from "../bank/host.ts";
import { plainCode } from "../bank/pasted.ts";
import { usageError } from "./exit.ts";
import { line } from "./screen.ts";

/** From what says most to what says least. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = typeof LOG_LEVELS[number];

export interface LogLevels {
  readonly rest: LogLevel;
  readonly parts: ReadonlyMap<LogPart, LogLevel>;
}

const isLevel = (text: string): text is LogLevel => LOG_LEVELS.some((level) => level === text);
const isPart = (text: string): text is LogPart => LOG_PARTS.some((part) => part === text);

/** @param given such as `warn`, or `tcp=debug,web=warn`. */
export function readLogLevels(given: string): LogLevels {
  let rest: LogLevel = "info";
  const parts = new Map<LogPart, LogLevel>();
  for (const word of plainCode(given).toLowerCase().split(",")) {
    const [, part, level = ""] = /^(?:([a-z]+)=)?([a-z]+)$/.exec(word) ?? [];
    if (!isLevel(level) || (part !== undefined && !isPart(part))) {
      throw usageError(
        line`Cannot read --log-level "${given}": expected a level (${
          LOG_LEVELS.join(", ")
        }), or levels of parts ` +
          line`such as tcp=debug,web=warn; parts are ${LOG_PARTS.join(", ")}`,
      );
    }
    if (part === undefined) rest = level;
    else parts.set(part as LogPart, level);
  }
  return { rest, parts };
}
