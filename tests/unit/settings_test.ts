// Settings: which of flag, environment, file and default counts, what a file says that cannot be read, and that help, example and
// manual tell of the same ones.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "../../commands/command_line.ts";
import { man } from "../../commands/command_line.ts";
import { exampleFile } from "../../commands/settings/settings_example.ts";
import { settingsFor, shownOf } from "../../commands/settings/settings.ts";
import { readSettingsFile, settingsIn } from "../../commands/settings/settings_file.ts";
import {
  ACTS,
  envOf,
  KEYS,
  type SettingKey,
  settingOf,
} from "../../commands/settings/settings_table.ts";
import type { Flags } from "../../commands/settings/settings_words.ts";
import type { World } from "../../console/world.ts";
import { scratch } from "../support/program.ts";

const flagsOf = (given: Partial<Flags>) =>
  Object.fromEntries(KEYS.map((key) => [key, given[key] ?? []])) as Flags;

/** What counts, and where it comes from, when these three say something. */
function counted(
  key: SettingKey,
  { flags = {}, env = {}, file = "" }: {
    readonly flags?: Partial<Flags>;
    readonly env?: Record<string, string>;
    readonly file?: string;
  },
): string {
  using dir = scratch();
  const config = dir.file("bank.toml", file);
  const { inForce } = settingsFor({ env, config, flags: flagsOf(flags) });
  const { texts, from } = inForce.get(key)!;
  return `${texts.join(" ")} from ${from.replace(`${dir.path}/`, "")}`;
}

Deno.test("settings: a flag wins over the environment, that over the file, that over the default", () => {
  const file = '# first\n"port" = 7401\nlog-level = \'warn\'\ntrusted-proxy = [\n "10.0.0.1"\n]\n';
  const env = { BANK_PORT: "7402", BANK_LOG_LEVEL: "error", BANK_TRUSTED_PROXY: "10.0.0.2, ::1" };
  const flags: Partial<Flags> = {
    port: ["7403"],
    "log-level": ["debug"],
    "trusted-proxy": ["10.0.0.3", "10.0.0.4"],
  };
  const rows: readonly (readonly [SettingKey, Parameters<typeof counted>[1], string])[] = [
    ["port", {}, "7400 from default"],
    ["port", { file }, "7401 from bank.toml:2"],
    ["port", { file, env }, "7402 from BANK_PORT"],
    ["port", { file, env, flags }, "7403 from --port"],
    ["port", { file, env: { BANK_PORT: "" } }, "7401 from bank.toml:2"],
    ["port", { file, env: { BANK_HOST: "::1" } }, "7401 from bank.toml:2"],
    ["port", { file, env: { BANK_HOST: "[::1]:7500" } }, "7500 from BANK_HOST"],
    ["port", { file: 'host = "10.0.0.1:7600"' }, "7600 from bank.toml:1"],
    ["port", { file, flags: { host: ["10.0.0.1:7600"] } }, "7600 from --host"],
    ["log-level", { file }, "warn from bank.toml:3"],
    ["log-level", { file, env }, "error from BANK_LOG_LEVEL"],
    ["log-level", { file, env, flags }, "debug from --log-level"],
    ["trusted-proxy", { file }, "10.0.0.1 from bank.toml:4"],
    ["trusted-proxy", { file, env }, "10.0.0.2 ::1 from BANK_TRUSTED_PROXY"],
    ["trusted-proxy", { file, env, flags }, "10.0.0.3 10.0.0.4 from --trusted-proxy"],
    ["json", { file: "json = true" }, "true from bank.toml:1"],
    ["json", { file: "json = true", env: { BANK_JSON: "no" } }, "no from BANK_JSON"],
    ["http", { file: "http = 7480" }, "7480 from bank.toml:1"],
  ];
  for (const [key, said, expected] of rows) assert.equal(counted(key, said), expected);
  assert.throws(() => counted("port", { env: { BANK_PORT: "x" } }), {
    message: 'Cannot use BANK_PORT "x": expected a whole number, 0 to 65535',
    exitCode: 2,
  });
  assert.throws(() => counted("http", { flags: { http: ["home"] } }), {
    message: 'Cannot use --http "home": expected a port such as 7480, ADDRESS:PORT, or off',
  });
  assert.throws(() => counted("port", { file: 'host = "a:1"\nport = 2' }), {
    message: /port says 2, host says 1/,
  });
});

Deno.test("settings: a file that was named has to be there, `off` names none", () => {
  using dir = scratch();
  const absent = join(dir.path, "absent.toml");
  assert.throws(() => settingsFor({ env: {}, config: absent }), { message: /There is no file/ });
  assert.throws(() => settingsFor({ env: { BANK_CONFIG: absent }, config: undefined }), {
    message: /There is no file/,
  });
  const { file } = settingsFor({ env: { BANK_CONFIG: absent }, config: "off" });
  assert.equal(file, null);
});

