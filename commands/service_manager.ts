// What a service manager is told (sd_notify(3)): that the bank is ready, that it still turns, that it stops. Does nothing where
// no manager has asked for it (NOTIFY_SOCKET); what cannot be told is logged once and keeps no bank from running.
import process from "node:process";
import { join } from "node:path";
import { type Cancel, every, type Host } from "../bank/host.ts";
import type { World } from "../console/world.ts";
import type { UnixSender } from "../net/runtime.ts";

/** The bank's own end, for a moment in its data directory. */
const OWN_SOCKET = "notify.sock";

/** Signs of life in the time after which the manager takes the bank for dead. */
const BEATS = 2;

export class ServiceManager {
  readonly #host: Host;
  readonly #sender: UnixSender;
  readonly #socket: string;
  readonly #beatMs: number | null;
  #beating: Cancel = () => {};
  #failed = false;

  private constructor(
    host: Host,
    { sender, socket, beatMs }: { sender: UnixSender; socket: string; beatMs: number | null },
  ) {
    this.#host = host;
    [this.#sender, this.#socket, this.#beatMs] = [sender, socket, beatMs];
  }

  /** @returns null where none has asked, or none can be told. */
  static async of({ host, runtime, env }: World, data: string): Promise<ServiceManager | null> {
    const socket = env.NOTIFY_SOCKET;
    if (!socket) return null;
    const cannot = (why: string) =>
      void host.log.warn("the service manager cannot be told", { why });
    if (!runtime.unixDatagrams) {
      cannot(`${runtime.name} has no sockets for it: the unit needs Type=exec and no WatchdogSec`);
      return null;
    }
    if (!socket.startsWith("/")) {
      cannot("its socket has no path: the unit needs Type=exec and no WatchdogSec");
      return null;
    }
    try {
      const sender = await runtime.unixDatagrams(join(data, OWN_SOCKET));
      return new ServiceManager(host, { sender, socket, beatMs: beatMsOf(env) });
    } catch (error) {
      cannot(String(error));
      return null;
    }
  }

  ready(): void {
    this.#up("Serving");
  }

  /** As good as ready: what it waits for is another server's end. */
  standingBy(): void {
    this.#up("Standing by");
  }

  /** Signs of life go on: requests under way have time to finish. */
  stopping(): void {
    this.#tell("STOPPING=1");
  }

  close(): void {
    this.#beating();
    this.#sender.close();
  }

  #up(status: string): void {
    this.#tell(`READY=1\nSTATUS=${status}`);
    // A loop that stands still sends nothing: that is what the manager looks for.
    const beat = () => this.#tell("WATCHDOG=1");
    this.#beating();
    if (this.#beatMs !== null) this.#beating = every(this.#host, this.#beatMs, beat);
  }

  #tell(text: string): void {
    this.#sender.send(text, this.#socket).catch((error) => {
      if (!this.#failed) {
        this.#host.log.warn("the service manager cannot be told", { why: String(error) });
      }
      this.#failed = true;
    });
  }
}

/** Null where nothing watches this process. */
function beatMsOf({ WATCHDOG_USEC, WATCHDOG_PID }: World["env"]): number | null {
  const ms = Number(WATCHDOG_USEC) / 1_000;
  const mine = WATCHDOG_PID === undefined || Number(WATCHDOG_PID) === process.pid;
  return mine && ms > 0 ? ms / BEATS : null;
}
