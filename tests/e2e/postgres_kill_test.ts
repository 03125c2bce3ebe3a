// A real bank on a real PostgreSQL, under load: the store is killed, held still for longer than it may take to answer, and the
// bank is killed, in turn. At the end the books say what the customers were told: each acknowledged payment once, the sum zero.
import assert from "node:assert/strict";
import { join } from "node:path";
import { pinAt } from "../support/pins.ts";
import { eventually, noPostgres, PostgresCluster } from "../support/postgres.ts";
import {
  launcherNamed,
  runProgram,
  type Scratch,
  scratch,
  startServer,
} from "../support/program.ts";
import { StubbornPayers } from "../support/stubborn_payers.ts";
import { assertBooks, readBooks } from "../support/town.ts";

const CUSTOMERS = ["ann", "bob", "cleo"];
const DEPTH = 8;
const SEED = 20261130;

/** Payments between two troubles. */
const ANSWERS = 200;

const launcher = launcherNamed(undefined);

async function livesThroughTrouble(
  dir: Scratch,
  cluster: PostgresCluster,
): Promise<StubbornPayers> {
  const data = join(dir.path, "data");
  const welcome = ["--welcome", "1000"];
  const store = ["--store", cluster.url(), "--store-secret", cluster.secretFile];
  let server = await startServer({ launcher, data, args: [...welcome, ...store] });
  const { host, port } = server;
  const certificate = await pinAt({ hostname: host, port });
  const bank = { host, port, certificate };
  const payers = new StubbornPayers({ bank, names: CUSTOMERS, depth: DEPTH, seed: SEED });
  const more = () => Promise.race([payers.answered(payers.told.length + ANSWERS), done]);
  const { done } = await payers.begin();
  try {
    for (let round = 0; round < 2; round++) {
      await more();
      cluster.kill();
      await cluster.start();
      await more();
      cluster.pause();
      const silences = () => server.stderr().split("the store does not answer").length;
      const before = silences();
      await eventually(() => assert.ok(silences() > before, "it waits for ever"));
      cluster.resume();
      await more();
      assert.match(server.stderr(), /the store does not answer/);
      assert.match(server.stderr(), /the store answers again/);
      payers.isDown();
      await server.stop("SIGKILL");
      // The store is remembered: no word of it is needed any more.
      server = await startServer({ launcher, data, port, args: welcome });
      payers.isUp();
    }
    await more();
    payers.stop();
    await done;
    const statements = await payers.statements();
    const sumMinor = statements.reduce((sum, { bookedMinor }) => sum + bookedMinor, 0);
    assert.equal(sumMinor, CUSTOMERS.length * 1_000_00, "no money came or went");
    await payers.close();
    assert.equal((await server.stop()).code, 0, server.stderr());
  } finally {
    await payers.close();
    await server[Symbol.asyncDispose]();
  }
  return payers;
}

Deno.test({
  name:
    "PostgreSQL killed, held still, and its bank killed, under load: nothing lost, nothing doubled",
  ignore: noPostgres,
  async fn() {
    using dir = scratch();
    await using cluster = await PostgresCluster.make(dir);
    const payers = await livesThroughTrouble(dir, cluster);
    const data = join(dir.path, "data");
    const audit = await runProgram({ launcher, args: ["audit", "--data", data] });
    assert.equal(audit.code, 0, audit.out + audit.err);
    const moved = await runProgram({
      launcher,
      args: ["move", "--to", "embedded", "--data", data],
    });
    assert.equal(moved.code, 0, moved.err);
    assertBooks(await readBooks(data), payers.told);
    console.log(`    ${payers.told.length} payments answered, ${payers.repeats} asked again`);
  },
});
