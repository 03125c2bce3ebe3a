// Options in their plainest form are read without the parser of all commands: what is read so is what that parser reads.
import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "../../commands/command_line.ts";
import { plainServe } from "../../commands/plain_serve.ts";
import { KEYS, settingOf } from "../../commands/settings/settings_table.ts";
import { plainNumber, plainWords } from "../../console/plain_words.ts";
import type { World } from "../../console/world.ts";
import { menuWords } from "../../terminal/words/plain_menu.ts";

const ENVIRONMENTS = [
  {},
  { BANK_USER: "asha", BANK_FINGERPRINT: "AA:BB" },
  { BANK_USER: "", BANK_FINGERPRINT: "" },
];

function parsed(args: readonly string[], env = {}): unknown {
  const screen = { columns: 80, out: () => {}, say: () => {} };
  return parse({ screen, env, version: "0", runtime: { name: "" } } as unknown as World, args);
}

const CONNECTION = ["host", "port", "user", "fingerprint", "password-file", "code", "profile"];
const SWITCHES = ["password-stdin", "json", "plain", "ascii"];
const OWN = ["config", "accept-loss", "new-staff-code", "new-certificate"];
const ODD = [
  "--help",
  "-h",
  "--",
  "-",
  "",
  "help",
  "balance",
  "--version",
  "--plan",
  "--port=7401",
];
const VALUES = [
  "7401",
  "07401",
  "70000",
  "７４０１",
  "-1",
  "1.5",
  "1e3",
  "x",
  " 7401",
  "off",
  "true",
  "bank.example",
  "money",
  "mutual",
  "info",
  "json",
  "a b",
  "=",
  "--json",
  "asha",
  "INR",
  "Village Bank",
  "\u{1F600}",
];

const word = (names: readonly string[]) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...names.map((name) => `--${name}`)) },
    { weight: 6, arbitrary: fc.constantFrom(...VALUES) },
    { weight: 1, arbitrary: fc.constantFrom(...ODD) },
  );

const line = (names: readonly string[]) =>
  fc.oneof(
    fc.array(word(names), { maxLength: 6 }),
    fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...VALUES)), { maxLength: 3 })
      .map((pairs) => pairs.flatMap(([name, value]) => [`--${name}`, value])),
  );

Deno.test("plain words: the menu's are read as the parser of all commands reads them", () => {
  let plain = 0;
  const whole = line([...CONNECTION, ...SWITCHES]);
  fc.assert(
    fc.property(whole, fc.constantFrom(...ENVIRONMENTS), (words, env) => {
      const args = ["connect", ...words];
      const read = menuWords(env, args);
      if (read === null) return;
      plain++;
      assert.deepEqual(read, parsed(args, env), args.join(" "));
    }),
    { numRuns: 1_000 },
  );
  assert.ok(plain > 100, `${plain} of 1,000 were plain`);
});

Deno.test("plain words: those of a bank that starts are read as the parser of all commands reads them", () => {
  let plain = 0;
  fc.assert(
    fc.property(line([...KEYS, ...OWN]), (words) => {
      const args = ["serve", ...words];
      const read = plainServe(args);
      if (read === null) return;
      plain++;
      assert.deepEqual(read, parsed(args), args.join(" "));
    }),
    { numRuns: 500 },
  );
  assert.ok(plain > 50, `${plain} of 500 were plain`);
});

Deno.test("plain words: every option of both commands has its plain form", () => {
  const switches = [...SWITCHES, ...OWN.slice(2)];
  for (const name of CONNECTION) {
    const value = name === "port" ? "7401" : "x";
    assert.ok(menuWords({}, ["connect", `--${name}`, value]), name);
  }
  for (const name of [...KEYS, ...OWN]) {
    const { kind } = OWN.includes(name) ? {} : settingOf(name as typeof KEYS[number]);
    const bare = switches.includes(name) || kind?.inFile.includes("switch");
    const [value] = kind?.choices ?? [String(kind?.range?.[0] ?? 3)];
    assert.ok(plainServe(["serve", `--${name}`, ...bare ? [] : [value!]]), name);
  }
  const help = new Set<string>();
  const screen = { columns: 80, out: (text: string) => help.add(text), say: () => {} };
  const world = { screen, env: {}, version: "0", runtime: { name: "" } } as unknown as World;
  parse(world, ["serve", "--help"]);
  const shown = [...[...help].join("\n").matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)].map(([, name]) =>
    name
  );
  assert.ok(shown.length > KEYS.length, [...help].join("\n"));
  assert.deepEqual(
    shown.filter((name) => name !== "help" && ![...KEYS, ...OWN].includes(name as string)),
    [],
  );
});

Deno.test("plain words: a word that is not known, twice, without its value, or close to another option is not plain", () => {
  const options = {
    one: { form: "one" },
    list: { form: "list" },
    on: { form: "switch" },
    few: { form: "one", plain: plainNumber(1, 9) },
  } as const;
  const read = (text: string) => plainWords(text.split(" ").filter(Boolean), options);
  assert.deepEqual(read("--list a --on --list b --one c --few 9"), {
    one: ["c"],
    list: ["a", "b"],
    on: ["true"],
    few: ["9"],
  });
  assert.deepEqual(read(""), { one: [], list: [], on: [], few: [] });
  const not = [
    "one",
    "--One a",
    "--one",
    "--one --on",
    "--one a --one b",
    "--on --on",
    "--one=a",
    "-o a",
  ];
  const values = [
    "--few 10",
    "--few 0",
    "--few 1.5",
    "--few 09",
    "--few ９",
    "--constructor a",
    "a --on",
  ];
  for (const text of [...not, ...values]) assert.equal(read(text), null, text);
});
