// argv → command. Builds the world that everything else is handed (clock, random, log, terminal), and is the
// only place that ends the process.
import { randomBytes } from "node:crypto";
import process from "node:process";
import { runtime } from "#runtime";
import type { Host } from "./bank/host.ts";
import { run } from "./commands/run.ts";
import { ProcessScreen } from "./commands/screen.ts";
import config from "./deno.json" with { type: "json" };

/** The commit, put in by build/bundle.ts; a checkout is its own commit. */
declare const BANK_COMMIT: string | undefined;

/** One line per event on stderr: time, level, message, fields as JSON. */
function logTo(level: string) {
  return (message: string, fields: Record<string, unknown> = {}): void => {
    const about = Object.keys(fields).length > 0 ? ` ${JSON.stringify(fields)}` : "";
    process.stderr.write(`${new Date().toISOString()} ${level} ${message}${about}\n`);
  };
}

const host: Host = {
  clock: runtime.clock,
  after: runtime.after,
  random: (bytes) => new Uint8Array(randomBytes(bytes)),
  log: { info: logTo("info"), warn: logTo("warn"), error: logTo("error") },
};

// A reader that went away (`bank ... | head`) is not our failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
  });
}

const { env } = process;
const build = typeof BANK_COMMIT === "undefined" ? "from source" : BANK_COMMIT;
const world = { host, runtime, env, screen: new ProcessScreen(), version: config.version, build };
run(world, process.argv.slice(2)).then((code) => process.exit(code));
