// Node in the versions that the npm package promises to run on, each from the npm package `node`.
import { join } from "node:path";
import { npmPackages } from "./installed.ts";

/** The oldest that is promised, and the newest of each line that is still looked after. */
export const NODE_VERSIONS = ["20.11.0", "22", "24"] as const;
export type NodeVersion = typeof NODE_VERSIONS[number];

/** @returns where that Node is; null, after saying so, where npm cannot bring it. */
export function nodeOf(version: NodeVersion): string | null {
  const home = npmPackages({ name: `node-${version}`, packages: [`node@${version}`] });
  return home && join(home, "node_modules", "node", "bin", "node");
}
