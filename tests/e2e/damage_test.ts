// A bank's data directory after a bad disk, a wrong backup or a clumsy hand, one damage at a time: the program says in
// words what is wrong and what to do, or makes it good from the journal and says so. It never shows wrong money, and
// never a stack trace. Full disks are in full_disk_test.ts.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RefusedError } from "../../net/client/client.ts";
import { RemoteError } from "../../api/message.ts";
import type { Result } from "../../api/methods.ts";
import * as bank from "../support/bank_copy.ts";
import {
  both,
  type Damage,
  inJournal,
  inViews,
  onFile,
  overwritePage,
  replace,
  tear,
  withoutKv,
  withoutViews,
} from "../support/bank_copy.ts";
import { launchers, scratch, startServer } from "../support/program.ts";

const launcher = launchers()[0]!;

const dir = scratch();
addEventListener("unload", () => dir[Symbol.dispose]());
let made: Promise<bank.SmallBank> | null = null;
/** Block 3 is the first payment, one more each; the last block is the last payment. */
const good = () => made ??= bank.makeBank(launcher, dir);

/** A block in the middle, and the beginning of its amount: three digits that begin with 1. */
const MIDDLE = 20;
const AMOUNT = '"amountMinor":1';

/** The same file of another bank. */
const swap = (...names: string[]): Damage => async (data) => {
  const other = join(dir.path, "other");
  if (!existsSync(other)) {
    const server = await startServer({ launcher, data: other, args: ["--welcome", "1"] });
    await server.stop();
  }
  for (const name of names) {
    await withoutKv(name)(data);
    writeFileSync(join(data, name), readFileSync(join(other, name)), { mode: 0o600 });
  }
};

async function damaged(damage: Damage): Promise<string> {
  const data = bank.copyOf(await good(), dir);
  await damage(data);
  return data;
}

async function assertRefused(data: string, says: RegExp): Promise<void> {
  const server = await startServer({ launcher, data }).catch((error: Error) => error);
  if (!(server instanceof Error)) {
    await server.stop();
    assert.fail(`it started as if nothing were wrong; its log: ${server.stderr()}`);
  }
  bank.assertPlain(server.message.replace(/^The server did not get ready: /, ""));
  assert.match(server.message, says);
  assert.match(server.message, /backup|remove|--new-certificate/, "it says what to do");
}

type Refuse = readonly [what: string, damage: Damage, says: RegExp];

const REFUSED: readonly Refuse[] = [
  [
    "a bit of the first block",
    both(inJournal((kv) => bank.flip(kv, ["journal", 0], '"scale":')), withoutViews),
    /block 1 does not follow block 0/,
  ],
  [
    "a bit in the middle",
    both(inJournal((kv) => bank.flip(kv, ["journal", MIDDLE], AMOUNT)), withoutViews),
    /block 21 does not follow block 20/,
  ],
  [
    "a bit of the last block",
    inJournal(async (kv) => bank.flip(kv, ["journal", await bank.newestBlock(kv)], AMOUNT)),
    /block 72/,
  ],
  [
    "a block in the middle missing",
    both(inJournal((kv) => kv.delete(["journal", MIDDLE])), withoutViews),
    /block 20.*says it is 21/,
  ],
  [
    "the last block missing",
    inJournal(async (kv) => kv.delete(["journal", await bank.newestBlock(kv)])),
    /block 72/,
  ],
  [
    "a torn block in the middle",
    both(inJournal((kv) => tear(kv, MIDDLE)), withoutViews),
    /block 20 is damaged/,
  ],
  [
    "a torn last block",
    inJournal(async (kv) => tear(kv, await bank.newestBlock(kv))),
    /block 72 is damaged/,
  ],
  ["bank.kv deleted", withoutKv("bank.kv"), /bank\.kv: it is missing/],
  [
    "bank.kv emptied",
    both(withoutKv("bank.kv"), replace("bank.kv", () => "")),
    /journal has no block/,
  ],
  ["bank.kv cut", onFile("bank.kv", (bytes) => bytes.slice(0, 20_000)), /Cannot open data file/],
  ["a page of bank.kv", overwritePage("bank.kv", 7), /Cannot open data file/],
  ["the first page of bank.kv", overwritePage("bank.kv", 0), /not a database/],
  ["bank.kv of another bank", swap("bank.kv"), /ends at block 0; block 72 \(.*\) was acknowledged/],
  ["bank.mark of another bank", swap("bank.mark"), /another journal|not the one that was ack/],
  ["bank.mark deleted", (data) => rmSync(join(data, "bank.mark")), /the mark beside it is missing/],
  [
    "bank.mark emptied",
    replace("bank.mark", () => ""),
    /the mark .* cannot be read: it is damaged/,
  ],
  [
    "registry.key deleted",
    (data) => rmSync(join(data, "registry.key")),
    /registry\.key is missing/,
  ],
  ["registry.key of another bank", swap("registry.key"), /registry\.key does not fit/],
  ["registry.key cut", onFile("registry.key", (bytes) => bytes.slice(1)), /expected 32 bytes/],
  ["signing.key deleted", (data) => rmSync(join(data, "signing.key")), /signing\.key is missing/],
  ["signing.key cut", onFile("signing.key", (bytes) => bytes.slice(1)), /expected 32 bytes/],
  ["tls-cert.pem damaged", onFile("tls-cert.pem", (bytes) => bytes.slice(99)), /not a certificate/],
  ["tls-cert.pem of another bank", swap("tls-cert.pem"), /tls-key\.pem does not belong to/],
  ["tls-key.pem damaged", onFile("tls-key.pem", (bytes) => bytes.slice(99)), /not a private key/],
  ["tls-key.pem deleted", (data) => rmSync(join(data, "tls-key.pem")), /tls-key\.pem is missing/],
  [
    "bank.lock a directory",
    both((data) => rmSync(join(data, "bank.lock")), (data) => mkdirSync(join(data, "bank.lock"))),
    /Cannot lock.*remove .*bank\.lock/,
  ],
];

