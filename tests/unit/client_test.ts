// net/client.ts against a real service over a connection in memory, and against a server that misbehaves. A call
// ends in a result, a refusal or ConnectionLost, and never in silence.
import assert from "node:assert/strict";
import { Client, ConnectionLost, RefusedError } from "../../net/client.ts";
import { RemoteError } from "../../net/message.ts";
import { dialling, MemoryConnection, Peer } from "../support/connection.ts";
import { TestBank } from "../support/service.ts";

const ADDRESS = { hostname: "192.0.2.1", port: 7700, certPem: "" };

/** A client and the raw other end that the test plays. */
async function scripted(answerMs = 30_000): Promise<{ client: Client; peer: Peer }> {
  const { server, client: end } = MemoryConnection.pair();
  const client = await Client.connect({ ...ADDRESS, answerMs, runtime: dialling(() => end) });
  return { client, peer: new Peer(server) };
}

const lost = (about: RegExp) => (error: unknown) => {
  assert(error instanceof ConnectionLost, String(error));
  assert.match(error.message, about);
  return true;
};

Deno.test("client: results, refusals and our mistakes, pipelined over one connection", async () => {
  await using bank = await TestBank.open();
  const { token } = await bank.customer("alice", { bookedMinor: 700 });
  await using line = bank.line();
  const { server, client: end } = MemoryConnection.pair();
  const runtime = dialling(() => end);
  const client = await Client.connect({ ...ADDRESS, runtime });
  const serving = line.served.serve.call(
    new (line.served.constructor as never)(server, {
      host: bank.host,
      router: bank.router,
    }),
  );
  const [hello, who] = await Promise.all([
    client.call("hello", {}),
    client.call("resume", { sessionToken: token }),
  ]);
  assert.deepEqual([hello.bank, who.userName], ["Test Bank", "alice"]);
  assert.equal((await client.call("balance", {})).bookedMinor, 700);
  client.close();
  await serving;
});
