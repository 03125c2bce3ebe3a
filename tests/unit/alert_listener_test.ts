// The client's side of UDP alerts, over a network in memory and timers moved by hand: what is not genuinely sealed by
// the bank shows nothing and is not answered; whatever the network does, each alert is shown once and in order.
import assert from "node:assert/strict";
import fc from "fast-check";
import { DATAGRAM_BYTES_MAX, DatagramSealer } from "../../net/udp/datagram.ts";
import { alertsText, headText, hereText } from "../../net/udp/datagram_text.ts";
import type { NetAddress } from "../../net/runtime.ts";
import { ConnectionLost } from "../../net/client/client.ts";
import { RemoteError } from "../../api/message.ts";
import { SEEDED } from "../support/ledger.ts";
import { countedTo, Listening } from "../support/listening.ts";
import { type Scene, scene } from "../support/listening_scene.ts";

const CAFE = { hostname: "198.51.100.2", port: 40_002 };
const EVE = { hostname: "203.0.113.9", port: 666 };

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

const entryText = (number: number) =>
  JSON.stringify({
    stream: "entry",
    number,
    transferId: "x",
    kind: "transfer",
    amountMinor: 1,
    bookedMinor: 1,
    counterparty: "1",
    counterpartyName: null,
    memo: "",
    atMs: 1,
  });

Deno.test("listener: hello, answer, UDP; each alert is shown once and acknowledged", async () => {
  await using here = await scene();
  const { time, paidIn, listening } = here;
  await time.until(() => listening.paths.length > 0);
  assert.deepEqual(listening.paths, ["udp"]);
  for (let count = 1; count <= 3; count++) {
    await paidIn(1);
    await time.until(() => listening.shown.length === count);
  }
  const said = listening.said.length;
  const acknowledgedMs = await time.until(() => listening.said.length > said);
  assert.ok(acknowledgedMs <= 60, `acknowledged after ${acknowledgedMs} ms`);
  // The bank does not come back to it: one acknowledgement is enough.
  await time.passes(1_000);
  assert.equal(listening.said.length, said + 1);
  assert.deepEqual(listening.numbers("entry"), [1, 2, 3]);
  assert.deepEqual(listening.paths, ["udp"]);
  assert.deepEqual(listening.listener.position, { entry: 3, notice: 0 });
});

/** What may arrive at the client's socket that the bank has not sealed for this session, all with fresh counters. */
async function forgeries({ bank, time, alice, listening }: Scene): Promise<[string, Uint8Array][]> {
  const text = alertsText([entryText(2)]);
  const genuine = listening.sealer("bank").seal(text);
  const session = genuine.subarray(1, 9).toHex();
  const otherKey = countedTo(1_000, new DatagramSealer(new Uint8Array(32), session));
  // What the bank says to another session of the same owner.
  await using other = await Listening.open({ bank, time, customer: alice });
  const others = other.sealer("bank").seal(text);
  const dressed = others.slice();
  dressed.set(genuine.subarray(1, 9), 1);
  const flipped = [0, 1, 8, 9, 16, 17, 40, genuine.length - 16, genuine.length - 1].map(
    (place): [string, Uint8Array] => [
      `bit-flipped at ${place}`,
      genuine.with(place, genuine[place]! ^ 0x40),
    ],
  );
  return [
    ["nothing", new Uint8Array()],
    ["plain text", new TextEncoder().encode(`[${entryText(2)}]`)],
    ["replayed", listening.heard.at(-1)!],
    ["truncated by one", genuine.slice(0, -1)],
    ["truncated by a tag", genuine.slice(0, -16)],
    ["a header alone", genuine.slice(0, 17)],
    ["oversized", new Uint8Array(DATAGRAM_BYTES_MAX + 1).fill(1)],
    ["oversized behind a genuine one", new Uint8Array([...genuine, ...new Uint8Array(1_200)])],
    ["longer", new Uint8Array([...genuine, 0])],
    ...flipped,
    ["sealed with another key", otherKey.seal(text)],
    ["for another session", others],
    ["for another session, dressed up", dressed],
    ["sealed with the client's own key", listening.sealer("client").seal(text)],
    ["what the client has said itself", listening.said[0]!],
  ];
}