for (const [what, damage, says] of REFUSED) {
  Deno.test(`damage: ${what}: the bank does not start and says why`, async () => {
    const data = await damaged(damage);
    const names = readdirSync(data).filter((name) => !/^views|^bank\.lock/.test(name)).sort();
    await assertRefused(data, says);
    const left = readdirSync(data).filter((name) => !/^views|^bank\.lock|-(wal|shm)$/.test(name));
    assert.deepEqual(left.sort(), names.filter((name) => !/-(wal|shm)$/.test(name)));
    if (/journal|block|kv/.test(String(says))) {
      const { code } = await bank.auditOf(launcher, data);
      assert.equal(code, 1, "the audit finds it, too");
    }
  });
}

type Repair = readonly [what: string, damage: Damage];

const REPAIRED: readonly Repair[] = [
  ["views.kv deleted", withoutViews],
  ["views.kv emptied", both(withoutViews, replace("views.kv", () => ""))],
  ["views.kv cut", onFile("views.kv", (bytes) => bytes.slice(0, 6_000))],
  ["views.kv is no database", replace("views.kv", () => "what ".repeat(9_999))],
  ["views.kv of another bank", swap("views.kv")],
  ["the first page of views.kv", overwritePage("views.kv", 0)],
  ["the second page of views.kv", overwritePage("views.kv", 1)],
  ["the sixth page of views.kv", overwritePage("views.kv", 5)],
  ["the eighth page of views.kv", overwritePage("views.kv", 7)],
  ["an account's page torn", inViews((kv) => kv.set(["accounts", 0], Uint8Array.of(91, 55)))],
  [
    "a bit of a balance in views.kv",
    inViews(async (kv) => {
      const text = new TextDecoder().decode(await bank.bytesAt(kv, ["accounts", 0]));
      const { ann } = await good();
      const before = text.match(new RegExp(`"${ann.account}",0,\\d+,\\d+,0,`))!;
      await bank.flip(kv, ["accounts", 0], before[0]);
    }),
  ],
  [
    "a bit of a transfer id in views.kv",
    inViews(async (kv) => {
      const { payments } = await good();
      for await (const { key, value } of kv.list<Uint8Array>({ prefix: ["ids"] })) {
        const text = new TextDecoder().decode(value);
        const { id } = payments[MIDDLE]!;
        if (text.includes(id)) await bank.flip(kv, key as string[], id.slice(0, -1));
      }
    }),
  ],
  [
    "a chunk of a statement torn",
    inViews(async (kv) => {
      for await (const { key } of kv.list({ prefix: ["entries"] })) {
        await kv.set(key, Uint8Array.of(123));
      }
    }),
  ],
];

