// `bank serve`: runs the bank until it is told to stop. Only this command (through bank_server.ts) introduces
// the store to the bank.
import process from "node:process";
import { pause } from "../bank/host.ts";
import { openBankLog } from "../console/bank_log.ts";
import { CommandError, EXIT } from "../console/exit.ts";
import { line } from "../console/screen.ts";
import type { World } from "../console/world.ts";
import { startBank } from "../server/bank_server.ts";
import { foreignOwner } from "../store/private_files.ts";
import { announce, announceStopped } from "./announcement.ts";
import type { ServeValue } from "./serve_words.ts";
import { Reloading } from "./reloading.ts";
import { bankOptions, logForm } from "./serve_options.ts";
import { ServiceManager } from "./service_manager.ts";
import { usualDirectory } from "./settings/data_place.ts";
import { settingsFor } from "./settings/settings.ts";

/** Milliseconds for the last words. */
const LAST_WORDS_MS = 1_000;

export async function serve(given: World, words: ServeValue): Promise<number> {
  const { env, screen } = given;
  const asked = { env, config: words.config, flags: words.flags };
  const settings = settingsFor(asked);
  const { json } = settings.values;
  const write = (text: string) => screen.say(text);
  const bankLog = openBankLog({ host: given.host, ...logForm(settings.values), write });
  const { log } = bankLog;
  const world = { ...given, host: { ...given.host, log } };
  // Whatever is made from now on is for this user alone.
  if (process.platform !== "win32") process.umask(0o077);
  let exitCode: number = EXIT.done;
  let stop = () => {};
  const stopping = new Promise<void>((resolve) => stop = resolve);
  const data = settings.values.data ?? usualDirectory(env);
  refuseForeign(data);
  const options = bankOptions(settings.values, {
    words,
    data,
    onFatal(error) {
      log.error("the journal can be neither written nor read; stopping", { error: String(error) });
      exitCode = EXIT.refused;
      stop();
    },
  });
  const ended = () =>
    (["SIGINT", "SIGTERM"] as const).map((signal) => world.runtime.onSignal(signal, stop));
  const turn = settings.values.standby
    ? new (await import("./turn.ts")).Turn(world, { data, json, ends: ended() })
    : null;
  const bank = turn ? await turn.come(options, stopping) : await startBank(world, options);
  if (!bank) return await last(world, exitCode);
  const ends = turn?.ends ?? ended();
  const reloading = new Reloading(asked, { settings, bank, bankLog });
  // A terminal that is closed ends its bank; a bank without one has its settings read again.
  const hangUp = screen.interactive ? stop : () => reloading.reload();
  const off = [...ends, world.runtime.onSignal("SIGHUP", hangUp)];
  announce(world, { json }, bank);
  const manager = turn?.manager ?? await ServiceManager.of(world, data);
  manager?.ready();
  await stopping;
  manager?.stopping();
  if (!json) screen.out("Stopping: letting requests under way finish ...");
  await bank.stop();
  manager?.close();
  bankLog.settle();
  announceStopped(world, { json });
  for (const release of off) release();
  return await last(world, exitCode);
}

/** Who has stopped reading does not keep a bank from ending. */
async function last({ screen, host }: World, exitCode: number): Promise<number> {
  await Promise.race([screen.written(), pause(host, LAST_WORDS_MS)]);
  return exitCode;
}

/** @throws {CommandError} where the directory is another user's. */
function refuseForeign(data: string): void {
  const owner = foreignOwner(data);
  if (owner === null) return;
  throw new CommandError(
    EXIT.refused,
    line`${data} belongs to another user (id ${owner}), who could not use what root writes there. Start it as that ` +
      "user: systemctl start bank, or setpriv --reuid=" + owner +
      " --clear-groups bank serve ...",
  );
}
