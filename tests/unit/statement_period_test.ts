// The days of a statement, as people write them: what is a day, what a period is, in local time, also where a day has 23
// or 25 hours. Other time zones are tried in a process of their own, because a process keeps the one it began with.
import assert from "node:assert/strict";
import { dayText } from "../../console/bank_time.ts";
import { dayMs, periodOf } from "../../terminal/statement/period.ts";
import { CommandError } from "../../console/exit.ts";
import { ROOT } from "../support/program.ts";

const HOUR_MS = 3_600_000;

Deno.test("what is a day", () => {
  const rows: readonly (readonly [string, boolean])[] = [
    ["2026-11-25", true],
    [" 2026-11-25 ", true],
    ["2026-02-28", true],
    ["2026-02-29", false],
    ["2026-02-30", false],
    ["2024-02-29", true],
    ["2000-02-29", true],
    ["1900-02-29", false],
    ["2026-04-31", false],
    ["2026-13-01", false],
    ["0026-01-05", false],
    ["2026-00-10", false],
    ["2026-01-00", false],
    ["2026-1-1", false],
    ["25.11.2026", false],
    ["2026-11-25T00:00", false],
    ["yesterday", false],
    ["", false],
  ];
  for (const [text, day] of rows) {
    const ms = dayMs(text);
    assert.equal(ms !== null, day, text);
    if (ms !== null) assert.equal(dayText(ms), text.trim());
  }
  for (const pasted of ["２０２６-11-25", "2026–11–25", "\u00a02026\u221211\u221225\u200b"]) {
    assert.equal(dayMs(pasted), dayMs("2026-11-25"), pasted);
  }
});

const NOW = new Date(2026, 10, 25, 15, 30).getTime();

Deno.test("what a period is", () => {
  const rows: readonly (readonly [string | undefined, string | undefined, string, string])[] = [
    [undefined, undefined, "2026-11-01", "2026-11-25"],
    ["2026-11-25", undefined, "2026-11-25", "2026-11-25"],
    ["2026-11-20", "2026-11-20", "2026-11-20", "2026-11-20"],
    ["2024-02-01", "2024-02-29", "2024-02-01", "2024-02-29"],
    ["2025-12-31", "2026-01-01", "2025-12-31", "2026-01-01"],
    [undefined, "2026-12-31", "2026-11-01", "2026-12-31"],
  ];
  for (const [from, to, first, last] of rows) {
    const { fromMs, toMs } = periodOf(from, to, NOW);
    assert.deepEqual([dayText(fromMs), dayText(toMs - 1)], [first, last]);
    assert.equal(new Date(toMs).getHours(), 0);
  }
});

Deno.test("periods that are none are refused in words", () => {
  const rows: readonly (readonly [string | undefined, string | undefined, RegExp])[] = [
    ["2026-11-26", "2026-11-25", /ends before it begins: from 2026-11-26 to 2026-11-25/],
    ["2026-11-27", undefined, /ends before it begins: from 2026-11-27 to today/],
    [undefined, "2026-10-31", /ends before it begins: from 2026-11-01 to 2026-10-31/],
    ["2026-02-30", undefined, /Cannot read day "2026-02-30": expected YYYY-MM-DD/],
    [undefined, "soon", /Cannot read day "soon"/],
    [undefined, "\x1b[2J", /Cannot read day "\[2J"/],
  ];
  for (const [from, to, says] of rows) {
    assert.throws(() => periodOf(from, to, NOW), (error: unknown) => {
      assert.ok(error instanceof CommandError && error.exitCode === 2);
      assert.match(error.message, says);
      return true;
    });
  }
});

/** Hours of one-day periods in a zone. */
async function hoursIn(zone: string, days: readonly string[]): Promise<number[]> {
  const script = `
    import { dayText } from "./console/bank_time.ts";
    import { dayMs, periodOf } from "./terminal/statement/period.ts";
    const days = ${JSON.stringify(days)};
    console.log(JSON.stringify(days.map((day) => {
      const { fromMs, toMs } = periodOf(day, day, dayMs(day));
      if (dayText(fromMs) !== day || dayText(toMs - 1) !== day) return -1;
      return (toMs - fromMs) / ${HOUR_MS};
    })));`;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", script],
    cwd: ROOT,
    env: { TZ: zone },
  }).output();
  assert.ok(success, `${zone}: ${new TextDecoder().decode(stderr)}`);
  return JSON.parse(new TextDecoder().decode(stdout)) as number[];
}

Deno.test("days of 23 and 25 hours are whole days, also where midnight does not exist", async () => {
  const rows:
    readonly (readonly [zone: string, days: readonly string[], hours: readonly number[]])[] = [
      ["UTC", ["2026-03-29", "2026-10-25"], [24, 24]],
      ["Asia/Kolkata", ["2026-03-29", "2026-10-25"], [24, 24]],
      ["Europe/Berlin", ["2026-03-28", "2026-03-29", "2026-10-25"], [24, 23, 25]],
      ["America/New_York", ["2026-03-08", "2026-11-01"], [23, 25]],
      ["America/Santiago", ["2026-04-04", "2026-09-06"], [25, 23]],
      ["Australia/Lord_Howe", ["2026-04-05", "2026-10-04"], [24.5, 23.5]],
    ];
  for (const [zone, days, hours] of rows) assert.deepEqual(await hoursIn(zone, days), hours, zone);
});
