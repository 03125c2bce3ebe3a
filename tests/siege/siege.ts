// A bank under attack: `deno task siege [--launcher deno|node|binary] [--short] [--json] [NAME…]`. One table at the end; exit code 1
// when a promise was broken. Attacks are named by the begin of their names. Each is kept up for SIEGE_SECONDS (60), but in the short form.
import { parseArgs } from "node:util";
import { launcherNamed } from "../support/program.ts";
import { Ground } from "./ground.ts";
import { ATTACKS, besiege, type Row, tableOf } from "./campaign.ts";

/** Sieges at once in the short form. */
const SHORT_AT_ONCE = 2;

const { values, positionals } = parseArgs({
  options: {
    launcher: { type: "string" },
    short: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
  allowPositionals: true,
});
const chosen = ATTACKS.filter(({ name }) =>
  positionals.length === 0 || positionals.some((begin) => name.startsWith(begin))
);
if (chosen.length === 0) {
  console.error(
    `There is no such attack; there are:\n${ATTACKS.map(({ name }) => name).join("\n")}`,
  );
  Deno.exit(2);
}
const seconds = values.short ? null : Number(Deno.env.get("SIEGE_SECONDS") ?? 60);
if (seconds !== null && !(seconds > 0)) {
  console.error("SIEGE_SECONDS must be a number above 0");
  Deno.exit(2);
}
const launcher = launcherNamed(values.launcher);
using ground = await Ground.prepare(launcher);
const rows: Row[] = [];
const left = chosen.values();

/** Takes what is next until nothing is left. */
async function campaign(): Promise<void> {
  for (const attack of left) {
    if (!values.json) console.error(`${attack.name} …`);
    const row = await besiege(attack, { ground, seconds });
    rows.push(row);
    if (values.json) console.log(JSON.stringify(row));
  }
}

// The short form is mostly waiting, and of its times nothing is asserted.
await Promise.all(Array.from({ length: values.short ? SHORT_AT_ONCE : 1 }, campaign));
if (!values.json) console.log(`\nA bank from ${launcher.name}:\n\n${tableOf(rows)}`);
// Not Deno.exit: what is open is closed first.
Deno.exitCode = rows.some(({ lives, wrong }) => !lives || wrong.length > 0) ? 1 : 0;
