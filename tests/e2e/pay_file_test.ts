// A file of a thousand payments and real processes: the client and the server are killed as soon as some of the lines have been paid,
// again and again, and the same command ends it: every line is paid once. Then the smaller commands beside it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { isTransferId } from "../../bank/transfer_id.ts";
import type { Client } from "../../net/client/client.ts";
import * as bank from "../support/bank_copy.ts";
import { deskAt, PASSWORD } from "../support/desk.ts";
import { launcherNamed, runProgram, scratch, startServer } from "../support/program.ts";

const LINES = 1_100;
const CLIENT_KILLS = 2;

const launcher = launcherNamed(undefined);

/** Asks until the balance is another one than before, or until the process has ended. */
async function untilPaid(payee: Client, before: number, over: Promise<unknown>): Promise<void> {
  let ended = false;
  void over.then(() => ended = true);
  while (!ended && (await payee.call("balance", {})).bookedMinor === before) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

Deno.test(`pay-file on ${launcher.name}: client and server are killed in the middle, every line is paid once`, async () => {
  using dir = scratch();
  const data = join(dir.path, "data");
  const args = ["--welcome", "1000"];
  let server = await startServer({ launcher, data, args });
  await using stack = new AsyncDisposableStack();
  stack.defer(() => server[Symbol.asyncDispose]());
  const desk = deskAt({ launcher, dir, server });
  await desk.signUp("maya");
  const signUp = { userName: "ravi", password: PASSWORD };
  let payee = await bank.client(server);
  const { sessionToken } = await payee.call("signUp", signUp);
  const first = (await payee.call("balance", {})).bookedMinor;
  const rows = Array.from({ length: LINES }, (_, n) => `ravi,0.10,wages ${n % 7},`);
  const file = dir.file("payroll.csv", ["payee,amount,memo,reference", ...rows].join("\n"));
  const { host, port, fingerprint } = server;
  const words =
    `connect --host ${host} --port ${port} --fingerprint ${fingerprint} --user maya --yes`;
  const start = () => {
    const profile = ["--profile", join(dir.path, "profile")];
    const all = [...launcher.args, ...words.replace(" --yes", "").split(" "), ...profile];
    return new Deno.Command(launcher.command, {
      args: [...all, "pay-file", file, "--yes"],
      env: { HOME: dir.path, DENO_NO_UPDATE_CHECK: "1" },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
  };
  for (let kill = 0; kill < CLIENT_KILLS; kill++) {
    const { bookedMinor } = await payee.call("balance", {});
    const child = start();
    await untilPaid(payee, bookedMinor, child.status);
    child.kill("SIGKILL");
    await child.status;
    assert.notEqual((await payee.call("balance", {})).bookedMinor, bookedMinor);
  }
  const child = start();
  const { bookedMinor } = await payee.call("balance", {});
  await untilPaid(payee, bookedMinor, child.status);
  payee.close();
  await server.stop("SIGKILL");
  server = await startServer({ launcher, data, port, args });
  // It has gone on by itself, or says that it is not known.
  assert.ok([0, 4].includes((await child.status).code));
  const last = await desk.run("maya", ["pay-file", file, "--yes"]);
  assert.equal(last.code, 0, last.err);
  payee = await bank.client(server);
  await payee.call("resume", { sessionToken });
  assert.equal((await payee.call("balance", {})).bookedMinor, first + LINES * 10);
  const results = parse(readFileSync(dir.path + "/payroll.result.csv")) as string[][];
  assert.deepEqual([...new Set(results.slice(1).map((row) => row[5]))], ["booked"]);
  assert.equal(new Set(results.slice(1).map((row) => row[6])).size, LINES);
  payee.close();
});

Deno.test(`dry runs, days and ids on ${launcher.name}`, async () => {
  using dir = scratch();
  await using server = await startServer({
    launcher,
    data: join(dir.path, "data"),
    args: ["--welcome", "1000", "--time-zone", "Asia/Kolkata"],
  });
  const desk = deskAt({ launcher, dir, server });
  await desk.signUp("maya");
  await desk.signUp("ravi");
  const { answer: dry } = await desk.json("maya", ["transfer", "ravi", "250", "--dry-run"]);
  const { outcome, availableMinor, leftMinor } = dry;
  assert.deepEqual([outcome, availableMinor, leftMinor], ["booked", 100_000, 75_000]);
  const said = await desk.run("maya", ["transfer", "ravi", "250", "--dry-run"]);
  assert.match(
    said.out,
    /250\.00 INR to ravi \(.*\) would be booked at once\.\nAvailable 1,000\.00 INR, after that 750\.00 INR\. Nothing was paid\./,
  );
  const poor = await desk.run("maya", ["transfer", "ravi", "1001", "--dry-run"]);
  assert.deepEqual([poor.code, /Not enough money/.test(poor.err)], [1, true]);
  assert.equal((await desk.json("maya", ["balance"])).answer.bookedMinor, 100_000);
  const { out } = await runProgram({ launcher, args: ["id"] });
  assert.ok(isTransferId(out.trim()));
  for (let again = 0; again < 2; again++) {
    const ran = await desk.json("maya", ["transfer", "ravi", "1", "--yes", "--id", out.trim()]);
    assert.equal(ran.answer.id, out.trim());
  }
  const today = new Date(Date.now() + 5.5 * 3_600_000).toISOString().slice(0, 10);
  const now = await desk.run("maya", ["balance", "--at", today]);
  assert.match(now.out, /^Booked so far on .* \(Asia\/Kolkata\): 999\.00 INR$/m);
  const before = await desk.run("maya", ["balance", "--at", "2020-02-29"]);
  assert.match(before.out, /^Booked at the end of 2020-02-29 \(Asia\/Kolkata\): 0\.00 INR$/m);
  const wrong = await desk.run("maya", ["balance", "--at", "yesterday"]);
  assert.equal(wrong.code, 2, wrong.err);
});
