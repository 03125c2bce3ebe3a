// The machine of the store is lost for ever: its standby, which every commit has waited for, is promoted and has everything that a
// customer was told. A standby that has not is refused.
import assert from "node:assert/strict";
import { join } from "node:path";
import { pinAt } from "../support/pins.ts";
import { noPostgres, PostgresCluster } from "../support/postgres.ts";
import { launcherNamed, runProgram, scratch, startServer } from "../support/program.ts";
import { StubbornPayers } from "../support/stubborn_payers.ts";
import { assertBooks, readBooks } from "../support/town.ts";

const launcher = launcherNamed(undefined);

/** Payments before and after. */
const ANSWERS = 300;

Deno.test({
  name: "the primary killed under load and its standby promoted: nothing lost, the bank goes on",
  ignore: noPostgres,
  async fn() {
    using dir = scratch();
    await using primary = await PostgresCluster.make(dir);
    await using standby = await primary.standby(dir);
    const data = join(dir.path, "data");
    const both = `postgres://bank@127.0.0.1:${primary.port},127.0.0.1:${standby.port}/bank`;
    const store = ["--store", both, "--store-secret", primary.secretFile];
    await using server = await startServer({
      launcher,
      data,
      args: ["--welcome", "1000", ...store],
    });
    const { host, port } = server;
    const certificate = await pinAt({ hostname: host, port });
    const bank = { host, port, certificate };
    const payers = new StubbornPayers({ bank, names: ["ann", "bob"], depth: 6, seed: 5 });
    const { done } = await payers.begin();
    try {
      await Promise.race([payers.answered(ANSWERS), done]);
      primary.kill();
      const killedMs = Date.now();
      standby.promote();
      const promotedMs = Date.now();
      await Promise.race([payers.answered(payers.told.length + 1), done]);
      console.log(
        `    promoted after ${promotedMs - killedMs} ms, the next answer ${
          Date.now() - promotedMs
        } ms later`,
      );
      await Promise.race([payers.answered(payers.told.length + ANSWERS), done]);
      payers.stop();
      await done;
    } finally {
      await payers.close();
    }
    assert.equal((await server.stop()).code, 0, server.stderr());
    const audit = await runProgram({ launcher, args: ["audit", "--data", data] });
    assert.equal(audit.code, 0, audit.out + audit.err);
    const moved = await runProgram({
      launcher,
      args: ["move", "--to", "embedded", "--data", data],
    });
    assert.equal(moved.code, 0, moved.err);
    assertBooks(await readBooks(data), payers.told);
  },
});

Deno.test({
  name: "a standby that lacks what was confirmed does not become the bank",
  ignore: noPostgres,
  async fn() {
    using dir = scratch();
    await using primary = await PostgresCluster.make(dir);
    await using standby = await primary.standby(dir);
    const data = join(dir.path, "data");
    const both = `postgres://bank@127.0.0.1:${primary.port},127.0.0.1:${standby.port}/bank`;
    const store = ["--store", both, "--store-secret", primary.secretFile];
    const server = await startServer({ launcher, data, args: store });
    // Nothing waits for it any more, and it misses what comes.
    primary.query("alter system reset synchronous_standby_names");
    primary.query("select pg_reload_conf()");
    standby.stop();
    const certificate = await pinAt({ hostname: server.host, port: server.port });
    const bank = { host: server.host, port: server.port, certificate };
    const payers = new StubbornPayers({ bank, names: ["ann", "bob"], depth: 1, seed: 6 });
    const { done } = await payers.begin();
    await payers.answered(5);
    payers.stop();
    await done;
    await payers.close();
    await server.stop("SIGKILL");
    primary.kill();
    await standby.start();
    standby.promote();
    const args = ["serve", "--data", data, "--port", "0", "--http", "off"];
    const wrapper = ["timeout", "-s", "KILL", "60"];
    const { code, err } = await runProgram({ launcher, args, wrapper });
    assert.equal(code, 1, err);
    assert.match(err, /acknowledged payments are missing/);
  },
});
