// Servers of one bank at one store: one of them has it, the others stand by. Each has a data directory and a port of its own.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "./ports.ts";
import {
  beginServer,
  type Launcher,
  type Scratch,
  type ServerProcess,
  type StartingServer,
} from "./program.ts";

const NAMES = ["one", "two", "three"];

const STANDBY = ["--standby", "--welcome", "1000"];

/** What a server needs to know of the bank besides the store. */
export function copyKeys(from: string, to: string): void {
  cpSync(from, to, { recursive: true, filter: (path) => !/bank\.lock|views/.test(path) });
}

/** The servers by the port on which each of them listens when it has the bank. */
export class Servers implements AsyncDisposable {
  readonly #running = new Map<number, StartingServer>();
  readonly ports = NAMES.map(() => freePort());

  constructor(readonly dir: Scratch, readonly launcher: Launcher) {}

  data(port: number): string {
    return join(this.dir.path, NAMES[this.ports.indexOf(port)]!);
  }

  begin(port: number, args: readonly string[] = []): StartingServer {
    const data = this.data(port);
    const { launcher } = this;
    const server = beginServer({ launcher, data, port, args: [...STANDBY, ...args] });
    this.#running.set(port, server);
    return server;
  }

  /** The one that has the bank, as soon as there is one. */
  leader(): Promise<ServerProcess> {
    return Promise.any([...this.#running.values()].map(({ ready }) => ready));
  }

  /** It has ended. */
  gone(port: number): void {
    this.#running.delete(port);
  }

  /** Those that stand by first: else each of them takes its turn. */
  async stopAll(leader: number): Promise<number[]> {
    const others = [...this.#running].filter(([port]) => port !== leader);
    const stopped = await Promise.all(others.map(([, server]) => server.stop()));
    const last = await this.#running.get(leader)!.stop();
    return [...stopped, last].map(({ code }) => code);
  }

  async [Symbol.asyncDispose]() {
    for (const server of this.#running.values()) await server[Symbol.asyncDispose]();
  }
}
