// Sessions and devices over time, through the router: resume, expiry, log-out, the bounds on both. Also that
// no customer who has gone is counted as present.
import assert from "node:assert/strict";
import { SESSION_LIFETIME_MS } from "../../api/limits.ts";
import { Server } from "../../net/tcp/server.ts";
import { Presence, type Session } from "../../service/identity/session.ts";
import { DEVICES_MAX } from "../../service/identity/devices.ts";
import { secretHash, SESSIONS_MAX } from "../../store/registry.ts";
import { MemoryListener, Peer, turn } from "../support/connection.ts";
import { PASSWORD, START_MS, TestBank } from "../support/service.ts";

const device = (number: number) => number.toString(16).padStart(64, "0");

Deno.test("resume: goes on as the same person until the session has expired", async () => {
  await using bank = await TestBank.open();
  const { person, token } = await bank.customer("alice", { displayName: "Alice B" });
  bank.clock.advance(SESSION_LIFETIME_MS - 1);
  const session = bank.stranger();
  const who = await session.call("resume", { sessionToken: token });
  assert.deepEqual(who, {
    account: person.account,
    userName: "alice",
    displayName: "Alice B",
    role: "customer",
    sessionToken: token,
    sessionExpiresAtMs: START_MS + SESSION_LIFETIME_MS,
  });
  assert.equal(await session.code("resume", { sessionToken: token }), "already_logged_in");
  bank.clock.advance(1);
  assert.equal(await bank.stranger().code("resume", { sessionToken: token }), "session_expired");
});

Deno.test("resume: a token that never was, or has a wrong form", async () => {
  await using bank = await TestBank.open();
  const { token } = await bank.customer("alice");
  const table = [
    ["0".repeat(64), "session_expired"],
    [token.toUpperCase(), "invalid_params"],
    [token.slice(1), "invalid_params"],
    ["", "invalid_params"],
  ];
  for (const [sessionToken, code] of table) {
    assert.equal(
      await bank.stranger().code("resume", { sessionToken }),
      code,
      String(sessionToken),
    );
  }
});

Deno.test("log-out: ends this session and no other, and the connection can sign in again", async () => {
  await using bank = await TestBank.open();
  const here = await bank.customer("alice");
  const there = await bank.signedIn(here.person);
  assert.deepEqual(await here.call("logOut", {}), {});
  assert.equal(await here.code("balance"), "not_logged_in");
  assert.equal(await here.code("logOut"), "not_logged_in");
  const sessionToken = here.token;
  assert.equal(await bank.stranger().code("resume", { sessionToken }), "session_expired");
  await there.call("balance", {});
  assert.deepEqual([...bank.service.presence.of(here.account)], [there.session]);
  await here.call("logIn", { userName: "alice", password: PASSWORD });
});

Deno.test("sessions: of two connections of one session, the one that acts stays what it is", async () => {
  await using bank = await TestBank.open();
  const { token: sessionToken } = await bank.customer("alice");
  const twins = async () => {
    const pair = [bank.stranger(), bank.stranger()] as const;
    for (const one of pair) await one.call("resume", { sessionToken });
    return pair;
  };
  const [first, second] = await twins();
  await first.call("endOtherSessions", {});
  await first.call("balance", {});
  assert.equal(await second.code("balance"), "not_logged_in");
  await bank.stranger().call("resume", { sessionToken });

  const [here, there] = await twins();
  bank.clock.advance(25 * 60 * 60 * 1000);
  const newPassword = "another staple of horses";
  await here.call("changePassword", { password: PASSWORD, newPassword });
  await here.call("balance", {});
  assert.equal(await there.code("balance"), "not_logged_in");
  assert.equal(await bank.stranger().code("resume", { sessionToken }), "session_expired");
});

Deno.test("sessions: one more than the bound ends the oldest", async () => {
  await using bank = await TestBank.open();
  const { account } = await bank.person("alice");
  const tokens: string[] = [];
  for (let number = 0; number < SESSIONS_MAX; number++) {
    bank.clock.advance(1);
    tokens.push(await bank.token(account));
  }
  const connected = bank.stranger();
  await connected.call("resume", { sessionToken: tokens[0]! });
  const signIn = { userName: "alice", password: PASSWORD };
  bank.clock.advance(1);
  const { sessionToken } = await bank.stranger().call("logIn", signIn);
  const alive = await Promise.all(
    [...tokens, sessionToken].map((each) => bank.people.session(each)),
  );
  assert.deepEqual(alive.map((session) => session !== null), [false, ...tokens.map(() => true)]);
  assert.deepEqual([connected.ended, connected.session.identity], [["session_ended"], null]);
});

