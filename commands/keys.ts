// `bank keys`: what another server of the same bank needs, out of one data directory and into another, sealed on its way.
import { Buffer } from "node:buffer";
import * as fs from "node:fs";
import process from "node:process";
import { openFiles, sealFiles } from "../store/backup_keys.ts";
import { writeDurably } from "../store/private_files.ts";
import { becomeServer, SERVER_FILES, serverFilesIn } from "../store/server_files.ts";
import { CommandError, EXIT, usageError } from "../console/exit.ts";
import { reasonText } from "../console/reason_text.ts";
import { line } from "../console/screen.ts";
import type { World } from "../console/world.ts";
import { readPassphrase } from "./backup/backup_writing.ts";
import type { KeysValue } from "./program.ts";
import { dataDirectory } from "./settings/data_place.ts";

const PLACE = "what makes a server of a bank";

export async function keys(world: World, words: KeysValue): Promise<number> {
  if (process.platform !== "win32") process.umask(0o077);
  const { screen, env } = world;
  const path = dataDirectory(words, env);
  const passphrase = await readPassphrase(words.passphraseFile);
  if (words.action === "export") exported(world, { file: words.file, path, passphrase });
  else await imported(world, { file: words.file, path, passphrase });
  const { action, file } = words;
  if (words.json) screen.out(JSON.stringify({ action, file, data: path }));
  else if (action === "export") {
    screen.out(line`The keys of the bank in ${path} are in ${file}, sealed with the passphrase.`);
    screen.out("On the other machine:");
    screen.out(line`  bank keys import ${file} --passphrase-file FILE --data DIR`);
    screen.out("  bank serve --standby --data DIR");
    screen.out("Then remove the file: with its passphrase it opens the bank.");
  } else {
    screen.out(line`${path} has the keys of the bank. Next: bank serve --standby --data ${path}`);
    screen.out(line`Then remove ${file}: with its passphrase it opens the bank.`);
  }
  return EXIT.done;
}

interface Carried {
  readonly file: string;
  /** Of the data directory. */
  readonly path: string;
  readonly passphrase: string;
}

function exported({ host }: World, { file, path, passphrase }: Carried): void {
  const files = serverFilesIn(path);
  if (fs.existsSync(file)) {
    throw usageError(line`Cannot write ${file}: there is a file already. Nothing was changed`);
  }
  writeDurably(file, sealFiles(files, { passphrase, random: host.random, place: PLACE }));
}

async function imported(
  { runtime }: World,
  { file, path, passphrase }: Carried,
): Promise<void> {
  const files = openFiles(bytesIn(file), { passphrase, names: SERVER_FILES, place: PLACE });
  if (files) return await becomeServer(path, runtime, files);
  throw new CommandError(
    EXIT.refused,
    line`Cannot open ${file}: it is not what \`bank keys export\` has written, is damaged, or has another passphrase. Nothing was changed`,
  );
}

function bytesIn(file: string): Uint8Array {
  try {
    return Buffer.from(fs.readFileSync(file));
  } catch (error) {
    throw usageError(line`Cannot read ${file}: ${reasonText(error)}`);
  }
}
