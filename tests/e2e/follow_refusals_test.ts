// Directories that a bank is not followed into: broken, altered, of another bank, or of one that has lost something since. Each is
// refused in words and left as it is.
import assert from "node:assert/strict";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { chunksOf } from "../../commands/backup/backup_reading.ts";
import { BackupWriter, readBackup } from "../../store/backup_file.ts";
import { copyOf, followed, journalIn, launcher, tool } from "../support/followed_bank.ts";
import { scratch, startServer } from "../support/program.ts";

/** The same frames under another seal. */
async function forgedFrom(file: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const writer = new BackupWriter((bytes) => Promise.resolve(void pieces.push(bytes)));
  for await (const frame of readBackup(chunksOf(file))) {
    if (frame.kind === "about") await writer.about(frame.about);
    else if (frame.kind === "block") await writer.block(frame.bytes);
  }
  await writer.seal(new Uint8Array(32).fill(7));
  await writer.end();
  return new Uint8Array(await new Blob(pieces as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}

Deno.test("a directory that is broken, altered, or of another bank is refused, and left as it is", async () => {
  using dir = scratch();
  const { data, copy, server, follower, pay, caughtUp } = await followed(dir);
  await using _server = server;
  await pay();
  await caughtUp();
  const busy = await tool("backup", "--follow", copy, "--data", data);
  assert.deepEqual([busy.code, /Another backup is being made/.test(busy.err)], [75, true]);
  assert.equal(await follower.stop(), 0, follower.stderr());
  const parts = journalIn(copy);
  const other = join(dir.path, "other");
  await (await startServer({ launcher, data: other })).stop();
  const forged = await forgedFrom(join(copy, parts[0]!));
  const damages: [(bad: string) => void, RegExp, RegExp | null][] = [
    [(bad) => rmSync(join(bad, parts[0]!)), /block 0 is missing/, /Block 0 is missing/],
    [(bad) => writeFileSync(join(bad, "letter.txt"), ""), /something else in it/, null],
    [
      (bad) => {
        const bytes = readFileSync(join(bad, parts[0]!));
        bytes[bytes.length >> 1]! ^= 1;
        writeFileSync(join(bad, parts[0]!), bytes);
      },
      /not good/,
      /not good.*Nothing was restored/,
    ],
    [
      (bad) => writeFileSync(join(bad, parts[0]!), forged),
      /changed by someone without the keys/,
      /not from the bank of these keys/,
    ],
    [
      (bad) => writeFileSync(join(bad, parts[0]!), readFileSync(join(bad, parts[1]!))),
      /not good/,
      /not good/,
    ],
    [
      (bad) => rmSync(join(bad, readdirSync(bad).find((name) => /people/.test(name))!)),
      /^$/,
      /People/,
    ],
  ];
  for (const [place, [damage, followSays, restoreSays]] of damages.entries()) {
    const bad = join(dir.path, `bad${place}`);
    cpSync(copy, bad, { recursive: true });
    damage(bad);
    const before = readdirSync(bad).sort();
    if (followSays.source !== "^$") {
      const ran = await tool("backup", "--follow", bad, "--data", data);
      assert.deepEqual([ran.code, followSays.test(ran.err)], [1, true], ran.err);
      assert.deepEqual(readdirSync(bad).sort(), before);
    }
    if (!restoreSays) continue;
    const target = join(dir.path, "target");
    const back = await tool("restore", bad, "--data", target, "--keys", data);
    assert.deepEqual([back.code, restoreSays.test(back.err)], [1, true], back.err);
    assert.ok(!existsSync(target));
  }
  const foreign = await tool("backup", "--follow", copy, "--data", other);
  assert.deepEqual([foreign.code, /of another bank/.test(foreign.err)], [1, true], foreign.err);
});

Deno.test("a bank that has lost something is not followed any more: its copy keeps what it lost", async () => {
  using dir = scratch();
  const { data, copy, server, follower, pay, caughtUp } = await followed(dir);
  await using _follower = follower;
  await server.stop();
  const yesterday = copyOf(dir, data);
  await using second = await startServer({ launcher, data, port: server.port });
  await pay();
  await caughtUp();
  await second.stop();
  const parts = readdirSync(copy);
  rmSync(data, { recursive: true });
  cpSync(yesterday, data, { recursive: true });
  assert.equal(await follower.ended, 1);
  assert.match(follower.stderr(), /has lost what it had.*bank restore .*follow into a new one/);
  assert.deepEqual(readdirSync(copy), parts);
});

Deno.test("a disk that is not mounted any more is told, and nothing is written where it was", async () => {
  using dir = scratch();
  const { copy, server, follower } = await followed(dir);
  await using _server = server;
  await using _follower = follower;
  renameSync(copy, `${copy}-elsewhere`);
  mkdirSync(copy);
  assert.equal(await follower.ended, 1);
  assert.match(follower.stderr(), /is not there any more\. Is it still mounted\?/);
  assert.deepEqual(readdirSync(copy), []);
});

Deno.test("what cannot be followed is told before anything is written", async () => {
  using dir = scratch();
  const nowhere = join(dir.path, "nowhere");
  const cases: [string[], number, RegExp][] = [
    [[nowhere, "--data", join(dir.path, "none")], 1, /There is no bank in/],
    [[nowhere, "--keep", "7d"], 2, /Cannot use --keep with --follow/],
    [["-"], 2, /anything but a directory/],
    [[dir.file("a.txt", "")], 2, /anything but a directory/],
  ];
  for (const [words, code, text] of cases) {
    const ran = await tool("backup", "--follow", ...words);
    assert.deepEqual([ran.code, text.test(ran.err)], [code, true], ran.err);
  }
  const empty = await tool("restore", dir.path, "--check");
  assert.deepEqual([empty.code, /a directory that follows no bank/.test(empty.err)], [2, true]);
});
