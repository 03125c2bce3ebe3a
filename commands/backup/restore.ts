// `bank restore`: a bank made from its backup, up to its last block or an earlier one. The bank says in its journal that it was
// restored, so that its customers are told and do not take it for a forgery. Sessions and codes of the backup are left out: what
// was ended since must not come back.
import { Buffer } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { accountNumberText } from "../../bank/account_number.ts";
import { BankClock } from "../../bank/bank_clock.ts";
import { BlockDraft, hashOf, type Head } from "../../bank/block.ts";
import { SigningKey } from "../../bank/signature.ts";
import { BackupDamage, type BackupFrame, isSealedBy, readBackup } from "../../store/backup_file.ts";
import { DATA_FORMAT } from "../../store/data_directory.ts";
import { KEY_FILES, type KeyFiles, openKeys } from "../../store/backup_keys.ts";
import { MarkKeeper } from "../../store/head_mark.ts";
import { RestoredDirectory } from "../../store/restoring.ts";
import { settleRows } from "../../store/restored_rows.ts";
import { contentText, plain } from "./backup.ts";
import { readPassphrase } from "./backup_writing.ts";
import {
  type BackupContent,
  chunksOf,
  LEFT_OUT,
  takeBackup,
  type Until,
} from "./backup_reading.ts";
import { framesOfFollowed } from "./followed_reading.ts";
import { clocksOf, lastSeen } from "../../server/books_proof.ts";
import { CommandError, EXIT, usageError } from "../../console/exit.ts";
import type { RestoreValue } from "../program.ts";
import { reasonText } from "../../console/reason_text.ts";
import { untilFits, untilOf } from "./restore_until.ts";
import { line } from "../../console/screen.ts";
import { dataDirectory } from "../settings/data_place.ts";
import type { World } from "../../console/world.ts";

export async function restore(world: World, words: RestoreValue): Promise<number> {
  if (process.platform !== "win32") process.umask(0o077);
  const until = words.until === undefined ? undefined : untilOf(words.until);
  try {
    return words.check ? await check(world, words) : await intoDirectory(world, words, until);
  } catch (error) {
    if (!(error instanceof BackupDamage)) throw error;
    const nothing = words.check ? "" : " Nothing was restored.";
    throw new CommandError(
      EXIT.refused,
      line`${words.from} is not good: ${error.message}.` + nothing,
    );
  }
}

async function check({ screen }: World, words: RestoreValue): Promise<number> {
  if (words.until !== undefined) throw usageError("--check looks at all of it: leave --until out");
  const passphrase = words.passphraseFile === undefined
    ? null
    : await readPassphrase(words.passphraseFile);
  let keys = words.keys === undefined ? null : keysIn(words.keys);
  const content = await takeBackup(framesOf(words.from), {
    keys(sealed) {
      if (passphrase !== null) keys ??= unsealed(sealed, passphrase);
    },
  });
  if (keys) requireSeal(content, keys);
  if (words.json) screen.out(JSON.stringify(plain(content)));
  else {
    screen.out(contentText(content));
    screen.out(`  ${content.sealedKeys ? "with" : "without"} the keys of the bank`);
    screen.out("  whole, and everything adds up");
    screen.out(
      keys
        ? "  made by the holder of its keys"
        : "  whether it was changed on purpose is told with its keys: --passphrase-file or --keys",
    );
  }
  return EXIT.done;
}

async function intoDirectory(
  world: World,
  words: RestoreValue,
  until: Until | undefined,
): Promise<number> {
  const passphrase = words.passphraseFile === undefined
    ? null
    : await readPassphrase(words.passphraseFile);
  let keys = words.keys === undefined ? null : keysIn(words.keys);
  const directory = await RestoredDirectory.make(
    dataDirectory(words, world.env),
    world.runtime,
  );
  try {
    const content = await takeBackup(framesOf(words.from), {
      until,
      about({ format, program }) {
        if (format <= DATA_FORMAT) return;
        throw new CommandError(
          EXIT.refused,
          line`${words.from} was made by ${program}, a newer program, of data in format ${format}; this one knows ` +
            line`${DATA_FORMAT}. Install a newer bank. Nothing was restored`,
        );
      },
      keys(sealed) {
        keys ??= unsealed(sealed, passphrase);
      },
      block: (seq, bytes) => directory.block(seq, bytes),
      row: async (key, value) => {
        if (!LEFT_OUT.has(String(key[0]))) await directory.row(key, value);
      },
    });
    await directory.written();
    if (keys === null) {
      throw new CommandError(
        EXIT.usage,
        "The keys of the bank are not in this backup: name the directory with its registry.key, signing.key and " +
          "tls-*.pem with --keys DIR. Nothing was restored",
      );
    }
    untilFits(until, content);
    requireSeal(content, keys);
    const settled = await become(world, { directory, content, keys });
    directory.finish();
    tell(world, words, { content, path: directory.path, ...settled });
    return EXIT.done;
  } catch (error) {
    directory.giveUp();
    throw error;
  }
}

/** Of a file, a stream, or a directory that follows a bank. */
function framesOf(from: string): AsyncIterable<BackupFrame> {
  const directory = from !== "-" && statSync(from, { throwIfNoEntry: false })?.isDirectory();
  return directory ? framesOfFollowed(from) : readBackup(chunksOf(from));
}

