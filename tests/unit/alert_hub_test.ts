// The hub's one socket: what is not genuinely sealed by a listening session is counted and never answered, an
// address is learned from sealed datagrams alone, and each alert reaches its owner's sessions and no others.
import assert from "node:assert/strict";
import { DatagramSealer, type Dropped } from "../../net/udp/datagram.ts";
import { headText, hereText } from "../../net/udp/datagram_text.ts";
import { Server } from "../../net/tcp/server.ts";
import { MemoryListener, Peer, turn } from "../support/connection.ts";
import { Ear, until } from "../support/ear.ts";
import { type Customer, TestBank } from "../support/service.ts";

const HOME = { hostname: "198.51.100.1", port: 40_001 };
const CAFE = { hostname: "198.51.100.2", port: 40_002 };
const EVE = { hostname: "203.0.113.9", port: 666 };

interface Town extends AsyncDisposable {
  readonly bank: TestBank;
  readonly alice: Customer;
  readonly bob: Customer;
}

async function town(): Promise<Town> {
  const bank = await TestBank.open();
  return {
    bank,
    alice: await bank.customer("alice", { bookedMinor: 100_000, displayName: "Alice B" }),
    bob: await bank.customer("bob", { displayName: "Bob K" }),
    [Symbol.asyncDispose]: () => bank[Symbol.asyncDispose](),
  };
}

const pay = (bank: TestBank, from: Customer, to: Customer) =>
  from.call("transfer", { id: bank.transferId(), to: to.account, amountMinor: 100 });

async function deliver({ udp }: TestBank, bytes: Uint8Array, from = EVE): Promise<void> {
  udp.deliver(bytes, from);
  await turn();
}

/** What Eve may send, and why it is dropped. */
function eavesdropped(ear: Ear, other: Ear): [string, Uint8Array, Dropped][] {
  const ask = { entry: 0, notice: 0, answer: true, heard: true };
  const genuine = ear.here(ask);
  const underOtherKey = new DatagramSealer(new Uint8Array(32), ear.datagramSession);
  const underServerKey = new DatagramSealer(ear.serverKey, ear.datagramSession);
  const fromOther = other.here(ask);
  fromOther.set(genuine.subarray(1, 9), 1);
  return [
    ["plain text", new TextEncoder().encode("x".repeat(60)), "wrong_version"],
    ["nothing", new Uint8Array(), "truncated"],
    ["one byte short of a text", genuine.slice(0, 33), "truncated"],
    ["truncated", genuine.slice(0, -1), "forged"],
    ["oversized", ear.sealer.seal(new Uint8Array(1_168)), "oversized"],
    ["wrong version", ear.here(ask).with(0, 2), "wrong_version"],
    ["no such session", genuine.with(5, genuine[5]! ^ 1), "unknown_session"],
    ["bit-flipped", genuine.with(20, genuine[20]! ^ 1), "forged"],
    ["sealed with another key", underOtherKey.seal(hereText(ask)), "forged"],
    ["sealed by another session", fromOther, "forged"],
    ["sealed with the server's own key", underServerKey.seal(hereText(ask)), "forged"],
    ["counter 0", new Uint8Array([...genuine.slice(0, 9), ...new Uint8Array(42)]), "malformed"],
    ["sealed nonsense", ear.sealer.seal(new Uint8Array(18)), "malformed"],
    ["what only the server says", ear.sealer.seal(headText(ask)), "malformed"],
  ];
}

Deno.test("what is not genuine is counted by reason and never answered", async () => {
  await using here = await town();
  const { bank, alice, bob } = here;
  const ear = await Ear.of(bank, alice);
  const other = await Ear.of(bank, bob);
  const counts = { ...bank.alerts.dropped };
  for (const [what, datagram, why] of eavesdropped(ear, other)) {
    await deliver(bank, datagram);
    counts[why]++;
    assert.deepEqual(bank.alerts.dropped, counts, what);
    assert.equal(bank.udp.sent.length, 0, `${what} was answered`);
  }
  // None of them taught the bank an address: the alert goes over TCP.
  await pay(bank, bob, alice).catch(() => {});
  await pay(bank, alice, bob);
  await until(() => ear.pushes.length > 0, "the push");
  assert.equal(bank.udp.sent.length, 0);
});

