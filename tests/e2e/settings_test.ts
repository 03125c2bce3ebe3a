// `bank config`, and a bank that takes its settings out of a file: what is in force on each launcher, what a SIGHUP takes up of it
// while the bank runs, and that a bad file changes nothing.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { exampleFile } from "../../commands/settings/settings_example.ts";
import {
  launchers,
  runProgram,
  scratch,
  serverOf,
  type ServerProcess,
} from "../support/program.ts";

const all = launchers();
const [launcher] = all;

for (const each of all) {
  Deno.test(`${each.name}: config example, check and show`, async () => {
    using dir = scratch();
    const run = (...args: string[]) =>
      runProgram({ launcher: each, args: ["config", ...args], env: { BANK_METRICS: "9481" } });
    const example = await run("example");
    assert.deepEqual([example.code, example.out], [0, exampleFile()]);
    const good = dir.file("good.toml", 'port = 7401\nsite = "https://give.example"\n');
    const checked = await run("check", good);
    assert.deepEqual([checked.code, checked.err], [0, ""]);
    assert.match(checked.out, /good\.toml: 2 settings, all understood/);
    const bad = dir.file("bad.toml", '\nprot = 7401\nhttp = "home"\n');
    const refused = await run("check", bad);
    assert.deepEqual([refused.code, refused.out], [1, ""]);
    assert.match(refused.err, /bad\.toml:2: prot: there is no such setting\. Did you mean port\?/);
    assert.match(refused.err, /bad\.toml:3: http: expected a port such as 7480/);
    const absent = await run("check", join(dir.path, "absent.toml"));
    assert.deepEqual([absent.code, /There is no file/.test(absent.err)], [1, true]);
    const shown = await run("show", "--config", good, "--json");
    const rows = shown.out.trim().split("\n").map((line) => JSON.parse(line));
    const from = Object.fromEntries(rows.map((row) => [row.key, `${row.value} ${row.from}`]));
    assert.deepEqual(
      [from.port, from.site, from.metrics, from["log-level"]],
      [`7401 ${good}:1`, `https://give.example ${good}:2`, "9481 BANK_METRICS", "info default"],
    );
    const unreadable = await run("show", "--config", bad);
    assert.deepEqual([unreadable.code, /bad\.toml:2: prot/.test(unreadable.err)], [2, true]);
  });
}

interface Started {
  readonly config: string;
  readonly env?: Record<string, string>;
  readonly flags?: readonly string[];
}

/** A bank that is told everything by its file. */
function started(each: typeof launcher, { config, env = {}, flags = [] }: Started) {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const words = ["env", ...variables, each!.command, ...each!.args, "serve", "--config", config];
  return serverOf([...words, ...flags], "127.0.0.1");
}

const pageOf = async ({ http }: ServerProcess, path: string, headers: HeadersInit = {}) =>
  (await fetch(`http://127.0.0.1:${http}${path}`, { headers })).text();

/** Answers of one visitor behind a proxy until the bank has had enough of it. */
async function taken({ http }: ServerProcess, most: number): Promise<number> {
  for (let count = 0; count < most; count++) {
    const answer = await fetch(`http://127.0.0.1:${http}/v1/openapi.json`, { method: "HEAD" });
    await answer.body?.cancel();
    if (answer.status === 429) return count;
  }
  return most;
}

