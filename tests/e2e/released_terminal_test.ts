// `bank connect` of each release at the bank of today, and that of today at the banks of each release: every command that the
// release has, and alerts as they come.
import assert from "node:assert/strict";
import { join } from "node:path";
import { deskAt, PASSWORD } from "../support/desk.ts";
import { follow } from "../support/follower.ts";
import {
  type Launcher,
  launcherNamed,
  runProgram,
  type Scratch,
  scratch,
  type ServerProcess,
  startServer,
} from "../support/program.ts";
import { installedReleases } from "../support/released.ts";
import { tellTerminal } from "../support/terminal_story.ts";

const today = launcherNamed(undefined);

/** With two officers, each with a code of the server's. */
async function bankOf(launcher: Launcher, dir: Scratch): Promise<ServerProcess> {
  const data = join(dir.path, "data");
  const args = ["--welcome", "10000"];
  const first = await startServer({ launcher, data, args });
  const asha = ["--staff-code", first.staffCode!];
  const signed = await deskAt({ launcher: today, dir, server: first }).signUp("asha", ...asha);
  assert.equal(signed.code, 0, signed.err);
  await first.stop();
  const { port } = first;
  const server = await startServer({ launcher, data, port, args: [...args, "--new-staff-code"] });
  const bala = ["--staff-code", server.staffCode!];
  await deskAt({ launcher: today, dir, server }).signUp("bala", ...bala);
  return server;
}

/** Of `bank connect`, as its help lists them. */
async function commandsOf(launcher: Launcher): Promise<string[]> {
  const { out } = await runProgram({ launcher, args: ["connect", "--help"] });
  return [...out.matchAll(/^ {2}([a-z][a-z-]*) {2,}\S/gm)].map(([, name]) => name!);
}

for (const { version, launcher } of installedReleases()) {
  const ways = [
    { what: `bank connect of ${version} at the bank of today`, serving: today, banking: launcher },
    { what: `bank connect of today at the bank of ${version}`, serving: launcher, banking: today },
  ];
  for (const { what, serving, banking } of ways) {
    Deno.test(`${what}: every command`, async () => {
      using dir = scratch();
      await using server = await bankOf(serving, dir);
      const desk = deskAt({ launcher: banking, dir, server });
      const password = ["--password-file", join(dir.path, "password")];
      for (const officer of ["asha", "bala"]) await desk.json(officer, [...password, "log-in"]);
      const { commands } = await tellTerminal({ desk, dir, launcher: banking });
      const missing = (await commandsOf(launcher)).filter((name) => !commands.has(name));
      assert.deepEqual(missing, []);
      assert.equal((await server.stop()).code, 0, server.stderr());
    });

    Deno.test(`${what}: alerts as they come`, async () => {
      using dir = scratch();
      await using server = await bankOf(serving, dir);
      const desk = deskAt({ launcher: banking, dir, server });
      for (const user of ["ann", "bob"]) assert.equal((await desk.signUp(user)).code, 0);
      const { host, port } = server;
      await using follower = follow(banking, [
        "--host",
        host,
        "--port",
        String(port),
        "--user",
        "bob",
        "--profile",
        join(dir.path, "profile"),
      ]);
      await follower.said(/Alerts arrive over UDP\./);
      assert.equal((await desk.json("ann", ["transfer", "bob", "5", "--yes"])).code, 0);
      await follower.printed(2);
      assert.deepEqual(follower.alerts.map(({ kind }) => kind), ["welcome", "transfer"]);
    });
  }

  Deno.test(`bank connect of ${version} at the bank of today: notices that it does not know are shown, and none after them is lost`, async () => {
    using dir = scratch();
    await using server = await bankOf(today, dir);
    const password = ["--password-file", dir.file("password", PASSWORD)];
    const now = deskAt({ launcher: today, dir, server });
    const then = deskAt({ launcher, dir, server });
    assert.equal((await then.signUp("ann")).code, 0);
    const { host, port } = server;
    await using follower = follow(launcher, [
      "--host",
      host,
      "--port",
      String(port),
      "--user",
      "ann",
      "--profile",
      join(dir.path, "profile"),
    ]);
    await follower.said(/Alerts arrive over UDP\./);
    const begun = await now.json("asha", [
      ...password,
      "recovery",
      "start",
      "ann",
      "--reason",
      "passbook",
    ]);
    assert.equal(begun.code, 0, begun.err);
    const paid = await then.json("ann", ["transfer", "asha", "5", "--yes"]);
    assert.equal(paid.code, 0, paid.err);
    await follower.printed(3);
    assert.deepEqual(follower.alerts.map(({ kind }) => kind).sort(), [
      "suspicious",
      "transfer",
      "welcome",
    ]);
    const { code, out } = await then.run("ann", ["alerts", "--all"]);
    assert.equal(code, 0);
    assert.match(out, /recovery started/);
  });
}
