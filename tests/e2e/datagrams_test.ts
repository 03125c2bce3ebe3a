// A real bank under real datagrams: whatever a stranger sends to its UDP port is not answered, while a genuine hello is,
// once; what the stranger sends to a client's port shows nothing there.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { runtime } from "#runtime";
import { AlertListener } from "../../net/client/alert_listener.ts";
import { Client } from "../../net/client/client.ts";
import { DatagramOpener, DatagramSealer } from "../../net/udp/datagram.ts";
import { alertsText, hereText, parseText } from "../../net/udp/datagram_text.ts";
import type { NetAddress, UdpSocket } from "../../net/runtime.ts";
import { deskAt, PASSWORD } from "../support/desk.ts";
import { countedTo } from "../support/listening.ts";
import { pinAt } from "../support/pins.ts";
import { launcherNamed, scratch, startServer } from "../support/program.ts";
import { seeded } from "../support/relay.ts";

const SEED = Number(Deno.env.get("SEED") ?? 20261124);
const launcher = launcherNamed(undefined);
const ASK = hereText({ entry: 0, notice: 0, answer: true, heard: true });

type Keys = Awaited<ReturnType<typeof keysOf>>;

async function keysOf(client: Client) {
  const { udp } = await client.call("alertsListen", {});
  const key = (hex: string) => Buffer.from(hex, "hex");
  const [clientKey, serverKey] = [key(udp.clientKey), key(udp.serverKey)];
  return {
    session: udp.session,
    sealer: new DatagramSealer(clientKey, udp.session),
    opener: new DatagramOpener(serverKey),
    serverKey,
  };
}

const bound = () => runtime.bindUdp({ hostname: "127.0.0.1", port: 0 });

/** Everything that the issue lists, and noise. */
function attacks(mine: Keys, other: Keys): Uint8Array[] {
  const random = seeded(SEED);
  const genuine = mine.sealer.seal(ASK);
  const dressed = other.sealer.seal(ASK);
  dressed.set(genuine.subarray(1, 9), 1);
  const noise = Array.from(
    { length: 500 },
    () =>
      Uint8Array.from({ length: Math.floor(random() * 1_400) }, () => Math.floor(random() * 256)),
  );
  const flipped = Array.from({ length: 500 }, () => {
    const place = Math.floor(random() * genuine.length);
    return genuine.with(place, genuine[place]! ^ (1 << Math.floor(random() * 8)));
  });
  const truncated = Array.from({ length: genuine.length }, (_, length) => genuine.slice(0, length));
  const forged = new DatagramSealer(new Uint8Array(32), mine.session).seal(ASK);
  const reflected = new DatagramSealer(mine.serverKey, mine.session).seal(ASK);
  const oversized = new Uint8Array([...genuine, ...new Uint8Array(1_200)]);
  return [...noise, ...flipped, ...truncated, forged, reflected, dressed, oversized];
}

/** Datagrams that surely fit into a socket's buffer: more at once would be lost before the bank sees them. */
const AT_ONCE = 40;

/** Milliseconds after which a test gives up on a datagram. */
const PATIENCE_MS = 10_000;

/** What arrives, one after the other. */
function inbox(socket: UdpSocket): () => Promise<Uint8Array> {
  const datagrams = socket.datagrams[Symbol.asyncIterator]();
  return async () => {
    const patience = setTimeout(() => socket.close(), PATIENCE_MS);
    const { value, done } = await datagrams.next();
    clearTimeout(patience);
    if (done) throw new Error(`nothing came within ${PATIENCE_MS} ms`);
    return value[0];
  };
}

/** The counter of a datagram of the bank, which must be genuine. */
function counterOf(datagram: Uint8Array, { opener }: Keys): number {
  const opened = opener.open(datagram);
  assert.ok(typeof opened !== "string", `a datagram of the bank is ${opened}`);
  assert.deepEqual(parseText(opened.text), { type: "head", entry: 1, notice: 1 });
  return Number(new DataView(datagram.buffer, datagram.byteOffset).getBigUint64(9));
}

