// A bank that outgrows its disk takes its journal into PostgreSQL, and back: nothing is lost on the way, nothing is deleted, and
// what reads a bank (audit, backup, doctor) finds it where it is. In every form in which the bank is shipped.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { deskAt } from "../support/desk.ts";
import { noPostgres, PostgresCluster } from "../support/postgres.ts";
import {
  type Launcher,
  launchers,
  type Ran,
  runProgram,
  type Scratch,
  scratch,
  startServer,
} from "../support/program.ts";

interface Bank {
  readonly launcher: Launcher;
  readonly dir: Scratch;
  readonly data: string;
}

/** The bank pays once while it runs, and ends. @returns the balance of ann. */
async function pays({ launcher, dir, data }: Bank, profile: string): Promise<number> {
  await using server = await startServer({ launcher, data, args: ["--welcome", "100"] });
  const desk = deskAt({ launcher, dir, server, profile });
  const password = ["--password-file", join(dir.path, "password")];
  if ((await desk.json("ann", [...password, "log-in"])).code !== 0) {
    for (const name of ["ann", "bob"]) assert.equal((await desk.signUp(name)).code, 0);
  }
  const { answer, err } = await desk.json("ann", ["transfer", "bob", "1", "--yes"]);
  assert.equal(answer?.status, "booked", err);
  const { answer: { bookedMinor } } = await desk.json("ann", ["balance"]);
  assert.equal((await server.stop()).code, 0, server.stderr());
  return bookedMinor;
}

function program({ launcher, data }: Bank, ...args: readonly string[]): Promise<Ran> {
  return runProgram({ launcher, args: [...args, "--data", data] });
}

async function audited(bank: Bank) {
  const { code, out, err } = await program(bank, "audit", "--json");
  assert.equal(code, 0, out + err);
  const { head, transfers, sumMinor } = JSON.parse(out);
  assert.equal(sumMinor, 0);
  return { head, transfers };
}

for (const launcher of noPostgres ? [] : launchers()) {
  Deno.test(`a bank moves into PostgreSQL and back, with its books (${launcher.name})`, async () => {
    using dir = scratch();
    await using cluster = await PostgresCluster.make(dir);
    const bank = { launcher, dir, data: join(dir.path, "data") };
    const to = ["--to", cluster.url(), "--store-secret", cluster.secretFile];
    assert.equal(await pays(bank, "one"), 99_00);
    const before = await audited(bank);
    const moved = await program(bank, "move", ...to, "--json");
    assert.equal(moved.code, 0, moved.err);
    assert.deepEqual(JSON.parse(moved.out).head, before.head);
    assert.equal(existsSync(join(bank.data, "bank.kv")), false, "an older program would take it");
    assert.ok(existsSync(JSON.parse(moved.out).kept), "the old one is kept");
    assert.deepEqual(await audited(bank), before);
    assert.equal((await program(bank, "move", ...to)).code, 1, "it is there already");

    assert.equal(await pays(bank, "two"), 98_00);
    const later = await audited(bank);
    assert.equal(later.transfers, before.transfers + 1);
    const backup = join(dir.path, "backup");
    Deno.mkdirSync(backup);
    const made = await program(bank, "backup", backup, "--json");
    assert.equal(made.code, 0, made.err);
    const [file] = readdirSync(backup).filter((name) => name.endsWith(".bankbackup"));
    const checked = await runProgram({
      launcher,
      args: ["restore", join(backup, file!), "--check", "--json"],
    });
    assert.deepEqual(JSON.parse(checked.out).head, later.head);
    const doctor = await program(bank, "doctor", "--port", "0");
    assert.match(doctor.out, /ok +store +postgres:.*PostgreSQL \d+/);

    const back = await program(bank, "move", "--to", "embedded");
    assert.equal(back.code, 0, back.err);
    assert.match(back.out, /drop table bank_kv, bank_store/);
    assert.deepEqual(await audited(bank), later);
    assert.equal(await pays(bank, "three"), 97_00);
    assert.equal(cluster.query("select state from bank_store"), "left");
    const again = await program(bank, "move", ...to);
    assert.equal(again.code, 1);
    assert.match(again.err, /there is a bank in it already/);
  });
}

Deno.test({
  name: "a move that was cut is begun again, and until then the bank is where it was",
  ignore: noPostgres,
  async fn() {
    using dir = scratch();
    await using cluster = await PostgresCluster.make(dir);
    const [launcher] = launchers();
    const bank = { launcher: launcher!, dir, data: join(dir.path, "data") };
    const to = ["--to", cluster.url(), "--store-secret", cluster.secretFile];
    await pays(bank, "one");
    // Nothing can be written there while it is copied.
    cluster.query(
      "set role bank; create table bank_kv (key bytea primary key, value bytea check (length(value) < 300), version bigint)",
    );
    const failed = await program(bank, "move", ...to);
    assert.equal(failed.code, 1, failed.out);
    assert.equal(existsSync(join(bank.data, "bank.kv")), true);
    assert.equal(await pays(bank, "two"), 98_00);
    assert.equal(cluster.query("select state from bank_store"), "filling");
    cluster.query("alter table bank_kv drop constraint bank_kv_value_check");
    assert.equal((await program(bank, "move", ...to)).code, 0);
    assert.equal(await pays(bank, "three"), 97_00);

    const server = await startServer({ launcher: launcher!, data: bank.data });
    const running = await program(bank, "move", "--to", "embedded");
    assert.match(running.err, /another bank is running on it/);
    await server.stop();
  },
});
