// `bank backup --follow`: keeps a directory as far as the bank is, until it is stopped. What a machine that burns takes along is
// what was booked in its last second.
import * as fs from "node:fs";
import process from "node:process";
import { resolve } from "node:path";
import { pause } from "../../bank/host.ts";
import { EXIT, usageError } from "../../console/exit.ts";
import { line } from "../../console/screen.ts";
import type { World } from "../../console/world.ts";
import type { BackupValue } from "../program.ts";
import { dataDirectory } from "../settings/data_place.ts";
import { lockOf, readPassphrase } from "./backup_writing.ts";
import { Following } from "./following.ts";

/** Milliseconds between two looks whether there is something new. A look reads one small file. */
const LOOK_MS = 250;

export async function follow(world: World, words: BackupValue): Promise<number> {
  const { runtime, env, host, screen } = world;
  if (words.keep !== undefined) {
    throw usageError("Cannot use --keep with --follow: all of the journal is kept, once");
  }
  const directory = resolve(words.to);
  const found = fs.statSync(directory, { throwIfNoEntry: false });
  if (["", "-"].includes(words.to) || (found && !found.isDirectory())) {
    throw usageError("Cannot follow a bank into anything but a directory");
  }
  const { passphraseFile } = words;
  const passphrase = passphraseFile === undefined ? null : await readPassphrase(passphraseFile);
  if (process.platform !== "win32") process.umask(0o077);
  const data = resolve(dataDirectory(words, env));
  let stop = () => {};
  let stopped = false;
  const stopping = new Promise<void>((done) => stop = done).then(() => void (stopped = true));
  const release = (["SIGINT", "SIGTERM", "SIGHUP"] as const).map((signal) =>
    runtime.onSignal(signal, stop)
  );
  const lock = await lockOf(world, directory);
  try {
    const following = await Following.begin({ world, data, directory, passphrase });
    const tell = teller(world, { words, directory });
    for (let first = true; !stopped; first = false) {
      const step = await following.step();
      if (first || step) tell(first, step?.oldestAtMs ?? null, following.head.seq);
      await Promise.race([stopping, pause(host, LOOK_MS)]);
    }
    if (!words.json) screen.out(line`Stopped at block ${following.head.seq}.`);
    return EXIT.done;
  } finally {
    lock.release();
    for (const off of release) off();
  }
}

/** To a program each step; to people when it has caught up. */
function teller(
  { screen, host }: World,
  { words, directory }: { readonly words: BackupValue; readonly directory: string },
) {
  return (first: boolean, oldestAtMs: number | null, block: number) => {
    if (words.json) {
      const event = first ? "following" : "copied";
      const behindMs = oldestAtMs === null ? 0 : Math.max(0, host.clock() - oldestAtMs);
      screen.out(JSON.stringify({ event, block, behindMs }));
    } else if (first) {
      screen.out(line`${directory} has everything up to block ${block}. Following; Ctrl-C stops.`);
    }
  };
}
