// Where sieges begin: the books of a bank with two customers and an officer in them, made once and copied for each, because every sign-up costs a
// password hash and with it most of a second.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { type Launcher, type Scratch, scratch, startServer } from "../support/program.ts";
import { becomeCustomer, type Known } from "./speaker.ts";

export class Ground implements Disposable {
  private constructor(
    readonly launcher: Launcher,
    readonly payer: Known,
    readonly payee: Known,
    readonly officer: Known,
    readonly dir: Scratch,
  ) {}

  /** @throws when the bank does not begin or takes no customers. */
  static async prepare(launcher: Launcher): Promise<Ground> {
    const dir = scratch();
    const data = join(dir.path, "data");
    const args = ["--http", "off", "--welcome", "100000"];
    await using server = await startServer({ launcher, data, args });
    const here = "127.0.0.1";
    const { port, staffCode } = server;
    if (staffCode === null) throw new Error("A new bank gives no code for its first officer");
    const [payer, payee, officer] = await Promise.all([
      becomeCustomer(port, here),
      becomeCustomer(port, here),
      becomeCustomer(port, here, { staffCode }),
    ]);
    for (const { speaker } of [payer, payee, officer]) speaker.close();
    await server.stop();
    return new Ground(launcher, known(payer), known(payee), known(officer), dir);
  }

  copyTo(path: string): void {
    cpSync(join(this.dir.path, "data"), path, { recursive: true });
  }

  [Symbol.dispose](): void {
    this.dir[Symbol.dispose]();
  }
}

/** What can be handed to a thread. */
function known({ userName, password, account, sessionToken }: Known): Known {
  return { userName, password, account, sessionToken };
}
