// Alerts between real processes over a bad network: each event shown exactly once and in order, whatever UDP does.
import assert from "node:assert/strict";
import { join } from "node:path";
import { runtime } from "#runtime";
import { AlertListener } from "../../net/client/alert_listener.ts";
import { Client } from "../../net/client/client.ts";
import { deskAt, PASSWORD } from "../support/desk.ts";
import { follow, type Follower } from "../support/follower.ts";
import { startLossyRelay } from "../support/lossy_relay.ts";
import { numberedId } from "../support/ids.ts";
import { pinAt } from "../support/pins.ts";
import { launcherNamed, type Scratch, scratch, startServer } from "../support/program.ts";

const SEED = Number(Deno.env.get("SEED") ?? 20261124);
const launcher = launcherNamed(undefined);

type Server = Awaited<ReturnType<typeof startServer>>;

function serverIn(dir: Scratch, port = 0): Promise<Server> {
  const data = join(dir.path, "data");
  return startServer({ launcher, data, port, args: ["--welcome", "1000"] });
}

async function clientOf({ host: hostname, port }: Server, userName: string): Promise<Client> {
  const certificate = await pinAt({ hostname, port });
  const client = await Client.connect({ hostname, port, runtime, certificate });
  await client.call("logIn", { userName, password: PASSWORD });
  return client;
}

const AT_ONCE = 4;
const ROUNDS = 40;

let sequence = 0;

const nextId = () => numberedId(++sequence);

/** Few at a time, so that datagrams carry them. @returns the ids, in the order in which they were booked. */
async function payOften(client: Client, to: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, nextId);
  for (let at = 0; at < count; at += AT_ONCE) {
    const batch = ids.slice(at, at + AT_ONCE);
    await Promise.all(batch.map((id) => client.call("transfer", { id, to, amountMinor: 1 })));
  }
  return ids;
}

function assertOnceInOrder({ alerts }: Follower, ids: readonly string[]): void {
  const entries = alerts.filter(({ stream }) => stream === "entry");
  assert.deepEqual(entries.map(({ number }) => number), entries.map((_, place) => place + 1));
  const paid = entries.filter(({ kind }) => kind === "transfer").map((entry) => entry.transferId);
  assert.deepEqual(paid, ids);
}

Deno.test("2,000 events over 30 % loss, 10 % duplication and reordering: each once, in order", async () => {
  using dir = scratch();
  await using server = await serverIn(dir);
  const desk = deskAt({ launcher, dir, server });
  await desk.signUp("ann");
  const { answer: bob } = await desk.signUp("bob");
  using relay = startLossyRelay({
    target: { hostname: server.host, port: server.port },
    loss: 0.3,
    duplication: 0.1,
    reordering: 0.1,
    seed: SEED,
  });
  const profile = ["--profile", join(dir.path, "far"), "--fingerprint", server.fingerprint];
  const who = ["--user", "bob", "--password-file", dir.file("password", PASSWORD)];
  await using follower = follow(launcher, [
    "--host",
    "127.0.0.1",
    "--port",
    String(relay.port),
    ...profile,
    ...who,
  ]);
  await follower.said(/over UDP\./);
  const ann = await clientOf(server, "ann");
  const paid: string[] = [];
  // In rounds that wait until all has been shown, so that datagrams carry most of it.
  for (let round = 1; round <= ROUNDS; round++) {
    paid.push(...await payOften(ann, bob.account, 2_000 / ROUNDS));
    // The welcome, a new device (the far machine), and the payments.
    await follower.printed(2 + paid.length);
    if (round === ROUNDS / 2) relay.rebind();
  }
  ann.close();
  assertOnceInOrder(follower, paid);
  assert.ok(relay.counts.lost > 20 && relay.counts.passed > 50, JSON.stringify(relay.counts));
});