for (const [what, damage] of REPAIRED) {
  Deno.test(`damage: ${what}: made good from the journal, and the log says so`, async () => {
    const data = await damaged(damage);
    assert.match(await assertServesTruth(data), /warn .*(made again|made good)/);
    const { code, out } = await bank.auditOf(launcher, data);
    assert.equal(code, 0, out);
  });

  Deno.test(`damage: ${what}: the audit has words for it`, async () => {
    const { code, out } = await bank.auditOf(launcher, await damaged(damage));
    const missing = /deleted|emptied/.test(what);
    assert.equal(code, missing ? 0 : 1, out);
    if (!missing) assert.match(out, /views|Page \d|Chunk|id/);
  });
}

/** The journal is damaged where no start looks, because the views are good: no customer is shown a wrong amount. */
const UNSEEN: readonly Refuse[] = [
  ["a bit in the middle", inJournal((kv) => bank.flip(kv, ["journal", MIDDLE], AMOUNT)), /block 2/],
  ["a block in the middle missing", inJournal((kv) => kv.delete(["journal", MIDDLE])), /block 20/],
  ["a torn block in the middle", inJournal((kv) => tear(kv, MIDDLE)), /block 20/],
];

for (const [what, damage, says] of UNSEEN) {
  Deno.test(`damage: ${what}, behind good views: said in the log, never shown as money`, async () => {
    const data = await damaged(damage);
    const { code, out } = await bank.auditOf(launcher, data);
    assert.equal(code, 1);
    assert.match(out, says);
    const server = await startServer({ launcher, data }).catch((error: Error) => error);
    if (server instanceof Error) return assert.match(server.message, says);
    try {
      await assertTruth(server, { holes: true });
    } finally {
      await server.stop();
    }
    assert.match(server.stderr(), says);
  });
}

type Server = Awaited<ReturnType<typeof startServer>>;

/** @returns the log. */
async function assertServesTruth(data: string): Promise<string> {
  const server = await startServer({ launcher, data });
  await assertTruth(server, { holes: false }).finally(async () => {
    assert.equal((await server.stop()).code, 0, server.stderr());
  });
  bank.assertPlain(server.stderr());
  return server.stderr();
}

/** Balance, statement and an old payment asked for again: all as they were, or (with holes) not shown at all. */
async function assertTruth(server: Server, { holes }: { readonly holes: boolean }): Promise<void> {
  const { ann: { token }, bookedMinor, payments } = await good();
  const client = await bank.client(server);
  const shown = async <T>(ask: Promise<T>): Promise<T | null> => {
    try {
      return await ask;
    } catch (error) {
      assert.ok(
        holes && (error instanceof RemoteError || error instanceof RefusedError),
        String(error),
      );
      return null;
    }
  };
  try {
    await client.call("resume", { sessionToken: token });
    assert.equal((await client.call("balance", {})).bookedMinor, bookedMinor);
    const history: Result<"history"> | null = await shown(client.call("history", { limit: 200 }));
    const paid = history?.entries.filter(({ kind }) => kind === "transfer").reverse();
    const amounts = payments.map(({ amountMinor }) => -amountMinor);
    if (paid) assert.deepEqual(paid.map(({ amountMinor }) => amountMinor), amounts);
    // Block 3 is payment 0.
    const { id, to, amountMinor } = payments[MIDDLE - 3]!;
    const again = await shown(client.call("transfer", { id, to, amountMinor }));
    if (again) assert.equal(again.amountMinor, amountMinor);
    const middle = payments[MIDDLE]!;
    await shown(client.call("transfer", { ...pick(middle) }));
    assert.equal(
      (await client.call("balance", {})).bookedMinor,
      bookedMinor,
      "nothing is paid twice",
    );
  } finally {
    client.close();
    await client.ended;
  }
}

type Paid = bank.SmallBank["payments"][number];

const pick = ({ id, to, amountMinor }: Paid) => ({ id, to, amountMinor });

Deno.test("damage: an audit of a directory that is not there makes none and finds no bank", async () => {
  const data = join(dir.path, "nowhere");
  const { code, out, err } = await bank.auditOf(launcher, data);
  assert.equal(code, 1, out);
  assert.match(err, /no bank/i);
  assert.equal(existsSync(data), false);
});
