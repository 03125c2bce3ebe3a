// `deno task siege:timing`: does the time or the text of an answer tell a stranger who is a customer? A bank in this process, with real
// sockets; passwords cost nothing there, so that microseconds are seen. `--real` takes real hashes instead, for fewer tries.
import { parseArgs } from "node:util";
import { seededRandom } from "../support/fake_host.ts";
import { measure, type Row, type Scene, tableOf } from "./stopwatch.ts";
import * as scenes from "./timing_scenes.ts";
import { Town } from "./timing_town.ts";

const { values } = parseArgs({
  options: {
    tries: { type: "string", default: "2000" },
    seed: { type: "string", default: "1" },
    real: { type: "boolean", default: false },
    scene: { type: "string", default: "" },
  },
});
const each = Number(values.tries);
const random = seededRandom(Number(values.seed));
const chance = () => random(4).reduce((sum, byte) => sum * 256 + byte, 0) / 2 ** 32;

await using town = await Town.open({ each: Math.min(each, 500), realHashes: values.real });
// The first guess at a name is what leaves a trace.
const all: Scene[] = values.real ? [] : [scenes.traceScene(town)];
all.push(scenes.logInScene(town), scenes.restScene(town), scenes.siteScene(town));
if (!values.real) {
  all.push(scenes.staffCodeScene(town), scenes.signUpScene(town), scenes.codeScene(town));
  all.push(scenes.resumeScene(town), scenes.refreshScene(town), scenes.payeeScene(town));
}
const rows: Row[] = [];
const telling: string[] = [];
for (const scene of all.filter(({ name }) => name.includes(values.scene))) {
  const some = await measure(scene, each, chance);
  rows.push(...some);
  console.error(tableOf(some));
  const said = new Set(some.map((row) => row.said.join("\n")));
  if (scene.telling || said.size === 1) continue;
  telling.push(scene.name);
  for (const { kind, said } of some) console.error(`${kind}: ${said.join(" | ").slice(0, 600)}`);
}
console.log(`\n${tableOf(rows)}\n`);
for (const name of telling) console.log(`The answers tell the kinds apart: ${name}`);
Deno.exitCode = telling.length > 0 ? 1 : 0;
