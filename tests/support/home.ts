// A bank for the tests at a terminal, and its other customers: they act through clients of this process, so that what
// they do happens at once.
import assert from "node:assert/strict";
import { join } from "node:path";
import { transferIdOf } from "../../bank/transfer_id.ts";
import type { Client } from "../../net/client/client.ts";
import { client } from "./bank_copy.ts";
import { deskAt, PASSWORD } from "./desk.ts";
import {
  type Launcher,
  launchers,
  type Scratch,
  scratch,
  type ServerProcess,
  startServer,
} from "./program.ts";

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

/** Another customer: signed up, and at work on another machine. */
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
