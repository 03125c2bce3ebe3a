// Old defects can still be put back (the places in the source that are changed for it are there), and the simulator sees three of
// them that show themselves early. `deno task simulate:mutations` hunts all of them.
import assert from "node:assert/strict";
import { hunt } from "./hunt.ts";
import { AnchorGone, MutatedTree, patched, withDefect } from "./mutated_tree.ts";
import { MUTATIONS } from "./old_defects.ts";

/** Those that a handful of seeds finds. */
const EARLY = ["views-removed", "clock-jump", "thief-reads"];

Deno.test("mutations: every old defect can be put back into the source of today", () => {
  for (const { patches } of MUTATIONS) assert.ok(withDefect(patches).size > 0);
  assert.equal(new Set(MUTATIONS.map(({ name }) => name)).size, MUTATIONS.length);
});

Deno.test("mutations: a place that is gone, or there twice, is said to be so", () => {
  const patch = { file: "a.ts", from: "if (mark)", to: "if (false)" };
  assert.equal(patched("x; if (mark) y;", patch), "x; if (false) y;");
  assert.throws(() => patched("x; y;", patch), AnchorGone);
  assert.throws(() => patched("if (mark) if (mark) y;", patch), AnchorGone);
});

Deno.test("mutations: the simulator sees old defects, and not what is not there", async () => {
  using tree = new MutatedTree();
  for (const mutation of MUTATIONS.filter(({ name }) => EARLY.includes(name))) {
    const { good, fault } = await hunt(mutation, { tree, seedsMax: 40, secondsMax: 60 });
    assert.ok(good, `${mutation.name}: ${fault}`);
  }
});

Deno.test("mutations: what is no defect is not found, and what does not run is no find", async () => {
  using tree = new MutatedTree();
  const file = "simulation/plain_hasher.ts";
  const from = "hash: (password: string) =>";
  const says = /./;
  for (const [to, fault] of [[from, /^not in 1 seeds$/], ["hash: (", /^exit 1: /]] as const) {
    const mutation = { name: "none", from: "", patches: [{ file, from, to }], says };
    const found = await hunt(mutation, { tree, seedsMax: 1, secondsMax: 60 });
    assert.equal(found.good, false);
    assert.match(found.fault, fault);
  }
});
