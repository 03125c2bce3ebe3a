// store/head_mark.ts on real files: what was kept last is read again, whatever ends the process or tears one of its two
// records; a mark that cannot be believed is an error, never another block.
import assert from "node:assert/strict";
import { readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Head } from "../../bank/block.ts";
import { type Mark, markFile, MarkKeeper, readMark as read } from "../../store/head_mark.ts";
import { scratch } from "../support/program.ts";

const head = (seq: number): Head => ({ seq, hash: String(seq).padStart(64, "0"), at: 6_000 + seq });

const readMark = (path: string) => read(markFile(path));

/** Timers that fire when told to. */
class Timers {
  readonly acts: (() => void)[] = [];
  readonly after = (_ms: number, act: () => void) => {
    this.acts.push(act);
    return () => {};
  };
}

function keeper(path: string, previous: Mark | null = null, timers = new Timers()) {
  const failures: unknown[] = [];
  let now = 5_000;
  const made = new MarkKeeper({
    file: markFile(path),
    host: timers,
    head: head(3),
    payments: 7,
    now: () => now++,
    uptime: () => ({ boot: "this one", upMs: 99 }),
    onFailure: (error) => failures.push(error),
  }, previous);
  return { made, failures, timers };
}

Deno.test("mark: what was kept last is there without an end, private, and of one size", () => {
  using dir = scratch();
  const path = join(dir.path, "mark");
  assert.equal(readMark(path), null);
  const { made, failures } = keeper(path);
  assert.deepEqual([readMark(path)!.seq, readMark(path)!.payments], [3, 7]);
  for (let seq = 4; seq < 20; seq++) {
    made.keep(head(seq), 2);
    const { n: _, alive, ...mark } = readMark(path)!;
    assert.deepEqual(mark, {
      seq,
      hash: head(seq).hash,
      at: 6_000 + seq,
      payments: 7 + 2 * (seq - 3),
      boot: "this one",
      upMs: 99,
    });
    assert.equal(alive, 5_000);
  }
  assert.deepEqual([statSync(path).size, statSync(path).mode & 0o777], [8_192, 0o600]);
  made.close();
  assert.deepEqual(failures, []);
});

Deno.test("mark: a sign of life changes nothing but the time", () => {
  using dir = scratch();
  const path = join(dir.path, "mark");
  const { made } = keeper(path);
  const before = readMark(path)!;
  made.beat();
  const after = readMark(path)!;
  assert.deepEqual({ ...after, n: 0, alive: 0 }, { ...before, n: 0, alive: 0 });
  assert.ok(after.alive > before.alive);
  made.close();
});

Deno.test("mark: a block that is older than the last sign of life has set the clock back", () => {
  using dir = scratch();
  const path = join(dir.path, "mark");
  const { made } = keeper(path);
  made.keep({ ...head(4), at: 1_234 }, 0);
  const { at, alive, boot } = readMark(path)!;
  assert.deepEqual([at, alive, boot], [1_234, 1_234, "this one"]);
  made.close();
});

Deno.test("mark: one record that is torn leaves the one before, two are an error", () => {
  using dir = scratch();
  const path = join(dir.path, "mark");
  const { made } = keeper(path);
  for (const seq of [4, 5, 6]) made.keep(head(seq), 1);
  made.close();
  const whole = readFileSync(path);
  const records = [0, 4_096];
  const newest = records.find((at) => whole.toString("utf8", at, at + 512).includes(head(6).hash))!;
  for (let place = 0; place < 512; place++) {
    const torn = Uint8Array.from(whole);
    torn[newest + place]! ^= 1;
    writeFileSync(path, torn);
    // The last record is the one of the end, with the same block.
    assert.ok([5, 6].includes(readMark(path)!.seq), `byte ${place}`);
  }
  const both = Uint8Array.from(whole);
  for (const at of records) both[at + 30]! ^= 1;
  writeFileSync(path, both);
  assert.throws(() => readMark(path), /damaged/);
  for (const size of [0, 1, 511]) {
    writeFileSync(path, whole);
    truncateSync(path, size);
    assert.throws(() => readMark(path), /damaged/, `${size} bytes`);
  }
});

Deno.test("mark: a new process goes on from what was there", () => {
  using dir = scratch();
  const path = join(dir.path, "mark");
  const first = keeper(path);
  for (const seq of [4, 5, 6, 7]) first.made.keep(head(seq), 1);
  const before = readMark(path)!;
  first.made.close();
  const { made } = keeper(path, before);
  assert.equal(readMark(path)!.seq, 3, "the newer record counts, also when its block is smaller");
  made.close();
});

Deno.test("mark: records of one moment reach the disk together", async () => {
  using dir = scratch();
  const timers = new Timers();
  const { made, failures } = keeper(join(dir.path, "mark"), null, timers);
  for (let seq = 4; seq < 50; seq++) made.keep(head(seq), 1);
  assert.equal(timers.acts.length, 1);
  timers.acts.shift()!();
  made.keep(head(50), 1);
  assert.equal(timers.acts.length, 0, "one sync at a time");
  while (timers.acts.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  made.close();
  assert.deepEqual(failures, []);
});