Deno.test("UDP blocked is said, alerts come over TCP; UDP back is used again; a restart loses none", async () => {
  using dir = scratch();
  const server = await serverIn(dir);
  const { port } = server;
  const desk = deskAt({ launcher, dir, server });
  await desk.signUp("ann");
  const { answer: bob } = await desk.signUp("bob");
  const target = { hostname: server.host, port };
  using relay = startLossyRelay({ target, loss: 0, duplication: 0, reordering: 0, seed: 1 });
  relay.blocked = true;
  await using follower = follow(launcher, [
    "--host",
    "127.0.0.1",
    "--port",
    String(relay.port),
    "--user",
    "bob",
    "--profile",
    join(dir.path, "far"),
    "--fingerprint",
    server.fingerprint,
    "--password-file",
    dir.file("password", PASSWORD),
  ]);
  await follower.said(/over TCP instead/);
  const ann = await clientOf(server, "ann");
  const blocked = await payOften(ann, bob.account, 50);
  await follower.printed(2 + 50);
  const back = follower.said(/over UDP\./);
  relay.blocked = false;
  await back;
  const open = await payOften(ann, bob.account, 50);
  await follower.printed(2 + 100);
  const again = follower.said(/over UDP\./);
  await server.stop("SIGKILL");
  await using second = await serverIn(dir, port);
  const ann2 = await clientOf(second, "ann");
  const missed = await payOften(ann2, bob.account, 50);
  await again;
  await follower.printed(2 + 150);
  ann.close();
  ann2.close();
  assertOnceInOrder(follower, [...blocked, ...open, ...missed]);
});

Deno.test("a thousand sessions with UDP open, a client that closes its UDP port among them", async () => {
  using dir = scratch();
  await using server = await serverIn(dir);
  const desk = deskAt({ launcher, dir, server });
  await desk.signUp("ann");
  const { host: hostname, port } = server;
  const certificate = await pinAt({ hostname, port });
  const bobs: { readonly account: string; readonly sessionToken: string }[] = [];
  for (let n = 0; n < ACCOUNTS; n++) {
    const client = await Client.connect({ hostname, port, runtime, certificate });
    bobs.push(await client.call("signUp", { userName: `bob${n}`, password: PASSWORD }));
    client.close();
  }
  const counts = new Map<number, number>();
  const open = async (place: number) => {
    const client = await Client.connect({ hostname, port, runtime, certificate });
    await client.call("resume", { sessionToken: bobs[place % ACCOUNTS]!.sessionToken });
    let [onUdp, onAll] = [() => {}, () => {}];
    const udp = new Promise<void>((resolve) => onUdp = resolve);
    const all = new Promise<void>((resolve) => onAll = resolve);
    const listener = await AlertListener.open({
      client,
      runtime,
      address: { hostname, port },
      from: { entry: 1, notice: 1 },
      onAlerts: (seen) => {
        const count = (counts.get(place) ?? 0) + seen.length;
        counts.set(place, count);
        if (count === EVENTS) onAll();
      },
      onPath: (path) => path === "udp" && onUdp(),
    });
    await udp;
    return { client, listener, all };
  };
  const listeners: Awaited<ReturnType<typeof open>>[] = [];
  for (let place = 0; place < SESSIONS; place += 50) {
    const some = Array.from({ length: 50 }, (_, offset) => open(place + offset));
    listeners.push(...await Promise.all(some));
  }
  listeners[0]!.listener.close();
  const ann = await clientOf(server, "ann");
  for (let event = 0; event < EVENTS; event++) {
    for (const { account } of bobs) await payOften(ann, account, 1);
  }
  await Promise.all(listeners.slice(1).map(({ all }) => all));
  assert.equal(counts.get(0), undefined);
  assert.deepEqual(new Set([...counts.values()]), new Set([EVENTS]));
  for (const { client, listener } of listeners) {
    listener.close();
    client.close();
  }
  ann.close();
});

const SESSIONS = 1_000;
const ACCOUNTS = 20;
const EVENTS = 5;
