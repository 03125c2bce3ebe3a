// Several servers at one store: one has the bank, the others stand by. It is killed, paused and cut off from the first store under
// load, and another goes on: each acknowledged payment is there once, and no customer is shown less than before.
import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { deskAt } from "../support/desk.ts";
import { follow } from "../support/follower.ts";
import { pinAt } from "../support/pins.ts";
import { eventually, noPostgres, PostgresCluster } from "../support/postgres.ts";
import {
  beginServer,
  launcherNamed,
  runProgram,
  type Scratch,
  scratch,
  type ServerProcess,
  startServer,
} from "../support/program.ts";
import { copyKeys, Servers } from "../support/standing_servers.ts";
import { StubbornPayers } from "../support/stubborn_payers.ts";
import { assertBooks, readBooks } from "../support/town.ts";

const launcher = launcherNamed(undefined);

const CUSTOMERS = ["ann", "bob", "cleo"];

/** Payments of each that are under way at once. */
const DEPTH = 4;

/** Payments between two troubles. */
const ANSWERS = 200;

const HOLDER_OF_LOCK = "select pid from pg_locks where locktype = 'advisory' and granted";

const PAY = ["transfer", "ann", "5", "--yes"];

function test(name: string, body: (dir: Scratch) => Promise<void>): void {
  Deno.test({
    name,
    ignore: noPostgres,
    async fn() {
      using dir = scratch();
      await body(dir);
    },
  });
}

/** The first founds the bank and has it; to the others its keys are carried, as people do it, and they stand by. */
async function threeServers(
  servers: Servers,
  { store, secretFile }: { readonly store: string; readonly secretFile: string },
): Promise<ServerProcess> {
  const { dir, ports: [one, ...others] } = servers;
  const first = await servers.begin(one!, ["--store", store, "--store-secret", secretFile]).ready;
  const passphrase = ["--passphrase-file", dir.file("passphrase", "carried by hand, once")];
  const carried = join(dir.path, "carried.keys");
  const keys = async (action: string, port: number) => {
    const args = ["keys", action, carried, "--data", servers.data(port), ...passphrase];
    const { code, err } = await runProgram({ launcher, args });
    assert.equal(code, 0, err);
  };
  await keys("export", one!);
  for (const port of others) {
    await keys("import", port);
    await servers.begin(port).standsBy;
  }
  return first;
}

/** Customers who pay at whichever server has the bank. */
class Town {
  readonly payers: StubbornPayers;
  readonly #done: Promise<unknown>;