Deno.test("listener: what the bank did not seal for it shows nothing and is not answered", async () => {
  await using stage = await scene();
  const { time, bank, paidIn, listening } = stage;
  await time.until(() => listening.paths.length > 0);
  await paidIn(1);
  await time.until(() => listening.shown.length === 1);
  await time.passes(100);
  const rows = await forgeries(stage);
  const said = listening.said.length;
  for (const [what, bytes] of rows) {
    for (const from of [bank.udp.address, EVE]) {
      listening.deliver(bytes, from);
      await time.passes(60);
      assert.equal(listening.shown.length, 1, `${what} was shown`);
      assert.equal(listening.said.length, said, `${what} was answered`);
    }
  }
  assert.deepEqual(listening.listener.position, { entry: 1, notice: 0 });
  // The very thing that was bent above, as the bank would send it.
  listening.deliver(listening.sealer("bank").seal(alertsText([entryText(2)])));
  await time.until(() => listening.shown.length === 2);
});

/** Said by a bank of another version, or by one that is wrong: sealed as it should be. */
const NONSENSE: readonly (readonly [what: string, text: Uint8Array])[] = [
  ["no text", new Uint8Array(1)],
  ["an unknown type", headText({ entry: 1, notice: 0 }).with(0, 0x55)],
  ["what only clients say", hereText({ entry: 9, notice: 9, answer: true, heard: true })],
  ["a head cut short", headText({ entry: 1, notice: 0 }).subarray(0, 9)],
  ["no JSON", new Uint8Array([0x82, 0x5b])],
  ["not UTF-8", new Uint8Array([0x82, 0x5b, 0x22, 0xff, 0x22, 0x5d])],
  ["no list", new TextEncoder().encode(`_${entryText(1)}`).with(0, 0x82)],
  ["no alerts", alertsText(["null", "1", '"x"', "[]", "{}", '{"stream":"entry","number":1}'])],
  ["an unknown stream", alertsText(['{"stream":"rumour","number":1}'])],
  ["a number that is none", alertsText([entryText(1).replace('"number":1', '"number":1.5')])],
];

Deno.test("listener: sealed nonsense shows nothing; an alert whole beside it is shown", async () => {
  for (const [what, text] of NONSENSE) {
    await using stage = await scene({ blocked: true });
    const { time, listening } = stage;
    const sealer = listening.sealer("bank");
    listening.deliver(sealer.seal(text));
    await time.passes(100);
    assert.deepEqual(listening.shown, [], what);
    listening.deliver(sealer.seal(alertsText(["{}", entryText(1), "7"])));
    await time.until(() => listening.shown.length === 1, 100);
    assert.deepEqual(listening.numbers("entry"), [1], what);
  }
});

Deno.test("listener: UDP blocked is noticed within 5 s, alerts come over TCP; UDP back is used", async () => {
  await using stage = await scene({ blocked: true });
  const { time, bank, paidIn, listening } = stage;
  await paidIn(2);
  await time.until(() => listening.shown.length === 2, 100);
  const noticedMs = await time.until(() => listening.paths.length > 0);
  assert.deepEqual(listening.paths, ["tcp"]);
  assert.ok(noticedMs <= 5_000, `noticed after ${noticedMs} ms`);
  await paidIn(2);
  await time.until(() => listening.shown.length === 4, 100);
  listening.blocked = false;
  const backMs = await time.until(() => listening.paths.length > 1);
  assert.deepEqual(listening.paths, ["tcp", "udp"]);
  assert.ok(backMs <= 6_000, `back after ${backMs} ms`);
  const [before, heard] = [bank.udp.sent.length, listening.heard.length];
  await paidIn(1);
  await time.until(() => listening.shown.length === 5);
  assert.ok(bank.udp.sent.length > before && listening.heard.length > heard, "not over UDP");
  assert.deepEqual(listening.numbers("entry"), upTo(5));
});

Deno.test("listener: while UDP works, silence costs one keepalive in 15 s", async () => {
  await using stage = await scene();
  const { time, listening } = stage;
  await time.until(() => listening.paths.length > 0);
  await time.passes(100);
  const said = listening.said.length;
  await time.passes(60_000);
  assert.equal(listening.said.length - said, 4);
  assert.deepEqual(listening.paths, ["udp"]);
});

type Trouble = readonly [what: string, begin: (listening: Listening) => void];

