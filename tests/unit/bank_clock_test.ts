// bank/bank_clock.ts: time by a machine whose clock is set by hand. One row per event: what is done, what the bank's time is
// then (milliseconds after T0), and whether the clock counts as wrong.
import assert from "node:assert/strict";
import fc from "fast-check";
import { atRightTime, BankClock, type ClockFault, type LastSeen } from "../../bank/bank_clock.ts";
import { CLOCK_GAP_MS_MAX, CLOCK_STEP_MS_MAX } from "../../bank/limits.ts";
import { Refusal } from "../../bank/refusal.ts";
import { SEEDED, T0 } from "../support/ledger.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Its clock is the sum of what it has counted and of what was set. */
class Machine {
  counted = 5_000;
  offMs = T0 - 5_000;
  synchronised = false;
  asked = 0;
  readonly changes: (ClockFault | null)[] = [];

  clock(seen: Partial<LastSeen> = {}): BankClock {
    const clocks = {
      wall: () => this.counted + this.offMs,
      monotonic: () => this.counted,
      corroborated: () => {
        this.asked++;
        return this.synchronised;
      },
    };
    const all = { newestMs: 0, aliveMs: null, expectedMs: null, ...seen };
    return new BankClock(clocks, all, (fault) => this.changes.push(fault));
  }
}

type Row = readonly [passMs: number, setMs: number, now: number, wrong: boolean];

function tells(name: string, seen: Partial<LastSeen>, rows: readonly Row[]): void {
  Deno.test(`bank clock: ${name}`, () => {
    const machine = new Machine();
    const [[, set]] = rows as [Row];
    machine.offMs += set;
    const clock = machine.clock(seen);
    for (const [place, [pass, set, now, wrong]] of rows.entries()) {
      machine.counted += pass;
      if (place > 0) machine.offMs += set;
      assert.deepEqual([clock.now() - T0, clock.fault !== null], [now, wrong], `row ${place}`);
    }
  });
}

tells("it goes by the machine's clock while that agrees with what is counted", {}, [
  [0, 0, 0, false],
  [1_000, 0, 1_000, false],
  [1_000, 500, 2_500, false],
  [30 * DAY, 0, 30 * DAY + 2_500, false],
]);

tells("a small step ahead is taken, a small step back is caught up with at half the pace", {}, [
  [0, 0, 0, false],
  [0, CLOCK_STEP_MS_MAX, CLOCK_STEP_MS_MAX, false],
  [0, -MINUTE, CLOCK_STEP_MS_MAX, false],
  [MINUTE, 0, CLOCK_STEP_MS_MAX + MINUTE / 2, false],
  [MINUTE, 0, CLOCK_STEP_MS_MAX + MINUTE, false],
  [MINUTE, 0, CLOCK_STEP_MS_MAX + 2 * MINUTE, false],
]);

tells("a fraction behind after a long silence is not half a day behind", {}, [
  [0, 0, 0, false],
  [DAY, -1, DAY - 1, false],
  [DAY, 0, 2 * DAY - 1, false],
]);

tells("a jump ahead while running is a fault, and time goes on by its own measure", {}, [
  [0, 0, 0, false],
  [1_000, 400 * DAY, 1_000, true],
  [HOUR, 0, HOUR + 1_000, true],
  [0, -400 * DAY, HOUR + 1_000, false],
]);

tells("a jump back while running likewise", {}, [
  [0, 0, 0, false],
  [1_000, -DAY, 1_000, true],
  [HOUR, 0, HOUR + 1_000, true],
  [0, DAY, HOUR + 1_000, false],
]);

const ALIVE = { newestMs: T0 - HOUR, aliveMs: T0 - 2 * MINUTE };

tells("a start some minutes after the last sign of life", ALIVE, [[0, 0, 0, false]]);
tells("a start after a week off, of bank and machine", ALIVE, [[0, 7 * DAY, 7 * DAY, false]]);
tells("a start after longer than holidays last has to be confirmed", ALIVE, [
  [0, CLOCK_GAP_MS_MAX, -2 * MINUTE, true],
  [MINUTE, 0, -MINUTE, true],
]);
tells("a start a year ahead", ALIVE, [[0, 400 * DAY, -2 * MINUTE, true]]);
tells("a start behind the last sign of life", ALIVE, [
  [0, -DAY, -2 * MINUTE, true],
  [MINUTE, DAY, MINUTE, false],
]);
tells("a start a little behind", { ...ALIVE, aliveMs: T0 + MINUTE }, [
  [0, 0, MINUTE, false],
  [2 * MINUTE, 0, 2 * MINUTE, false],
]);

