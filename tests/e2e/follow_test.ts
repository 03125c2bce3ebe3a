// A directory that follows a bank, with real processes that are killed: what the follower has said is there comes back, chained
// and adding up, and it goes on where it was.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { MERGED_PARTS } from "../../commands/backup/followed_parts.ts";
import { startFollower } from "../support/backup_follower.ts";
import { auditOf } from "../support/bank_copy.ts";
import { PASSWORD } from "../support/desk.ts";
import { blocksIn, copyOf, followed, journalIn, launcher, tool } from "../support/followed_bank.ts";
import { pinAt } from "../support/pins.ts";
import { type Scratch, scratch, startServer } from "../support/program.ts";
import { seeded } from "../support/relay.ts";
import { StubbornPayers } from "../support/stubborn_payers.ts";
import { readBooks } from "../support/town.ts";

const KILLS = Number(Deno.env.get("KILLS") ?? 5);
const SEED = Number(Deno.env.get("SEED") ?? 20261130);

/** Answers between two kills, at most. */
const ANSWERS_MAX = 500;

/** Steps of the follower between two kills, at most: as many as become one part. */
const STEPS_MAX = MERGED_PARTS;

/** Milliseconds between something that was booked and its place on the other disk, in the middle of all of them. */
const BEHIND_MS = 2_000;

function assertClose(behind: number[]): void {
  behind.sort((one, other) => one - other);
  const middle = behind[behind.length >> 1] ?? 0;
  assert.ok(middle < BEHIND_MS, `${middle} ms behind`);
  console.log(`    ${behind.length} steps, ${middle} ms behind (median), ${behind.at(-1)} at most`);
}

/** Restored, it has every block up to `least`, the same as the bank had, and nothing but the word of its restore after them. */
async function assertComesBack(
  dir: Scratch,
  { data, copy, least }: { readonly data: string; readonly copy: string; readonly least: number },
): Promise<string> {
  const back = join(dir.path, `back-${crypto.randomUUID()}`);
  const keys = ["--keys", data];
  const { code, err } = await tool("restore", copy, "--data", back, ...keys);
  assert.equal(code, 0, err);
  const restored = (await blocksIn(back)).slice(0, -1);
  assert.ok(restored.length > least, `block ${least} is missing: ${restored.length} came back`);
  assert.deepEqual(restored, (await blocksIn(data)).slice(0, restored.length));
  const audited = await auditOf(launcher, back);
  assert.equal(audited.code, 0, audited.out);
  return back;
}

Deno.test(`${KILLS} kills of bank and follower under load: what was said to be copied comes back`, async () => {
  using dir = scratch();
  const draw = seeded(SEED);
  const [data, copy] = [join(dir.path, "data"), join(dir.path, "copy")];
  const args = ["--welcome", "1000"];
  let server = await startServer({ launcher, data, args });
  const { host, port } = server;
  const certificate = await pinAt({ hostname: host, port });
  const bank = { host, port, certificate };
  const payers = new StubbornPayers({ bank, names: ["ann", "bob", "cleo"], depth: 8, seed: SEED });
  const following = () => startFollower({ launcher, data, directory: copy });
  let follower = following();
  const behind: number[] = [];
  try {
    const { done } = await payers.begin();
    const some = () => payers.answered(payers.told.length + Math.ceil(draw() * ANSWERS_MAX));
    for (let kill = 0; kill < KILLS; kill++) {
      const steps = 2 + Math.floor(draw() * STEPS_MAX);
      await follower.until((copied) => copied.length >= steps);
      const read = await tool("restore", copy, "--check", "--keys", data);
      assert.equal(read.code, 0, `read while it is followed: ${read.err}`);
      await Promise.race([some(), done]);
      // One after the other, in either order, or only one of them.
      const both = [
        async () => {
          payers.isDown();
          await server.stop("SIGKILL");
        },
        () => follower.stop("SIGKILL"),
      ];
      if (draw() < 0.5) both.reverse();
      for (const end of both) await end();
      behind.push(...follower.copied.slice(1).map(({ behindMs }) => behindMs));
      await assertComesBack(dir, { data: copyOf(dir, data), copy, least: follower.newest });
      server = await startServer({ launcher, data, port, args });
      payers.isUp();
      follower = following();
    }
    payers.stop();
    await done;
    await payers.close();
    await server.stop();
    const last = (await blocksIn(copyOf(dir, data))).length - 1;
    await follower.until(() => follower.newest >= last);
    assert.equal(await follower.stop(), 0, follower.stderr());
    const newest = follower.newest;
    const back = await assertComesBack(dir, { data, copy, least: newest });
    const { loop } = await readBooks(back);
    const booked = payers.told.filter(({ outcome }) => outcome === "booked");
    assert.ok(booked.length > 0);
    for (const { id } of booked) assert.equal(loop.ledger.transfers.get(id)?.status, "booked");
    assertClose(behind);
    console.log(`    ${booked.length} payments`);
  } finally {
    await payers.close();
    await follower[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  }
});

Deno.test("small parts become one, and a bank comes back as it was at an earlier block, with its keys", async () => {
  using dir = scratch();
  const passphrase = dir.file("passphrase", "seven honest horses\n");
  const words = ["--passphrase-file", passphrase];
  const { copy, server, desk, follower, pay, caughtUp } = await followed(dir, ...words);
  await using _server = server;
  await using _follower = follower;
  const early = follower.newest;
  for (let payment = 0; payment < MERGED_PARTS + 2; payment++) {
    await pay();
    await caughtUp();
  }
  const parts = journalIn(copy);
  assert.ok(parts.length < MERGED_PARTS, parts.join());
  const { answer } = await desk.json("ann", ["balance"]);
  await server.stop();
  await caughtUp();
  assert.equal(await follower.stop(), 0, follower.stderr());
  const checked = await tool("restore", copy, "--check", ...words);
  assert.deepEqual([checked.code, /made by the holder of its keys/.test(checked.out)], [0, true]);
  for (const [until, gone] of [[[], 0], [["--until", String(early)], MERGED_PARTS + 2]] as const) {
    const back = join(dir.path, `back${gone}`);
    const ran = await tool("restore", copy, "--data", back, ...words, ...until);
    assert.equal(ran.code, 0, ran.err);
    await using again = await startServer({ launcher, data: back, port: server.port });
    assert.equal(again.fingerprint, server.fingerprint);
    const password = ["--password-file", dir.file("password", PASSWORD)];
    const balance = await desk.json("ann", [...password, "balance"]);
    assert.equal(balance.answer?.bookedMinor, answer.bookedMinor + gone * 100, balance.err);
  }
});

Deno.test("people who come are followed, and what they were before does not stay", async () => {
  using dir = scratch();
  const { data, copy, server, desk, follower } = await followed(dir);
  await using _server = server;
  await using _follower = follower;
  const people = () => readdirSync(copy).filter((name) => name.startsWith("people-"));
  const before = people();
  await desk.signUp("carol");
  const isNew = () => people().length === 1 && people().join() !== before.join();
  const changed = Deno.watchFs(copy);
  for await (const _ of changed) if (isNew()) break;
  await server.stop();
  const { code, out } = await tool("restore", copy, "--check", "--keys", data);
  assert.deepEqual([code, /3 people/.test(out)], [0, true], out);
});