const MISTAKEN:
  readonly (readonly [text: string, line: number | null, key: string | null, RegExp])[] = [
    ["prot = 7400", 1, "prot", /no such setting\. Did you mean port\?/],
    ["logLevel = 'info'", 1, "logLevel", /Did you mean log-level\?/],
    ["trusted_proxies = []", 1, "trusted_proxies", /Did you mean trusted-proxy\?/],
    ["weather = 1", 1, "weather", /no such setting; expected one of those/],
    [
      "\n\nport = '7400'",
      3,
      "port",
      /expected a whole number, 0 to 65535, such as port = 7400, found "7400"/,
    ],
    ["port = 70000", 1, "port", /found 70000/],
    ["port = -1", 1, "port", /found -1/],
    ["port = 7400.5", 1, "port", /found 7400\.5/],
    ["port = inf", 1, "port", /expected a whole number/],
    ["port = 2026-11-30", 1, "port", /expected a whole number/],
    ["json = 'true'", 1, "json", /expected true or false/],
    ["host = 5", 1, "host", /expected an address/],
    ["trusted-proxy = '10.0.0.1'", 1, "trusted-proxy", /expected addresses/],
    ["trusted-proxy = ['10.0.0.1', 5]", 1, "trusted-proxy", /expected addresses/],
    ["trusted-proxy = ['10.0.0.0/99']", 1, "trusted-proxy", /expected addresses/],
    ["currency = 'Rupees'", 1, "currency", /ISO 4217/],
    ["time-zone = 'Moon/Base'", 1, "time-zone", /a time zone such as/],
    ["log-level = 'loud'", 1, "log-level", /expected a level \(debug/],
    ["new-certificate = true", 1, "new-certificate", /said once, on the command line/],
    ["[serve]\nport = 1", 1, "serve", /no tables/],
    ["a.b = 1", 1, "a", /no tables/],
    ['name = """\nport = 7\n"""\nprot = 5', 4, "prot", /Did you mean port/],
    ["port = 1\nport = 2", 2, null, /not TOML/],
    ["port = ", 1, null, /not TOML/],
    ["port: 7400", 1, null, /not TOML .*lines such as port = 7400/],
    ['name = "Village', 1, null, /not TOML/],
    ["port = 99999999999999999999", 1, null, /not TOML/],
    ["__proto__ = 1", 1, "__proto__", /no such setting/],
    ["constructor = 1", 1, "constructor", /no such setting/],
    ["'\u202ename' = 1", null, "name", /no such setting/],
  ];

Deno.test("settings file: each mistake has its line, its key and what is expected there", () => {
  for (const [text, line, key, what] of MISTAKEN) {
    const { mistakes } = settingsIn(text);
    const [first] = mistakes;
    assert.ok(first, text);
    assert.deepEqual([first.key, what.test(first.what)], [key, true], `${text}: ${first.what}`);
    if (!text.includes("\u202e")) assert.equal(first.line, line, text);
  }
});

Deno.test("settings file: what may be a password is not repeated", () => {
  const { mistakes } = settingsIn("purge = ['webhook=ftp://me:hunter2@edge.example']");
  assert.doesNotMatch(JSON.stringify(mistakes), /hunter2/);
  const texts = [
    "webhook=https://me:hunter2@edge.example:81/hook/s3cret?k=s3cret",
    "varnish=http://e",
  ];
  assert.equal(shownOf("purge", { texts }), "webhook=https://edge.example:81/… varnish=http://e/…");
});

Deno.test("settings file: a hostile one is refused soon, and changes nothing", () => {
  using dir = scratch();
  const rows: readonly (readonly [text: string | Uint8Array, RegExp])[] = [
    ["#".repeat(70_000), /larger than 64 KiB/],
    [new Uint8Array([0x70, 0, 0xff, 0xfe, 0xfd]), /./],
    [`trusted-proxy = ${"[".repeat(20_000)}`, /not TOML/],
    [`a = ${"{b=".repeat(10_000)}1`, /not TOML/],
    [Array.from({ length: 6_000 }, (_, at) => `z${at} = 1`).join("\n"), /no such setting/],
    [`name = """\n${"prot = 1\n".repeat(6_000)}"""\nprot = 1`, /Did you mean port/],
    [`${"a.".repeat(20_000)}b = 1`, /./],
  ];
  for (const [text, says] of rows) {
    const path = join(dir.path, "bank.toml");
    writeFileSync(path, text);
    const startedMs = performance.now();
    const { mistakes } = readSettingsFile(path)!;
    assert.ok(performance.now() - startedMs < 5_000, `${text.slice(0, 20)} took too long`);
    assert.ok(mistakes.length > 0 && mistakes.length <= 20, String(mistakes.length));
    assert.match(mistakes[0]!.what, says);
  }
  assert.match(readSettingsFile(dir.path)!.mistakes[0]!.what, /it is no file/);
  assert.match(readSettingsFile("/dev/zero")!.mistakes[0]!.what, /it is no file/);
});

Deno.test("settings: the example has every key, can be read, and says what the help says", () => {
  const example = exampleFile();
  const examples = example.split("\n").filter((line) => /^#[a-z-]+ = /.test(line));
  assert.deepEqual(examples.map((line) => line.slice(1, line.indexOf(" ="))), KEYS);
  const { written, mistakes } = settingsIn(examples.map((line) => line.slice(1)).join("\n"));
  assert.deepEqual([mistakes, written.size], [[], KEYS.length]);
  assert.deepEqual(settingsIn(example), { written: new Map(), mistakes: [] });
  const plain = (text: string) => text.replace(/^#/gm, " ").replace(/\s+/g, " ");
  let help = "";
  let manual = "";
  const worldOf = (out: (text: string) => void) => {
    const screen = { columns: 100, out, say: () => {} };
    return { screen, env: {}, version: "0", runtime: { name: "deno" } } as unknown as World;
  };
  parse(worldOf((text) => help += text), ["serve", "--help"]);
  man(worldOf((text) => manual += text));
  const flags = new Set(help.match(/^ {2}--[a-z-]+/gm)!.map((flag) => flag.trim().slice(2)));
  assert.deepEqual([...flags].sort(), [...KEYS, ...ACTS, "config"].sort());
  for (const key of KEYS) {
    const { words } = settingOf(key);
    for (const text of [plain(example), plain(help)]) assert.ok(text.includes(words), words);
    assert.ok(example.includes(envOf(key)), key);
    assert.ok(manual.includes(envOf(key)), envOf(key));
  }
});
