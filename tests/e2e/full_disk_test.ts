// A disk that becomes full under load, on small file systems in memory: a full journal refuses payments and loses none
// that it acknowledged; full views refuse nothing, say so in the log and catch up when there is room. Where no file
// system can be mounted these tests are skipped.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { type Client, RefusedError } from "../../net/client/client.ts";
import * as bank from "../support/bank_copy.ts";
import { PASSWORD } from "../support/desk.ts";
import { seededRandom } from "../support/service.ts";
import { launcherNamed, scratch, type ServerProcess, startServer } from "../support/program.ts";
import { assertBooks, type Payment, readBooks } from "../support/town.ts";

const launcher = launcherNamed(undefined);

interface SmallDisk extends Disposable {
  readonly path: string;
  /** Takes every byte there is. */
  fill(): void;
  free(): void;
}

function smallDisk(size: string): SmallDisk | null {
  const path = Deno.makeTempDirSync({ prefix: "bank-tmpfs-" });
  const args = ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", path];
  const { success } = new Deno.Command("mount", { args, stderr: "null" }).outputSync();
  if (!success) {
    Deno.removeSync(path);
    return null;
  }
  const ballast = join(path, "ballast");
  return {
    path,
    fill: () => fill(ballast),
    free: () => rmSync(ballast, { force: true }),
    [Symbol.dispose]() {
      new Deno.Command("umount", { args: ["-l", path] }).outputSync();
      Deno.removeSync(path);
    },
  };
}

function fill(path: string): void {
  using file = Deno.openSync(path, { create: true, write: true });
  for (const size of [65_536, 4_096, 512, 1]) {
    try {
      while (true) file.writeSync(new Uint8Array(size));
    } catch {
      // Full for blocks of this size.
    }
  }
}

const canMount = (() => {
  const disk = smallDisk("1m");
  disk?.[Symbol.dispose]();
  return disk !== null;
})();

/** Ann pays Bob, several payments at once. */
class Payer {
  readonly told: Payment[] = [];
  readonly #random = seededRandom(9);
  readonly #client: Client;
  readonly #from: string;
  readonly #to: string;

  private constructor(client: Client, { from, to }: { from: string; to: string }) {
    this.#client = client;
    this.#from = from;
    this.#to = to;
  }

  static async at(server: ServerProcess): Promise<Payer> {
    const [client, other] = [await bank.client(server), await bank.client(server)];
    const signUp = { password: PASSWORD };
    const { account: to } = await other.call("signUp", { userName: "bob", ...signUp });
    const { account: from } = await client.call("signUp", { userName: "ann", ...signUp });
    other.close();
    await other.ended;
    return new Payer(client, { from, to });
  }

