// A bank for tests of what the program prints and keeps: people whose machine is the one that the commands run on.
import { join } from "node:path";
import { BankProfile } from "../../terminal/profile.ts";
import type { Client } from "../../net/client/client.ts";
import * as bank from "./bank_copy.ts";
import { PASSWORD } from "./desk.ts";
import {
  type Launcher,
  launchers,
  type Ran,
  runProgram,
  type Scratch,
  scratch,
  type ServerProcess,
  startServer,
} from "./program.ts";

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));

/** A bank with its staff, and what a test needs of it. */
export class Stage implements AsyncDisposable {
  readonly #clients: Client[] = [];
  #names = 0;

  private constructor(
    readonly dir: Scratch,
    readonly server: ServerProcess,
    readonly device: string,
  ) {}

  static async open(): Promise<Stage> {
    const dir = scratch();
    const args = ["--welcome", "1000", "--webhooks", "public"];
    const server = await startServer({
      launcher: launchers().at(-1)!,
      data: join(dir.path, "data"),
      args,
    });
    const { host, port } = server;
    const device = new BankProfile(join(dir.path, "profile"), host, port).device(random);
    return new Stage(dir, server, device);
  }

  /** A new customer, whose machine is the desk's. */
  async person(staffCode?: string): Promise<{ name: string; account: string; client: Client }> {
    const name = `person${++this.#names}`;
    const client = await bank.client(this.server);
    this.#clients.push(client);
    const about = { userName: name, password: PASSWORD, device: this.device };
    const { account } = await client.call("signUp", {
      ...about,
      ...(staffCode === undefined ? {} : { staffCode }),
    });
    return { name, account, client };
  }

  async run(launcher: Launcher, { user, words, wrapper = [] }: Running): Promise<Ran> {
    const { host, port, fingerprint } = this.server;
    const password = this.dir.file("password", PASSWORD);
    const near = `--host ${host} --port ${port} --fingerprint ${fingerprint} --user ${user}`;
    const files = ["--profile", join(this.dir.path, "profile"), "--password-file", password];
    const args = ["connect", ...near.split(" "), ...files, ...words];
    return await runProgram({ launcher, args, wrapper: ["timeout", "40", ...wrapper] });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.server[Symbol.asyncDispose]();
    this.dir[Symbol.dispose]();
  }
}

export interface Running {
  readonly user: string;
  readonly words: readonly string[];
  readonly wrapper?: readonly string[];
}

export type Person = Awaited<ReturnType<Stage["person"]>>;
