// Where one is logged in: which program, from where, used when; a single session ends in the same moment, and no other. Banks and
// clients of release 0.1 know nothing of that and go on.
import assert from "node:assert/strict";
import { securityFlow } from "../../terminal/home/security_flow.ts";
import { sessions } from "../../terminal/look_back_actions.ts";
import { meant, sessionText } from "../../terminal/session_text.ts";
import { METHODS } from "../../api/methods.ts";
import { SessionUses } from "../../service/identity/session_uses.ts";
import { deskOf } from "../support/at_home.ts";
import { PASSWORD, TestBank } from "../support/service.ts";

/** Alice at home, and a machine that is not hers. */
async function twoMachines() {
  const bank = await TestBank.open();
  const own = await bank.customer("alice", { source: "192.0.2.1" });
  bank.clock.advance(60_000);
  const foreign = bank.stranger("198.51.100.9");
  await foreign.call("hello", { client: "curl" });
  const { sessionToken } = await foreign.call("logIn", { userName: "alice", password: PASSWORD });
  const list = async () => (await own.call("sessions", {})).sessions;
  const foreignId = (await list()).find(({ current }) => !current)!.id!;
  return {
    bank,
    own,
    foreign,
    foreignId,
    sessionToken,
    list,
    [Symbol.asyncDispose]: () => bank[Symbol.asyncDispose](),
  };
}

Deno.test("sessions: each with its program, its address and its last use, also when its connection has ended", async () => {
  await using at = await twoMachines();
  const { bank, own, foreign } = at;
  const seen = async () =>
    (await at.list()).map((
      { client, address, lastUsedAtMs, current },
    ) => [client, address, (lastUsedAtMs ?? 0) - bank.clock.nowMs, current]);
  bank.clock.advance(60_000);
  await foreign.call("balance", {});
  bank.clock.advance(30_000);
  const both = [[undefined, "192.0.2.1", 0, true], ["curl", "198.51.100.9", -30_000, false]];
  assert.deepEqual(await seen(), both);
  bank.service.presence.signOut(foreign.session);
  assert.deepEqual(await seen(), both);
  const again = bank.stranger("203.0.113.4");
  await again.call("hello", { client: "bank 0.2.0" });
  await again.call("resume", { sessionToken: at.sessionToken });
  assert.deepEqual((await seen())[1], ["bank 0.2.0", "203.0.113.4", 0, false]);
  assert.equal((await own.call("sessions", {})).sessions.length, 2);
});

Deno.test("sessions: a bank that has started anew tells where each began", async () => {
  await using at = await twoMachines();
  const [first, second] = await at.bank.people.sessions(at.own.account, at.own.token);
  assert.deepEqual([first!.source, second!.source, second!.client], [
    undefined,
    "198.51.100.9",
    "curl",
  ]);
});

Deno.test("endOtherSessions: one of them ends at once, the others stay, and the owner is told", async () => {
  await using at = await twoMachines();
  const { bank, own, foreign } = at;
  const third = await bank.signedIn(own.person);
  const from = (await own.call("alertsPosition", {})).notice;
  await own.call("endOtherSessions", { session: at.foreignId });
  assert.deepEqual([foreign.ended, third.ended, own.ended], [["session_ended"], [], []]);
  assert.equal(await foreign.code("balance", {}), "not_logged_in");
  const { sessionToken } = at;
  assert.equal(await bank.stranger().code("resume", { sessionToken }), "session_expired");
  await third.call("balance", {});
  const { alerts } = await own.call("alertsSince", { entry: 10 ** 9, notice: from });
  assert.deepEqual(alerts.map(({ kind }) => kind), ["sessions_ended"]);
  // It has ended already, and the asking one is none of the others.
  const [mine] = await at.list();
  for (const session of [at.foreignId, mine!.id!]) {
    await own.call("endOtherSessions", { session });
  }
  assert.equal((await at.list()).length, 2);
});

Deno.test("endOtherSessions: an id opens nothing and ends nobody else's session", async () => {
  await using at = await twoMachines();
  const bob = await at.bank.customer("bob");
  await bob.call("endOtherSessions", { session: at.foreignId });
  assert.deepEqual(at.foreign.ended, []);
  const { error } = await bob.answer("endOtherSessions", { session: "all" });
  assert.match(JSON.stringify(error), /invalid_params|session/);
});

Deno.test("sessions: the command ends one by the signs that it shows, and not its own", async () => {
  await using at = await twoMachines();
  const { customer, out } = deskOf(at.bank, at.own, []);
  const run = (end?: string) => sessions(customer, { action: "sessions", end, endOthers: false });
  await run();
  const [mine, foreign] = out[0]!.split("\n");
  assert.match(mine!, /^[0-9a-f]{8} {2}from 192\.0\.2\.1, last used .* \(this one\)$/);
  assert.match(foreign!, /^[0-9a-f]{8} {2}curl, from 198\.51\.100\.9, last used 20/);
  await assert.rejects(run(mine!.slice(0, 8)), /the session of this command/);
  await assert.rejects(run("00000000"), /Cannot tell which session "00000000" is/);
  await run(foreign!.slice(0, 8));
  assert.deepEqual(at.foreign.ended, ["session_ended"]);
  assert.equal(out.at(-1)!.split("\n").length, 1);
});

Deno.test("sessions: at home one is chosen, asked about and ended", async () => {
  await using at = await twoMachines();
  const { desk, person } = deskOf(at.bank, at.own, [
    ["Security", "Sessions"],
    ["Sessions", /^End [0-9a-f]{8} {2}curl, from 198/],
    ["End this session?", true],
  ]);
  await securityFlow(desk);
  person.done();
  assert.equal(person.said.at(-1), "The session has ended.");
  assert.deepEqual(at.foreign.ended, ["session_ended"]);
});

Deno.test("sessions: the answer of a bank of release 0.1 is shown, and no single one can be meant", () => {
  const answer = { sessions: [{ startedAtMs: 0, expiresAtMs: 86_400_000, current: false }] };
  const { sessions: [old] } = METHODS.sessions.result.parse(answer);
  assert.match(sessionText(old!), /^since 19\d\d-.*, until 1970-/);
  assert.deepEqual(meant([old!], "0"), []);
});

Deno.test("last uses: the latest 16,384 are remembered", () => {
  const uses = new SessionUses();
  const use = { atMs: 1, source: "192.0.2.1", client: "" };
  for (let number = 0; number <= 16_384; number++) uses.keep(`hash ${number}`, use);
  assert.deepEqual([uses.of("hash 0"), uses.of("hash 1"), uses.of("hash 16384")], [null, use, use]);
});
