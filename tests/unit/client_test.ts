// net/client/client.ts against a real service over a connection in memory, and against a server that misbehaves. A call
// ends in a result, a refusal or ConnectionLost, and never in silence.
import assert from "node:assert/strict";
import { Client, ConnectionLost, RefusedError } from "../../net/client/client.ts";
import { RemoteError } from "../../api/message.ts";
import type { TlsClientOptions } from "../../net/runtime.ts";
import { ServerConnection } from "../../net/tcp/server_connection.ts";
import { dialling, MemoryConnection, Peer, turn } from "../support/connection.ts";
import { NO_CERTIFICATE, pinOf } from "../support/pins.ts";
import { TestBank } from "../support/service.ts";

const ADDRESS = { hostname: "192.0.2.1", port: 7700, certificate: NO_CERTIFICATE };

/** A client and the raw other end that the test plays. */
async function scripted(answerMs = 30_000): Promise<{ client: Client; peer: Peer }> {
  const { server, client: end } = MemoryConnection.pair();
  const client = await Client.connect({ ...ADDRESS, answerMs, runtime: dialling(() => end) });
  return { client, peer: new Peer(server) };
}

const pong = (id: unknown, atMs: unknown) =>
  JSON.stringify({ jsonrpc: "2.0", id, result: { atMs } }) + "\n";

const lost = (about: RegExp) => (error: unknown) => {
  assert(error instanceof ConnectionLost, String(error));
  assert.match(error.message, about);
  return true;
};

Deno.test("client: results and refusals, pipelined over one connection", async () => {
  await using bank = await TestBank.open();
  const { token } = await bank.customer("alice", { bookedMinor: 700 });
  const { server, client: end } = MemoryConnection.pair();
  const served = new ServerConnection(server, { ...bank, budgets: bank.service.budgets });
  const over = served.serve();
  const client = await Client.connect({ ...ADDRESS, runtime: dialling(() => end) });
  const notices: unknown[] = [];
  client.onNotice((method, params) => notices.push([method, params]));
  const [hello, who, balance] = await Promise.allSettled([
    client.call("hello", {}),
    client.call("resume", { sessionToken: token }),
    client.call("balance", {}),
  ]);
  assert(hello.status === "fulfilled" && hello.value.bank === "Test Bank");
  assert(who.status === "fulfilled" && who.value.userName === "alice");
  assert(balance.status === "rejected" && balance.reason instanceof RefusedError);
  assert.equal(balance.reason.refusal.code, "not_logged_in");
  assert.equal((await client.call("balance", {})).bookedMinor, 700);
  await assert.rejects(client.call("ping", { more: 1 } as never), RemoteError);
  served.drain();
  await assert.rejects(client.call("ping", {}), RefusedError);
  assert.deepEqual(notices, [["closing", { reason: "shutting_down" }]]);
  client.close();
  await Promise.all([client.ended, over]);
});

Deno.test("client: answers out of order, byte by byte, find their calls", async () => {
  const { client, peer } = await scripted();
  const calls = [client.call("ping", {}), client.call("ping", {})];
  const ids = [(await peer.next())!.id, (await peer.next())!.id];
  assert.equal(new Set(ids).size, 2);
  const answers = [1, 0].map((place) => pong(ids[place], place)).join("");
  for (const byte of new TextEncoder().encode(answers)) await peer.send(Uint8Array.of(byte));
  assert.deepEqual((await Promise.all(calls)).map(({ atMs }) => atMs), [0, 1]);
  client.close();
  await client.ended;
});

Deno.test("client: an answer that nobody asked for is passed over", async () => {
  const { client, peer } = await scripted();
  const call = client.call("ping", {});
  const { id } = (await peer.next())!;
  await peer.send(pong(999, 5) + pong(null, 5) + pong(id, 7) + pong(id, 8));
  assert.equal((await call).atMs, 7);
  client.close();
  await client.ended;
});

Deno.test("client: a result in another form than the table's is a bad answer", async () => {
  const { client, peer } = await scripted();
  const call = client.call("ping", {});
  const { id } = (await peer.next())!;
  await peer.send(pong(id, "soon"));
  await assert.rejects(
    call,
    (error) => error instanceof RemoteError && error.code === "bad_answer",
  );
  client.close();
  await client.ended;
});

