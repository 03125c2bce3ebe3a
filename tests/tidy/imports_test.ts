// Imports go from room to room in one direction, and never in a circle.
import assert from "node:assert/strict";
import { relative } from "node:path";
import { ROOT } from "../support/program.ts";
import { MAY_IMPORT, roomOf } from "./rooms.ts";

interface Graph {
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly {
      readonly code?: { readonly specifier?: string };
      readonly type?: { readonly specifier?: string };
    }[];
  }[];
}

/** Who imports whom among our own modules, types included. */
function imports(): Map<string, string[]> {
  const { stdout } = new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "main.ts"],
    cwd: ROOT,
  }).outputSync();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as Graph;
  const local = (specifier: string | undefined) =>
    specifier?.startsWith("file://") ? relative(ROOT, new URL(specifier).pathname) : null;
  const found = new Map<string, string[]>();
  for (const { specifier, dependencies = [] } of modules) {
    const from = local(specifier);
    if (from === null || !(roomOf(from) in MAY_IMPORT)) continue;
    const all = dependencies.map(({ code, type }) => local((code ?? type)?.specifier));
    found.set(from, all.filter((to) => to !== null && !to.startsWith("node_modules")) as string[]);
  }
  return found;
}

Deno.test("imports go one way, from room to room", () => {
  const pairs = [...imports()].flatMap(([from, all]) => all.map((to) => ({ from, to })));
  assert.ok(pairs.length > 1_000, `only ${pairs.length} imports were looked at`);
  const wrong = pairs.filter(({ from, to }) => {
    const [one, other] = [roomOf(from), roomOf(to)];
    return one !== other && !MAY_IMPORT[one]!.includes(other);
  });
  assert.deepEqual(wrong.map(({ from, to }) => `${from} → ${to}`), []);
});

Deno.test("imports go in no circle", () => {
  assert.deepEqual(circles(imports()), []);
});

/** Groups of modules that reach each other (Tarjan, Depth-first search and linear graph algorithms, 1972). */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const visit = (path: string) => {
    order.set(path, order.size);
    low.set(path, order.get(path)!);
    open.push(path);
    for (const next of graph.get(path) ?? []) {
      if (!order.has(next)) visit(next);
      if (open.includes(next)) low.set(path, Math.min(low.get(path)!, low.get(next)!));
    }
    if (low.get(path) !== order.get(path)) return;
    const group = open.splice(open.indexOf(path));
    if (group.length > 1) found.push(group.sort());
  };
  for (const path of graph.keys()) if (!order.has(path)) visit(path);
  return found;
}
