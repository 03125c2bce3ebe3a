// One JavaScript bundle of the program, for `deno compile` and for plain Node: the same source, with the
// platform seam `#runtime` resolved to the module of that platform.
import * as esbuild from "esbuild";
import { spawnSync } from "node:child_process";
import { builtinModules } from "node:module";
import * as fs from "node:fs";
import { join } from "node:path";

export const ROOT = new URL("..", import.meta.url).pathname;

export const VERSION: string = JSON.parse(fs.readFileSync(join(ROOT, "deno.json"), "utf8")).version;

/** Short, with a plus sign when the tree is not exactly that commit. */
export const COMMIT: string = commit();

function commit(): string {
  const git = (...args: string[]) => {
    const { status, stdout } = spawnSync("git", args, { cwd: ROOT, encoding: "utf8" });
    return status === 0 ? stdout.trim() : "";
  };
  const short = git("rev-parse", "--short=10", "HEAD");
  return short === "" ? "no commit" : short + (git("status", "--porcelain", "-uno") ? "+" : "");
}

/** As for the executable; and Node 22 need not say whenever a bank is opened that its SQLite is new. */
const NODE_FLAGS = "--max-semi-space-size=64 --disable-warning=ExperimentalWarning";

export interface BundleOptions {
  readonly platform: "deno" | "node";
  readonly outdir: string;
}

export async function bundle({ platform, outdir }: BundleOptions): Promise<void> {
  fs.rmSync(outdir, { recursive: true, force: true });
  const forNode = platform === "node";
  await esbuild.build({
    entryPoints: {
      bank: join(ROOT, "main.ts"),
      bench_worker: join(ROOT, "commands", "bench_worker.ts"),
      ...(forNode ? { client: join(ROOT, "net", "library.ts") } : {}),
    },
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.11",
    mainFields: ["module", "main"],
    minify: true,
    keepNames: true,
    legalComments: "linked",
    external: ["@deno/kv"],
    jsx: "automatic",
    jsxImportSource: "hono/jsx",
    loader: { ".css": "text", ".svg": "text", ".client.js": "text", ".woff": "binary" },
    define: { BANK_COMMIT: JSON.stringify(COMMIT) },
    alias: {
      "#runtime": join(ROOT, "net", `runtime_${platform}.ts`),
      // Deno wants to be told which names are Node's own; some are listed with the word in front already.
      ...Object.fromEntries(
        builtinModules.filter((name) => !name.startsWith("node:"))
          .map((name) => [name, `node:${name}`]),
      ),
    },
    banner: {
      js: (forNode ? `#!/usr/bin/env -S node ${NODE_FLAGS}\n` : "") +
        "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);",
    },
    logLevel: "warning",
  });
  await esbuild.stop();
}
