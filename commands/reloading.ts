// SIGHUP: the settings are read again, what can change while the bank runs is taken up, and the log says what was, and what waits for
// a restart. Settings that cannot be read change nothing.
import type { Log } from "../bank/host.ts";
import type { BankLog } from "../console/bank_log.ts";
import { CommandError } from "../console/exit.ts";
import type { RunningBank } from "../server/bank_server.ts";
import { liveOptions, logForm } from "./serve_options.ts";
import { type Asked, type Settings, settingsFor, shownOf } from "./settings/settings.ts";
import { KEYS, type SettingKey, settingOf } from "./settings/settings_table.ts";

interface Running {
  /** With which it was started. */
  readonly settings: Settings;
  readonly bank: Pick<RunningBank, "change">;
  readonly bankLog: BankLog;
}

export class Reloading {
  readonly #asked: Asked;
  readonly #bank: Running["bank"];
  readonly #bankLog: BankLog;
  /** As it counts now: what waits for a restart is as it was. */
  readonly #inForce: Map<
    SettingKey,
    Settings["inForce"] extends ReadonlyMap<unknown, infer F> ? F : never
  >;

  constructor(asked: Asked, { settings, bank, bankLog }: Running) {
    this.#asked = asked;
    [this.#bank, this.#bankLog] = [bank, bankLog];
    this.#inForce = new Map(settings.inForce);
  }

  /** Never throws: a bank does not end because a file is wrong. */
  reload(): void {
    const { log } = this.#bankLog;
    let next: Settings;
    try {
      next = settingsFor(this.#asked);
    } catch (error) {
      const mistakes = error instanceof CommandError ? error.message.split("\n") : [String(error)];
      return log.error("the settings were not read again: nothing has changed", { mistakes });
    }
    const differing = KEYS.filter((key) => this.#differs(key, next));
    const live = differing.filter((key) => settingOf(key).live);
    this.#bank.change(liveOptions(next.values));
    this.#bankLog.change(logForm(next.values));
    for (const key of live) this.#inForce.set(key, next.inForce.get(key)!);
    this.#tell(log, next, { live, waiting: differing.filter((key) => !live.includes(key)) });
  }

  #differs(key: SettingKey, next: Settings): boolean {
    const texts = (found: { readonly texts: readonly string[] } | undefined) =>
      JSON.stringify(found?.texts ?? []);
    return texts(this.#inForce.get(key)) !== texts(next.inForce.get(key));
  }

  #tell(
    log: Log,
    { inForce, file }: Settings,
    { live, waiting }: {
      readonly live: readonly SettingKey[];
      readonly waiting: readonly SettingKey[];
    },
  ): void {
    const shown = (keys: readonly SettingKey[]) =>
      Object.fromEntries(keys.map((key) => [key, shownOf(key, inForce.get(key)!)]));
    log.info("the settings were read again", { file, changed: shown(live) });
    if (waiting.length > 0) {
      log.warn("some settings need a restart", { changed: shown(waiting) });
    }
  }
}
