// store/private_files.ts through a data directory: keys that others may read are not used, databases are closed to others.
import assert from "node:assert/strict";
import { chmodSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runtime } from "#runtime";
import { DataError } from "../../store/data_error.ts";
import { openDataDirectory } from "../../store/data_directory.ts";
import { openKeys } from "../../store/private_files.ts";
import { scratch } from "../support/program.ts";

const mode = (path: string) => statSync(path).mode & 0o777;

Deno.test("data directory: a key that others may read is not used, and nothing is changed", async () => {
  for (
    const [name, open] of [["registry.key", 0o644], ["signing.key", 0o640], [
      "tls-key.pem",
      0o604,
    ]] as const
  ) {
    using dir = scratch();
    const data = join(dir.path, "data");
    const directory = await openDataDirectory(data, runtime);
    const key = join(data, name);
    writeFileSync(key, "secret", { mode: 0o600 });
    assert.ok(directory.read(name));
    chmodSync(key, open);
    const uses = [
      () => directory.read(name),
      () => directory.secretFile(name, () => assert.fail()),
    ];
    for (const use of uses) {
      assert.throws(use, (error) => {
        assert.ok(error instanceof DataError);
        assert.match(
          error.message,
          new RegExp(`^Cannot use ${key}: other users .*chmod 600 ${key}`),
        );
        return true;
      });
    }
    assert.equal(mode(key), open);
    assert.deepEqual(openKeys(data), [key]);
    directory.close();
  }
});

Deno.test("data directory: databases of an older release are closed to others", async () => {
  using dir = scratch();
  const data = join(dir.path, "data");
  (await openDataDirectory(data, runtime)).close();
  const files = ["bank.kv", "bank.kv-wal", "views.kv", "bank.mark"].map((name) => join(data, name));
  for (const file of files) {
    writeFileSync(file, "");
    chmodSync(file, 0o644);
  }
  (await openDataDirectory(data, runtime)).close();
  assert.deepEqual(files.map(mode), files.map(() => 0o600));
});
