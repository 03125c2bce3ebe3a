// The bounds of one connection, by fake clock and gates: requests in flight, answers not read, silence, the end.
// A connection in memory can be held as a network holds it when the other side does not read.
import assert from "node:assert/strict";
import {
  IDLE_MS,
  IDLE_MS_STRANGER,
  OUTBOX_BYTES_MAX,
  REQUESTS_IN_FLIGHT_MAX,
  REQUESTS_IN_FLIGHT_MAX_STRANGER,
} from "../../api/limits.ts";
import { Server } from "../../net/tcp/server.ts";
import { MemoryListener, Peer, turn } from "../support/connection.ts";
import { HeldRouter } from "../support/held_router.ts";
import { type Line, TestBank } from "../support/service.ts";

const pings = (count: number) =>
  Array.from({ length: count }, (_, id) => `{"jsonrpc":"2.0","id":${id},"method":"ping"}\n`).join(
    "",
  );

async function signIn(bank: TestBank, { peer }: Line): Promise<void> {
  const { token } = await bank.customer("alice");
  await peer.ask(0, "resume", { sessionToken: token });
}

for (const who of ["stranger", "customer"] as const) {
  const max = who === "stranger" ? REQUESTS_IN_FLIGHT_MAX_STRANGER : REQUESTS_IN_FLIGHT_MAX;
  Deno.test(`limits: ${max} requests of a ${who} under way, one more is busy`, async () => {
    await using bank = await TestBank.open();
    const router = new HeldRouter(bank.service);
    await using line = bank.line({ router });
    await using other = bank.line();
    if (who === "customer") await signIn(bank, line);
    await line.peer.send(pings(max + 1));
    const { id, error } = (await line.peer.next())!;
    assert.deepEqual([id, error!.data], [max, { code: "busy", retryable: true, waiting: max }]);
    assert.equal(router.size, max);
    assert.equal((await other.peer.ask(1, "ping")).id, 1);
    router.letAllGo();
    const ids = new Set<unknown>();
    while (ids.size < max) ids.add((await line.peer.next())!.id);
    await line.peer.send(pings(1));
    await router.holds(1);
    router.letGo(0);
    assert.equal((await line.peer.next())!.id, 0);
  });
}

Deno.test("limits: a client that does not read is cut off, another notices nothing", async () => {
  await using bank = await TestBank.open();
  await using line = bank.line();
  await using other = bank.line();
  line.server.hold();
  const text = "x".repeat(64 * 1024);
  const enough = Math.ceil(OUTBOX_BYTES_MAX / text.length) + 2;
  line.served.notify("first", {});
  await turn();
  for (let time = 0; time < enough; time++) {
    assert.equal(line.server.closed, time * text.length > OUTBOX_BYTES_MAX, `${time} notices`);
    line.served.notify("news", { text: text.slice(60) });
    if (time * text.length > OUTBOX_BYTES_MAX) break;
  }
  await line.server.whenClosed;
  await line.over;
  assert(!line.served.unfinished);
  line.served.notify("after", {});
  assert.equal((await other.peer.ask(1, "ping")).id, 1);
});

Deno.test("limits: the outbox counts bytes, not characters", async () => {
  await using bank = await TestBank.open();
  await using line = bank.line();
  line.server.hold();
  line.served.notify("first", {});
  await turn();
  const text = "₹".repeat(64 * 1024);
  for (let bytes = 0; bytes <= OUTBOX_BYTES_MAX; bytes += 3 * text.length) {
    line.served.notify("news", { text });
  }
  assert(line.server.closed);
});

Deno.test("limits: a burst is a few large writes, not one per answer", async () => {
  await using bank = await TestBank.open();
  await using line = bank.line();
  await line.peer.send(pings(40));
  for (let id = 0; id < 40; id++) assert.equal((await line.peer.next())!.id, id);
  assert(line.server.writes.length <= 3, String(line.server.writes));
});

for (const who of ["stranger", "customer"] as const) {
  const idleMs = who === "stranger" ? IDLE_MS_STRANGER : IDLE_MS;
  Deno.test(`silence: a ${who} is told and closed after more than ${idleMs} ms`, async () => {
    await using bank = await TestBank.open();
    await using line = bank.line();
    if (who === "customer") await signIn(bank, line);
    bank.clock.advance(idleMs);
    line.served.checkIdle(bank.clock.nowMs);
    assert.equal((await line.peer.ask(1, "ping")).id, 1);
    bank.clock.advance(idleMs);
    line.served.checkIdle(bank.clock.nowMs);
    assert.equal((await line.peer.ask(2, "ping")).id, 2);
    bank.clock.advance(idleMs + 1);
    line.served.checkIdle(bank.clock.nowMs);
    const messages = await line.peer.rest();
    assert.deepEqual(messages.map(({ method, params }) => [method, params]), [
      ["closing", { reason: "idle" }],
    ]);
    await line.over;
  });
}

