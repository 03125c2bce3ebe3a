// A bank whose machine has a wrong clock, as a real process under libfaketime: nothing is dated by a jump, reading goes on,
// every client is told, and staff who confirm the time are believed, also when it goes back.
import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Desk, deskAt } from "../support/desk.ts";
import { type Scratch, scratch, shipped, startServer } from "../support/program.ts";

const DAY_MS = 86_400_000;

/** Debian's package faketime. */
function fakeTime(): string | null {
  try {
    const [arch] = readdirSync("/usr/lib").filter((name) => name.endsWith("-linux-gnu"));
    return Deno.realPathSync(`/usr/lib/${arch}/faketime/libfaketimeMT.so.1`);
  } catch {
    return null;
  }
}

const library = fakeTime();
if (!library) {
  console.log("    (no libfaketime: Debian's package faketime brings the clock tests back)");
}

/** A clock that can be set while the process runs; what it counts goes on as it does. */
class Clock {
  readonly #file: string;

  constructor(dir: Scratch) {
    this.#file = join(dir.path, "clock");
    this.set(0);
  }

  set(offMs: number): void {
    const seconds = Math.round(offMs / 1_000);
    writeFileSync(this.#file, `${seconds < 0 ? "" : "+"}${seconds}\n`);
  }

  get wrapper(): string[] {
    return [
      "env",
      `LD_PRELOAD=${library}`,
      `FAKETIME_TIMESTAMP_FILE=${this.#file}`,
      "FAKETIME_NO_CACHE=1",
      "FAKETIME_DONT_FAKE_MONOTONIC=1",
      "DONT_FAKE_MONOTONIC=1",
    ];
  }
}

async function people(desk: Desk, staffCode: string): Promise<void> {
  for (const words of [["ann"], ["bob"], ["desk", "--staff-code", staffCode]] as const) {
    const [user, ...flags] = words;
    const { code, err } = await desk.signUp(user, ...flags);
    assert.equal(code, 0, err);
  }
}

/** Each with the password: sessions have ended when the time has jumped. */
const pays = (desk: Desk, dir: Scratch) =>
  desk.json("ann", [...passwordIn(dir), "transfer", "bob", "1", "--yes"]);

const passwordIn = (dir: Scratch) => ["--password-file", join(dir.path, "password")];

for (const launcher of shipped().filter(({ name }) => name !== "node")) {
  Deno.test({
    name: `${launcher.name}: a clock that jumps while the bank runs stops payments, not reading`,
    ignore: !library,
    async fn() {
      using dir = scratch();
      const clock = new Clock(dir);
      const data = join(dir.path, "data");
      const args = ["--welcome", "100", "--http", "off"];
      await using server = await startServer({ launcher, data, args, wrapper: clock.wrapper });
      const desk = deskAt({ launcher, dir, server });
      await people(desk, server.staffCode!);
      clock.set(400 * DAY_MS);
      const refused = await pays(desk, dir);
      assert.deepEqual([refused.answer?.refused, refused.answer?.retryable], ["clock_wrong", true]);
      const off = refused.answer.systemMs - refused.answer.bankMs;
      assert.ok(Math.abs(off - 400 * DAY_MS) < 60_000, `${off}`);
      assert.match(refused.err, /The bank's clock is wrong: it says 20/);
      const { answer: balance } = await desk.json("ann", ["balance"]);
      assert.equal(balance.bookedMinor, 10_000);
      const told = await desk.json("desk", ["clock"]);
      assert.equal(told.answer.clock.systemMs > told.answer.clock.bankMs, true);
      assert.equal((await desk.json("ann", ["freeze"])).code, 0, "an account can be protected");
      // Put right: it goes on by itself.
      clock.set(0);
      assert.equal((await desk.json("desk", ["clock"])).answer.clock, undefined);
      const password = passwordIn(dir);
      assert.equal((await desk.json("ann", [...password, "unfreeze"])).code, 0);
      const paid = await pays(desk, dir);
      assert.equal(paid.answer?.status, "booked", paid.err);
      assert.ok(Math.abs(paid.answer.atMs - Date.now()) < 60_000);
      assert.equal((await server.stop()).code, 0);
      assert.match(
        server.stderr(),
        /error the clock is wrong[^\n]*\n[^\n]*info the clock is right again/,
      );
      assert.equal(server.stderr().match(/clock is wrong/g)!.length, 1, "said once");
    },
  });

  Deno.test({
    name:
      `${launcher.name}: a payment dated into the future is read as of the day staff set the clock`,
    ignore: !library,
    async fn() {
      using dir = scratch();
      const clock = new Clock(dir);
      const data = join(dir.path, "data");
      const args = ["--welcome", "100", "--http", "off"];
      const port = await (async () => {
        await using first = await startServer({ launcher, data, args, wrapper: clock.wrapper });
        const desk = deskAt({ launcher, dir, server: first });
        await people(desk, first.staffCode!);
        clock.set(400 * DAY_MS);
        await pays(desk, dir);
        const password = passwordIn(dir);
        const set = await desk.json("desk", [...password, "clock", "--confirm"]);
        assert.equal(set.code, 0, set.err);
        const paid = await pays(desk, dir);
        assert.equal(paid.answer?.status, "booked", paid.err);
        assert.ok(paid.answer.atMs > Date.now() + 399 * DAY_MS, "staff said so");
        assert.equal((await first.stop()).code, 0, first.stderr());
        return first.port;
      })();
      // The mistake is noticed; the next start does not take the right time by itself.
      clock.set(0);
      await using server = await startServer({
        launcher,
        data,
        port,
        args,
        wrapper: clock.wrapper,
      });
      const desk = deskAt({ launcher, dir, server });
      const password = passwordIn(dir);
      assert.equal((await pays(desk, dir)).answer?.refused, "clock_wrong");
      const set = await desk.json("desk", [...password, "clock", "--confirm"]);
      assert.equal(set.code, 0, set.err);
      const paid = await pays(desk, dir);
      assert.ok(Math.abs(paid.answer.atMs - Date.now()) < 60_000, JSON.stringify(paid.answer));
      const { out } = await desk.run("ann", [...password, "--json", "history"]);
      const times = out.trim().split("\n").map((text) => JSON.parse(text).atMs);
      assert.equal(times.length, 3);
      assert.ok(times.every((atMs) => atMs < Date.now() + 60_000), times.join());
      const today = await desk.run("ann", [
        ...password,
        "--json",
        "statement",
        "--format",
        "jsonl",
      ]);
      assert.equal(today.out.match(/"kind":"transfer"/g)?.length, 2, today.out + today.err);
      const audit = await desk.json("desk", [...password, "audit", "--deep"]);
      assert.deepEqual([audit.code, audit.answer.problems], [0, []], audit.err);
    },
  });
}
