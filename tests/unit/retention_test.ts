// commands/backup/retention.ts: which backups stay. Checked against a plain reading of the rule, day by day for two years.
import assert from "node:assert/strict";
import fc from "fast-check";
import { readKeep, superfluous } from "../../commands/backup/retention.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const at = (text: string) => ({ madeAtMs: Date.parse(text) });

Deno.test("retention: a list of counts is read, anything else is not", () => {
  assert.deepEqual(readKeep("7d,4w,12m"), { d: 7, w: 4, m: 12, y: 0 });
  assert.deepEqual(readKeep("2y"), { d: 0, w: 0, m: 0, y: 2 });
  for (const text of ["", "7", "d", "0d", "7d,7d", "7x", "7d,", "-1d", "1.5d", "9999d"]) {
    assert.equal(readKeep(text), null, text);
  }
});

Deno.test("retention: the newest of each period that has one", () => {
  const backups = [
    "2026-11-29T02:00Z",
    "2026-11-29T14:00Z",
    "2026-11-28T02:00Z",
    "2026-11-22T02:00Z",
    "2026-11-21T02:00Z",
    "2026-10-31T02:00Z",
    "2026-10-30T02:00Z",
    "2025-12-31T02:00Z",
  ].map(at);
  const gone = superfluous(backups, { d: 2, w: 2, m: 2, y: 0 });
  // Two days: the 29th and the 28th. Two weeks: that of the 29th and the one before. Two months: November and October.
  const expected = ["2026-11-29T02:00Z", "2026-11-21T02:00Z", "2026-10-30T02:00Z"];
  assert.deepEqual(gone, [...expected, "2025-12-31T02:00Z"].map(at));
});

Deno.test("retention: a backup every night for two years leaves what was asked for, and always the newest", () => {
  const keep = { d: 7, w: 4, m: 12, y: 0 };
  let backups: { readonly madeAtMs: number }[] = [];
  for (let day = 0; day < 730; day++) {
    const made = { madeAtMs: Date.UTC(2025, 0, 1, 2) + day * DAY_MS };
    backups = [...backups, made];
    const gone = new Set(superfluous(backups, keep));
    assert.ok(!gone.has(made));
    backups = backups.filter((one) => !gone.has(one));
  }
  const days = backups.map(({ madeAtMs }) => new Date(madeAtMs).toISOString().slice(0, 10)).sort();
  assert.ok(days.length >= 20 && days.length <= 23, days.join(" "));
  for (let month = 1; month <= 12; month++) {
    assert.ok(days.some((day) => day.startsWith(`2026-${String(month).padStart(2, "0")}`)));
  }
});

Deno.test("retention: whatever is there, the newest stays and nothing is both kept and removed", () => {
  const count = fc.integer({ min: 0, max: 5 });
  const times = fc.array(fc.integer({ min: 0, max: 1e12 }), { minLength: 1, maxLength: 40 });
  const rule = fc.record({ d: count, w: count, m: count, y: count });
  fc.assert(fc.property(times, rule, (list, keep) => {
    const backups = list.map((madeAtMs) => ({ madeAtMs }));
    const gone = superfluous(backups, keep);
    const kept = backups.filter((one) => !gone.includes(one));
    const most = keep.d + keep.w + keep.m + keep.y;
    assert.ok(kept.length >= 1 && kept.length <= Math.max(1, most));
    assert.ok(kept.some(({ madeAtMs }) => madeAtMs === Math.max(...list)));
  }));
});
