// A data directory that is made from a backup. Until all of it is there and proved, its file "format" says so and no bank starts
// on it.
import * as fs from "node:fs";
import { join, resolve } from "node:path";
import { hashOf } from "../bank/block.ts";
import { removeKv } from "./bank_file.ts";
import { FOUNDED_FORMAT, RESTORING, takeLock } from "./data_directory.ts";
import type { Platform } from "./data_directory.ts";
import { DataError } from "./data_error.ts";
import { Filling } from "./filling.ts";
import { MARK_FILE, type MarkFile, markFile } from "./head_mark.ts";
import type { Kv, KvKey } from "./kv.ts";
import { KvJournal } from "./kv_journal.ts";
import { readOrNull, reasonOf, writeDurably } from "./private_files.ts";

export class RestoredDirectory {
  readonly #lock: { release(): void };
  readonly #made: boolean;
  readonly #filling: Filling;
  #newest: { readonly seq: number; readonly hash: string } | null = null;

  private constructor(
    readonly path: string,
    readonly kv: Kv,
    { lock, made }: { readonly lock: { release(): void }; readonly made: boolean },
  ) {
    this.#lock = lock;
    this.#made = made;
    this.#filling = new Filling(kv);
  }

  /** @throws {DataError} when the directory has something in it that is not what a cut restore has left. */
  static async make(given: string, platform: Platform): Promise<RestoredDirectory> {
    const path = resolve(given);
    const made = prepare(path);
    const lock = await takeLock(path, platform);
    let begun = false;
    try {
      // Another restore may have ended, or a bank have begun, before the lock was there.
      prepare(path);
      begun = true;
      writeDurably(join(path, "format"), `${RESTORING}\n`);
      removeKv(join(path, "bank.kv"));
      removeKv(join(path, "views.kv"));
      const kv = await platform.openKv(join(path, "bank.kv"));
      return new RestoredDirectory(path, kv, { lock, made });
    } catch (error) {
      if (begun) removeAll(path);
      lock.release();
      if (made) fs.rmSync(path, { recursive: true, force: true });
      throw error instanceof DataError ? error : cannotWrite(path, error);
    }
  }

  get mark(): MarkFile {
    return markFile(join(this.path, MARK_FILE));
  }

  get journal(): KvJournal {
    return new KvJournal(this.kv);
  }

  block(seq: number, bytes: Uint8Array): Promise<void> {
    this.#newest = { seq, hash: hashOf(bytes) };
    return this.row(["journal", seq], bytes);
  }

  async row(key: KvKey, value: Uint8Array): Promise<void> {
    try {
      await this.#filling.row(key, value);
    } catch (error) {
      throw cannotWrite(this.path, error);
    }
  }

  /** The journal ends with its newest block. */
  async written(): Promise<void> {
    const newest = this.#newest;
    if (newest) await this.row(["head"], new TextEncoder().encode(JSON.stringify(newest)));
    try {
      await this.#filling.written();
    } catch (error) {
      throw cannotWrite(this.path, error);
    }
  }

  file(name: string, bytes: Uint8Array): void {
    writeDurably(join(this.path, name), bytes);
  }

  /** Those of them whose customer is not in the registry, so that they cannot be signed in to. */
  async ownerless(accounts: readonly string[]): Promise<string[]> {
    const without: string[] = [];
    for (const account of accounts) {
      const { value } = await this.kv.get(["person", account]);
      if (value === null) without.push(account);
    }
    return without;
  }

  /** From now on it is a bank. */
  finish(): void {
    this.kv.close();
    writeDurably(join(this.path, "format"), FOUNDED_FORMAT);
    this.#lock.release();
  }

  /** Nothing of it stays. */
  giveUp(): void {
    this.kv.close();
    removeAll(this.path);
    this.#lock.release();
    fs.rmSync(join(this.path, "bank.lock"), { force: true });
    if (this.#made) fs.rmSync(this.path, { recursive: true, force: true });
  }
}

function removeAll(path: string): void {
  for (const name of fs.readdirSync(path)) {
    if (LEFT.test(name)) fs.rmSync(join(path, name), { force: true });
  }
}

function cannotWrite(path: string, error: unknown): DataError {
  return new DataError(
    `Cannot write into ${path}: ${reasonOf(error)}; is the disk full? Nothing was restored`,
  );
}

/** What a restore writes. */
const LEFT =
  /^(bank\.(kv.*|mark)|views\.kv.*|format(\.new)?|(tls-(key|cert)\.pem|(registry|signing)\.key)(\.new)?)$/;

/** @returns whether the directory was made now. */
function prepare(path: string): boolean {
  const cannot = (why: string) => new DataError(`Cannot restore into ${path}: ${why}`);
  try {
    if (fs.existsSync(path) && !fs.statSync(path).isDirectory()) throw cannot("it is a file");
    if (fs.mkdirSync(path, { recursive: true, mode: 0o700 }) !== undefined) return true;
    const format = readOrNull(join(path, "format"));
    const cut = format !== null && new TextDecoder().decode(format).trim() === RESTORING;
    const strange = fs.readdirSync(path).find((name) =>
      !/^(bank\.lock(\.node)?|lost\+found)$/.test(name) && !(cut && LEFT.test(name))
    );
    if (strange === undefined) {
      fs.chmodSync(path, 0o700);
      return false;
    }
    throw cannot(
      `it is not empty (there is ${strange}). Nothing was changed. Choose an empty or a new one; a bank that is ` +
        "there may have payments that the backup has not",
    );
  } catch (error) {
    throw error instanceof DataError ? error : cannot(reasonOf(error));
  }
}
