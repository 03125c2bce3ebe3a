// A start after a crash between ledger and registry: departures are completed, customers who stay keep their
// profile. On a real data directory, with the network left out.
import assert from "node:assert/strict";
import { randomAccountNumber } from "../../bank/account_number.ts";
import { CommitLoop } from "../../bank/commit_loop.ts";
import { type BankOptions, startBank } from "../../server/bank_server.ts";
import type { World } from "../../console/world.ts";
import type { Runtime } from "../../net/runtime.ts";
import { runtime as deno } from "../../net/runtime_deno.ts";
import { type DataDirectory, openDataDirectory } from "../../store/data_directory.ts";
import type { Kv } from "../../store/kv.ts";
import { KvJournal } from "../../store/kv_journal.ts";
import { Registry } from "../../store/registry.ts";
import { Seal } from "../../store/seal.ts";
import { dialling, MemoryListener } from "../support/connection.ts";
import { FakeClock, KeptLog, PASSWORD, seededRandom } from "../support/service.ts";
import { cheapHash } from "../support/hashes.ts";

const random = seededRandom();

function world(): World {
  const clock = new FakeClock();
  const { openKv, lockFile } = deno;
  async function* datagrams() {}
  const udp = { ...new MemoryListener().address };
  const runtime: Runtime = {
    ...dialling(() => assert.fail("nobody dials here")),
    openKv,
    lockFile,
    listenTls: () => Promise.resolve(new MemoryListener()),
    bindUdp: () =>
      Promise.resolve({
        address: udp,
        send: () => Promise.resolve(),
        datagrams: datagrams(),
        close() {},
      }),
  };
  const host = { clock: clock.read, after: runtime.after, random, log: new KeptLog() };
  const absent = () => assert.fail("no screen here");
  const screen = {
    interactive: false,
    columns: 80,
    out: absent,
    say: absent,
    written: () => Promise.resolve(null),
    ask: absent,
    readAll: absent,
  };
  return { host, runtime, env: {}, screen, version: "0.0.0" };
}

function options(data: string): BankOptions {
  return {
    hostname: "192.0.2.1",
    port: 7700,
    data,
    bankName: undefined,
    currency: undefined,
    welcome: undefined,
    newStaffCode: false,
    newCertificate: false,
    onFatal: (error) => assert.fail(String(error)),
  };
}

async function peopleIn(directory: DataDirectory): Promise<Registry> {
  const key = directory.secretFile("registry.key", () => assert.fail("made by the first start"));
  return new Registry(await directory.openKv(), new Seal(key, random));
}

async function add(people: Registry, userName: string): Promise<string> {
  const account = randomAccountNumber(random(8));
  const passwordHash = await cheapHash(PASSWORD);
  const profile = { userName, displayName: userName, passwordHash, role: "customer" as const };
  assert(await people.add({ ...profile, account, createdAtMs: 1, devices: [] }));
  await people.addSession(`token of ${userName}`, { account, createdAtMs: 1, expiresAtMs: 2 });
  await people.markLeaving(account);
  return account;
}

/** Writes a block as the commit loop would have, with other events. */
async function journal(
  kv: Kv,
  { host }: World,
  commands: (loop: CommitLoop) => Promise<unknown>[],
) {
  const loop = new CommitLoop({
    journal: new KvJournal(kv),
    clock: host.clock,
    onFailure: (error) => assert.fail(String(error)),
    onFatal: (error) => assert.fail(String(error)),
  });
  await loop.replay();
  await Promise.all(commands(loop));
  await loop.drain();
}

Deno.test("start: completes departures that a crash cut, and those who stay keep their profile", async () => {
  const data = Deno.makeTempDirSync();
  const here = world();
  await (await startBank(here, options(data))).stop();
  const before = await openDataDirectory(data, here.runtime);
  const crashed = await peopleIn(before);
  const [gone, stayed, halfway] = [
    await add(crashed, "gone"),
    await add(crashed, "stayed"),
    await add(crashed, "halfway"),
  ];
  await journal(await before.openKv(), here, (loop) => [
    loop.submit({ type: "open_account", account: gone }),
    loop.submit({ type: "open_account", account: stayed }),
    loop.submit({ type: "close_account", account: gone }),
  ]);
  before.close();
  await (await startBank(here, options(data))).stop();
  const after = await openDataDirectory(data, here.runtime);
  const people = await peopleIn(after);
  const profiles = await Promise.all([gone, stayed, halfway].map((each) => people.person(each)));
  assert.deepEqual(profiles.map((each) => each?.userName), [undefined, "stayed", "halfway"]);
  const tokens = ["token of gone", "token of stayed"].map((token) => people.session(token));
  assert.deepEqual((await Promise.all(tokens)).map((each) => each?.account), [undefined, stayed]);
  assert.deepEqual(await people.leaving(), []);
  after.close();
  Deno.removeSync(data, { recursive: true });
});
