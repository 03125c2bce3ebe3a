// A bank with a directory that follows it, for tests of `bank backup --follow`.
import assert from "node:assert/strict";
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { startFollower } from "./backup_follower.ts";
import { onKv } from "./bank_copy.ts";
import { deskAt } from "./desk.ts";
import { type Launcher, runProgram, type Scratch, shipped, startServer } from "./program.ts";

/** One that can read a running bank. */
export const launcher: Launcher = shipped().find(({ name }) => name !== "node")!;

export const tool = (...args: string[]) => runProgram({ launcher, args });

/** The bytes of all blocks, or of those that were restored. */
export async function blocksIn(data: string): Promise<Uint8Array[]> {
  const blocks: Uint8Array[] = [];
  await onKv(join(data, "bank.kv"), async (kv) => {
    for await (const { value } of kv.list<Uint8Array>({ prefix: ["journal"] })) blocks.push(value);
  });
  return blocks;
}

let copies = 0;

/** As it lies there: opening it as a bank would change it. */
export function copyOf(dir: Scratch, data: string): string {
  const to = join(dir.path, `copy-${copies++}`);
  cpSync(data, to, { recursive: true });
  return to;
}

/** A bank with Ann and Bob, one payment between them, and a copy that has followed it to its end. */
export async function followed(dir: Scratch, ...words: string[]) {
  const [data, copy] = [join(dir.path, "data"), join(dir.path, "copy")];
  const server = await startServer({ launcher, data, args: ["--welcome", "100"] });
  const desk = deskAt({ launcher, dir, server });
  await desk.signUp("ann");
  await desk.signUp("bob");
  const follower = startFollower({ launcher, data, directory: copy, args: words });
  const pay = async () => {
    const { answer, err } = await desk.json("ann", ["transfer", "bob", "1", "--yes"]);
    assert.equal(answer?.status, "booked", err);
  };
  /** Everything that the bank has. */
  const caughtUp = async () => {
    const last = (await blocksIn(copyOf(dir, data))).length - 1;
    await follower.until(() => follower.newest >= last);
  };
  await follower.until((copied) => copied.length > 0);
  await pay();
  await caughtUp();
  return { data, copy, server, desk, follower, pay, caughtUp };
}

export const journalIn = (copy: string) =>
  readdirSync(copy).filter((name) => name.startsWith("journal-")).sort();