async function signedIn(address: NetAddress, userName: string): Promise<Client> {
  const certificate = await pinAt(address);
  const client = await Client.connect({ ...address, runtime, certificate });
  await client.call("logIn", { userName, password: PASSWORD });
  return client;
}

Deno.test("a stranger's datagrams are not answered by a real bank; its customers' hellos are", async () => {
  console.log(`    SEED=${SEED}`);
  using dir = scratch();
  const data = join(dir.path, "data");
  await using server = await startServer({ launcher, data, args: ["--welcome", "1000"] });
  const desk = deskAt({ launcher, dir, server });
  await desk.signUp("ann");
  await desk.signUp("bob");
  const address = { hostname: server.host, port: server.port };
  const [ann, bob] = [await signedIn(address, "ann"), await signedIn(address, "bob")];
  const [mine, other] = [await keysOf(ann), await keysOf(bob)];
  const [eve, home] = [await bound(), await bound()];
  const [toEve, toHome] = [inbox(eve), inbox(home)];
  const answered = toEve();
  const shots = attacks(mine, other);
  let hellos = 0;
  let said: Uint8Array = new Uint8Array();
  for (let shot = 0; shot < shots.length; shot += AT_ONCE) {
    for (const bytes of shots.slice(shot, shot + AT_ONCE)) await eve.send(bytes, address);
    // What has been answered at home is replayed by Eve.
    if (hellos > 0) await eve.send(said, address);
    said = mine.sealer.seal(ASK);
    await home.send(said, address);
    hellos++;
    // The bank has counted its answers: one to each hello, none to anything before it.
    assert.equal(counterOf(await toHome(), mine), hellos);
  }
  // From Eve's own port at last: had she been answered before, that would have come first.
  await eve.send(mine.sealer.seal(ASK), address);
  assert.equal(counterOf(await answered, mine), hellos + 1);
  for (const closing of [ann, bob, eve, home]) closing.close();
});

Deno.test("a stranger's datagrams to a real client's port show nothing there", async () => {
  using dir = scratch();
  const data = join(dir.path, "data");
  await using server = await startServer({ launcher, data, args: ["--welcome", "1000"] });
  const desk = deskAt({ launcher, dir, server });
  await desk.signUp("ann");
  await desk.signUp("bob");
  const address = { hostname: server.host, port: server.port };
  const client = await signedIn(address, "ann");
  let [port, session] = [0, ""];
  const spying = {
    ...runtime,
    bindUdp: async (local: { hostname: string; port: number }) => {
      const udp = await runtime.bindUdp(local);
      port = udp.address.port;
      const send = (bytes: Uint8Array, to: NetAddress) => {
        // Any machine on the way can read it: it is in clear.
        session = bytes.subarray(1, 9).toHex();
        return udp.send(bytes, to);
      };
      return { ...udp, send };
    },
  };
  const shown: string[] = [];
  const [udp, cash] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const listener = await AlertListener.open({
    client,
    runtime: spying,
    address,
    from: { entry: 1, notice: 1 },
    onAlerts: (alerts) => {
      shown.push(...alerts.map(({ stream, number }) => `${stream} ${number}`));
      cash.resolve();
    },
    onPath: (path) => path === "udp" && udp.resolve(),
  });
  await udp.promise;
  const eve = await bound();
  const fake = '{"stream":"notice","number":2,"kind":"frozen","atMs":1}';
  const sealer = countedTo(100, new DatagramSealer(new Uint8Array(32), session));
  const random = seeded(SEED);
  for (let shot = 0; shot < 300; shot++) {
    const noise = Uint8Array.from(
      { length: 1 + Math.floor(random() * 1_300) },
      () => random() * 256,
    );
    for (const bytes of [sealer.seal(alertsText([fake])), new TextEncoder().encode(fake), noise]) {
      await eve.send(bytes, { hostname: "127.0.0.1", port });
    }
  }
  // Behind all that in the same socket's queue: a genuine one.
  await desk.run("bob", ["transfer", "ann", "1", "--yes"]);
  await cash.promise;
  assert.deepEqual(shown, ["entry 2"]);
  for (const closing of [listener, client, eve]) closing.close();
});
