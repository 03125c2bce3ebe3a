// One small bank on a real disk, made once with the program itself, and copies of its data directory to damage: rows
// of its KV files are changed as a bad disk would change them. Says what its customers were told.
import assert from "node:assert/strict";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runtime } from "#runtime";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { Client } from "../../net/client/client.ts";
import { PASSWORD } from "./desk.ts";
import { seededRandom } from "./fake_host.ts";
import { pinAt } from "./pins.ts";
import { type Launcher, type Ran, runProgram, type Scratch, startServer } from "./program.ts";
import type { Payment } from "./town.ts";

/** More than a chunk of a statement, so that some of it is in views and the rest in a page. */
const PAYMENTS = 70;

export interface SmallBank {
  /** The stopped bank's directory. Copied, never changed. */
  readonly data: string;
  readonly port: number;
  readonly fingerprint: string;
  readonly signingKey: string;
  readonly ann: { readonly token: string; readonly account: string };
  /** Ann's booked balance when the bank stopped. */
  readonly bookedMinor: number;
  /** All that Ann has paid, oldest first, one block each. */
  readonly payments: readonly Payment[];
}

export async function client({ host, port }: { readonly host: string; readonly port: number }) {
  const certificate = await pinAt({ hostname: host, port });
  return await Client.connect({ hostname: host, port, runtime, certificate });
}

/** Ann, Bob, seventy payments from one to the other, and an orderly end. */
export async function makeBank(launcher: Launcher, dir: Scratch): Promise<SmallBank> {
  const data = join(dir.path, "good");
  await using server = await startServer({ launcher, data, args: ["--welcome", "500"] });
  const { port, fingerprint } = server;
  const ann = await client(server);
  const bob = await client(server);
  const { account: to } = await bob.call("signUp", { userName: "bob", password: PASSWORD });
  const { account: from, sessionToken: token } = await ann.call("signUp", {
    userName: "ann",
    password: PASSWORD,
  });
  const random = seededRandom(3);
  const payments: Payment[] = [];
  for (let n = 0; n < PAYMENTS; n++) {
    const id = transferIdOf(Date.now(), random(10));
    const amountMinor = 101 + n;
    const { status } = await ann.call("transfer", { id, to, amountMinor });
    payments.push({ id, from, to, amountMinor, outcome: status });
  }
  const { bookedMinor } = await ann.call("balance", {});
  const { head: { signedBy: signingKey } } = await ann.call("hello", {});
  const { code } = await server.stop();
  assert.equal(code, 0, server.stderr());
  await Promise.all([ann.ended, bob.ended]);
  const told = { ann: { token, account: from }, bookedMinor, payments };
  return { data, port, fingerprint, signingKey, ...told };
}

let copies = 0;

/** A copy of the stopped bank, to be damaged. */
export function copyOf({ data }: SmallBank, dir: Scratch): string {
  const copy = join(dir.path, `copy${++copies}`);
  cpSync(data, copy, { recursive: true });
  return copy;
}

type Key = readonly (string | number)[];

/** Changes rows of `bank.kv` or `views.kv` as it lies there. */
export async function onKv(file: string, change: (kv: Deno.Kv) => Promise<unknown>): Promise<void> {
  const kv = await Deno.openKv(file);
  try {
    await change(kv);
  } finally {
    kv.close();
  }
}

export async function bytesAt(kv: Deno.Kv, key: Key): Promise<Uint8Array<ArrayBuffer>> {
  const { value } = await kv.get<Uint8Array<ArrayBuffer>>(key);
  assert.ok(value, `nothing at ${key.join("/")}`);
  return value;
}

/** Number of the newest block. */
export async function newestBlock(kv: Deno.Kv): Promise<number> {
  for await (const { key } of kv.list({ prefix: ["journal"] }, { reverse: true, limit: 1 })) {
    return key[1] as number;
  }
  throw new Error("the journal is empty");
}

/**
 * Flips the lowest bit of one character in a row of text, where the text is first found: of a digit it makes the
 * other one of its pair, so that what is there still reads well.
 */
export async function flip(kv: Deno.Kv, key: Key, after: string): Promise<void> {
  const bytes = await bytesAt(kv, key);
  const at = new TextDecoder().decode(bytes).indexOf(after);
  assert.ok(at >= 0, `${after} is not in ${key.join("/")}`);
  bytes[at + after.length]! ^= 1;
  await kv.set(key, bytes);
}

export async function auditOf(launcher: Launcher, data: string): Promise<Ran> {
  const ran = await runProgram({ launcher, args: ["audit", "--data", data, "--deep"] });
  assertPlain(ran.out + ran.err);
  return ran;
}

/** Words for people: no stack, no failure of the program itself. */
export function assertPlain(text: string): void {
  assert.doesNotMatch(text, /\n\s+at |unexpected failure|panicked|Uncaught|RUST_BACKTRACE/, text);
}

/** Damages the data directory at this path. */
export type Damage = (data: string) => unknown;

export const inKv = (name: string, change: (kv: Deno.Kv) => Promise<unknown>): Damage => (data) =>
  onKv(join(data, name), change);
export const inJournal = (change: (kv: Deno.Kv) => Promise<unknown>) => inKv("bank.kv", change);
export const inViews = (change: (kv: Deno.Kv) => Promise<unknown>) => inKv("views.kv", change);
export const both = (...damages: Damage[]): Damage => async (data) => {
  for (const damage of damages) await damage(data);
};

/** A KV file with what SQLite keeps beside it. */
export const withoutKv = (name: string): Damage => (data) => {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(join(data, name + suffix), { force: true });
};
export const withoutViews = withoutKv("views.kv");

export const tear = async (kv: Deno.Kv, seq: number) => {
  const bytes = await bytesAt(kv, ["journal", seq]);
  await kv.set(["journal", seq], bytes.slice(0, bytes.length / 2));
};

export const onFile =
  (name: string, change: (bytes: Uint8Array) => Uint8Array): Damage => (data) => {
    const path = join(data, name);
    writeFileSync(path, change(new Uint8Array(readFileSync(path))));
  };

export const overwritePage = (name: string, page: number) =>
  onFile(name, (bytes) => {
    const at = page * 4_096;
    assert.ok(at < bytes.length, `${name} has no page ${page}`);
    return bytes.fill(0x5a, at, at + 4_096);
  });

export const replace = (name: string, bytes: () => Uint8Array | string): Damage => (data) =>
  writeFileSync(join(data, name), bytes());
