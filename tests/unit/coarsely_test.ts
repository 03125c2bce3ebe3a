// Many deadlines with one timer: each is kept, none early, and none is left soon after the last deadline.
import assert from "node:assert/strict";
import { coarsely } from "../../bank/host.ts";

/** A clock that is moved by hand, and the timers that wait for it. */
function hands() {
  let now = 1_000;
  const timers = new Map<object, { readonly atMs: number; readonly act: () => void }>();
  return {
    clock: () => now,
    after: (ms: number, act: () => void) => {
      const key = {};
      timers.set(key, { atMs: now + ms, act });
      return () => void timers.delete(key);
    },
    get timers() {
      return timers.size;
    },
    pass(ms: number) {
      now += ms;
      for (const [key, { atMs, act }] of [...timers]) {
        if (atMs > now || !timers.delete(key)) continue;
        act();
      }
    },
  };
}

Deno.test("coarsely: acts once, after its time, by no more than a step", () => {
  const world = hands();
  const acted: string[] = [];
  const after = coarsely(world, 100);
  after(250, () => acted.push("late"));
  after(50, () => acted.push("soon"));
  world.pass(49);
  assert.deepEqual(acted, []);
  world.pass(51);
  assert.deepEqual(acted, ["soon"]);
  world.pass(100);
  assert.deepEqual(acted, ["soon"]);
  world.pass(100);
  assert.deepEqual(acted, ["soon", "late"]);
  world.pass(1_000);
  assert.deepEqual([acted.length, world.timers], [2, 0]);
});

Deno.test("coarsely: thousands share one timer, and it runs out when no deadline is left", () => {
  const world = hands();
  const after = coarsely(world, 100);
  const cancels = Array.from({ length: 1_000 }, () => after(50, () => assert.fail("cancelled")));
  assert.equal(world.timers, 1);
  for (const cancel of cancels) cancel();
  for (const cancel of cancels) cancel();
  world.pass(100);
  assert.equal(world.timers, 0);
  let acted = 0;
  after(10, () => acted++);
  assert.equal(world.timers, 1, "and comes back");
  world.pass(100);
  assert.equal(acted, 1);
});
