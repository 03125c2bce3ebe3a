// store/restoring.ts on real files: a restore that was cut is no bank, can be begun again, and what it gives up is gone.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runtime } from "../../net/runtime_deno.ts";
import { DataError } from "../../store/data_error.ts";
import { openDataDirectory } from "../../store/data_directory.ts";
import { RestoredDirectory } from "../../store/restoring.ts";
import { scratch } from "../support/program.ts";

/** As the end of the process leaves it. */
async function cut(data: string): Promise<void> {
  const directory = await RestoredDirectory.make(data, runtime);
  await directory.row(["person", "1"], new Uint8Array([1]));
  await directory.block(0, new Uint8Array([1, 2]));
  await directory.written();
  directory.kv.close();
  directory.file("registry.key", new Uint8Array(32));
}

Deno.test("restoring: what was cut is no bank, and the next restore begins from nothing", async () => {
  using dir = scratch();
  const data = join(dir.path, "data");
  // Another process would have let go of the lock: here another directory stands for it.
  await cut(data);
  const { runtime: unlocked } = { runtime: { ...runtime, lockFile: () => Promise.resolve(FREE) } };
  await assert.rejects(
    openDataDirectory(data, unlocked),
    (error) => error instanceof DataError && /a restore into it was cut/.test(error.message),
  );
  const directory = await RestoredDirectory.make(data, unlocked);
  assert.equal((await directory.kv.get(["person", "1"])).value, null);
  assert.equal(await directory.journal.head(), null);
  directory.giveUp();
  assert.deepEqual(existsSync(data) ? readdirSync(data) : [], []);
});

const FREE = { release() {} };

Deno.test("restoring: a directory with anything else in it is left alone", async () => {
  using dir = scratch();
  for (const [place, name] of ["format", "bank.kv", "notes.txt", "bank.mark"].entries()) {
    const data = join(dir.path, String(place));
    mkdirSync(data);
    writeFileSync(join(data, name), "2\nfounded\n");
    await assert.rejects(
      RestoredDirectory.make(data, runtime),
      (error) => error instanceof DataError && error.message.includes(`there is ${name}`),
    );
    assert.deepEqual(readdirSync(data), [name]);
  }
});

Deno.test("restoring: the journal ends with the block that was written last", async () => {
  using dir = scratch();
  const directory = await RestoredDirectory.make(join(dir.path, "data"), runtime);
  const block = (seq: number) => new Uint8Array(60_000).fill(seq);
  for (let seq = 0; seq < 25; seq++) await directory.block(seq, block(seq));
  await directory.written();
  assert.equal((await directory.journal.head())?.seq, 24);
  assert.deepEqual(await directory.journal.block(24), block(24));
  directory.giveUp();
});