const BROKEN: [string, string | Uint8Array][] = [
  ["words", "hello there\n"],
  ["null", "null\n"],
  ["bytes that are not UTF-8", Uint8Array.of(0xff, 0x0a)],
];

for (const [name, bytes] of BROKEN) {
  Deno.test(`client: a server that sends ${name} is left, and every call is told`, async () => {
    const { client, peer } = await scripted();
    const calls = [client.call("ping", {}), client.call("hello", {})];
    const told = Promise.all(calls.map((call) => assert.rejects(call, lost(/broke/))));
    await peer.send(bytes);
    await Promise.all([told, client.ended]);
    assert.equal((await peer.rest()).length, 2);
  });
}

for (const error of ["null", "7", '"no"', "{}"]) {
  Deno.test(`client: a call that is answered with the error ${error} ends`, async () => {
    const { client, peer } = await scripted();
    const call = client.call("ping", {});
    const outcome = call.then(() => "result", (reason: Error) => reason.name);
    const { id } = (await peer.next())!;
    await peer.send(`{"jsonrpc":"2.0","id":${id},"error":${error}}\n`);
    await turn();
    await turn();
    client.close();
    await client.ended;
    assert.notEqual(await Promise.race([outcome, turn()]), undefined, "the call never ended");
  });
}

Deno.test("client: calls under way when the server closes are lost, later ones too", async () => {
  const { client, peer } = await scripted();
  const call = client.call("ping", {});
  await peer.next();
  peer.close();
  await assert.rejects(call, lost(/server closed/));
  await client.ended;
  await assert.rejects(client.call("ping", {}), lost(/server closed/));
});

Deno.test("client: calls under way when it is closed here are lost", async () => {
  const { client } = await scripted();
  const call = client.call("ping", {});
  client.close();
  client.close();
  await assert.rejects(call, lost(/closed here/));
  await client.ended;
});

Deno.test("client: no answer in time is lost, the connection stays, a late answer is passed over", async () => {
  const { client, peer } = await scripted(1);
  const call = client.call("ping", {});
  const { id } = (await peer.next())!;
  await assert.rejects(call, lost(/no answer to ping within 1 ms/));
  await peer.send(pong(id, 1));
  let heard = "";
  client.onNotice((method) => heard = method);
  await peer.send('{"jsonrpc":"2.0","method":"still","params":{}}\n');
  await turn();
  assert.equal(heard, "still");
  client.close();
  await client.ended;
});

Deno.test("client: asks for the one certificate under the bank's name", async () => {
  const { client: end } = MemoryConnection.pair();
  const asked: TlsClientOptions[] = [];
  const connectTls = (options: TlsClientOptions) => {
    asked.push(options);
    return Promise.resolve(end);
  };
  const runtime = { ...dialling(() => end), connectTls };
  const client = await Client.connect({ ...ADDRESS, certificate: pinOf("the pin"), runtime });
  const [{ certificate, serverName, hostname, port }] = asked as [TlsClientOptions];
  assert.deepEqual([certificate.pem, serverName, hostname, port], [
    "the pin",
    "bank.internal",
    ADDRESS.hostname,
    ADDRESS.port,
  ]);
  client.close();
  await client.ended;
});

Deno.test("client: where there are other servers, one that falls silent counts as gone; one that is only slow does not", async () => {
  const { server, client: end } = MemoryConnection.pair();
  const timers: (() => void)[] = [];
  const after = (ms: number, act: () => void) => {
    if (ms < 30_000) timers.push(act);
    return () => {};
  };
  const runtime = { ...dialling(() => end), after };
  const client = await Client.connect({ ...ADDRESS, runtime, lively: true });
  const peer = new Peer(server);
  const look = () => timers.splice(0).forEach((act) => act());
  const slow = client.call("logIn", { userName: "ann", password: "long enough" });
  const { method } = (await peer.next())!;
  assert.equal(method, "logIn");
  for (let round = 0; round < 3; round++) {
    look();
    const asked = (await peer.next())!;
    assert.equal(asked.method, "ping", "a sign of life is asked for");
    await peer.send(pong(asked.id, 1));
    await turn();
    look();
  }
  look();
  assert.equal((await peer.next())!.method, "ping");
  look();
  await assert.rejects(slow, lost(/fallen silent/));
  assert.ok(client.lost);
  await client.ended;
});