const UP = { ...ALIVE, expectedMs: T0 };

tells("a machine that has counted ever since knows a jump of an hour", UP, [[0, HOUR, 0, true]]);
tells("and one of a day back", UP, [[0, -DAY, 0, true]]);
tells("and weeks in which the bank was off", { ...ALIVE, expectedMs: T0 + 40 * DAY }, [
  [0, 40 * DAY, 40 * DAY, false],
]);

const OLD = { newestMs: T0 - 300 * DAY };

tells("data of release 0.1 says nothing of signs of life: years may have passed", OLD, [
  [0, 0, 0, false],
]);
tells("data of release 0.1 with blocks of the future", { newestMs: T0 + 400 * DAY }, [
  [0, 0, 400 * DAY, true],
]);

Deno.test("bank clock: a time server's word is taken for a jump ahead, not for one back", () => {
  const machine = new Machine();
  const clock = machine.clock(ALIVE);
  machine.synchronised = true;
  machine.offMs += 3 * DAY;
  assert.equal(clock.now() - T0, 3 * DAY);
  machine.offMs -= 2 * DAY;
  clock.now();
  assert.notEqual(clock.fault, null, "what was dated meanwhile needs a word of staff");
});

Deno.test("bank clock: while it is wrong a time server is asked once a second", () => {
  const machine = new Machine();
  const clock = machine.clock();
  machine.offMs += DAY;
  for (let times = 0; times < 100; times++) clock.now();
  assert.equal(machine.asked, 1);
  machine.counted += 1_000;
  machine.synchronised = true;
  assert.equal(clock.now(), T0 + DAY + 1_000);
  assert.equal(clock.fault, null);
});

Deno.test("bank clock: staff set it, also back, and it is told once each time", () => {
  const machine = new Machine();
  const clock = machine.clock({ newestMs: T0 + 400 * DAY });
  const { systemMs, bankMs, boundMs } = clock.fault!;
  assert.deepEqual([systemMs, bankMs], [T0, T0 + 400 * DAY]);
  assert.equal(boundMs, CLOCK_STEP_MS_MAX);
  clock.set(systemMs);
  assert.deepEqual([clock.now(), clock.fault], [T0, null]);
  clock.set(systemMs);
  assert.deepEqual(machine.changes.map((fault) => fault !== null), [true, false]);
});

Deno.test("bank clock: it never goes back, whatever is done to the machine", () => {
  const step = fc.tuple(fc.integer({ min: 0, max: DAY }), fc.integer({ min: -DAY, max: DAY }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const machine = new Machine();
      const clock = machine.clock();
      let before = clock.now();
      for (const [pass, set] of steps) {
        machine.counted += pass;
        machine.offMs += set;
        const now = clock.now();
        assert.ok(now >= before, `${now} after ${before}`);
        // Never dated by a jump: not further than what has passed and a small step.
        assert.ok(now - before <= pass + CLOCK_STEP_MS_MAX || clock.fault === null);
        before = now;
      }
    }),
    SEEDED,
  );
});

Deno.test("bank clock: while it is wrong only what protects an account happens", () => {
  const fault = { systemMs: 1, bankMs: 2, boundMs: 3 };
  const events = [{ type: "account_frozen", account: "alice" }] as const;
  const pay = { type: "transfer", id: "t", from: "a", to: "b", amountMinor: 1, memo: "" } as const;
  const freeze = { type: "freeze", account: "alice" } as const;
  assert.deepEqual(atRightTime(pay, events, fault), new Refusal("clock_wrong", fault));
  assert.deepEqual(atRightTime(pay, [], fault), [], "what has happened before is answered");
  assert.deepEqual(atRightTime(pay, new Refusal("same_account"), fault).constructor, Refusal);
  assert.deepEqual(atRightTime(freeze, events, fault), events);
  assert.deepEqual(atRightTime(pay, events, null), events);
});
