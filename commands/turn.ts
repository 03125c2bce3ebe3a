// `bank serve --standby`: what a server says and hears while another one has the bank. Loaded by those that stand by.
import { line } from "../console/screen.ts";
import type { World } from "../console/world.ts";
import type { BankOptions, RunningBank } from "../server/bank_server.ts";
import { startInTurn } from "../server/standing_by.ts";
import { announceStopped } from "./announcement.ts";
import { ServiceManager } from "./service_manager.ts";

interface TurnOptions {
  readonly data: string;
  readonly json: boolean;
  /** What takes the signals no more. */
  readonly ends: readonly (() => void)[];
}

/** Of a server that stands by while another one has the bank. */
export class Turn {
  readonly #world: World;
  readonly #options: TurnOptions;
  /** Told already, where it had to wait. */
  manager: ServiceManager | null = null;

  constructor(world: World, options: TurnOptions) {
    [this.#world, this.#options] = [world, options];
  }

  get ends(): TurnOptions["ends"] {
    return this.#options.ends;
  }

  /** @returns null when it was told to stop meanwhile. */
  async come(options: BankOptions, stopping: Promise<void>): Promise<RunningBank | null> {
    const { runtime, host, screen } = this.#world;
    const onStandingBy = (holder: string) => this.#standBy(holder);
    const reload = () =>
      host.log.info(
        "standing by: settings are taken up by a restart, or by a reload once this server has the bank",
      );
    const off = screen.interactive ? () => {} : runtime.onSignal("SIGHUP", reload);
    const bank = await startInTurn(this.#world, options, { stopping, onStandingBy }).finally(off);
    if (bank) return bank;
    this.manager?.close();
    announceStopped(this.#world, this.#options);
    for (const release of this.ends) release();
    return null;
  }

  /** @param holder the server that has the place. */
  async #standBy(holder: string): Promise<void> {
    this.manager ??= await ServiceManager.of(this.#world, this.#options.data);
    this.manager?.standingBy();
    const { screen } = this.#world;
    if (this.#options.json) return screen.out(JSON.stringify({ event: "standing_by", holder }));
    screen.out(line`Standing by: another server has the bank (${holder}).`);
    screen.out("This one takes its place when it is gone. Ctrl-C stops.");
  }
}
