// argv → command. Builds the world that everything else is handed (clock, random, log, terminal), and is the
// only place that ends the process.
import { believeNoPrivateAuthority } from "./net/authorities.ts";
import { randomBytes } from "node:crypto";
import process from "node:process";
import { runtime, standardFile } from "#runtime";
import { type Host, plainLog } from "./bank/host.ts";
import { ProcessScreen } from "./console/screen.ts";
import { StandardStream } from "./console/standard_stream.ts";
import config from "./deno.json" with { type: "json" };

/** The commit, put in by build/bundle.ts; a checkout is its own commit. */
declare const BANK_COMMIT: string | undefined;

/** Bytes of talk and log that wait for a reader; who never reads them must not fill the memory. */
const TALK_BYTES_MAX = 16 * 1024 * 1024;

/** Milliseconds that the end of the program waits for a reader of its talk. */
const TALK_MS = 5_000;

const { after, clock } = runtime;
let readerHasLeft = () => {};
const readerLeft = new Promise<void>((resolve) => readerHasLeft = resolve);
const talk = new StandardStream({ file: standardFile(2), after, waitingBytesMax: TALK_BYTES_MAX });
const data = new StandardStream({
  file: standardFile(1),
  after,
  onFault({ left, reason }) {
    if (left) readerHasLeft();
    else talk.write(`Cannot write to standard output: ${reason}.\n`);
  },
});

const host: Host = {
  clock,
  after,
  random: (bytes) => new Uint8Array(randomBytes(bytes)),
  log: plainLog(clock, (line) => talk.write(`${line}\n`)),
};

const { env } = process;
const build = typeof BANK_COMMIT === "undefined" ? "from source" : BANK_COMMIT;
const screen = new ProcessScreen({ data, talk, readerLeft });
const world = { host, runtime, env, screen, version: config.version, build };
const args = process.argv.slice(2);
// Commands that begin with TLS prepare it now, while the rest of the program is loaded.
if (["connect", "serve"].includes(args[0] ?? "")) runtime.prepareTls?.();
// Before anything is loaded: from source, loading reads whom TLS believes. Servers and `cdn-check` also speak to edges of their own.
if (!["serve", "cdn-check"].includes(args[0] ?? "")) believeNoPrivateAuthority();
import("./commands/run.ts").then(({ run }) => run(world, args)).then(async (code) => {
  await Promise.race([talk.written(), new Promise<void>((resolve) => after(TALK_MS, resolve))]);
  process.exit(code);
});