const TROUBLES: readonly Trouble[] = [
  ["the client's address changes", (listening) => void (listening.address = CAFE)],
  ["UDP is blocked", (listening) => void (listening.blocked = true)],
];

for (const [what, begin] of TROUBLES) {
  Deno.test(`listener: ${what} in mid-session: none lost, none twice, within a second`, async () => {
    await using stage = await scene();
    const { time, paidIn, listening } = stage;
    await time.until(() => listening.paths.length > 0);
    await paidIn(3);
    await time.until(() => listening.shown.length === 3);
    begin(listening);
    await paidIn(3);
    const lateMs = await time.until(() => listening.shown.length === 6);
    assert.ok(lateMs <= 1_000, `shown after ${lateMs} ms`);
    assert.deepEqual(listening.numbers("entry"), upTo(6));
    if (listening.blocked) {
      await time.until(() => listening.paths.at(-1) === "tcp", 5_000);
      return;
    }
    // Its answer to the push was heard from the new address, which is used from now on.
    await time.passes(1_000);
    const heard = listening.heard.length;
    await paidIn(1);
    await time.until(() => listening.shown.length === 7);
    assert.ok(listening.heard.length > heard, "not over UDP");
  });
}

Deno.test("listener: a fetch whose answer is lost is made again soon, whatever went wrong on the way", async () => {
  await using here = await scene();
  const { time, bank, paidIn, listening } = here;
  await time.until(() => listening.paths.length > 0);
  const { client } = listening;
  const call = client.call.bind(client);
  const failures = [
    new ConnectionLost("no answer to alertsSince within 30000 ms"),
    new RemoteError("internal", "Something failed here"),
  ];
  client.call = (method, params) => {
    const failure = method === "alertsSince" ? failures.shift() : undefined;
    return failure ? Promise.reject(failure) : call(method, params);
  };
  // The datagram is lost; then the bank says over TCP how far the account goes, once.
  listening.blocked = true;
  const began = bank.clock.nowMs;
  await paidIn(1);
  await time.until(() => listening.shown.length === 1);
  assert.deepEqual(failures, []);
  assert.ok(bank.clock.nowMs - began < 5_000, `${bank.clock.nowMs - began} ms`);
});

Deno.test("listener: begins where the owner has read, or where it is told", async () => {
  const rows: [from: { entry: number; notice: number } | undefined, shown: number[]][] = [
    [undefined, [3, 4]],
    [{ entry: 0, notice: 0 }, [1, 2, 3, 4]],
    [{ entry: 3, notice: 0 }, [4]],
    [{ entry: 4, notice: 0 }, []],
  ];
  for (const [from, shown] of rows) {
    await using stage = await scene();
    const { time, bank, alice, paidIn } = stage;
    await paidIn(4);
    await alice.call("alertsRead", { entry: 2, notice: 0 });
    await using later = await Listening.open({
      bank,
      time,
      customer: alice,
      ...(from ? { from } : {}),
    });
    await time.until(() => later.shown.length >= shown.length);
    await time.passes(500);
    assert.deepEqual(later.numbers("entry"), shown, JSON.stringify(from));
  }
});

const chance = (max: number) => fc.double({ min: 0, max, noNaN: true });
const bursts = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 });
const moves: readonly (NetAddress | null)[] = [null, CAFE, EVE];

Deno.test("listener: over any network each alert is shown once and in order", async () => {
  const network = fc.record({
    loss: chance(0.6),
    duplication: chance(0.5),
    reordering: chance(0.5),
    seed: fc.nat(),
  });
  const property = fc.asyncProperty(network, bursts, fc.nat(2), async (network, sizes, move) => {
    await using stage = await scene({ network });
    const { time, paidIn, listening } = stage;
    let expected = 0;
    for (const [at, size] of sizes.entries()) {
      await paidIn(size);
      expected += size;
      if (at === 1) listening.address = moves[move] ?? listening.address;
      await time.passes(at % 2 === 0 ? 30 : 0);
    }
    await time.until(() => listening.shown.length >= expected, 120_000);
    await time.passes(1_000);
    assert.deepEqual(listening.numbers("entry"), upTo(expected));
  });
  await fc.assert(property, { numRuns: 100, ...SEEDED });
});
