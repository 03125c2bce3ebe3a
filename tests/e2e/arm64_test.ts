// The release for arm64 Linux beside the one for x86_64: the same program in archive and package, each a client of the
// other, and one data directory that goes to an arm64 machine and comes back. Emulated, a start takes some twenty times as
// long and a password hash too, so that every process has a minute or two.
import assert from "node:assert/strict";
import { join } from "node:path";
import { arm64Machine, arm64Package, arm64Program } from "../support/arm64.ts";
import { type Desk, deskAt, PASSWORD } from "../support/desk.ts";
import { follow } from "../support/follower.ts";
import {
  type Launcher,
  runProgram,
  type Scratch,
  scratch,
  startServer,
} from "../support/program.ts";
import { executable, hasTools, released, tool, within } from "../support/shipped.ts";

const archive = released(/^bank-[\d.]+-aarch64-unknown-linux-gnu\.tar\.gz$/);
const deb = arm64Package();
const intel = executable();
const machine = arm64Machine();

/** Seconds for what takes the emulated processor some five; it may not be alone. */
const SECONDS_MAX = 90;

/** In an ELF header: little endian, 64 bits wide; the processor is AArch64 (ELF for the Arm 64-bit Architecture, 4.3.1). */
const ELF64 = [0x7f, 0x45, 0x4c, 0x46, 2, 1];
const AARCH64 = 183;

Deno.test({
  name: "arm64: archive and Debian package hold one program, for that processor",
  ignore: archive === null || deb === null,
  fn() {
    using dir = scratch();
    const { command } = arm64Program(deb!, join(dir.path, "root"));
    assert.equal(tool(["tar", "-xzf", archive!, "-C", dir.path, "bank"]).code, 0);
    assert.equal(tool(["cmp", command, join(dir.path, "bank")]).out, "");
    using file = Deno.openSync(command);
    const header = new Uint8Array(20);
    file.readSync(header);
    assert.deepEqual([...header.subarray(0, 6)], ELF64);
    assert.equal(new DataView(header.buffer).getUint16(18, true), AARCH64);
    assert.equal(tool(["dpkg-deb", "--field", deb!, "Architecture"]).out, "arm64\n");
  },
});

/** What is waited for comes, or the test ends. */
async function soon<T>(coming: Promise<T>, what: string): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const late = setTimeout(() => reject(new Error(`no ${what} in time`)), SECONDS_MAX * 1_000);
  try {
    return await Promise.race([coming, promise]);
  } finally {
    clearTimeout(late);
  }
}

interface Stage {
  readonly dir: Scratch;
  readonly serving: Launcher;
  readonly paying: Launcher;
}

/** A bank on one processor with its customers on another, then the proof of its books. @returns its fingerprint. */
async function stage({ dir, serving, paying }: Stage, day: (desk: Desk, at: string[]) => unknown) {
  const data = join(dir.path, "data");
  const args = ["--welcome", "100"];
  await using server = await startServer({ launcher: serving, data, args });
  const { host, port, fingerprint } = server;
  await day(deskAt({ launcher: paying, dir, server }), [
    "--host",
    host,
    "--port",
    String(port),
    "--fingerprint",
    fingerprint,
    "--profile",
    join(dir.path, "profile"),
  ]);
  assert.equal((await server.stop()).code, 0, server.stderr());
  assert.equal(server.stderr(), "");
  const proved = await runProgram({ launcher: serving, args: ["audit", "--data", data, "--deep"] });
  assert.deepEqual([proved.code, /Everything adds up\./.test(proved.out)], [0, true], proved.out);
  return fingerprint;
}

async function pays(desk: Desk, user: string, amount: string): Promise<string> {
  const { answer, err } = await desk.json(user, ["transfer", "bob", amount, "--yes"]);
  assert.equal(answer?.status, "booked", err);
  return answer.id;
}

async function joins(desk: Desk, user: string): Promise<void> {
  const { code, err } = await desk.signUp(user);
  assert.equal(code, 0, err);
}

Deno.test({
  name:
    "arm64: serves x86_64 customers and pays at an x86_64 bank, with a directory that came and goes",
  ignore: deb === null || machine === null || intel === null || !hasTools("timeout"),
  async fn() {
    using dir = scratch();
    const password = ["--password-file", dir.file("password", PASSWORD)];
    const near = within(intel!, ["timeout", String(SECONDS_MAX)]);
    const arm = within(arm64Program(deb!, join(dir.path, "root")), machine!);
    const told = await runProgram({ launcher: arm, args: ["--version"] });
    assert.equal(told.out, (await runProgram({ launcher: near, args: ["--version"] })).out);
    const ids: string[] = [];
    const founded = await stage({ dir, serving: near, paying: near }, async (desk) => {
      for (const user of ["ann", "bob"]) await joins(desk, user);
      ids.push(await pays(desk, "ann", "1.25"));
    });
    const moved = await stage({ dir, serving: arm, paying: near }, async (desk, at) => {
      await joins(desk, "carol");
      await using follower = follow(near, [...at, "--user", "bob", ...password]);
      await soon(follower.said(/Alerts arrive over UDP\./), "answer to a datagram");
      ids.push(await pays(desk, "carol", "2.50"));
      // The welcome, two payments, and that a machine is new to the account.
      await soon(follower.printed(4), "alert");
      const paid = follower.alerts.filter(({ kind }) => kind === "transfer");
      assert.deepEqual(paid.map(({ transferId }) => transferId), ids);
    });
    const back = await stage({ dir, serving: near, paying: near }, async (desk, at) => {
      const words = ["connect", ...at, "--user", "carol", ...password, "--json"];
      const args = [...words, "transfer", "bob", "3.75", "--yes"];
      const { out, err } = await runProgram({ launcher: arm, args });
      const sent = JSON.parse(out || err);
      assert.equal(sent.status, "booked", err);
      ids.push(sent.id);
      const { out: history } = await desk.json("bob", [...password, "history"]);
      const entries = history.trim().split("\n").map((text) => JSON.parse(text)).toReversed();
      assert.deepEqual(entries.map(({ bookedMinor }) => bookedMinor), [
        100_00,
        101_25,
        103_75,
        107_50,
      ]);
      assert.deepEqual(entries.slice(1).map(({ transferId }) => transferId), ids);
    });
    assert.deepEqual([moved, back], [founded, founded]);
  },
});
