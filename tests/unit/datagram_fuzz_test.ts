// The datagram parser under fire, behind the bank's real socket loop: genuine hellos bent in every way that chance finds,
// in any order. Each one is taken or counted once under one reason, nothing that is not genuine moves anything or is
// answered, and the parser never throws. Set SEED to repeat a failure.
import assert from "node:assert/strict";
import fc from "fast-check";
import { DATAGRAM_BYTES_MAX, type Dropped, sessionOf } from "../../net/udp/datagram.ts";
import { parseText } from "../../net/udp/datagram_text.ts";
import { turn } from "../support/connection.ts";
import { Ear } from "../support/ear.ts";
import { SEEDED } from "../support/ledger.ts";
import { TestBank } from "../support/service.ts";

const HOME = { hostname: "198.51.100.1", port: 40_001 };
const EVE = { hostname: "203.0.113.9", port: 666 };

type Bend = (datagram: Uint8Array) => Uint8Array;

/** Few enough that some are sent more than once. */
const HELLOS = 8;

const at = fc.nat(DATAGRAM_BYTES_MAX);
const bytes = fc.uint8Array({ minLength: 1, maxLength: 64 });

/** One way to bend a datagram. Some leave it as it was: then it is genuine. */
const bend: fc.Arbitrary<Bend> = fc.oneof(
  { weight: 6, arbitrary: fc.constant((datagram: Uint8Array) => datagram) },
  fc.tuple(at, fc.nat(7)).map(([where, bit]) => (datagram: Uint8Array) =>
    datagram.map((byte, place) => place === where % datagram.length ? byte ^ (1 << bit) : byte)
  ),
  at.map((length) => (datagram: Uint8Array) => datagram.slice(0, length % (datagram.length + 1))),
  bytes.map((tail) => (datagram: Uint8Array) => new Uint8Array([...datagram, ...tail])),
  bytes.map((head) => (datagram: Uint8Array) => new Uint8Array([...head, ...datagram])),
  fc.tuple(at, bytes).map(([where, patch]) => (datagram: Uint8Array) => {
    const from = where % (datagram.length + 1);
    const ends = [datagram.subarray(0, from), datagram.subarray(from + patch.length)] as const;
    return new Uint8Array([...ends[0], ...patch, ...ends[1]]).slice(0, datagram.length);
  }),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((counter) => (datagram: Uint8Array) => {
    if (datagram.length < 17) return datagram;
    const renumbered = datagram.slice();
    new DataView(renumbered.buffer).setBigUint64(9, counter);
    return renumbered;
  }),
  fc.uint8Array({ maxLength: DATAGRAM_BYTES_MAX + 50 }).map((noise) => () => noise),
  fc.integer({ min: DATAGRAM_BYTES_MAX + 1, max: 9_000 }).map((length) => () =>
    new Uint8Array(length).fill(1)
  ),
);

const shot = fc.record({
  /** Which of the genuine datagrams so far is bent. */
  which: fc.nat(HELLOS - 1),
  bends: fc.array(bend, { minLength: 1, maxLength: 2 }),
});

const total = (dropped: Readonly<Record<Dropped, number>>) =>
  Object.values(dropped).reduce((sum, count) => sum + count, 0);

const equal = (one: Uint8Array, other: Uint8Array) =>
  one.length === other.length && one.every((byte, place) => byte === other[place]);

Deno.test("fuzz: bent datagrams are each counted once, answered never, and change nothing", async () => {
  const volleys = fc.array(shot, { minLength: 1, maxLength: 60 });
  const property = fc.asyncProperty(volleys, async (shots) => {
    await using bank = await TestBank.open();
    const alice = await bank.customer("alice");
    const ear = await Ear.of(bank, alice);
    const hellos = Array.from({ length: HELLOS }, () => ear.here({ answer: true }));
    const taken = new Set<Uint8Array>();
    for (const { which, bends } of shots) {
      const bent = bends.reduce((datagram, act) => act(datagram), hellos[which]!);
      const genuine = hellos.find((hello) => equal(hello, bent));
      const fresh = genuine !== undefined && !taken.has(genuine);
      const [dropped, sent] = [total(bank.alerts.dropped), bank.udp.sent.length];
      bank.udp.deliver(bent, fresh ? HOME : EVE);
      await turn();
      assert.equal(total(bank.alerts.dropped) - dropped, fresh ? 0 : 1, "counted");
      assert.equal(bank.udp.sent.length - sent, fresh ? 1 : 0, "answered");
      if (genuine) taken.add(genuine);
    }
    assert.ok(bank.udp.sent.every(({ to }) => to === HOME), "Eve was sent something");
    // After all that the session works as before, with whatever it has not said yet.
    const sent = bank.udp.sent.length;
    await ear.says({ answer: true }, HOME);
    assert.equal(bank.udp.sent.length, sent + 1);
    assert.deepEqual(bank.log.lines.filter(({ level }) => level === "error"), []);
  });
  await fc.assert(property, { numRuns: 60, ...SEEDED });
});

Deno.test("fuzz: what a session seals by mistake is counted as malformed, and changes nothing", async () => {
  await using bank = await TestBank.open();
  const ear = await Ear.of(bank, await bank.customer("alice"));
  const texts = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 1_167 }),
    fc.uint8Array({ minLength: 17, maxLength: 17 }).map((rest) => new Uint8Array([1, ...rest])),
    fc.constantFrom(0x81, 0x82).chain((type) =>
      fc.uint8Array({ maxLength: 40 }).map((rest) => new Uint8Array([type, ...rest]))
    ),
  );
  const property = fc.asyncProperty(texts, async (text) => {
    const said = parseText(text);
    const here = said !== "malformed" && said.type === "here";
    const [malformed, sent] = [bank.alerts.dropped.malformed, bank.udp.sent.length];
    bank.udp.deliver(ear.sealer.seal(text), HOME);
    await turn();
    assert.equal(bank.alerts.dropped.malformed - malformed, here ? 0 : 1);
    assert.equal(bank.udp.sent.length - sent, here && said.answer ? 1 : 0);
  });
  await fc.assert(property, { numRuns: 1_000, ...SEEDED });
});

Deno.test("fuzz: a session is read from any bytes that are long enough, or a reason is given", () => {
  const length = fc.oneof(
    fc.nat(60),
    fc.integer({ min: DATAGRAM_BYTES_MAX - 5, max: DATAGRAM_BYTES_MAX + 5 }),
    fc.constant(65_507),
  );
  const session = fc.uint8Array({ minLength: 8, maxLength: 8 });
  const property = fc.property(length, fc.nat(3), session, (bytes, version, named) => {
    const datagram = new Uint8Array(Math.max(bytes, 9));
    datagram[0] = version;
    datagram.set(named, 1);
    const found = sessionOf(datagram.subarray(0, bytes));
    const expected = bytes > DATAGRAM_BYTES_MAX
      ? "oversized"
      : bytes < 34
      ? "truncated"
      : version !== 1
      ? "wrong_version"
      : { session: named.toHex() };
    assert.deepEqual(found, expected);
  });
  fc.assert(property, { numRuns: 2_000, ...SEEDED });
});
