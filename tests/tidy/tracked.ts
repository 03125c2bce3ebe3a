// The files of the house as Git has them, with those that are not committed yet.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/program.ts";

export interface Module {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
}

/** @param patterns as `git ls-files` takes them. */
export function tracked(...patterns: string[]): Module[] {
  const { stdout } = new Deno.Command("git", {
    args: ["ls-files", "--cached", "--others", "--exclude-standard", ...patterns],
    cwd: ROOT,
  }).outputSync();
  const paths = new TextDecoder().decode(stdout).split("\n").filter((path) => path.length > 0);
  return paths.map((path) => ({
    path,
    folder: path.split("/")[0]!,
    text: readFileSync(join(ROOT, path), "utf8"),
  }));
}
