// A bank, and a person at a terminal of it: `bank connect` without a command in tmux. Others act through clients of
// this process, so that what they do happens at once.
import assert from "node:assert/strict";
import { join } from "node:path";
import { transferIdOf } from "../../bank/transfer_id.ts";
import type { Client } from "../../net/client.ts";
import { client } from "./bank_copy.ts";
import { deskAt, PASSWORD } from "./desk.ts";
import {
  DENO_DIR,
  type Launcher,
  launchers,
  type Scratch,
  scratch,
  type ServerProcess,
  startServer,
} from "./program.ts";
import { Tmux, type TmuxOptions } from "./tmux.ts";

/** Deno without its permission prompts, or whichever launcher a test asks for. */
export const DEFAULT_LAUNCHER = launchers()[0]!;

export interface Place extends AsyncDisposable {
  readonly dir: Scratch;
  /** Another one after a restart. */
  server: ServerProcess;
  readonly launcher: Launcher;
}

/** A bank on a port of its own. */
export async function place(
  { launcher = DEFAULT_LAUNCHER, welcome = "1000", name = "Village Bank" } = {},
): Promise<Place> {
  const dir = scratch();
  const args = ["--welcome", welcome, "--name", name];
  const server = await startServer({ launcher, data: join(dir.path, "data"), args });
  const made: Place = {
    dir,
    server,
    launcher,
    async [Symbol.asyncDispose]() {
      await made.server[Symbol.asyncDispose]();
      dir[Symbol.dispose]();
    },
  };
  return made;
}

/** The same bank on the same port again. */
export async function startAgain(at: Place, args: readonly string[] = []): Promise<void> {
  const { dir, launcher, server: { port } } = at;
  at.server = await startServer({ launcher, data: join(dir.path, "data"), port, args });
}

/** Somebody else: signed up, and at work on another machine. */
export async function neighbour(at: Place, userName: string, displayName = userName) {
  const link = await client(at.server);
  const { account } = await link.call("signUp", { userName, displayName, password: PASSWORD });
  return { link, account, [Symbol.dispose]: () => link.close() };
}

/** Signed in again, on a connection of its own. */
export async function elsewhere({ server }: Pick<Place, "server">, userName: string) {
  const link = await client(server);
  await link.call("logIn", { userName, password: PASSWORD });
  return link;
}

let paid = 0;

export interface Payment {
  readonly to: string;
  readonly amountMinor: number;
  readonly memo?: string;
}

export async function payAs(link: Client, payment: Payment): Promise<string> {
  const noise = new Uint8Array(10);
  new DataView(noise.buffer).setUint32(6, ++paid);
  const id = transferIdOf(Date.now(), noise);
  await link.call("transfer", { id, ...payment });
  return id;
}

/** Signs a user up on the machine of the terminal, so that `bank connect` opens at home. */
export async function settle({ launcher, dir, server }: Place, user: string, name = user) {
  const desk = deskAt({ launcher, dir, server });
  const { code, answer, err } = await desk.signUp(user, "--name", name);
  assert.equal(code, 0, err);
  return answer as { readonly account: string };
}

export interface SeatOptions extends Partial<TmuxOptions> {
  /** Words after `bank connect`. */
  readonly words?: readonly string[];
  /** Another machine of the same person. */
  readonly profile?: string;
}

export class Seat implements AsyncDisposable {
  private constructor(readonly tmux: Tmux, readonly dir: Scratch) {}

  /** Opens a terminal and starts the program in it. */
  static async open(at: Place, options: SeatOptions = {}): Promise<Seat> {
    const { launcher, dir, server } = at;
    const { words = [], profile = "profile", env = {}, ...size } = options;
    const command = [
      ...[launcher.command, ...launcher.args, "connect"],
      ...["--host", server.host, "--port", String(server.port)],
      ...["--profile", join(dir.path, profile), ...words],
    ];
    const quoted = command.map((word) => `'${word}'`).join(" ");
    dir.file("go", `printf '\\033[H\\033[2J\\033[3J'; echo $$ > pid; exec ${quoted}\n`);
    const home = { HOME: dir.path, DENO_DIR, TZ: "UTC" };
    const tmux = await Tmux.open({ cwd: dir.path, ...size, env: { ...home, ...env } });
    const seat = new Seat(tmux, dir);
    await seat.start();
    return seat;
  }

  /** Again, after it has ended. */
  async start(): Promise<void> {
    await this.tmux.until(/\$ ?$/);
    await this.tmux.type('dash go; echo "[ended with $?]"');
    await this.tmux.press("Enter");
  }

  /** Sends a signal to the program, as `kill` does. */
  signal(signal: Deno.Signal): void {
    Deno.kill(Number(Deno.readTextFileSync(join(this.dir.path, "pid"))), signal);
  }

  /** Types an answer, waits until it is on the screen, and sends it. */
  async answer(text: string, shown = text): Promise<void> {
    await this.tmux.type(text);
    await this.tmux.until(new RegExp(RegExp.escape(shown)));
    await this.tmux.press("Enter");
  }

  async ended(code: number): Promise<string> {
    return await this.tmux.until(new RegExp(`\\[ended with ${code}\\]`));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.tmux[Symbol.asyncDispose]();
  }
}

/** What differs from run to run, in its form. */
export function formOf(screen: string): string[] {
  return screen
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, "<REFERENCE>")
    .replace(/\b\d{4} \d{4} \d{4}\b/g, "<1234 5678 90>")
    .replace(/\b\d{12}\b/g, "<ACCOUNT#>")
    .replace(/\b20\d\d-\d\d-\d\d\b/g, "YYYY-MM-DD")
    .replace(/\b\d\d:\d\d\b(?!:\d)/g, "hh:mm")
    .replace(/(127\.0\.0\.1(?::| port ))\d+/g, "$1<PORT>")
    .replace(/(?:[0-9A-F]{2}:){15}[0-9A-F]{2}/g, "<FINGERPRINT>")
    .split("\n").map((line) => line.trimEnd());
}
