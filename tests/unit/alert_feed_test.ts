// One session's alerts on their way out: over UDP while it is acknowledged, over TCP otherwise; bursts in few datagrams,
// floods as a position alone; a client that does not read is told later. The test is the client (support/ear.ts).
import assert from "node:assert/strict";
import { DATAGRAM_BYTES_MAX } from "../../net/udp/datagram.ts";
import { Ear, until } from "../support/ear.ts";
import { FakeTime } from "../support/fake_time.ts";
import { type Customer, TestBank } from "../support/service.ts";

const HOME = { hostname: "198.51.100.1", port: 40_001 };

/** Milliseconds after which the bank gives up on an acknowledgement, by docs/protocol.md. */
const UNACKNOWLEDGED_MS = 400;

interface Scene extends AsyncDisposable {
  readonly time: FakeTime;
  readonly bank: TestBank;
  readonly alice: Customer;
  readonly ear: Ear;
  /** Cash, all at once. */
  readonly paidIn: (count: number) => Promise<unknown>;
}

async function scene(): Promise<Scene> {
  const bank = await TestBank.open();
  const time = new FakeTime(bank);
  const alice = await bank.customer("alice");
  const ear = await Ear.of(bank, alice);
  const paidIn = (count: number) =>
    Promise.all(Array.from({ length: count }, () => bank.cashIn(alice.account, 1)));
  const end = async () => {
    time.end();
    await bank[Symbol.asyncDispose]();
  };
  return { time, bank, alice, ear, paidIn, [Symbol.asyncDispose]: end };
}

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);
const numbers = (alerts: readonly { readonly number: number }[]) =>
  alerts.map(({ number }) => number);

Deno.test("feed: over TCP until the client has said that it hears UDP, then over UDP alone", async () => {
  await using here = await scene();
  const { time, ear, paidIn } = here;
  await paidIn(1);
  await time.until(() => ear.overTcp.length === 1);
  await ear.says({ answer: true, heard: false }, HOME);
  await paidIn(1);
  await time.until(() => ear.overTcp.length === 2);
  assert.deepEqual([numbers(ear.overTcp), numbers(ear.overUdp)], [[1, 2], []]);
  await ear.says({ heard: true, entry: 2 }, HOME);
  await paidIn(1);
  await time.until(() => ear.overUdp.length === 1);
  assert.deepEqual([numbers(ear.overTcp), numbers(ear.overUdp)], [[1, 2], [3]]);
  const { entry, notice } = ear.pushes.at(-1)!;
  assert.deepEqual([entry, notice], [2, 0]);
});

Deno.test("feed: a burst shares datagrams, in order, none above 1,200 bytes", async () => {
  await using here = await scene();
  const { time, bank, ear, paidIn } = here;
  await ear.says({}, HOME);
  await paidIn(12);
  await time.until(() => ear.overUdp.length === 12);
  assert.deepEqual(numbers(ear.overUdp), upTo(12));
  const sizes = bank.udp.sent.map(({ bytes }) => bytes.length);
  assert.ok(Math.max(...sizes) <= DATAGRAM_BYTES_MAX, sizes.join());
  assert.ok(sizes.length <= 5, `${sizes.length} datagrams`);
});

Deno.test("feed: the first alert of a silence goes at once", async () => {
  await using here = await scene();
  const { time, ear, paidIn } = here;
  await ear.says({}, HOME);
  for (let count = 1; count <= 3; count++) {
    await paidIn(1);
    // No time passes: FakeTime would have to be moved.
    await until(() => ear.overUdp.length === count, "the alert");
    await time.passes(50);
  }
});

Deno.test("feed: of a flood only the position is told, over either path; it can be fetched", async () => {
  for (const path of ["udp", "tcp"] as const) {
    await using here = await scene();
    const { time, ear, paidIn } = here;
    if (path === "udp") await ear.says({}, HOME);
    await paidIn(1_200);
    await time.until(() => ear.heard.length + ear.pushes.length > 1);
    await time.passes(200);
    const told = path === "udp"
      ? ear.heard.at(-1)!.said
      : { type: "head", entry: ear.pushes.at(-1)!.entry, notice: ear.pushes.at(-1)!.notice };
    assert.deepEqual(told, { type: "head", entry: 1_200, notice: 0 }, path);
    const shown = path === "udp" ? ear.overUdp : ear.overTcp;
    assert.ok(shown.length < 1_200, `${shown.length} alerts were sent`);
    const { alerts, more } = await ear.call("alertsSince", { entry: 0, notice: 0, limit: 200 });
    assert.deepEqual([numbers(alerts), more], [upTo(200), true]);
  }
});

type Acknowledged = readonly [what: string, entry: number | null, pushed: boolean];

const ACKNOWLEDGED: readonly Acknowledged[] = [
  ["nothing", null, true],
  ["one too few", 1, true],
  ["all", 2, false],
];

Deno.test("feed: what is not acknowledged in 400 ms is told over TCP, once", async () => {
  for (const [what, entry, pushed] of ACKNOWLEDGED) {
    await using here = await scene();
    const { time, ear, paidIn } = here;
    await ear.says({}, HOME);
    await paidIn(2);
    await time.until(() => ear.overUdp.length === 2);
    if (entry !== null) await ear.says({ entry }, HOME);
    await time.passes(UNACKNOWLEDGED_MS / 2);
    assert.deepEqual(ear.pushes, [], `${what}: too early`);
    await time.passes(3 * UNACKNOWLEDGED_MS);
    const position = { entry: 2, notice: 0, alerts: [] };
    assert.deepEqual(ear.pushes, pushed ? [position] : [], what);
  }
});

Deno.test("feed: after that everything goes over TCP, until UDP is heard again", async () => {
  await using here = await scene();
  const { time, ear, paidIn } = here;
  await ear.says({}, HOME);
  await paidIn(1);
  await time.until(() => ear.pushes.length === 1);
  await paidIn(1);
  await time.until(() => ear.overTcp.length === 1);
  assert.deepEqual(numbers(ear.overTcp), [2]);
  await ear.says({ entry: 2, heard: true }, HOME);
  await paidIn(1);
  await time.until(() => ear.overUdp.length === 2);
  assert.deepEqual([numbers(ear.overUdp), numbers(ear.overTcp)], [[1, 3], [2]]);
});

Deno.test("feed: who does not read TCP is told the position as soon as there is room", async () => {
  await using here = await scene();
  const { time, ear, paidIn } = here;
  ear.reads = false;
  await paidIn(3);
  await time.passes(2_000);
  assert.deepEqual(ear.pushes, []);
  ear.reads = true;
  await time.until(() => ear.pushes.length > 0);
  assert.deepEqual(ear.pushes, [{ entry: 3, notice: 0, alerts: [] }]);
});
