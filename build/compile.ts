// `deno task compile`: dist/bank, one executable. Bundles first, so that only what is used is embedded.
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { bundle, ROOT } from "./bundle.ts";

/** Read and write stay broad because the person chooses where --data and --profile are. */
const PERMISSIONS = ["--allow-net", "--allow-read", "--allow-write", "--allow-env", "--allow-sys"];

const stage = join(ROOT, "dist", "bundle");
const output = join(ROOT, "dist", "bank");

await bundle({ platform: "deno", outdir: stage });
fs.writeFileSync(join(stage, "deno.json"), JSON.stringify({ unstable: ["kv", "net"] }));

const { status } = spawnSync(process.execPath, [
  "compile",
  "--no-prompt",
  // A busy server makes much short-lived garbage: a larger nursery takes a tenth off its work.
  "--v8-flags=--max-semi-space-size=64",
  "--no-check",
  ...PERMISSIONS,
  ...process.argv.slice(2),
  "--include",
  stage,
  "--output",
  output,
  join(stage, "bank.mjs"),
], { cwd: stage, stdio: "inherit" });
if (status !== 0) {
  console.error(
    "Cannot compile: `deno compile` needs the runtime it embeds (denort) for exactly this version of " +
      "Deno. It downloads it from dl.deno.land; where that cannot be reached, put it into Deno's " +
      "download cache by hand, or use `deno task npm` for a package that runs on plain Node.",
  );
  process.exit(status ?? 1);
}
const check = spawnSync(output, ["--version"], { encoding: "utf8" });
if (check.status !== 0) {
  console.error("The executable does not start: does denort have the same version as Deno?");
  process.exit(1);
}
console.log(`dist/bank ${check.stdout.trim()}`);