Deno.test("a datagram of the bank sent back to it is dropped", async () => {
  await using here = await town();
  const { bank, alice } = here;
  const ear = await Ear.of(bank, alice);
  await ear.says({ answer: true }, HOME);
  await deliver(bank, bank.udp.sent[0]!.bytes, HOME);
  const { replayed, forged } = bank.alerts.dropped;
  assert.equal(replayed + forged, 1);
  assert.equal(bank.udp.sent.length, 1);
});

Deno.test("a replayed hello is counted, not answered, and does not move the address", async () => {
  await using here = await town();
  const { bank, alice, bob } = here;
  const ear = await Ear.of(bank, alice);
  const hello = ear.here({ answer: true, entry: 1 });
  await deliver(bank, hello, HOME);
  for (let again = 1; again <= 3; again++) {
    await deliver(bank, hello, EVE);
    assert.equal(bank.alerts.dropped.replayed, again);
  }
  await pay(bank, alice, bob);
  await until(() => ear.overUdp.length === 1, "the alert");
  assert.deepEqual(bank.udp.sent.map(({ to }) => to), [HOME, HOME]);
});

Deno.test("the address follows the newest hello; a late one does not move it back", async () => {
  await using here = await town();
  const { bank, alice, bob } = here;
  const ear = await Ear.of(bank, alice);
  const [atHome, late, atCafe] = [ear.here(), ear.here({ answer: true }), ear.here()];
  await deliver(bank, atHome, HOME);
  await pay(bank, alice, bob);
  await until(() => ear.overUdp.length === 1, "the first alert");
  await deliver(bank, atCafe, CAFE);
  await deliver(bank, late, HOME);
  await pay(bank, alice, bob);
  await until(() => ear.overUdp.length === 2, "the second alert");
  const heard = ear.heard.map(({ said, to }) => [said !== "malformed" && said.type, to]);
  assert.deepEqual(heard, [["alerts", HOME], ["head", CAFE], ["alerts", CAFE]]);
  assert.deepEqual(ear.overUdp.map(({ number }) => number), [2, 3]);
  assert.equal(ear.pushes.length, 0);
});

Deno.test("the answer says how far the account goes, and is never larger than the hello", async () => {
  await using here = await town();
  const { bank, alice } = here;
  const ear = await Ear.of(bank, alice);
  for (const heard of [false, true]) {
    const hello = ear.here({ answer: true, heard });
    await deliver(bank, hello, HOME);
    const { said, bytes, to } = ear.heard.at(-1)!;
    assert.deepEqual([said, to], [{ type: "head", entry: 1, notice: 0 }, HOME]);
    assert.ok(bytes.length <= hello.length);
  }
  await ear.says({ answer: false }, HOME);
  assert.equal(ear.heard.length, 2);
});

Deno.test("two sessions behind one address each get datagrams that only they can open", async () => {
  await using here = await town();
  const { bank, alice, bob } = here;
  const ears = [await Ear.of(bank, alice), await Ear.of(bank, bob)] as const;
  for (const ear of ears) await ear.says({}, HOME);
  await pay(bank, alice, bob);
  await until(() => ears.every((ear) => ear.overUdp.length === 1), "both alerts");
  assert.equal(bank.udp.sent.length, 2);
  assert.deepEqual(ears.map(({ overUdp: [alert] }) => alert!.amountMinor), [-100, 100]);
});

Deno.test("an alert reaches all sessions of its owner and nobody else's", async () => {
  await using here = await town();
  const { bank, alice, bob } = here;
  const carol = await bank.customer("carol");
  const atHome = await Ear.of(bank, alice);
  const atWork = await Ear.of(bank, alice);
  const [bobs, carols] = [await Ear.of(bank, bob), await Ear.of(bank, carol)];
  await atHome.says({}, HOME);
  await carols.says({}, CAFE);
  await pay(bank, alice, bob);
  await until(() => atHome.overUdp.length + atWork.overTcp.length + bobs.overTcp.length === 3);
  await turn();
  assert.deepEqual(atHome.overUdp, atWork.overTcp);
  const { nowMs: atMs } = bank.clock;
  const transferId = bobs.overTcp[0]?.transferId;
  assert.ok(transferId);
  assert.deepEqual(bobs.overTcp, [{
    stream: "entry",
    number: 1,
    kind: "transfer",
    amountMinor: 100,
    bookedMinor: 100,
    counterparty: alice.account,
    counterpartyName: "Alice B",
    memo: "",
    atMs,
    transferId,
  }]);
  assert.deepEqual([carols.pushes.length, carols.heard.length, alice.notices], [0, 0, []]);
});

