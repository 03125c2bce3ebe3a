// `bank keys`: what makes another server of a bank, out of one data directory and into another.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FOUNDED_FORMAT } from "../../store/data_directory.ts";
import { SERVER_FILES } from "../../store/server_files.ts";
import { launcherNamed, runProgram, scratch } from "../support/program.ts";

const launcher = launcherNamed(undefined);

/** A data directory as one looks from outside that has its journal elsewhere. */
function directoryIn(path: string): string {
  mkdirSync(path, { mode: 0o700 });
  const store = { store: "postgres", url: "postgres://bank@db/bank", id: "0".repeat(32) };
  for (const name of SERVER_FILES) {
    const text = name === "store.json" ? JSON.stringify({ ...store, secretFile: null }) : name;
    writeFileSync(join(path, name), text, { mode: 0o600 });
  }
  writeFileSync(join(path, "format"), FOUNDED_FORMAT);
  return path;
}

Deno.test("keys: what another server needs is carried whole, under a passphrase, and never over anything", async () => {
  using dir = scratch();
  const data = directoryIn(join(dir.path, "one"));
  const file = join(dir.path, "carried");
  const [good, short, other] = ["carried by hand, once", "short", "another one of those"].map(
    (text) => dir.file(text.replaceAll(/\W/g, ""), text),
  ) as [string, string, string];
  const keys = async (action: string, at: string, { by = good, from = file } = {}) => {
    const args = ["keys", action, from, "--data", at, "--passphrase-file", by];
    const { code, out, err } = await runProgram({ launcher, args });
    return { code, said: (out + err).replace(/\s+/g, " ") };
  };
  const [two, strange] = [join(dir.path, "two"), join(dir.path, "strange")];
  mkdirSync(strange);
  writeFileSync(join(strange, "letter.txt"), "");

  assert.match((await keys("export", data, { by: short })).said, /shorter than 12/);
  assert.match((await keys("export", join(dir.path, "none"))).said, /There is no bank in/);
  assert.equal((await keys("export", data)).code, 0);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  for (const name of SERVER_FILES) {
    assert.ok(!readFileSync(file, "latin1").includes(btoa(name)), "nothing of it can be read");
  }
  assert.match((await keys("export", data)).said, /there is a file already/);

  assert.match((await keys("import", two, { by: other })).said, /has another passphrase/);
  assert.match((await keys("import", two, { from: good })).said, /Cannot open/);
  assert.match((await keys("import", two, { from: join(dir.path, "no") })).said, /Cannot read/);
  assert.ok(!existsSync(two), "nothing was made");
  assert.match((await keys("import", strange)).said, /not empty/);

  // One that was cut has left a part.
  mkdirSync(two);
  writeFileSync(join(two, "registry.key"), "half", { mode: 0o600 });
  assert.equal((await keys("import", two)).code, 0);
  for (const name of [...SERVER_FILES, "format"]) {
    assert.equal(readFileSync(join(two, name), "utf8"), readFileSync(join(data, name), "utf8"));
    assert.equal(statSync(join(two, name)).mode & 0o077, 0);
  }
  assert.match((await keys("import", two)).said, /There is a bank in .* already/);

  const embedded = directoryIn(join(dir.path, "embedded"));
  Deno.removeSync(join(embedded, "store.json"));
  const { said } = await keys("export", embedded, { from: join(dir.path, "new") });
  assert.match(said, /is in that directory, and no other server can have it/);
});
