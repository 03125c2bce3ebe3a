// The log of a running bank, by LogTape: a level for each part, as text or as JSON lines. Loaded by `bank serve` alone. LogTape is
// configured for the whole process, so there is one such log in it.
import {
  configureSync,
  getJsonLinesFormatter,
  getLogger,
  type LoggerConfig,
  type LogRecord,
  type Sink,
} from "@logtape/logtape";
import { type Host, type Log, type LogFields, logLine, type LogPart } from "../bank/host.ts";
import { LineLimit } from "./line_limit.ts";
import { LOG_PARTS, type LogLevel, type LogLevels } from "./log_levels.ts";

export interface LogForm {
  readonly format: "text" | "json";
  readonly levels: LogLevels;
}

export interface BankLogOptions extends LogForm {
  readonly host: Pick<Host, "after" | "clock">;
  /** Without an end of line. */
  readonly write: (line: string) => void;
}

export interface BankLog {
  readonly log: Log;
  /** From the next line on. */
  change(form: LogForm): void;
  /** Tells what has been left out. To be called last. */
  settle(): void;
}

/** All that the bank says stands under this name. */
const BANK = "bank";

/** LogTape's own word for one of the levels. */
const nameOf = (level: LogLevel) => level === "warn" ? "warning" : level;
const levelOf = (name: string) => name === "warning" ? "warn" : name;

const jsonLine = getJsonLinesFormatter({ properties: "flatten" });

function textLine({ timestamp: atMs, level, category, rawMessage, properties }: LogRecord): string {
  const part = category[1];
  const fields = part === undefined ? properties : { part, ...properties };
  return logLine({ atMs, level: levelOf(level), message: String(rawMessage), fields });
}

const LINES = { json: (record: LogRecord) => jsonLine(record).trimEnd(), text: textLine };

export function openBankLog({ host, format, levels, write }: BankLogOptions): BankLog {
  let lineOf = LINES[format];
  const newest = new Map<string, LogRecord>();
  const limit = new LineLimit({
    host,
    leftOut(key, leftOut) {
      const { level, category, rawMessage: of } = newest.get(key)!;
      newest.delete(key);
      const message = "more of a message were left out";
      const properties = { of, leftOut };
      const record = { level, category, properties, timestamp: host.clock() };
      write(lineOf({ ...record, message: [message], rawMessage: message }));
    },
  });
  const lines = (record: LogRecord) => {
    const key = [record.level, ...record.category, String(record.rawMessage)].join(" ");
    if (limit.take(key, { debug: record.level === "debug" })) write(lineOf(record));
    else newest.set(key, record);
  };
  let debugs = configure(levels, lines);
  const isDebug = (part: LogPart | null) => debugs.has(part);
  return {
    log: logUnder(null, isDebug),
    change(form) {
      lineOf = LINES[form.format];
      debugs = configure(form.levels, lines);
    },
    settle: () => limit.settle(),
  };
}

/** @returns what is told at `debug`; null stands for what is of no part. */
function configure(levels: LogLevels, lines: Sink): Set<LogPart | null> {
  const loggers: LoggerConfig<"lines", never>[] = [
    { category: BANK, lowestLevel: nameOf(levels.rest), sinks: ["lines"] },
    { category: ["logtape", "meta"], lowestLevel: "error", sinks: ["lines"] },
  ];
  for (const [part, level] of levels.parts) {
    // With sinks of its own: what it says is not held to the level of the rest.
    loggers.push({
      category: [BANK, part],
      lowestLevel: nameOf(level),
      sinks: ["lines"],
      parentSinks: "override",
    });
  }
  configureSync({ reset: true, sinks: { lines }, loggers });
  const all = [null, ...LOG_PARTS];
  const nameIn = (part: LogPart | null) => part === null ? [BANK] : [BANK, part];
  return new Set(all.filter((part) => getLogger(nameIn(part)).isEnabledFor("debug")));
}

/** Whether it tells at `debug` is asked for each line: that can change, and asking LogTape costs more than the line that is not told. */
function logUnder(part: LogPart | null, isDebug: (part: LogPart | null) => boolean): Log {
  const logger = getLogger(part === null ? [BANK] : [BANK, part]);
  const parts = new Map(
    part === null ? LOG_PARTS.map((each) => [each, logUnder(each, isDebug)]) : [],
  );
  const debug = (message: string, fields: LogFields = {}) => logger.debug(message, { ...fields });
  const log: Log = {
    get debug() {
      return isDebug(part) ? debug : undefined;
    },
    info: (message, fields = {}) => logger.info(message, { ...fields }),
    warn: (message, fields = {}) => logger.warn(message, { ...fields }),
    error: (message, fields = {}) => logger.error(message, { ...fields }),
    of: (each) => parts.get(each) ?? log,
  };
  return log;
}
