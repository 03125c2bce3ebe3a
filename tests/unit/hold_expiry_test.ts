// Held payments that stay unanswered cancel themselves when their time is over, not before, and only those; a bank whose
// journal fails tries again; one that was stopped meanwhile forgets none of them.
import assert from "node:assert/strict";
import { HOLD_LIFETIME_MS } from "../../bank/limits.ts";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { startBank } from "../../server/bank_server.ts";
import type { World } from "../../console/world.ts";
import { HoldExpiry } from "../../service/hold_expiry.ts";
import type { Runtime } from "../../net/runtime.ts";
import { runtime as deno } from "../../net/runtime_deno.ts";
import type { AlertView } from "../../api/answers.ts";
import { dialling, MemoryListener, type Message, Peer } from "../support/connection.ts";
import { Ear, until } from "../support/ear.ts";
import { countedBy } from "../support/fake_host.ts";
import { Teller } from "../support/ledger.ts";
import { scratch } from "../support/program.ts";
import { FakeClock, KeptLog, PASSWORD, seededRandom, TestBank } from "../support/service.ts";
import { MemoryUdp } from "../support/udp.ts";

/** Three held payments, two of which alice has answered. */
async function held(): Promise<{ teller: Teller; expiry: HoldExpiry }> {
  const teller = await Teller.open();
  const expiry = new HoldExpiry();
  teller.loop.observe(expiry.observe);
  await teller.say("boss", "holds from", 1);
  for (const id of ["open", "confirmed", "cancelled"]) {
    await teller.say("alice", "pays", "bob", 10, id);
  }
  await teller.say("alice", "confirms", "confirmed");
  await teller.say("alice", "cancels", "cancelled");
  return { teller, expiry };
}

const statusOf = ({ loop }: Teller, id: string) => loop.ledger.transfers.get(id)?.status;

type Look = readonly [afterMs: number, open: string, failure: "unwritten" | "written" | null];

const LOOKS: Readonly<Record<string, readonly Look[]>> = {
  "not a moment before its time": [
    [0, "held", null],
    [HOLD_LIFETIME_MS - 1, "held", null],
    [1, "expired", null],
    [HOLD_LIFETIME_MS, "expired", null],
  ],
  "when the bank has not looked for long": [[30 * HOLD_LIFETIME_MS, "expired", null]],
  "again after the journal has failed": [
    [HOLD_LIFETIME_MS, "held", "unwritten"],
    [1_000, "held", "unwritten"],
    [1_000, "expired", null],
  ],
  "once, when the journal failed after it had written": [
    [HOLD_LIFETIME_MS, "expired", "written"],
    [1_000, "expired", null],
  ],
};

for (const [name, looks] of Object.entries(LOOKS)) {
  Deno.test(`expiry: ${name}`, async () => {
    const { teller, expiry } = await held();
    const seen: Look[] = [];
    for (const [afterMs, , failure] of looks) {
      teller.nowMs += afterMs;
      if (failure) teller.journal.failAppend(failure);
      await expiry.expire(teller.loop, teller.nowMs);
      seen.push([afterMs, statusOf(teller, "open")!, failure]);
    }
    assert.deepEqual(seen, looks);
    assert.deepEqual(["confirmed", "cancelled"].map((id) => statusOf(teller, id)), [
      "booked",
      "cancelled",
    ]);
    assert.deepEqual([teller.bookedMinor("alice"), teller.bookedMinor("bob")], [90, 10]);
    const ended = teller.journal.events.flat().filter(({ type }) => type === "hold_ended");
    assert.equal(ended.length, 2, "ended more than once");
  });
}

Deno.test("expiry: each at its own time", async () => {
  const { teller, expiry } = await held();
  teller.nowMs += HOLD_LIFETIME_MS / 2;
  await teller.say("alice", "pays", "bob", 10, "later");
  teller.nowMs += HOLD_LIFETIME_MS / 2;
  await expiry.expire(teller.loop, teller.nowMs);
  assert.deepEqual([statusOf(teller, "open"), statusOf(teller, "later")], ["expired", "held"]);
});

