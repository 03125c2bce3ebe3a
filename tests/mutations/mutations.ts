// `deno task simulate:mutations [--seeds N] [NAME…]`: does the simulator see the defects that there once were? Each is put back
// into a copy of the source, and seeds are tried until one fails. One table at the end; exit code 1 when one stays unseen.
import { parseArgs } from "node:util";
import { type Hunt, hunt } from "./hunt.ts";
import { MutatedTree } from "./mutated_tree.ts";
import { MUTATIONS } from "./old_defects.ts";

/** Hunts at once: each keeps a core busy. */
const AT_ONCE = Math.max(1, Math.min(4, navigator.hardwareConcurrency));

/** Seconds that one hunt may take: more than a thousand seeds do on a machine that is not busy. */
const SECONDS_MAX = 600;

const { values, positionals } = parseArgs({
  options: { seeds: { type: "string", default: "1000" } },
  allowPositionals: true,
});
const seedsMax = Number(values.seeds);
const chosen = MUTATIONS.filter(({ name }) =>
  positionals.length === 0 || positionals.some((begin) => name.startsWith(begin))
);
if (chosen.length === 0 || !(seedsMax > 0)) {
  const names = MUTATIONS.map(({ name }) => name).join("\n");
  console.error(`--seeds takes a number above 0; the mutations are:\n${names}`);
  Deno.exit(2);
}
const hunts: Hunt[] = [];
const left = chosen.values();

/** Takes what is next until nothing is left. */
async function hunting(): Promise<void> {
  using tree = new MutatedTree();
  for (const mutation of left) {
    const found = await hunt(mutation, { tree, seedsMax, secondsMax: SECONDS_MAX });
    hunts.push(found);
    console.error(`${found.good ? "found" : "NOT FOUND"}: ${rowOf(found)}`);
  }
}

/** Characters of a sentence that a table has room for. */
const SENTENCE_MAX = 150;

function rowOf({ mutation, seed, seconds, fault: whole }: Hunt): string {
  const said = whole.replace(/\S*bank-simulation-\w+/, "…");
  const fault = said.length > SENTENCE_MAX ? `${said.slice(0, SENTENCE_MAX)}…` : said;
  return `| ${mutation.name} | ${mutation.from} | ${seed ?? "–"} | ${seconds} | ${fault} |`;
}

const began = performance.now();
await Promise.all(Array.from({ length: AT_ONCE }, hunting));
hunts.sort((a, b) => MUTATIONS.indexOf(a.mutation) - MUTATIONS.indexOf(b.mutation));
console.log("\n| defect put back | was | found at seed | seconds | what the simulator says |");
console.log("|---|---|---:|---:|---|");
for (const found of hunts) console.log(rowOf(found));
const missed = hunts.filter(({ good }) => !good);
const took = Math.round((performance.now() - began) / 1_000);
console.log(`\n${hunts.length - missed.length} of ${hunts.length} found, in ${took} s`);
// Not Deno.exit: the copies are removed first.
Deno.exitCode = missed.length > 0 ? 1 : 0;
