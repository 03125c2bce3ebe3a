// Machines whose clocks are wrong (libfaketime): a pinned certificate is trusted whatever its dates, the person is told what the
// clock is off by, and where an older certificate has dates that shut the way, the words say so.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { durationText } from "../../console/clock_text.ts";
import { issue } from "../support/certificates.ts";
import { deskAt } from "../support/desk.ts";
import { type Launcher, runProgram, scratch, shipped, startServer } from "../support/program.ts";
import { within } from "../support/shipped.ts";

/** Where Debian and Fedora put it. */
const LIBRARY = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64"]
  .map((path) => join(path, "faketime", "libfaketimeMT.so.1")).find(existsSync);
if (LIBRARY === undefined) console.log("    (no libfaketime here: the tests with it are skipped)");
const ignore = LIBRARY === undefined;

/** `env` and not `faketime`, which would stay between us and the program. */
const off = (launcher: Launcher, by: string) =>
  within(launcher, ["env", `LD_PRELOAD=${LIBRARY}`, `FAKETIME=${by}`]);

const HOUR_MS = 3_600_000;

const DURATIONS: readonly (readonly [ms: number, text: string])[] = [
  [0, "0 s"],
  [-499, "0 s"],
  [59_499, "59 s"],
  [59_500, "1 min"],
  [61_000, "1 min 1 s"],
  [HOUR_MS - 1, "1 h"],
  [5.5 * HOUR_MS + 2_000, "5 h 30 min"],
  [24 * HOUR_MS - 1, "1 d"],
  [-36 * HOUR_MS, "1 d 12 h"],
];

Deno.test("how much clocks differ, in two units", () => {
  assert.deepEqual(DURATIONS.map(([ms]) => durationText(ms)), DURATIONS.map(([, text]) => text));
});

const CLOCKS: readonly (readonly [by: string, says: RegExp])[] = [
  ["-5.5h", /Your clock is 5 h (30 min|29 min) behind the bank\./],
  ["+2d", /Your clock is (2 d|1 d 23 h) ahead of the bank\./],
  // It has not been set since it was built.
  ["-20000d", /Your clock is \d+ d( \d+ h)? behind the bank\./],
];

for (const launcher of shipped()) {
  for (const [by, says] of CLOCKS) {
    Deno.test({
      name: `${launcher.name}: a client whose clock is off by ${by} banks, and is told`,
      ignore,
      async fn() {
        using dir = scratch();
        const data = join(dir.path, "data");
        await using server = await startServer({ launcher, data, args: ["--welcome", "10"] });
        const desk = deskAt({ launcher: off(launcher, by), dir, server });
        const { answer, err } = await desk.signUp("ann");
        assert.equal(answer?.userName, "ann", err);
        assert.equal(err.match(new RegExp(says, "g"))?.length, 1, err);
        const { host, port } = server;
        const words = [
          "--host",
          host,
          "--port",
          String(port),
          "--profile",
          join(dir.path, "profile"),
        ];
        const { code, out, err: log } = await runProgram({
          launcher: off(launcher, by),
          args: ["doctor", ...words],
        });
        assert.match(out, new RegExp(`FAIL +clock +${says.source}`), log);
        assert.match(out, /remembered here[^]*ok +bank/);
        assert.deepEqual([code, log], [1, ""]);
      },
    });
  }

  Deno.test({
    name: `${launcher.name}: a bank whose clock was ahead when it was founded can be reached`,
    ignore,
    async fn() {
      using dir = scratch();
      const data = join(dir.path, "data");
      const early = await startServer({ launcher: off(launcher, "+30d"), data });
      await early.stop();
      await using server = await startServer({ launcher, data });
      const { answer, code, err } = await deskAt({ launcher, dir, server }).json(null, ["trust"]);
      assert.deepEqual([code, answer?.shown], [0, server.fingerprint], err);
      const asked = await deskAt({ launcher, dir, server }).run(null, ["organisations"]);
      assert.equal(asked.code, 0, asked.err);
    },
  });

  Deno.test({
    name:
      `${launcher.name}: an older certificate has dates: the words tell the clock, or to renew it`,
    ignore,
    async fn() {
      using dir = scratch();
      const data = join(dir.path, "data");
      Deno.mkdirSync(data);
      const [notBeforeMs, notAfterMs] = [Date.now() - HOUR_MS, Date.now() + 87_600 * HOUR_MS];
      const { certPem, keyPem } = await issue({ notBeforeMs, notAfterMs });
      Deno.writeTextFileSync(join(data, "tls-cert.pem"), certPem);
      Deno.writeTextFileSync(join(data, "tls-key.pem"), keyPem, { mode: 0o600 });
      const old = await startServer({ launcher, data, args: ["--welcome", "10"] });
      assert.equal((await deskAt({ launcher, dir, server: old }).signUp("ann")).code, 0);
      const behind = deskAt({ launcher: off(launcher, "-5.5h"), dir, server: old });
      const { code, err } = await behind.run("ann", ["balance"]);
      assert.match(
        err,
        /begins on 20.*at least 4 h (30|29) min behind[^]*bank serve --new-certificate/,
      );
      assert.deepEqual([code, /\n\s+at /.test(err)], [1, false]);
      const { host, port } = old;
      const words = [
        "--host",
        host,
        "--port",
        String(port),
        "--profile",
        join(dir.path, "profile"),
      ];
      const doctor = await runProgram({
        launcher: off(launcher, "-5.5h"),
        args: ["doctor", ...words],
      });
      assert.match(doctor.out, /FAIL +certificate .*at least 4 h (30|29) min behind/);
      assert.deepEqual([doctor.code, doctor.err], [1, ""]);
      await old.stop();
      await using late = await startServer({ launcher: off(launcher, "-2d"), data });
      assert.match(late.stderr(), /clients cannot use this bank.*certificate begins/);
      await late.stop();
      const args = ["--new-certificate"];
      await using renewed = await startServer({ launcher, data, args, port });
      const anew = deskAt({ launcher: off(launcher, "-5.5h"), dir, server: renewed });
      assert.equal((await anew.run(null, ["trust", "--replace"])).code, 0);
      assert.match((await anew.run("ann", ["balance"])).out, /10\.00/);
    },
  });
}