Deno.test("expiry: the owner is told, the money is free again, the payee hears nothing", async () => {
  await using bank = await TestBank.open();
  const expiry = new HoldExpiry();
  bank.loop.observe(expiry.observe);
  const alice = await bank.customer("alice", { bookedMinor: 500 });
  const bob = await bank.customer("bob");
  const [ear, other] = [await Ear.of(bank, alice), await Ear.of(bank, bob)];
  const id = await bank.held(alice.account, bob.account, 400);
  bank.clock.advance(HOLD_LIFETIME_MS);
  await expiry.expire(bank.loop, bank.clock.nowMs);
  await until(() => ear.overTcp.length === 2, "both alerts");
  assert.deepEqual(ear.overTcp.map(({ kind, transferId }) => [kind, transferId]), [
    ["held", id],
    ["expired", id],
  ]);
  assert.deepEqual(other.overTcp, []);
  const { availableMinor, heldMinor } = await alice.call("balance", {});
  assert.deepEqual([availableMinor, heldMinor], [500, 0]);
  assert.equal((await alice.call("transferStatus", { id })).status, "expired");
});

/** A bank on a real data directory, with the network and the time in the test's hands. */
async function serve(data: string, clock: FakeClock) {
  const listener = new MemoryListener();
  const { openKv, lockFile } = deno;
  const runtime: Runtime = {
    ...dialling(() => assert.fail("nobody dials here")),
    openKv,
    lockFile,
    machineTime: countedBy(clock),
    listenTls: () => Promise.resolve(listener),
    bindUdp: () => Promise.resolve(new MemoryUdp(listener.address)),
  };
  const log = new KeptLog();
  const host = { clock: clock.read, after: deno.after, random: seededRandom(clock.nowMs), log };
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
  const world: World = { host, runtime, env: {}, screen, version: "0.0.0" };
  const options = {
    ...listener.address,
    data,
    bankName: undefined,
    currency: undefined,
    welcome: "10000",
    newStaffCode: false,
    newCertificate: false,
    onFatal: (error: unknown) => assert.fail(String(error)),
  };
  const bank = await startBank(world, options);
  return { bank, dial: () => new Peer(listener.dial()) };
}

/** Milliseconds after which the test gives up. */
const PATIENCE_MS = 10_000;

/** Until a notice of this kind is among the owner's alerts, or comes. */
async function told(peer: Peer, kind: string): Promise<void> {
  const patience = setTimeout(() => peer.close(), PATIENCE_MS);
  await peer.ask("listen", "alertsListen");
  await peer.request("since", "alertsSince", { entry: 0, notice: 0 });
  for (let next: Message | null; (next = await peer.next()) !== null;) {
    const alerts = (next.result ?? next.params)?.alerts as AlertView[] | undefined;
    if (alerts?.some((alert) => alert.kind === kind)) return clearTimeout(patience);
  }
  assert.fail(`${kind} was never told`);
}

Deno.test("expiry: of a hold whose time ran out while the bank was stopped", async () => {
  using dir = scratch();
  const data = `${dir.path}/data`;
  const clock = new FakeClock();
  const id = transferIdOf(clock.nowMs, seededRandom(3)(10));
  {
    const { bank, dial } = await serve(data, clock);
    using alice = dial();
    await alice.ask(1, "signUp", { userName: "alice", password: PASSWORD });
    using bob = dial();
    await bob.ask(1, "signUp", { userName: "bob", password: PASSWORD });
    // New payee and draining.
    const { result } = await alice.ask(2, "transfer", { id, to: "bob", amountMinor: 950_000 });
    assert.equal(result!.status, "held");
    await bank.stop();
  }
  clock.advance(HOLD_LIFETIME_MS - 60_000);
  {
    const { bank, dial } = await serve(data, clock);
    using alice = dial();
    await alice.ask(1, "logIn", { userName: "alice", password: PASSWORD });
    const { result } = await alice.ask(2, "holds");
    assert.deepEqual((result!.holds as { id: string }[]).map((hold) => hold.id), [id]);
    await bank.stop();
  }
  clock.advance(60_000);
  const { bank, dial } = await serve(data, clock);
  using alice = dial();
  await alice.ask(1, "logIn", { userName: "alice", password: PASSWORD });
  await told(alice, "expired");
  await bank.stop();
});