  private constructor(payers: StubbornPayers, done: Promise<unknown>) {
    [this.payers, this.#done] = [payers, done];
  }

  static async of({ ports }: Servers, { host, port }: ServerProcess): Promise<Town> {
    const certificate = await pinAt({ hostname: host, port });
    const [bank, ...others] = ports.map((port) => ({ host, port }));
    const places = { ...bank!, certificate, others };
    const payers = new StubbornPayers({ bank: places, names: CUSTOMERS, depth: DEPTH, seed: 11 });
    const { done } = await payers.begin();
    return new Town(payers, done);
  }

  /** So many more have been answered. */
  more(count = ANSWERS): Promise<unknown> {
    return Promise.race([this.payers.answered(this.payers.told.length + count), this.#done]);
  }

  /** Until an answer to what was asked after `act`. */
  async gapAfter(what: string, act: () => unknown): Promise<void> {
    const beganMs = Date.now();
    await act();
    await this.more(CUSTOMERS.length * DEPTH + 1);
    console.log(`    ${what}: the next answers ${Date.now() - beganMs} ms later`);
  }

  async stop(): Promise<void> {
    this.payers.stop();
    await this.#done;
  }
}

/** A customer signs up there, and nowhere else. */
async function hasBank(dir: Scratch, server: ServerProcess): Promise<ServerProcess> {
  const { code } = await deskAt({ launcher, dir, server }).signUp("dora");
  if (code !== 0) throw new Error("another server has the bank");
  return server;
}

test("the server with the bank is killed, another paused, the store's machine lost: the bank goes on", async (dir) => {
  await using primary = await PostgresCluster.make(dir);
  await using standby = await primary.standby(dir);
  const store = `postgres://bank@127.0.0.1:${primary.port},127.0.0.1:${standby.port}/bank`;
  await using servers = new Servers(dir, launcher);
  const first = await threeServers(servers, { store, secretFile: primary.secretFile });
  const town = await Town.of(servers, first);
  const { payers } = town;
  try {
    await town.more();
    await town.gapAfter("killed", () => first.stop("SIGKILL"));
    servers.gone(first.port);
    const second = await servers.leader();
    await town.more();
    await servers.begin(first.port).standsBy;

    await town.gapAfter("paused", () => Deno.kill(second.pid, "SIGSTOP"));
    Deno.kill(second.pid, "SIGCONT");
    assert.equal((await second.ended).code, 1, "it ends by itself");
    assert.match(second.stderr(), /Another server has taken the place of this one/);
    servers.gone(second.port);
    const third = await servers.leader();
    await town.more();
    await servers.begin(second.port).standsBy;

    await town.gapAfter("the store's machine lost", () => {
      primary.kill();
      standby.promote();
    });
    await town.more();
    await town.stop();
    const leader = await Promise.any([third, await servers.leader()].map((it) => hasBank(dir, it)));
    const codes = await servers.stopAll(leader.port);
    // The one of the two that finds the promoted store first has the place; the other one ends.
    assert.ok(leader !== third || codes.every((code) => code === 0), codes.join());
  } finally {
    await payers.close();
  }
  const data = servers.data(first.port);
  const audit = await runProgram({ launcher, args: ["audit", "--data", data] });
  assert.equal(audit.code, 0, audit.out + audit.err);
  const moved = await runProgram({ launcher, args: ["move", "--to", "embedded", "--data", data] });
  assert.equal(moved.code, 0, moved.err);
  assertBooks(await readBooks(data), payers.told);
  console.log(`    ${payers.told.length} payments answered, ${payers.repeats} asked again`);
});

test("a server that could not take the place is refused when it begins to wait, not when it is needed", async (dir) => {
  await using cluster = await PostgresCluster.make(dir);
  const store = ["--store", cluster.url(), "--store-secret", cluster.secretFile];
  const data = join(dir.path, "data");
  await using server = await startServer({ launcher, data, args: store });
  const refusal = async (name: string, ...words: readonly string[]) => {
    const args = ["serve", "--data", join(dir.path, name), "--standby", "--http", "off", ...words];
    const wrapper = ["timeout", "-s", "KILL", "60"];
    const { code, err } = await runProgram({ launcher, args, wrapper });
    assert.ok(code === 1 || code === 2, `it ended with ${code}: ${err}`);
    return err.replace(/\s+/g, " ");
  };
  const embedded = join(dir.path, "embedded");
  await (await startServer({ launcher, data: embedded })).stop();
  for (const key of ["registry.key", "signing.key", "tls-cert.pem"]) {
    const other = join(dir.path, `other ${key}`);
    copyKeys(data, other);
    cpSync(join(embedded, key), join(other, key));
    if (key === "tls-cert.pem") cpSync(join(embedded, "tls-key.pem"), join(other, "tls-key.pem"));
    assert.match(await refusal(`other ${key}`), new RegExp(`${key}.* is not the |does not fit`));
  }
  assert.match(await refusal("embedded"), /Cannot stand by.*in its data directory/);
  assert.match(await refusal("nothing"), /Cannot stand by: there is no bank in .*bank keys import/);
  assert.match(await refusal("strange", ...store), /another bank is running on it/);

  const waits = join(dir.path, "waits");
  copyKeys(data, waits);
  await using waiting = beginServer({ launcher, data: waits, args: ["--standby"] });
  await waiting.standsBy;
  assert.match(await refusal("waits", "--new-certificate"), /Cannot stand by with --new-certif/);
  Deno.kill(waiting.pid, "SIGHUP");
  await waiting.says(/standing by: settings are taken up by a restart/);
  // The session of the server that has the bank breaks: it has the place again before another one takes it.
  for (let breaks = 0; breaks < 5; breaks++) {
    const before = server.stderr().split("the store answers again").length;
    cluster.query(HOLDER_OF_LOCK.replace("pid", "pg_terminate_backend(pid)"));
    await eventually(() =>
      assert.ok(server.stderr().split("the store answers again").length > before)
    );
  }
  assert.equal((await waiting.stop()).code, 0, "it is told to stop while it waits");
  assert.equal((await server.stop()).code, 0);
});

test("people who know both servers bank on, and miss no alert, when one dies", async (dir) => {
  await using cluster = await PostgresCluster.make(dir);
  await using servers = new Servers(dir, launcher);
  const [one, two] = servers.ports as [number, number];
  const store = ["--store", cluster.url(), "--store-secret", cluster.secretFile];
  const first = await servers.begin(one, store).ready;
  copyKeys(servers.data(one), servers.data(two));
  await servers.begin(two).standsBy;
  const host = `127.0.0.1:${two},127.0.0.1:${one}`;
  const desk = deskAt({ launcher, dir, server: { ...first, host, port: two } });
  for (const name of ["ann", "bob"]) assert.equal((await desk.signUp(name)).code, 0);
  const profile = join(dir.path, "profile");
  await using follower = follow(launcher, [
    "--host",
    host,
    "--profile",
    profile,
    "--user",
    "ann",
  ]);
  await follower.said(/over UDP\./);
  const paying = async () => {
    const { code, err } = await desk.run("bob", PAY);
    assert.equal(code, 0, err);
  };
  await paying();
  await follower.printed(2);
  const doctor = await runProgram({
    launcher,
    args: ["doctor", "--host", host, "--profile", profile],
  });
  assert.equal(doctor.code, 0, doctor.out + doctor.err);
  assert.match(doctor.out, new RegExp(`ok +other server +127.0.0.1 port ${two} stands by`));

  const back = follower.said(/over UDP\./);
  // Asked of one that does not answer any more, and again of the one that takes its place.
  Deno.kill(first.pid, "SIGSTOP");
  const asked = desk.json("ann", ["balance"]);
  await first.stop("SIGKILL");
  servers.gone(one);
  await paying();
  assert.equal((await asked).code, 0, (await asked).err);
  await back;
  await follower.printed(3);
  assert.deepEqual(follower.alerts.map(({ number }) => number), [1, 2, 3]);
  const { answer } = await desk.json("ann", ["balance"]);
  assert.equal(answer.bookedMinor, 1_000_00 + 2 * 5_00);
  await servers.begin(one).standsBy;
  const leader = await servers.leader();
  assert.equal(leader.port, two);
  assert.deepEqual(await servers.stopAll(two), [0, 0]);
});
