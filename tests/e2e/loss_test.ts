// A journal that has lost acknowledged blocks, with real processes and files: it is refused with numbers, nothing is changed,
// the audit says the same before and after; going on needs a word, and then every client is told.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Desk, deskAt } from "../support/desk.ts";
import {
  type Launcher,
  launchers,
  type Ran,
  runProgram,
  type Scratch,
  scratch,
  shipped,
  startServer,
} from "../support/program.ts";

interface Lost {
  readonly dir: Scratch;
  readonly data: string;
  readonly desk: Desk;
  readonly port: number;
}

/** Ann has paid Bob five times, two of them since the file was copied; then the process is gone. */
async function bankThatPays(launcher: Launcher, dir: Scratch): Promise<Lost & { copy: string }> {
  const [data, copy] = [join(dir.path, "data"), join(dir.path, "copy")];
  const first = await startServer({ launcher, data, args: ["--welcome", "100"] });
  const { port } = first;
  const desk = deskAt({ launcher, dir, server: first });
  await desk.signUp("ann");
  await desk.signUp("bob");
  await desk.signUp("desk", "--staff-code", first.staffCode!);
  const pay = async () => {
    const { answer, err } = await desk.json("ann", ["transfer", "bob", "1", "--yes"]);
    assert.equal(answer?.status, "booked", err);
  };
  for (let payment = 0; payment < 3; payment++) await pay();
  assert.equal((await first.stop()).code, 0, first.stderr());
  cpSync(data, copy, { recursive: true });
  const second = await startServer({ launcher, data, port });
  for (let payment = 0; payment < 2; payment++) await pay();
  await second.stop("SIGKILL");
  return { dir, data, copy, desk, port };
}

/** Yesterday's database under today's mark and views. */
function putBack({ data, copy }: { readonly data: string; readonly copy: string }): void {
  for (const suffix of ["", "-wal", "-shm"]) {
    rmSync(join(data, `bank.kv${suffix}`), { force: true });
    const old = join(copy, `bank.kv${suffix}`);
    if (existsSync(old)) cpSync(old, join(data, `bank.kv${suffix}`));
  }
}

/** Every file that keeps something, and the SHA-256 of its bytes; an empty log keeps nothing. */
function contents(data: string): string[] {
  return readdirSync(data).filter((name) => !/^bank\.lock|-shm$/.test(name)).sort()
    .map((name) => [name, readFileSync(join(data, name))] as const)
    .filter(([, bytes]) => bytes.length > 0)
    .map(([name, bytes]) => `${name} ${createHash("sha256").update(bytes).digest("hex")}`);
}

const serve = (launcher: Launcher, data: string, ...more: string[]): Promise<Ran> =>
  runProgram({
    launcher,
    args: ["serve", "--host", "127.0.0.1", "--port", "0", "--http", "off", "--data", data, ...more],
    wrapper: ["timeout", "30"],
  });

const audit = (launcher: Launcher, data: string): Promise<Ran> =>
  runProgram({ launcher, args: ["audit", "--data", data] });

/** @returns the number of the last block that is left. */
async function refusesToStart(launcher: Launcher, data: string, lost: RegExp): Promise<number> {
  const before = contents(data);
  const audits = [await audit(launcher, data)];
  const ran = await serve(launcher, data);
  assert.equal(ran.code, 1, ran.out + ran.err);
  assert.match(ran.err, lost);
  assert.match(ran.err, /Nothing was changed\. Restore the directory from a backup/);
  audits.push(await audit(launcher, data));
  assert.deepEqual(contents(data), before, "nothing was changed");
  assert.deepEqual([audits[0]!.code, audits[1]!.out], [1, audits[0]!.out]);
  assert.match(audits[0]!.out, lost);
  const [, kept] = /--accept-loss (\d+)/.exec(ran.err) ?? [];
  return Number(kept);
}

