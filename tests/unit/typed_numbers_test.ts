// Numbers on the command line, in the digits that people type, and what is said when they are none, or when something is missing.
import assert from "node:assert/strict";
import { parse } from "../../commands/command_line.ts";
import { EXIT } from "../../console/exit.ts";
import type { World } from "../../console/world.ts";
import { placed } from "../../terminal/place.ts";

function asked(words: string) {
  let said = "";
  const screen = { columns: 80, out: () => {}, say: (text: string) => said += `${text}\n` };
  const world = { screen, env: {}, version: "0", runtime: { name: "deno" } } as unknown as World;
  const parsed = parse(world, words.split(" ")) as unknown;
  return { parsed: parsed as Record<string, unknown>, said };
}

const READ: readonly (readonly [words: string, path: string, value: number])[] = [
  ["serve --port ７４００", "flags.port.0", 7400],
  ["serve --port ७४००", "flags.port.0", 7400],
  ["serve --accept-loss １２", "acceptLoss", 12],
  ["connect --port ７４０１ balance", "port", 7401],
  ["connect --port ७४०१", "port", 7401],
  ["doctor --port ७४०१", "port", 7401],
  ["bench --clients ８", "clients", 8],
  ["bench --seconds ２", "seconds", 2],
  ["simulate --seed ௧௨", "seed", 12],
  ["connect history --limit ２０", "act.limit", 20],
];

Deno.test("numbers: every option reads the digits that people type", () => {
  for (const [words, path, value] of READ) {
    const { parsed, said } = asked(words);
    const found = path.split(".").reduce<unknown>(
      (at, name) => (at as Record<string, unknown>)?.[name],
      parsed,
    );
    assert.equal(Number(found), value, `${words}: ${said}`);
  }
  const env = { BANK_PORT: "７４０２" };
  assert.equal(placed({ host: undefined, port: undefined }, { env, fallback: "h" }).port, 7402);
});

const SAID: readonly (readonly [words: string, says: RegExp])[] = [
  ["serve --port x", /`--port`: Expected a whole number, 0 to 65535, but got "x"\./],
  ["serve --port ７００００", /a whole number, 0 to 65535, but got "７００００"\./],
  ["bench --seconds 1.5", /a whole number, 1 to 86400, but got "1\.5"\./],
  ["simulate --seed 99999999999999999999", /a whole number, 0 or more, but got "9{20}"\./],
  ["serve --port", /`--port` needs PORT\./],
  ["serve --http", /`--http` needs PORT or off\./],
  ["backup", /^Error: DIR, FILE or - is missing\.$/m],
  ["restore", /^Error: FILE, DIR or - is missing\.$/m],
  ["connect transfer bob", /^Error: AMOUNT is missing\.$/m],
];

Deno.test("numbers: what is wrong or missing is said as people say it", () => {
  for (const [words, says] of SAID) {
    const { parsed, said } = asked(words);
    assert.equal(parsed as unknown, EXIT.usage, words);
    assert.match(said, says, words);
    assert.doesNotMatch(said, /too few arguments|safe integer|bigint/, words);
  }
});