/** @throws {CommandError} when it was made by another bank, or changed since. */
function requireSeal({ seals }: BackupContent, keys: KeyFiles): void {
  const registryKey = keys["registry.key"];
  const its = registryKey && seals.length > 0 && seals.every((one) => isSealedBy(one, registryKey));
  if (its) return;
  throw new CommandError(
    EXIT.refused,
    "This backup is not from the bank of these keys, or was changed since without them. " +
      "Nothing was restored",
  );
}

const KEY_BYTES = 32;

function keysIn(path: string): KeyFiles {
  const keys = KEY_FILES.map((name) => {
    try {
      const bytes = new Uint8Array(readFileSync(join(path, name)));
      if (name.endsWith(".key") && bytes.length !== KEY_BYTES) throw new Error("it is no key");
      return [name, bytes] as const;
    } catch (error) {
      throw usageError(line`Cannot read ${join(path, name)}: ${reasonText(error)}`);
    }
  });
  return Object.fromEntries(keys);
}

function unsealed(sealed: Uint8Array, passphrase: string | null): KeyFiles {
  if (passphrase === null) {
    throw usageError(
      "The keys of the bank are in this backup, sealed: give the passphrase with --passphrase-file. Nothing was restored",
    );
  }
  const keys = openKeys(sealed, passphrase);
  if (keys) return keys;
  throw usageError("The passphrase does not open the keys in this backup. Nothing was restored");
}

interface Becoming {
  readonly directory: RestoredDirectory;
  readonly content: BackupContent;
  readonly keys: KeyFiles;
}

interface Settled {
  /** How many people have gone with the blocks that were cut off. */
  readonly gone: number;
  /** Accounts that are open again, whose owners had left and were erased. */
  readonly ownerless: readonly string[];
}

async function become(
  world: World,
  { directory, content, keys }: Becoming,
): Promise<Settled> {
  const { audit, rowsAt, head } = content;
  const registryKey = keys["registry.key"];
  const signingKey = keys["signing.key"];
  if (!registryKey || !signingKey) throw usageError("The keys lack registry.key or signing.key");
  const known = audit.ledger.bank.get("bank")?.signingKey ?? null;
  if (known !== null && new SigningKey(signingKey).publicKey !== known) {
    throw usageError(
      "These are not the keys of this bank: signing.key does not fit. Nothing was restored",
    );
  }
  for (const [name, bytes] of Object.entries(keys)) directory.file(name, bytes);
  const left = {
    block: head.seq,
    hasAccount: (account: string) => audit.ledger.accounts.get(account) !== undefined,
    hasTransfer: (id: string) => audit.knows(id),
  };
  const gone = await settleRows(directory.kv, {
    registryKey,
    random: world.host.random,
    left: head.seq < rowsAt ? left : null,
  });
  const ownerless = await directory.ownerless(
    [...audit.ledger.accounts.rows()].flatMap(([account, { kind, status }]) =>
      kind === "customer" && status !== "closed" ? [account] : []
    ),
  );
  await sayRestored(world, directory, content);
  return { gone, ownerless };
}

/** The loss is the next event of the journal, and the mark goes with it. */
async function sayRestored(
  world: World,
  directory: RestoredDirectory,
  { about, head, payments }: BackupContent,
): Promise<void> {
  const { host, runtime: { machineTime } } = world;
  const seen = lastSeen({ end: { head, viewsFit: false }, mark: null }, machineTime.uptime());
  const clock = new BankClock(clocksOf(world), seen);
  const draft = new BlockDraft(Math.max(head.at, clock.now()));
  draft.add([{
    type: "loss_accepted",
    kept: head.seq,
    seq: about.head.seq,
    hash: about.head.hash,
    atMs: head.at,
    restoredFromMs: about.madeAtMs,
    restore: Buffer.from(host.random(8)).toString("hex"),
  }]);
  const bytes = draft.encode(head);
  if (!await directory.journal.append(head.seq + 1, [bytes])) {
    throw new CommandError(EXIT.refused, line`Another program is writing into ${directory.path}`);
  }
  const newest: Head = { seq: head.seq + 1, hash: hashOf(bytes), at: draft.at };
  new MarkKeeper({
    file: directory.mark,
    host,
    payments,
    head: newest,
    now: clock.now,
    uptime: machineTime.uptime,
    onFailure() {},
  }, null).close();
}

interface Told extends Settled {
  readonly content: BackupContent;
  readonly path: string;
}

function tell(
  { screen }: World,
  words: RestoreValue,
  { content, path, gone, ownerless }: Told,
): void {
  if (words.json) {
    return screen.out(JSON.stringify({ data: path, ...plain(content), gone, ownerless }));
  }
  screen.out(line`${path}`);
  screen.out(`  ${contentText(content)}`);
  if (gone > 0) screen.out(line`  ${gone} people had opened their accounts later and are gone`);
  for (const account of ownerless) {
    const why = content.rowsAt < content.head.seq
      ? "has no owner (it was opened after people were last copied, or its owner had left)"
      : "is open again, but its owner had left and was erased";
    screen.out(
      line`  account ${accountNumberText(account)} ${why}, so it cannot be signed in to. ` +
        "Staff can pay its money out (cash-out)",
    );
  }
  screen.out(
    "  restored, and everything adds up. What was booked later is gone: every client is told when it",
  );
  screen.out(
    line`  connects. All customers have to log in again. Start it with: bank serve --data ${path}`,
  );
}
