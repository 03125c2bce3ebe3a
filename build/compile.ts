// `deno task compile [--target TRIPLE]`: dist/bank, one executable (dist/bank-TRIPLE for another platform). Bundles first,
// so that only what is used is embedded.
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { bundle, ROOT } from "./bundle.ts";

/**
 * As narrow as they can be: the person chooses where --data and --profile are and which address is listened on; every
 * variable of the environment may be asked for by name (colours, terminal, locale); nothing is run.
 */
const PERMISSIONS = [
  "--allow-net",
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-sys=networkInterfaces,homedir,uid,gid,osRelease,systemMemoryInfo,statfs,osUptime,hostname",
];

/** A busy server makes much short-lived garbage: a larger nursery takes a tenth off its work. */
const V8_FLAGS = "--v8-flags=--max-semi-space-size=64";

/** Seconds since 1970 that every embedded file carries. */
const EMBEDDED_AT = 1_577_836_800;

/** @returns the path of the executable; ends the program with a clear word when there is none. */
async function compile(args: readonly string[]): Promise<string> {
  const at = args.indexOf("--target");
  const target = at < 0 ? null : args[at + 1] ?? null;
  const stage = join(ROOT, "dist", "bundle");
  const name = target === null ? "bank" : `bank-${target}`;
  const output = join(ROOT, "dist", target?.includes("windows") ? `${name}.exe` : name);
  await bundle({ platform: "deno", outdir: stage });
  fs.writeFileSync(join(stage, "deno.json"), JSON.stringify({ unstable: ["kv", "net"] }));
  // `deno compile` embeds times: the same sources have to give the same executable.
  for (const name of fs.readdirSync(stage)) {
    fs.utimesSync(join(stage, name), EMBEDDED_AT, EMBEDDED_AT);
  }
  const { status } = spawnSync(process.execPath, [
    // Its cache would lie in the temporary directory under a name that is easy to guess: another user could put code there.
    "compile",
    "--no-prompt",
    "--no-check",
    "--no-code-cache",
    V8_FLAGS,
    ...PERMISSIONS,
    ...args,
    "--include",
    stage,
    "--output",
    output,
    join(stage, "bank.mjs"),
  ], { cwd: stage, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0 || !fs.existsSync(output)) {
    console.error(
      "Cannot compile: `deno compile` needs the runtime it embeds (denort) for exactly this version of " +
        `Deno${
          target === null ? "" : ` and for ${target}`
        }. It downloads it from dl.deno.land; where that cannot be reached, put it ` +
        "into Deno's download cache by hand, or use `deno task npm` for a package that runs on plain Node.",
    );
    process.exit(status || 1);
  }
  if (target !== null) return output;
  const check = spawnSync(output, ["--version"], { encoding: "utf8" });
  if (check.status !== 0) {
    console.error("The executable does not start: does denort have the same version as Deno?");
    process.exit(1);
  }
  console.log(`dist/${name} ${check.stdout.trim()}`);
  return output;
}

if (import.meta.main) await compile(process.argv.slice(2));
