// Runs the simulator on a source with an old defect in it, seed after seed, until it reports the defect.
import type { Mutation } from "./old_defects.ts";
import type { MutatedTree } from "./mutated_tree.ts";

export interface Hunt {
  readonly mutation: Mutation;
  /** The first seed that fails; null when none does. */
  readonly seed: number | null;
  readonly seconds: number;
  /** What the simulator says is wrong, or why there is nothing to say. */
  readonly fault: string;
  /** It was found, it is said to be what it is, and the same seed is fine without the defect. */
  readonly good: boolean;
}

export interface HuntOptions {
  readonly tree: MutatedTree;
  readonly seedsMax: number;
  /** Seconds after which a hunt is given up. */
  readonly secondsMax: number;
}

/** @throws {AnchorGone} when the defect cannot be put back. */
export async function hunt(
  mutation: Mutation,
  { tree, seedsMax, secondsMax }: HuntOptions,
): Promise<Hunt> {
  const began = performance.now();
  const within = { secondsMax };
  let found: Simulated;
  {
    using _defect = tree.put(mutation.patches);
    found = await simulate(tree, { ...within, first: 1, seeds: seedsMax });
  }
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  const { seed, fault } = found;
  if (seed === null) return { mutation, seed, seconds, fault, good: false };
  const without = await simulate(tree, { ...within, first: seed, seeds: 1 });
  const blameless = without.seed === null && without.whole;
  const said = mutation.says.test(fault);
  const but = blameless
    ? said ? "" : ` (expected ${mutation.says})`
    : ` (without the defect, too: ${without.fault})`;
  return { mutation, seed, seconds, fault: fault + but, good: said && blameless };
}

interface Simulated {
  readonly seed: number | null;
  readonly fault: string;
  /** It came to its end in time, and nothing was wrong. */
  readonly whole: boolean;
}

async function simulate(
  tree: MutatedTree,
  { first, seeds, secondsMax }: {
    readonly first: number;
    readonly seeds: number;
    readonly secondsMax: number;
  },
): Promise<Simulated> {
  const args = ["run", "-A", "--no-check", "--frozen", "main.ts", "simulate", "--json"];
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args, "--seed", String(first), "--seeds", String(seeds)],
    cwd: tree.path,
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(secondsMax * 1_000),
  });
  const { code, signal, stdout, stderr } = await child.output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  const lines = out!.trim().split("\n").filter((line) => line !== "");
  const last = JSON.parse(lines.at(-1) ?? "{}");
  if ("failure" in last) return { seed: last.seed, fault: last.failure, whole: true };
  if (signal !== null) {
    return { seed: null, fault: `not in ${secondsMax} s, ${lines.length} seeds`, whole: false };
  }
  if (code === 0) return { seed: null, fault: `not in ${seeds} seeds`, whole: true };
  return { seed: null, fault: `exit ${code}: ${err!.trim().split("\n")[0]}`, whole: false };
}