Deno.test("silence: a request under way is waited for", async () => {
  await using bank = await TestBank.open();
  const router = new HeldRouter(bank.service);
  await using line = bank.line({ router });
  await line.peer.send(pings(1));
  await router.holds(1);
  bank.clock.advance(IDLE_MS_STRANGER * 2);
  line.served.checkIdle(bank.clock.nowMs);
  router.letGo(0);
  assert.equal((await line.peer.next())!.id, 0);
  assert(!line.server.closed);
});

for (const [name, drip] of [["bytes without a frame", "x"], ["empty lines", "\n"]] as const) {
  Deno.test(`silence: ${name} do not keep a connection open`, async () => {
    await using bank = await TestBank.open();
    await using line = bank.line();
    for (let time = 0; time < 4; time++) {
      await line.peer.send(drip);
      await turn();
      bank.clock.advance(IDLE_MS_STRANGER / 2);
      line.served.checkIdle(bank.clock.nowMs);
    }
    await turn();
    assert(line.server.closed);
  });
}

Deno.test("the end: the client is told why before the connection closes, however slow it reads", async () => {
  await using bank = await TestBank.open();
  await using line = bank.line();
  line.server.hold();
  line.served.end("session_ended");
  for (let time = 0; time < 3; time++) await turn();
  assert(!line.server.closed, "closed while the reason is still being written");
  line.server.release();
  const messages = await line.peer.rest();
  assert.deepEqual(messages.map(({ params }) => params), [{ reason: "session_ended" }]);
});

const STUCK: [string, (line: Line) => void | Promise<void>][] = [
  ["was told that it is idle", () => {}],
  ["was told that its session ended", ({ served }) => served.end("session_ended")],
  ["misspoke", async ({ peer }) => await peer.send("oops\n")],
];

for (const [name, act] of STUCK) {
  Deno.test(`the end: who does not read is closed after the idle time, when it ${name}`, async () => {
    await using bank = await TestBank.open();
    await using line = bank.line();
    line.server.hold();
    line.served.notify("news", {});
    await turn();
    await act(line);
    for (let sweep = 0; sweep < 3; sweep++) {
      await turn();
      bank.clock.advance(IDLE_MS_STRANGER + 1);
      line.served.checkIdle(bank.clock.nowMs);
    }
    await turn();
    assert(line.server.closed);
  });
}

Deno.test("drain: what is under way is answered, what comes is told shutting_down", async () => {
  await using bank = await TestBank.open();
  const router = new HeldRouter(bank.service);
  await using line = bank.line({ router });
  await line.peer.send(pings(1));
  await router.holds(1);
  line.served.drain();
  assert.deepEqual((await line.peer.next())!.params, { reason: "shutting_down" });
  const { error } = await line.peer.ask(7, "ping");
  assert.deepEqual(error!.data, { code: "shutting_down", retryable: true });
  assert(line.served.unfinished);
  router.letGo(0);
  assert.equal((await line.peer.next())!.id, 0);
  assert(!line.served.unfinished);
});

Deno.test("drain: a stopping server answers what it has taken, then closes every connection", async () => {
  await using bank = await TestBank.open();
  const alice = await bank.customer("alice", { bookedMinor: 1_000 });
  const bob = await bank.customer("bob");
  const listener = new MemoryListener();
  const server = new Server(bank, listener);
  using peer = new Peer(listener.dial());
  await peer.ask(1, "resume", { sessionToken: alice.token });
  await peer.request(2, "transfer", { id: bank.transferId(), to: bob.account, amountMinor: 100 });
  while (bank.loop.ledger.accounts.get(bob.account)!.bookedMinor === 0) {
    await turn();
  }
  await server.stop();
  const messages = await peer.rest();
  assert.deepEqual(messages.map(({ id, method }) => id ?? method), [2, "closing"]);
  assert.equal(messages[0]!.result!.status, "booked");
  assert.throws(() => listener.dial());
});