  /** @returns what became of each. */
  pay(count: number): Promise<string[]> {
    return Promise.all(Array.from({ length: count }, () => this.#payOnce()));
  }

  async close(): Promise<void> {
    this.#client.close();
    await this.#client.ended;
  }

  async #payOnce(): Promise<string> {
    const id = transferIdOf(Date.now(), this.#random(10));
    const [to, amountMinor, memo] = [this.#to, 1, "a memo that takes some room ".repeat(4)];
    let outcome: string;
    try {
      outcome = (await this.#client.call("transfer", { id, to, amountMinor, memo })).status;
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      outcome = error.refusal.code;
    }
    this.told.push({ id, from: this.#from, to, amountMinor, outcome });
    return outcome;
  }
}

const only = (outcomes: readonly string[]) => [...new Set(outcomes)].sort();

const PAYMENTS_MAX = 100_000;

Deno.test({
  name:
    "full disk: the journal fills up under load, then the power fails: what was acknowledged is there",
  ignore: !canMount,
  async fn() {
    using dir = scratch();
    using disk = smallDisk("4m")!;
    const data = join(disk.path, "data");
    await using server = await startServer({ launcher, data, args: ["--welcome", "9999"] });
    const payer = await Payer.at(server);
    let full = false;
    while (!full && payer.told.length < PAYMENTS_MAX) {
      full = (await payer.pay(100)).includes("storage_failed");
    }
    assert.ok(full, "the disk did not fill up");
    assert.deepEqual(only(payer.told.map(({ outcome }) => outcome)), ["booked", "storage_failed"]);
    await payer.close();
    await server.stop("SIGKILL");
    bank.assertPlain(server.stderr());
    assert.match(server.stderr(), /blocks cannot be written/);
    // Nothing can be repaired on a full disk: the directory is taken to another one.
    const copy = join(dir.path, "copy");
    cpSync(data, copy, { recursive: true });
    const { code, out } = await bank.auditOf(launcher, copy);
    assert.equal(code, 0, out);
    assertBooks(await readBooks(copy), payer.told);
  },
});

Deno.test({
  name: "full disk: a bank that cannot be founded, or started, for lack of room says so",
  ignore: !canMount,
  async fn() {
    using disk = smallDisk("1m")!;
    const data = join(disk.path, "data");
    mkdirSync(data);
    disk.fill();
    const start = () => startServer({ launcher, data }).then((server) => server.stop());
    const error = await start().then(() => null, (error: Error) => error);
    assert.ok(error, "it started on a full disk");
    const words = error.message.replace(/^The server did not get ready: /, "");
    bank.assertPlain(words);
    assert.match(words, /disk|space|room/);
    disk.free();
    const { code } = await start();
    assert.equal(code, 0, "with room it can be founded");
  },
});

Deno.test({
  name: "full disk: views that cannot be written stop no payment and catch up when there is room",
  ignore: !canMount,
  async fn() {
    using dir = scratch();
    using disk = smallDisk("2m")!;
    const data = join(dir.path, "data");
    mkdirSync(data);
    // The views on a disk of their own.
    symlinkSync(join(disk.path, "views.kv"), join(data, "views.kv"));
    await using server = await startServer({ launcher, data, args: ["--welcome", "9999"] });
    const payer = await Payer.at(server);
    assert.deepEqual(only(await payer.pay(50)), ["booked"]);
    disk.fill();
    const said = () => /views cannot be written; the journal has everything/.test(server.stderr());
    while (!said() && payer.told.length < PAYMENTS_MAX) {
      assert.deepEqual(only(await payer.pay(100)), ["booked"]);
    }
    assert.ok(said(), "the views did not fill up");
    disk.free();
    assert.deepEqual(only(await payer.pay(100)), ["booked"]);
    await payer.close();
    const { code } = await server.stop();
    assert.equal(code, 0, server.stderr());
    bank.assertPlain(server.stderr());
    const audit = await bank.auditOf(launcher, data);
    assert.equal(audit.code, 0, audit.out);
    assertBooks(await readBooks(data), payer.told);
    await using again = await startServer({ launcher, data });
    assert.equal(again.stderr(), "", "the views are whole");
  },
});

Deno.test({
  name: "full disk: a bank that is stopped with views unwritten has everything at the next start",
  ignore: !canMount,
  async fn() {
    using dir = scratch();
    using disk = smallDisk("2m")!;
    const data = join(dir.path, "data");
    mkdirSync(data);
    symlinkSync(join(disk.path, "views.kv"), join(data, "views.kv"));
    await using server = await startServer({ launcher, data, args: ["--welcome", "9999"] });
    const payer = await Payer.at(server);
    disk.fill();
    for (let round = 0; round < 4; round++) {
      assert.deepEqual(only(await payer.pay(500)), ["booked"]);
    }
    await payer.close();
    const { code } = await server.stop();
    assert.equal(code, 0, server.stderr());
    disk.free();
    await using again = await startServer({ launcher, data });
    await again.stop();
    const audit = await bank.auditOf(launcher, data);
    assert.equal(audit.code, 0, audit.out);
    assertBooks(await readBooks(data), payer.told);
  },
});
