// Where sieges begin: the books of a bank with two customers in them, made once and copied for each, because every sign-up costs a
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
    readonly dir: Scratch,
  ) {}

  /** @throws when the bank does not begin or takes no customers. */
  static async prepare(launcher: Launcher): Promise<Ground> {
    const dir = scratch();
    const data = join(dir.path, "data");
    const args = ["--http", "off", "--welcome", "100000"];
    await using server = await startServer({ launcher, data, args });
    const here = "127.0.0.1";
    const people = [becomeCustomer(server.port, here), becomeCustomer(server.port, here)] as const;
    const [payer, payee] = await Promise.all(people);
    for (const { speaker } of [payer, payee]) speaker.close();
    await server.stop();
    return new Ground(launcher, known(payer), known(payee), dir);
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