for (const launcher of shipped()) {
  // There is no SQLite in Node 20 with which the files could be looked at before they are opened.
  const looks = launcher.name !== "node";

  Deno.test({
    name:
      `${launcher.name}: a journal that is behind its mark is refused until the loss is accepted`,
    ignore: !looks,
    async fn() {
      using dir = scratch();
      const { data, copy, desk, port } = await bankThatPays(launcher, dir);
      putBack({ data, copy });
      const kept = await refusesToStart(
        launcher,
        data,
        /ends at block \d+; block \d+ \(.*\) was acknowledged, 2 payments are missing from 20/,
      );
      const wrong = await serve(launcher, data, "--accept-loss", String(kept + 1));
      assert.deepEqual(
        [wrong.code, /Cannot accept the loss/.test(wrong.err)],
        [2, true],
        wrong.err,
      );
      await refusesToStart(launcher, data, /2 payments are missing/);

      const args = ["--accept-loss", String(kept)];
      await using server = await startServer({ launcher, data, port, args });
      assert.match(server.stderr(), /a loss was accepted.*"missing":2/);
      // Each machine hears it once, loudly, and goes on.
      const told = await desk.json("ann", ["balance"]);
      assert.equal(told.code, 0, told.err);
      assert.match(told.err, /THE BANK HAS LOST DATA: .*with 2 payments/);
      assert.equal(told.answer.bookedMinor, 9_700);
      const again = await desk.json("ann", ["transfer", "bob", "2", "--yes"]);
      assert.deepEqual([again.answer?.status, again.err.includes("LOST")], ["booked", false]);
      const proved = await desk.json("desk", ["audit"]);
      assert.deepEqual([proved.code, proved.answer.losses.length], [0, 1], proved.err);
      assert.equal(proved.answer.losses[0].payments, 2);
      assert.equal((await server.stop()).code, 0, server.stderr());

      const needless = await serve(launcher, data, ...args);
      assert.deepEqual([needless.code, /Nothing is missing/.test(needless.err)], [2, true]);
      await using last = await startServer({ launcher, data, port });
      assert.equal(last.stderr(), "", "an accepted loss is no warning any more");
      await last.stop();
      const { code, out } = await audit(launcher, data);
      assert.deepEqual([code, /Loss +block \d+: .* with 2 payments/.test(out)], [0, true], out);
    },
  });

  Deno.test({
    name:
      `${launcher.name}: a log of the last run with one byte turned over is refused, and left as it was`,
    ignore: !looks,
    async fn() {
      using dir = scratch();
      const { data } = await bankThatPays(launcher, dir);
      const log = join(data, "bank.kv-wal");
      const bytes = readFileSync(log);
      bytes[Math.floor(bytes.length * 0.9)]! ^= 0xff;
      writeFileSync(log, bytes);
      await refusesToStart(launcher, data, /was acknowledged, \d+ payments? (is|are) missing/);
      rmSync(log);
      await refusesToStart(launcher, data, /was acknowledged, \d+ payments? (is|are) missing/);
    },
  });
}

Deno.test("plain Node refuses a journal that is behind its mark as well", async () => {
  const launcher = launchers().find(({ name }) => name === "node");
  if (!launcher) return console.log("    (no dist/bank-*.tgz: `deno task npm` makes it)");
  using dir = scratch();
  const { data, copy } = await bankThatPays(launcher, dir);
  putBack({ data, copy });
  const ran = await serve(launcher, data);
  assert.deepEqual([ran.code, /2 payments are missing/.test(ran.err)], [1, true], ran.err);
  assert.ok(existsSync(join(data, "views.kv")));
});

Deno.test("a customer who has seen what was lost is not told of fraud, a stranger is told nothing", async () => {
  const launcher = launchers()[0]!;
  using dir = scratch();
  const { data, copy, port } = await bankThatPays(launcher, dir);
  putBack({ data, copy });
  const kept = Number(/--accept-loss (\d+)/.exec((await serve(launcher, data)).err)![1]);
  await using server = await startServer({
    launcher,
    data,
    port,
    args: ["--accept-loss", String(kept)],
  });
  const stranger = deskAt({ launcher, dir, server, profile: "another machine" });
  const { code, err } = await stranger.json("ann", [
    "--password-file",
    join(dir.path, "password"),
    "balance",
  ]);
  assert.deepEqual([code, /LOST|REFUSED/.test(err)], [0, false], err);
});