for (const each of all) {
  Deno.test(`${each.name}: a bank takes its settings from the file, and SIGHUP changes what can change`, async () => {
    using dir = scratch();
    const config = join(dir.path, "bank.toml");
    const file = (...lines: string[]) => {
      const always = [
        `data = "${join(dir.path, "data")}"`,
        'host = "127.0.0.1"',
        "port = 0",
        "json = true",
        'name = "Tom\'s Bank"',
      ];
      writeFileSync(config, [...always, ...lines].join("\n"));
    };
    file('http = "127.0.0.1:0"', 'site = "https://one.example"', 'log-level = "warn"');
    await using server = await started(each, { config });
    assert.match(await pageOf(server, "/robots.txt"), /https:\/\/one\.example/);
    assert.match(await pageOf(server, "/"), /Tom&#39;s Bank/);
    assert.equal(server.stderr(), "");

    file(
      'http = "127.0.0.1:1"',
      'site = "https://two.example"',
      'log-level = "info,requests=debug"',
      'log-format = "json"',
      "requests-per-minute = 60",
      'contact = "safe@two.example"',
    );
    process(server, "SIGHUP");
    await server.says(/some settings need a restart/);
    const lines = server.stderr().trim().split("\n").map((line) => JSON.parse(line));
    const [read, waiting] = lines.filter(({ message }) => /settings/.test(message));
    assert.deepEqual(read.changed, {
      "site": "https://two.example",
      "contact": "safe@two.example",
      "requests-per-minute": "60",
      "log-format": "json",
      "log-level": "info,requests=debug",
    });
    assert.deepEqual([read.file, waiting.changed], [config, { http: "127.0.0.1:1" }]);
    assert.match(await pageOf(server, "/robots.txt"), /https:\/\/two\.example/);
    assert.match(await pageOf(server, "/.well-known/security.txt"), /safe@two\.example/);
    assert.ok(await taken(server, 70) < 60);

    writeFileSync(config, "port = 0\nsite = 5\n");
    process(server, "SIGHUP");
    await server.says(/nothing has changed.*bank\.toml:2: site: expected an address/);

    file('http = "127.0.0.1:0"', 'site = "https://three.example"');
    process(server, "SIGHUP");
    await server.says(/three\.example/);
    assert.match(await pageOf(server, "/robots.txt"), /https:\/\/three\.example/);
    const waits = server.stderr().match(/some settings need a restart/g);
    assert.equal(waits?.length, 1, "what is as it was when the bank started waits for nothing");
    const { code } = await server.stop();
    assert.equal(code, 0, server.stderr());
  });
}

function process({ pid }: ServerProcess, signal: Deno.Signal): void {
  Deno.kill(pid, signal);
}

Deno.test("flags win over the environment, that over the file; other commands find the bank by the same file", async () => {
  using dir = scratch();
  const data = join(dir.path, "data");
  const lines = [
    `data = "${data}"`,
    'host = "127.0.0.1"',
    "port = 1",
    'name = "File"',
    "json = true",
  ];
  const config = dir.file("bank.toml", lines.join("\n"));
  const env = { BANK_PORT: "2", BANK_HTTP: "off" };
  await using server = await started(launcher, {
    config,
    env,
    flags: ["--port", "0", "--name", "Flag"],
  });
  assert.deepEqual([server.http, server.port > 2], [null, true]);
  await server.stop();
  const args = ["audit", "--config", config, "--json"];
  const { code, out, err } = await runProgram({ launcher: launcher!, args });
  assert.equal(code, 0, err);
  assert.equal(JSON.parse(out).ok ?? true, true);
  const by = { BANK_CONFIG: config };
  const upgrade = await runProgram({ launcher: launcher!, args: ["upgrade-check"], env: by });
  assert.deepEqual([upgrade.code, upgrade.out.includes(data)], [0, true], upgrade.err);
  const broken = dir.file("broken.toml", "data = 5");
  const refused = await runProgram({ launcher: launcher!, args: ["audit", "--config", broken] });
  assert.deepEqual([refused.code, /broken\.toml:1: data: expected/.test(refused.err)], [2, true]);
});

Deno.test("a bank without a file goes on over SIGHUP, and one whose file cannot be read does not start", async () => {
  using dir = scratch();
  const flags = [
    "--json",
    "--data",
    join(dir.path, "data"),
    "--host",
    "127.0.0.1",
    "--port",
    "0",
    "--http",
    "off",
  ];
  await using server = await started(launcher, { config: "off", flags });
  process(server, "SIGHUP");
  await server.says(/the settings were read again {"file":null,"changed":{}}/);
  const { code } = await server.stop();
  assert.equal(code, 0, server.stderr());
  const config = dir.file("bank.toml", "weather = 1\nport = []\n");
  const refused = await runProgram({ launcher: launcher!, args: ["serve", "--config", config] });
  assert.deepEqual([refused.code, refused.err.trim().split("\n").length], [2, 2], refused.err);
});
