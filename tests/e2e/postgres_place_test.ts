// One server at a time on a store in PostgreSQL, and only on one that keeps what it confirms and is who it says it is.
import assert from "node:assert/strict";
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deskAt } from "../support/desk.ts";
import { eventually, noPostgres, PostgresCluster, serverCertificate } from "../support/postgres.ts";
import { launchers, runProgram, type Scratch, scratch, startServer } from "../support/program.ts";
import { issue } from "../support/certificates.ts";

const launcher = launchers()[0]!;

const FIRST = ["--welcome", "100"];

const at = (
  cluster: PostgresCluster,
) => ["--store", cluster.url(), "--store-secret", cluster.secretFile];

/** What a start says that comes to nothing. */
async function refused(data: string, ...words: readonly string[]): Promise<string> {
  const args = ["serve", "--data", data, "--port", "0", "--http", "off", ...words];
  const { code, out, err } = await runProgram({
    launcher,
    args,
    wrapper: ["timeout", "-s", "KILL", "60"],
  });
  assert.ok(code === 1 || code === 2, `it ended with ${code}: ${out}`);
  assert.doesNotMatch(err, /\n +at /, "a stack");
  return err.replace(/\s+/g, " ");
}

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

test("a second server is refused, by the name of the first; a paused one never writes again", async (dir) => {
  await using cluster = await PostgresCluster.make(dir);
  const [data, other] = [join(dir.path, "one"), join(dir.path, "two")];
  await using first = await startServer({ launcher, data, args: [...FIRST, ...at(cluster)] });
  const desk = deskAt({ launcher, dir, server: first });
  for (const name of ["ann", "bob"]) assert.equal((await desk.signUp(name)).code, 0);
  cpSync(data, other, { recursive: true, filter: (path) => !/bank\.lock|views/.test(path) });
  assert.match(
    await refused(other),
    new RegExp(`another bank is running on it .*process ${first.pid}, ${data}`),
  );

  Deno.kill(first.pid, "SIGSTOP");
  cluster.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'bank %'",
  );
  await using second = await startServer({ launcher, data: other, args: FIRST });
  const there = deskAt({ launcher, dir, server: second, profile: "there" });
  assert.equal(
    (await there.json("ann", ["--password-file", join(dir.path, "password"), "log-in"])).code,
    0,
  );
  assert.equal(
    (await there.json("ann", ["transfer", "bob", "7", "--yes"])).answer.status,
    "booked",
  );

  const late = desk.run("ann", ["transfer", "bob", "5", "--yes"]);
  Deno.kill(first.pid, "SIGCONT");
  const { code } = await first.ended;
  assert.equal(code, 1, "it ends by itself");
  assert.match(first.stderr(), /Another server has taken the place of this one .*process \d+/);
  const { code: paid, out } = await late;
  assert.notEqual(paid, 0, out);
  assert.equal((await there.json("ann", ["balance"])).answer.bookedMinor, 93_00);
  assert.equal((await second.stop()).code, 0, second.stderr());
  assert.equal((await runProgram({ launcher, args: ["audit", "--data", other] })).code, 0);
});

test("a bank stays in the store in which it was founded", async (dir) => {
  await using cluster = await PostgresCluster.make(dir);
  cluster.query("create database another");
  const data = join(dir.path, "data");
  const start = async (...args: readonly string[]) => {
    await using server = await startServer({ launcher, data, args });
    return await server.stop();
  };
  await start(...at(cluster));
  assert.match(await refused(data, "--store", cluster.url("another")), /there is no bank in it/);
  assert.match(await refused(data, "--store", "embedded"), /is in postgres:.*`bank move`/);
  assert.match(
    await refused(join(dir.path, "new"), ...at(cluster)),
    /the bank in it is another one/,
  );
  // The same database by another name of its machine.
  assert.equal((await start("--store", cluster.url("bank", { host: "localhost" }))).code, 0);
  assert.match(readFileSync(join(data, "store.json"), "utf8"), /@localhost:/);
  assert.equal((await start()).code, 0);
  assert.equal(existsSync(join(data, "bank.kv")), false);

  const embedded = join(dir.path, "embedded");
  await using plain = await startServer({ launcher, data: embedded });
  await plain.stop();
  assert.match(await refused(embedded, ...at(cluster)), /is in that directory.*`bank move`/);
  cluster.query("drop table bank_kv, bank_store");
  assert.match(await refused(data), /there is no bank in it/);
});

test("a store that loses what it confirms is refused, and one that cannot be reached says why", async (dir) => {
  await using cluster = await PostgresCluster.make(dir, { settings: ["fsync = off"] });
  const data = join(dir.path, "data");
  assert.match(await refused(data, ...at(cluster)), /fsync = off/);
  cluster.configure("fsync = on");
  cluster.stop();
  await cluster.start();
  const fresh = join(dir.path, "fresh");
  assert.match(await refused(fresh, "--store", cluster.url()), /password.*--store-secret/);
  assert.match(await refused(data, "--store", cluster.url("nowhere")), /createdb/);
  const secret = cluster.url().replace("bank@", "bank:hunter2@");
  const told = await refused(data, "--store", secret);
  assert.match(told, /there is a password in it/);
  assert.doesNotMatch(told, /hunter2/);
  await using server = await startServer({ launcher, data, args: at(cluster) });
  await server.stop();
  assert.doesNotMatch(readFileSync(join(data, "store.json"), "utf8"), /not the bank's/);
});

test("over TLS only the issuer that was named is believed", async (dir) => {
  const { authority, certificate } = await serverCertificate("localhost");
  await using cluster = await PostgresCluster.make(dir, { certificate });
  const good = dir.file("ca.pem", authority.certPem);
  const wrong = dir.file(
    "wrong.pem",
    (await issue({ authority: true, subject: "CN=authority" })).certPem,
  );
  const secret = ["--store-secret", cluster.secretFile];
  const named = ["--store", cluster.url("bank", { host: "localhost" }), ...secret];
  const data = join(dir.path, "data");
  assert.match(await refused(data, ...named, "--store-ca", wrong), /not one that is trusted here/);
  assert.match(
    await refused(data, "--store", cluster.url(), ...secret, "--store-ca", good),
    /not one that is trusted here/,
    "an address that is not in the certificate",
  );
  assert.match(await refused(join(dir.path, "plain"), ...named), /pg_hba|no encryption/);
  assert.equal(cluster.query("select count(*) from pg_tables where tablename = 'bank_kv'"), "0");
  await using server = await startServer({ launcher, data, args: [...named, "--store-ca", good] });
  const desk = deskAt({ launcher, dir, server });
  assert.equal((await desk.signUp("ann")).code, 0);
  const tls =
    "select bool_and(ssl) from pg_stat_ssl join pg_stat_activity using (pid) where application_name like 'bank %'";
  await eventually(() => assert.equal(cluster.query(tls), "t"));
  assert.equal((await server.stop()).code, 0, server.stderr());
});
