// The short form of the siege, with what must hold on any machine however busy: the bank lives, no honest customer is refused, what was
// held is given back, and memory has a bound. How fast anything is, is for `deno task siege`.
import assert from "node:assert/strict";
import { join } from "node:path";
import { linesOf, ROOT } from "../support/program.ts";
import { ATTACKS, DESCRIPTORS_MARGIN, refusedOf, type Row } from "./campaign.ts";

/** MiB that a bank may have at any moment of any of the short attacks: a quiet one has 125 to 190. */
const RSS_MIB_MAX = 700;

function judge({ name, lives, wrong, lastWords, honest, before, most, after }: Row): void {
  assert.ok(lives, `${name}: the bank has ended. ${lastWords}`);
  assert.deepEqual(wrong, [], `${name}: a promise was broken`);
  assert.deepEqual(refusedOf(honest), [], `${name}: an honest customer was refused`);
  const served = honest.attacked?.latencies.length ?? 0;
  assert.ok(served > 0, `${name}: the honest customer was not served while it lasted`);
  assert.ok(
    after.descriptors <= before.descriptors + DESCRIPTORS_MARGIN,
    `${name}: ${before.descriptors} descriptors before, ${after.descriptors} after, ${most.descriptors} at most`,
  );
  assert.ok(most.rssMiB <= RSS_MIB_MAX, `${name}: ${most.rssMiB} MiB, more than ${RSS_MIB_MAX}`);
}

Deno.test("siege: whatever is done to a bank, it goes on serving honest people", async (t) => {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", join(ROOT, "tests", "siege", "siege.ts"), "--short", "--json"],
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const rows: Row[] = [];
  for await (const line of linesOf(child.stdout).lines) {
    const row = JSON.parse(line) as Row;
    rows.push(row);
    await t.step(row.name, () => judge(row));
  }
  await child.status;
  const names = (all: readonly { readonly name: string }[]) => all.map(({ name }) => name).sort();
  assert.deepEqual(names(rows), names(ATTACKS));
});
