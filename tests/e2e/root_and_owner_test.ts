// Root at a directory that belongs to the service's user: looking and backing up work and leave nothing of root's behind; serving
// is refused, because the service could not use what root would write.
import assert from "node:assert/strict";
import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { launchers, runProgram, scratch, startServer } from "../support/program.ts";

/** The uid of the user `nobody`. */
const OWNER = 65_534;

const isRoot = process.geteuid?.() === 0;
if (!isRoot) console.log("    (not root: what root does at another's directory is skipped)");

for (const launcher of launchers()) {
  Deno.test({
    name: `${launcher.name}: root may audit and back up another user's bank, and not serve it`,
    ignore: !isRoot,
    async fn() {
      using dir = scratch();
      const data = join(dir.path, "data");
      const server = await startServer({ launcher, data, args: ["--http", "off"] });
      await server.stop();
      const owned = [data, ...readdirSync(data).map((name) => join(data, name))];
      for (const path of owned) Deno.chownSync(path, OWNER, OWNER);
      const run = (...args: string[]) => runProgram({ launcher, args: [...args, "--data", data] });
      const audit = await run("audit");
      assert.equal(audit.code, 0, audit.out + audit.err);
      const backup = await run("backup", join(dir.path, "one.bankbackup"));
      assert.equal(backup.code, 0, backup.out + backup.err);
      const doctor = await run("doctor");
      assert.doesNotMatch(doctor.out, /may not be written/);
      const serve = await run("serve", "--port", "0", "--http", "off");
      assert.equal(serve.code, 1);
      assert.match(serve.err, /belongs to another user \(id 65534\).*systemctl start bank/);
      const left = readdirSync(data).filter((name) => lstatSync(join(data, name)).uid !== OWNER);
      assert.deepEqual(left, []);
    },
  });
}
