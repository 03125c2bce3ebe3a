// The log of a running bank: what its levels let through, how its lines look, and how many of one message there are.
import assert from "node:assert/strict";
import { openBankLog } from "../../console/bank_log.ts";
import { LOG_PARTS, readLogLevels } from "../../console/log_levels.ts";
import { START_MS } from "../support/fake_host.ts";

function opened({ levels = "info", format = "text" as "text" | "json" } = {}) {
  const lines: string[] = [];
  const timers: (() => void)[] = [];
  const { log, settle, change } = openBankLog({
    host: { clock: () => START_MS, after: (_ms, act) => (timers.push(act), () => {}) },
    format,
    levels: readLogLevels(levels)!,
    write: (line) => void lines.push(line),
  });
  /** As if a minute had gone by. */
  const minute = () => timers.splice(0).forEach((act) => act());
  return { log, lines, minute, settle, change };
}

Deno.test("levels: each part has its own, the rest the one without a name", () => {
  const rows: [string, string, string[]][] = [
    ["info", "tcp", ["info", "warn", "error"]],
    ["debug", "web", ["debug", "info", "warn", "error"]],
    ["warn,tcp=debug", "tcp", ["debug", "info", "warn", "error"]],
    ["warn,tcp=debug", "web", ["warn", "error"]],
    ["TCP=Error", "tcp", ["error"]],
    ["tcp=error", "store", ["info", "warn", "error"]],
  ];
  for (const [levels, part, said] of rows) {
    const { log, lines } = opened({ levels });
    const its = log.of(LOG_PARTS.find((one) => one === part)!);
    for (const level of ["debug", "info", "warn", "error"] as const) its[level]?.("it happened");
    const found = lines.map((line) => line.slice(line.indexOf(" ") + 1));
    assert.deepEqual(
      found,
      said.map((level) => `${level} it happened {"part":"${part}"}`),
      levels,
    );
  }
});

Deno.test("levels: what is not one is none", () => {
  for (const levels of ["", "loud", "tcp", "tcp=", "kitchen=debug", "tcp=debug,,web=warn"]) {
    assert.equal(readLogLevels(levels), null, levels);
  }
});

Deno.test("JSON: a line is one object, whatever stands in its fields", () => {
  const { log, lines } = opened({ format: "json" });
  log.of("web").warn("an edge failed", { url: 'http://a/\n"{x}"', error: undefined, count: 3 });
  log.error("nothing goes on");
  assert.equal(lines.length, 2);
  const [first, second] = lines.map((line) => JSON.parse(line));
  assert.deepEqual([first.level, first.message, first.logger, first.url, first.count], [
    "WARN",
    "an edge failed",
    "bank.web",
    'http://a/\n"{x}"',
    3,
  ]);
  assert.ok(!Number.isNaN(Date.parse(first["@timestamp"])));
  assert.deepEqual([second.level, second.message, second.logger], [
    "ERROR",
    "nothing goes on",
    "bank",
  ]);
  assert.ok(lines.every((line) => !line.includes("\n")));
});

Deno.test("limit: what others make happen is written sixty times a minute, and how often it was left out", () => {
  const { log, lines, minute, settle } = opened({ levels: "tcp=debug" });
  for (let time = 0; time < 1_000; time++) log.of("tcp").info("a client misspoke", { time });
  log.of("tcp").warn("something else");
  assert.equal(lines.length, 61);
  minute();
  assert.match(
    lines.at(-1)!,
    / info more of a message were left out \{"part":"tcp","of":"a client misspoke","leftOut":940\}$/,
  );
  log.of("tcp").info("a client misspoke");
  assert.match(lines.at(-1)!, /a client misspoke \{"part":"tcp"\}$/, "a new minute has room");
  for (let time = 0; time < 3_001; time++) log.of("tcp").debug?.("answered");
  settle();
  assert.match(lines.at(-1)!, /"of":"answered","leftOut":1\}$/);
});

Deno.test("while it runs: levels and form change from the next line on, also for who has the log already", () => {
  const { log, lines, change } = opened({ levels: "warn" });
  const tcp = log.of("tcp");
  tcp.debug?.("unheard");
  tcp.info("unheard");
  change({ format: "json", levels: readLogLevels("warn,tcp=debug")! });
  tcp.debug?.("heard", { session: 1 });
  log.of("web").info("unheard");
  change({ format: "text", levels: readLogLevels("error")! });
  tcp.debug?.("unheard");
  tcp.warn("unheard");
  log.error("heard");
  const [first, second, ...more] = lines;
  const { level, message, logger, session } = JSON.parse(first!);
  assert.deepEqual([level, message, logger, session], ["DEBUG", "heard", "bank.tcp", 1]);
  assert.match(second!, / error heard$/);
  assert.deepEqual(more, []);
});
