// Node in the versions that the npm package promises to run on, each from the npm package `node`, installed once under dist/.
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./program.ts";
import { hasTools, tool } from "./shipped.ts";

/** The oldest that is promised, and the newest of each line that is still looked after. */
export const NODE_VERSIONS = ["20.11.0", "20", "22", "24"] as const;
export type NodeVersion = typeof NODE_VERSIONS[number];

const NODES = join(ROOT, "dist", "nodes");

/** @returns where that Node is; null, after saying so, where npm cannot bring it. */
export function nodeOf(version: NodeVersion): string | null {
  const home = join(NODES, version);
  const binary = join(home, "node_modules", "node", "bin", "node");
  if (existsSync(binary)) return binary;
  if (!hasTools("npm")) return null;
  mkdirSync(NODES, { recursive: true });
  // Another test may be at it as well: whoever is ready first puts it in its place.
  const making = mkdtempSync(join(NODES, ".making-"));
  const flags = ["--silent", "--no-audit", "--no-fund", "--no-save"];
  const { code, out, err } = tool([
    "npm",
    "install",
    "--prefix",
    making,
    ...flags,
    `node@${version}`,
  ]);
  try {
    if (code === 0) renameSync(making, home);
  } catch (error) {
    if (!existsSync(binary)) throw error;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  if (code === 0) return binary;
  console.log(`    (npm cannot fetch node@${version}: ${(out + err).trim()}; skipped)`);
  return null;
}
