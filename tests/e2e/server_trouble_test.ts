// What can go wrong on the server machine, each with a clear sentence, no stack trace, and nothing half done.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { runtime } from "#runtime";
import { Client } from "../../net/client/client.ts";
import { deskAt, PASSWORD } from "../support/desk.ts";
import { numberedId } from "../support/ids.ts";
import { pinAt } from "../support/pins.ts";
import { launchers, runProgram, type Scratch, scratch, startServer } from "../support/program.ts";
import { readBooks } from "../support/town.ts";

const launcher = launchers()[0]!;

async function refusesToServe(dir: Scratch, flags: string[], says: RegExp): Promise<void> {
  const some = (flag: string, value: string) => flags.includes(flag) ? [] : [flag, value];
  const args = ["serve", ...some("--host", "127.0.0.1"), ...some("--port", "0"), ...flags];
  const ran = await runProgram({ launcher, args, env: { HOME: dir.path } });
  assert.ok(ran.code === 1 || ran.code === 2, `exit code ${ran.code}: ${ran.out}`);
  assert.match(ran.err, says);
  assert.doesNotMatch(ran.err, /\n\s+at /, "no stack trace");
}

Deno.test("a bank that cannot start says why and what to do", async () => {
  using dir = scratch();
  const data = join(dir.path, "data");
  await using server = await startServer({ launcher, data, args: ["--name", "One"] });
  const other = join(dir.path, "other");
  const port = String(server.port);
  const plain = dir.file("plain", "a file");
  await refusesToServe(dir, ["--data", data], /another bank is running on it.*--data DIR/);
  await refusesToServe(dir, ["--data", other, "--port", port], /in use.*--port/);
  await refusesToServe(dir, ["--data", other, "--host", "203.0.113.1"], /no such address.*--host/);
  await refusesToServe(dir, ["--data", join(plain, "x")], /Cannot use data directory/);
  await refusesToServe(dir, ["--data", other, "--currency", "rupees"], /ISO 4217/);
  await refusesToServe(dir, ["--data", other, "--welcome", "1,5"], /commas/);
  await refusesToServe(dir, ["--data", other, "--port", "70000"], /65,?535/);
  await server.stop();
  await refusesToServe(dir, ["--data", data, "--currency", "EUR"], /fixed at the first start/);
  await refusesToServe(dir, ["--data", data, "--name", "Two"], /fixed at the first start/);
});

Deno.test("a first start that fails decides nothing: the next one has the first officer's code", async () => {
  using dir = scratch();
  const data = join(dir.path, "data");
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const http = String(taken.addr.port);
  await refusesToServe(dir, ["--data", data, "--name", "One", "--http", http], /in use.*--http/);
  await using server = await startServer({ launcher, data, args: ["--name", "Two"] });
  const desk = deskAt({ launcher, dir, server });
  const { answer } = await desk.signUp("asha", "--staff-code", server.staffCode!);
  assert.equal(answer.role, "staff");
});

Deno.test("damaged data is refused by name, and left as it was", async () => {
  using dir = scratch();
  const data = join(dir.path, "data");
  const first = await startServer({ launcher, data });
  await first.stop();
  const kv = await Deno.openKv(join(data, "bank.kv"));
  const { value } = await kv.get<Uint8Array>(["journal", 0]);
  const damaged = value!.slice();
  // In a text of which every form is allowed: only its hash tells.
  damaged[new TextDecoder().decode(damaged).indexOf("signingKey") + 30]! ^= 1;
  await kv.set(["journal", 0], damaged);
  kv.close();
  await refusesToServe(
    dir,
    ["--data", data],
    /Journal block 0 is not the one that was acknowledged/,
  );
  Deno.writeFileSync(
    join(data, "bank.kv"),
    new TextEncoder().encode("not a database ".repeat(9999)),
  );
  for (const suffix of ["-wal", "-shm"]) {
    rmSync(join(data, `bank.kv${suffix}`), { force: true });
  }
  await refusesToServe(dir, ["--data", data], /Cannot open data file.*restore/);
  Deno.writeTextFileSync(join(data, "format"), "99\n");
  await refusesToServe(dir, ["--data", data], /format 99.*newer bank/);
  Deno.removeSync(join(data, "format"));
  await refusesToServe(dir, ["--data", data], /"format" is missing/);
});

for (const each of launchers()) {
  Deno.test(`${each.name}: what a bank writes is for its user alone, whatever the umask is`, async () => {
    using dir = scratch();
    const data = join(dir.path, "data");
    const open = `umask 0; exec "$0" "$@"`;
    const words = ["-c", open, each.command, ...each.args];
    const server = await startServer({ launcher: { ...each, command: "sh", args: words }, data });
    await deskAt({ launcher: each, dir, server }).signUp("ann");
    const modes = () =>
      [...Deno.readDirSync(data)].map(({ name }) =>
        `${name} ${(Deno.statSync(join(data, name)).mode! & 0o077).toString(8)}`
      );
    assert.ok(modes().length > 8, String(modes()));
    assert.deepEqual(modes().filter((file) => !file.endsWith(" 0")), []);
    await server.stop("SIGKILL");
    Deno.chmodSync(join(data, "registry.key"), 0o644);
    const refused = await runProgram({
      launcher: each,
      args: ["serve", "--port", "0", "--data", data],
    });
    assert.equal(refused.code, 1);
    assert.match(refused.err, /registry\.key: other users .* may read it.*chmod 600/);
  });
}

