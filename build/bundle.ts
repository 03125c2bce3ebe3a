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

/** Where a package's file is, whatever it exports. */
const packaged = (path: string) => join(ROOT, "node_modules", path);

/**
 * A bundle has no files but its own. pdfkit's build for Node asks for the metrics of fonts and for a colour profile by name
 * while it runs; the one for browsers brings the profile along, under the name of the file that it was, and packs with the
 * runtime's own zlib. What unpacks WOFF2 is half a megabyte: our fonts are WOFF.
 */
const withoutFiles: esbuild.Plugin = {
  name: "without files",
  setup({ onResolve, onLoad }) {
    const browser = fs.realpathSync(packaged("pdfkit/js/pdfkit.browser.mjs"));
    onResolve({ filter: /^pdfkit$/ }, () => ({ path: browser }));
    onLoad({ filter: /pdfkit\.browser\.mjs$/ }, ({ path }) => {
      const text = fs.readFileSync(path, "utf8");
      const file = "new URL('./data/sRGB_IEC61966_2_1.icc', import.meta.url).href";
      if (text.split(file).length !== 2) throw new Error(`pdfkit has another ${file}`);
      return { contents: text.replace(file, "'sRGB_IEC61966_2_1.icc'") };
    });
    onLoad({ filter: /fflate[\\/]esm[\\/]index\.mjs$/ }, () => ({
      contents: "export { deflateSync as zlibSync } from 'node:zlib';",
    }));
    onLoad({ filter: /brotli[\\/]decompress\.js$/ }, () => ({
      contents: "module.exports = () => { throw new Error('WOFF2 is not unpacked here'); };",
    }));
  },
};

/** Of deno.json the program wants its version alone, and a person at the menu would wait for the rest. */
const versionAlone: esbuild.Plugin = {
  name: "version alone",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]deno\.json$/ }, () => (
      { contents: JSON.stringify({ version: VERSION }), loader: "json" }
    ));
  },
};

/** As for the executable; and Node 22 need not say whenever a bank is opened that its SQLite is new. */
const NODE_FLAGS = "--max-semi-space-size=64 --disable-warning=ExperimentalWarning";

export interface BundleOptions {
  readonly platform: "deno" | "node";
  readonly outdir: string;
}

/** @returns what is in it and what it asks for. */
export async function bundle({ platform, outdir }: BundleOptions): Promise<esbuild.Metafile> {
  fs.rmSync(outdir, { recursive: true, force: true });
  const forNode = platform === "node";
  const { metafile } = await esbuild.build({
    absWorkingDir: ROOT,
    metafile: true,
    entryPoints: {
      bank: join(ROOT, "main.ts"),
      hash_thread: join(ROOT, "server", "hash_thread.ts"),
      bench_worker: join(ROOT, "commands", "bench", "bench_worker.ts"),
      ...(forNode ? { client: join(ROOT, "net", "client", "library.ts") } : {}),
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
    loader: {
      ".css": "text",
      ".svg": "text",
      ".client.js": "text",
      ".wasm": "binary",
      ".woff": "binary",
      ".png": "binary",
    },
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
    plugins: [withoutFiles, versionAlone],
    logLevel: "warning",
  });
  await esbuild.stop();
  return metafile;
}
