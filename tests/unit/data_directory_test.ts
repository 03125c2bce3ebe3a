// store/data_directory.ts on real directories below a temporary one: what it makes, and that each way in which
// it cannot be used is a DataError with a sentence that says what to do.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runtime } from "../../net/runtime_deno.ts";
import type { Kv } from "../../store/kv.ts";
import { DataError } from "../../store/data_error.ts";
import { writeDurably } from "../../store/private_files.ts";
import { DATA_FORMAT, openDataDirectory, type Platform } from "../../store/data_directory.ts";
import { memoryKv } from "../support/service.ts";

interface Scratch extends Disposable {
  readonly path: string;
  readonly data: string;
}

function scratch(): Scratch {
  const path = Deno.makeTempDirSync();
  const remove = () => Deno.removeSync(path, { recursive: true });
  return { path, data: join(path, "data"), [Symbol.dispose]: remove };
}

const mode = (path: string) => statSync(path).mode & 0o777;

/** @param says of the error; the name of what is done with a directory that can be locked. */
async function refused(
  data: string,
  platform: Platform,
  ...says: (RegExp | "look" | "openKv")[]
): Promise<void> {
  const use = async () => {
    const directory = await openDataDirectory(data, platform);
    try {
      await directory[says.includes("look") ? "look" : "openKv"]();
    } finally {
      directory.close();
    }
  };
  await assert.rejects(use(), (error) => {
    assert(error instanceof DataError, String(error));
    assert.match(error.message, /^Cannot (use|open) data (directory|file) \//);
    for (const each of says) if (typeof each !== "string") assert.match(error.message, each);
    assert.doesNotMatch(error.message, /\n|undefined|\[object/);
    return true;
  });
}

/** Counts what is taken and given back. */
class CountingPlatform implements Platform {
  locks = 0;
  kvs = 0;

  constructor(readonly overrides: Partial<Platform> = {}) {}

  async openKv(path: string) {
    const kv = await (this.overrides.openKv?.(path) ?? memoryKv());
    this.kvs++;
    const close = kv.close.bind(kv);
    kv.close = () => {
      this.kvs--;
      close();
    };
    return kv;
  }

  lockFile(_path: string) {
    this.locks++;
    return Promise.resolve({ release: () => void this.locks-- });
  }
}

Deno.test("data directory: made private, with a lock, a format and the KV file", async () => {
  using here = scratch();
  const data = join(here.data, "deep", "below");
  const directory = await openDataDirectory(data, runtime);
  assert.equal(directory.path, data);
  assert.equal(mode(data), 0o700);
  assert.equal(readFileSync(join(data, "format"), "utf8"), `${DATA_FORMAT}\n`);
  assert.equal(mode(join(data, "format")), 0o600);
  await directory.openKv();
  assert(existsSync(join(data, "bank.kv")));
  directory.close();
});

Deno.test("data directory: a bank's own is closed to others, one that was empty keeps its mode", async () => {
  using here = scratch();
  mkdirSync(here.data, { mode: 0o755 });
  (await openDataDirectory(here.data, runtime)).close();
  assert.equal(mode(here.data), 0o755);
  (await openDataDirectory(here.data, runtime)).close();
  assert.equal(mode(here.data), 0o700);
});

Deno.test("data directory: what holds something else is refused and left as it is", async () => {
  for (const name of ["notes.txt", ".bashrc", "bin", "bank.kv.old"]) {
    using here = scratch();
    mkdirSync(here.data, { mode: 0o755 });
    writeFileSync(join(here.data, name), "mine");
    const platform = new CountingPlatform();
    await refused(here.data, platform, /it is not a bank's, and not empty/, /Nothing was changed/);
    assert.deepEqual([readdirSync(here.data), mode(here.data)], [[name], 0o755]);
    assert.deepEqual([platform.locks, platform.kvs], [0, 0]);
  }
});

Deno.test("data directory: what a start has left that was cut at its beginning is taken up", async () => {
  for (const name of ["bank.lock", "format.new"]) {
    using here = scratch();
    mkdirSync(here.data);
    writeFileSync(join(here.data, name), "");
    (await openDataDirectory(here.data, runtime)).close();
  }
});

Deno.test("data directory: what was stored is there the next time", async () => {
  using here = scratch();
  const first = await openDataDirectory(here.data, runtime);
  await (await first.openKv()).atomic().set(["journal", 0], Uint8Array.of(1, 2, 3)).commit();
  first.close();
  const again = await openDataDirectory(here.data, runtime);
  assert.deepEqual(
    (await (await again.openKv()).get(["journal", 0])).value,
    Uint8Array.of(1, 2, 3),
  );
  again.close();
});

Deno.test("data directory: secret files are made once, whole, readable by their owner only", async () => {
  using here = scratch();
  const onDisk = { openKv: (path: string) => Deno.openKv(path) as unknown as Promise<Kv> };
  const directory = await openDataDirectory(here.data, new CountingPlatform(onDisk));
  const made = directory.secretFile("key", () => Uint8Array.of(1, 2, 3));
  const kept = directory.secretFile("key", () => Uint8Array.of(9));
  assert.deepEqual([made, kept], [Uint8Array.of(1, 2, 3), Uint8Array.of(1, 2, 3)]);
  assert.equal(mode(join(here.data, "key")), 0o600);
  assert.deepEqual(directory.read("key"), made);
  assert.equal(readdirSync(here.data).some((name) => name.endsWith(".new")), false);
  assert.equal(directory.read("other"), null);
  await (await directory.openKv()).atomic().set(["journal", 0], Uint8Array.of(1)).commit();
  directory.markFounded();
  directory.close();
  const founded = await openDataDirectory(here.data, new CountingPlatform(onDisk));
  assert.deepEqual(founded.secretFile("key", () => assert.fail("it is there")), made);
  const lost = () => founded.secretFile("other", () => assert.fail("a founded bank makes no keys"));
  assert.throws(lost, { name: "DataError", message: /other is missing; restore/ });
  founded.close();
});

Deno.test("data directory: a file is replaced whole, what a crash left beside it does not matter", () => {
  using here = scratch();
  const file = join(here.path, "file");
  writeFileSync(`${file}.new`, "half of a long tex");
  for (const text of ["one", "two"]) {
    writeDurably(file, text);
    assert.equal(readFileSync(file, "utf8"), text);
  }
  assert.deepEqual(readdirSync(here.path), ["file"]);
});

Deno.test("data directory: a second bank on it is refused, the first goes on", async () => {
  using here = scratch();
  const first = await openDataDirectory(here.data, runtime);
  await refused(here.data, runtime, /another bank is running/, /bank\.lock/, /--data DIR/);
  await (await first.openKv()).get(["journal", 0]);
  first.close();
  (await openDataDirectory(here.data, runtime)).close();
});

Deno.test("data directory: a path that cannot be a directory", async () => {
  using here = scratch();
  const file = join(here.path, "file");
  writeFileSync(file, "");
  const platform = new CountingPlatform();
  await refused(file, platform, /--data DIR/);
  await refused(join(file, "below"), platform, /--data DIR/);
  assert.deepEqual([platform.locks, platform.kvs], [0, 0]);
});

Deno.test({
  name: "data directory: one that this user may not write",
  ignore: Deno.build.os === "windows" || Deno.uid() === 0,
  async fn() {
    using here = scratch();
    const closed = join(here.path, "closed");
    mkdirSync(closed, { mode: 0o500 });
    await refused(closed, new CountingPlatform(), /permission denied/i, /--data DIR/);
    await refused(join(closed, "below"), new CountingPlatform(), /permission denied/i);
  },
});

const FORMATS: [string, RegExp][] = [
  [`${DATA_FORMAT + 1}\n`, /format 3, this program knows 2; install a newer bank/],
  ["", /damaged; restore a backup/],
  ["0\n", /damaged/],
  ["-1\n", /damaged/],
  ["1.5\n", /damaged/],
  ["one\n", /damaged/],
  ["1\n1\n", /damaged/],
];

for (const [text, says] of FORMATS) {
  Deno.test(`data directory: format ${JSON.stringify(text)} is refused before the KV file is touched`, async () => {
    using here = scratch();
    mkdirSync(here.data);
    writeFileSync(join(here.data, "format"), text);
    const platform = new CountingPlatform();
    await refused(here.data, platform, says);
    assert.deepEqual([platform.locks, platform.kvs], [0, 0]);
    assert.deepEqual(readdirSync(here.data), ["format"]);
  });
}

Deno.test("data directory: a KV file without a format is not a new bank", async () => {
  using here = scratch();
  mkdirSync(here.data);
  writeFileSync(join(here.data, "bank.kv"), "");
  const platform = new CountingPlatform();
  await refused(here.data, platform, /"format" is missing/, /backup/);
  assert.deepEqual([platform.locks, readdirSync(here.data)], [0, ["bank.kv"]]);
});

Deno.test("data directory: a damaged KV file is refused and left as it is", async () => {
  using here = scratch();
  const directory = await openDataDirectory(here.data, runtime);
  await (await directory.openKv()).atomic().set(["journal", 0], Uint8Array.of(1)).commit();
  directory.markFounded();
  directory.close();
  const file = join(here.data, "bank.kv");
  const damaged = "this is not a database ".repeat(500);
  writeFileSync(file, damaged);
  for (const how of ["look", "openKv"] as const) {
    await refused(here.data, runtime, /bank\.kv/, /nothing was changed/, /backup/, how);
    assert.equal(readFileSync(file, "utf8"), damaged);
  }
});

Deno.test("data directory: a KV file that opens but cannot be read is closed again", async () => {
  using here = scratch();
  const openKv = async () => {
    const kv = await memoryKv();
    kv.get = () => Promise.reject(new Error("disk I/O error"));
    return kv;
  };
  const platform = new CountingPlatform({ openKv });
  await refused(here.data, platform, /disk I\/O error/, /nothing was changed/);
  assert.deepEqual([platform.locks, platform.kvs], [0, 0]);
});

Deno.test("data directory: closing gives back the KV file and the lock", async () => {
  using here = scratch();
  const platform = new CountingPlatform();
  const directory = await openDataDirectory(here.data, platform);
  await directory.openKv();
  assert.deepEqual([platform.locks, platform.kvs], [1, 1]);
  directory.close();
  assert.deepEqual([platform.locks, platform.kvs], [0, 0]);
});