Deno.test("a certificate that changed is refused by every client", async () => {
  using dir = scratch();
  const data = join(dir.path, "data");
  const first = await startServer({ launcher, data, args: ["--welcome", "10"] });
  const { port } = first;
  const desk = deskAt({ launcher, dir, server: first });
  await desk.signUp("ann");
  await first.stop();
  Deno.removeSync(join(data, "tls-cert.pem"));
  await refusesToServe(dir, ["--data", data], /tls-cert.pem is missing.*--new-certificate/);
  const args = ["--new-certificate"];
  await using second = await startServer({ launcher, data, port, args });
  const renewed = deskAt({ launcher, dir, server: { ...second, fingerprint: first.fingerprint } });
  const { code, err } = await renewed.run("ann", ["balance"]);
  assert.equal(code, 1);
  assert.match(err, /REFUSED: the certificate/);
  assert.ok(err.includes(first.fingerprint) && err.includes(second.fingerprint), err);
  assert.match(err, /Nothing was sent/);
});

Deno.test("SIGTERM answers what is under way, tells the clients and exits 0", async () => {
  using dir = scratch();
  const data = join(dir.path, "data");
  const server = await startServer({ launcher, data, args: ["--welcome", "100"] });
  const desk = deskAt({ launcher, dir, server });
  const { answer: bob } = await desk.signUp("bob");
  const { host: hostname, port, fingerprint } = server;
  const certificate = await pinAt({ hostname, port });
  assert.equal(certificate.fingerprint, fingerprint);
  const client = await Client.connect({ hostname, port, runtime, certificate });
  const notices: unknown[] = [];
  client.onNotice((method, params) => notices.push([method, params]));
  await client.call("signUp", { userName: "ann", password: PASSWORD });
  const pay = (n: number) =>
    client.call("transfer", { id: numberedId(n), to: bob.account, amountMinor: 1 })
      .then(() => "booked", (error) => error.refusal?.code ?? error.name);
  const first = pay(0);
  const later = Array.from({ length: 300 }, (_, n) => pay(n + 1));
  assert.equal(await first, "booked");
  const { code } = await server.stop("SIGTERM");
  assert.equal(code, 0, server.stderr());
  const outcomes = [await first, ...await Promise.all(later)];
  assert.deepEqual(notices, [["closing", { reason: "shutting_down" }]]);
  const { loop } = await readBooks(data);
  outcomes.forEach((outcome, n) => {
    const booked = loop.ledger.transfers.get(numberedId(n)) !== undefined;
    assert.ok(booked === (outcome === "booked"), `${n}: told ${outcome}, booked ${booked}`);
  });
});

const tmpfs = () => {
  const at = Deno.makeTempDirSync({ prefix: "bank-tmpfs-" });
  const { success } = new Deno.Command("mount", {
    args: ["-t", "tmpfs", "-o", "size=3m", "tmpfs", at],
    stderr: "null",
  }).outputSync();
  if (success) return at;
  Deno.removeSync(at);
  console.log("    (cannot mount a tmpfs here: the full-disk test is skipped)");
  return null;
};

const small = tmpfs();
if (small) {
  new Deno.Command("umount", { args: [small] }).outputSync();
  Deno.removeSync(small);
}

Deno.test({
  name: "a full disk refuses payments, loses nothing, and recovers when there is room",
  ignore: small === null,
  async fn() {
    using dir = scratch();
    const mount = tmpfs()!;
    try {
      const data = join(mount, "data");
      await using server = await startServer({ launcher, data, args: ["--welcome", "100"] });
      const desk = deskAt({ launcher, dir, server });
      await desk.signUp("ann");
      await desk.signUp("bob");
      fill(join(mount, "ballast"));
      const full = await desk.json("ann", ["transfer", "bob", "1", "--yes"], {});
      assert.deepEqual([full.code, full.answer?.refused], [75, "storage_failed"], full.err);
      assert.match(full.err, /could not write to its disk/);
      Deno.removeSync(join(mount, "ballast"));
      const later = await desk.json("ann", ["transfer", "bob", "1", "--yes"]);
      assert.equal(later.code, 0, later.err);
      const { answer } = await desk.json("ann", ["balance"]);
      assert.equal(answer.bookedMinor, 99_00);
    } finally {
      new Deno.Command("umount", { args: ["-l", mount] }).outputSync();
      Deno.removeSync(mount);
    }
  },
});

/** Takes every byte there is. */
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
