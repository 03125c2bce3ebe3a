// `deno task npm`: dist/npm and dist/bank-VERSION.tgz, a package for plain Node ≥ 20 that needs no Deno: the program, and
// the client as a library with types.
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { join } from "node:path";
import process from "node:process";
import config from "../deno.json" with { type: "json" };
import { bundle, COMMIT, ROOT, VERSION } from "./bundle.ts";
import { declarations } from "./declarations.ts";

const out = join(ROOT, "dist", "npm");

await bundle({ platform: "node", outdir: join(out, "dist") });
fs.chmodSync(join(out, "dist", "bank.mjs"), 0o755);
fs.writeFileSync(join(out, "dist", "client.d.ts"), declarations());

const kvVersion = config.imports["@deno/kv"].split("@").at(-1);
const manifest = {
  name: "bank",
  version: VERSION,
  description:
    "A small bank for a community: server, terminal client, sealed alerts, client library.",
  license: "MIT",
  type: "module",
  bin: { bank: "dist/bank.mjs" },
  exports: { ".": { types: "./dist/client.d.ts", default: "./dist/client.mjs" } },
  types: "./dist/client.d.ts",
  files: ["dist", "README.md", "LICENSE"],
  engines: { node: ">=20.11" },
  dependencies: { "@deno/kv": kvVersion },
  config: { commit: COMMIT },
};
fs.writeFileSync(join(out, "package.json"), JSON.stringify(manifest, null, 2) + "\n");
fs.copyFileSync(join(ROOT, "LICENSE"), join(out, "LICENSE"));
fs.copyFileSync(join(ROOT, "docs", "npm.md"), join(out, "README.md"));
for (const name of fs.readdirSync(join(ROOT, "dist"))) {
  if (name.endsWith(".tgz")) fs.rmSync(join(ROOT, "dist", name));
}
const npm = process.platform === "win32" ? "npm.cmd" : "npm";
execFileSync(npm, ["pack", "--silent", "--pack-destination", join(ROOT, "dist")], {
  cwd: out,
  stdio: "inherit",
});
console.log(`dist/bank-${VERSION}.tgz`);