Deno.test("names: the counterpart's, none for the house, none for those who have left", async () => {
  await using here = await town();
  const { bank, alice, bob } = here;
  const ear = await Ear.of(bank, alice);
  await bank.cashIn(alice.account, 5);
  const id = await bank.held(alice.account, bob.account, 50);
  await pay(bank, alice, bob);
  await until(() => ear.overTcp.length === 3, "three alerts");
  const sweep = { id: bank.transferId(), to: "alice" };
  await bob.call("closeAccount", { password: "correct horse battery", sweep });
  await alice.call("cancelHold", { id });
  await until(() => ear.overTcp.length === 5, "five alerts");
  const names = ear.overTcp.map(({ kind, counterpartyName }) => [kind, counterpartyName]);
  // The sweep itself may be told before or after its payer is gone.
  assert.deepEqual(names.filter(([kind]) => kind !== "sweep"), [
    ["cash_in", null],
    ["held", "Bob K"],
    ["transfer", "Bob K"],
    ["cancelled", null],
  ]);
});

Deno.test("listening again makes new keys; the old ones are forgotten", async () => {
  await using here = await town();
  const { bank, alice } = here;
  const ear = await Ear.of(bank, alice);
  const [old, older] = [ear.here({ answer: true }), ear.datagramSession];
  await ear.listen();
  assert.notEqual(ear.datagramSession, older);
  await deliver(bank, old, HOME);
  assert.deepEqual([bank.alerts.dropped.unknown_session, bank.udp.sent.length], [1, 0]);
  await ear.says({ answer: true }, HOME);
  assert.equal(bank.udp.sent.length, 1);
});

Deno.test("who signs out is not listened to, told or sent anything any more", async () => {
  await using here = await town();
  const { bank, alice, bob } = here;
  const ears = [await Ear.of(bank, alice), await Ear.of(bank, alice)];
  for (const ear of ears) await ear.says({}, HOME);
  await ears[0]!.call("logOut", {});
  await ears[0]!.says({ answer: true }, HOME);
  assert.deepEqual([bank.alerts.dropped.unknown_session, bank.udp.sent.length], [1, 0]);
  assert.equal(await ears[0]!.code("alertsListen"), "not_logged_in");
  await pay(bank, alice, bob);
  await until(() => ears[1]!.overUdp.length === 1, "the other session's alert");
  assert.deepEqual([ears[0]!.pushes, bank.udp.sent.length], [[], 1]);
});

Deno.test("alerts that wait for their turn are not sent to who has signed out meanwhile", async () => {
  await using here = await town();
  const { bank, alice, bob } = here;
  const ear = await Ear.of(bank, alice);
  await Promise.all([pay(bank, alice, bob), pay(bank, alice, bob)]);
  await until(() => ear.overTcp.length === 1, "the first alert");
  await ear.call("logOut", {});
  // Another customer uses the same connection now.
  await ear.call("resume", { sessionToken: await bank.token(bob.account) });
  await ear.listen();
  await bank.cashIn(bob.account, 7);
  await until(() => ear.overTcp.some(({ kind }) => kind === "cash_in"), "the new user's alert");
  await new Promise((resolve) => setTimeout(resolve, 0));
  const kinds = ear.overTcp.map(({ kind, amountMinor }) => [kind, amountMinor]);
  assert.deepEqual(kinds, [["transfer", -100], ["cash_in", 7]]);
});

Deno.test("a connection that ends takes its feed along", async () => {
  await using here = await town();
  const { bank, alice } = here;
  const listener = new MemoryListener();
  const server = new Server(bank, listener);
  const line = listener.dial();
  const peer = new Peer(line);
  await peer.ask(1, "resume", { sessionToken: await bank.token(alice.account) });
  const { result } = await peer.ask(2, "alertsListen");
  const { clientKey, session } = result!.udp as { clientKey: string; session: string };
  const key = Uint8Array.from(clientKey.match(/../g)!, (byte) => parseInt(byte, 16));
  const sealer = new DatagramSealer(key, session);
  const hello = { entry: 1, notice: 0, answer: true, heard: true };
  await deliver(bank, sealer.seal(hereText(hello)), HOME);
  assert.equal(bank.udp.sent.length, 1);
  line.close();
  await until(() => server.connections === 0, "the end");
  await turn();
  await deliver(bank, sealer.seal(hereText(hello)), HOME);
  assert.deepEqual([bank.alerts.dropped.unknown_session, bank.udp.sent.length], [1, 1]);
  await server.stop();
});
