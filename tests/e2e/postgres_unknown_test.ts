// The answer of the store is what a commit is known by. Where it does not come, the commit has happened or it has not, and the store
// says which: never twice, never later, and not any more when another server has taken the place.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { KeptLog, seededRandom } from "../support/fake_host.ts";
import { noPostgres, PostgresCluster } from "../support/postgres.ts";
import { scratch } from "../support/program.ts";
import { SilentRelay } from "../support/silent_relay.ts";
import { KvJournal } from "../../store/kv_journal.ts";
import type { Kv } from "../../store/kv.ts";
import { openStore, type Outside } from "../../store/postgres_open.ts";
import { readPlace } from "../../store/postgres_place.ts";

const ID = "0".repeat(32);

const bytes = (text: string) => new TextEncoder().encode(text);
const blocks = (...texts: readonly string[]) => texts.map(bytes);

interface Scene {
  readonly cluster: PostgresCluster;
  readonly relay: SilentRelay;
  readonly kv: Kv;
  readonly journal: KvJournal;
  readonly lost: unknown[];
  /** Another server on the same store. */
  open(): Promise<Kv>;
  stored(): Promise<string[]>;
}

function test(name: string, body: (scene: Scene) => Promise<void>): void {
  Deno.test({
    name,
    ignore: noPostgres,
    async fn() {
      using dir = scratch();
      await using cluster = await PostgresCluster.make(dir);
      using relay = new SilentRelay({ hostname: "127.0.0.1", port: cluster.port });
      const lost: unknown[] = [];
      const outside: Outside = {
        password: cluster.password,
        host: realHost,
        onLost: (error) => lost.push(error),
      };
      const open = async (port: number) => {
        const place = readPlace(`postgres://bank@127.0.0.1:${port}/bank`);
        return await openStore({ place, id: ID, secretFile: null, ca: null }, outside, {
          path: dir.path,
          as: "make",
        });
      };
      const { kv } = await open(relay.port);
      const opened = [kv];
      const other = async () => {
        const { kv } = await open(cluster.port);
        opened.push(kv);
        return kv;
      };
      const journal = new KvJournal(kv);
      const stored = async () =>
        (await Array.fromAsync(journal.blocksFrom(0))).map((each) =>
          new TextDecoder().decode(each)
        );
      try {
        assert.equal(await journal.append(0, blocks("zero")), true);
        await body({ cluster, relay, kv, journal, lost, open: other, stored });
      } finally {
        for (const each of opened) each.close();
      }
    },
  });
}

const realHost = {
  clock: Date.now,
  log: new KeptLog(),
  random: seededRandom(7),
  after(ms: number, act: () => void) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

test("a commit whose answer was lost has happened, once", async ({ relay, journal, stored, kv }) => {
  relay.mute();
  assert.equal(await journal.append(1, blocks("one", "two")), true);
  assert.deepEqual(await stored(), ["zero", "one", "two"]);
  assert.deepEqual((await journal.head())?.seq, 2);
  // It can go on, and what has a condition is told rightly.
  assert.equal(await journal.append(2, blocks("no")), false);
  assert.equal((await kv.atomic().set(["a"], bytes("b")).commit()).ok, true);
});

test("a commit that arrives when it was given up comes to nothing", async ({ cluster, relay, journal, stored }) => {
  relay.hold();
  assert.equal(await journal.append(1, blocks("one")), true, "asked again, by another way");
  assert.equal(await journal.append(2, blocks("two")), true);
  const version = cluster.query("select version from bank_store");
  const late = relay.arrived(Buffer.from("one").toString("hex"));
  relay.letGo();
  await late;
  await cluster.quiet();
  assert.equal(cluster.query("select version from bank_store"), version);
  assert.deepEqual(await stored(), ["zero", "one", "two"]);
});

test("a delete whose answer was lost is not done to what came after", async ({ relay, kv }) => {
  await kv.atomic().set(["a"], bytes("old")).commit();
  const { versionstamp } = await kv.get(["a"]);
  relay.mute();
  const gone = kv.atomic().check({ key: ["a"], versionstamp }).delete(["a"]).commit();
  const next = kv.atomic().check({ key: ["a"], versionstamp: null }).set(["a"], bytes("new"))
    .commit();
  assert.deepEqual(await Promise.all([gone, next]), [{ ok: true }, { ok: true }]);
  assert.deepEqual((await kv.get(["a"])).value, bytes("new"));
});

test("a server that was cut off and replaced writes nothing, knows it, and can read what it had", async (scene) => {
  const { cluster, relay, kv, journal, lost, open, stored } = scene;
  // Else it could be back before the other one comes.
  relay.hold({ later: true });
  const late = journal.append(1, blocks("mine")).then(() => "written", (error) => error.name);
  cluster.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'bank %'",
  );
  const other = new KvJournal(await open());
  assert.equal(await other.append(1, blocks("theirs")), true);
  relay.letGo();
  assert.equal(await late, "PlaceLost");
  await assert.rejects(kv.atomic().set(["a"], bytes("b")).commit(), /has taken the place/);
  assert.equal(lost.length, 1);
  assert.deepEqual(await stored(), ["zero", "theirs"]);
});

test("what the store refuses has not happened, and is no reason to search", async ({ cluster, kv, lost }) => {
  cluster.query("alter table bank_kv add check (length(value) < 300) not valid");
  await assert.rejects(kv.atomic().set(["a"], new Uint8Array(400)).commit(), /check constraint/);
  assert.equal((await kv.get(["a"])).value, null);
  assert.equal((await kv.atomic().set(["a"], bytes("short")).commit()).ok, true);
  assert.deepEqual(lost, []);
});