/** A machine is new for a day. */
const NEW_MS = 24 * 60 * 60_000;

Deno.test("devices: remembered at sign-in, once each, the longest unseen is forgotten", async () => {
  await using bank = await TestBank.open();
  const { account } = await bank.person("alice");
  const hashes = async () => (await bank.people.person(account))!.devices.map(({ hash }) => hash);
  const signIn = async (number: number) => {
    // The one before is not new any more.
    bank.clock.advance(NEW_MS);
    const params = { userName: "alice", password: PASSWORD, device: device(number) };
    await bank.stranger().call("logIn", params);
  };
  for (let number = 0; number < DEVICES_MAX; number++) await signIn(number);
  await signIn(0);
  assert.equal((await hashes()).length, DEVICES_MAX);
  await signIn(DEVICES_MAX);
  const known = await hashes();
  assert.equal(known.length, DEVICES_MAX);
  assert.equal(new Set(known).size, DEVICES_MAX);
  assert(known.includes(secretHash(device(0))));
  assert(!known.includes(secretHash(device(1))));
});

Deno.test("devices: many new ones in a day push out new ones, and none that is known", async () => {
  await using bank = await TestBank.open();
  const { account } = await bank.person("alice");
  const signIn = async (number: number) => {
    bank.clock.advance(1_000);
    const params = { userName: "alice", password: PASSWORD, device: device(number) };
    return await bank.stranger().call("logIn", params);
  };
  await signIn(1);
  bank.clock.advance(NEW_MS);
  for (let number = 2; number < 40; number++) await signIn(number);
  const { devices } = (await bank.people.person(account))!;
  assert.equal(devices.length, 5);
  assert(devices.some(({ hash }) => hash === secretHash(device(1))));
  assert(devices.some(({ hash }) => hash === secretHash(device(39))));
});

Deno.test("devices: a failed sign-in remembers nothing", async () => {
  await using bank = await TestBank.open();
  const { account } = await bank.person("alice");
  const params = { userName: "alice", password: "wrong password", device: device(1) };
  assert.equal(await bank.stranger().code("logIn", params), "wrong_credentials");
  assert.deepEqual((await bank.people.person(account))!.devices, []);
});

/** Tells when the server has let go of a session. */
class WatchedPresence extends Presence {
  readonly signedOut = Promise.withResolvers<void>();

  override signOut(session: Session): void {
    super.signOut(session);
    this.signedOut.resolve();
  }
}

Deno.test("presence: who leaves while signing in is not counted present", async () => {
  const presence = new WatchedPresence();
  await using bank = await TestBank.open({ presence });
  const { account } = await bank.person("alice");
  const listener = new MemoryListener();
  const server = new Server(bank, listener);
  const reached = Promise.withResolvers<void>();
  const written = Promise.withResolvers<void>();
  const { people } = bank;
  const addSession = people.addSession.bind(people);
  people.addSession = async (...given) => {
    reached.resolve();
    await presence.signedOut.promise;
    const ended = await addSession(...given);
    written.resolve();
    return ended;
  };
  using peer = new Peer(listener.dial());
  await peer.request(1, "logIn", { userName: "alice", password: PASSWORD });
  await reached.promise;
  peer.close();
  await written.promise;
  await turn();
  await server.stop();
  assert.equal(presence.of(account).size, 0);
});

Deno.test("presence: a closed connection is not counted present", async () => {
  const presence = new WatchedPresence();
  await using bank = await TestBank.open({ presence });
  const { account, token } = await bank.customer("alice");
  const listener = new MemoryListener();
  const server = new Server(bank, listener);
  using peer = new Peer(listener.dial());
  await peer.ask(1, "resume", { sessionToken: token });
  assert.equal(presence.of(account).size, 2);
  await server.stop();
  assert.deepEqual((await peer.rest()).map(({ params }) => params), [{ reason: "shutting_down" }]);
  await presence.signedOut.promise;
  assert.equal(presence.of(account).size, 1);
});
